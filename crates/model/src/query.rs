//! What can be asked of the kept slow queries.

use std::fmt::Display;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{ExecutionId, Fingerprint, SlowQueryState, TargetId, UtcMicros};

/// Which slow queries are wanted. Every part that is empty or `None` does not restrict.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SlowQueryFilter {
    /// Any of these targets.
    pub targets: Vec<TargetId>,
    /// Started at this moment or later.
    pub from: Option<UtcMicros>,
    /// Started before this moment.
    pub to: Option<UtcMicros>,
    /// Default schema is this; an empty text asks for "no schema".
    pub schema: Option<String>,
    /// User is this.
    pub user: Option<String>,
    /// Statement is this.
    pub fingerprint: Option<Fingerprint>,
    /// Ran at least this long, microseconds.
    pub min_duration_us: Option<u64>,
    /// Any of these states.
    pub states: Vec<SlowQueryState>,
    /// The text contains this, letter case ignored for ASCII.
    pub text: Option<String>,
}

/// In which order slow queries come; ties are broken by id, so paging never skips or repeats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SlowQuerySort {
    /// Latest start first.
    #[default]
    StartedAt,
    /// Longest first.
    DurationUs,
    /// Most rows examined first; unknown last.
    RowsExamined,
}

/// The place in a listing after which the next page begins: the sort value and id of the last item shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor<I = ExecutionId> {
    /// The last item's sort value.
    pub value: i64,
    /// The last item's id.
    pub id: I,
}

impl<I: Display + FromStr> Cursor<I> {
    /// The text form that clients hand back.
    #[must_use]
    pub fn encode(&self) -> String {
        format!("{:x}.{}", self.value as u64, self.id)
    }

    /// Reads the text form; none when it is not one.
    #[must_use]
    pub fn decode(text: &str) -> Option<Self> {
        let (value, id) = text.split_once('.')?;
        if value.starts_with('+') {
            return None;
        }
        Some(Self { value: u64::from_str_radix(value, 16).ok()? as i64, id: id.parse().ok()? })
    }
}

/// One page of a listing.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T, I = ExecutionId> {
    /// The items.
    pub items: Vec<T>,
    /// Where the next page begins; none on the last page.
    pub next: Option<Cursor<I>>,
}

/// In which order statements come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StatementSort {
    /// Largest total time first.
    #[default]
    TotalUs,
    /// Most executions first.
    Count,
    /// Largest mean first.
    MeanUs,
    /// Largest 95th percentile first.
    P95Us,
    /// Longest execution first.
    MaxUs,
    /// Most rows examined first.
    RowsExamined,
}

/// Which statements are wanted, ranked over which executions.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StatementFilter {
    /// The executions that count.
    pub executions: SlowQueryFilter,
    /// The order.
    pub sort: StatementSort,
    /// How many at most.
    pub limit: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_and_refuses_other_texts() {
        for value in [0, -1, i64::MAX, i64::MIN] {
            let cursor = Cursor { value, id: ExecutionId(7) };
            assert_eq!(Cursor::decode(&cursor.encode()), Some(cursor));
        }
        for text in
            ["", ".", "zz.1", "+1.00000000000000000000000000000007", "1.+0000000000000000000000000000007"]
        {
            assert_eq!(Cursor::<ExecutionId>::decode(text), None, "{text}");
        }
    }
}
