//! What every endpoint can reach.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use auroscope_collect::{Board, Fleet};
use auroscope_model::UtcMicros;
use auroscope_store::Store;
use serde::Serialize;
use tokio_util::sync::CancellationToken;
use utoipa::ToSchema;

use crate::{Access, Discovery, TargetBook};

/// What the capture was told, as it is shown.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Settings {
    /// From which duration a statement is slow, microseconds.
    pub threshold_us: u64,
    /// How often running statements are read, microseconds.
    pub interval_us: u64,
    /// Users that are left out.
    pub exclude_users: Vec<String>,
    /// Default schemas that are left out.
    pub exclude_schemas: Vec<String>,
    /// How long ended slow queries are kept, seconds.
    pub retention_s: u64,
    /// Server time per second, microseconds, over which the capture slows itself down.
    pub budget_us_per_s: f64,
    /// Execution plans taken per minute and target, at most; 0: only those that somebody asks for.
    pub plans_per_minute: u32,
    /// After so many seconds a statement's plan is taken again.
    pub plan_refresh_s: u64,
}

/// What every endpoint can reach. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The collectors' board.
    pub board: Arc<Board>,
    /// The collectors, which take plans when asked.
    pub fleet: Arc<Fleet>,
    /// The targets.
    pub targets: Arc<TargetBook>,
    /// The inventory of AWS and what it makes targets of, where AWS is asked.
    pub discovery: Option<Arc<Discovery>>,
    /// Who may do what.
    pub access: Arc<Access>,
    /// What the capture was told.
    pub settings: Arc<Settings>,
    /// Cancelled when the process is to end: streams end then.
    pub stop: CancellationToken,
}

/// This machine's clock.
pub(crate) fn now() -> UtcMicros {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    UtcMicros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}
