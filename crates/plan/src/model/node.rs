//! One step of a plan.

use serde::Serialize;

use super::{Actuals, Estimates, JoinKind, Operation, Role, TableAccess};

/// One step of a plan. Nodes are numbered in preorder: a node's subtree follows it.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Node {
    /// Its number, which is its place in [`Plan::nodes`](crate::Plan::nodes).
    pub id: u32,
    /// The step it belongs to.
    pub parent: Option<u32>,
    /// How many steps stand above it.
    pub depth: u32,
    /// Its inputs, then its subqueries.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<u32>,
    /// What it is to its parent.
    pub role: Role,
    /// What it does.
    pub operation: Operation,
    /// What the server says; where the format says nothing, our words in its style.
    pub heading: String,
    /// It is the root of a query of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block: Option<QueryBlock>,
    /// How it is joined to the inputs before it; of a hash join, how its sides are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub join: Option<JoinKind>,
    /// The table it reads or writes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<Box<TableAccess>>,
    /// Conditions, as the server writes them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
    /// Sort keys, sums, window functions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub expressions: Vec<String>,
    /// What the optimiser expects.
    pub estimates: Estimates,
    /// What was measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actuals: Option<Actuals>,
    /// The part of the plan's cost that is this step's and none of its inputs'. Of a subquery, of one run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub self_cost: Option<f64>,
    /// The time of all its runs without that of its inputs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub self_time_ms: Option<f64>,
    /// What stands out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub badges: Vec<Badge>,
    /// What the document says besides, by key.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub extras: Vec<Extra>,
}

/// A query inside the statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct QueryBlock {
    /// The server's number of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub select_id: Option<u64>,
    /// It depends on rows of an outer query.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dependent: Option<bool>,
    /// Its answer can be kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cacheable: Option<bool>,
}

/// A condition, as the server writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Condition {
    /// Where it is checked.
    pub kind: ConditionKind,
    /// Its text, with literals.
    pub text: String,
}

/// Where a condition is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ConditionKind {
    /// On rows that were read.
    Attached,
    /// In the index, before the row is read.
    PushedToIndex,
    /// It is how the index is searched: equalities.
    Lookup,
    /// It is how the index is searched: ranges.
    Range,
    /// It pairs the sides of a join.
    Join,
    /// On groups.
    Having,
    /// By the storage engine.
    PushedToEngine,
}

/// What stands out of a step, derived from what the document says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Badge {
    /// All of the table is read.
    FullScan,
    /// All of an index is read.
    FullIndexScan,
    /// No row of the table is read, only the index.
    Covering,
    /// A condition is checked in the index.
    IndexCondition,
    /// A temporary table is made.
    Temporary,
    /// Rows are sorted.
    Filesort,
    /// Rows before are collected in a join buffer or hash table.
    JoinBuffer,
    /// Rows are fetched in the order they are stored.
    MultiRangeRead,
    /// The index is read backwards.
    Reverse,
    /// It runs for each row of an outer query.
    Dependent,
    /// Its answer cannot be kept.
    Uncacheable,
    /// The first match suffices.
    FirstMatch,
    /// One entry of the index for each value.
    LooseScan,
    /// Duplicates are found by row id.
    Weedout,
    /// Aurora's storage reads it in parallel.
    ParallelQuery,
    /// It was never begun.
    NeverExecuted,
}

/// What the document says that the model has no place for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Extra {
    /// The key.
    pub name: String,
    /// Its value: JSON as it stands, or text.
    pub value: String,
}

impl Node {
    pub(crate) fn new(operation: Operation, heading: impl Into<String>) -> Self {
        Self { operation, heading: heading.into(), ..Self::default() }
    }

    /// The table's alias.
    #[must_use]
    pub fn alias(&self) -> Option<&str> {
        self.table.as_ref().map(|table| table.alias.as_str())
    }

    /// A condition that is checked there.
    #[must_use]
    pub fn condition(&self, kind: ConditionKind) -> Option<&str> {
        self.conditions
            .iter()
            .find(|condition| condition.kind == kind)
            .map(|condition| condition.text.as_str())
    }

    pub(crate) fn add_condition(&mut self, kind: ConditionKind, text: impl Into<String>) {
        let text = text.into();
        if !self.conditions.iter().any(|condition| condition.kind == kind && condition.text == text) {
            self.conditions.push(Condition { kind, text });
        }
    }

    pub(crate) fn add_extra(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.extras.push(Extra { name: name.into(), value: value.into() });
    }

    pub(crate) fn block_mut(&mut self) -> &mut QueryBlock {
        self.block.get_or_insert_default()
    }
}
