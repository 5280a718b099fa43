//! Holds what was captured against what the server logged. Pure.

use std::collections::{BTreeMap, HashMap};

use super::plan::{Kind, Manner, Plan, Planned};
use crate::api::{DurationKind, SlowQuery, State};
use crate::bench::truth::{Logged, mark_in};

/// Differences of this many microseconds are allowed.
const NEAR_US: u64 = 1_000;
const EXAMPLES: usize = 20;

/// Figures of one group of statements.
#[derive(Debug, Default, Clone)]
pub(super) struct GroupFigures {
    pub(super) logged: u64,
    pub(super) captured_once: u64,
    pub(super) exact: u64,
    pub(super) lower_bound: u64,
    pub(super) abandoned: u64,
    pub(super) within_1_ms: u64,
    /// Of the exact ones.
    pub(super) differences_us: Vec<u64>,
    pub(super) whole_texts: u64,
    pub(super) cut_texts: u64,
}

/// The outcome.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    pub(super) all: GroupFigures,
    /// Those on connections that stay.
    pub(super) stays: GroupFigures,
    pub(super) groups: BTreeMap<Manner, GroupFigures>,
    pub(super) missed: u64,
    /// Missed ones of clients that left at the moment of crossing; not in `missed`.
    pub(super) missed_at_crossing: u64,
    /// Exact ones of clients that leave which are more than a millisecond off.
    pub(super) leavers_off: u64,
    pub(super) duplicates: u64,
    pub(super) false_captures: u64,
    pub(super) bounds_too_high: u64,
    pub(super) wrong_texts: u64,
    /// Records whose connection or schema is another than the logged one.
    pub(super) wrong_columns: u64,
    /// The first things that are wrong, for who mends them.
    pub(super) examples: Vec<String>,
}

/// How long after crossing the threshold statements were first seen in the API.
#[derive(Debug, Default)]
pub(super) struct Delays {
    pub(super) us: Vec<u64>,
    /// How many were seen before their end.
    pub(super) while_running: u64,
}

/// Compares, statement by statement.
pub(super) fn judge(plan: &Plan, logged: &[Logged], captured: &[SlowQuery]) -> Verdict {
    let planned = plan.by_mark();
    let mut verdict = Verdict::default();
    let mut by_mark: HashMap<u32, Vec<&SlowQuery>> = HashMap::new();
    let mut unmarked: Vec<&SlowQuery> = Vec::new();
    for query in captured {
        match mark_in(&query.sql) {
            Some(mark) => by_mark.entry(mark).or_default().push(query),
            None => unmarked.push(query),
        }
    }
    for entry in logged {
        let Some(planned) = mark_in(&entry.sql).and_then(|mark| planned.get(&mark)) else {
            verdict.unplanned(entry, &mut unmarked);
            continue;
        };
        let found = by_mark.remove(&planned.mark).unwrap_or_default();
        verdict.compare(planned, entry, &found);
    }
    let never_logged = by_mark.into_values().flatten().chain(unmarked);
    for query in never_logged {
        verdict.false_captures += 1;
        verdict.example("false capture", &query.sql, Some(query));
    }
    verdict
}

impl Verdict {
    /// A logged statement that is none of the plan's: it must have been captured too, and only once.
    fn unplanned(&mut self, entry: &Logged, unmarked: &mut Vec<&SlowQuery>) {
        self.all.logged += 1;
        let same = |query: &&SlowQuery| {
            query.connection_id == entry.connection_id
                && query.duration_us.abs_diff(entry.duration_us) < 100_000
        };
        match unmarked.iter().position(same) {
            Some(at) => {
                unmarked.swap_remove(at);
                self.all.captured_once += 1;
            }
            None => {
                self.missed += 1;
                self.example("missed, not of the plan", &entry.sql, None);
            }
        }
    }

    fn compare(&mut self, planned: &Planned, entry: &Logged, found: &[&SlowQuery]) {
        let mut figures = GroupFigures { logged: 1, ..GroupFigures::default() };
        match found {
            [] if planned.manner == Manner::LeavesAtCrossing => self.missed_at_crossing += 1,
            [] => {
                self.missed += 1;
                self.example("missed", &entry.sql, None);
            }
            [query] => {
                figures.captured_once = 1;
                self.compare_one(planned, entry, query, &mut figures);
            }
            several => {
                self.duplicates += several.len() as u64 - 1;
                for query in several {
                    self.example("duplicate", &entry.sql, Some(query));
                }
            }
        }
        self.all.add(&figures);
        if planned.manner.stays() {
            self.stays.add(&figures);
        }
        self.groups.entry(planned.manner).or_default().add(&figures);
    }

