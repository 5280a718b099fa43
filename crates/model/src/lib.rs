//! Auroscope's domain types: what a target, an execution, a slow query, a live session and a collector's
//! status *are*. Pure: no I/O, no clock, no async; time is an argument.
//!
//! Start at [`SlowQuery`] (one execution over the threshold) and [`Target`] (one server we watch).
//! Units stand at the end of names: `_us` is microseconds, `_bytes` bytes; times are [`UtcMicros`].

mod cloud;
mod cloud_change;
mod cost;
mod digest_sums;
mod execution;
mod log_checkpoint;
mod log_entry;
mod merge;
mod plan;
mod query;
mod session;
mod slow_query;
mod statement;
mod status;
mod target;
mod time;
mod watch_rule;

pub use cloud::{
    CloudCluster, CloudInstance, CloudInventory, CloudPlace, ClusterMember, PendingMaintenance,
    ServerlessCapacity,
};
pub use cloud_change::{
    CloudChange, CloudEvent, CloudFilter, CloudKind, CloudResource, FieldChange, KnownResource, PlaceStatus,
    ScopeStatus,
};
pub use cost::OwnCost;
pub use digest_sums::DigestSums;
pub use execution::{ExecutionId, ExecutionKey, Fingerprint, ParseIdError, PlanId, PlanShape};
pub use log_checkpoint::{LATE_MS, LogCheckpoint, LogReading};
pub use log_entry::LogEntryKey;
pub use plan::{
    Latency, PlanFilter, PlanMethod, PlanRecord, PlanSighting, PlanSkipped, PlanSubject, PlanTime,
};
pub use query::{Cursor, Page, SlowQueryFilter, SlowQuerySort, StatementFilter, StatementSort};
pub use session::{LiveSession, LiveSnapshot};
pub use slow_query::{AbandonReason, DurationKind, Figures, SlowQuery, SlowQueryState, Source};
pub use statement::{StatementClass, StatementRanking, StatementSummary, StatementText};
pub use status::{Capability, CapabilityState, CollectorPhase, CollectorStatus, PlanStatus, TargetHealth};
pub use target::{Target, TargetId, TargetIdError, TlsMode};
pub use time::{ParseTimeError, UtcMicros};
pub use watch_rule::{WatchDecision, WatchRules};
