//! One execution over the threshold, running or ended.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{ExecutionId, ExecutionKey, Fingerprint, StatementClass, TargetId, UtcMicros};

/// Where an execution stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SlowQueryState {
    /// Still running when last seen.
    Running,
    /// It ended; `duration_kind` says how well the end is known.
    Finished,
    /// Nobody can say any more how it ended; `duration_us` is a lower bound and `abandoned_because` the reason.
    Abandoned,
}

/// How well a duration is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DurationKind {
    /// The server's own figure of the finished execution.
    Exact,
    /// It ran at least this long.
    LowerBound,
}

/// Where a figure of a record came from; a record lists all that contributed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Seen running in `events_statements_current`.
    Live,
    /// Closed from `events_statements_current` or `_history` after it ended.
    History,
    /// Closed from `events_statements_history_long`.
    HistoryLong,
    /// Closed by the difference of the digest's sums while exactly one execution ended.
    Digest,
    /// Closed by what its thread's statements came to, on a connection that has run more than the history holds.
    Thread,
    /// The full text came from the process list.
    Processlist,
    /// An entry of a slow log.
    SlowLog,
}

/// Why an execution is [`SlowQueryState::Abandoned`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AbandonReason {
    /// The server restarted while it ran.
    ServerRestarted,
    /// Its connection is gone and the server kept nothing of it.
    ConnectionGone,
    /// Its connection has run so much since that the history forgot it.
    HistoryOverwritten,
    /// The target was removed or paused while it ran.
    TargetRemoved,
}

/// The server's figures of one execution. `None` is "not known (yet)", never zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct Figures {
    /// Time waiting for table locks (MySQL's `LOCK_TIME`), microseconds.
    pub lock_us: Option<u64>,
    /// Rows returned to the client.
    pub rows_sent: Option<u64>,
    /// Rows read by the server layer from the engines.
    pub rows_examined: Option<u64>,
    /// Rows changed.
    pub rows_affected: Option<u64>,
    /// Errors raised.
    pub errors: Option<u64>,
    /// Warnings raised.
    pub warnings: Option<u64>,
    /// Internal temporary tables made.
    pub tmp_tables: Option<u64>,
    /// Internal temporary tables made on disk.
    pub tmp_disk_tables: Option<u64>,
    /// Rows sorted.
    pub sort_rows: Option<u64>,
    /// Joins that scanned the next table because no index served.
    pub full_joins: Option<u64>,
    /// Whether a table was scanned because no index served.
    pub no_index_used: Option<bool>,
}

/// One execution over the threshold, or in a slow log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SlowQuery {
    /// Stable id, derived from the execution's key, or from what an entry of a slow log says.
    pub id: ExecutionId,
    /// The target it ran on.
    pub target: TargetId,
    /// Where it stands.
    pub state: SlowQueryState,
    /// Start by the server's clock, from its timers; of a slow log as exact as the log is.
    pub started_at: UtcMicros,
    /// End, when it has ended and is known.
    pub finished_at: Option<UtcMicros>,
    /// When it was last seen running; of a slow log when it ended.
    pub last_seen_at: UtcMicros,
    /// How long it ran, or at least ran, in microseconds.
    pub duration_us: u64,
    /// Whether `duration_us` is exact.
    pub duration_kind: DurationKind,
    /// The server's figures.
    #[serde(flatten)]
    pub figures: Figures,
    /// MySQL user.
    pub user: Option<String>,
    /// Client host as MySQL knows it.
    pub host: Option<String>,
    /// Default schema; none is common and is not an error.
    pub schema: Option<String>,
    /// True when `schema` is a guess: a slow log names a schema only where it changes, and this is the last one named.
    #[serde(default)]
    pub schema_inferred: bool,
    /// `PROCESSLIST_ID`: what KILL takes. Old slow logs have none.
    pub connection_id: Option<u64>,
    /// `THREAD_ID` of performance_schema; this and the next three are not known of what only a slow log told.
    pub thread_id: Option<u64>,
    /// `EVENT_ID` of performance_schema.
    pub event_id: Option<u64>,
    /// `@@server_uuid` of the server it ran on.
    pub server_uuid: Option<String>,
    /// That server's start, epoch seconds.
    pub booted_at_s: Option<i64>,
    /// Our fingerprint of the statement. Of a truncated text it is marked by `truncated`.
    pub fingerprint: Fingerprint,
    /// The statement's class.
    pub class: StatementClass,
    /// MySQL's own digest (SHA-256, hexadecimal), when it gave one.
    pub server_digest: Option<String>,
    /// The text, as whole as it could be had.
    pub sql: String,
    /// True when the text is not whole.
    pub truncated: bool,
    /// True when the text lost characters (bytes that are not UTF-8 were replaced).
    pub lossy: bool,
    /// What contributed to this record.
    pub sources: Vec<Source>,
    /// Why it is abandoned.
    pub abandoned_because: Option<AbandonReason>,
}

impl SlowQuery {
    /// The key this record is identified by; none when it was not seen on the server itself.
    #[must_use]
    pub fn key(&self) -> Option<ExecutionKey> {
        Some(ExecutionKey {
            target: self.target.clone(),
            server_uuid: self.server_uuid.clone()?,
            booted_at_s: self.booted_at_s?,
            thread_id: self.thread_id?,
            event_id: self.event_id?,
        })
    }

    /// Notes that `source` contributed; order is kept sorted so that equal records compare equal.
    pub fn add_source(&mut self, source: Source) {
        if let Err(at) = self.sources.binary_search(&source) {
            self.sources.insert(at, source);
        }
    }
}
