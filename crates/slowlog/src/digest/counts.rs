//! How often each of a few things was seen.

use super::key::KeyMap;

/// So many are searched one by one.
const FEW: usize = 12;
/// So many are told apart; what comes later is counted as [`OTHER`].
const MOST: usize = 1_024;

/// The number of all that is not told apart.
pub(crate) const OTHER: u32 = u32::MAX;

/// Counts by number. Most groups have a handful, a few have thousands.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counts {
    few: Vec<(u32, u64)>,
    many: KeyMap<u32, u64>,
}

impl Counts {
    #[inline]
    pub(crate) fn add(&mut self, number: u32, times: u64) {
        if let Some(at) = self.few.iter().position(|(known, _)| *known == number) {
            self.few[at].1 += times;
            // What came last comes again: it is found first then.
            self.few.swap(0, at);
        } else {
            self.add_to_many(number, times);
        }
    }

    fn add_to_many(&mut self, number: u32, times: u64) {
        if let Some(count) = self.many.get_mut(&number) {
            *count += times;
        } else if self.few.len() < FEW {
            self.few.push((number, times));
        } else if number == OTHER || self.len() < MOST {
            self.many.insert(number, times);
        } else {
            *self.many.entry(OTHER).or_default() += times;
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, u64)> {
        self.few.iter().copied().chain(self.many.iter().map(|(number, times)| (*number, *times)))
    }

    pub(crate) fn len(&self) -> usize {
        self.few.len() + self.many.len()
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
            (0..50).for_each(|number| counts.add(number, round));
        }
        let all: BTreeMap<u32, u64> = counts.iter().collect();
        assert_eq!((counts.iter().count(), all.len()), (50, 50));
        assert!(all.values().all(|times| *times == 6));
    }

    #[test]
    fn beyond_the_bound_nothing_is_lost() {
        let mut counts = Counts::default();
        (0..3_000).for_each(|number| counts.add(number, 2));
        assert_eq!(counts.iter().map(|(_, times)| times).sum::<u64>(), 6_000);
        assert_eq!(counts.len(), MOST + 1);
        assert!(counts.iter().any(|(number, times)| number == OTHER && times == 2 * (3_000 - MOST as u64)));
    }
}
