//! The executions of one block by group. They are only gathered: distributions are made once, in the digest, and not
//! for each block, in which most groups have but a few executions.
//!
//! What each execution touches is kept small and apart from the rest: a core's cache is to hold what the lexer knows.

use auroscope_model::UtcMicros;

use super::group::{Label, earliest};
use super::key::Key;
use super::record::{Record, Said, Wide};
use super::sample::Sample;
use crate::event::Event;

/// Memory for texts that grew beyond this in one block is given back.
const MOST_TEXTS_BYTES: usize = 4 << 20;

/// A block's executions by group, the groups in the order of the stream.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    /// One more than the number of a group, or 0, at the place that its key's low bits say or behind it. There are
    /// a power of two, of which at most half are taken.
    places: Vec<u32>,
    heads: Vec<GroupHead>,
    groups: Vec<GatheredGroup>,
    records: Vec<Record>,
    wide: Vec<Wide>,
    /// The numbers of the records, group by group.
    order: Vec<u32>,
    /// The texts of the samples, and of some that a slower one has replaced.
    texts: Vec<u8>,
}

/// What each execution of a group touches.
#[derive(Debug)]
struct GroupHead {
    key: Key,
    slowest_us: u64,
    first_seen: Option<UtcMicros>,
    last_seen: Option<UtcMicros>,
    count: u32,
    /// Where its records end in the order.
    end: u32,
}

/// What a block has of a group besides.
#[derive(Debug)]
struct GatheredGroup {
    label: Label,
    /// Its text is among those of the block.
    sample: Sample,
    text: std::ops::Range<usize>,
}

/// A group as it is handed on to the digest.
#[derive(Debug)]
pub(crate) struct WholeGroup<'a> {
    pub(crate) key: Key,
    pub(crate) label: &'a Label,
    pub(crate) first_seen: Option<UtcMicros>,
    pub(crate) last_seen: Option<UtcMicros>,
    /// Its slowest execution, without the text.
    pub(crate) sample: &'a Sample,
    pub(crate) sample_text: &'a [u8],
    records: &'a [u32],
}

impl Gathered {
    /// Adds an execution to the group of a key, which is made with the label if there is none.
    #[inline]
    pub(crate) fn add(
        &mut self,
        key: Key,
        label: impl FnOnce() -> Label,
        (event, source): (&Event<'_>, u32),
        said: &Said,
        origin: u16,
    ) {
        let at = self.find(key).unwrap_or_else(|| {
            let start = self.texts.len();
            self.texts.extend_from_slice(Sample::text_of(event));
            let sample = Sample::without_text(event, source, origin);
            self.groups.push(GatheredGroup { label: label(), sample, text: start..self.texts.len() });
            self.insert(GroupHead::new(key, event))
        });
        let head = &mut self.heads[at];
        head.count += 1;
        head.first_seen = earliest(head.first_seen, event.started_at);
        head.last_seen = head.last_seen.max(event.started_at);
        // Of equals the first in the stream stays.
        if event.query_time_us > head.slowest_us {
            head.slowest_us = event.query_time_us;
            self.replace_sample(at, event, source, origin);
        }
        self.records.push(Record::new(said, at as u32, origin, &mut self.wide));
    }

    /// Puts the records of each group together: the block is whole.
    pub(crate) fn put_in_order(&mut self) {
        let mut end = 0;
        for head in &mut self.heads {
            head.end = end;
            end += head.count;
        }
        self.order.clear();
        self.order.resize(self.records.len(), 0);
        for (number, record) in (0..).zip(&self.records) {
            let head = &mut self.heads[record.group as usize];
            self.order[head.end as usize] = number;
            head.end += 1;
        }
    }

    /// Its groups, in the order of the stream.
    pub(crate) fn groups(&self) -> impl Iterator<Item = WholeGroup<'_>> {
        self.heads.iter().zip(&self.groups).map(|(head, group)| WholeGroup {
            key: head.key,
            label: &group.label,
            first_seen: head.first_seen,
            last_seen: head.last_seen,
            sample: &group.sample,
            sample_text: self.texts.get(group.text.clone()).unwrap_or_default(),
            records: self.order.get((head.end - head.count) as usize..head.end as usize).unwrap_or_default(),
        })
    }

    /// The executions of one of its groups: what was said of each, and its origin in the block.
    pub(crate) fn records(&self, group: &WholeGroup<'_>) -> impl Iterator<Item = (Said, u16)> {
        let records = group.records.iter().filter_map(|number| self.records.get(*number as usize));
        records.map(|record| (record.said(&self.wide), record.origin))
    }

    /// Empties it for another block, which needs about as much memory.
    pub(crate) fn clear(&mut self) {
        self.places.fill(0);
        self.heads.clear();
        self.groups.clear();
        self.records.clear();
        self.wide.clear();
        self.texts.clear();
        self.texts.shrink_to(MOST_TEXTS_BYTES);
    }

    #[inline]
    fn find(&self, key: Key) -> Option<usize> {
        let mask = self.places.len().wrapping_sub(1);
        let mut place = key as usize & mask;
        loop {
            let at = (*self.places.get(place)? as usize).checked_sub(1)?;
            if self.heads.get(at)?.key == key {
                return Some(at);
            }
            place = (place + 1) & mask;
        }
    }

    /// Adds a group that is not there; its number.
    fn insert(&mut self, head: GroupHead) -> usize {
        self.heads.push(head);
        if self.heads.len() * 2 > self.places.len() {
            let count = (self.places.len() * 2).max(64);
            self.places.clear();
            self.places.resize(count, 0);
            (0..self.heads.len()).for_each(|at| self.place(at));
        } else {
            self.place(self.heads.len() - 1);
        }
        self.heads.len() - 1
    }

    /// Takes the first free place for a group.
    fn place(&mut self, at: usize) {
        let mask = self.places.len() - 1;
        let mut place = self.heads[at].key as usize & mask;
        while self.places[place] != 0 {
            place = (place + 1) & mask;
        }
        self.places[place] = at as u32 + 1;
    }

    fn replace_sample(&mut self, at: usize, event: &Event<'_>, source: u32, origin: u16) {
        let group = &mut self.groups[at];
        group.sample = Sample::without_text(event, source, origin);
        let text = Sample::text_of(event);
        if text.len() > group.text.len() {
            group.text.start = self.texts.len();
            self.texts.extend_from_slice(text);
        } else {
            self.texts[group.text.start..group.text.start + text.len()].copy_from_slice(text);
        }
        group.text.end = group.text.start + text.len();
    }
}

impl GroupHead {
    /// Of a group whose first execution this is.
    fn new(key: Key, event: &Event<'_>) -> Self {
        let slowest_us = event.query_time_us;
        Self { key, slowest_us, first_seen: None, last_seen: None, count: 0, end: 0 }
    }
}
