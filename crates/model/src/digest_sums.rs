//! What the server has summed up of one digest.

use serde::{Deserialize, Serialize};

/// A digest's row of `events_statements_summary_by_digest`. Read while an execution runs it is that execution's
/// baseline: what it has moved by once the execution has ended, if by one, is the execution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DigestSums {
    /// `COUNT_STAR`.
    pub count: u64,
    /// `SUM_TIMER_WAIT`, picoseconds.
    pub timer_ps: u64,
    /// `SUM_LOCK_TIME`, picoseconds.
    pub lock_ps: u64,
    /// `SUM_ROWS_SENT`.
    pub rows_sent: u64,
    /// `SUM_ROWS_EXAMINED`.
    pub rows_examined: u64,
    /// `SUM_ROWS_AFFECTED`.
    pub rows_affected: u64,
    /// `SUM_ERRORS`.
    pub errors: u64,
    /// `SUM_WARNINGS`.
    pub warnings: u64,
}
