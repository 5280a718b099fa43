//! MySQL's JSON, version 1 (`sql/opt_explain_json.cc`), and MariaDB's, which is like it: clauses around tables.
//! A clause that does something becomes a step above what it is written around.

mod change;
mod clause;
mod content;
mod table;
mod window;

use crate::PlanError;
use crate::builder::{Builder, Step};
use crate::json::Value;
use crate::model::{Extra, Node, Operation, Role};

pub(crate) use self::change::change;
pub(crate) use self::table::heading;

use self::clause::Clause;
use self::content::Content;

/// What a document holds.
pub(crate) struct Read {
    pub(crate) builder: Builder,
    pub(crate) root: Step,
    pub(crate) extras: Vec<Extra>,
    pub(crate) is_mariadb: bool,
}

/// Reads a document that has a `query_block`.
pub(crate) fn read(document: Value<'_>) -> Result<Read, PlanError> {
    let mut reader = Reader { builder: Builder::with_capacity(16), is_mariadb: false };
    let mut extras = Vec::new();
    let mut root = None;
    for (key, value) in document.members() {
        match key {
            "query_block" if root.is_none() => {
                if !value.is_object() {
                    return Err(PlanError::Content { problem: "query_block is no object" });
                }
                root = Some(reader.clause(Clause::Block, value));
            }
            _ => {
                reader.is_mariadb |= key == "query_optimization";
                extras.push(crate::v2::extra(key, value));
            }
        }
    }
    let root = root.ok_or(PlanError::Content { problem: "there is no query_block" })?;
    Ok(Read { builder: reader.builder, root, extras, is_mariadb: reader.is_mariadb })
}

struct Reader {
    builder: Builder,
    is_mariadb: bool,
}

impl Reader {
    /// One clause and all that is in it; gives the step on top.
    fn clause(&mut self, clause: Clause, value: Value<'_>) -> Step {
        let mut content = Content::default();
        self.members(value, &mut content);
        let input = if clause.is_set() { None } else { self.input_of(&mut content) };
        let top = self.wrapped(clause, &mut content, input);
        self.settle(top, content)
    }

    fn members(&mut self, value: Value<'_>, content: &mut Content) {
        if !value.is_object() {
            for input in value.elements().filter(|input| input.is_object()) {
                content.in_join = true;
                self.members(input, content);
            }
            content.in_join = false;
            return;
        }
        for (key, value) in value.members() {
            let known = self.part(key, value, content)
                || self.subqueries(key, value, content)
                || content.fact(key, value)
                || content.measure(key, value, &mut self.is_mariadb);
            if !known {
                content.extras.push(crate::v2::extra(key, value));
            }
        }
    }

    /// What rows come from.
    fn part(&mut self, key: &str, value: Value<'_>, content: &mut Content) -> bool {
        let clause = match key {
            "table" => {
                self.table(value, content);
                return true;
            }
            "nested_loop" => {
                self.members(value, content);
                return true;
            }
            "query_block" => Clause::Block,
            "ordering_operation" => Clause::Ordering,
            "grouping_operation" => Clause::Grouping,
            "duplicates_removal" if content.in_join => Clause::Weedout,
            "duplicates_removal" => Clause::Duplicates,
            "buffer_result" => Clause::Buffer,
            "windowing" => Clause::Windowing,
            "union_result" | "recursive_union" => Clause::Union,
            "intersect_result" => Clause::Intersect,
            "except_result" => Clause::Except,
            "unary_result" => Clause::Unary,
            "insert_from" => {
                let from = self.clause(Clause::Plain, value);
                content.inputs.push(from);
                return true;
            }
            _ => return self.mariadb_part(key, value, content),
        };
        // MariaDB writes what a weedout is around as an array.
        if !value.is_object() && clause != Clause::Weedout && clause != Clause::Duplicates {
            return false;
        }
        let step = self.clause(clause, value);
        content.inputs.push(step);
        true
    }

    fn mariadb_part(&mut self, key: &str, value: Value<'_>, content: &mut Content) -> bool {
        if !value.is_object() {
            return false;
        }
        let clause = match key {
            "filesort" => Clause::Filesort,
            "temporary_table" => Clause::TemporaryTable,
            "read_sorted_file" | "expression_cache" | "full-scan-on-null_key" | "unary_subquery" => {
                Clause::Plain
            }
            "block-nl-join" => Clause::JoinBuffer,
            "range-checked-for-each-record" => Clause::RangeChecked,
            "window_functions_computation" => Clause::WindowFunctions,
            "buffer" => Clause::Buffer,
            "materialization" => {
                let step = self.materialized(value, "<subquery");
                content.inputs.push(step);
                return true;
            }
            _ => return false,
        };
        self.is_mariadb |= key != "temporary_table";
        let step = self.clause(clause, value);
        content.inputs.push(step);
        true
    }

    fn subqueries(&mut self, key: &str, value: Value<'_>, content: &mut Content) -> bool {
        let role = match key {
            "query_specifications" => {
                for member in value.elements() {
                    let operation = member.get("query_block").and_then(|block| block.get("operation"));
                    content.set_operation =
                        operation.and_then(Value::string).or(content.set_operation.take());
                    let step = self.clause(Clause::Plain, member);
                    content.inputs.push(step);
                }
                return true;
            }
            "attached_subqueries" => Role::ConditionSubquery,
            "select_list_subqueries" => Role::SelectListSubquery,
            "having_subqueries" => Role::HavingSubquery,
            "order_by_subqueries" => Role::OrderBySubquery,
            "group_by_subqueries" => Role::GroupBySubquery,
            "optimized_away_subqueries" => Role::OptimizedAwaySubquery,
            "update_value_subqueries" | "insert_values_subqueries" | "insert_update_subqueries" => {
                Role::UpdateValueSubquery
            }
            "subqueries" => Role::Subquery,
            _ => return false,
        };
        for subquery in value.elements().filter(|subquery| subquery.is_object()) {
            let step = self.clause(Clause::Plain, subquery);
            content.subqueries.push((step, role));
        }
        true
    }

    /// What the clause is written around: a table, a join of several, or why there is none.
    fn input_of(&mut self, content: &mut Content) -> Option<Step> {
        let inputs = std::mem::take(&mut content.inputs);
        if let Some(input) = self.builder.nested_loop(&inputs) {
            return Some(input);
        }
        let message = content.message.take()?;
        let node = Node::new(message_operation(&message), message);
        Some(self.builder.add(node))
    }

    /// Puts what the clause says beside its input on the step that it became.
    fn settle(&mut self, top: Step, mut content: Content) -> Step {
        for (subquery, role) in std::mem::take(&mut content.subqueries) {
            self.builder.attach(top, subquery, role);
        }
        content.leave(self.builder.node(top));
        top
    }
}

/// What a message in place of tables means.
pub(crate) fn message_operation(message: &str) -> Operation {
    let lower = message.to_ascii_lowercase();
    if lower.starts_with("no tables used") || lower.starts_with("select tables optimized away") {
        return Operation::Constant;
    }
    if lower.starts_with("deleting all rows") {
        return Operation::Delete;
    }
    let none = ["impossible", "no matching", "zero limit", "unique row not found", "const row not found"];
    if none.iter().any(|words| lower.starts_with(words)) { Operation::NoRows } else { Operation::Other }
}
