//! How the values of a figure are distributed: exactly while they are few, then in buckets with a bounded error.
//!
//! What comes out depends on the values alone, not on their order nor on how they were divided and merged.

use std::ops::RangeInclusive;

/// Up to so many values percentiles are exact.
pub const EXACT_VALUES: usize = 100;
/// How far a percentile may be off beyond that: half a bucket, relative to the value.
pub const RELATIVE_ERROR: f64 = 1.0 / (2 << SUB_BITS) as f64;

/// Each power of two is divided into so many bits' worth of buckets.
const SUB_BITS: u32 = 5;
/// Values below have a bucket each.
const LINEAR_BELOW: u64 = 1 << (SUB_BITS + 1);

/// The distribution of the values of one figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Distribution {
    /// All are the same: of the figures that only some statements have, most are zero.
    Same { value: u64, count: u64 },
    /// All values, in no order.
    Values(Vec<u64>),
    /// Counts by bucket, from the first bucket that has any. They are small for the cache's sake; none goes beyond
    /// four billion, which only a log of terabytes could reach.
    Buckets { first: usize, counts: Vec<u32> },
}

impl Default for Distribution {
    fn default() -> Self {
        Self::Same { value: 0, count: 0 }
    }
}

impl Distribution {
    /// Adds values, the least and the largest of which are known.
    pub(crate) fn add_all(&mut self, values: &[u64], bounds: RangeInclusive<u64>) {
        if bounds.start() == bounds.end() {
            return self.add_same(*bounds.start(), values.len() as u64);
        }
        match self {
            Self::Same { .. } => {
                self.unfold();
                self.add_all(values, bounds);
            }
            Self::Values(kept) if kept.len() + values.len() <= EXACT_VALUES => kept.extend_from_slice(values),
            Self::Values(_) => {
                self.turn_into_buckets();
                self.add_all(values, bounds);
            }
            Self::Buckets { first, counts } => {
                widen(first, counts, bucket(*bounds.start())..=bucket(*bounds.end()));
                for value in values {
                    // Within the bounds there is a place for each.
                    if let Some(count) = counts.get_mut(bucket(*value).wrapping_sub(*first)) {
                        *count = count.saturating_add(1);
                    }
                }
            }
        }
    }

    /// Adds a value so many times.
    fn add_same(&mut self, value: u64, times: u64) {
        match self {
            _ if times == 0 => {}
            Self::Same { value: mine, count } if *count == 0 || *mine == value => {
                *mine = value;
                *count += times;
            }
            Self::Same { .. } => {
                self.unfold();
                self.add_same(value, times);
            }
            Self::Values(kept) if kept.len() as u64 + times <= EXACT_VALUES as u64 => {
                kept.extend(std::iter::repeat_n(value, times as usize));
            }
            Self::Values(_) => {
                self.turn_into_buckets();
                self.add_same(value, times);
            }
            Self::Buckets { first, counts } => {
                let bucket = bucket(value);
                widen(first, counts, bucket..=bucket);
                let count = &mut counts[bucket - *first];
                *count = count.saturating_add(u32::try_from(times).unwrap_or(u32::MAX));
            }
        }
    }

    /// Adds all values of another.
    pub(crate) fn merge(&mut self, other: &Self) {
        match (&mut *self, other) {
            (_, Self::Same { value, count }) => self.add_same(*value, *count),
            (Self::Same { .. }, _) => {
                self.unfold();
                self.merge(other);
            }
            (Self::Values(values), Self::Values(more)) if values.len() + more.len() <= EXACT_VALUES => {
                values.extend_from_slice(more);
            }
            (Self::Buckets { .. }, Self::Values(more)) => {
                if let (Some(&least), Some(&most)) = (more.iter().min(), more.iter().max()) {
                    self.add_all(more, least..=most);
                }
            }
            (Self::Buckets { first, counts }, Self::Buckets { first: at, counts: more }) => {
                widen(first, counts, *at..=at + more.len().saturating_sub(1));
                let mine = counts.iter_mut().skip(at - *first);
                mine.zip(more).for_each(|(mine, more)| *mine = mine.saturating_add(*more));
            }
            (Self::Values(_), _) => {
                self.turn_into_buckets();
                self.merge(other);
            }
        }
    }

    /// About how many bytes its values take.
    pub(crate) fn weight(&self) -> usize {
        match self {
            Self::Same { .. } => 0,
            Self::Values(values) => values.capacity() * size_of::<u64>(),
            Self::Buckets { counts, .. } => counts.capacity() * size_of::<u32>(),
        }
    }

    /// Whether percentiles are exact.
    pub(crate) fn is_exact(&self) -> bool {
        matches!(self, Self::Same { .. } | Self::Values(_))
    }

