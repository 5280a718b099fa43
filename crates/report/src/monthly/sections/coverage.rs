//! What the figures leave out: first what the account knows of itself, then what the caller knows.

use std::collections::BTreeMap;

use super::super::block::Block;
use super::super::content::Content;
use super::super::words::{self, Words};
use super::super::{CoverageNote, MonthlyReport, Period, figure};
use super::phrase::names;

/// How many notes of a kind are told one by one.
const NOTES_SHOWN: usize = 10;
/// How many names stand in a note.
const NAMES_SHOWN: usize = 12;

pub(super) fn block(report: &MonthlyReport<'_>, content: &Content<'_>) -> Block {
    let language = report.language;
    let mut points = of_period(report);
    let mut limits = of_account(report, content);
    limits.extend(gaps(report));
    limits.extend(missing_days(report));
    limits.extend(unread(report));
    limits.extend(others(report));
    if limits.is_empty() && report.period == Period::Ended {
        limits.push(words::ALL_SEEN.in_(language).to_owned());
    }
    points.extend(limits);
    points.extend(thresholds(report));
    Block::Notice { title: words::COVERAGE.in_(language).to_owned(), points }
}

fn of_period(report: &MonthlyReport<'_>) -> Vec<String> {
    let mut points = Vec::new();
    if let Period::InProgress(to) = report.period {
        let at = report.account.zone().text(to);
        points.push(words::NOT_ENDED.fill(report.language, &[("at", &at)]));
    }
    if report.previous.is_none() {
        points.push(words::NO_MONTH_BEFORE.in_(report.language).to_owned());
    }
    points
}

fn of_account(report: &MonthlyReport<'_>, content: &Content<'_>) -> Vec<String> {
    let language = report.language;
    let total = &content.total;
    let some = |words: &Words, number: u64| {
        let share = figure::share(number as f64, total.executions as f64);
        (number > 0).then(|| words.fill(language, &[("n", &figure::count(number)), ("share", &share)]))
    };
    // Most often all three are unknown of the same executions.
    let mut unknown: BTreeMap<u64, Vec<&str>> = BTreeMap::new();
    for (figure, known) in [
        (&words::LOCK, total.lock_us),
        (&words::ROWS_EXAMINED, total.rows_examined),
        (&words::ROWS_SENT, total.rows_sent),
    ] {
        let number = total.executions.saturating_sub(known.known);
        unknown.entry(number).or_default().push(figure.in_(language));
    }
    let unknown = unknown.into_iter().filter(|(number, _)| *number > 0).map(|(number, figures)| {
        let share = figure::share(number as f64, total.executions as f64);
        let (figures, n) = (figures.join(", "), figure::count(number));
        words::FIGURES_UNKNOWN.fill(language, &[("figures", &figures), ("n", &n), ("share", &share)])
    });
    let beyond = (content.others.executions > 0).then(|| {
        let time = figure::time(content.others.total_us as f64, language);
        let parts = [("n", &*figure::count(content.others.executions)), ("time", &time)];
        words::STATEMENTS_BEYOND.fill(language, &parts)
    });
    let names = (!report.account.names_are_whole()).then(|| words::NAMES_BEYOND.in_(language).to_owned());
    some(&words::LOWER_BOUNDS, total.lower_bounds)
        .into_iter()
        .chain(unknown)
        .chain(some(&words::TRUNCATED, total.truncated))
        .chain(beyond)
        .chain(names)
        .collect()
}

