//! What one block of a stream comes to. It does not depend on what stands before the block, but for what marks it.

use std::sync::Arc;

use auroscope_model::Fingerprint;
use auroscope_sql::{Fingerprinter, Tag};

use super::attribute_reader::AttributeReader;
use super::facts::Facts;
use super::filter::{Subject, tags_of};
use super::gathered::Gathered;
use super::group::Label;
use super::key::{self, Key};
use super::memory::Held;
use super::options::{DigestOptions, GroupBy};
use super::origin::Origins;
use super::record::Said;
use super::totals::Totals;
use super::worker::Worker;
use crate::carry::CarriedSchema;
use crate::chunk::Seam;
use crate::event::{Event, SchemaOrigin};
use crate::figures::MoreFigures;
use crate::parser::Item;

/// The outcome of one block, to be given to [`super::Plan::take`].
#[derive(Debug)]
pub struct Tally {
    pub(crate) source: usize,
    pub(crate) block: u64,
    /// How it fits to the blocks beside it; there once it is whole.
    pub(crate) seam: Option<Seam>,
    /// It began where the block before ended, which is known and not guessed.
    pub(crate) is_known: bool,
    /// Nothing of its source follows.
    pub(crate) is_last: bool,
    pub(crate) totals: Totals,
    pub(crate) groups: Gathered,
    pub(crate) origins: Origins,
    /// The schema that was taken to hold before the block.
    pub(crate) assumed_schema: CarriedSchema,
    /// A filter has asked for that schema.
    pub(crate) relies_on_schema: bool,
    /// The memory that its block was read into, for the next one.
    pub(crate) buffer: Vec<u8>,
    pub(crate) attributes: AttributeReader,
    pub(crate) held: Arc<Held>,
    /// What of `held` it holds.
    pub(crate) held_bytes: usize,
    /// It held too much for the others, so it has to be read once more when its turn has come.
    pub(crate) is_given_up: bool,
}

/// What was found out about an execution.
struct Found<'a> {
    fingerprint: Fingerprint,
    facts: Option<&'a Facts>,
    more: Option<&'a MoreFigures>,
    tags: &'a [Tag],
}

impl Tally {
    pub(crate) fn new((source, block): (usize, u64), assumed_schema: CarriedSchema, held: Arc<Held>) -> Self {
        Self {
            source,
            block,
            seam: None,
            is_known: false,
            is_last: false,
            totals: Totals::default(),
            groups: Gathered::default(),
            origins: Origins::default(),
            assumed_schema,
            relies_on_schema: false,
            buffer: Vec::new(),
            attributes: AttributeReader::default(),
            held,
            held_bytes: 0,
            is_given_up: false,
        }
    }

    /// Brings what it is known to hold up to date.
    pub(crate) fn note_held(&mut self) {
        let now = self.groups.held_bytes() + self.origins.held_bytes();
        self.held.change(std::mem::replace(&mut self.held_bytes, now), now);
    }

    /// Told that it holds nothing any more. What it held.
    pub(crate) fn release(&mut self) -> usize {
        let bytes = std::mem::take(&mut self.held_bytes);
        self.held.change(bytes, 0);
        bytes
    }

    /// Takes in what the parser found; `worker`'s judge has just seen the text.
    #[inline]
    pub(crate) fn take(&mut self, item: &Item<'_>, worker: &mut Worker) {
        match item {
            Item::Event(event) => match event.administrator_command {
                None => self.take_event(event, worker),
                Some(name) => self.take_command(event, name, &worker.options),
            },
            Item::Problem(problem) => self.totals.add_problem(self.source, *problem),
            Item::Banner(_) => {}
        }
    }

    fn take_command(&mut self, event: &Event<'_>, name: &[u8], options: &DigestOptions) {
        if options.is_within(event) && self.passes(event, None, options) {
            self.totals.add_command(name);
        } else {
            self.totals.left_out += 1;
        }
    }

    fn take_event(&mut self, event: &Event<'_>, worker: &mut Worker) {
        let Worker { options, judge, facts, name } = worker;
        let Some(scan) = judge.scan else { return };
        if !options.is_within(event) {
            self.totals.left_out += 1;
            return;
        }
        let needs = options.filter.as_ref().map(|filter| filter.needs).unwrap_or_default();
        let wants_facts = needs.facts || matches!(options.group_by, GroupBy::Table | GroupBy::Class);
        let fingerprinter = &judge.fingerprinter;
        let facts = wants_facts.then(|| facts.of(scan.fingerprint.0, fingerprinter, options.mode));
        let wants_tags = needs.tags || matches!(options.group_by, GroupBy::Tag(_));
        let tags = if wants_tags { tags_of(event.text, options.mode) } else { Vec::new() };
        let more = (event.says_more && needs.more_figures).then(|| event.more_figures());
        let found = Found {
            fingerprint: scan.fingerprint,
            facts: facts.as_deref(),
            more: more.as_ref(),
            tags: &tags,
        };
        if !self.passes(event, Some(&found), options) {
            self.totals.left_out += 1;
            return;
        }
        self.totals.add(event);
        self.add_to_groups(event, &found, (fingerprinter, name), options);
    }

