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
        ..Survival::default()
    };
    for mark in seen.iter().filter(|mark| !by_mark.contains_key(mark)) {
        survival.lost += 1;
        survival.example("lost", *mark, None);
    }
    for (mark, entry) in &truth {
        if up_times.iter().any(|up_time| was_visible(entry, *up_time)) {
            survival.visible += 1;
            if !by_mark.contains_key(mark) {
                survival.missed += 1;
                survival.example("missed", *mark, None);
            }
        }
    }
    for (mark, queries) in &by_mark {
        survival.records_of(*mark, queries, truth.get(mark).copied());
    }
    survival
}

fn was_visible(entry: &Logged, up_time: UpTime) -> bool {
    let end_us = entry.started_us + entry.duration_us as i64;
    let from_us = (entry.started_us + THRESHOLD_US).max(up_time.from_us);
    end_us.min(up_time.to_us) - from_us >= VISIBLE_US
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
                // The server did not log what its own end cut short.
                None if query.abandoned_because.as_deref() == Some("server_restarted") => {}
                None => {
                    self.false_captures += 1;
                    self.example("not logged", mark, Some(query));
                }
            }
        }
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
        Logged { connection_id: 1, duration_us, started_us, schema: None, sql: String::new() }
    }

    #[test]
    fn only_what_was_slow_long_enough_while_up_must_be_there() {
        let up_time = UpTime { from_us: 10_000_000, to_us: 13_000_000 };
        assert!(was_visible(&entry(10_000_000, 1_300_000), up_time));
        assert!(!was_visible(&entry(10_000_000, 1_299_999), up_time));
        assert!(was_visible(&entry(0, 10_800_000), up_time));
        assert!(!was_visible(&entry(11_800_000, 9_000_000), up_time));
    }
}