    /// The values at these shares of 0 to 1, each the smallest value that so many of all are at most (nearest rank);
    /// a bucket's middle stands for its values. None when there is no value.
    pub(crate) fn percentiles<const N: usize>(&self, shares: [f64; N]) -> Option<[u64; N]> {
        let total = match self {
            Self::Same { count, .. } => *count,
            Self::Values(values) => values.len() as u64,
            Self::Buckets { counts, .. } => counts.iter().map(|count| u64::from(*count)).sum(),
        };
        if total == 0 {
            return None;
        }
        let rank = |share: f64| ((share * total as f64).ceil() as u64).clamp(1, total);
        Some(match self {
            Self::Same { value, .. } => [*value; N],
            Self::Values(values) => {
                let mut sorted = values.clone();
                sorted.sort_unstable();
                shares.map(|share| sorted.get(rank(share) as usize - 1).copied().unwrap_or_default())
            }
            Self::Buckets { first, counts } => shares.map(|share| {
                let mut left = rank(share);
                let at = counts.iter().position(|times| {
                    let found = u64::from(*times) >= left;
                    left = left.saturating_sub(u64::from(*times));
                    found
                });
                middle(first + at.unwrap_or_default())
            }),
        })
    }

    /// Gives values that are all the same up for a form that others have room in.
    fn unfold(&mut self) {
        if let Self::Same { value, count } = *self {
            *self = Self::Values(Vec::new());
            self.add_same(value, count);
        }
    }

    fn turn_into_buckets(&mut self) {
        if let Self::Values(values) = self {
            let values = std::mem::take(values);
            *self = Self::Buckets { first: 0, counts: Vec::new() };
            if let (Some(&least), Some(&most)) = (values.iter().min(), values.iter().max()) {
                self.add_all(&values, least..=most);
            }
        }
    }
}

/// Makes room for these buckets, and for few more: what is merged into is kept for long.
fn widen(first: &mut usize, counts: &mut Vec<u32>, with: RangeInclusive<usize>) {
    if counts.is_empty() {
        *first = *with.start();
    }
    let end = (*first + counts.len()).max(with.end() + 1);
    if with.start() < first {
        counts.splice(0..0, std::iter::repeat_n(0, *first - with.start()));
        *first = *with.start();
    }
    let length = end - *first;
    if length > counts.capacity() {
        // Room for half an octave more, so that values that grow slowly do not move it all each time.
        counts.reserve_exact(length - counts.len() + (1 << SUB_BITS) / 2);
    }
    if length > counts.len() {
        counts.resize(length, 0);
    }
}

/// The bucket of a value: its power of two and the bits below the highest.
fn bucket(value: u64) -> usize {
    if value < LINEAR_BELOW {
        return value as usize;
    }
    let shift = value.ilog2() - SUB_BITS;
    ((u64::from(shift) << SUB_BITS) + (value >> shift)) as usize
}

/// The value in the middle of a bucket.
fn middle(bucket: usize) -> u64 {
    let bucket = bucket as u64;
    if bucket < LINEAR_BELOW {
        return bucket;
    }
    let shift = (bucket >> SUB_BITS) - 1;
    let low = (bucket - (shift << SUB_BITS)) << shift;
    low + ((1_u64 << shift) >> 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(values: &[u64]) -> Distribution {
        let mut distribution = Distribution::default();
        for values in values.chunks(7) {
            let (least, most) = (values.iter().min().unwrap(), values.iter().max().unwrap());
            distribution.add_all(values, *least..=*most);
        }
        distribution
    }

    #[test]
    fn few_values_are_exact_and_many_are_near() {
        let few: Vec<u64> = (1..=100).collect();
        assert_eq!(of(&few).percentiles([0.5, 0.95, 0.99, 1.0]), Some([50, 95, 99, 100]));
        assert!(of(&few).is_exact());
        let many: Vec<u64> = (1..=1_000_000).map(|n| n * 1_000).collect();
        assert!(!of(&many).is_exact());
        let found = of(&many).percentiles([0.5, 0.95]).unwrap();
        for (found, truth) in found.into_iter().zip([500_000_000_f64, 950_000_000.0]) {
            assert!((found as f64 - truth).abs() / truth <= RELATIVE_ERROR, "{found} {truth}");
        }
        assert_eq!(Distribution::default().percentiles([0.5]), None);
    }

    proptest! {
        #[test]
        fn a_bucket_holds_its_middle_and_is_narrow(value: u64) {
            let middle = middle(bucket(value));
            prop_assert_eq!(bucket(middle), bucket(value));
            prop_assert!((middle as f64 - value as f64).abs() <= value as f64 * RELATIVE_ERROR + 1.0);
        }

        #[test]
        fn neither_order_nor_division_matters(
            mut values in prop::collection::vec(0_u64..100_000_000, 0..400), at in 0_usize..400, other in 0_usize..400,
        ) {
            let whole = of(&values);
            let (left, right) = values.split_at(at.min(values.len()));
            let mut merged = of(right);
            merged.merge(&of(left));
            let shares = [0.0, 0.01, 0.5, 0.95, 0.99, 1.0];
            prop_assert_eq!(merged.percentiles(shares), whole.percentiles(shares));
            prop_assert_eq!(merged.is_exact(), whole.is_exact());
            let turn = other.min(values.len());
            values.rotate_left(turn);
            prop_assert_eq!(of(&values).percentiles(shares), whole.percentiles(shares));
        }
    }
}