    fn compare_one(
        &mut self,
        planned: &Planned,
        entry: &Logged,
        query: &SlowQuery,
        figures: &mut GroupFigures,
    ) {
        let difference_us = query.duration_us.abs_diff(entry.duration_us);
        figures.abandoned = u64::from(query.state == State::Abandoned);
        match query.duration_kind {
            DurationKind::Exact => {
                figures.exact = 1;
                figures.within_1_ms = u64::from(difference_us <= NEAR_US);
                figures.differences_us.push(difference_us);
                if difference_us > NEAR_US {
                    self.leavers_off += u64::from(!planned.manner.stays());
                    let what = format!("{difference_us} µs off");
                    self.example(&what, &entry.sql, Some(query));
                }
            }
            DurationKind::LowerBound => {
                figures.lower_bound = 1;
                if query.duration_us > entry.duration_us + NEAR_US {
                    self.bounds_too_high += 1;
                    self.example("bound above the truth", &entry.sql, Some(query));
                } else if planned.manner.stays() {
                    self.example("bound only, though it stays", &entry.sql, Some(query));
                }
            }
        }
        if query.connection_id != entry.connection_id || query.schema.as_deref() != planned.schema {
            self.wrong_columns += 1;
            self.example(
                &format!("connection {}, schema {:?}", entry.connection_id, planned.schema),
                &entry.sql,
                Some(query),
            );
        }
        // A prepared statement is logged with its values and known to performance_schema without them.
        let whole = query.sql == entry.sql || (planned.kind == Kind::Prepared && query.sql == planned.sql);
        match (whole, query.truncated) {
            (true, false) => figures.whole_texts = 1,
            (_, true) => figures.cut_texts = 1,
            (false, false) => {
                self.wrong_texts += 1;
                self.example("another text", &entry.sql, Some(query));
            }
        }
    }

    fn example(&mut self, what: &str, sql: &str, query: Option<&SlowQuery>) {
        if self.examples.len() < EXAMPLES {
            let record = query.map(SlowQuery::describe).unwrap_or_default();
            self.examples.push(format!("{what}: {sql:.120} {record}"));
        }
    }
}

impl GroupFigures {
    fn add(&mut self, other: &Self) {
        self.logged += other.logged;
        self.captured_once += other.captured_once;
        self.exact += other.exact;
        self.lower_bound += other.lower_bound;
        self.abandoned += other.abandoned;
        self.within_1_ms += other.within_1_ms;
        self.differences_us.extend(&other.differences_us);
        self.whole_texts += other.whole_texts;
        self.cut_texts += other.cut_texts;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn logged(planned: &Planned) -> Logged {
        Logged {
            connection_id: 7,
            duration_us: 2_000_000,
            started_us: 0,
            user: String::new(),
            sql: planned.sql.clone(),
        }
    }

    fn captured(sql: &str, duration_us: u64, kind: &str) -> SlowQuery {
        let json = serde_json::json!({
            "id": "1", "target": "t", "state": "finished", "started_at": "2026-11-21T00:00:00.000000Z",
            "duration_us": duration_us, "duration_kind": kind, "user": "u", "schema": null, "connection_id": 7,
            "thread_id": 1, "event_id": 1, "booted_at_s": 1, "sql": sql, "truncated": false, "sources": ["live"],
            "abandoned_because": null
        });
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn what_is_wrong_is_counted_as_what_it_is() {
        let plan = Plan::new(10, 5, 1, 1);
        let all = plan.by_mark();
        let truth: Vec<Logged> = (1..=6).map(|mark| logged(all[&mark])).collect();
        let sql = |mark: u32| all[&mark].sql.as_str();
        let records = [
            captured(sql(1), 2_000_400, "exact"),
            captured(sql(2), 2_005_000, "exact"),
            captured(sql(3), 1_500_000, "lower_bound"),
            captured(sql(4), 2_005_000, "lower_bound"),
            captured(sql(5), 2_000_000, "exact"),
            captured(sql(5), 2_000_000, "exact"),
            captured("DO SLEEP(1)", 1_000_000, "exact"),
            captured(sql(7), 2_000_000, "exact"),
        ];
        let verdict = judge(&plan, &truth, &records);
        assert_eq!((verdict.missed, verdict.duplicates, verdict.false_captures), (1, 1, 2));
        assert_eq!((verdict.all.logged, verdict.all.captured_once), (6, 4));
        assert_eq!((verdict.all.exact, verdict.all.within_1_ms), (2, 1));
        assert_eq!((verdict.all.lower_bound, verdict.bounds_too_high), (2, 1));
    }
}
