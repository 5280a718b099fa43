//! All figures of a set of executions.

use std::collections::BTreeMap;

use super::attribute::{Kind, Slot};
use super::batch::Batch;
use super::metric::Metric;
use super::record::PLAIN;

/// So many error numbers are told apart.
const MOST_CODES: usize = 32;

/// The figures of executions.
#[derive(Debug, Clone, Default)]
pub(crate) struct Metrics {
    pub(crate) query_time_us: Metric,
    pub(crate) lock_time_us: Metric,
    pub(crate) rows_sent: Metric,
    pub(crate) rows_examined: Metric,
    pub(crate) text_bytes: Metric,
    /// What only some logs say, by the digest's numbers.
    attributes: Vec<(Slot, Measured)>,
}

/// What the values of an attribute come to.
#[derive(Debug, Clone)]
pub(crate) enum Measured {
    Figure(Metric),
    Truths(Truths),
    Codes(Codes),
}

/// How often it was yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Truths {
    pub(crate) yes: u64,
    /// Of so many executions that say it.
    pub(crate) told: u64,
}

/// How often each number but zero came.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Codes {
    pub(crate) counts: BTreeMap<u64, u64>,
    /// Those beyond the bound.
    pub(crate) other: u64,
}

impl Metrics {
    /// Adds executions.
    pub(crate) fn add_all(&mut self, batch: &Batch) {
        for (metric, values) in self.plain_mut().into_iter().zip(&batch.plain) {
            metric.add_all(values);
        }
        for (slot, kind, values) in batch.attributes() {
            self.measured(slot, || Measured::of(kind)).add_all(values);
        }
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        for (metric, other) in self.plain_mut().into_iter().zip(other.plain()) {
            metric.merge(other);
        }
        for (slot, other) in &other.attributes {
            self.measured(*slot, || other.none_yet()).merge(other);
        }
    }

    /// What the values of an attribute come to, where the log has any.
    pub(crate) fn attribute(&self, slot: Slot) -> Option<&Measured> {
        self.attributes.iter().find(|(number, _)| *number == slot).map(|(_, measured)| measured)
    }

    /// The figure of an attribute that has numbers.
    pub(crate) fn figure(&self, slot: Slot) -> Option<&Metric> {
        match self.attribute(slot)? {
            Measured::Figure(metric) => Some(metric),
            _ => None,
        }
    }

    /// How often an attribute is yes.
    pub(crate) fn yes(&self, slot: Slot) -> Option<u64> {
        match self.attribute(slot)? {
            Measured::Truths(truths) => Some(truths.yes),
            _ => None,
        }
    }

    /// About how many bytes it takes.
    pub(crate) fn weight(&self) -> usize {
        let plain = self.plain().into_iter().map(Metric::weight).sum::<usize>();
        let each = self.attributes.iter().map(|(_, measured)| measured.weight());
        plain + self.attributes.capacity() * size_of::<(Slot, Measured)>() + each.sum::<usize>()
    }

    fn measured(&mut self, slot: Slot, make: impl FnOnce() -> Measured) -> &mut Measured {
        let at = self.attributes.iter().position(|(number, _)| *number == slot).unwrap_or_else(|| {
            self.attributes.push((slot, make()));
            self.attributes.len() - 1
        });
        &mut self.attributes[at].1
    }

    fn plain(&self) -> [&Metric; PLAIN] {
        [&self.query_time_us, &self.lock_time_us, &self.rows_sent, &self.rows_examined, &self.text_bytes]
    }

    fn plain_mut(&mut self) -> [&mut Metric; PLAIN] {
        [
            &mut self.query_time_us,
            &mut self.lock_time_us,
            &mut self.rows_sent,
            &mut self.rows_examined,
            &mut self.text_bytes,
        ]
    }
}

impl Measured {
    fn of(kind: Kind) -> Self {
        match kind {
            Kind::Number | Kind::TimeUs => Self::Figure(Metric::default()),
            Kind::Truth => Self::Truths(Truths::default()),
            Kind::Code => Self::Codes(Codes::default()),
        }
    }

    /// Of the same kind, and empty.
    fn none_yet(&self) -> Self {
        match self {
            Self::Figure(_) => Self::Figure(Metric::default()),
            Self::Truths(_) => Self::Truths(Truths::default()),
            Self::Codes(_) => Self::Codes(Codes::default()),
        }
    }

    fn add_all(&mut self, values: &[u64]) {
        match self {
            Self::Figure(metric) => metric.add_all(values),
            Self::Truths(truths) => {
                truths.yes += values.iter().sum::<u64>();
                truths.told += values.len() as u64;
            }
            Self::Codes(codes) => {
                values.iter().filter(|code| **code > 0).for_each(|code| codes.add(*code, 1));
            }
        }
    }

    fn merge(&mut self, other: &Self) {
        match (self, other) {
            (Self::Figure(mine), Self::Figure(other)) => mine.merge(other),
            (Self::Truths(mine), Self::Truths(other)) => {
                mine.yes += other.yes;
                mine.told += other.told;
            }
            (Self::Codes(mine), Self::Codes(other)) => {
                other.counts.iter().for_each(|(code, times)| mine.add(*code, *times));
                mine.other += other.other;
            }
            // A number has one kind.
            _ => {}
        }
    }

    fn weight(&self) -> usize {
        match self {
            Self::Figure(metric) => metric.weight(),
            Self::Truths(_) => 0,
            Self::Codes(codes) if codes.counts.is_empty() => 0,
            Self::Codes(codes) => 256 + codes.counts.len() * 2 * size_of::<(u64, u64)>(),
        }
    }
}

impl Codes {
    fn add(&mut self, code: u64, times: u64) {
        if let Some(count) = self.counts.get_mut(&code) {
            *count += times;
        } else if self.counts.len() < MOST_CODES {
            self.counts.insert(code, times);
        } else {
            self.other += times;
        }
    }
}
