//! MySQL's JSON, version 2: the tree of iterators with the texts of TREE, and the same as keys.

use crate::PlanError;
use crate::builder::{Builder, Step};
use crate::json::{Kind, Value};
use crate::model::{
    Actuals, Condition, ConditionKind, Estimates, Extra, Measured, Node, Operation, QueryBlock, Role,
    TableAccess,
};
use crate::settle::settle;

/// What a document holds.
pub(crate) struct Read {
    pub(crate) builder: Builder,
    pub(crate) root: Step,
    pub(crate) query: Option<String>,
    pub(crate) extras: Vec<Extra>,
}

/// Reads a document whose root, or whose `query_plan`, is a step.
pub(crate) fn read(document: Value<'_>) -> Result<Read, PlanError> {
    let mut query = None;
    let mut extras = Vec::new();
    let mut plan = document;
    if let Some(inner) = document.get("query_plan") {
        plan = inner;
        for (key, value) in document.members() {
            match key {
                "query_plan" => {}
                "query" => query = value.string(),
                _ => extras.push(extra(key, value)),
            }
        }
    }
    if !plan.is_object() {
        return Err(PlanError::Content { problem: "query_plan is no object" });
    }
    let mut reader = Reader { builder: Builder::default(), steps: Vec::new(), waiting: Vec::new(), query };
    let root = reader.step(plan, None);
    while let Some((value, parent, role)) = reader.waiting.pop() {
        reader.step(value, Some((parent, role)));
    }
    settle(&mut reader.builder, &reader.steps);
    Ok(Read { builder: reader.builder, root, query: reader.query, extras })
}

pub(crate) fn extra(key: &str, value: Value<'_>) -> Extra {
    Extra { name: key.to_owned(), value: value.string().unwrap_or_else(|| compact(value.raw())) }
}

/// JSON on one line: blanks between its parts go, texts stay.
fn compact(json: &str) -> String {
    let mut result = String::with_capacity(json.len());
    let (mut in_text, mut escaped) = (false, false);
    for character in json.chars() {
        if in_text {
            in_text = escaped || character != '"';
            escaped = !escaped && character == '\\';
        } else if matches!(character, ' ' | '\n' | '\t' | '\r') {
            continue;
        } else {
            in_text = character == '"';
        }
        result.push(character);
        if !in_text && matches!(character, ',' | ':') {
            result.push(' ');
        }
    }
    result
}

struct Reader<'d> {
    builder: Builder,
    steps: Vec<Step>,
    waiting: Vec<(Value<'d>, Step, Role)>,
    query: Option<String>,
}

/// What a step's keys say beside its text.
#[derive(Default)]
struct Keys {
    schema: Option<String>,
    name: Option<String>,
    alias: Option<String>,
    measured: Measured,
    actual_keys: bool,
    ran: bool,
    block: QueryBlock,
    subquery: bool,
    estimates: Estimates,
    heading: Option<(Role, Option<QueryBlock>)>,
}

impl<'d> Reader<'d> {
    fn step(&mut self, value: Value<'d>, parent: Option<(Step, Role)>) -> Step {
        let text = value.get("operation").and_then(Value::string).unwrap_or_default();
        let mut node = crate::phrase::describe(&text);
        let mut keys = Keys::default();
        let mut below = Vec::new();
        for (key, value) in value.members() {
            match key {
                "operation" => {}
                "inputs" => below.extend(value.elements().map(|input| (input, Role::Input))),
                "inputs_from_select_list" => {
                    below.extend(value.elements().map(|input| (input, Role::SelectListSubquery)));
                }
                "query" => self.query = value.string(),
                _ => {
                    let known = figure(key, value, &mut keys)
                        || about_table(key, value, &mut node, &mut keys)
                        || about_step(key, value, &mut node, &mut keys);
                    if !known {
                        node.extras.push(extra(key, value));
                    }
                }
            }
        }
        let role = finish(&mut node, keys, parent.map(|(_, role)| role));
        let step = self.builder.add(node);
        if let Some((parent, _)) = parent {
            self.builder.attach(parent, step, role);
        }
        self.steps.push(step);
        // What waits is taken from the end: the first input must be the next.
        self.waiting.extend(
            below
                .into_iter()
                .rev()
                .filter(|(input, _)| input.is_object())
                .map(|(input, role)| (input, step, role)),
        );
        step
    }
}

fn figure(key: &str, value: Value<'_>, keys: &mut Keys) -> bool {
    let number = value.number();
    match key {
        "estimated_rows" => keys.estimates.rows_produced = number,
        "estimated_total_cost" => keys.estimates.total_cost = number,
        "estimated_first_row_cost" => keys.estimates.first_row_cost = number,
        "actual_rows" => keys.measured.rows = number,
        "actual_loops" => keys.measured.loops = number,
        "actual_first_row_ms" => keys.measured.first_row_ms = number,
        "actual_last_row_ms" => keys.measured.last_row_ms = number,
        _ => return false,
    }
    if key.starts_with("actual_") {
        keys.actual_keys = true;
        keys.ran |= number.is_some();
    }
    true
}

