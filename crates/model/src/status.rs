//! How a collector does, and what can and cannot be seen on a target.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{OwnCost, TargetId, UtcMicros};

/// What a collector is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CollectorPhase {
    /// Connecting for the first time, or again after a failure.
    Connecting,
    /// Working.
    Running,
    /// Waiting before the next try; `last_error` says why.
    BackingOff,
    /// Not running because it was told not to.
    Paused,
}

/// The state of one collector on one target.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CollectorStatus {
    /// The target.
    pub target: TargetId,
    /// The collector's name, such as `slow_queries`.
    pub collector: String,
    /// What it is doing.
    pub phase: CollectorPhase,
    /// Since when it is in this phase.
    pub since: UtcMicros,
    /// When it last completed a pass.
    pub last_run_at: Option<UtcMicros>,
    /// Completed passes since the process started.
    pub runs: u64,
    /// Passes that came later than half an interval: what ran only in between may have been missed.
    pub late_runs: u64,
    /// Failures since the process started.
    pub failures: u64,
    /// The last failure, in words, without secrets.
    pub last_error: Option<String>,
    /// When that was.
    pub last_error_at: Option<UtcMicros>,
    /// When it tries again, while backing off.
    pub next_try_at: Option<UtcMicros>,
    /// Statements over the threshold and not yet ended.
    pub running_slow: u64,
    /// Records waiting for the store because it does not take them.
    pub spooled: u64,
    /// Records that were lost because the spool was full. Not zero means there is a hole.
    pub lost: u64,
}

/// How taking plans goes on one target, since it is watched by this process.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct PlanStatus {
    /// Plans per minute at most; with 0 none are taken by themselves.
    pub per_minute: u32,
    /// Statements waiting for the limit.
    pub waiting: u64,
    /// Plans taken.
    pub taken: u64,
    /// Times there was no plan, for a reason that is kept with the statement.
    pub without_plan: u64,
    /// Times the target, or the store, did not answer.
    pub failed: u64,
    /// Statements that were due and left for their next execution, since more waited than are kept waiting.
    pub passed_over: u64,
    /// The last failure, in words, without secrets.
    pub last_error: Option<String>,
    /// When that was.
    pub last_error_at: Option<UtcMicros>,
}

/// Whether something can be seen on a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CapabilityState {
    /// It was tried and works.
    Yes,
    /// It works in part; `why` says what is missing.
    Partly,
    /// It was tried and does not work.
    No,
    /// It could not be tried.
    Unknown,
}

/// One thing that can or cannot be seen, why, and how to change it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Capability {
    /// Stable id, such as `statements_current`; the page has its title in each language.
    pub id: String,
    /// Whether it works.
    pub state: CapabilityState,
    /// What was seen, in English.
    pub why: String,
    /// The SQL or setting that changes it, when there is one.
    pub fix: Option<String>,
}

/// A target's state as one page shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TargetHealth {
    /// The target.
    pub target: TargetId,
    /// Server version text, once known.
    pub server_version: Option<String>,
    /// `@@server_uuid`, once known.
    pub server_uuid: Option<String>,
    /// The server's start, once known.
    pub booted_at: Option<UtcMicros>,
    /// True when the server is Aurora; none while not known.
    pub aurora: Option<bool>,
    /// True when the server takes no writes (`@@innodb_read_only` or `@@read_only`); none while not known.
    pub read_only: Option<bool>,
    /// What can and cannot be seen.
    pub capabilities: Vec<Capability>,
    /// Its collectors.
    pub collectors: Vec<CollectorStatus>,
    /// How taking plans goes; none while it is not watched.
    pub plans: Option<PlanStatus>,
    /// What we cost it; none while not measured.
    pub own_cost: Option<OwnCost>,
}
