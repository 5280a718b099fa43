//! All groups of a digest, within bounds: what is beyond them is summed, not lost.

use std::borrow::Cow;

use super::batch::Batch;
use super::gathered::Gathered;
use super::group::{Group, Label, earliest};
use super::key::{self, Key, KeyMap};
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
    /// All executions, where the groups do not add up to that.
    pub(crate) everything: Option<Box<Group>>,
    /// The figures of those that were left out.
    pub(crate) other: Metrics,
    /// How many times a group was left out. One that comes again and is left out again counts twice.
    pub(crate) times_left_out: u64,
    /// What all groups weigh.
    bytes: usize,
    /// Memory for the executions of a group in a block.
    pub(super) batch: Batch,
}

impl Groups {
    /// Joins the groups of the block that follows, before which this schema held. The batch knows already what the
    /// block's attributes are here; `who` tells what the numbers of its origins mean.
    pub(crate) fn join(&mut self, block: &Gathered, schema: Option<&[u8]>, bounds: Bounds, who: &[Who]) {
        let who = |origin: u16| who.get(usize::from(origin)).copied().unwrap_or(Who::OTHER);
        let mut batch = std::mem::take(&mut self.batch);
        if block.times_left_out > 0 {
            self.times_left_out += block.times_left_out;
            block.visit_left_out(&mut batch, |batch| self.other.add_all(batch));
            // Executions of any of them may have been among those.
            self.by_key.values_mut().for_each(|group| group.is_incomplete = true);
        }
        for gathered in block.groups() {
            // A block may hold more groups than are kept.
            if self.by_key.len() > bounds.groups.saturating_mul(2) || self.bytes > bounds.bytes {
                self.prune(bounds);
            }
            let may_lack = self.times_left_out > block.times_left_out || gathered.may_lack;
            let group = match gathered.label {
                Label::Everything => self.everything.get_or_insert_with(|| new(Label::Everything, false)),
                label => {
                    let (key, label) = resolved(gathered.key, label, schema);
                    self.by_key.entry(key).or_insert_with(|| new(label.into_owned(), may_lack))
                }
            };
            block.visit(&gathered, &mut batch, |batch| {
                group.add_all(batch);
                batch.origins.iter().for_each(|origin| group.add_who(who(*origin)));
            });
            group.first_seen = earliest(group.first_seen, gathered.first_seen);
            group.last_seen = group.last_seen.max(gathered.last_seen);
            if gathered.sample.beats(&group.sample) {
                group.sample = gathered.sample.clone();
                group.sample.text = gathered.sample_text.to_vec();
                group.sample.who = who(gathered.sample.origin);
            }
            group.note_weight(&mut self.bytes);
        }
        self.batch = batch;
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
            if at < bounds.groups - bounds.groups / 4 && bytes <= bounds.bytes / 4 * 3 {
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

fn new(label: Label, is_incomplete: bool) -> Box<Group> {
    Box::new(Group::new(label, is_incomplete))
}

/// The key and label of a group now that the schema before its block is known.
fn resolved<'a>(key: Key, label: &'a Label, schema: Option<&[u8]>) -> (Key, Cow<'a, Label>) {
    let name = match (label, schema) {
        (Label::SchemaBeforeBlock, None) => return (key::NOTHING, Cow::Owned(Label::Nothing)),
        (Label::SchemaBeforeBlock, Some(schema)) => String::from_utf8_lossy(schema),
        (Label::TableBeforeBlock(table), None) => Cow::Borrowed(&**table),
        (Label::TableBeforeBlock(table), Some(schema)) => {
            let mut name = Vec::new();
            let key = key::of_table(schema, table, &mut name);
            return (key, Cow::Owned(Label::Text(String::from_utf8_lossy(&name).into())));
        }
        _ => return (key, Cow::Borrowed(label)),
    };
    let of = schema.filter(|_| *label == Label::SchemaBeforeBlock).unwrap_or(name.as_bytes());
    (key::of_name(of), Cow::Owned(Label::Text(name.as_ref().into())))
}
