//! An account as it is kept between runs, and read back without trust.

use std::collections::BTreeSet;

use auroscope_model::{DurationKind, ExecutionId, Fingerprint, StatementClass, UtcMicros};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::dimensions::{Key, Named, Names};
use super::{Account, Example, Hour, HourSums, Limits, Sums, moved};
use crate::Zone;

/// Why an account is not taken.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// Days of one zone are not days of another.
    #[error("the account is of the zone {0}, not of {1}: it has to be made anew")]
    Zone(String, String),
    /// It was written by another version.
    #[error("the account has format {0}, not {FORMAT}: it has to be made anew")]
    Format(u32),
    /// It is not what was kept.
    #[error("the kept account is damaged: {0}")]
    Damaged(&'static str),
}

/// Changes when accounts that were kept can no longer be read.
const FORMAT: u32 = 1;

/// An account as it is kept. It is the same for accounts that hold the same.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptAccount {
    format: u32,
    zone: String,
    targets: Vec<String>,
    users: Vec<String>,
    schemas: Vec<String>,
    cells: Vec<(KeptKey, Sums)>,
    days: Vec<(String, u32, Sums)>,
    hours: Vec<(u32, u8, u8, HourSums)>,
    statements: Vec<(Fingerprint, u64)>,
    partial: BTreeSet<Fingerprint>,
    statements_dropped: bool,
    days_folded: bool,
    names_folded: bool,
    examples: Vec<(u32, Fingerprint, Vec<KeptExample>)>,
    examples_halved: u32,
    hosts: Vec<(u32, Fingerprint, Vec<String>, bool)>,
}

/// Day, target, user, schema, class, statement. Of a name none is "unknown" and one beyond the list "other".
type KeptKey = (Option<String>, u32, Option<u32>, Option<u32>, StatementClass, Option<Fingerprint>);
type KeptExample = (ExecutionId, UtcMicros, u64, DurationKind, String);

impl Account {
    /// What is to be kept of it.
    #[must_use]
    pub fn keep(&self) -> KeptAccount {
        let (targets, target) = sorted(&self.targets);
        let (users, user) = sorted(&self.users);
        let (schemas, schema) = sorted(&self.schemas);
        let mut cells: Vec<(KeptKey, Sums)> = (self.cells.iter())
            .map(|(key, sums)| {
                let day = key.day.map(|day| day.to_string());
                let names = (place(key.user, &user), place(key.schema, &schema));
                let target = moved(&target, key.target);
                ((day, target, names.0, names.1, key.class, key.statement.known()), sums.clone())
            })
            .collect();
        cells.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        let mut days: Vec<_> = (self.days.iter())
            .map(|((day, at), sums)| (day.to_string(), moved(&target, *at), sums.clone()))
            .collect();
        days.sort_unstable_by(|one, other| (&one.0, one.1).cmp(&(&other.0, other.1)));
        let mut hours: Vec<_> = (self.hours.iter())
            .map(|((at, hour), sums)| (moved(&target, *at), hour.weekday, hour.hour, *sums))
            .collect();
        hours.sort_unstable_by_key(|(at, weekday, hour, _)| (*at, *weekday, *hour));
        let mut statements: Vec<_> = self.statements.iter().map(|(name, us)| (*name, *us)).collect();
        statements.sort_unstable();
        let mut examples: Vec<_> = (self.examples.of.iter())
            .map(|((at, statement), kept)| (moved(&target, *at), *statement, kept.iter().map(keep).collect()))
            .collect();
        examples.sort_unstable_by_key(|(at, statement, _): &(u32, _, Vec<_>)| (*at, *statement));
        let mut hosts: Vec<_> = (self.hosts.iter())
            .map(|((at, statement), hosts)| {
                let names = hosts.names.iter().map(|name| name.to_string()).collect();
                (moved(&target, *at), *statement, names, hosts.more)
            })
            .collect();
        hosts.sort_unstable_by_key(|(at, statement, ..)| (*at, *statement));
        KeptAccount {
            format: FORMAT,
            zone: self.zone.name().to_owned(),
            targets,
            users,
            schemas,
            cells,
            days,
            hours,
            statements,
            partial: self.partial.clone(),
            statements_dropped: self.statements_dropped,
            days_folded: self.days_folded,
            names_folded: self.names_folded,
            examples,
            examples_halved: self.examples.halved,
            hosts,
        }
    }

