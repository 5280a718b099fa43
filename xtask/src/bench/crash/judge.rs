//! Holds what survived against what the server logged. Pure, but for the clock it offers.

use std::collections::{HashMap, HashSet};
use std::time::{SystemTime, UNIX_EPOCH};

use super::clients::stays;
use crate::api::{DurationKind, SlowQuery, State};
use crate::bench::truth::{Logged, mark_in};

const NEAR_US: u64 = 1_000;
const THRESHOLD_US: i64 = 500_000;
/// Over the threshold and up for this long together: an interval and a margin for a busy machine.
const VISIBLE_US: i64 = 800_000;
/// A statement that was cut short was last seen at most this long before.
const CUT_SHORT_US: i64 = 2_000_000;
const EXAMPLES: usize = 10;

/// When Auroscope ran, microseconds of the epoch.
#[derive(Debug, Clone, Copy)]
pub(super) struct UpTime {
    pub(super) from_us: i64,
    pub(super) to_us: i64,
}

/// The outcome.
#[derive(Debug, Default)]
pub(super) struct Survival {
    pub(super) logged: u64,
    pub(super) seen: u64,
    pub(super) lost: u64,
    /// Logged ones that were over the threshold long enough while Auroscope was up, and how many are not there.
    pub(super) visible: u64,
    pub(super) missed: u64,
    pub(super) records: u64,
    pub(super) exact: u64,
    pub(super) lower_bound: u64,
    pub(super) abandoned: u64,
    pub(super) abandoned_needlessly: u64,
    pub(super) duplicates: u64,
    pub(super) false_captures: u64,
    pub(super) wrong_durations: u64,
    pub(super) examples: Vec<String>,
    server_stop_us: Option<i64>,
}

/// The time now, microseconds of the epoch: the server is on the same machine.
pub(super) fn now_us() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_micros() as i64
}

/// Compares by the marks in the texts.
pub(super) fn judge_kills(
    seen: &HashSet<u32>,
    up_times: &[UpTime],
    logged: &[Logged],
    captured: &[SlowQuery],
    server_stop_us: Option<i64>,
) -> Survival {
    let truth: HashMap<u32, &Logged> =
        logged.iter().filter_map(|entry| Some((mark_in(&entry.sql)?, entry))).collect();
    let mut by_mark: HashMap<u32, Vec<&SlowQuery>> = HashMap::new();
    for query in captured {
        // A text without a mark is nobody's statement here; it is held against mark 0, which nothing logged has.
        by_mark.entry(mark_in(&query.sql).unwrap_or(0)).or_default().push(query);
    }
    let mut survival = Survival {
        logged: truth.len() as u64,
        seen: seen.len() as u64,
        records: captured.len() as u64,
        server_stop_us,
        ..Survival::default()
    };
    for mark in seen.iter().filter(|mark| !by_mark.contains_key(mark)) {
        survival.lost += 1;
        survival.example("lost", *mark, None);
    }
    for (mark, entry) in &truth {
        let Some(up_time) = up_times.iter().find(|up_time| visible_us(entry, **up_time) >= VISIBLE_US) else {
            continue;
        };
        survival.visible += 1;
        if !by_mark.contains_key(mark) {
            survival.missed += 1;
            let after_start_us = entry.started_us + THRESHOLD_US - up_time.from_us;
            let visible_us = visible_us(entry, *up_time);
            let what =
                format!("missed, slow {after_start_us} µs after Auroscope was up and for {visible_us} µs");
            survival.example(&what, *mark, None);
        }
    }
    for (mark, queries) in &by_mark {
        survival.records_of(*mark, queries, truth.get(mark).copied());
    }
    survival
}

/// How long the statement was over the threshold while Auroscope was up.
fn visible_us(entry: &Logged, up_time: UpTime) -> i64 {
    let end_us = entry.started_us + entry.duration_us as i64;
    let from_us = (entry.started_us + THRESHOLD_US).max(up_time.from_us);
    end_us.min(up_time.to_us) - from_us
}

impl Survival {
    fn records_of(&mut self, mark: u32, queries: &[&SlowQuery], entry: Option<&Logged>) {
        if queries.len() > 1 && mark != 0 {
            self.duplicates += queries.len() as u64 - 1;
            self.example("doubled", mark, queries.first().copied());
        }
        for query in queries {
            match query.duration_kind {
                DurationKind::Exact => self.exact += 1,
                DurationKind::LowerBound => self.lower_bound += 1,
            }
            self.abandoned += u64::from(query.state == State::Abandoned);
            match entry {
                Some(entry) => self.figures_of(mark, query, entry),
                None if self.was_cut_short(query) => {}
                None => {
                    self.false_captures += 1;
                    self.example("not logged", mark, Some(query));
                }
            }
        }
    }

    /// The server does not log what its own end cuts short; that is a record with a bound, and no invention.
    fn was_cut_short(&self, query: &SlowQuery) -> bool {
        let last_us = query.started_us + query.duration_us as i64;
        query.duration_kind == DurationKind::LowerBound
            && self
                .server_stop_us
                .is_some_and(|stop_us| query.started_us <= stop_us && last_us >= stop_us - CUT_SHORT_US)
    }

    fn figures_of(&mut self, mark: u32, query: &SlowQuery, entry: &Logged) {
        let right = match query.duration_kind {
            DurationKind::Exact => query.duration_us.abs_diff(entry.duration_us) <= NEAR_US,
            DurationKind::LowerBound => query.duration_us <= entry.duration_us + NEAR_US,
        };
        if !right {
            self.wrong_durations += 1;
            self.example(&format!("the log says {} µs", entry.duration_us), mark, Some(query));
        }
        // These clients run a slow statement after the other, so that the history of ten still holds the last.
        if query.state == State::Abandoned && stays(mark) {
            self.abandoned_needlessly += 1;
            self.example("abandoned, though its connection stays", mark, Some(query));
        }
    }

    fn example(&mut self, what: &str, mark: u32, query: Option<&SlowQuery>) {
        if self.examples.len() < EXAMPLES {
            let record = query.map(SlowQuery::describe).unwrap_or_default();
            self.examples.push(format!("{what}: mark {mark} {record}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(started_us: i64, duration_us: u64) -> Logged {
        Logged { connection_id: 1, duration_us, started_us, user: String::new(), sql: String::new() }
    }

    #[test]
    fn only_the_time_over_the_threshold_while_up_counts() {
        let up_time = UpTime { from_us: 10_000_000, to_us: 13_000_000 };
        assert_eq!(visible_us(&entry(10_000_000, 1_300_000), up_time), 800_000);
        assert_eq!(visible_us(&entry(0, 10_900_000), up_time), 900_000);
        assert_eq!(visible_us(&entry(11_800_000, 9_000_000), up_time), 700_000);
    }
}
