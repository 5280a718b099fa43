//! All groups of a digest, within bounds: what is beyond them is summed, not lost.

use super::batch::Batch;
use super::gathered::Gathered;
use super::group::{Group, Label, earliest};
use super::key::{Key, KeyMap};
use super::metrics::Metrics;
use super::names::Who;

/// So many groups at most, and so many bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bounds {
    pub(crate) groups: usize,
    pub(crate) bytes: usize,
}

/// Groups by key, and the sums of those that the bounds left out.
#[derive(Debug, Default)]
pub(crate) struct Groups {
    pub(crate) by_key: KeyMap<Key, Box<Group>>,
    /// The figures of those that were left out.
    pub(crate) other: Metrics,
    /// How many times a group was left out. One that comes again and is left out again counts twice.
    pub(crate) times_left_out: u64,
    /// What all groups weigh.
    bytes: usize,
    /// Memory for the executions of a group in a block.
    batch: Batch,
}

impl Groups {
    /// Joins the groups of the block that follows.
    ///
    /// `before` is the key and the label of the schema that held before that block; `who` tells what the numbers of
    /// its origins mean.
    pub(crate) fn join(&mut self, block: &Gathered, before: &(Key, Label), bounds: Bounds, who: &[Who]) {
        let who = |origin: u16| who.get(usize::from(origin)).copied().unwrap_or(Who::OTHER);
        for gathered in block.groups() {
            // A block may hold far more groups than are kept.
            if self.by_key.len() > bounds.groups.saturating_mul(2) || self.bytes > bounds.bytes {
                self.prune(bounds);
            }
            // Once some were left out, whatever is new may have been among them.
            let may_lack = self.times_left_out > 0;
            let (key, label) = match gathered.label {
                Label::SchemaBeforeBlock => (before.0, &before.1),
                label => (gathered.key, label),
            };
            let make = || Box::new(Group::new(label.clone(), may_lack));
            let group = self.by_key.entry(key).or_insert_with(make);
            self.batch.clear();
            for (said, origin) in block.records(&gathered) {
                self.batch.add(&said);
                group.add_who(who(origin));
            }
            group.add_all(&self.batch);
            group.first_seen = earliest(group.first_seen, gathered.first_seen);
            group.last_seen = group.last_seen.max(gathered.last_seen);
            if gathered.sample.beats(&group.sample) {
                group.sample = gathered.sample.clone();
                group.sample.text = gathered.sample_text.to_vec();
                group.sample.who = who(gathered.sample.origin);
            }
            group.note_weight(&mut self.bytes);
        }
    }

    /// Leaves out the groups that took least time in all until the bounds are met with a quarter to spare.
    pub(crate) fn prune(&mut self, bounds: Bounds) {
        if self.by_key.len() <= bounds.groups && self.bytes <= bounds.bytes {
            return;
        }
        // Those of the most time first; of equals the one with the least key, for the same outcome everywhere.
        let mut order: Vec<_> = self
            .by_key
            .iter()
            .map(|(key, group)| (std::cmp::Reverse(group.metrics.query_time_us.sum), *key, group.weight()))
            .collect();
        order.sort_unstable();
        let mut bytes = 0;
        for (at, (_, key, weight)) in order.into_iter().enumerate() {
            bytes += weight;
            if at < bounds.groups / 4 * 3 && bytes <= bounds.bytes / 4 * 3 {
                continue;
            }
            if let Some(group) = self.by_key.remove(&key) {
                self.other.merge(&group.metrics);
                self.times_left_out += 1;
                self.bytes -= weight;
            }
        }
    }
}
