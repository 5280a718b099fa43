//! One execution's figures, as small as a cache line: a block keeps them all until it is joined.

use auroscope_model::UtcMicros;

use crate::event::Event;

const LOCK_TIME: u8 = 1;
const ROWS_SENT: u8 = 2;
const ROWS_EXAMINED: u8 = 4;
const STARTED_AT: u8 = 8;

/// The figures of one execution.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Record {
    pub(crate) query_time_us: u64,
    lock_time_us: u64,
    rows_sent: u64,
    rows_examined: u64,
    pub(crate) text_bytes: u64,
    started_at_us: i64,
    /// The number of who ran it.
    pub(crate) origin: u32,
    /// Where its further figures are, for those that have some.
    pub(crate) more: Option<std::num::NonZeroU32>,
    /// The record before of the same group; of the first one itself.
    pub(crate) before: u32,
    /// Which of the figures the log says.
    known: u8,
}

impl Record {
    #[inline]
    pub(crate) fn of(event: &Event<'_>, origin: u32) -> Self {
        let flag = |is_known: bool, flag: u8| if is_known { flag } else { 0 };
        Self {
            query_time_us: event.query_time_us,
            lock_time_us: event.lock_time_us.unwrap_or_default(),
            rows_sent: event.rows_sent.unwrap_or_default(),
            rows_examined: event.rows_examined.unwrap_or_default(),
            text_bytes: event.text_bytes,
            started_at_us: event.started_at.unwrap_or_default().0,
            origin,
            more: None,
            before: 0,
            known: flag(event.lock_time_us.is_some(), LOCK_TIME)
                | flag(event.rows_sent.is_some(), ROWS_SENT)
                | flag(event.rows_examined.is_some(), ROWS_EXAMINED)
                | flag(event.started_at.is_some(), STARTED_AT),
        }
    }

    pub(crate) fn lock_time_us(&self) -> Option<u64> {
        (self.known & LOCK_TIME != 0).then_some(self.lock_time_us)
    }

    pub(crate) fn rows_sent(&self) -> Option<u64> {
        (self.known & ROWS_SENT != 0).then_some(self.rows_sent)
    }

    pub(crate) fn rows_examined(&self) -> Option<u64> {
        (self.known & ROWS_EXAMINED != 0).then_some(self.rows_examined)
    }

    pub(crate) fn started_at(&self) -> Option<UtcMicros> {
        (self.known & STARTED_AT != 0).then_some(UtcMicros(self.started_at_us))
    }
}
