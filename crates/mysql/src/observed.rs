//! What performance_schema and the process list say about statements, as values.

use auroscope_model::{DigestSums, Figures, UtcMicros};

/// One statement that was running (or, from `missed`, has ended) when it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Running {
    /// `THREAD_ID`.
    pub thread_id: u64,
    /// `EVENT_ID`.
    pub event_id: u64,
    /// `TIMER_START`, picoseconds on the server's own scale; none while the server is still filling the row, or
    /// hides it.
    pub timer_start_ps: Option<u64>,
    /// `TIMER_WAIT`, microseconds; none while the server is still filling the row. Of a hidden one, what the process
    /// list's whole seconds prove.
    pub elapsed_us: Option<u64>,
    /// The server shows the thread, but not this statement's row: nothing is known of it but its thread and event.
    pub hidden: bool,
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
    /// The threads whose statement the server hides and which nothing names.
    pub unnamed: Vec<u64>,
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
    /// Of a thread: nothing runs there.
    pub idle: bool,
    /// Where the row comes from.
    pub from: LookedAt,
}

/// Where a row of a look comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LookedAt {
    /// The thread's current (or, while it is idle, last) statement.
    Current,
    /// A history.
    History,
    /// The thread itself: it is there, whatever its statement's row says. Such a row has event 0.
    Thread,
}

/// What names a digest's row.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DigestKey {
    /// Default schema; none is a value like any other.
    pub schema: Option<String>,
    /// The digest, hexadecimal.
    pub digest: String,
}

/// What performance_schema leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LeftOut {
    /// Client connections.
    pub(crate) connections: u64,
    /// Of these, without any instrumentation.
    pub(crate) uninstrumented: u64,
    /// Of these, without a history.
    pub(crate) without_history: u64,
    /// Statement instruments that are off or not timed.
    pub(crate) instruments_off: u64,
    /// Threads for which there was no room since the server started.
    pub(crate) threads_lost: u64,
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

/// An execution that is asked for, with what names its sums.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// `THREAD_ID`.
    pub thread_id: u64,
    /// `EVENT_ID`.
    pub event_id: u64,
    /// Its digest, once known.
    pub digest: Option<DigestKey>,
    /// `EVENT_NAME`.
    pub event_name: String,
}

/// What an execution's digest and thread had come to; none where the server has no such row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sums {
    /// Of its digest.
    pub digest: Option<DigestSums>,
    /// Of its thread, in statements of its kind.
    pub thread: Option<ThreadSums>,
}

/// Longest text that is kept of a statement: a bulk insert of a hundred megabytes tells no more than its beginning.
const MOST_TEXT_BYTES: usize = 1024 * 1024;

/// A statement's text as the process list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FullText {
    /// The text.
    pub text: String,
    /// Whether bytes that are not UTF-8 were replaced.
    pub lossy: bool,
    /// Whether it was longer than what is kept of a text.
    pub cut: bool,
}

impl FullText {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let cut = bytes.len() > MOST_TEXT_BYTES;
        let mut end = bytes.len().min(MOST_TEXT_BYTES);
        // A cut falls before a character, not inside one.
        while cut && end > 0 && bytes[end] & 0xC0 == 0x80 {
            end -= 1;
        }
        match std::str::from_utf8(&bytes[..end]) {
            Ok(text) => Self { text: text.to_owned(), lossy: false, cut },
            Err(_) => Self { text: String::from_utf8_lossy(&bytes[..end]).into_owned(), lossy: true, cut },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_very_long_text_is_cut_between_characters() {
        let long = "가".repeat(MOST_TEXT_BYTES);
        let kept = FullText::of(long.as_bytes());
        assert!(kept.cut && !kept.lossy && long.starts_with(&kept.text));
        assert!(kept.text.len() > MOST_TEXT_BYTES - 4 && kept.text.len() <= MOST_TEXT_BYTES);
        assert_eq!(FullText::of("가".as_bytes()), FullText { text: "가".into(), lossy: false, cut: false });
        assert!(FullText::of(b"\xff").lossy);
        assert!(FullText::of(&vec![0x80; MOST_TEXT_BYTES + 9]).cut);
    }
}
