//! What reading a long period will take, told before it begins. Pure, and rough: AWS says neither how many events a
//! period has nor how large they are.

use serde::Serialize;

use super::{LogPeriod, REQUESTS_PER_SECOND, SlowLog};

/// "The maximum is 1 MB" of events in a page (`GetLogEvents`).
const PAGE_BYTES: u64 = 1 << 20;
/// The first request and the one that finds the end.
const LEAST_REQUESTS: u64 = 2;
/// Stored bytes are packed; AWS's own examples of prices reckon with 0.15 of what came in.
const PACKED_PERCENT: u64 = 15;
/// Of a page of 1 MB, as a guess; it depends on how far away the region is.
const PAGE_MS: u64 = 300;

/// What reading will take.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct BackfillEstimate {
    /// Streams that are read.
    pub streams: u64,
    /// If what is stored is counted as it is; none when AWS does not say what is stored.
    pub least_bytes: Option<u64>,
    /// If what is stored is counted packed; none when AWS does not say what is stored.
    pub most_bytes: Option<u64>,
    /// Requests for the most bytes; at least so many when those are unknown.
    pub most_requests: u64,
}

impl BackfillEstimate {
    /// For these logs, each in the part of its period that can be read, seen at `now_ms`.
    #[must_use]
    pub fn of<'a>(logs: impl IntoIterator<Item = &'a SlowLog>, now_ms: i64) -> Self {
        let mut sum = Self { least_bytes: Some(0), most_bytes: Some(0), ..Self::default() };
        for log in logs {
            let streams = log.streams.len() as u64;
            let least_bytes = bytes(log, now_ms);
            let most_bytes = least_bytes.map(|bytes| bytes.saturating_mul(100) / PACKED_PERCENT);
            sum.streams += streams;
            sum.least_bytes = added(sum.least_bytes, least_bytes);
            sum.most_bytes = added(sum.most_bytes, most_bytes);
            sum.most_requests += streams * LEAST_REQUESTS + most_bytes.unwrap_or(0).div_ceil(PAGE_BYTES);
        }
        sum
    }

    /// How long so many requests take when so many streams are read at once, milliseconds.
    #[must_use]
    pub fn most_ms(&self, at_once: u64) -> u64 {
        let at_once = at_once.min(self.streams).max(1);
        let paced_ms = self.most_requests.saturating_mul(1_000) / u64::from(REQUESTS_PER_SECOND);
        paced_ms.max(self.most_requests.saturating_mul(PAGE_MS) / at_once)
    }
}

fn added(sum: Option<u64>, part: Option<u64>) -> Option<u64> {
    Some(sum?.saturating_add(part?))
}

/// The group's bytes, as if they were spread evenly over its streams and the time that it keeps.
fn bytes(log: &SlowLog, now_ms: i64) -> Option<u64> {
    let stored = u128::from(log.group.stored_bytes?);
    let kept_days_ms = log.group.retention_days.map(|days| i64::from(days) * 86_400_000);
    let kept_from_ms = kept_days_ms.map_or(i64::MIN, |days_ms| now_ms.saturating_sub(days_ms));
    let kept = LogPeriod { from_ms: kept_from_ms.max(log.group.created_ms?), to_ms: Some(now_ms) };
    let asked = log.readable.before(now_ms).and_then(|part| part.since(kept.from_ms));
    let share = asked.map_or(0, |part| length_ms(&part)) * log.streams.len() as u128;
    let whole = length_ms(&kept) * log.group_streams.max(1) as u128;
    // A group without a past holds what it holds in the period.
    let bytes = (stored * share).checked_div(whole).unwrap_or(stored);
    u64::try_from(bytes).ok()
}

fn length_ms(period: &LogPeriod) -> u128 {
    let length_ms = period.to_ms.unwrap_or(period.from_ms).saturating_sub(period.from_ms);
    u128::try_from(length_ms).unwrap_or(0)
}
