//! The plan as the rules see it: rows, tables, conditions, each worked out only when it is asked for.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use crate::model::{AccessType, ConditionKind, MaterializeReason, Node, Operation, Plan, Role};

use super::condition;
use super::facts::Facts;
use super::flow::{Flow, asked_of_table, flows, read_in_one_run, shows_limit};
use super::naming::TableName;
use super::predicate::{Against, Asked, Predicate};
use super::rules::MANY_ROWS;
use super::statement::Statement;

/// Conditions that are looked at above one step.
const MOST_STEPS_ABOVE: u32 = 200;

pub(super) struct View<'a> {
    pub(super) plan: &'a Plan,
    pub(super) facts: &'a Facts<'a>,
    flows: Vec<Flow>,
    statement: OnceCell<Option<Statement<'a>>>,
    /// What was asked of the step that was looked at last: its rules follow each other.
    asked: RefCell<Option<(u32, Rc<Asked>)>>,
    /// What its table is called.
    pub(super) named: RefCell<Option<(u32, TableName)>>,
}

impl<'a> View<'a> {
    pub(super) fn new(plan: &'a Plan, facts: &'a Facts<'a>) -> Self {
        let mut view = Self {
            plan,
            facts,
            flows: flows(plan, None),
            statement: OnceCell::new(),
            asked: RefCell::default(),
            named: RefCell::default(),
        };
        if let Some(limit) = view.hidden_limit().filter(|_| !plan.is_analyze) {
            view.flows = flows(plan, Some(limit));
        }
        view
    }

    /// The rows that LIMIT asks for, where the plan has no step for it and nothing needs all rows.
    fn hidden_limit(&self) -> Option<f64> {
        if !self.hides_limit() {
            return None;
        }
        let statement = self.statement().filter(|statement| !statement.is_aggregated)?;
        statement.limit.map(|(offset, rows)| offset.saturating_add(rows) as f64)
    }

    /// Whether a LIMIT of the statement matters that the plan does not show: the text is read only then.
    pub(super) fn hides_limit(&self) -> bool {
        !shows_limit(self.plan.format)
            && self
                .plan
                .nodes
                .iter()
                .any(|node| node.operation == Operation::TableAccess && self.read_in_all(node) >= MANY_ROWS)
    }

