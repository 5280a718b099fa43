//! Two reports side by side: what got slower or faster, what is new, what is gone.

use std::collections::HashMap;

use auroscope_model::{Fingerprint, StatementClass};
use serde::{Deserialize, Serialize};

use super::report::{Class, Report, Summary};

/// What counts as a change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CompareOptions {
    /// A mean time that differs by less, relative to the one before, is the same.
    pub least_change: f64,
}

impl Default for CompareOptions {
    fn default() -> Self {
        Self { least_change: 0.1 }
    }
}

/// So many standard errors must two means be apart, where there are executions enough to tell.
const LEAST_ERRORS_APART: f64 = 3.0;
/// A range that is shorter says nothing about an hour.
const LEAST_RANGE_US: u64 = 1_000_000;
const HOUR_US: f64 = 3_600e6;

/// Two reports side by side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Of the first report.
    pub before: Summary,
    /// Of the second one.
    pub after: Summary,
    /// Totals are compared per hour of each report's range; else as they are, since a range is not known.
    pub is_per_hour: bool,
    /// Not all groups of both are compared: what seems new or gone may only have been left out.
    pub is_incomplete: bool,
    /// The largest change of total time first, whichever way.
    pub changes: Vec<Change>,
}

/// What became of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It ran only after.
    New,
    /// It ran only before.
    Gone,
    /// Its mean time is longer.
    Slower,
    /// Its mean time is shorter.
    Faster,
    /// Its mean time is about the same, or too unsteady to tell.
    Same,
}

/// A group before and after.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// What became of it.
    pub verdict: Verdict,
    /// Our name of the statement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<Fingerprint>,
    /// The statement without literals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub normalized: Option<String>,
    /// The table, user… where such are grouped by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The kind of statement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<StatementClass>,
    /// Its figures before.
    pub before: Option<Side>,
    /// Its figures after.
    pub after: Option<Side>,
    /// By how much its total time changed, per hour if [`Comparison::is_per_hour`].
    pub time_change_us: f64,
    /// The mean time after by the one before.
    pub mean_ratio: Option<f64>,
}

/// The figures of a group in one of the reports.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Side {
    /// Executions.
    pub count: u64,
    /// Their times together.
    pub query_time_sum_us: u64,
    /// The mean time.
    pub mean_us: f64,
    /// The time that 95 % took at most.
    pub p95_us: u64,
    /// The time that 99 % took at most.
    pub p99_us: u64,
    /// The standard deviation of the time.
    pub stddev_us: f64,
    /// Executions per hour of the range, where that is known.
    pub count_per_hour: Option<f64>,
    /// Time per hour of the range, where that is known.
    pub time_us_per_hour: Option<f64>,
}

/// Compares two reports with the same grouping, both made without a limit.
#[must_use]
pub fn compare(before: &Report, after: &Report, options: &CompareOptions) -> Comparison {
    let (hours_before, hours_after) = (hours(&before.summary), hours(&after.summary));
    let is_per_hour = hours_before.is_some() && hours_after.is_some();
    let mut later: HashMap<Name<'_>, &Class> =
        after.classes.iter().map(|class| (Name::of(class), class)).collect();
    let mut changes = Vec::with_capacity(before.classes.len() + later.len());
    for class in &before.classes {
        let now = later.remove(&Name::of(class)).map(|now| (now, Side::of(now, hours_after)));
        changes.push(change(Some((class, Side::of(class, hours_before))), now, is_per_hour, options));
    }
    for class in after.classes.iter().filter(|class| later.contains_key(&Name::of(class))) {
        changes.push(change(None, Some((class, Side::of(class, hours_after))), is_per_hour, options));
    }
    changes.sort_by(|left, right| {
        let by_change = right.time_change_us.abs().total_cmp(&left.time_change_us.abs());
        let name = |change: &Change| (change.fingerprint, change.group.clone());
        by_change.then_with(|| name(left).cmp(&name(right)))
    });
    Comparison {
        before: before.summary.clone(),
        after: after.summary.clone(),
        is_per_hour,
        is_incomplete: before.other.is_some() || after.other.is_some(),
        changes,
    }
}

/// What a group is found by in the other report.

#[derive(PartialEq, Eq, Hash)]
struct Name<'a>(Option<Fingerprint>, Option<&'a str>);

impl<'a> Name<'a> {
    fn of(class: &'a Class) -> Self {
        Self(class.fingerprint, class.group.as_deref())
    }
}

fn hours(summary: &Summary) -> Option<f64> {
    let us = summary.range_end?.since_us(summary.range_start?);
    (us >= LEAST_RANGE_US).then(|| us as f64 / HOUR_US)
}

impl Side {
    fn of(class: &Class, hours: Option<f64>) -> Self {
        let time = &class.figures.query_time;
        Self {
            count: class.figures.count,
            query_time_sum_us: time.sum_us,
            mean_us: time.mean_us,
            p95_us: time.p95_us,
            p99_us: time.p99_us,
            stddev_us: time.stddev_us,
            count_per_hour: hours.map(|hours| class.figures.count as f64 / hours),
            time_us_per_hour: hours.map(|hours| time.sum_us as f64 / hours),
        }
    }

    fn time(&self, is_per_hour: bool) -> f64 {
        self.time_us_per_hour.filter(|_| is_per_hour).unwrap_or(self.query_time_sum_us as f64)
    }
}

fn change(
    before: Option<(&Class, Side)>,
    after: Option<(&Class, Side)>,
    is_per_hour: bool,
    options: &CompareOptions,
) -> Change {
    let named = after.or(before).map(|(class, _)| class);
    let (before, after) = (before.map(|(_, side)| side), after.map(|(_, side)| side));
    let time = |side: Option<Side>| side.map_or(0.0, |side| side.time(is_per_hour));
    let verdict = match (&before, &after) {
        (Some(before), Some(after)) => judge(before, after, options),
        (None, _) => Verdict::New,
        (Some(_), None) => Verdict::Gone,
    };
    let both = before.zip(after).filter(|(before, _)| before.mean_us > 0.0);
    Change {
        verdict,
        fingerprint: named.and_then(|class| class.fingerprint),
        normalized: named.and_then(|class| class.normalized.clone()),
        group: named.and_then(|class| class.group.clone()),
        class: named.and_then(|class| class.class),
        time_change_us: time(after) - time(before),
        mean_ratio: both.map(|(before, after)| after.mean_us / before.mean_us),
        before,
        after,
    }
}

/// Whether two means differ by enough to matter, and by more than chance makes them.
fn judge(before: &Side, after: &Side, options: &CompareOptions) -> Verdict {
    let difference = after.mean_us - before.mean_us;
    let of_chance = |side: &Side| side.stddev_us * side.stddev_us / side.count.max(1) as f64;
    let error = (of_chance(before) + of_chance(after)).sqrt();
    let is_small = difference.abs() < options.least_change * before.mean_us;
    if difference == 0.0 || is_small || difference.abs() < LEAST_ERRORS_APART * error {
        Verdict::Same
    } else if difference > 0.0 {
        Verdict::Slower
    } else {
        Verdict::Faster
    }
}
