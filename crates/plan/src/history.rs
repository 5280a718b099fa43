//! The plans that a statement has had, how long its executions took under each, and whether a change made it worse.

use auroscope_model::{Latency, PlanId, PlanSighting, UtcMicros};

/// A plan is taken so soon after an execution was seen that it tells of that execution, microseconds.
const SOON_US: i64 = 60_000_000;
/// Fewer executions say nothing about a 95th percentile.
const LEAST_COUNT: usize = 5;
/// A change that makes the 95th percentile so many times as long is a regression.
const WORSE: f64 = 1.5;

/// One plan of a statement, and what its executions took.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanPeriod {
    /// The plan.
    pub plan: PlanId,
    /// When it was first found.
    pub first_seen: UtcMicros,
    /// When it was last found.
    pub last_seen: UtcMicros,
    /// It is the one that was found last of all.
    pub is_current: bool,
    /// Executions that ran under it.
    pub count: usize,
    /// Their median, microseconds.
    pub p50_us: Option<u64>,
    /// Their 95th percentile (nearest rank), microseconds.
    pub p95_us: Option<u64>,
    /// The longest, microseconds.
    pub max_us: Option<u64>,
}

/// The plan changed, and executions take longer since.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Regression {
    /// The plan before.
    pub before: PlanId,
    /// The plan now.
    pub after: PlanId,
    /// When the plan now was first found since.
    pub changed_at: UtcMicros,
    /// 95th percentile before, microseconds.
    pub p95_before_us: u64,
    /// 95th percentile since, microseconds.
    pub p95_after_us: u64,
    /// Executions before.
    pub count_before: usize,
    /// Executions since.
    pub count_after: usize,
}

/// All plans of one statement, the one found last first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PlanHistory {
    /// The plans.
    pub periods: Vec<PlanPeriod>,
    /// What the last change made of it, if that is worse.
    pub regression: Option<Regression>,
}

/// The history of what was found (plans only, in the order of time) and of what executions took.
///
/// An execution belongs to a plan when it was found before and after, when it was found soon after, or when nothing
/// else was found since. Between the last sighting of one plan and the first of another nobody knows which it was:
/// such executions count for neither.
#[must_use]
pub fn plan_history(sightings: &[PlanSighting], latencies: &[Latency]) -> PlanHistory {
    let mut periods: Vec<(PlanPeriod, Vec<u64>)> = Vec::new();
    for sighting in sightings {
        match periods.iter_mut().find(|(period, _)| period.plan == sighting.plan) {
            Some((period, _)) => period.last_seen = sighting.at,
            None => periods.push((PlanPeriod::begun(*sighting), Vec::new())),
        }
    }
    // When the plan changed last: everything since is of the current one, also if it was there long before.
    let current = sightings.last().map(|last| last.plan);
    let change = sightings.iter().rposition(|sighting| Some(sighting.plan) != current);
    let changed_at = change.and_then(|at| sightings.get(at + 1)).map(|sighting| sighting.at);
    let before = change.map(|at| sightings[at].plan);
    let (mut took_before, mut took_since) = (Vec::new(), Vec::new());
    for latency in latencies {
        let Some(plan) = plan_in_force(sightings, latency) else { continue };
        if let Some((_, took)) = periods.iter_mut().find(|(period, _)| period.plan == plan) {
            took.push(latency.duration_us);
        }
        let is_since = changed_at.is_some_and(|at| end_of(latency).0 >= at.0.saturating_sub(SOON_US));
        if is_since && Some(plan) == current {
            took_since.push(latency.duration_us);
        } else if !is_since && Some(plan) == before {
            took_before.push(latency.duration_us);
        }
    }
    let regression = change.and_then(|_| {
        let (before, after, changed_at) = (before?, current?, changed_at?);
        regression((before, after), changed_at, &mut took_before, &mut took_since)
    });
    let mut periods: Vec<PlanPeriod> = periods.into_iter().map(|(period, took)| period.with(took)).collect();
    periods.iter_mut().for_each(|period| period.is_current = Some(period.plan) == current);
    periods.sort_by_key(|period| std::cmp::Reverse(period.last_seen));
    PlanHistory { periods, regression }
}

/// The plan that an execution ran under, as far as that is known; see [`plan_history`].
#[must_use]
pub fn plan_in_force(sightings: &[PlanSighting], latency: &Latency) -> Option<PlanId> {
    let end = end_of(latency);
    let next = sightings.partition_point(|sighting| sighting.at < end);
    let (before, after) = (next.checked_sub(1).map(|at| sightings[at]), sightings.get(next));
    match (before, after) {
        (Some(before), None) => Some(before.plan),
        (None, Some(after)) => Some(after.plan),
        (Some(before), Some(after)) if before.plan == after.plan => Some(after.plan),
        // Found while it ran, or when it had just ended.
        (_, Some(after)) if after.at.0.saturating_sub(end.0) <= SOON_US => Some(after.plan),
        (Some(before), _) if before.at >= latency.started_at => Some(before.plan),
        _ => None,
    }
}