    /// The account that was kept, if it is of that zone and whole.
    pub fn restore(kept: KeptAccount, zone: Zone, limits: Limits) -> Result<Self, AccountError> {
        if kept.format != FORMAT {
            return Err(AccountError::Format(kept.format));
        }
        if kept.zone != zone.name() {
            return Err(AccountError::Zone(kept.zone, zone.name().to_owned()));
        }
        let mut account = Self::new(zone, limits);
        for (names, list) in [
            (&mut account.targets, &kept.targets),
            (&mut account.users, &kept.users),
            (&mut account.schemas, &kept.schemas),
        ] {
            list.iter().for_each(|name| {
                names.place(name, usize::MAX);
            });
        }
        account.statements.extend(kept.statements);
        account.partial = kept.partial;
        account.statements_dropped = kept.statements_dropped;
        account.days_folded = kept.days_folded;
        account.names_folded = kept.names_folded;
        account.examples.halved = kept.examples_halved;
        account.restore_sums(kept.cells, kept.days, kept.hours)?;
        for (at, statement, examples) in kept.examples {
            account.check_target(at)?;
            for (id, started_at, duration_us, duration_kind, text) in examples {
                let example = Example { id, started_at, duration_us, duration_kind, text: text.into() };
                account.examples.insert((at, statement), example, &account.limits);
            }
        }
        for (at, statement, names, more) in kept.hosts {
            account.check_target(at)?;
            let hosts = account.hosts.entry((at, statement)).or_default();
            names.iter().for_each(|name| hosts.add(name));
            hosts.more |= more;
        }
        account.stay_within_limits();
        Ok(account)
    }

    fn restore_sums(
        &mut self,
        cells: Vec<(KeptKey, Sums)>,
        days: Vec<(String, u32, Sums)>,
        hours: Vec<(u32, u8, u8, HourSums)>,
    ) -> Result<(), AccountError> {
        for ((day, target, user, schema, class, statement), sums) in cells {
            self.check_target(target)?;
            let key = Key {
                day: day.as_deref().map(date).transpose()?,
                target,
                user: named(user, &self.users),
                schema: named(schema, &self.schemas),
                class,
                statement: statement.map_or(Named::Other, Named::Is),
            };
            if statement.is_some_and(|statement| !self.statements.contains_key(&statement)) {
                return Err(AccountError::Damaged("a statement is missing"));
            }
            self.cells.insert(key, sound(sums)?);
        }
        for (day, target, sums) in days {
            self.check_target(target)?;
            self.days.insert((date(&day)?, target), sound(sums)?);
        }
        for (target, weekday, hour, sums) in hours {
            self.check_target(target)?;
            if weekday > 6 || hour > 23 {
                return Err(AccountError::Damaged("there is no such hour"));
            }
            self.hours.insert((target, Hour { weekday, hour }), sums);
        }
        Ok(())
    }

    fn check_target(&self, place: u32) -> Result<(), AccountError> {
        let there = (place as usize) < self.targets.list().len();
        if there { Ok(()) } else { Err(AccountError::Damaged("a target is missing")) }
    }
}

fn sound(sums: Sums) -> Result<Sums, AccountError> {
    if sums.durations.is_sound() { Ok(sums) } else { Err(AccountError::Damaged("durations are in disorder")) }
}

fn date(text: &str) -> Result<Date, AccountError> {
    text.parse().map_err(|_| AccountError::Damaged("a day is none"))
}

fn keep(example: &Example) -> KeptExample {
    let Example { id, started_at, duration_us, duration_kind, text } = example;
    (*id, *started_at, *duration_us, *duration_kind, text.to_string())
}

/// The names in their order, and where each place has gone.
fn sorted(names: &Names) -> (Vec<String>, Vec<u32>) {
    let mut order: Vec<u32> = (0..).take(names.list().len()).collect();
    order.sort_unstable_by_key(|place| names.name(*place));
    let mut places = vec![0; order.len()];
    for (new, old) in (0..).zip(&order) {
        places[*old as usize] = new;
    }
    (order.iter().map(|place| names.name(*place).to_owned()).collect(), places)
}

fn place(name: Named<u32>, places: &[u32]) -> Option<u32> {
    match name {
        Named::Is(place) => Some(moved(places, place)),
        Named::Unknown => None,
        Named::Other => Some(u32::MAX),
    }
}

fn named(place: Option<u32>, names: &Names) -> Named<u32> {
    match place {
        None => Named::Unknown,
        Some(place) if (place as usize) < names.list().len() => Named::Is(place),
        Some(_) => Named::Other,
    }
}