fn about_table(key: &str, value: Value<'_>, node: &mut Node, keys: &mut Keys) -> bool {
    match key {
        "schema_name" => keys.schema = value.string(),
        "table_name" => keys.name = value.string(),
        "alias" => keys.alias = value.string(),
        "index_name" => match &mut node.table {
            Some(table) => table.index = value.string(),
            None => return false,
        },
        "key_columns" => match &mut node.table {
            Some(table) => table.index_parts = value.texts(),
            None => return false,
        },
        "lookup_references" => match &mut node.table {
            Some(table) => table.reference = value.texts(),
            None => return false,
        },
        "used_columns" => match &mut node.table {
            Some(table) => table.used_columns = Some(value.texts()),
            None => return false,
        },
        "partitions" => match &mut node.table {
            Some(table) => table.partitions = value.texts(),
            None => return false,
        },
        "covering" => match &mut node.table {
            Some(table) => table.covering = value.flag(),
            None => return false,
        },
        "reverse" => match &mut node.table {
            Some(table) => table.reverse = value.flag(),
            None => return false,
        },
        "multi_range_read" => match &mut node.table {
            Some(table) => table.multi_range_read = value.flag(),
            None => return false,
        },
        _ => return false,
    }
    true
}

/// Keys that the text says too are read from there; what is left is set here.
fn about_step(key: &str, value: Value<'_>, node: &mut Node, keys: &mut Keys) -> bool {
    match key {
        "access_type" => {
            if node.operation == Operation::Other {
                return false;
            }
        }
        "heading" => {
            let text = value.text().unwrap_or_default();
            keys.heading = crate::phrase::heading(&text);
            if keys.heading.is_none() {
                return false;
            }
        }
        "condition" => condition(node, ConditionKind::Attached, value),
        "lookup_condition" => condition(node, ConditionKind::Lookup, value),
        "pushed_index_condition" => condition(node, ConditionKind::PushedToIndex, value),
        "ranges" => {
            let ranges = value.texts();
            if !ranges.is_empty() {
                node.conditions.retain(|condition| condition.kind != ConditionKind::Range);
                node.add_condition(ConditionKind::Range, ranges.join(" OR "));
            }
        }
        "hash_condition" => {
            node.conditions.retain(|condition| condition.kind != ConditionKind::Join);
            let kind = ConditionKind::Join;
            node.conditions.extend(value.texts().into_iter().map(|text| Condition { kind, text }));
        }
        "sort_fields" | "functions" => node.expressions = value.texts(),
        "subquery" => keys.subquery = value.flag() == Some(true),
        "dependent" => keys.block.dependent = value.flag(),
        "cacheable" => keys.block.cacheable = value.flag(),
        "limit" => {
            // The key counts the rows passed over, too; the text does not.
            if !matches!(node.operation, Operation::Limit { .. }) {
                return false;
            }
        }
        "limit_offset" => {
            if let Operation::Limit { offset, .. } = &mut node.operation {
                *offset = value.count().filter(|offset| *offset > 0);
            }
        }
        "join_type" | "join_algorithm" | "index_access_type" | "semijoin_strategy" | "subquery_location"
        | "zero_rows_cause" | "per_chunk_limit" | "deduplication" | "group_by" | "rollup" | "cte"
        | "recursive" | "union" | "intersect" | "except" | "temp_table" | "buffering" | "join_columns"
        | "filter_columns" | "tables" | "cache_invalidators" => {
            return !matches!(node.operation, Operation::Other)
                && !matches!(key, "join_columns" | "filter_columns" | "cache_invalidators" | "rollup");
        }
        _ => return false,
    }
    true
}

/// A condition that the text says too is said once, as the key has it.
fn condition(node: &mut Node, kind: ConditionKind, value: Value<'_>) {
    if matches!(value.kind(), Kind::Null | Kind::Object | Kind::Array) {
        return;
    }
    node.conditions.retain(|condition| condition.kind != kind);
    if let Some(text) = value.string() {
        node.add_condition(kind, text);
    }
}

/// Puts the keys that belong together in their place; gives the role.
fn finish(node: &mut Node, keys: Keys, role: Option<Role>) -> Role {
    node.estimates = keys.estimates;
    if keys.actual_keys {
        node.actuals = Some(if keys.ran { Actuals::Executed(keys.measured) } else { Actuals::NeverExecuted });
    }
    if (keys.name.is_some() || keys.alias.is_some()) && node.operation != Operation::Stream {
        let make = || Box::new(TableAccess::default());
        let table = node.table.get_or_insert_with(make);
        if let Some(alias) = keys.alias.or_else(|| keys.name.clone()) {
            table.alias = alias;
        }
        if keys.schema.is_some() {
            table.schema = keys.schema;
            table.name = keys.name;
        }
    }
    crate::tree::examined_rows(node);
    let mut role = role.unwrap_or(Role::Root);
    if let Some((said, block)) = keys.heading {
        if role != Role::SelectListSubquery {
            role = said;
        }
        node.block = block;
    }
    if keys.subquery {
        let block = node.block.get_or_insert_default();
        block.dependent = keys.block.dependent.or(block.dependent);
        block.cacheable = keys.block.cacheable.or(block.cacheable);
        if role == Role::Input {
            role = Role::Subquery;
        }
    }
    role
}
