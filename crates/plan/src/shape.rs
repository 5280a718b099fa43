//! The shape of a plan: what is done to which tables by which indexes, and no literal, row or cost. Two runs of
//! a statement have the same shape exactly when MySQL goes about them in the same way.
//!
//! Left out, since they follow the literals or the data and not the optimiser's choice: filters, limits,
//! streams, partitions, and what is covering. An alias stands only where the table's name is not said, or where
//! a table is used twice. Shapes are to be compared within one format: JSON v1 says less than TREE.

use std::collections::HashMap;
use std::fmt;

use serde::{Serialize, Serializer};

use crate::model::{
    AggregateMethod, DeduplicateMethod, JoinKind, MaterializeReason, Node, Operation, Plan, Role, SetKind,
    TableAccess,
};

/// Changes whenever the same plan would get another shape.
pub const SHAPE_VERSION: u32 = 1;

/// A shape's name: 128 bits of its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Shape(pub u128);

impl fmt::Display for Shape {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:032x}", self.0)
    }
}

impl Serialize for Shape {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Plan {
    /// The name of its shape.
    #[must_use]
    pub fn shape(&self) -> Shape {
        Shape(xxhash_rust::xxh3::xxh3_128(self.shape_text().as_bytes()))
    }

    /// Its shape as text: a step a line, indented below what it belongs to.
    #[must_use]
    pub fn shape_text(&self) -> String {
        let mut uses: HashMap<(Option<&str>, &str), usize> = HashMap::new();
        for table in self
            .nodes
            .iter()
            .filter(|node| node.role != Role::IndexMergePart)
            .filter_map(|n| n.table.as_deref())
        {
            if let Some(name) = &table.name {
                *uses.entry((table.schema.as_deref(), name)).or_default() += 1;
            }
        }
        let mut text = format!("plan shape {SHAPE_VERSION}\n");
        // What is left out gives its place to what stands below it.
        let mut depths: Vec<usize> = Vec::with_capacity(self.nodes.len());
        let mut hidden_roles: Vec<Option<&'static str>> = Vec::with_capacity(self.nodes.len());
        for node in &self.nodes {
            let parent = node.parent.map(|parent| parent as usize);
            let depth = parent.map_or(0, |parent| depths[parent]);
            let above = parent.and_then(|parent| hidden_roles[parent]);
            let role = role_word(node).or(above);
            if is_hidden(node) {
                depths.push(depth);
                hidden_roles.push(role);
                continue;
            }
            text.extend(std::iter::repeat_n(' ', depth * 2));
            if let Some(role) = role {
                text.push_str(role);
                text.push(' ');
            }
            step(node, &uses, &mut text);
            text.push('\n');
            depths.push(depth + 1);
            hidden_roles.push(None);
        }
        text
    }
}

fn is_hidden(node: &Node) -> bool {
    matches!(
        node.operation,
        Operation::Filter | Operation::Stream | Operation::Limit { .. } | Operation::TemporaryScan
    ) || node.role == Role::IndexMergePart
}

/// What the step is to the one above, when that is not plain input.
fn role_word(node: &Node) -> Option<&'static str> {
    match node.role {
        Role::Root | Role::Input | Role::SetMember => node.join.and_then(joined_word),
        Role::BuildSide => Some("build"),
        Role::ProbeSide => Some("probe"),
        Role::MaterializedFrom => Some("from"),
        Role::Recursive => Some("recursive"),
        Role::IndexMergePart => None,
        Role::SelectListSubquery => Some("select_list"),
        Role::ConditionSubquery => Some("condition"),
        Role::HavingSubquery => Some("having"),
        Role::OrderBySubquery => Some("order_by"),
        Role::GroupBySubquery => Some("group_by"),
        Role::UpdateValueSubquery => Some("value"),
        Role::OptimizedAwaySubquery => Some("optimized_away"),
        Role::Subquery => Some("subquery"),
    }
}

