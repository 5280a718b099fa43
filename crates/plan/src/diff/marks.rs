//! What is known of each step before plans are compared: what sort of step it is and in which query it stands.

use crate::model::{AccessType, Node, Operation, Plan, Role};

/// Steps of different classes are never the same step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Class {
    Table,
    IndexMergePart,
    Join,
    Sort,
    Aggregate,
    Materialize,
    Deduplicate,
    Window,
    Set,
    Limit,
    Filter,
    Stream,
    TemporaryScan,
    Change,
    Constant,
    NoRows,
    Other,
}

pub(super) fn class(node: &Node) -> Class {
    if node.role == Role::IndexMergePart {
        return Class::IndexMergePart;
    }
    match node.operation {
        Operation::TableAccess => Class::Table,
        Operation::NestedLoop | Operation::HashJoin => Class::Join,
        Operation::Sort { .. } => Class::Sort,
        Operation::Aggregate { .. } => Class::Aggregate,
        Operation::Materialize { .. } => Class::Materialize,
        Operation::Deduplicate { .. } => Class::Deduplicate,
        Operation::Window { .. } => Class::Window,
        Operation::SetOperation { .. } => Class::Set,
        Operation::Limit { .. } => Class::Limit,
        Operation::Filter => Class::Filter,
        Operation::Stream => Class::Stream,
        Operation::TemporaryScan => Class::TemporaryScan,
        Operation::Insert | Operation::Replace | Operation::Update | Operation::Delete => Class::Change,
        Operation::Constant => Class::Constant,
        Operation::NoRows => Class::NoRows,
        Operation::Other => Class::Other,
    }
}

/// Only some formats draw it: not told between formats that are not alike.
pub(super) fn is_drawing(node: &Node) -> bool {
    match class(node) {
        Class::Join
        | Class::Filter
        | Class::Stream
        | Class::Limit
        | Class::TemporaryScan
        | Class::IndexMergePart
        | Class::Materialize => true,
        // Iterators do not name a table of which one row was read while planning.
        Class::Table => node
            .table
            .as_deref()
            .is_some_and(|table| matches!(table.access, Some(AccessType::Const | AccessType::System))),
        _ => false,
    }
}

/// What is known of the steps of one plan, by their numbers.
pub(super) struct Marks {
    pub(super) classes: Vec<Class>,
    /// The first step of the query that each stands in.
    pub(super) blocks: Vec<u32>,
    /// How one comes to that query from the outermost: the same number is the same way.
    pub(super) ways: Vec<u64>,
}

impl Marks {
    pub(super) fn of(plan: &Plan) -> Self {
        let mut marks = Self {
            classes: plan.nodes.iter().map(class).collect(),
            blocks: Vec::with_capacity(plan.nodes.len()),
            ways: Vec::with_capacity(plan.nodes.len()),
        };
        for node in &plan.nodes {
            let above = node.parent.map(|parent| parent as usize);
            let (block, way) = above.map_or((0, 0), |above| (marks.blocks[above], marks.ways[above]));
            match entrance(node.role) {
                Some(entrance) => {
                    marks.blocks.push(node.id);
                    marks.ways.push(way.wrapping_mul(31).wrapping_add(entrance));
                }
                None => {
                    marks.blocks.push(block);
                    marks.ways.push(way);
                }
            }
        }
        marks
    }
}

/// How a query is entered, where a step begins one.
fn entrance(role: Role) -> Option<u64> {
    match role {
        Role::MaterializedFrom => Some(1),
        Role::SetMember => Some(2),
        Role::Recursive => Some(3),
        // Not every format says of which clause a subquery is.
        role if role.is_subquery() => Some(4),
        _ => None,
    }
}

/// By what a table is known in both plans: the server numbers its own tables anew in each.
pub(super) fn table_key(node: &Node) -> Option<String> {
    let alias = &node.table.as_ref()?.alias;
    if alias.starts_with('<') {
        return Some(
            alias.chars().filter(|character| !character.is_ascii_digit() && *character != ',').collect(),
        );
    }
    Some(alias.clone())
}

/// A table's own name, else its alias: what is left when a statement was given other aliases.
pub(super) fn own_name(node: &Node) -> Option<&str> {
    let table = node.table.as_deref()?;
    Some(table.name.as_deref().unwrap_or(&table.alias))
}
