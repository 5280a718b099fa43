//! What one block of a stream comes to. It does not depend on what stands before the block, but for what marks it.

use auroscope_model::Fingerprint;
use auroscope_sql::Tag;

use super::facts::Facts;
use super::filter::Subject;
use super::gathered::Gathered;
use super::group::Label;
use super::key;
use super::options::{DigestOptions, GroupBy};
use super::origin::Origins;
use super::record::Said;
use super::totals::Totals;
use super::worker::{Judge, KnownLabels, Worker};
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
}

/// What was found out about an execution.
struct Found<'a> {
    fingerprint: Fingerprint,
    facts: Option<&'a Facts>,
    more: Option<&'a MoreFigures>,
    tags: &'a [Tag],
}

impl Tally {
    pub(crate) fn new(source: usize, block: u64, assumed_schema: CarriedSchema) -> Self {
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
        }
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
        if is_within(event, options) && self.passes(event, None, options) {
            self.totals.add_command(name);
        } else {
            self.totals.left_out += 1;
        }
    }

    fn take_event(&mut self, event: &Event<'_>, worker: &mut Worker) {
        let Worker { options, judge, facts, labels } = worker;
        let Some(scan) = judge.scan else { return };
        if !is_within(event, options) {
            self.totals.left_out += 1;
            return;
        }
        let needs = options.filter.as_ref().map(|filter| filter.needs).unwrap_or_default();
        let wants_facts = needs.facts || matches!(options.group_by, GroupBy::Table | GroupBy::Class);
        let facts =
            wants_facts.then(|| facts.of(scan.fingerprint.0, judge.fingerprinter.normalized(), options.mode));
        let wants_tags = needs.tags || matches!(options.group_by, GroupBy::Tag(_));
        let tags = if wants_tags { tags(event.text, options) } else { Vec::new() };
        let more = event.says_more.then(|| event.more_figures());
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
        if let Some(limit) = found.more.and_then(|more| more.log_rate_limit) {
            self.totals.log_rate_limit = self.totals.log_rate_limit.max(Some(limit));
        }
        self.add_to_groups(event, &found, (judge, labels), options);
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
        filter.matches(&Subject {
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
        (judge, labels): (&Judge, &mut KnownLabels),
        options: &DigestOptions,
    ) {
        let origin = self.origins.number(event);
        let source = self.source as u32;
        let said = Said::of(event, found.more);
        let mut add = |key, label: &mut dyn FnMut() -> Label| {
            self.groups.add(key, label, (event, source), &said, origin);
        };
        let mut add_named = |name: Option<&[u8]>| match name {
            Some(name) => add(key::of_name(name), &mut || Label::Text(String::from_utf8_lossy(name).into())),
            None => add(key::NOTHING, &mut || Label::Nothing),
        };
        match &options.group_by {
            GroupBy::Fingerprint => {
                let key = found.fingerprint.0;
                add(key, &mut || Label::Text(labels.of(key, judge.fingerprinter.normalized())));
            }
            GroupBy::User => add_named(event.user),
            GroupBy::Host => add_named(event.host.or(event.address)),
            GroupBy::Schema if event.schema_origin == SchemaOrigin::BeforeChunk => {
                add(key::SCHEMA_BEFORE_BLOCK, &mut || Label::SchemaBeforeBlock);
            }
            GroupBy::Schema => add_named(event.schema),
            GroupBy::Class => add_named(found.facts.map(|facts| facts.class.as_str().as_bytes())),
            GroupBy::Tag(name) => {
                let tag = found.tags.iter().find(|tag| tag.name == *name);
                add_named(tag.map(|tag| tag.value.as_bytes()));
            }
            GroupBy::Table => {
                let named = found.facts.map_or(&[][..], |facts| &facts.named);
                named.iter().for_each(|(key, name)| add(*key, &mut || Label::Text(name.clone())));
                if named.is_empty() {
                    add(key::NOTHING, &mut || Label::Nothing);
                }
                self.totals.overall.get_or_insert_default().add(&said);
            }
        }
    }
}

/// Whether since, until and the least time let it pass.
fn is_within(event: &Event<'_>, options: &DigestOptions) -> bool {
    let began = event.started_at;
    event.query_time_us >= options.least_query_time_us
        && options.since.is_none_or(|since| began.is_some_and(|began| began >= since))
        && options.until.is_none_or(|until| began.is_some_and(|began| began < until))
}

/// The tags of a text, which are in comments of one kind.
fn tags(text: &[u8], options: &DigestOptions) -> Vec<Tag> {
    match memchr::memmem::find(text, b"/*") {
        Some(_) => auroscope_sql::tags(text, options.mode),
        None => Vec::new(),
    }
}
