//! One execution of a statement as a slow log tells it, borrowed from the bytes it was read from.

use auroscope_model::UtcMicros;

use crate::attributes::Attributes;
use crate::banner::Version;
use crate::carry::CarriedSchema;
use crate::head::{Head, Logged};
use crate::machine::Machine;

/// One entry of a slow log. Nothing is copied but numbers; figures that the variety does not write are `None`.
#[derive(Debug, Clone, PartialEq)]
pub struct Event<'a> {
    /// Where the entry begins in the stream.
    pub offset: u64,
    /// How many bytes it takes, from its first line to the end of its statement's line.
    pub length: u64,
    /// The statement without its final `;`; empty for an administrator command.
    pub text: &'a [u8],
    /// The statement's true length, which is more than that of `text` when it passed the bound.
    pub text_bytes: u64,
    /// `text` is not the whole statement, or may not be: it passed the bound, broke off, or ends open.
    pub is_cut: bool,
    /// What the client sent when it was no statement (`Quit`, `Ping`).
    pub administrator_command: Option<&'a [u8]>,
    /// The account's user.
    pub user: Option<&'a [u8]>,
    /// The client's host name, when the server looked it up.
    pub host: Option<&'a [u8]>,
    /// The client's address.
    pub address: Option<&'a [u8]>,
    /// The three as they are written: `app[app] @ web-1 [10.0.0.1`.
    pub(crate) account: &'a [u8],
    /// The connection's id.
    pub connection_id: Option<u64>,
    /// The default schema.
    pub schema: Option<&'a [u8]>,
    /// How the schema is known.
    pub schema_origin: SchemaOrigin,
    /// When the statement began.
    pub started_at: Option<UtcMicros>,
    /// When it ended.
    pub finished_at: Option<UtcMicros>,
    /// How the two are known.
    pub time_origin: TimeOrigin,
    /// What `SET timestamp` says, epoch seconds. Whether that is the start or the end, the log's banner tells.
    pub set_timestamp_s: Option<u64>,
    /// How long it took.
    pub query_time_us: u64,
    /// How long it waited for locks.
    pub lock_time_us: Option<u64>,
    /// Rows sent to the client.
    pub rows_sent: Option<u64>,
    /// Rows read by the server's upper layer.
    pub rows_examined: Option<u64>,
    /// The entry's lines with `#`, for [`Event::attributes`].
    pub head: &'a [u8],
    /// Whether the head says more than time, account and the figures above.
    pub says_more: bool,
}

/// How an event's schema is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SchemaOrigin {
    /// This entry says it.
    Written,
    /// An entry before it said it: servers write the schema only when it changes. A guess, if a good one, since
    /// the log does not show that a session has no schema.
    Inferred,
    /// Nothing before it says one since the stream began.
    Unknown,
    /// It stands before the chunk that was parsed: take it from the chunk before ([`crate::Carry`]).
    BeforeChunk,
}

/// How an event's start and end are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TimeOrigin {
    /// Both are written (`log_slow_extra`).
    StartAndEnd,
    /// The entry's `# Time` with its zone is the end, the start is that less the duration: to the microsecond but
    /// for the time that a server may take between two looks at its clock.
    Logged,
    /// From `SET timestamp`, to the second, or finer where `# Time` has a fraction.
    SetTimestamp,
    /// From a `# Time` without a zone, to the second, taken as UTC.
    LocalTime,
    /// The log does not say.
    Unknown,
}

/// What the parse found of an entry besides its head, as places in its window.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    /// Where the statement, as far as it is kept, ends in the window.
    pub(crate) text_end: usize,
    pub(crate) text_bytes: u64,
    pub(crate) is_cut: bool,
    pub(crate) is_administrator: bool,
}