    pub(super) fn statement(&self) -> Option<&Statement<'a>> {
        self.statement.get_or_init(|| self.facts.statement.map(Statement::read)).as_ref()
    }

    pub(super) fn flow(&self, node: &Node) -> &Flow {
        &self.flows[node.id as usize]
    }

    /// Rows that are read of its table in one run.
    pub(super) fn read(&self, node: &Node) -> f64 {
        read_in_one_run(node, self.flow(node)).unwrap_or(0.0)
    }

    /// Rows that are read of its table in all runs.
    pub(super) fn read_in_all(&self, node: &Node) -> f64 {
        self.read(node) * self.flow(node).runs
    }

    pub(super) fn parent(&self, node: &Node) -> Option<&'a Node> {
        self.plan.node(node.parent?)
    }

    /// The inputs whose rows flow through a step.
    pub(super) fn inputs<'n>(&self, node: &'n Node) -> impl Iterator<Item = &'a Node> + use<'a, 'n> {
        let plan = self.plan;
        let children = node.children.iter().filter_map(move |child| plan.node(*child));
        children.filter(|child| !child.role.is_subquery())
    }

    /// It reads a table that somebody made, not one that the server filled for the statement.
    pub(super) fn reads_table(&self, node: &Node) -> bool {
        let Some(table) = node.table.as_deref().filter(|_| node.operation == Operation::TableAccess) else {
            return false;
        };
        let is_filled = |child: &Node| {
            child.role == Role::MaterializedFrom || matches!(child.operation, Operation::Materialize { .. })
        };
        let within_table_function = matches!(
            self.parent(node).map(|parent| parent.operation),
            Some(Operation::Materialize { reason: MaterializeReason::TableFunction, .. })
        );
        !(table.is_internal()
            || table.recursive
            || node.role == Role::IndexMergePart
            || within_table_function
            || self.plan.children(node).any(is_filled)
            || table.index.as_deref().is_some_and(|index| index.starts_with("<auto_")))
    }

    /// A step and all below it.
    pub(super) fn subtree(&self, node: &Node) -> impl Iterator<Item = &'a Node> + use<'a> {
        let (top, depth) = (node.id, node.depth);
        let rest = self.plan.nodes.get(node.id as usize..).unwrap_or_default();
        rest.iter().take_while(move |step| step.id == top || step.depth > depth)
    }

    /// A LIMIT ends the reading before all is read; what it asks for may be just what the optimiser expects.
    pub(super) fn ends_early(&self, node: &Node) -> bool {
        node.actuals.is_none()
            && asked_of_table(node, self.flow(node)).is_some_and(|asked| {
                let all = node.estimates.rows_examined_per_scan.or(node.estimates.rows_produced);
                all.is_some_and(|all| asked <= all)
            })
    }

    /// All of the table is read: also through its primary key, which is the table itself.
    pub(super) fn reads_all(&self, node: &Node) -> bool {
        node.table.as_deref().is_some_and(|table| match table.access {
            Some(AccessType::All) => true,
            Some(AccessType::Index) => table.index.as_deref() == Some("PRIMARY"),
            _ => false,
        })
    }

    /// Of the rows read, the share that its conditions let through; none when nobody knows.
    pub(super) fn kept_share(&self, node: &Node) -> Option<f64> {
        let measured = node.actuals.and_then(|actuals| actuals.measured().copied());
        if let Some(percent) = measured.and_then(|measured| measured.filtered_percent) {
            return Some(percent / 100.0);
        }
        let filter = self.parent(node).filter(|parent| parent.operation == Operation::Filter);
        if let (Some(filter), Some(read)) = (filter, self.flow(node).out.filter(|rows| *rows > 0.0)) {
            return Some(self.flow(filter).out? / read);
        }
        if measured.is_some() || shows_limit(self.plan.format) {
            return Some(1.0);
        }
        let changed = self.parent(node).map(|parent| parent.operation);
        if matches!(changed, Some(Operation::Update | Operation::Delete)) {
            // The server says 100 of every UPDATE and DELETE of one table.
            return None;
        }
        Some(node.estimates.filtered_percent? / 100.0)
    }

    /// What is asked of the step's table, there and in what stands above it in the same query. With `joins`, also
    /// what only the rows of other tables tell.
    pub(super) fn asked(&self, node: &Node, joins: bool) -> Rc<Asked> {
        let known =
            self.asked.borrow().as_ref().filter(|(id, _)| *id == node.id).map(|(_, asked)| Rc::clone(asked));
        let all = known.unwrap_or_else(|| {
            let asked = Rc::new(self.read_conditions(node));
            *self.asked.borrow_mut() = Some((node.id, Rc::clone(&asked)));
            asked
        });
        let is_join = |predicate: &Predicate| predicate.against == Against::OtherTable;
        if joins || !all.predicates.iter().any(is_join) {
            return all;
        }
        let mut asked = Asked::clone(&all);
        asked.predicates.retain(|predicate| !is_join(predicate));
        Rc::new(asked)
    }

    fn read_conditions(&self, node: &Node) -> Asked {
        let mut asked = Asked::default();
        let Some(alias) = node.alias() else { return asked };
        let mut at = node;
        for _ in 0..MOST_STEPS_ABOVE {
            for condition in &at.conditions {
                let own = at.id == node.id;
                let is_search = matches!(condition.kind, ConditionKind::Lookup | ConditionKind::Range);
                if condition.kind == ConditionKind::Having || (is_search && !own) {
                    continue;
                }
                if let Some(expression) = condition::read(&condition.text) {
                    asked.add(&expression, alias, is_search);
                }
            }
            let ends = at.block.is_some() && at.id != node.id || at.role.is_subquery();
            let Some(parent) = self.parent(at).filter(|_| !ends) else { break };
            let passes = matches!(
                parent.operation,
                Operation::Filter | Operation::NestedLoop | Operation::HashJoin | Operation::Stream
            );
            if !passes || matches!(at.role, Role::MaterializedFrom | Role::SetMember | Role::Recursive) {
                break;
            }
            at = parent;
        }
        let mut known: Vec<Predicate> = Vec::with_capacity(asked.predicates.len());
        for predicate in asked.predicates.drain(..) {
            if !known.contains(&predicate) {
                known.push(predicate);
            }
        }
        asked.predicates = known;
        asked
    }

    /// It is read again for the rows of other tables.
    pub(super) fn is_inner(&self, node: &Node) -> bool {
        if node.table.as_deref().is_some_and(|table| table.join_buffer.is_some()) {
            return true;
        }
        let mut at = node;
        while let Some(parent) = self.parent(at) {
            match parent.operation {
                Operation::NestedLoop => return parent.children.first() != Some(&at.id),
                Operation::Filter => at = parent,
                _ => return false,
            }
        }
        false
    }
}
