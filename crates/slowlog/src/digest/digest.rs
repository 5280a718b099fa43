//! All tallies joined: what a report is made of.

use std::sync::Arc;

use super::attribute::AttributeTable;
use super::gathered::Gathered;
use super::groups::{Bounds, Groups};
use super::metrics::Metrics;
use super::names::{Names, Who};
use super::options::DigestOptions;
use super::tally::Tally;
use super::totals::{FoundProblem, Totals};
use crate::carry::CarriedSchema;

/// What the groups of a digest may take.
const MOST_BYTES: usize = 96 << 20;

/// What the sources come to.
#[derive(Debug)]
pub struct Digest {
    pub(crate) options: Arc<DigestOptions>,
    pub(crate) sources: usize,
    pub(crate) bytes: u64,
    pub(crate) totals: Totals,
    pub(crate) groups: Groups,
    pub(crate) names: Names,
    pub(crate) attributes: AttributeTable,
}

impl Digest {
    pub(crate) fn new(options: Arc<DigestOptions>, sources: usize) -> Self {
        Self {
            options,
            sources,
            bytes: 0,
            totals: Totals::default(),
            groups: Groups::default(),
            names: Names::default(),
            attributes: AttributeTable::default(),
        }
    }

    /// The first 1,000 problems in their order; all are counted in the report's summary.
    #[must_use]
    pub fn problems(&self) -> &[FoundProblem] {
        &self.totals.problems
    }

    pub(crate) fn add_bytes(&mut self, bytes: u64) {
        self.bytes += bytes;
    }

    /// Joins the block that follows, where this schema held before it. Its memory comes back for another one.
    pub(crate) fn join(&mut self, mut tally: Tally, before: &CarriedSchema) -> Gathered {
        let schema = match before {
            CarriedSchema::Used(name) => Some(name.as_slice()),
            CarriedSchema::Unused | CarriedSchema::BeforeChunk => None,
        };
        let who: Vec<Who> = tally.origins.iter().map(|origin| self.names.who(origin, schema)).collect();
        let attributes = &tally.attributes;
        let numbers = self.attributes.numbers_of(&attributes.table, &attributes.counts);
        self.totals.log_rate_limit = self.totals.log_rate_limit.max(attributes.log_rate_limit);
        self.totals.merge(tally.totals);
        self.groups.batch.begin_block(numbers);
        let bounds = Bounds { groups: self.options.most_groups, bytes: MOST_BYTES };
        self.groups.join(&tally.groups, schema, bounds, &who);
        self.groups.prune(bounds);
        tally.groups.clear();
        tally.groups
    }

    /// The figures of all executions.
    pub(crate) fn overall(&self) -> Metrics {
        if let Some(everything) = &self.groups.everything {
            return everything.metrics.clone();
        }
        let mut sum = self.groups.other.clone();
        self.groups.by_key.values().for_each(|group| sum.merge(&group.metrics));
        sum
    }
}
