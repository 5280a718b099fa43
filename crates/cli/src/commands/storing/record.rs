//! From an entry of a log to the record that is kept of its execution.

use auroscope_model::{
    DurationKind, ExecutionId, Figures, LogEntryKey, SlowQuery, SlowQueryState, Source, TargetId, UtcMicros,
};
use auroscope_slowlog::{Event, SchemaOrigin, TextEnd, TimeOrigin};
use auroscope_sql::{Fingerprinter, Scan, SqlMode, classify, redact};
use auroscope_store::SlowQueryWrite;

/// 9999-12-31T23:59:59.999999Z: what lies beyond cannot be written as a date.
const LAST_MOMENT: UtcMicros = UtcMicros(253_402_300_799_999_999);

/// Says whether a statement ends open, and keeps what it found of the last one. Fingerprints are those of the capture,
/// whatever the report's options are: the store has one name for each statement.
#[derive(Debug, Default)]
pub(super) struct Judge {
    fingerprinter: Fingerprinter,
    mode: SqlMode,
    scan: Option<Scan>,
}

impl Judge {
    pub(super) fn new(mode: SqlMode) -> Self {
        Self { mode, ..Self::default() }
    }

    /// The record of an entry that this judge has just seen, but for its id. None when no moment is known of it.
    pub(super) fn record(
        &self,
        event: &Event<'_>,
        target: &TargetId,
        is_redacted: bool,
    ) -> Option<SlowQueryWrite> {
        let scan = self.scan?;
        let started_at = event.started_at.filter(is_a_date)?;
        let finished_at = Some(started_at.saturating_add_us(event.query_time_us)).filter(is_a_date)?;
        let normalized = self.fingerprinter.normalized().to_owned();
        let text = whole_characters(event);
        let is_lossy = std::str::from_utf8(text).is_err();
        let query = SlowQuery {
            id: ExecutionId(0),
            target: target.clone(),
            state: SlowQueryState::Finished,
            started_at,
            finished_at: Some(finished_at),
            last_seen_at: finished_at,
            duration_us: event.query_time_us,
            duration_kind: DurationKind::Exact,
            figures: figures(event),
            user: event.user.map(text_of),
            host: event.host.or(event.address).map(text_of),
            schema: event.schema.map(text_of),
            schema_inferred: event.schema.is_some() && event.schema_origin != SchemaOrigin::Written,
            connection_id: event.connection_id,
            thread_id: None,
            event_id: None,
            server_uuid: None,
            booted_at_s: None,
            fingerprint: scan.fingerprint,
            class: classify(normalized.as_bytes(), self.mode),
            server_digest: None,
            sql: if is_redacted { redact(text, self.mode) } else { text_of(text) },
            lossy: is_lossy,
            truncated: event.is_cut,
            sources: vec![Source::SlowLog],
            abandoned_because: None,
        };
        Some(SlowQueryWrite { query, normalized, baseline: None })
    }
}

impl TextEnd for Judge {
    fn ends_open(&mut self, text: &[u8]) -> bool {
        let scan = self.fingerprinter.scan(text, self.mode);
        self.scan = Some(scan);
        scan.ends_open
    }
}

/// What the entry says, as its id is made of it: whether or not it is redacted.
pub(super) fn content(event: &Event<'_>, target: &TargetId) -> u128 {
    let key = LogEntryKey {
        target,
        at: at(event),
        query_time_us: event.query_time_us,
        lock_time_us: event.lock_time_us,
        rows_sent: event.rows_sent,
        rows_examined: event.rows_examined,
        connection_id: event.connection_id,
        user: event.user,
        host: event.host,
        address: event.address,
        text: event.text,
        text_bytes: event.text_bytes,
    };
    key.content()
}

/// The text, which the parser's bound may have cut within its last character.
fn whole_characters<'a>(event: &Event<'a>) -> &'a [u8] {
    match std::str::from_utf8(event.text) {
        Err(error) if event.text_bytes > event.text.len() as u64 && error.error_len().is_none() => {
            &event.text[..error.valid_up_to()]
        }
        _ => event.text,
    }
}

fn text_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// When, as the entry itself says.
pub(super) fn at(event: &Event<'_>) -> Option<UtcMicros> {
    match (event.time_origin, event.set_timestamp_s) {
        (TimeOrigin::SetTimestamp, Some(seconds)) => {
            Some(UtcMicros(i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1_000_000)))
        }
        _ => event.finished_at,
    }
}

fn is_a_date(at: &UtcMicros) -> bool {
    (0..=LAST_MOMENT.0).contains(&at.0)
}

/// The figures that mean the same as the server's. A log counts no warnings, and of joins without an index it says only
/// whether there was one.
fn figures(event: &Event<'_>) -> Figures {
    let more = event.more_figures();
    Figures {
        lock_us: event.lock_time_us,
        rows_sent: event.rows_sent,
        rows_examined: event.rows_examined,
        rows_affected: more.rows_affected,
        errors: more.error_number.map(|number| u64::from(number != 0)),
        warnings: None,
        tmp_tables: more.tmp_tables,
        tmp_disk_tables: more.tmp_disk_tables,
        sort_rows: more.sort_rows,
        full_joins: more.full_join.filter(|is_one| !is_one).map(|_| 0),
        no_index_used: more.full_scan,
    }
}
