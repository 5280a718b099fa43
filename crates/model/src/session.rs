//! What runs on a target at one moment.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{ExecutionId, Fingerprint, TargetId, UtcMicros};

/// One statement that was running when the target was last looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LiveSession {
    /// The target.
    pub target: TargetId,
    /// The id its record has, or will have when it crosses the threshold.
    pub id: ExecutionId,
    /// `PROCESSLIST_ID`: what KILL takes.
    pub connection_id: u64,
    /// `THREAD_ID`.
    pub thread_id: u64,
    /// `EVENT_ID`.
    pub event_id: u64,
    /// MySQL user.
    pub user: Option<String>,
    /// Client host.
    pub host: Option<String>,
    /// Default schema.
    pub schema: Option<String>,
    /// `PROCESSLIST_STATE`: what the server says it is doing.
    pub state: Option<String>,
    /// Start by the server's clock.
    pub started_at: UtcMicros,
    /// How long it had run when looked at, microseconds.
    pub elapsed_us: u64,
    /// Whether it is over the threshold.
    pub slow: bool,
    /// Its fingerprint.
    pub fingerprint: Fingerprint,
    /// The text as performance_schema shows it.
    pub sql: String,
    /// True when the text is not whole.
    pub truncated: bool,
}

/// All that was running on one target at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LiveSnapshot {
    /// The target.
    pub target: TargetId,
    /// When it was looked at, by the server's clock.
    pub at: UtcMicros,
    /// The running statements, longest first.
    pub sessions: Vec<LiveSession>,
}
