//! The executions of one block by group. They are only gathered: distributions are made once, in the digest, and not
//! for each block, in which most groups have but a few executions.
//!
//! What each execution touches is kept small and apart from the rest: a core's cache is to hold what the lexer knows.

use auroscope_model::UtcMicros;

use super::batch::Batch;
use super::group::{Label, earliest};
use super::key::Key;
use super::record::{Further, Record, Said};
use super::sample::Sample;
use crate::event::Event;

/// Memory for texts that grew beyond this in one block is given back.
const MOST_TEXTS_BYTES: usize = 4 << 20;
/// The number that the records of a group have once that was left out.
pub(super) const LEFT_OUT: u32 = u32::MAX;

/// A block's executions by group, the groups in the order of the stream.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    /// One more than the number of a group, or 0, at the place that its key's low bits say or behind it. There are
    /// a power of two, of which at most half are taken.
    pub(super) places: Vec<u32>,
    pub(super) heads: Vec<GroupHead>,
    pub(super) groups: Vec<GatheredGroup>,
    pub(super) records: Vec<Record>,
    pub(super) further: Further,
    /// The numbers of the records, group by group, and then of those whose group was left out.
    order: Vec<u32>,
    /// The texts of the samples, and of some that a slower one has replaced.
    pub(super) texts: Vec<u8>,
    pub(super) label_bytes: usize,
    /// How many groups were left out.
    pub(crate) times_left_out: u64,
}

/// What each execution of a group touches.
#[derive(Debug)]
pub(super) struct GroupHead {
    pub(super) key: Key,
    slowest_us: u64,
    first_seen: Option<UtcMicros>,
    last_seen: Option<UtcMicros>,
    count: u32,
    /// Where its records end in the order.
    end: u32,
}

/// What a block has of a group besides.
#[derive(Debug)]
pub(super) struct GatheredGroup {
    pub(super) label: Label,
    /// Its text is among those of the block.
    sample: Sample,
    pub(super) text: std::ops::Range<usize>,
    /// It came when some had been left out, perhaps it too.
    may_lack: bool,
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
    /// Executions of it may be among those that the block left out.
    pub(crate) may_lack: bool,
    records: &'a [u32],
}

impl Gathered {
    /// Adds an execution to the group of a key, which is made with the label if there is none. There is room for
    /// about `most_groups`.
    #[inline]
    pub(crate) fn add(
        &mut self,
        (key, most_groups): (Key, usize),
        label: impl FnOnce() -> Label,
        (event, source): (&Event<'_>, u32),
        said: &Said<'_>,
        origin: u16,
    ) {
        let at = self.find(key).unwrap_or_else(|| {
            self.prune(most_groups);
            let start = self.texts.len();
            self.texts.extend_from_slice(Sample::text_of(event));
            let sample = Sample::without_text(event, source, origin);
            let (label, may_lack) = (label(), self.times_left_out > 0);
            self.label_bytes += label.length();
            self.groups.push(GatheredGroup { label, sample, text: start..self.texts.len(), may_lack });
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
        self.records.push(Record::new(said, at as u32, origin, &mut self.further));
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
            let end = match self.heads.get_mut(record.group as usize) {
                Some(head) => &mut head.end,
                None => &mut end,
            };
            self.order[*end as usize] = number;
            *end += 1;
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
            may_lack: group.may_lack,
            records: self.order.get((head.end - head.count) as usize..head.end as usize).unwrap_or_default(),
        })
    }

    /// Shows the executions of one of its groups, a batch at a time.
    pub(crate) fn visit(&self, group: &WholeGroup<'_>, batch: &mut Batch, take: impl FnMut(&Batch)) {
        self.visit_records(group.records, batch, take);
    }

    /// The same for those whose group was left out.
    pub(crate) fn visit_left_out(&self, batch: &mut Batch, take: impl FnMut(&Batch)) {
        let from = self.heads.last().map_or(0, |head| head.end) as usize;
        let rest = if self.times_left_out > 0 { self.order.get(from..) } else { None };
        self.visit_records(rest.unwrap_or_default(), batch, take);
    }

    fn visit_records(&self, numbers: &[u32], batch: &mut Batch, mut take: impl FnMut(&Batch)) {
        for numbers in numbers.chunks(BATCH) {
            let records = numbers.iter().filter_map(|number| self.records.get(*number as usize));
            batch.fill(numbers.len(), records, &self.further);
            take(batch);
        }
    }

    /// Empties it for another block, which needs about as much memory.
    pub(crate) fn clear(&mut self) {
        self.places.fill(0);
        self.heads.clear();
        self.groups.clear();
        self.records.clear();
        self.further.clear();
        self.texts.clear();
        self.texts.shrink_to(MOST_TEXTS_BYTES);
        (self.label_bytes, self.times_left_out) = (0, 0);
    }

    /// The bytes it holds memory for.
    pub(crate) fn held_bytes(&self) -> usize {
        self.places.capacity() * size_of::<u32>()
            + self.heads.capacity() * size_of::<GroupHead>()
            + self.groups.capacity() * size_of::<GatheredGroup>()
            + self.records.capacity() * (size_of::<Record>() + size_of::<u32>())
            + self.further.held_bytes()
            + self.texts.capacity()
            // Each label is an allocation of its own.
            + self.label_bytes
            + self.groups.len() * 32
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
    pub(super) fn place(&mut self, at: usize) {
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

/// So many executions are added up together: what that takes stays in the cache.
const BATCH: usize = 1_024;

impl GroupHead {
    /// Of a group whose first execution this is.
    fn new(key: Key, event: &Event<'_>) -> Self {
        let slowest_us = event.query_time_us;
        Self { key, slowest_us, first_seen: None, last_seen: None, count: 0, end: 0 }
    }
}
