//! What a step of a plan does.

use serde::Serialize;

/// What a step does with rows. What the server says of it in words is the node's heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Operation {
    /// Reads rows of one table; which and how stands in the node's `table`.
    TableAccess,
    /// Reads back what a temporary table holds.
    TemporaryScan,
    /// For each row of one input the next input is read; inputs stand in join order.
    NestedLoop,
    /// One side is put into a hash table, the other asks it.
    HashJoin,
    /// Lets through what meets a condition.
    Filter,
    /// Sorts, in memory or with files.
    Sort {
        /// Equal rows are given once.
        deduplicated: bool,
        /// Only that many rows are kept.
        #[serde(skip_serializing_if = "Option::is_none")]
        limit: Option<u64>,
    },
    /// Stops after a number of rows, or passes over the first.
    Limit {
        /// Rows given at most.
        #[serde(skip_serializing_if = "Option::is_none")]
        rows: Option<u64>,
        /// Rows passed over.
        #[serde(skip_serializing_if = "Option::is_none")]
        offset: Option<u64>,
    },
    /// Groups or sums rows.
    Aggregate {
        /// How groups are found.
        method: AggregateMethod,
    },
    /// Writes rows into a temporary table.
    Materialize {
        /// Of what.
        reason: MaterializeReason,
        /// Equal rows are kept once.
        deduplicated: bool,
        /// The same temporary table is filled elsewhere in the plan.
        shared: bool,
    },
    /// Lets equal rows through once.
    Deduplicate {
        /// How equal rows are found.
        method: DeduplicateMethod,
    },
    /// Computes window functions.
    Window {
        /// Rows of the frame are kept in a buffer.
        buffered: bool,
    },
    /// UNION, INTERSECT, EXCEPT.
    SetOperation {
        /// Which.
        set: SetKind,
        /// Through a temporary table; otherwise one member after the other.
        temporary: bool,
        /// Equal rows are kept once.
        #[serde(skip_serializing_if = "Option::is_none")]
        deduplicated: Option<bool>,
    },
    /// Passes rows on, computing expressions.
    Stream,
    /// Writes rows into a table.
    Insert,
    /// Writes rows into a table in place of those with the same key.
    Replace,
    /// Changes rows.
    Update,
    /// Removes rows.
    Delete,
    /// Rows that were there before anything ran: constants, VALUES, const tables.
    Constant,
    /// No row can come: impossible conditions, no match in a const table.
    NoRows,
    /// Something we have no word for; the heading says it.
    #[default]
    Other,
}

/// How groups are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AggregateMethod {
    /// Rows come sorted by group, or there is one group.
    Stream,
    /// Each row looks up its group in a temporary table.
    TemporaryTable,
}

/// What is written into a temporary table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MaterializeReason {
    /// A derived table, a view, or what the server does not say.
    #[default]
    Derived,
    /// A common table expression.
    Cte,
    /// A recursive one.
    RecursiveCte,
    /// A subquery of a condition.
    Subquery,
    /// Rows between two steps.
    Temporary,
    /// A table function.
    TableFunction,
    /// A table of the information schema.
    InformationSchema,
}

/// How equal rows are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DeduplicateMethod {
    /// By row ids in a temporary table, for a semi-join.
    Weedout,
    /// Rows come sorted by the index, for a semi-join.
    LooseScan,
    /// DISTINCT through a temporary table.
    TemporaryTable,
    /// Rows come sorted.
    Sorted,
}

/// Which set operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SetKind {
    /// UNION.
    Union,
    /// INTERSECT.
    Intersect,
    /// EXCEPT.
    Except,
    /// One parenthesised query with its own ORDER BY or LIMIT.
    Unary,
}

/// How an input is joined to those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum JoinKind {
    /// Every pair that matches.
    Inner,
    /// Rows without a match are kept.
    Left,
    /// Each row once, if there is a match.
    Semi,
    /// Each row once, if there is none.
    Anti,
}

/// What a node is to its parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The whole plan.
    #[default]
    Root,
    /// Its rows go through the parent.
    Input,
    /// It fills the hash table.
    BuildSide,
    /// It asks the hash table.
    ProbeSide,
    /// It fills the table that the parent reads.
    MaterializedFrom,
    /// A query of UNION, INTERSECT or EXCEPT.
    SetMember,
    /// The part of a recursive query that is repeated.
    Recursive,
    /// One index of an index merge.
    IndexMergePart,
    /// A subquery of the select list.
    SelectListSubquery,
    /// A subquery of a condition.
    ConditionSubquery,
    /// A subquery of HAVING.
    HavingSubquery,
    /// A subquery of ORDER BY.
    OrderBySubquery,
    /// A subquery of GROUP BY.
    GroupBySubquery,
    /// A subquery that gives a value to write.
    UpdateValueSubquery,
    /// A subquery that the optimiser answered or left out.
    OptimizedAwaySubquery,
    /// A subquery; the document does not say of which clause.
    Subquery,
}

impl Role {
    /// Its rows do not flow through the parent: it is evaluated for it.
    #[must_use]
    pub fn is_subquery(self) -> bool {
        matches!(
            self,
            Self::SelectListSubquery
                | Self::ConditionSubquery
                | Self::HavingSubquery
                | Self::OrderBySubquery
                | Self::GroupBySubquery
                | Self::UpdateValueSubquery
                | Self::OptimizedAwaySubquery
                | Self::Subquery
        )
    }
}
