//! The facts of a report, without words: what was accounted for, ranked, shared out and compared.

mod compare;
mod gather;

use std::collections::BTreeMap;

use auroscope_model::{Fingerprint, StatementClass};
use jiff::civil::Date;

pub(super) use compare::{Change, Verdict};

use super::{MonthlyReport, Period};
use crate::statistics::{Account, Hour, HourSums, Named, Sums};

/// The facts of a report.
pub(super) struct Content<'a> {
    pub(super) total: Sums,
    pub(super) before: Option<Sums>,
    /// How many days of the month are accounted for; the day on which a report is made counts in part.
    pub(super) days_over: f64,
    /// All of the month is.
    pub(super) is_over: bool,
    /// Every statement of this month is told apart.
    pub(super) is_whole: bool,
    /// Every statement of the month before was told apart.
    pub(super) before_is_whole: bool,
    pub(super) days: Vec<Day>,
    pub(super) hours: BTreeMap<Hour, HourSums>,
    pub(super) classes: BTreeMap<ClassGroup, Sums>,
    pub(super) classes_before: BTreeMap<ClassGroup, Sums>,
    /// Those with the most time first; those without any slow execution last, by name.
    pub(super) instances: Vec<Instance<'a>>,
    pub(super) statements: Vec<Statement<'a>>,
    pub(super) statements_before: Option<usize>,
    /// What was beyond the account's limits.
    pub(super) others: Sums,
    pub(super) users: Vec<Group<'a>>,
    pub(super) schemas: Vec<Group<'a>>,
}

/// A day of the month.
pub(super) struct Day {
    pub(super) date: Date,
    pub(super) sums: Sums,
    /// The same day of the month before.
    pub(super) before_us: Option<u64>,
    /// It has not come yet.
    pub(super) to_come: bool,
    /// Nothing of it was read.
    pub(super) missing: bool,
}

/// Classes as reports count them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum ClassGroup {
    Read,
    Write,
    Ddl,
    Tx,
    Other,
}

impl ClassGroup {
    pub(super) const ALL: [Self; 5] = [Self::Read, Self::Write, Self::Ddl, Self::Tx, Self::Other];

    pub(super) fn of(class: StatementClass) -> Self {
        match class {
            StatementClass::Read => Self::Read,
            StatementClass::Write => Self::Write,
            StatementClass::Ddl => Self::Ddl,
            StatementClass::Tx => Self::Tx,
            _ => Self::Other,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Read => "READ",
            Self::Write => "WRITE",
            Self::Ddl => "DDL",
            Self::Tx => "TX",
            Self::Other => "OTHER",
        }
    }
}

/// A user or a schema.
pub(super) struct Group<'a> {
    pub(super) name: Named<&'a str>,
    pub(super) sums: Sums,
    pub(super) before: Option<Sums>,
    pub(super) statements: usize,
    pub(super) targets: usize,
    pub(super) executions_by_class: BTreeMap<ClassGroup, u64>,
}

/// A target.
pub(super) struct Instance<'a> {
    pub(super) name: &'a str,
    pub(super) sums: Sums,
    /// None when there is no account of the month before, or it has nothing of this target.
    pub(super) before: Option<Sums>,
    /// The statements that ran slowly on it, those with the most time first.
    pub(super) statements: Vec<OnInstance<'a>>,
    pub(super) executions_by_class: BTreeMap<ClassGroup, u64>,
    /// Nothing of it could be read: that it has no slow query means nothing.
    pub(super) unread: bool,
    /// What changed since the month before; none when that cannot be told.
    pub(super) changes: Option<Vec<Change>>,
}

/// A statement on a target.
pub(super) struct OnInstance<'a> {
    pub(super) fingerprint: Fingerprint,
    pub(super) class: StatementClass,
    pub(super) sums: Sums,
    pub(super) before: Option<Sums>,
    pub(super) partial: bool,
    pub(super) users: Vec<Named<&'a str>>,
    pub(super) verdict: Option<Verdict>,
}

/// A statement on all targets.
pub(super) struct Statement<'a> {
    pub(super) fingerprint: Fingerprint,
    pub(super) class: StatementClass,
    pub(super) sums: Sums,
    pub(super) before: Option<Sums>,
    pub(super) partial: bool,
    /// Where it ran and for how long in all, longest first.
    pub(super) targets: Vec<(&'a str, u64)>,
    /// Who ran it and for how long in all, longest first.
    pub(super) users: Vec<(Named<&'a str>, u64)>,
    pub(super) schemas: Vec<(Named<&'a str>, u64)>,
}

impl<'a> Content<'a> {
    /// The facts of that report.
    pub(super) fn of(report: &'a MonthlyReport<'a>) -> Self {
        let (account, previous) = (report.account, report.previous);
        let by_group = |account: &Account| account.roll_up(|of| Some(ClassGroup::of(of.class)));
        let days = gather::days(report);
        Self {
            total: account.total(),
            before: previous.map(Account::total),
            days_over: gather::days_over(report),
            is_over: report.period == Period::Ended,
            is_whole: account.statements_are_whole(),
            before_is_whole: previous.is_none_or(Account::statements_are_whole),
            days,
            hours: gather::hours(account),
            classes: by_group(account),
            classes_before: previous.map(by_group).unwrap_or_default(),
            instances: gather::instances(report),
            statements: gather::statements(report),
            statements_before: previous.map(Account::statement_count),
            others: account
                .roll_up(|of| (of.statement == Named::Other).then_some(()))
                .remove(&())
                .unwrap_or_default(),
            users: gather::groups(report, |of| of.user),
            schemas: gather::groups(report, |of| of.schema),
        }
    }

    /// Whether that can be said of a statement at all.
    pub(super) fn judges(&self, verdict: Verdict) -> bool {
        match verdict {
            Verdict::New => self.before_is_whole,
            Verdict::Gone => self.is_whole && self.is_over,
            Verdict::Slower | Verdict::Faster => true,
        }
    }

    /// How many statements of all targets had this verdict; none when it cannot be said or nothing could be compared.
    pub(super) fn verdicts(&self, verdict: Verdict) -> Option<usize> {
        if !self.judges(verdict) {
            return None;
        }
        let changes = self.instances.iter().filter_map(|instance| instance.changes.as_ref());
        changes
            .map(|changes| changes.iter().filter(|change| change.verdict == verdict).count())
            .reduce(|one, other| one + other)
    }
}
