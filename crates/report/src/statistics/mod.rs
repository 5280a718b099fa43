//! The account of a period's slow executions: what they come to, by everything that a report divides them by.
//!
//! Every sum is exactly the sum of its executions, in whatever order they came and however accounts were merged.
//! Memory is bounded: beyond its [`Limits`] an account gives up detail, says so, and loses no execution.

mod dimensions;
mod examples;
mod folding;
mod hosts;
mod kept;
mod limits;
mod spread;
mod sums;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use auroscope_model::{Fingerprint, SlowQuery};
use jiff::civil::Date;

use crate::Zone;
pub use dimensions::{Dimensions, Named};
use dimensions::{Key, Names};
pub use examples::Example;
use examples::Examples;
use hosts::HostsByStatement;
pub use kept::{AccountError, KeptAccount};
pub use limits::Limits;
pub use spread::Spread;
pub use sums::{Known, Sums};

/// What executions come to by something: a user, a day and a target, whatever is asked for.
pub type RollUp<K> = BTreeMap<K, Sums>;

/// The account of a period.
#[derive(Debug, Clone)]
pub struct Account {
    zone: Zone,
    limits: Limits,
    targets: Names,
    users: Names,
    schemas: Names,
    cells: HashMap<Key, Sums>,
    days: HashMap<(Date, u32), Sums>,
    hours: HashMap<(u32, Hour), HourSums>,
    /// What each statement that is told apart comes to, microseconds.
    statements: HashMap<Fingerprint, u64>,
    /// Statements that were first seen after others had been given up: a part of them may be among the others.
    partial: BTreeSet<Fingerprint>,
    /// Statements have been given up.
    statements_dropped: bool,
    /// Days of cells have been given up.
    days_folded: bool,
    /// Users and schemas have been given up.
    names_folded: bool,
    examples: Examples,
    hosts: HostsByStatement,
}

/// A weekday (Monday is 0) and an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Hour {
    pub(crate) weekday: u8,
    pub(crate) hour: u8,
}

/// What the executions that began in an hour of the week come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub(crate) struct HourSums {
    pub(crate) executions: u64,
    pub(crate) total_us: u64,
}

impl HourSums {
    pub(crate) fn merge(&mut self, other: Self) {
        self.executions = self.executions.saturating_add(other.executions);
        self.total_us = self.total_us.saturating_add(other.total_us);
    }
}

impl Account {
    /// An account of nothing yet; days and hours are those of that zone.
    #[must_use]
    pub fn new(zone: Zone, limits: Limits) -> Self {
        Self {
            zone,
            limits,
            targets: Names::default(),
            users: Names::default(),
            schemas: Names::default(),
            cells: HashMap::new(),
            days: HashMap::new(),
            hours: HashMap::new(),
            statements: HashMap::new(),
            partial: BTreeSet::new(),
            statements_dropped: false,
            days_folded: false,
            names_folded: false,
            examples: Examples::default(),
            hosts: HostsByStatement::default(),
        }
    }

    /// The zone of its days.
    #[must_use]
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// Adds an execution, which belongs to the day and hour in which it began. Its text is asked for only if it is
    /// among the slowest of its statement; none keeps no example.
    ///
    /// An execution must be added once: the account cannot tell one that comes again.
    pub fn add(&mut self, query: &SlowQuery, example: impl FnOnce(&SlowQuery) -> Option<String>) {
        let local = self.zone.local(query.started_at);
        let Named::Is(target) = self.targets.place(query.target.as_str(), usize::MAX) else { return };
        self.days.entry((local.date, target)).or_default().add(query);
        let weekday = local.weekday.to_monday_zero_offset().unsigned_abs();
        let hour = self.hours.entry((target, Hour { weekday, hour: local.hour })).or_default();
        hour.merge(HourSums { executions: 1, total_us: query.duration_us });

        let statement = self.place_statement(query.fingerprint, query.duration_us);
        let key = Key {
            day: (!self.days_folded).then_some(local.date),
            target,
            user: self.place_user(query.user.as_deref().map_or(Named::Unknown, Named::Is)),
            schema: self.place_schema(query.schema.as_deref().map_or(Named::Unknown, Named::Is)),
            class: query.class,
            statement,
        };
        self.cells.entry(key).or_default().add(query);
        if statement != Named::Other {
            let at = (target, query.fingerprint);
            self.examples.offer(at, query, &self.limits, example);
            if let Some(host) = &query.host {
                self.hosts.entry(at).or_default().add(host);
            }
        }
        self.stay_within_limits();
    }

