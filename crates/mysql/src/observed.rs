//! What performance_schema and the process list say about statements, as values.

use auroscope_model::{Figures, UtcMicros};

/// One statement that was running (or, from `missed`, has ended) when it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Running {
    /// `THREAD_ID`.
    pub thread_id: u64,
    /// `EVENT_ID`.
    pub event_id: u64,
    /// `TIMER_START`, picoseconds on the server's own scale; none while the server is still filling the row.
    pub timer_start_ps: Option<u64>,
    /// `TIMER_WAIT`, microseconds; none as above.
    pub elapsed_us: Option<u64>,
    /// `EVENT_NAME`, such as `statement/sql/select`.
    pub event_name: String,
    /// Default schema.
    pub schema: Option<String>,
    /// MySQL's digest.
    pub digest: Option<String>,
    /// Text as performance_schema shows it; none before it is parsed.
    pub text: Option<String>,
    /// Whether bytes of the text had to be replaced.
    pub lossy: bool,
    /// `PROCESSLIST_ID`.
    pub connection_id: u64,
    /// User.
    pub user: Option<String>,
    /// Client host.
    pub host: Option<String>,
    /// `PROCESSLIST_STATE`.
    pub state: Option<String>,
}

/// All that ran at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Poll {
    /// The server's clock.
    pub now: UtcMicros,
    /// The server's timer at the same moment, picoseconds; none when our own row was not there.
    pub timer_now_ps: Option<u64>,
    /// Everybody's statements but our own connection's.
    pub running: Vec<Running>,
}

/// What an execution came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// Its duration, microseconds.
    pub duration_us: u64,
    /// Its end on the server's timer, picoseconds.
    pub timer_end_ps: u64,
    /// `SUM_TIMER_WAIT`-compatible duration, picoseconds.
    pub timer_ps: u64,
    /// `LOCK_TIME`, picoseconds.
    pub lock_ps: u64,
    /// The figures.
    pub figures: Figures,
}

/// What a look at one thread's row found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// `THREAD_ID`.
    pub thread_id: u64,
    /// `EVENT_ID`.
    pub event_id: u64,
    /// Present when the execution has ended.
    pub ended: Option<Ended>,
    /// While it runs: how long so far, microseconds.
    pub elapsed_us: Option<u64>,
    /// MySQL's digest.
    pub digest: Option<String>,
    /// Default schema.
    pub schema: Option<String>,
    /// Text as performance_schema shows it.
    pub text: Option<String>,
    /// `EVENT_NAME`.
    pub event_name: String,
    /// Whether the row is of the history (true) or of the thread's current statement.
    pub history: bool,
}

/// What names a digest's row.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DigestKey {
    /// Default schema; none is a value like any other.
    pub schema: Option<String>,
    /// The digest, hexadecimal.
    pub digest: String,
}

/// A digest's sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
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

/// What our own connection has cost since it was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnUse {
    /// Statements.
    pub statements: u64,
    /// Their time on the server, microseconds.
    pub server_us: u64,
}

/// What a thread's statements of one kind (`EVENT_NAME`) have come to since the thread began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ThreadSums {
    /// `COUNT_STAR`.
    pub count: u64,
    /// `SUM_TIMER_WAIT`, picoseconds.
    pub timer_ps: u64,
    /// `MAX_TIMER_WAIT`, picoseconds.
    pub longest_ps: u64,
}
