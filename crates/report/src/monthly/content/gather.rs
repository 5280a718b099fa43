//! Facts gathered from accounts.

use std::collections::{BTreeMap, BTreeSet};

use auroscope_model::{Fingerprint, StatementClass};
use jiff::civil::Date;

use super::compare::{Change, Known};
use super::{ClassGroup, Day, Group, Instance, OnInstance, Statement};
use crate::monthly::{CoverageNote, MonthlyReport, Period};
use crate::statistics::{Account, Dimensions, Hour, HourSums, Named, RollUp, Sums};

pub(super) fn days(report: &MonthlyReport<'_>) -> Vec<Day> {
    let by_day = |account: &Account| {
        let mut sums: RollUp<Date> = RollUp::new();
        account.days().for_each(|(day, _, more)| sums.entry(day).or_default().merge(more));
        sums
    };
    let mut now = by_day(report.account);
    let before = report.previous.map(by_day);
    let last = match report.period {
        Period::Ended => None,
        Period::InProgress(to) => Some(report.account.zone().local(to).date),
    };
    let missing: BTreeSet<Date> = (report.notes.iter())
        .filter_map(|note| match note {
            CoverageNote::MissingDays { target: None, days } => Some(days),
            _ => None,
        })
        .flatten()
        .copied()
        .collect();
    let days_before: Vec<Date> = report.month.previous().days().collect();
    let day = |(place, date): (usize, Date)| Day {
        date,
        sums: now.remove(&date).unwrap_or_default(),
        before_us: before.as_ref().and_then(|sums| {
            let date = days_before.get(place)?;
            Some(sums.get(date).map_or(0, |sums| sums.total_us))
        }),
        to_come: last.is_some_and(|last| date > last),
        missing: missing.contains(&date),
    };
    report.month.days().enumerate().map(day).collect()
}

/// The month's days, as far as they have gone by.
pub(super) fn days_over(report: &MonthlyReport<'_>) -> f64 {
    let days = report.month.days().count() as f64;
    let (from, to) = report.month.bounds(report.account.zone());
    match report.period {
        Period::Ended => days,
        Period::InProgress(until) => {
            days * until.min(to).since_us(from) as f64 / to.since_us(from).max(1) as f64
        }
    }
}

pub(super) fn hours(account: &Account) -> BTreeMap<Hour, HourSums> {
    let mut hours: BTreeMap<Hour, HourSums> = BTreeMap::new();
    account.hours().for_each(|(_, hour, sums)| hours.entry(hour).or_default().merge(sums));
    hours
}

pub(super) fn groups<'a>(
    report: &'a MonthlyReport<'a>,
    name: impl Fn(Dimensions<'a>) -> Named<&'a str>,
) -> Vec<Group<'a>> {
    let account = report.account;
    let mut statements: BTreeMap<Named<&str>, usize> = BTreeMap::new();
    for (group, _) in account.roll_up(|of| of.statement.known().map(|known| (name(of), known))).into_keys() {
        *statements.entry(group).or_default() += 1;
    }
    let mut targets: BTreeMap<Named<&str>, usize> = BTreeMap::new();
    for (group, _) in account.roll_up(|of| Some((name(of), of.target))).into_keys() {
        *targets.entry(group).or_default() += 1;
    }
    let mut classes = by_class(account, &name);
    let mut before = report.previous.map(|account| account.roll_up(|of| Some(name(of)))).unwrap_or_default();
    let group = |(name, sums)| Group {
        name,
        sums,
        before: before.remove(&name),
        statements: statements.get(&name).copied().unwrap_or_default(),
        targets: targets.get(&name).copied().unwrap_or_default(),
        executions_by_class: classes.remove(&name).unwrap_or_default(),
    };
    let mut groups: Vec<Group<'_>> = account.roll_up(|of| Some(name(of))).into_iter().map(group).collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.sums.total_us));
    groups
}

fn by_class<'a, K: Ord>(
    account: &'a Account,
    key: impl Fn(Dimensions<'a>) -> K,
) -> BTreeMap<K, BTreeMap<ClassGroup, u64>> {
    let mut classes: BTreeMap<K, BTreeMap<ClassGroup, u64>> = BTreeMap::new();
    for ((key, class), sums) in account.roll_up(|of| Some((key(of), ClassGroup::of(of.class)))) {
        classes.entry(key).or_default().insert(class, sums.executions);
    }
    classes
}

