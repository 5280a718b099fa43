//! What all executions come to, and how much of the log that is.

use std::collections::BTreeMap;

use auroscope_slowlog::digest::{MOST_ATTRIBUTES, Report, Summary};

use super::metrics::{are_exact, metrics};
use super::{About, nouns, time};
use crate::commands::digest::document::Block;
use crate::commands::digest::figures::{duration, percent, size, thousands};

/// The title, the facts and the figures of all.
pub(super) fn summary(report: &Report, about: &About<'_>) -> Vec<Block> {
    let mut blocks = facts(report, about);
    blocks.push(metrics(&report.overall, None));
    if !are_exact(&report.overall) {
        let error = percent(report.summary.percentile_error);
        blocks
            .push(Block::Note(format!("Percentiles of large groups are within {error}; all else is exact.")));
    }
    blocks
}

/// The title and the facts.
pub(super) fn facts(report: &Report, about: &About<'_>) -> Vec<Block> {
    let Report { summary, .. } = report;
    let title = match about.names {
        [name] => name.clone(),
        names => format!("{} logs as one", names.len()),
    };
    let mut facts = Vec::new();
    // A log that is followed has no length yet.
    if summary.bytes > 0 {
        facts.push(("log", log(summary, about.names)));
    }
    if let (Some(start), Some(end)) = (summary.range_start, summary.range_end) {
        let length = duration(end.since_us(start) as f64);
        facts.push(("from", format!("{} to {} ({length})", time(start), time(end))));
    }
    let per_s =
        summary.queries_per_s.map_or_else(String::new, |rate| format!(", {} per second", rate_of(rate)));
    facts.push(("executions", format!("{}{per_s}", thousands(summary.events))));
    let least = if summary.unique_is_exact { "" } else { "at least " };
    facts.push((nouns(about.group_by).1, format!("{least}{}", thousands(summary.unique))));
    let concurrency =
        summary.concurrency.map_or_else(String::new, |mean| format!(", {mean:.2} running on average"));
    facts.push(("query time", format!("{}{concurrency}", duration(summary.query_time_sum_us as f64))));
    facts.extend(reservations(summary));
    let facts = facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    vec![Block::Title(title), Block::Facts(facts)]
}

fn log(summary: &Summary, names: &[String]) -> String {
    let names = match names {
        [] | [_] => String::new(),
        [first, .., last] => format!("{} files, {first} to {last}, ", names.len()),
    };
    format!("{names}{}", size(summary.bytes))
}

/// What the figures leave out.
fn reservations(summary: &Summary) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    if summary.left_out > 0 {
        facts.push(("left out", format!("{} executions, by the options", thousands(summary.left_out))));
    }
    if !summary.administrator_commands.is_empty() {
        facts.push(("commands", counts(&summary.administrator_commands) + " (no statements, not counted)"));
    }
    let losses = super::losses(summary);
    if !losses.is_empty() {
        let lines = format!("{} lines, {}", thousands(summary.skipped), size(summary.skipped_bytes));
        facts.push(("skipped", format!("{lines} ({})", counts(&losses))));
    }
    if summary.throttled > 0 {
        let count = thousands(summary.throttled);
        facts.push((
            "throttled",
            format!("{count} statements without an index, which the server did not log"),
        ));
    }
    if summary.attribute_values_left_out > 0 {
        let count = thousands(summary.attribute_values_left_out);
        facts.push((
            "attributes",
            format!("{count} values not shown: the log has more than {MOST_ATTRIBUTES} names"),
        ));
    }
    if let Some(limit) = summary.log_rate_limit {
        facts.push(("sampled", format!("the server logged one of {limit}; figures are of what it logged")));
    }
    facts
}

fn counts(of: &BTreeMap<String, u64>) -> String {
    let counts: Vec<String> =
        of.iter().map(|(name, count)| format!("{name} {}", thousands(*count))).collect();
    counts.join(", ")
}

/// A rate with the digits that matter.
pub(super) fn rate_of(per_s: f64) -> String {
    match per_s {
        _ if per_s >= 100.0 => thousands(per_s.round() as u64),
        _ if per_s >= 1.0 => format!("{per_s:.1}"),
        _ => format!("{per_s:.3}"),
    }
}
