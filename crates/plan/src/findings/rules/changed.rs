//! A plan that changed for the worse, as history shows it.

use crate::findings::finding::{Evidence, Finding, FindingId, Severity};
use crate::findings::wording::time;
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
            title: format!("The plan changed, and the statement takes {factor:.1} times as long"),
            why: format!(
                "Its 95th percentile was {} with the plan before and is {} with this one. New statistics, an index that \
                 came or went, more rows or other values may have moved the optimiser.",
                time(before),
                time(after)
            ),
            remedy: "Compare both plans. ANALYZE TABLE if estimates are off; bring back the index that is missing; as a \
                     stopgap, a hint that fixes the order or the index."
                .to_owned(),
            disprove: "See whether other statements of that time became slower as well: then the server was busy. See \
                       whether the values differ: the new plan may be right for them."
                .to_owned(),
            candidates: Vec::new(),
            weight: after - before,
        })
    }
}