fn joined_word(kind: JoinKind) -> Option<&'static str> {
    match kind {
        JoinKind::Inner => None,
        JoinKind::Left => Some("left"),
        JoinKind::Semi => Some("semi"),
        JoinKind::Anti => Some("anti"),
    }
}

fn step(node: &Node, uses: &HashMap<(Option<&str>, &str), usize>, text: &mut String) {
    text.push_str(word(node));
    if let Operation::HashJoin = node.operation
        && let Some(kind) = node.join
    {
        text.push_str(joined_word(kind).map_or(" inner", |word| match word {
            "left" => " left",
            "semi" => " semi",
            _ => " anti",
        }));
    }
    let Some(table) = &node.table else {
        if node.operation == Operation::Other {
            // Of a step we do not know only the first words are sure to hold no literal.
            let words = node.heading.split([':', '(', '\'', '"']).next().unwrap_or_default();
            text.push(' ');
            text.push_str(words.trim());
        }
        return;
    };
    text.push(' ');
    name(table, uses, text);
    if let Some(access) = &table.access {
        text.push(' ');
        text.push_str(access.as_str());
    }
    if let Some(index) = &table.index {
        text.push(' ');
        quoted(index, text);
    }
}

fn name(table: &TableAccess, uses: &HashMap<(Option<&str>, &str), usize>, text: &mut String) {
    let Some(name) = &table.name else {
        quoted(&table.alias, text);
        return;
    };
    if let Some(schema) = &table.schema {
        quoted(schema, text);
        text.push('.');
    }
    quoted(name, text);
    if uses.get(&(table.schema.as_deref(), name)).is_some_and(|uses| *uses > 1) {
        text.push_str(" as ");
        quoted(&table.alias, text);
    }
}

/// Names may hold anything, line breaks too.
fn quoted(name: &str, text: &mut String) {
    text.push('`');
    for character in name.chars() {
        match character {
            '`' => text.push_str("``"),
            '\n' => text.push_str("\\n"),
            _ => text.push(character),
        }
    }
    text.push('`');
}

fn word(node: &Node) -> &'static str {
    match node.operation {
        Operation::TableAccess => "table",
        Operation::TemporaryScan => "temporary_scan",
        Operation::NestedLoop => "nested_loop",
        Operation::HashJoin => "hash_join",
        Operation::Filter => "filter",
        Operation::Sort { deduplicated: false, .. } => "sort",
        Operation::Sort { deduplicated: true, .. } => "sort_distinct",
        Operation::Limit { .. } => "limit",
        Operation::Aggregate { method: AggregateMethod::Stream } => "aggregate",
        Operation::Aggregate { method: AggregateMethod::TemporaryTable } => "aggregate_temporary",
        Operation::Materialize { shared: true, .. } => "shared_table",
        Operation::Materialize { reason: MaterializeReason::Temporary, .. } => "temporary",
        Operation::Materialize { reason: MaterializeReason::RecursiveCte, .. } => "materialize_recursive",
        Operation::Materialize { .. } => "materialize",
        Operation::Deduplicate { method } => match method {
            DeduplicateMethod::Weedout => "weedout",
            DeduplicateMethod::LooseScan => "loose_scan",
            DeduplicateMethod::TemporaryTable => "distinct_temporary",
            DeduplicateMethod::Sorted => "distinct_sorted",
        },
        Operation::Window { buffered: false } => "window",
        Operation::Window { buffered: true } => "window_buffered",
        Operation::SetOperation { set, temporary, .. } => match (set, temporary) {
            (SetKind::Union, false) => "union_all",
            (SetKind::Union, true) => "union",
            (SetKind::Intersect, _) => "intersect",
            (SetKind::Except, _) => "except",
            (SetKind::Unary, _) => "unary",
        },
        Operation::Stream => "stream",
        Operation::Insert => "insert",
        Operation::Replace => "replace",
        Operation::Update => "update",
        Operation::Delete => "delete",
        Operation::Constant => "constant",
        Operation::NoRows => "no_rows",
        Operation::Other => "other",
    }
}
