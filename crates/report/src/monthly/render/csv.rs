//! The statements of each instance as comma-separated values, with a mark by which spreadsheets know that it is UTF-8.

use super::super::MonthlyReport;
use super::super::content::{ClassGroup, Content, Instance, OnInstance};
use crate::escape::{csv_line, cut};
use crate::statistics::{Named, Sums};

const COLUMNS: [&str; 26] = [
    "month",
    "instance",
    "fingerprint",
    "class",
    "executions",
    "lower_bound_executions",
    "total_us",
    "share_of_instance",
    "mean_us",
    "p50_us",
    "p95_us",
    "p99_us",
    "max_us",
    "lock_us",
    "rows_examined",
    "rows_sent",
    "figures_known_executions",
    "users",
    "first_seen",
    "last_seen",
    "change",
    "executions_before",
    "total_us_before",
    "mean_us_before",
    "partial",
    "statement",
];

/// Excel takes 32,767.
const CELL_CHARACTERS: usize = 32_000;

/// The report as CSV.
pub(in crate::monthly) fn csv(report: &MonthlyReport<'_>, content: &Content<'_>) -> String {
    let mut text = format!("\u{feff}{}", csv_line(COLUMNS));
    for instance in &content.instances {
        for statement in &instance.statements {
            text.push_str(&csv_line(row(report, instance, statement)));
        }
    }
    text
}

fn row(report: &MonthlyReport<'_>, instance: &Instance<'_>, of: &OnInstance<'_>) -> [String; COLUMNS.len()] {
    let sums = &of.sums;
    let some = |number: Option<u64>| number.map(|number| number.to_string()).unwrap_or_default();
    let mean =
        |sums: Option<&Sums>| sums.and_then(Sums::mean_us).map(|us| format!("{us:.0}")).unwrap_or_default();
    let seen = |at: Option<auroscope_model::UtcMicros>| {
        at.map(|at| report.account.zone().text(at)).unwrap_or_default()
    };
    let users: Vec<&str> = of.users.iter().filter_map(|user| Named::known(*user)).collect();
    let before = of.before.as_ref();
    let share =
        if instance.sums.total_us == 0 { 0.0 } else { sums.total_us as f64 / instance.sums.total_us as f64 };
    let known = sums.lock_us.known.min(sums.rows_examined.known).min(sums.rows_sent.known);
    [
        report.month.to_string(),
        instance.name.to_owned(),
        of.fingerprint.to_string(),
        ClassGroup::of(of.class).name().to_owned(),
        sums.executions.to_string(),
        sums.lower_bounds.to_string(),
        sums.total_us.to_string(),
        format!("{share:.6}"),
        mean(Some(sums)),
        some(sums.percentile_us(0.5)),
        some(sums.percentile_us(0.95)),
        some(sums.percentile_us(0.99)),
        sums.max_us.to_string(),
        some(sums.lock_us.total()),
        some(sums.rows_examined.total()),
        some(sums.rows_sent.total()),
        known.to_string(),
        one_line(&users.join(" ")),
        seen(sums.first_seen),
        seen(sums.last_seen),
        of.verdict.map(|verdict| verdict.as_str()).unwrap_or_default().to_owned(),
        some(before.map(|before| before.executions)),
        some(before.map(|before| before.total_us)),
        mean(before),
        of.partial.to_string(),
        report.texts.get(&of.fingerprint).map(|text| one_line(text)).unwrap_or_default(),
    ]
}

/// A text as one line, no longer than a spreadsheet's cell.
fn one_line(text: &str) -> String {
    cut(&text.split_whitespace().collect::<Vec<_>>().join(" "), CELL_CHARACTERS)
}