/// The longest gaps one by one, the others together.
fn gaps(report: &MonthlyReport<'_>) -> Vec<String> {
    let (language, zone) = (report.language, report.account.zone());
    let mut gaps: Vec<_> = (report.notes.iter())
        .filter_map(|note| match note {
            CoverageNote::Gap { target, from, to, reason } => Some((target, *from, *to, reason)),
            _ => None,
        })
        .collect();
    gaps.sort_by_key(|(target, from, to, _)| (std::cmp::Reverse(to.since_us(*from)), *target, *from));
    let rest = gaps.split_off(gaps.len().min(NOTES_SHOWN));
    let tell = |(target, from, to, reason): &(&String, _, auroscope_model::UtcMicros, &Option<String>)| {
        let reason = reason.as_ref().map_or(String::new(), |reason| format!(" ({reason})"));
        let parts = [
            ("target", target.as_str()),
            ("from", &zone.text(*from)),
            ("to", &zone.text(*to)),
            ("time", &figure::time(to.since_us(*from) as f64, language)),
            ("reason", &reason),
        ];
        words::GAP.fill(language, &parts)
    };
    let mut points: Vec<String> = gaps.iter().map(tell).collect();
    if !rest.is_empty() {
        let us: u64 = rest.iter().map(|(_, from, to, _)| to.since_us(*from)).fold(0, u64::saturating_add);
        let parts = [("n", &*figure::count(rest.len() as u64)), ("time", &figure::time(us as f64, language))];
        points.push(words::MORE_GAPS.fill(language, &parts));
    }
    points
}

fn missing_days(report: &MonthlyReport<'_>) -> Vec<String> {
    let language = report.language;
    let points = report.notes.iter().filter_map(|note| match note {
        CoverageNote::MissingDays { target, days } => {
            let days: Vec<String> = days.iter().map(ToString::to_string).collect();
            let target = target.as_deref().unwrap_or(words::ALL_INSTANCES.in_(language));
            let days = names(&days, NAMES_SHOWN, language);
            Some(words::MISSING_DAYS.fill(language, &[("target", target), ("days", &days)]))
        }
        _ => None,
    });
    within(report, points.collect())
}

/// Targets of which nothing could be read, by reason.
fn unread(report: &MonthlyReport<'_>) -> Vec<String> {
    let mut groups: [(&Words, Vec<String>); 2] =
        [(&words::GROUP_MISSING, Vec::new()), (&words::EXPORT_OFF, Vec::new())];
    for note in &report.notes {
        match note {
            CoverageNote::LogGroupMissing { target } => groups[0].1.push(target.clone()),
            CoverageNote::ExportOff { target } => groups[1].1.push(target.clone()),
            _ => {}
        }
    }
    let told = groups.iter().filter(|(_, targets)| !targets.is_empty()).map(|(words, targets)| {
        let targets = names(targets, NAMES_SHOWN, report.language);
        words.fill(report.language, &[("targets", &targets)])
    });
    told.collect()
}

fn others(report: &MonthlyReport<'_>) -> Vec<String> {
    let language = report.language;
    let told = report.notes.iter().filter_map(|note| match note {
        CoverageNote::LogExpired { target, before } => {
            let at = report.account.zone().text(*before);
            Some(words::EXPIRED.fill(language, &[("target", target), ("at", &at)]))
        }
        CoverageNote::Skipped { target, entries, reason } => {
            let parts = [("target", &**target), ("n", &figure::count(*entries)), ("reason", reason)];
            Some(words::SKIPPED.fill(language, &parts))
        }
        CoverageNote::Remark { text } => Some(text.clone()),
        _ => None,
    });
    within(report, told.collect())
}

fn thresholds(report: &MonthlyReport<'_>) -> Vec<String> {
    let language = report.language;
    let mut targets: BTreeMap<u64, Vec<String>> = BTreeMap::new();
    for note in &report.notes {
        if let CoverageNote::Threshold { target, threshold_us } = note {
            let target = target.as_deref().unwrap_or(words::ALL_INSTANCES.in_(language));
            targets.entry(*threshold_us).or_default().push(target.to_owned());
        }
    }
    let told = targets.iter().map(|(us, targets)| {
        let time = figure::time(*us as f64, language);
        let targets = names(targets, NAMES_SHOWN, language);
        words::THRESHOLD.fill(language, &[("time", &time), ("targets", &targets)])
    });
    within(report, told.collect())
}

/// The first of some notes, and how many more there are.
fn within(report: &MonthlyReport<'_>, mut notes: Vec<String>) -> Vec<String> {
    let rest = notes.split_off(notes.len().min(NOTES_SHOWN));
    if !rest.is_empty() {
        let number = figure::count(rest.len() as u64);
        notes.push(words::MORE_NOTES.fill(report.language, &[("n", &number)]));
    }
    notes
}