pub(super) fn instances<'a>(report: &'a MonthlyReport<'a>) -> Vec<Instance<'a>> {
    let account = report.account;
    let known = Known {
        period: report.period,
        thresholds: report.thresholds,
        now_whole: account.statements_are_whole(),
        before_whole: report.previous.is_none_or(Account::statements_are_whole),
    };
    let mut now = account.roll_up(|of| Some(of.target));
    let mut before = report.previous.map(|account| account.roll_up(|of| Some(of.target))).unwrap_or_default();
    let mut statements = on_targets(account);
    let mut statements_before = report.previous.map(on_targets).unwrap_or_default();
    let mut users: BTreeMap<_, Vec<Named<&str>>> = BTreeMap::new();
    for (target, statement, user) in
        account.roll_up(|of| Some((of.target, of.statement.known()?, of.user))).into_keys()
    {
        users.entry((target, statement)).or_default().push(user);
    }
    let mut classes = by_class(account, |of| of.target);
    let mut names: BTreeSet<&str> = report.targets.iter().map(String::as_str).collect();
    names.extend(now.keys().copied());
    names.extend(before.keys().copied());
    let unread: BTreeSet<&str> = (report.notes.iter())
        .filter_map(|note| match note {
            CoverageNote::LogGroupMissing { target } | CoverageNote::ExportOff { target } => Some(&**target),
            _ => None,
        })
        .collect();
    names.extend(&unread);
    let instance = |name| {
        let before = before.remove(name);
        let mut old = statements_before.remove(name).unwrap_or_default();
        let mut changes = Vec::new();
        let mut own = Vec::new();
        for (fingerprint, (class, sums)) in statements.remove(name).unwrap_or_default() {
            let partial = account.is_partial(fingerprint)
                || report.previous.is_some_and(|previous| previous.is_partial(fingerprint));
            let of_old = old.remove(&fingerprint).map(|(_, sums)| sums);
            let judged = before.is_some() && !partial;
            let verdict = judged.then(|| known.verdict(Some(&sums), of_old.as_ref())).flatten();
            if let Some(verdict) = verdict {
                let (now, before) = (Some(sums.clone()), of_old.clone());
                changes.push(Change { verdict, fingerprint, class, now, before });
            }
            let users = users.remove(&(name, fingerprint)).unwrap_or_default();
            own.push(OnInstance { fingerprint, class, sums, before: of_old, partial, users, verdict });
        }
        for (fingerprint, (class, sums)) in old {
            if let Some(verdict) = known.verdict(None, Some(&sums)) {
                changes.push(Change { verdict, fingerprint, class, now: None, before: Some(sums) });
            }
        }
        changes.sort_by_key(|change| (change.verdict, std::cmp::Reverse(change.weight_us())));
        own.sort_by_key(|statement| std::cmp::Reverse(statement.sums.total_us));
        let sums = now.remove(name).unwrap_or_default();
        let unread = sums.executions == 0 && unread.contains(name);
        Instance {
            name,
            sums,
            unread,
            statements: own,
            executions_by_class: classes.remove(name).unwrap_or_default(),
            changes: (before.is_some() && !unread).then_some(changes),
            before,
        }
    };
    let mut instances: Vec<Instance<'a>> = names.into_iter().map(instance).collect();
    instances.sort_by_key(|instance| std::cmp::Reverse(instance.sums.total_us));
    instances
}

type Classed = BTreeMap<Fingerprint, (StatementClass, Sums)>;

fn on_targets(account: &Account) -> BTreeMap<&str, Classed> {
    let mut targets: BTreeMap<&str, Classed> = BTreeMap::new();
    let sums = account.roll_up(|of| Some((of.target, of.statement.known()?, of.class)));
    for ((target, statement, class), sums) in sums {
        join(targets.entry(target).or_default(), statement, class, sums);
    }
    targets
}

/// A cut text may have put executions of one statement into two classes: that of the most stands.
fn join(statements: &mut Classed, statement: Fingerprint, class: StatementClass, sums: Sums) {
    match statements.get_mut(&statement) {
        Some((kept, whole)) => {
            if sums.executions > whole.executions {
                *kept = class;
            }
            whole.merge(&sums);
        }
        None => {
            statements.insert(statement, (class, sums));
        }
    }
}

pub(super) fn statements<'a>(report: &'a MonthlyReport<'a>) -> Vec<Statement<'a>> {
    let account = report.account;
    let classed = |account: &'a Account| {
        let mut statements = Classed::new();
        for ((statement, class), sums) in account.roll_up(|of| Some((of.statement.known()?, of.class))) {
            join(&mut statements, statement, class, sums);
        }
        statements
    };
    let mut before = report.previous.map(classed).unwrap_or_default();
    let mut targets = ranked(account, |of| of.target);
    let mut users = ranked(account, |of| of.user);
    let mut schemas = ranked(account, |of| of.schema);
    let statement = |(fingerprint, (class, sums))| Statement {
        fingerprint,
        class,
        sums,
        before: before.remove(&fingerprint).map(|(_, sums)| sums),
        partial: account.is_partial(fingerprint),
        targets: targets.remove(&fingerprint).unwrap_or_default(),
        users: users.remove(&fingerprint).unwrap_or_default(),
        schemas: schemas.remove(&fingerprint).unwrap_or_default(),
    };
    let mut statements: Vec<Statement<'a>> = classed(account).into_iter().map(statement).collect();
    statements.sort_by_key(|statement| std::cmp::Reverse(statement.sums.total_us));
    statements
}

fn ranked<'a, K: Ord>(
    account: &'a Account,
    key: impl Fn(Dimensions<'a>) -> K,
) -> BTreeMap<Fingerprint, Vec<(K, u64)>> {
    let mut ranked: BTreeMap<Fingerprint, Vec<(K, u64)>> = BTreeMap::new();
    for ((statement, key), sums) in account.roll_up(|of| Some((of.statement.known()?, key(of)))) {
        ranked.entry(statement).or_default().push((key, sums.total_us));
    }
    ranked.values_mut().for_each(|parts| parts.sort_by_key(|(_, us)| std::cmp::Reverse(*us)));
    ranked
}
