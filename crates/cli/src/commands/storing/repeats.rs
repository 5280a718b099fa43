//! How many entries that say the same came before, within one second of a log.

use std::collections::{BTreeMap, HashMap};

/// Entries come in the order in which they were written; times may be a second out of it.
const REACH_S: i64 = 1;
/// So many different entries are kept; a server does not log as many in three seconds.
const MOST: usize = 1_000_000;

/// Counts entries by what they say, as long as the same may come again.
#[derive(Debug, Default)]
pub(super) struct Repeats {
    seconds: BTreeMap<i64, HashMap<u128, u64>>,
    kept: usize,
}

impl Repeats {
    /// How many of the same content this second had before.
    pub(super) fn ordinal(&mut self, second: i64, content: u128) -> u64 {
        let is_near = |other: i64| other.abs_diff(second) <= REACH_S as u64;
        let is_full = self.kept >= MOST;
        let kept = &mut self.kept;
        self.seconds.retain(|&other, entries| {
            let stays = is_near(other) && !(is_full && other != second);
            *kept -= if stays { 0 } else { entries.len() };
            stays
        });
        let entries = self.seconds.entry(second).or_default();
        if *kept >= MOST {
            entries.clear();
            *kept = 0;
        }
        let count = entries.entry(content).or_insert_with(|| {
            *kept += 1;
            0
        });
        *count += 1;
        *count - 1
    }

    /// Another log begins.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_entries_of_one_second_are_counted() {
        let mut repeats = Repeats::default();
        let ordinals = [(10, 1), (10, 1), (10, 2), (11, 1), (10, 1), (9, 1), (11, 1)]
            .map(|(second, content)| repeats.ordinal(second, content));
        // 9 is two seconds off 11, and so 11 is new when it comes again.
        assert_eq!(ordinals, [0, 1, 0, 0, 2, 0, 0]);
    }

    /// A log joined with itself has each entry twice, which is no second execution.
    #[test]
    fn what_comes_again_later_in_the_stream_is_the_same() {
        let mut repeats = Repeats::default();
        assert_eq!([1, 2, 3, 60, 1, 2, 3].map(|second| repeats.ordinal(second, 7)), [0; 7]);
        assert_eq!([i64::MAX, i64::MIN, 0].map(|second| repeats.ordinal(second, 7)), [0; 3]);
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let mut repeats = Repeats::default();
        for content in 0..2 * MOST as u128 + 10 {
            repeats.ordinal(5, content);
            assert!(repeats.kept <= MOST);
        }
        let entries: usize = repeats.seconds.values().map(HashMap::len).sum();
        assert_eq!(entries, repeats.kept);
        assert_eq!(repeats.ordinal(5, 2 * MOST as u128 + 9), 1);
        repeats.ordinal(100, 1);
        assert_eq!(repeats.kept, 1);
    }
}
