//! What watching a target costs that target.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The server-side cost of Auroscope's own statements on one target, read from that server.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize, ToSchema)]
pub struct OwnCost {
    /// Server time of our statements per second of wall time, microseconds, over the last measured period.
    pub server_us_per_s: f64,
    /// Our statements per second over the same period.
    pub statements_per_s: f64,
    /// Length of that period, seconds. Zero: not measured yet.
    pub period_s: f64,
    /// Server time of all our statements since the connection was opened, microseconds.
    pub total_server_us: u64,
    /// Number of those statements.
    pub total_statements: u64,
    /// The budget over which Auroscope slows itself down, microseconds per second.
    pub budget_us_per_s: f64,
    /// By how much the interval is stretched now because the budget was passed; 1 is not at all.
    pub slowdown: f64,
}
