//! What changed from one month to the next, where both are known well enough to tell.

use auroscope_model::{Fingerprint, StatementClass};

use crate::monthly::{Period, Thresholds};
use crate::statistics::Sums;

/// How a statement on a target changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::monthly) enum Verdict {
    /// It was not slow in the month before.
    New,
    /// Its mean is longer.
    Slower,
    /// Its mean is shorter.
    Faster,
    /// It was slow in the month before, and is no more.
    Gone,
}

impl Verdict {
    pub(in crate::monthly) const ALL: [Self; 4] = [Self::New, Self::Slower, Self::Faster, Self::Gone];

    pub(in crate::monthly) fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Slower => "slower",
            Self::Faster => "faster",
            Self::Gone => "gone",
        }
    }
}

/// A change that is worth telling.
pub(in crate::monthly) struct Change {
    pub(in crate::monthly) verdict: Verdict,
    pub(in crate::monthly) fingerprint: Fingerprint,
    pub(in crate::monthly) class: StatementClass,
    pub(in crate::monthly) now: Option<Sums>,
    pub(in crate::monthly) before: Option<Sums>,
}

impl Change {
    /// How much time it is about: what is told first.
    pub(in crate::monthly) fn weight_us(&self) -> u64 {
        let total = |sums: &Option<Sums>| sums.as_ref().map_or(0, |sums| sums.total_us);
        total(&self.now).max(total(&self.before))
    }
}

/// What is known of the two months of a target.
pub(super) struct Known {
    pub(super) period: Period,
    pub(super) thresholds: Thresholds,
    /// Every statement of this month is told apart.
    pub(super) now_whole: bool,
    /// Every statement of the month before was told apart.
    pub(super) before_whole: bool,
}

impl Known {
    /// What became of a statement. A statement of which a part is summed elsewhere is not judged.
    pub(super) fn verdict(&self, now: Option<&Sums>, before: Option<&Sums>) -> Option<Verdict> {
        match (now, before) {
            (Some(_), None) => self.before_whole.then_some(Verdict::New),
            // What has not come yet may come before the month ends.
            (None, Some(_)) => (self.now_whole && self.period == Period::Ended).then_some(Verdict::Gone),
            (Some(now), Some(before)) => self.by_mean(now, before),
            (None, None) => None,
        }
    }

    fn by_mean(&self, now: &Sums, before: &Sums) -> Option<Verdict> {
        let Thresholds { ratio, difference_us, executions } = self.thresholds;
        if now.executions.min(before.executions) < executions.max(1) {
            return None;
        }
        let (mean, mean_before) = (now.mean_us()?, before.mean_us()?);
        if (mean - mean_before).abs() < difference_us as f64 {
            return None;
        }
        // A mean that is only a lower bound may be greater: it proves no fall, nor, from the month before, a rise.
        if mean >= mean_before * ratio && !before.is_lower_bound() {
            Some(Verdict::Slower)
        } else if mean * ratio <= mean_before && !now.is_lower_bound() {
            Some(Verdict::Faster)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: Known = Known {
        period: Period::Ended,
        thresholds: Thresholds { ratio: 1.5, difference_us: 500_000, executions: 5 },
        now_whole: true,
        before_whole: true,
    };

    fn sums(executions: u64, mean_us: u64) -> Sums {
        Sums { executions, total_us: mean_us * executions, ..Sums::default() }
    }

    #[test]
    fn means_are_compared_from_the_thresholds_on() {
        let verdict = |now: Sums, before: Sums| KNOWN.verdict(Some(&now), Some(&before));
        assert_eq!(verdict(sums(5, 1_500_000), sums(5, 1_000_000)), Some(Verdict::Slower));
        assert_eq!(verdict(sums(5, 1_000_000), sums(5, 1_500_000)), Some(Verdict::Faster));
        assert_eq!(verdict(sums(4, 9_000_000), sums(5, 1_000_000)), None, "too few");
        assert_eq!(verdict(sums(5, 1_490_000), sums(5, 1_000_000)), None, "too little");
        assert_eq!(verdict(sums(5, 30_000), sums(5, 10_000)), None, "nobody feels it");
        let bound = |sums: Sums| Sums { lower_bounds: 1, ..sums };
        assert_eq!(verdict(sums(5, 9_000_000), bound(sums(5, 1_000_000))), None, "it may have been as long");
        assert_eq!(verdict(bound(sums(5, 9_000_000)), sums(5, 1_000_000)), Some(Verdict::Slower));
        assert_eq!(verdict(bound(sums(5, 1_000_000)), sums(5, 9_000_000)), None);
    }

    #[test]
    fn what_was_not_told_apart_is_neither_new_nor_gone() {
        let some = sums(1, 1);
        assert_eq!(KNOWN.verdict(Some(&some), None), Some(Verdict::New));
        assert_eq!(KNOWN.verdict(None, Some(&some)), Some(Verdict::Gone));
        let known = Known { before_whole: false, now_whole: false, ..KNOWN };
        assert_eq!((known.verdict(Some(&some), None), known.verdict(None, Some(&some))), (None, None));
        let known = Known { period: Period::InProgress(auroscope_model::UtcMicros(0)), ..KNOWN };
        assert_eq!(known.verdict(None, Some(&some)), None);
    }
}
