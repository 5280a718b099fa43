//! Bounds what a block has of groups: of those that took least time only the executions' figures stay.

use super::gathered::{Gathered, LEFT_OUT};
use super::key::EVERYTHING;

/// What labels and samples of a block may take.
const MOST_BYTES: usize = 12 << 20;

impl Gathered {
    /// Makes room for a new group: leaves out those that took least time in this block so far, when there are twice as
    /// many as the digest keeps.
    pub(super) fn prune(&mut self, most_groups: usize) {
        let (most, bytes) = (most_groups.saturating_mul(2), self.texts.len() + self.label_bytes);
        if self.heads.len() > most || bytes > MOST_BYTES {
            self.leave_out(most_groups - most_groups / 4, MOST_BYTES / 2);
        }
    }

    #[cold]
    fn leave_out(&mut self, most_groups: usize, most_bytes: usize) {
        let kept = self.largest(most_groups, most_bytes);
        let mut texts = Vec::new();
        let mut numbers = vec![LEFT_OUT; self.heads.len()];
        let (heads, groups) = (std::mem::take(&mut self.heads), std::mem::take(&mut self.groups));
        self.label_bytes = 0;
        for (at, (head, mut group)) in heads.into_iter().zip(groups).enumerate() {
            if !kept[at] {
                self.times_left_out += 1;
                continue;
            }
            numbers[at] = self.heads.len() as u32;
            let start = texts.len();
            texts.extend_from_slice(self.texts.get(group.text).unwrap_or_default());
            group.text = start..texts.len();
            self.label_bytes += group.label.length();
            self.heads.push(head);
            self.groups.push(group);
        }
        self.texts = texts;
        self.places.fill(0);
        (0..self.heads.len()).for_each(|at| self.place(at));
        for record in &mut self.records {
            record.group = numbers.get(record.group as usize).copied().unwrap_or(LEFT_OUT);
        }
    }

    /// Which groups are among those of the most time.
    fn largest(&self, most_groups: usize, most_bytes: usize) -> Vec<bool> {
        let mut sums_us = vec![0_u64; self.heads.len()];
        for record in &self.records {
            if let Some(sum) = sums_us.get_mut(record.group as usize) {
                *sum = sum.saturating_add(record.query_time_us(&self.further));
            }
        }
        // Of equals the one with the least key, for the same outcome everywhere.
        let keys = self.heads.iter().map(|head| head.key);
        let mut order: Vec<_> = (0..).zip(keys.zip(sums_us)).map(|(at, (key, us))| (!us, key, at)).collect();
        order.sort_unstable();
        let (mut count, mut bytes) = (0, 0);
        let mut kept = vec![false; self.heads.len()];
        for (_, key, at) in order {
            let at: usize = at;
            if key != EVERYTHING {
                let group = &self.groups[at];
                bytes += group.label.length() + group.text.len();
                count += 1;
            }
            kept[at] = key == EVERYTHING || count <= most_groups && bytes <= most_bytes;
        }
        kept
    }
}
