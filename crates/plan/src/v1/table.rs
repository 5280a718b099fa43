//! One table of JSON v1 or of MariaDB's.

use crate::builder::Step;
use crate::json::Value;
use crate::model::{
    AccessType, Badge, ConditionKind, JoinBuffer, JoinKind, MaterializeReason, Node, Operation, Role,
    SemiJoin, TableAccess,
};

use super::Reader;
use super::clause::Clause;
use super::content::{Content, Times};

/// What is gathered of a table before it is a step.
struct Draft {
    node: Node,
    table: TableAccess,
    times: Times,
    change: Option<Operation>,
    message: Option<String>,
    below: Vec<(Step, Role)>,
}

impl Reader {
    /// Reads a table; it is an input, or what the statement writes to.
    pub(super) fn table(&mut self, value: Value<'_>, content: &mut Content) {
        let mut draft = Draft {
            node: Node::new(Operation::TableAccess, ""),
            table: TableAccess::default(),
            times: Times::default(),
            change: None,
            message: None,
            below: Vec::new(),
        };
        for (key, value) in value.members() {
            let known = name(key, value, &mut draft)
                || figure(key, value, &mut draft, &mut self.is_mariadb)
                || manner(key, value, &mut draft)
                || self.below(key, value, &mut draft);
            if !known {
                self.is_mariadb |= key.starts_with("r_");
                draft.node.extras.push(crate::v2::extra(key, value));
            }
        }
        if let Some(change) = draft.change {
            let target = TableAccess::of(draft.table.alias.as_str());
            content.changes.push((change, target));
            if matches!(change, Operation::Insert | Operation::Replace) {
                content.extras.append(&mut draft.node.extras);
                return;
            }
        }
        let step = match &draft.message {
            // MariaDB says in place of a table why there is none.
            Some(message) if draft.table.alias.is_empty() => {
                let mut node = Node::new(super::message_operation(message), message.as_str());
                node.extras = draft.node.extras;
                self.builder.add(node)
            }
            _ => self.finish(draft),
        };
        content.inputs.push(step);
    }

    /// What fills the table, and subqueries of its conditions.
    fn below(&mut self, key: &str, value: Value<'_>, draft: &mut Draft) -> bool {
        match key {
            "materialized_from_subquery" | "materialized" if value.is_object() => {
                let step = self.materialized(value, &draft.table.alias);
                draft.below.push((step, Role::MaterializedFrom));
            }
            "attached_subqueries" | "subqueries" => {
                for subquery in value.elements().filter(|subquery| subquery.is_object()) {
                    let step = self.clause(Clause::Plain, subquery);
                    draft.below.push((step, Role::ConditionSubquery));
                }
            }
            _ => return false,
        }
        true
    }

    pub(super) fn materialized(&mut self, value: Value<'_>, alias: &str) -> Step {
        let is_subquery = alias.starts_with("<subquery") || alias.starts_with("<materialized_subquery");
        let reason = if is_subquery { MaterializeReason::Subquery } else { MaterializeReason::Derived };
        let shared = value.get("sharing_temporary_table_with");
        let operation =
            Operation::Materialize { reason, deduplicated: is_subquery, shared: shared.is_some() };
        let words = match (shared.is_some(), is_subquery) {
            (true, _) => "Materialize (query plan printed elsewhere)",
            (_, true) => "Materialize with deduplication",
            _ => "Materialize",
        };
        let mut content = Content::default();
        self.members(value, &mut content);
        let inputs = std::mem::take(&mut content.inputs);
        let step = self.builder.add(Node::new(operation, words));
        for input in inputs {
            self.builder.attach(step, input, Role::Input);
        }
        self.settle(step, content)
    }

    fn finish(&mut self, draft: Draft) -> Step {
        let Draft { mut node, mut table, times, below, message, .. } = draft;
        if let Some(message) = message {
            node.add_extra("message", message);
        }
        node.actuals = times.actuals();
        let estimates = &mut node.estimates;
        if let (Some(examined), Some(filtered)) =
            (estimates.rows_examined_per_scan, estimates.filtered_percent)
        {
            estimates.rows_produced = Some(examined * filtered / 100.0);
        }
        node.join = join_of(&node, &table);
        table.access = table.access.map(|access| refined(access, &node));
        node.heading = heading(&table);
        node.table = Some(Box::new(table));
        let step = self.builder.add(node);
        for (child, role) in below {
            self.builder.attach(step, child, role);
        }
        step
    }
}

/// What the marks of other keys make of the access.
fn refined(access: AccessType, node: &Node) -> AccessType {
    let says = |name: &str| node.extras.iter().any(|extra| extra.name == name && extra.value != "false");
    if says("using_index_for_skip_scan") {
        AccessType::SkipScan
    } else if says("using_index_for_group_by") {
        AccessType::GroupSkipScan
    } else if says("range_checked_for_each_record") {
        AccessType::RangeChecked
    } else {
        access
    }
}

/// v1 does not say how a table is joined; but it marks tables of anti- and semi-joins, and wraps conditions of
/// outer joins.
fn join_of(node: &Node, table: &TableAccess) -> Option<JoinKind> {
    if node.extras.iter().any(|extra| extra.name == "not_exists") {
        return Some(JoinKind::Anti);
    }
    if table.semi_join == Some(SemiJoin::FirstMatch) {
        return Some(JoinKind::Semi);
    }
    let condition = node.condition(ConditionKind::Attached)?;
    let outer = condition.contains("<if>(is_not_null_compl(") || condition.contains("<if>(found_match(");
    outer.then_some(JoinKind::Left)
}

