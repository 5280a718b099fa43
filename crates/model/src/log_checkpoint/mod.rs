//! How far a log stream has been read: what is needed to take each of its events once, whatever stops the reader and
//! however late an event comes. Pure: the clock is an argument, and who keeps it is the caller's affair.
//!
//! A [`LogReading`] is one way through the stream in the order of time; its [`LogCheckpoint`] is to be kept in the same
//! transaction as the events it accepted.

mod written;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use written::Written;

/// How late an event may come into the log and still be taken, milliseconds.
pub const LATE_MS: i64 = 15 * 60 * 1_000;
/// An answer promises the order of time (`GetLogEvents`: "the earliest log events are returned first"); what is out of
/// it by no more than this is taken all the same.
const DISORDER_MS: i64 = 1_000;
/// Events that are remembered, but for those of the newest millisecond: about 100 per second of [`LATE_MS`].
const MOST_REMEMBERED: usize = 100_000;

/// What was taken of one log stream, from a time on.
///
/// Before `whole_until_ms` all is taken, and nothing more will be. From there on each event is known by its time and
/// the hash of its text, with how many of the same there were: two that say the same are two.
///
/// Two checkpoints of one stream must not overlap: what lies before [`LogCheckpoint::begins_ms`] is another's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct LogCheckpoint {
    begins_ms: i64,
    whole_until_ms: i64,
    last_ms: Option<i64>,
    forgotten_until_ms: Option<i64>,
    taken: BTreeMap<Key, u32>,
}

/// When, and the hash of the text.
type Key = (i64, u64);

impl LogCheckpoint {
    /// Nothing is taken yet; events from `begins_ms` on are wanted.
    #[must_use]
    pub fn new(begins_ms: i64) -> Self {
        Self {
            begins_ms,
            whole_until_ms: begins_ms,
            last_ms: None,
            forgotten_until_ms: None,
            taken: BTreeMap::new(),
        }
    }

    /// From when on events are wanted.
    #[must_use]
    pub fn begins_ms(&self) -> i64 {
        self.begins_ms
    }

    /// Before this nothing is missing, and nothing more is taken. A reading from here sweeps up what came late.
    #[must_use]
    pub fn whole_until_ms(&self) -> i64 {
        self.whole_until_ms
    }

    /// The newest event that was taken.
    #[must_use]
    pub fn last_ms(&self) -> Option<i64> {
        self.last_ms
    }

    /// Where a reading begins that is after what is new, and `overlap_ms` before it: much less to read than a sweep.
    #[must_use]
    pub fn tail_from_ms(&self, overlap_ms: i64) -> i64 {
        let last = self.last_ms.unwrap_or(self.whole_until_ms);
        last.saturating_sub(overlap_ms).max(self.whole_until_ms)
    }

    /// There were more events in [`LATE_MS`] than are remembered: what came late before this time was not taken.
    #[must_use]
    pub fn forgotten_until_ms(&self) -> Option<i64> {
        self.forgotten_until_ms
    }

    /// How many are remembered.
    #[must_use]
    pub fn remembered(&self) -> usize {
        self.taken.len()
    }

    /// Begins to read at `from_ms`, inclusive, at the moment `started_ms`. All that the log has from there on must be
    /// shown to it, each once and in its order; it may stop anywhere.
    #[must_use]
    pub fn reading(self, from_ms: i64, started_ms: i64) -> LogReading {
        let settled_ms = (from_ms <= self.whole_until_ms).then(|| started_ms.saturating_sub(LATE_MS));
        LogReading { position_ms: from_ms, settled_ms, met: BTreeMap::new(), checkpoint: self }
    }

    fn forget_before(&mut self, time_ms: i64) {
        if time_ms > self.whole_until_ms {
            self.whole_until_ms = time_ms;
            drop_before(&mut self.taken, time_ms);
        }
    }

    /// Never the newest: it would be taken again, or its twin lost.
    fn forget_beyond_bound(&mut self) {
        while self.taken.len() > MOST_REMEMBERED {
            let (Some((&(oldest, _), _)), Some((&(newest, _), _))) =
                (self.taken.first_key_value(), self.taken.last_key_value())
            else {
                return;
            };
            if oldest == newest {
                return;
            }
            self.forget_before(oldest + 1);
            self.forgotten_until_ms = Some(oldest + 1);
        }
    }
}

/// One way through a log stream.
#[derive(Debug)]
pub struct LogReading {
    checkpoint: LogCheckpoint,
    /// What this reading met, so that its second twin is told from the first one, met again.
    met: BTreeMap<Key, u32>,
    position_ms: i64,
    /// Nothing can come any more before this; none where the reading leaves out what a sweep would read.
    settled_ms: Option<i64>,
}

impl LogReading {
    /// Whether this event is new. It is then taken, and nobody will be told so again.
    pub fn accept(&mut self, timestamp_ms: i64, message: &[u8]) -> bool {
        if timestamp_ms < self.checkpoint.whole_until_ms {
            return false;
        }
        let key = (timestamp_ms, xxh3_64(message));
        let met = self.met.entry(key).or_default();
        *met = met.saturating_add(1);
        let taken = self.checkpoint.taken.entry(key).or_default();
        let is_new = *met > *taken;
        *taken = (*taken).max(*met);
        if is_new {
            self.checkpoint.last_ms = self.checkpoint.last_ms.max(Some(timestamp_ms));
        }
        self.go_to(timestamp_ms);
        is_new
    }

    /// What is taken so far; it may be kept at any moment.
    #[must_use]
    pub fn checkpoint(&self) -> &LogCheckpoint {
        &self.checkpoint
    }

    /// The log's end, or that of the part that was asked for (`until_ms`, exclusive), is reached.
    #[must_use]
    pub fn ended(mut self, until_ms: i64) -> LogCheckpoint {
        if let Some(settled_ms) = self.settled_ms {
            self.checkpoint.forget_before(settled_ms.min(until_ms));
        }
        self.checkpoint
    }

    /// Stops before the end.
    #[must_use]
    pub fn stopped(self) -> LogCheckpoint {
        self.checkpoint
    }

    fn go_to(&mut self, timestamp_ms: i64) {
        self.position_ms = self.position_ms.max(timestamp_ms);
        let passed_ms = self.position_ms.saturating_sub(DISORDER_MS);
        if let Some(settled_ms) = self.settled_ms {
            self.checkpoint.forget_before(passed_ms.min(settled_ms));
        }
        drop_before(&mut self.met, passed_ms);
        self.checkpoint.forget_beyond_bound();
    }
}

/// One by one from the oldest: each key is dropped once, while `split_off` counts what it leaves each time.
fn drop_before(keys: &mut BTreeMap<Key, u32>, time_ms: i64) {
    while keys.first_key_value().is_some_and(|(&(at, _), _)| at < time_ms) {
        keys.pop_first();
    }
}

#[cfg(test)]
mod tests;