fn end_of(latency: &Latency) -> UtcMicros {
    latency.started_at.saturating_add_us(latency.duration_us)
}

fn regression(
    (before, after): (PlanId, PlanId),
    changed_at: UtcMicros,
    took_before: &mut [u64],
    took_since: &mut [u64],
) -> Option<Regression> {
    if took_before.len().min(took_since.len()) < LEAST_COUNT {
        return None;
    }
    let (p95_before_us, p95_after_us) = (percentile(took_before, 0.95)?, percentile(took_since, 0.95)?);
    (p95_after_us as f64 >= p95_before_us as f64 * WORSE).then_some(Regression {
        before,
        after,
        changed_at,
        p95_before_us,
        p95_after_us,
        count_before: took_before.len(),
        count_after: took_since.len(),
    })
}

impl PlanPeriod {
    fn begun(sighting: PlanSighting) -> Self {
        Self {
            plan: sighting.plan,
            first_seen: sighting.at,
            last_seen: sighting.at,
            is_current: false,
            count: 0,
            p50_us: None,
            p95_us: None,
            max_us: None,
        }
    }

    fn with(self, mut took: Vec<u64>) -> Self {
        Self {
            count: took.len(),
            p50_us: percentile(&mut took, 0.5),
            p95_us: percentile(&mut took, 0.95),
            max_us: took.iter().copied().max(),
            ..self
        }
    }
}

/// The smallest value that this share of all is at most.
fn percentile(values: &mut [u64], share: f64) -> Option<u64> {
    values.sort_unstable();
    let rank = (share * values.len() as f64).ceil() as usize;
    values.get(rank.saturating_sub(1)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE_US: i64 = 60_000_000;

    fn sighting(plan: u128, minute: i64) -> PlanSighting {
        PlanSighting { plan: PlanId(plan), at: UtcMicros(minute * MINUTE_US) }
    }

    fn latency(minute: i64, duration_us: u64) -> Latency {
        Latency { started_at: UtcMicros(minute * MINUTE_US), duration_us }
    }

    #[test]
    fn a_change_that_makes_it_slower_is_a_regression() {
        let sightings = [sighting(1, 0), sighting(1, 60), sighting(2, 120)];
        let mut latencies: Vec<_> = (0..60).map(|minute| latency(minute, 1_000_000)).collect();
        // Nobody knows which plan these had.
        latencies.extend((70..110).map(|minute| latency(minute, 50_000_000)));
        latencies.extend((119..130).map(|minute| latency(minute, 1_500_000)));
        let history = plan_history(&sightings, &latencies);
        let [now, before] = &history.periods[..] else { panic!("{history:?}") };
        assert_eq!((now.plan, now.is_current, now.count, now.p95_us), (PlanId(2), true, 11, Some(1_500_000)));
        assert_eq!((before.is_current, before.count, before.max_us), (false, 60, Some(1_000_000)));
        let regression = history.regression.unwrap();
        assert_eq!((regression.before, regression.after), (PlanId(1), PlanId(2)));
        assert_eq!((regression.p95_before_us, regression.p95_after_us), (1_000_000, 1_500_000));
        assert_eq!(regression.changed_at, sightings[2].at);
    }

    #[test]
    fn no_regression_without_a_change_or_enough_executions_or_half_as_much_again() {
        let slow: Vec<_> = (0..60).map(|minute| latency(minute, 1_000_000 * (1 + minute as u64))).collect();
        assert_eq!(plan_history(&[sighting(1, 0), sighting(1, 30)], &slow).regression, None);
        let changed = [sighting(1, 0), sighting(1, 30), sighting(2, 56)];
        assert!(plan_history(&changed, &slow).regression.is_some());
        assert_eq!(plan_history(&changed, &slow[..59]).regression, None, "four since");
        let little: Vec<_> =
            (0..60).map(|minute| latency(minute, if minute < 55 { 1_000 } else { 1_499 })).collect();
        assert_eq!(plan_history(&changed, &little).regression, None);
        assert_eq!(plan_history(&[], &slow), PlanHistory::default());
    }

    #[test]
    fn a_plan_that_comes_back_is_judged_since_it_came_back() {
        let sightings = [sighting(1, 0), sighting(2, 100), sighting(2, 200), sighting(1, 300)];
        let mut latencies: Vec<_> = (0..10).map(|n| latency(n, 90_000_000)).collect();
        latencies.extend((100..200).map(|minute| latency(minute, 30_000_000)));
        latencies.extend((300..310).map(|minute| latency(minute, 10_000_000)));
        let history = plan_history(&sightings, &latencies);
        assert_eq!(history.regression, None, "it became better");
        assert_eq!(
            history.periods.iter().map(|period| period.plan).collect::<Vec<_>>(),
            [PlanId(1), PlanId(2)]
        );
        assert!(history.periods[0].is_current);
    }
}
