//! A plan that changed for the worse, as history shows it.

use crate::findings::finding::{Evidence, Finding, FindingId, Severity};
use crate::findings::sentence::say;
use crate::shape::Shape;

/// From this factor on the statement became slower.
const FACTOR: f64 = 1.5;

/// A statement's two newest shapes, and how long it took under each.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlanChange {
    /// The shape before.
    pub before: Shape,
    /// The shape now.
    pub after: Shape,
    /// 95th percentile before.
    pub p95_before_us: u64,
    /// 95th percentile now.
    pub p95_after_us: u64,
}

impl PlanChange {
    /// The finding, if the plan changed and the statement became slower.
    #[must_use]
    pub fn finding(&self) -> Option<Finding> {
        let (before, after) = (self.p95_before_us as f64, self.p95_after_us as f64);
        if self.before == self.after || before <= 0.0 || after < before * FACTOR {
            return None;
        }
        let factor = after / before;
        Some(Finding {
            id: FindingId::PlanChanged,
            severity: Severity::Warning,
            node: None,
            evidence: Evidence::default()
                .number("p95_before_us", before)
                .number("p95_after_us", after)
                .number("factor", (factor * 10.0).round() / 10.0)
                .text("shape_before", self.before.to_string())
                .text("shape_after", self.after.to_string()),
            title: say(
                "plan_changed.title",
                "The plan changed, and the statement takes {factor} times as long: p95 {p95_before_us} before, \
                 {p95_after_us} now",
            )
            .number("factor", (factor * 10.0).round() / 10.0)
            .number("p95_before_us", before)
            .number("p95_after_us", after)
            .into(),
            why: say(
                "plan_changed.why",
                "New statistics, an index that came or went, more rows or other values may have moved the optimiser.",
            )
            .into(),
            remedy: say(
                "plan_changed.try",
                "Compare both plans. ANALYZE TABLE if estimates are off; bring back the index that is missing; as a \
                 stopgap, a hint that fixes the order or the index.",
            )
            .into(),
            disprove: say(
                "plan_changed.disprove",
                "See whether other statements of that time became slower as well: then the server was busy. See whether \
                 the values differ: the new plan may be right for them.",
            )
            .into(),
            candidates: Vec::new(),
            weight: after - before,
        })
    }
}
