//! A statement: a normalised SQL text with its fingerprint, and what its executions add up to.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Fingerprint, UtcMicros};

/// What kind of statement it is, by grammar.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum StatementClass {
    /// SELECT, SHOW, DESCRIBE, EXPLAIN, TABLE, VALUES…
    Read,
    /// INSERT, UPDATE, DELETE, REPLACE, LOAD DATA…
    Write,
    /// CREATE, ALTER, DROP, TRUNCATE, RENAME…
    Ddl,
    /// BEGIN, COMMIT, ROLLBACK, SAVEPOINT, XA…
    Tx,
    /// GRANT, REVOKE, CREATE USER…
    Dcl,
    /// SET, USE, KILL, FLUSH, ANALYZE TABLE…
    Admin,
    /// CALL.
    Call,
    /// Anything that is none of these, or could not be told from a cut text.
    #[default]
    Other,
}

impl StatementClass {
    /// The name as it is stored and shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Ddl => "ddl",
            Self::Tx => "tx",
            Self::Dcl => "dcl",
            Self::Admin => "admin",
            Self::Call => "call",
            Self::Other => "other",
        }
    }
}

/// A statement's text, kept once however often it runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StatementText {
    /// Its fingerprint.
    pub fingerprint: Fingerprint,
    /// The text without literals.
    pub normalized: String,
    /// Its class.
    pub class: StatementClass,
}

/// What a statement's slow executions add up to in a time range.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StatementSummary {
    /// Its fingerprint.
    pub fingerprint: Fingerprint,
    /// The text without literals.
    pub normalized: String,
    /// Its class.
    pub class: StatementClass,
    /// Slow executions in the range, running ones included.
    pub count: u64,
    /// How many of `count` have a duration that is only a lower bound: sums and percentiles are then lower bounds too.
    pub lower_bound_count: u64,
    /// How many of `count` have all the figures that are summed here: while it is less, the sums of rows and of lock
    /// time and the number of errors are lower bounds.
    pub figures_known_count: u64,
    /// Sum of durations, microseconds.
    pub total_us: u64,
    /// Mean duration, microseconds.
    pub mean_us: u64,
    /// 95th percentile (nearest rank) of durations, microseconds.
    pub p95_us: u64,
    /// Longest duration, microseconds.
    pub max_us: u64,
    /// Sum of rows examined over the executions that have it; none when no execution has.
    pub rows_examined: Option<u64>,
    /// Sum of rows sent over the executions that have it; none when no execution has.
    pub rows_sent: Option<u64>,
    /// Sum of lock time, microseconds, over the executions that have it; none when no execution has.
    pub lock_us: Option<u64>,
    /// Executions that raised an error.
    pub error_count: u64,
    /// Start of the first execution in the range.
    pub first_seen: UtcMicros,
    /// Start of the last execution in the range.
    pub last_seen: UtcMicros,
}

/// Statements ranked over a range, with what all of them add up to: shares are shares of this, not of the page.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, ToSchema)]
pub struct StatementRanking {
    /// The first statements of the ranking.
    pub items: Vec<StatementSummary>,
    /// How many statements there are in all.
    pub statement_count: u64,
    /// How many executions there are in all.
    pub count: u64,
    /// The sum of all their durations, microseconds.
    pub total_us: u64,
}