    /// Adds all of another account of the same zone; of another zone it is refused and nothing changes.
    pub fn merge(&mut self, other: &Self) -> Result<(), AccountError> {
        if self.zone.name() != other.zone.name() {
            return Err(AccountError::Zone(other.zone.name().to_owned(), self.zone.name().to_owned()));
        }
        let targets: Vec<u32> = (other.targets.list().iter())
            .map(|name| self.targets.place(name, usize::MAX).known().unwrap_or(u32::MAX))
            .collect();
        for ((day, place), sums) in &other.days {
            self.days.entry((*day, moved(&targets, *place))).or_default().merge(sums);
        }
        for ((place, hour), sums) in &other.hours {
            self.hours.entry((moved(&targets, *place), *hour)).or_default().merge(*sums);
        }
        self.merge_flags(other);
        for (fingerprint, total_us) in &other.statements {
            self.place_statement(*fingerprint, *total_us);
        }
        self.drop_days_if(other.days_folded);
        self.drop_names_if(other.names_folded);
        self.merge_cells(other, &targets);
        self.merge_examples(other, &targets);
        self.stay_within_limits();
        Ok(())
    }

    /// What executions come to by what `key` makes of their dimensions; those of which it makes none are left out.
    pub fn roll_up<'a, K: Ord>(&'a self, mut key: impl FnMut(Dimensions<'a>) -> Option<K>) -> RollUp<K> {
        let mut sums = RollUp::new();
        for (place, cell) in &self.cells {
            if let Some(key) = key(self.dimensions(place)) {
                sums.entry(key).or_insert_with(Sums::default).merge(cell);
            }
        }
        sums
    }

    /// What all executions come to.
    #[must_use]
    pub fn total(&self) -> Sums {
        let mut total = Sums::default();
        self.days.values().for_each(|day| total.merge(day));
        total
    }

    /// By day and target. Unlike the days of [`Account::roll_up`] these are always there.
    pub fn days(&self) -> impl Iterator<Item = (Date, &str, &Sums)> {
        self.days.iter().map(|((day, target), sums)| (*day, self.targets.name(*target), sums))
    }

    /// By target, weekday and hour.
    pub(crate) fn hours(&self) -> impl Iterator<Item = (&str, Hour, HourSums)> {
        self.hours.iter().map(|((target, hour), sums)| (self.targets.name(*target), *hour, *sums))
    }

    /// The targets that had a slow execution, sorted.
    #[must_use]
    pub fn targets(&self) -> BTreeSet<&str> {
        self.targets.list().iter().map(AsRef::as_ref).collect()
    }

    /// The slowest executions of a statement on a target, slowest first.
    #[must_use]
    pub fn examples(&self, target: &str, statement: Fingerprint) -> &[Example] {
        let examples = self.place_of(target).and_then(|place| self.examples.of.get(&(place, statement)));
        examples.map_or(&[], Vec::as_slice)
    }

    /// How many statements are told apart.
    #[must_use]
    pub fn statement_count(&self) -> usize {
        self.statements.len()
    }

    /// Whether a part of this statement's executions may be summed among the others, so that its own sums are lower
    /// bounds.
    #[must_use]
    pub fn is_partial(&self, statement: Fingerprint) -> bool {
        self.partial.contains(&statement)
    }

    /// Whether users and schemas, or some of them, are summed as "other".
    #[must_use]
    pub fn names_are_whole(&self) -> bool {
        let within = |names: &Names, limit: usize| names.list().len() < limit;
        let room = within(&self.users, self.limits.users) && within(&self.schemas, self.limits.schemas);
        let other = |key: &Key| key.user == Named::Other || key.schema == Named::Other;
        !self.names_folded && (room || !self.cells.keys().any(other))
    }

    /// Whether every statement is told apart.
    #[must_use]
    pub fn statements_are_whole(&self) -> bool {
        !self.statements_dropped
    }

    /// Whether days stand in [`Dimensions`].
    #[must_use]
    pub fn has_days(&self) -> bool {
        !self.days_folded
    }

    /// From which client hosts a statement came, and whether there were more than are kept.
    #[must_use]
    pub fn hosts(&self, target: &str, statement: Fingerprint) -> (Vec<&str>, bool) {
        let hosts = self.place_of(target).and_then(|place| self.hosts.get(&(place, statement)));
        hosts.map_or((Vec::new(), false), |hosts| {
            (hosts.names.iter().map(AsRef::as_ref).collect(), hosts.more)
        })
    }

    fn place_of(&self, target: &str) -> Option<u32> {
        self.targets.find(target)
    }

    fn dimensions(&self, key: &Key) -> Dimensions<'_> {
        Dimensions {
            day: key.day,
            target: self.targets.name(key.target),
            user: self.users.named(key.user),
            schema: self.schemas.named(key.schema),
            class: key.class,
            statement: key.statement,
        }
    }
}

/// Where a place has gone.
fn moved(places: &[u32], place: u32) -> u32 {
    places.get(place as usize).copied().unwrap_or(u32::MAX)
}
