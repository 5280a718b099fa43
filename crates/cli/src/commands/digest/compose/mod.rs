//! From a report to a document: what is said, and in which order.

mod comparison;
mod metrics;
mod paste;
mod profile;
mod statement;
mod summary;

use std::collections::BTreeMap;

use auroscope_model::UtcMicros;
use auroscope_slowlog::ProblemKind;
use auroscope_slowlog::digest::{Class, GroupBy, Report, Summary};

pub(super) use self::comparison::comparison;
pub(super) use self::profile::profile;
use super::document::Block;

/// What is known of a report beside its figures.
#[derive(Debug)]
pub(super) struct About<'a> {
    /// The inputs, in the order of the digest's sources.
    pub(super) names: &'a [String],
    pub(super) group_by: &'a GroupBy,
    pub(super) order_by: String,
    /// Literals of samples are masked.
    pub(super) is_redacted: bool,
}

/// The whole report.
pub(super) fn report(report: &Report, about: &About<'_>) -> Vec<Block> {
    let mut blocks = summary::summary(report, about);
    blocks.extend(profile(report, about));
    for class in &report.classes {
        blocks.extend(statement::section(class, report, about));
    }
    blocks
}

/// The summary and the profile, for a look in between.
pub(super) fn overview(report: &Report, about: &About<'_>) -> Vec<Block> {
    let mut blocks = summary::facts(report, about);
    blocks.extend(profile(report, about));
    blocks
}

/// The problems by which something of the log was lost.
pub(super) fn losses(summary: &Summary) -> BTreeMap<String, u64> {
    let is_loss = |name: &str| name != ProblemKind::Throttled(0).name();
    summary
        .problems
        .iter()
        .filter(|(name, _)| is_loss(name))
        .map(|(name, count)| (name.clone(), *count))
        .collect()
}

/// What a group is called in its row.
fn title(class: &Class) -> &str {
    class.title()
}

/// What links to a group's section lead to.
fn anchor(class: &Class) -> String {
    format!("rank-{}", class.rank)
}

/// `2026-11-21 04:48:29 UTC`.
fn time(at: UtcMicros) -> String {
    let text = at.to_string();
    match text.split_once('T') {
        Some((date, rest)) => format!("{date} {} UTC", rest.get(..8).unwrap_or(rest)),
        None => text,
    }
}

/// What groups are, one and many.
fn nouns(group_by: &GroupBy) -> (&str, &str) {
    match group_by {
        GroupBy::Fingerprint => ("statement", "statements"),
        GroupBy::Table => ("table", "tables"),
        GroupBy::User => ("user", "users"),
        GroupBy::Host => ("host", "hosts"),
        GroupBy::Schema => ("schema", "schemas"),
        GroupBy::Class => ("class", "classes"),
        GroupBy::Tag(name) => (name, "tags"),
    }
}
