//! One group of executions: its figures, who ran them, and its slowest one.

use std::sync::Arc;

use auroscope_model::UtcMicros;

use super::batch::Batch;
use super::counts::Counts;
use super::metrics::Metrics;
use super::names::Who;
use super::sample::Sample;

/// Executions by the power of ten of their time: below 10 µs, below 100 µs, … from 10 s on.
pub(crate) const DECADES: usize = 8;

/// A group. What a label holds depends on what is grouped by.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub(crate) label: Label,
    pub(crate) metrics: Metrics,
    pub(crate) decades: [u64; DECADES],
    pub(crate) users: Counts,
    pub(crate) hosts: Counts,
    pub(crate) schemas: Counts,
    pub(crate) first_seen: Option<UtcMicros>,
    pub(crate) last_seen: Option<UtcMicros>,
    pub(crate) sample: Sample,
    /// Executions of it may be among the others: it may have been left out before.
    pub(crate) is_incomplete: bool,
    /// Its weight when it was last noted.
    noted_bytes: usize,
}

/// What a group is called.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Label {
    /// A name, or a normalised text.
    Text(Arc<str>),
    /// Executions without one: no user, no table, no such tag.
    Nothing,
    /// The schema that held before this block.
    SchemaBeforeBlock,
    /// A table of that schema.
    TableBeforeBlock(Arc<str>),
    /// All executions, where they may be in several groups or in none.
    Everything,
}

impl Label {
    /// The bytes of its text.
    pub(crate) fn length(&self) -> usize {
        match self {
            Self::Text(text) | Self::TableBeforeBlock(text) => text.len(),
            Self::Nothing | Self::SchemaBeforeBlock | Self::Everything => 0,
        }
    }
}

impl Group {
    pub(crate) fn new(label: Label, is_incomplete: bool) -> Self {
        Self {
            label,
            metrics: Metrics::default(),
            decades: [0; DECADES],
            users: Counts::default(),
            hosts: Counts::default(),
            schemas: Counts::default(),
            first_seen: None,
            last_seen: None,
            sample: Sample::default(),
            is_incomplete,
            noted_bytes: 0,
        }
    }

    /// Adds executions.
    pub(crate) fn add_all(&mut self, batch: &Batch) {
        self.metrics.add_all(batch);
        for query_time_us in batch.query_times_us() {
            self.decades[decade(*query_time_us)] += 1;
        }
    }

    /// Counts who ran one of them.
    #[inline]
    pub(crate) fn add_who(&mut self, who: Who) {
        self.users.add(who.user, 1);
        self.hosts.add(who.host, 1);
        self.schemas.add(who.schema, 1);
    }

    /// Brings a sum of weights up to date, as long as what was weighed is still in the cache.
    pub(crate) fn note_weight(&mut self, sum: &mut usize) {
        let bytes = self.weight();
        *sum = *sum + bytes - self.noted_bytes;
        self.noted_bytes = bytes;
    }

    /// About how many bytes it takes.
    pub(crate) fn weight(&self) -> usize {
        size_of::<Self>()
            + self.label.length()
            + self.sample.text.capacity()
            + self.users.weight()
            + self.hosts.weight()
            + self.schemas.weight()
            + self.metrics.weight()
    }
}

/// The earlier of two moments, as far as they are known.
pub(crate) fn earliest(one: Option<UtcMicros>, other: Option<UtcMicros>) -> Option<UtcMicros> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// Which power of ten a time belongs to.
#[inline]
fn decade(us: u64) -> usize {
    const POWERS: [u64; DECADES - 1] = [10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000];
    POWERS.iter().map(|power| usize::from(us >= *power)).sum()
}
