//! How often each of some things was seen.

use super::key::KeyMap;

/// Numbers below have a place each: most groups see few things, and the first things seen are the most frequent.
const DENSE: usize = 256;
/// So many are told apart; what comes later is counted as [`OTHER`].
const MOST: usize = 1_024;

/// The number of all that is not told apart.
pub(crate) const OTHER: u32 = u32::MAX;

/// Counts by number.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counts {
    dense: Vec<u64>,
    sparse: KeyMap<u32, u64>,
    /// Of all that is not told apart.
    other: u64,
}

impl Counts {
    #[inline]
    pub(crate) fn add(&mut self, number: u32, times: u64) {
        match self.dense.get_mut(number as usize) {
            Some(count) => *count += times,
            None => self.add_new(number, times),
        }
    }

    fn add_new(&mut self, number: u32, times: u64) {
        let at = number as usize;
        if at < DENSE {
            self.dense.resize(at + 1, 0);
            self.dense[at] = times;
        } else if let Some(count) = self.sparse.get_mut(&number) {
            *count += times;
        } else if number != OTHER && self.sparse.len() < MOST - DENSE {
            self.sparse.insert(number, times);
        } else {
            self.other += times;
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, u64)> {
        let dense = (0..).zip(&self.dense).filter(|(_, times)| **times > 0);
        dense
            .chain(self.sparse.iter().map(|(number, times)| (*number, times)))
            .map(|(number, times)| (number, *times))
            .chain((self.other > 0).then_some((OTHER, self.other)))
    }

    /// About how many bytes it takes.
    pub(crate) fn weight(&self) -> usize {
        // A map has a byte more for each place, and some at its end.
        let places = self.sparse.capacity() * 8 / 7;
        let sparse = if places == 0 { 0 } else { places * (size_of::<(u32, u64)>() + 1) + 32 };
        self.dense.capacity() * size_of::<u64>() + sparse
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn each_number_is_counted_once() {
        let mut counts = Counts::default();
        for round in 1..=3 {
            (200..300).for_each(|number| counts.add(number, round));
        }
        let all: BTreeMap<u32, u64> = counts.iter().collect();
        assert_eq!((counts.iter().count(), all.len()), (100, 100));
        assert!(all.values().all(|times| *times == 6));
    }

    #[test]
    fn beyond_the_bound_nothing_is_lost() {
        let mut counts = Counts::default();
        (0..3_000).for_each(|number| counts.add(number, 2));
        counts.add(OTHER, 2);
        assert_eq!(counts.iter().map(|(_, times)| times).sum::<u64>(), 6_002);
        assert_eq!(counts.iter().count(), MOST + 1);
        assert!(counts.iter().any(|(number, times)| number == OTHER && times == 2 * (3_001 - MOST as u64)));
    }
}