    /// Whether the filter lets it pass.
    #[inline]
    fn passes(&mut self, event: &Event<'_>, found: Option<&Found<'_>>, options: &DigestOptions) -> bool {
        let Some(filter) = &options.filter else { return true };
        let is_before = event.schema_origin == SchemaOrigin::BeforeChunk;
        self.relies_on_schema |= is_before && filter.needs.schema;
        let schema = match &self.assumed_schema {
            CarriedSchema::Used(name) if is_before => Some(name.as_slice()),
            _ => event.schema,
        };
        filter.holds(&Subject {
            event,
            fingerprint: found.map(|found| found.fingerprint),
            schema,
            facts: found.and_then(|found| found.facts),
            more: found.and_then(|found| found.more),
            tags: found.map_or(&[], |found| found.tags),
        })
    }

    #[inline]
    fn add_to_groups(
        &mut self,
        event: &Event<'_>,
        found: &Found<'_>,
        (fingerprinter, whole_name): (&Fingerprinter, &mut Vec<u8>),
        options: &DigestOptions,
    ) {
        let origin = self.origins.number(event);
        let source = self.source as u32;
        let attributes = if event.says_more { self.attributes.read(event) } else { &[] };
        let said = Said::of(event, attributes);
        let mut add = |key, label: &mut dyn FnMut() -> Label| {
            self.groups.add((key, options.most_groups), label, (event, source), &said, origin);
        };
        let mut add_named = |name: Option<&[u8]>| match name {
            Some(name) => add(key::of_name(name), &mut || Label::Text(String::from_utf8_lossy(name).into())),
            None => add(key::NOTHING, &mut || Label::Nothing),
        };
        let is_before = event.schema_origin == SchemaOrigin::BeforeChunk;
        match &options.group_by {
            GroupBy::Fingerprint => {
                let key = found.fingerprint.0;
                // The text is far from all else that is touched, so only a group's first execution asks for it.
                add(key, &mut || Label::Text(self.held.label(key, fingerprinter.normalized())));
            }
            GroupBy::User => add_named(event.user),
            GroupBy::Host => add_named(event.host.or(event.address)),
            GroupBy::Schema if is_before => {
                add(key::SCHEMA_BEFORE_BLOCK, &mut || Label::SchemaBeforeBlock);
            }
            GroupBy::Schema => add_named(event.schema),
            GroupBy::Class => add_named(found.facts.map(|facts| facts.class.as_str().as_bytes())),
            GroupBy::Tag(name) => {
                let tag = found.tags.iter().find(|tag| tag.name == *name);
                add_named(tag.map(|tag| tag.value.as_bytes()));
            }
            GroupBy::Table => {
                add(key::EVERYTHING, &mut || Label::Everything);
                let Some(facts) = found.facts.filter(|facts| !facts.tables.is_empty()) else {
                    return add(key::NOTHING, &mut || Label::Nothing);
                };
                let schema = match &self.assumed_schema {
                    // Whether two of its names mean one table depends on the schema: no telling without it.
                    CarriedSchema::Used(name) if is_before && facts.is_ambiguous => Some(name.as_slice()),
                    _ => event.schema,
                };
                self.relies_on_schema |= is_before && facts.is_ambiguous;
                let is_open = is_before && !facts.is_ambiguous;
                add_tables(facts, schema, is_open, whole_name, &mut add);
            }
        }
    }
}

/// Adds an execution to the group of each of its tables, once. `is_open`: the schema of those without one stands before
/// the block.
fn add_tables(
    facts: &Facts,
    schema: Option<&[u8]>,
    is_open: bool,
    whole_name: &mut Vec<u8>,
    add: &mut impl FnMut(Key, &mut dyn FnMut() -> Label),
) {
    for (table, (key, name)) in facts.tables.iter().zip(&facts.named) {
        match schema {
            _ if table.schema.is_some() => add(*key, &mut || Label::Text(name.clone())),
            _ if is_open => {
                let key = key::of_table_before_block(name.as_bytes());
                add(key, &mut || Label::TableBeforeBlock(name.clone()));
            }
            None => add(*key, &mut || Label::Text(name.clone())),
            Some(schema) => {
                let key = key::of_table(schema, name, whole_name);
                // It may be named with that schema as well.
                if !facts.is_ambiguous || facts.named.iter().all(|(other, _)| *other != key) {
                    add(key, &mut || Label::Text(String::from_utf8_lossy(whole_name).into()));
                }
            }
        }
    }
}
