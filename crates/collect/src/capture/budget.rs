//! What we cost a target, and how far we slow ourselves down when it is too much. Pure.

use std::time::Duration;

use auroscope_model::OwnCost;
use auroscope_mysql::OwnUse;

/// Follows our own use of a server.
pub(crate) struct Budget {
    budget_us_per_s: f64,
    last: Option<OwnUse>,
    pressure: f64,
    slowdown: f64,
}

/// How far the dear statements are spread at most.
const MOST_PRESSURE: f64 = 60.0;

impl Budget {
    pub(crate) fn new(budget_us_per_s: f64) -> Self {
        Self { budget_us_per_s, last: None, pressure: 1.0, slowdown: 1.0 }
    }

    /// By how much the interval is to be stretched.
    pub(crate) fn slowdown(&self) -> f64 {
        self.slowdown
    }

    /// By how much what may wait (looks, whole texts) is to be spread: polls alone cannot be stretched far enough when
    /// hundreds of statements are slow at once.
    pub(crate) fn pressure(&self) -> f64 {
        self.pressure
    }

    /// Takes a reading after `passed`; none at the first one, from which nothing can be told.
    /// `longest` is the slowdown beyond which slow statements could pass unseen.
    pub(crate) fn read(&mut self, now: OwnUse, passed: Duration, longest: f64) -> Option<OwnCost> {
        let last = self.last.replace(now)?;
        let period_s = passed.as_secs_f64();
        if period_s <= 0.0 {
            return None;
        }
        // A connection's counters restart with it; a reading below the last one begins anew.
        let used = now.server_us.checked_sub(last.server_us)?;
        let statements = now.statements.checked_sub(last.statements)?;
        let server_us_per_s = used as f64 / period_s;
        self.pressure = (self.pressure * server_us_per_s / self.budget_us_per_s).clamp(1.0, MOST_PRESSURE);
        self.slowdown = self.pressure.min(longest.max(1.0));
        Some(OwnCost {
            server_us_per_s,
            statements_per_s: statements as f64 / period_s,
            period_s,
            total_server_us: now.server_us,
            total_statements: now.statements,
            budget_us_per_s: self.budget_us_per_s,
            slowdown: self.slowdown,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(server_us: u64) -> OwnUse {
        OwnUse { statements: server_us / 10, server_us }
    }

    #[test]
    fn over_budget_slows_down_and_under_budget_speeds_up_again() {
        let mut budget = Budget::new(1_000.0);
        let ten = Duration::from_secs(10);
        assert!(budget.read(reading(5_000), ten, 4.0).is_none());
        let cost = budget.read(reading(35_000), ten, 4.0).unwrap();
        assert_eq!((cost.server_us_per_s, cost.statements_per_s, cost.slowdown), (3_000.0, 300.0, 3.0));
        assert_eq!(budget.read(reading(135_000), ten, 4.0).unwrap().slowdown, 4.0);
        assert_eq!(budget.pressure(), 30.0);
        assert_eq!(budget.read(reading(136_000), ten, 4.0).unwrap().slowdown, 3.0);
        assert_eq!(budget.read(reading(137_000), ten, 4.0).unwrap().slowdown, 1.0);
    }

    #[test]
    fn a_counter_that_went_down_is_a_new_beginning() {
        let mut budget = Budget::new(1_000.0);
        budget.read(reading(5_000), Duration::from_secs(10), 4.0);
        assert!(budget.read(reading(10), Duration::from_secs(10), 4.0).is_none());
        assert!(budget.read(reading(20), Duration::from_secs(10), 4.0).is_some());
    }
}
