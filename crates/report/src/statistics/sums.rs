//! What some executions come to. Nothing here is a mean of means: means are made of sums when they are asked for.

use auroscope_model::{DurationKind, SlowQuery, UtcMicros};
use serde::{Deserialize, Serialize};

use super::spread::Spread;

/// A sum over the executions that know the figure. Unknown is not zero: where `known` is less than the executions
/// there are, the sum is a lower bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Known {
    /// What those that know it come to.
    pub sum: u64,
    /// How many know it.
    pub known: u64,
}

impl Known {
    fn add(&mut self, value: Option<u64>) {
        if let Some(value) = value {
            self.merge(Self { sum: value, known: 1 });
        }
    }

    fn merge(&mut self, other: Self) {
        self.sum = self.sum.saturating_add(other.sum);
        self.known = self.known.saturating_add(other.known);
    }

    /// The sum, if any execution knows the figure.
    #[must_use]
    pub fn total(self) -> Option<u64> {
        (self.known > 0).then_some(self.sum)
    }

    /// The mean over those that know it.
    #[must_use]
    pub fn mean(self) -> Option<f64> {
        (self.known > 0).then(|| self.sum as f64 / self.known as f64)
    }
}

/// What some executions come to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Sums {
    /// How many there were.
    pub executions: u64,
    /// How many of them ran at least as long as is known, and perhaps longer.
    pub lower_bounds: u64,
    /// What `lower_bounds` add to `total_us`.
    pub lower_bound_us: u64,
    /// How many have a text that is not whole, so that they may belong to another statement.
    pub truncated: u64,
    /// All durations, microseconds.
    pub total_us: u64,
    /// The longest, microseconds.
    pub max_us: u64,
    /// Lock time, microseconds.
    pub lock_us: Known,
    /// Rows examined.
    pub rows_examined: Known,
    /// Rows sent.
    pub rows_sent: Known,
    /// When the first began.
    pub first_seen: Option<UtcMicros>,
    /// When the last began.
    pub last_seen: Option<UtcMicros>,
    /// The durations.
    pub durations: Spread,
}

impl Sums {
    /// Adds an execution.
    pub fn add(&mut self, query: &SlowQuery) {
        self.executions += 1;
        self.total_us = self.total_us.saturating_add(query.duration_us);
        if query.duration_kind == DurationKind::LowerBound {
            self.lower_bounds += 1;
            self.lower_bound_us = self.lower_bound_us.saturating_add(query.duration_us);
        }
        self.truncated += u64::from(query.truncated);
        self.max_us = self.max_us.max(query.duration_us);
        self.lock_us.add(query.figures.lock_us);
        self.rows_examined.add(query.figures.rows_examined);
        self.rows_sent.add(query.figures.rows_sent);
        self.first_seen = earliest(self.first_seen, Some(query.started_at));
        self.last_seen = self.last_seen.max(Some(query.started_at));
        self.durations.add(query.duration_us);
    }

    /// Adds what other executions come to.
    pub fn merge(&mut self, other: &Self) {
        self.executions = self.executions.saturating_add(other.executions);
        self.lower_bounds = self.lower_bounds.saturating_add(other.lower_bounds);
        self.lower_bound_us = self.lower_bound_us.saturating_add(other.lower_bound_us);
        self.truncated = self.truncated.saturating_add(other.truncated);
        self.total_us = self.total_us.saturating_add(other.total_us);
        self.max_us = self.max_us.max(other.max_us);
        self.lock_us.merge(other.lock_us);
        self.rows_examined.merge(other.rows_examined);
        self.rows_sent.merge(other.rows_sent);
        self.first_seen = earliest(self.first_seen, other.first_seen);
        self.last_seen = self.last_seen.max(other.last_seen);
        self.durations.merge(&other.durations);
    }

    /// The mean of all durations, microseconds; none of no execution.
    #[must_use]
    pub fn mean_us(&self) -> Option<f64> {
        (self.executions > 0).then(|| self.total_us as f64 / self.executions as f64)
    }

    /// The duration, microseconds, that this share of all (0 to 1) stayed within.
    #[must_use]
    pub fn percentile_us(&self, share: f64) -> Option<u64> {
        self.durations.percentile(share).map(|us| us.min(self.max_us))
    }

    /// Whether total, mean, percentiles and maximum are only lower bounds.
    #[must_use]
    pub fn is_lower_bound(&self) -> bool {
        self.lower_bounds > 0
    }
}

fn earliest(one: Option<UtcMicros>, other: Option<UtcMicros>) -> Option<UtcMicros> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}
