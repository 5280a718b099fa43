//! The report: what a digest comes to, as a model that is written as JSON or laid out for people elsewhere.

mod attributes;
mod build;
mod figures;
mod options;
mod tops;

use std::collections::BTreeMap;

use auroscope_model::{Fingerprint, StatementClass, UtcMicros};
use serde::{Deserialize, Serialize};

pub use attributes::{AttributeFigures, CodeFigure, TruthFigure};
pub use figures::{Figures, NumberFigure, TimeFigure};
pub use options::{Limit, OrderBy, ReportOptions};
pub use tops::{MOST_NAMES, Tops};

/// A whole report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// About all executions.
    pub summary: Summary,
    /// The figures of all executions.
    pub overall: Figures,
    /// The groups, in the order that was asked for.
    pub classes: Vec<Class>,
    /// What is not among the groups, summed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<Other>,
}

/// About all executions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// What is grouped by.
    pub group_by: String,
    /// Executions that count.
    pub events: u64,
    /// Groups.
    pub unique: u64,
    /// Whether so many there are; else there are more than the bound, and this is how many were kept.
    pub unique_is_exact: bool,
    /// Executions and commands that times or filter left out.
    pub left_out: u64,
    /// What clients sent that is no statement (`Quit`, `Ping`), by name.
    pub administrator_commands: BTreeMap<String, u64>,
    /// Lines that were passed over.
    pub skipped: u64,
    /// Bytes that were passed over.
    pub skipped_bytes: u64,
    /// How many problems there are of each kind.
    pub problems: BTreeMap<String, u64>,
    /// Statements that used no index and that the server says it left out.
    pub throttled: u64,
    /// The server logged one of so many: what is shown stands for that many times as much.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_rate_limit: Option<u64>,
    /// Values of attributes that are not told, since the log has more than [`crate::digest::MOST_ATTRIBUTES`] names.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub attribute_values_left_out: u64,
    /// The sources.
    pub files: u64,
    /// Their bytes, unpacked.
    pub bytes: u64,
    /// When the first execution began.
    pub range_start: Option<UtcMicros>,
    /// When the last one ended.
    pub range_end: Option<UtcMicros>,
    /// All times together.
    pub query_time_sum_us: u64,
    /// How many ran at a time, on average over the range.
    pub concurrency: Option<f64>,
    /// Executions per second of the range.
    pub queries_per_s: Option<f64>,
    /// How far percentiles that are not exact may be off, relative to their value.
    pub percentile_error: f64,
    /// The version of our fingerprints; others are not comparable.
    pub fingerprint_version: u32,
}

/// One group: a statement, or what else is grouped by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Class {
    /// Its place in the order, from 1.
    pub rank: u64,
    /// Our name of the statement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<Fingerprint>,
    /// The statement without literals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub normalized: Option<String>,
    /// The table, user… where such are grouped by; none for executions without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The kind of statement, where statements are grouped by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<StatementClass>,
    /// Its figures.
    #[serde(flatten)]
    pub figures: Figures,
    /// Its share of the time of all executions, from 0 to 1.
    pub share: f64,
    /// Variance of the time by its mean, in seconds: how unsteady it is.
    pub variance_to_mean: f64,
    /// Who ran it.
    pub users: Tops,
    /// From where.
    pub hosts: Tops,
    /// In which schemas.
    pub schemas: Tops,
    /// Executions by those beyond the names told.
    #[serde(default, skip_serializing_if = "Beyond::is_none")]
    pub beyond: Beyond,
    /// When its first execution began.
    pub first_seen: Option<UtcMicros>,
    /// When its last one began.
    pub last_seen: Option<UtcMicros>,
    /// Executions by the power of ten of their time.
    pub histogram: Vec<HistogramBar>,
    /// Its slowest execution.
    pub sample: SampleExecution,
    /// The tables that the statement names, or those of the sample.
    pub tables: Vec<Table>,
    /// Some of its executions may be counted under [`Report::other`], since there were too many groups.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub incomplete: bool,
}

/// Executions whose user, host or schema is not among those told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Beyond {
    /// By other users.
    pub users: u64,
    /// From other hosts.
    pub hosts: u64,
    /// In other schemas.
    pub schemas: u64,
}

/// A bar of a histogram.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistogramBar {
    /// From this time on.
    pub from_us: u64,
    /// Below this time; the last bar has no end.
    pub below_us: Option<u64>,
    /// Executions.
    pub count: u64,
}

/// A real execution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleExecution {
    /// The statement as it was sent, or without literals if that was asked for.
    pub text: String,
    /// It is not whole.
    pub truncated: bool,
    /// When it began.
    pub at: Option<UtcMicros>,
    /// How long it took.
    pub query_time_us: u64,
    /// Its connection.
    pub connection_id: Option<u64>,
    /// Who ran it.
    pub user: Option<String>,
    /// From where.
    pub host: Option<String>,
    /// In which schema.
    pub schema: Option<String>,
    /// Which of the sources it is in, from 0.
    pub source: usize,
    /// Where in it its entry begins.
    pub offset: u64,
}

/// A table that a statement names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Its schema, where the text says it.
    pub schema: Option<String>,
    /// Its name.
    pub name: String,
    /// Rows of it are read.
    pub read: bool,
    /// Rows of it, or it, are changed.
    pub written: bool,
}

/// What is not among the groups of a report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Other {
    /// How many groups.
    pub groups: u64,
    /// Whether so many there are; else some were left out, and came again, and count as often.
    pub groups_is_exact: bool,
    /// Their share of the time of all executions, from 0 to 1.
    pub share: f64,
    /// Their figures.
    #[serde(flatten)]
    pub figures: Figures,
}

impl Class {
    /// What it is called.
    #[must_use]
    pub fn title(&self) -> &str {
        self.normalized.as_deref().or(self.group.as_deref()).unwrap_or("(none)")
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl Beyond {
    fn is_none(&self) -> bool {
        *self == Self::default()
    }
}
