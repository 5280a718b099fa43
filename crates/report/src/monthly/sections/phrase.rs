//! Texts and cells that several chapters use.

use auroscope_model::{Fingerprint, StatementClass};

use super::super::block::{Align, Cell, Tone};
use super::super::content::{ClassGroup, Content, Verdict};
use super::super::words::{self, Words};
use super::super::{Language, MonthlyReport, figure};
use crate::escape::cut;
use crate::statistics::{Named, Sums};

/// Characters of a statement in a table.
const STATEMENT_CHARACTERS: usize = 160;

pub(super) fn left(words: &Words, language: Language) -> (String, Align) {
    (words.in_(language).to_owned(), Align::Left)
}

pub(super) fn right(words: &Words, language: Language) -> (String, Align) {
    (words.in_(language).to_owned(), Align::Right)
}

pub(super) fn count(number: u64) -> Cell {
    figure::count(number).into()
}

pub(super) fn time(sums: &Sums, us: Option<f64>, language: Language) -> Cell {
    figure::time_of(sums, us, language).into()
}

/// A share of the total, with its bar.
pub(super) fn share(part: u64, whole: u64) -> Cell {
    let share = if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
    Cell::from(figure::share(part as f64, whole as f64)).with_bar(share)
}

/// A text that stands for a statement in a table.
pub(super) fn statement(report: &MonthlyReport<'_>, fingerprint: Fingerprint, class: StatementClass) -> Cell {
    let text = match report.texts.get(&fingerprint) {
        Some(text) => cut(&text.split_whitespace().collect::<Vec<_>>().join(" "), STATEMENT_CHARACTERS),
        None => words::NO_TEXT.in_(report.language).to_owned(),
    };
    Cell::from(text).over(format!("{} · {}", ClassGroup::of(class).name(), short(fingerprint)))
}

/// The first digits of a fingerprint, which no other statement of a report is likely to share.
pub(super) fn short(fingerprint: Fingerprint) -> String {
    fingerprint.to_string().chars().take(12).collect()
}

pub(super) fn verdict(verdict: Verdict, language: Language) -> Cell {
    let (words, tone) = match verdict {
        Verdict::New => (&words::NEW, Tone::Worse),
        Verdict::Slower => (&words::SLOWER, Tone::Worse),
        Verdict::Faster => (&words::FASTER, Tone::Better),
        Verdict::Gone => (&words::GONE, Tone::Better),
    };
    Cell::from(words.in_(language)).toned(tone)
}

pub(super) fn name(named: Named<&str>, unknown: &Words, language: Language) -> String {
    match named {
        Named::Is("") | Named::Unknown => unknown.in_(language).to_owned(),
        Named::Is(name) => name.to_owned(),
        Named::Other => words::OTHER.in_(language).to_owned(),
    }
}

/// READ / WRITE / DDL / TX / OTHER.
pub(super) fn mix(executions: &std::collections::BTreeMap<ClassGroup, u64>) -> String {
    let of = |class| figure::count(executions.get(&class).copied().unwrap_or_default());
    ClassGroup::ALL.map(of).join(" / ")
}

/// Two sums so that they can be compared: in a month that is not over both are divided by their days.
pub(super) fn per_day(
    report: &MonthlyReport<'_>,
    content: &Content<'_>,
    now: f64,
    before: f64,
) -> (f64, f64) {
    if content.is_over {
        return (now, before);
    }
    let days_before = report.month.previous().days().count().max(1);
    // Of the first hours of a month nothing could be told by the day.
    (now / content.days_over.max(1.0), before / days_before as f64)
}

/// How a sum changed.
pub(super) fn change_of(
    report: &MonthlyReport<'_>,
    content: &Content<'_>,
    now: f64,
    before: f64,
) -> Option<(String, Tone)> {
    let (now, before) = per_day(report, content, now, before);
    let tone = match now / before {
        ratio if ratio >= 1.1 => Tone::Worse,
        ratio if ratio <= 0.9 => Tone::Better,
        _ => Tone::Faint,
    };
    figure::change(now, before).map(|change| (change, tone))
}

/// The change of the total time since the month before, as a cell.
pub(super) fn change(
    report: &MonthlyReport<'_>,
    content: &Content<'_>,
    now: &Sums,
    before: Option<&Sums>,
) -> Cell {
    let Some(before) = before.filter(|before| before.executions > 0) else {
        let new = report.previous.is_some() && now.executions > 0;
        let text = if new { words::NEW.in_(report.language) } else { "–" };
        return Cell::from(text).toned(Tone::Faint);
    };
    match change_of(report, content, now.total_us as f64, before.total_us as f64) {
        Some((text, tone)) => Cell::from(text).toned(tone),
        None => Cell::from("–").toned(Tone::Faint),
    }
}

/// Some names, and how many more there are.
pub(super) fn names(names: &[String], shown: usize, language: Language) -> String {
    let mut text = names.iter().take(shown).cloned().collect::<Vec<_>>().join(", ");
    if names.len() > shown {
        let more = figure::count((names.len() - shown) as u64);
        text.push(' ');
        text.push_str(&words::AND_MORE.fill(language, &[("n", &more)]));
    }
    text
}
