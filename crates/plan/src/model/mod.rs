//! The one model of a plan that every format becomes.

mod access;
mod figures;
mod node;
mod operation;

use serde::Serialize;

pub use access::{AccessType, JoinBuffer, SemiJoin, TableAccess};
pub use figures::{Actuals, Estimates, Measured};
pub use node::{Badge, Condition, ConditionKind, Extra, Node, QueryBlock};
pub use operation::{
    AggregateMethod, DeduplicateMethod, JoinKind, MaterializeReason, Operation, Role, SetKind,
};

/// What a plan was written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// MySQL's JSON, version 1.
    JsonV1,
    /// MySQL's JSON, version 2.
    JsonV2,
    /// FORMAT=TREE, also of EXPLAIN ANALYZE.
    Tree,
    /// The traditional rows of MySQL.
    Tabular,
    /// MariaDB's JSON, of EXPLAIN or ANALYZE.
    MariadbJson,
    /// MariaDB's rows, of EXPLAIN or ANALYZE.
    MariadbTabular,
}

impl Format {
    /// How people call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::JsonV1 => "JSON version 1",
            Self::JsonV2 => "JSON version 2",
            Self::Tree => "TREE",
            Self::Tabular => "the traditional format",
            Self::MariadbJson => "MariaDB's JSON",
            Self::MariadbTabular => "MariaDB's traditional format",
        }
    }
}

/// A plan: its steps in preorder, and the document it was read from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Plan {
    /// What the document is written in.
    pub format: Format,
    /// It holds measured figures.
    pub is_analyze: bool,
    /// What the optimiser expects the whole to cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_cost: Option<f64>,
    /// What was measured of the whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_time_ms: Option<f64>,
    /// The statement as the optimiser rewrote it, with literals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// The steps; the first is the root.
    pub nodes: Vec<Node>,
    /// What the document says beside the steps, by key.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub extras: Vec<Extra>,
    /// The document as it came; what is not UTF-8 became U+FFFD.
    #[serde(skip)]
    pub raw: String,
}

impl Plan {
    /// The whole plan's last step.
    #[must_use]
    pub fn root(&self) -> &Node {
        &self.nodes[0]
    }

    /// A step by its number.
    #[must_use]
    pub fn node(&self, id: u32) -> Option<&Node> {
        self.nodes.get(id as usize)
    }

    /// Its inputs and subqueries.
    pub fn children<'a>(&'a self, node: &'a Node) -> impl Iterator<Item = &'a Node> + 'a {
        node.children.iter().filter_map(|child| self.node(*child))
    }

    /// The accesses to tables in join order: a subquery's stand after those of the query around it, and
    /// what fills a table stands after the access to it.
    #[must_use]
    pub fn accesses(&self) -> Vec<&Node> {
        let mut found = Vec::new();
        let mut waiting = vec![0_u32];
        while let Some(id) = waiting.pop() {
            let Some(node) = self.node(id) else { continue };
            if node.operation == Operation::TableAccess && node.role != Role::IndexMergePart {
                found.push(node);
            }
            let mut order: Vec<u32> = node.children.clone();
            order.sort_by_key(|child| self.node(*child).map_or(0, |child| join_order(node, child)));
            waiting.extend(order.into_iter().rev());
        }
        found
    }
}

/// Which of a node's children comes first. What an inner hash join builds from is what MySQL reads first;
/// the hash table of an outer or semi-join holds the table that comes later.
pub(crate) fn join_order(parent: &Node, child: &Node) -> u8 {
    match child.role {
        Role::BuildSide if parent.join == Some(JoinKind::Inner) => 0,
        Role::ProbeSide => 1,
        Role::BuildSide => 2,
        Role::IndexMergePart => 3,
        role if role.is_subquery() => 4,
        _ => 1,
    }
}
