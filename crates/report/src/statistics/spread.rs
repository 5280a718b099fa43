//! How durations are spread: exactly while they are few, then counted in narrow buckets.
//!
//! It is the same value, not only the same figures, however the durations were ordered, divided and merged.

use serde::{Deserialize, Serialize};

/// Up to so many values percentiles are exact.
const EXACT_VALUES: usize = 64;
/// Each power of two is divided into 64 buckets, so a value is off by less than 0.8 % of itself.
const SUB_BITS: u32 = 6;
/// Values below have a bucket each.
const LINEAR_BELOW: u64 = 1 << (SUB_BITS + 1);

/// The distribution of some values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Spread {
    /// All values, ascending.
    Values(Vec<u64>),
    /// Buckets that hold any, ascending, with how many.
    Buckets(Vec<(u16, u64)>),
}

impl Default for Spread {
    fn default() -> Self {
        Self::Values(Vec::new())
    }
}

impl Spread {
    /// Adds a value.
    pub fn add(&mut self, value: u64) {
        match self {
            Self::Values(values) if values.len() < EXACT_VALUES => {
                let at = values.partition_point(|known| *known <= value);
                values.insert(at, value);
            }
            Self::Values(_) => {
                self.turn_into_buckets();
                self.add(value);
            }
            Self::Buckets(buckets) => count(buckets, bucket(value), 1),
        }
    }

    /// Adds all values of another.
    pub fn merge(&mut self, other: &Self) {
        match (&mut *self, other) {
            (Self::Values(values), Self::Values(more)) if values.len() + more.len() <= EXACT_VALUES => {
                values.extend_from_slice(more);
                values.sort_unstable();
            }
            (Self::Values(_), _) => {
                self.turn_into_buckets();
                self.merge(other);
            }
            (Self::Buckets(buckets), Self::Values(more)) => {
                more.iter().for_each(|value| count(buckets, bucket(*value), 1));
            }
            (Self::Buckets(buckets), Self::Buckets(more)) => {
                more.iter().for_each(|(bucket, times)| count(buckets, *bucket, *times));
            }
        }
    }

    /// Whether percentiles are exact; otherwise they are the middle of a bucket.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        matches!(self, Self::Values(_))
    }

    /// The smallest value that this share of all (0 to 1) is at most: nearest rank. None when there is no value.
    #[must_use]
    pub fn percentile(&self, share: f64) -> Option<u64> {
        let total: u64 = match self {
            Self::Values(values) => values.len() as u64,
            Self::Buckets(buckets) => buckets.iter().map(|(_, times)| times).sum(),
        };
        if total == 0 {
            return None;
        }
        let mut left = ((share * total as f64).ceil() as u64).clamp(1, total);
        match self {
            Self::Values(values) => values.get(left as usize - 1).copied(),
            Self::Buckets(buckets) => buckets.iter().find_map(|(bucket, times)| {
                let found = *times >= left;
                left = left.saturating_sub(*times);
                found.then(|| middle(*bucket))
            }),
        }
    }

    /// Whether what was kept elsewhere can be a distribution.
    pub(super) fn is_sound(&self) -> bool {
        match self {
            Self::Values(values) => values.len() <= EXACT_VALUES && values.is_sorted(),
            Self::Buckets(buckets) => {
                buckets.is_sorted_by(|a, b| a.0 < b.0) && buckets.iter().all(|b| b.1 > 0)
            }
        }
    }

    fn turn_into_buckets(&mut self) {
        if let Self::Values(values) = self {
            let mut buckets = Vec::new();
            values.iter().for_each(|value| count(&mut buckets, bucket(*value), 1));
            *self = Self::Buckets(buckets);
        }
    }
}

fn count(buckets: &mut Vec<(u16, u64)>, bucket: u16, times: u64) {
    match buckets.binary_search_by_key(&bucket, |(known, _)| *known) {
        Ok(at) => buckets[at].1 = buckets[at].1.saturating_add(times),
        Err(at) => buckets.insert(at, (bucket, times)),
    }
}

/// The bucket of a value: its power of two and the bits below the highest.
fn bucket(value: u64) -> u16 {
    if value < LINEAR_BELOW {
        return value as u16;
    }
    let shift = value.ilog2() - SUB_BITS;
    ((u64::from(shift) << SUB_BITS) + (value >> shift)) as u16
}

/// The value in the middle of a bucket; of one that no value has, the largest there is.
fn middle(bucket: u16) -> u64 {
    let bucket = u64::from(bucket);
    if bucket < LINEAR_BELOW {
        return bucket;
    }
    let shift = (bucket >> SUB_BITS) - 1;
    if shift > u64::from(u64::BITS - 1 - SUB_BITS) {
        return u64::MAX;
    }
    let low = (bucket - (shift << SUB_BITS)) << shift;
    low + ((1_u64 << shift) >> 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(values: &[u64]) -> Spread {
        let mut spread = Spread::default();
        values.iter().for_each(|value| spread.add(*value));
        spread
    }

    #[test]
    fn few_are_exact_and_many_are_near() {
        let few: Vec<u64> = (1..=64).rev().collect();
        assert_eq!(of(&few).percentile(0.5), Some(32));
        assert_eq!((of(&few).percentile(0.0), of(&few).percentile(1.0)), (Some(1), Some(64)));
        let many: Vec<u64> = (1..=100_000).map(|n| n * 1_000).collect();
        let p95 = of(&many).percentile(0.95).unwrap() as f64;
        assert!((p95 / 95e6 - 1.0).abs() < 0.004, "{p95}");
        assert_eq!(Spread::default().percentile(0.5), None);
        assert_eq!(middle(u16::MAX), u64::MAX);
    }

    proptest! {
        #[test]
        fn a_bucket_holds_its_middle(value: u64) {
            prop_assert_eq!(bucket(middle(bucket(value))), bucket(value));
            prop_assert!((middle(bucket(value)) as f64 - value as f64).abs() <= value as f64 / 128.0 + 1.0);
        }

        #[test]
        fn order_and_division_leave_no_trace(
            mut values in prop::collection::vec(any::<u32>().prop_map(u64::from), 0..200),
            at in 0_usize..200,
        ) {
            let whole = of(&values);
            let (left, right) = values.split_at(at.min(values.len()));
            let mut merged = of(right);
            merged.merge(&of(left));
            prop_assert_eq!(&merged, &whole);
            prop_assert!(whole.is_sound());
            values.sort_unstable();
            prop_assert_eq!(of(&values), whole);
        }
    }
}
