//! What the capture is told.

use std::time::Duration;

/// Sessions that are left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Exclusions {
    /// MySQL users.
    pub users: Vec<String>,
    /// Default schemas.
    pub schemas: Vec<String>,
}

impl Exclusions {
    /// Whether a session is left out. One without a user or without a default schema is only left out by what it
    /// has: "no schema" is not in any list.
    #[must_use]
    pub fn excludes(&self, user: Option<&str>, schema: Option<&str>) -> bool {
        user.is_some_and(|user| self.users.iter().any(|excluded| excluded == user))
            || schema.is_some_and(|schema| self.schemas.iter().any(|excluded| excluded == schema))
    }
}

/// What the capture is told.
#[derive(Debug, Clone, PartialEq)]
pub struct CaptureSettings {
    /// From which duration a statement is slow, microseconds.
    pub threshold_us: u64,
    /// How often the running statements are read.
    pub interval: Duration,
    /// Sessions that are left out.
    pub exclusions: Exclusions,
    /// Server time per second, microseconds, over which the capture slows itself down.
    pub budget_us_per_s: f64,
}

/// Why settings cannot be.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SettingsError {
    /// The interval is longer than the threshold: a slow statement could pass between two looks.
    #[error(
        "interval {interval:?} is longer than threshold {threshold:?}: a slow query could pass unseen between two looks; make interval at most the threshold"
    )]
    IntervalOverThreshold {
        /// The interval.
        interval: Duration,
        /// The threshold.
        threshold: Duration,
    },
    /// The interval is so short that it would be a burden.
    #[error("interval {0:?} is too short: use 100ms or more")]
    IntervalTooShort(Duration),
}

impl CaptureSettings {
    /// Checks what goes together.
    pub fn validate(&self) -> Result<(), SettingsError> {
        if self.interval < Duration::from_millis(100) {
            return Err(SettingsError::IntervalTooShort(self.interval));
        }
        let threshold = Duration::from_micros(self.threshold_us);
        if self.interval > threshold {
            return Err(SettingsError::IntervalOverThreshold { interval: self.interval, threshold });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Defect 2: `DB NOT IN (…)` dropped sessions without a default schema; an empty list made `IN ()`.
    #[test]
    fn no_schema_and_empty_lists_exclude_nothing() {
        let none = Exclusions::default();
        assert!(!none.excludes(None, None));
        let some = Exclusions { users: vec!["etl".into()], schemas: vec!["mysql".into()] };
        assert!(!some.excludes(Some("app"), None));
        assert!(some.excludes(Some("etl"), None));
        assert!(some.excludes(None, Some("mysql")));
        assert!(!some.excludes(Some("ETL'; --"), Some("")));
    }

    /// Defect 8: an interval too long for the threshold misses or underestimates statements.
    #[test]
    fn an_interval_longer_than_the_threshold_is_refused() {
        let settings = |threshold_us, interval_ms| CaptureSettings {
            threshold_us,
            interval: Duration::from_millis(interval_ms),
            exclusions: Exclusions::default(),
            budget_us_per_s: 5_000.0,
        };
        assert_eq!(settings(2_000_000, 1_000).validate(), Ok(()));
        assert_eq!(settings(1_000_000, 1_000).validate(), Ok(()));
        assert!(settings(999_999, 1_000).validate().is_err());
        assert!(settings(2_000_000, 99).validate().is_err());
    }
}
