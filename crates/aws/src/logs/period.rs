//! A period as logs are asked for: in milliseconds, with its begin and without its end.

use serde::{Deserialize, Serialize};

/// From a moment until before another one, or without an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogPeriod {
    /// Its first moment.
    pub from_ms: i64,
    /// The moment after its last one; none: whatever will come.
    pub to_ms: Option<i64>,
}

impl LogPeriod {
    /// Whether no moment is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.to_ms.is_some_and(|to_ms| to_ms <= self.from_ms)
    }

    /// Whether this moment is in it.
    #[must_use]
    pub fn contains(&self, at_ms: i64) -> bool {
        at_ms >= self.from_ms && self.to_ms.is_none_or(|to_ms| at_ms < to_ms)
    }

    /// The part of it before a moment; none if that is empty.
    pub(super) fn before(&self, at_ms: i64) -> Option<Self> {
        let to_ms = self.to_ms.map_or(at_ms, |to_ms| to_ms.min(at_ms));
        Some(Self { to_ms: Some(to_ms), ..*self }).filter(|part| !part.is_empty())
    }

    /// The part of it from a moment on; none if that is empty.
    pub(super) fn since(&self, at_ms: i64) -> Option<Self> {
        Some(Self { from_ms: self.from_ms.max(at_ms), ..*self }).filter(|part| !part.is_empty())
    }
}