/// Our words for a table, in the style of TREE.
pub(crate) fn heading(table: &TableAccess) -> String {
    let phrase = table.access.as_ref().map_or("Access to".into(), AccessType::phrase);
    let mut heading = String::with_capacity(64);
    if table.covering == Some(true) && phrase.starts_with("Index") {
        heading.push_str("Covering index");
        heading.push_str(&phrase["Index".len()..]);
    } else {
        heading.push_str(&phrase);
    }
    heading.push(' ');
    heading.push_str(&table.alias);
    if let Some(index) = &table.index {
        heading.push_str(" using ");
        heading.push_str(index);
    }
    if table.reverse == Some(true) {
        heading.push_str(" (reverse)");
    }
    heading
}

fn name(key: &str, value: Value<'_>, draft: &mut Draft) -> bool {
    let table = &mut draft.table;
    match key {
        "message" => draft.message = value.string(),
        "table_name" => table.alias = value.string().unwrap_or_default(),
        "access_type" => table.access = value.text().map(|text| AccessType::of(&text)),
        "possible_keys" => table.possible_indexes = Some(value.texts()),
        "key" => table.index = value.string(),
        "used_key_parts" => table.index_parts = value.texts(),
        "key_length" => table.key_length = value.string(),
        "ref" => table.reference = value.texts(),
        "used_columns" => table.used_columns = Some(value.texts()),
        "partitions" => table.partitions = value.texts(),
        "attached_condition" => condition(draft, ConditionKind::Attached, value),
        "index_condition" => condition(draft, ConditionKind::PushedToIndex, value),
        "pushed_condition" => condition(draft, ConditionKind::PushedToEngine, value),
        _ => return false,
    }
    true
}

fn condition(draft: &mut Draft, kind: ConditionKind, value: Value<'_>) {
    if let Some(text) = value.string() {
        draft.node.add_condition(kind, text);
    }
}

fn figure(key: &str, value: Value<'_>, draft: &mut Draft, is_mariadb: &mut bool) -> bool {
    let node = &mut draft.node;
    match key {
        "rows_examined_per_scan" => node.estimates.rows_examined_per_scan = value.number(),
        "rows_produced_per_join" => node.estimates.rows_joined = value.number(),
        "filtered" => node.estimates.filtered_percent = value.number(),
        "cost_info" => {
            for (key, value) in value.members() {
                match key {
                    "read_cost" => node.estimates.read_cost = value.number(),
                    "eval_cost" => node.estimates.eval_cost = value.number(),
                    "prefix_cost" => node.estimates.prefix_cost = value.number(),
                    "data_read_per_join" => node.estimates.data_read_per_join_bytes = value.bytes(),
                    _ => node.extras.push(crate::v2::extra(key, value)),
                }
            }
        }
        "rows" => {
            *is_mariadb = true;
            node.estimates.rows_examined_per_scan = value.number();
        }
        "cost" => {
            *is_mariadb = true;
            node.estimates.total_cost = value.number();
        }
        _ => {
            let taken = key.starts_with("r_") && draft.times.take(key, value);
            *is_mariadb |= taken;
            return taken;
        }
    }
    true
}

fn manner(key: &str, value: Value<'_>, draft: &mut Draft) -> bool {
    let table = &mut draft.table;
    let flag = value.flag();
    match key {
        "using_index" => table.covering = flag,
        "backward_index_scan" => table.reverse = flag,
        "using_MRR" => table.multi_range_read = flag,
        "mrr_type" => table.multi_range_read = Some(true),
        "using_join_buffer" => table.join_buffer = value.text().map(|text| JoinBuffer::of(&text)),
        "first_match" => {
            table.semi_join = Some(SemiJoin::FirstMatch);
            draft.node.extras.push(crate::v2::extra(key, value));
        }
        "loosescan" | "loose_scan" if flag == Some(true) => table.semi_join = Some(SemiJoin::LooseScan),
        "using_temporary_table" if flag != Some(false) => {
            draft.node.badges.push(Badge::Temporary);
            if flag.is_none() {
                draft.node.extras.push(crate::v2::extra(key, value));
            }
        }
        "index_merge" => table.index = Some(merged(value)),
        "insert" if flag == Some(true) => draft.change = Some(Operation::Insert),
        "replace" if flag == Some(true) => draft.change = Some(Operation::Replace),
        "update" if flag == Some(true) => draft.change = Some(Operation::Update),
        "delete" if flag == Some(true) => draft.change = Some(Operation::Delete),
        _ => return false,
    }
    true
}

/// MariaDB's tree of an index merge in the words of MySQL: `sort_union(weight,shipped)`.
fn merged(value: Value<'_>) -> String {
    let mut parts = Vec::new();
    for (how, value) in value.members() {
        if how == "range" {
            parts.push(value.get("key").and_then(Value::string).unwrap_or_default());
        } else {
            let inner: Vec<String> = value.elements().filter(|part| part.is_object()).map(merged).collect();
            parts.push(format!("{how}({})", inner.join(",")));
        }
    }
    parts.join(",")
}
