//! What each clause of JSON v1 becomes.

use crate::builder::Step;
use crate::model::{
    AccessType, AggregateMethod, DeduplicateMethod, JoinBuffer, MaterializeReason, Node, Operation, Role,
    SetKind, TableAccess,
};

use super::Reader;
use super::content::Content;

/// What stands around tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clause {
    /// A query.
    Block,
    /// It only holds others.
    Plain,
    Ordering,
    Grouping,
    /// DISTINCT, or a semi-join's weedout around the whole join.
    Duplicates,
    /// A semi-join's weedout around a part of a join.
    Weedout,
    Buffer,
    Windowing,
    Union,
    Intersect,
    Except,
    Unary,
    // MariaDB's:
    Filesort,
    TemporaryTable,
    JoinBuffer,
    RangeChecked,
    WindowFunctions,
}

impl Clause {
    /// Its inputs are queries side by side, not a join.
    pub(super) fn is_set(self) -> bool {
        set_kind(self).is_some()
    }
}

impl Reader {
    /// The steps of a clause above its input.
    pub(super) fn wrapped(&mut self, clause: Clause, content: &mut Content, input: Option<Step>) -> Step {
        if let Some(set) = set_kind(clause) {
            return self.set(set, content, input);
        }
        let input = match input {
            Some(input) => input,
            None if !content.changes.is_empty() => self.builder.add(Node::new(Operation::Constant, "Values")),
            None => self.builder.add(Node::new(Operation::Other, "")),
        };
        match clause {
            Clause::Block | Clause::Plain => self.changed(content, input),
            Clause::Ordering => self.ordering(content, input),
            Clause::Filesort => self.sorted(content, input, "Sort"),
            Clause::Grouping => self.grouping(content, input),
            Clause::Duplicates => self.duplicates(content, input),
            Clause::Weedout => self.deduplicated(input, DeduplicateMethod::Weedout),
            Clause::Buffer => self.temporary(input, "Buffer result"),
            Clause::TemporaryTable => self.temporary(input, "Temporary table"),
            Clause::Windowing | Clause::WindowFunctions => self.windowing(content, input),
            Clause::JoinBuffer => self.buffered(content, input),
            Clause::RangeChecked => {
                if let Some(table) = &mut self.builder.node(input).table {
                    table.access = Some(AccessType::RangeChecked);
                }
                input
            }
            Clause::Union | Clause::Intersect | Clause::Except | Clause::Unary => input,
        }
    }

    fn sorted(&mut self, content: &mut Content, input: Step, heading: &str) -> Step {
        let mut node = Node::new(Operation::Sort { deduplicated: false, limit: None }, heading);
        if !content.expressions.is_empty() {
            node.heading = format!("{heading}: {}", content.expressions.join(", "));
        }
        node.estimates.sort_cost = content.estimates.sort_cost;
        self.builder.wrap(input, node)
    }

    fn temporary(&mut self, input: Step, heading: &str) -> Step {
        let reason = MaterializeReason::Temporary;
        let operation = Operation::Materialize { reason, deduplicated: false, shared: false };
        self.builder.wrap(input, Node::new(operation, heading))
    }

    fn ordering(&mut self, content: &mut Content, input: Step) -> Step {
        if content.filesort == Some(true) {
            return self.sorted(content, input, "Sort");
        }
        if content.temporary == Some(true) { self.temporary(input, "Temporary table") } else { input }
    }

    fn grouping(&mut self, content: &mut Content, input: Step) -> Step {
        let mut input = input;
        if content.filesort == Some(true) {
            input = self.sorted(content, input, "Sort");
            content.estimates.sort_cost = None;
        }
        let (method, heading) = if content.temporary == Some(true) {
            (AggregateMethod::TemporaryTable, "Aggregate using temporary table")
        } else {
            (AggregateMethod::Stream, "Group aggregate")
        };
        self.builder.wrap(input, Node::new(Operation::Aggregate { method }, heading))
    }

    /// A weedout never says whether it sorts.
    fn duplicates(&mut self, content: &mut Content, input: Step) -> Step {
        let method = match (content.filesort, content.temporary) {
            (None, _) => DeduplicateMethod::Weedout,
            (Some(true), _) => {
                let node = Node::new(
                    Operation::Sort { deduplicated: true, limit: None },
                    "Sort with duplicate removal",
                );
                return self.builder.wrap(input, node);
            }
            (_, Some(true)) => DeduplicateMethod::TemporaryTable,
            _ => DeduplicateMethod::Sorted,
        };
        self.deduplicated(input, method)
    }

    fn deduplicated(&mut self, input: Step, method: DeduplicateMethod) -> Step {
        let heading = match method {
            DeduplicateMethod::Weedout => "Remove duplicate rows using temporary table (weedout)",
            DeduplicateMethod::TemporaryTable => "Temporary table with deduplication",
            DeduplicateMethod::LooseScan | DeduplicateMethod::Sorted => "Remove duplicates from sorted input",
        };
        self.builder.wrap(input, Node::new(Operation::Deduplicate { method }, heading))
    }

    fn buffered(&mut self, content: &mut Content, input: Step) -> Step {
        let buffer = JoinBuffer::of(content.join_type.take().as_deref().unwrap_or("BNL"));
        if let Some(table) = &mut self.builder.node(input).table {
            table.join_buffer = Some(buffer);
        }
        input
    }

    fn set(&mut self, set: SetKind, content: &mut Content, input: Option<Step>) -> Step {
        let set = match content.set_operation.as_deref() {
            Some("INTERSECT") => SetKind::Intersect,
            Some("EXCEPT") => SetKind::Except,
            _ => set,
        };
        // MariaDB names the table and does not say what kind it is.
        let named = content.table_name.is_some() && self.is_mariadb;
        let temporary = content.temporary == Some(true) || named;
        let deduplicated = if temporary { None } else { Some(false) };
        let words = match set {
            SetKind::Union if !temporary => "Union all",
            SetKind::Union => "Union through a temporary table",
            SetKind::Intersect => "Intersect",
            SetKind::Except => "Except",
            SetKind::Unary => "Query with its own order or limit",
        };
        let mut node = Node::new(Operation::SetOperation { set, temporary, deduplicated }, words);
        node.table = content.table_name.take().map(|name| Box::new(TableAccess::of(name)));
        let step = self.builder.add(node);
        for member in std::mem::take(&mut content.inputs).into_iter().chain(input) {
            self.builder.attach(step, member, Role::SetMember);
        }
        content.extras.retain(|extra| extra.name != "access_type");
        if content.filesort == Some(true) { self.sorted(content, step, "Sort") } else { step }
    }
}

fn set_kind(clause: Clause) -> Option<SetKind> {
    match clause {
        Clause::Union => Some(SetKind::Union),
        Clause::Intersect => Some(SetKind::Intersect),
        Clause::Except => Some(SetKind::Except),
        Clause::Unary => Some(SetKind::Unary),
        _ => None,
    }
}