impl<'a> Event<'a> {
    #[inline]
    pub(crate) fn new(
        machine: &'a Machine,
        entry: &Entry,
        window: &'a [u8],
        offset: u64,
        length: u64,
    ) -> Self {
        let Machine { head, carry, .. } = machine;
        let text = window.get(head.text_start..entry.text_end).unwrap_or_default();
        let some = |part: &'a [u8]| (!part.is_empty()).then_some(part);
        let (schema, schema_origin) = schema(head, window, &carry.schema);
        let (started_at, finished_at, time_origin) = times(head, carry.version, carry.local_time);
        Self {
            offset,
            length,
            text: if entry.is_administrator { &[] } else { text },
            text_bytes: if entry.is_administrator { 0 } else { entry.text_bytes },
            is_cut: entry.is_cut,
            administrator_command: entry.is_administrator.then_some(text),
            user: head.user.and_then(|user| some(user.bytes(window))),
            host: some(head.host.bytes(window)),
            address: some(head.address.bytes(window)),
            account: head.account.bytes(window),
            connection_id: head.connection_id,
            schema,
            schema_origin,
            started_at,
            finished_at,
            time_origin,
            set_timestamp_s: head.set_timestamp,
            query_time_us: head.query_time_us.unwrap_or(0),
            lock_time_us: head.lock_time_us,
            rows_sent: head.rows_sent,
            rows_examined: head.rows_examined,
            head: window.get(..head.lines_end).unwrap_or_default(),
            says_more: head.says_more,
        }
    }

    /// All that the entry's lines with `#` say, as `(name, value)` in their order, unknown names too.
    ///
    /// The lines of time and user are no attributes; a name that comes several times (`explain`) is given so.
    pub fn attributes(&self) -> impl Iterator<Item = (&'a [u8], &'a [u8])> + use<'a> {
        let lines = self.head.split(|&byte| byte == b'\n');
        let of_figures = |line: &&[u8]| !line.starts_with(b"# Time: ") && !line.starts_with(b"# User@Host: ");
        lines.filter(of_figures).flat_map(Attributes::new)
    }
}

fn schema<'a>(head: &Head, window: &'a [u8], carried: &'a CarriedSchema) -> (Option<&'a [u8]>, SchemaOrigin) {
    if let Some(span) = head.schema_attribute.or(head.schema_used) {
        let name = span.bytes(window);
        return ((!name.is_empty()).then_some(name), SchemaOrigin::Written);
    }
    match carried {
        CarriedSchema::Used(name) => (Some(name), SchemaOrigin::Inferred),
        CarriedSchema::Unused => (None, SchemaOrigin::Unknown),
        CarriedSchema::BeforeChunk => (None, SchemaOrigin::BeforeChunk),
    }
}

type Times = (Option<UtcMicros>, Option<UtcMicros>, TimeOrigin);

/// When the statement began and ended.
///
/// Since 5.7 the server takes the clock once: `# Time` is that, and `Query_time` is that less the start. So both
/// ends are known whatever `SET timestamp` means in that version, and though a session may have set its own.
/// Seen on 9.7.4 with `log_slow_extra`: of 54 entries 53 have `End` in `# Time`, one 168 µs later.
/// Only without a zone does `SET timestamp` count: the start since 8.0.14, the end before and in MariaDB.
/// Which it is, the banner tells; where there is none, no such time is as new as that.
fn times(head: &Head, version: Option<Version>, local_time: Option<UtcMicros>) -> Times {
    let query_time_us = head.query_time_us.unwrap_or(0);
    let from_start = |at: UtcMicros, origin| (Some(at), Some(at.saturating_add_us(query_time_us)), origin);
    let from_end = |at: UtcMicros, origin| (Some(at.saturating_sub_us(query_time_us)), Some(at), origin);
    match (head.started_at, head.finished_at) {
        (Some(start), Some(end)) => return (Some(start), Some(end), TimeOrigin::StartAndEnd),
        (Some(start), None) => return from_start(start, TimeOrigin::StartAndEnd),
        (None, Some(end)) => return from_end(end, TimeOrigin::StartAndEnd),
        (None, None) => {}
    }
    if let Some(Logged::Utc(at)) = head.logged {
        return from_end(at, TimeOrigin::Logged);
    }
    if let Some(seconds) = head.set_timestamp {
        let at = UtcMicros(i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1_000_000));
        return match (head.logged, version) {
            // Such a line is older than the change. Some write a fraction too, and zones differ by whole minutes:
            // where the seconds agree it is the same second's.
            (Some(Logged::Local(logged)), _) => {
                let is_same_second = logged.0.wrapping_sub(at.0).rem_euclid(60_000_000) < 1_000_000;
                let fraction = if is_same_second { logged.0.rem_euclid(1_000_000) } else { 0 };
                from_end(at + fraction, TimeOrigin::SetTimestamp)
            }
            (_, Some(version)) if version.timestamp_is_start() => from_start(at, TimeOrigin::SetTimestamp),
            _ => from_end(at, TimeOrigin::SetTimestamp),
        };
    }
    match local_time {
        Some(at) => from_end(at, TimeOrigin::LocalTime),
        None => (None, None, TimeOrigin::Unknown),
    }
}
