//! Figures as a report has them.

use serde::{Deserialize, Serialize};

use super::AttributeFigures;
use crate::digest::attribute::{
    AttributeTable, BYTES_SENT, ERROR, FULL_JOIN, FULL_SCAN, ROWS_AFFECTED, SORT_ROWS, TMP_DISK_TABLES,
    TMP_TABLES,
};
use crate::digest::metric::{Metric, MetricSummary};
use crate::digest::metrics::Metrics;

/// Times of executions.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct TimeFigure {
    /// All together.
    pub sum_us: u64,
    /// The shortest.
    pub min_us: u64,
    /// The longest.
    pub max_us: u64,
    /// The sum by the count.
    pub mean_us: f64,
    /// The time that half of all took at most.
    pub median_us: u64,
    /// The time that 95 % took at most.
    pub p95_us: u64,
    /// The time that 99 % took at most.
    pub p99_us: u64,
    /// Standard deviation, of all and not of a sample.
    pub stddev_us: f64,
    /// Whether the percentiles are exact; else they are within [`super::Summary::percentile_error`].
    pub exact: bool,
}

/// Numbers of executions.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct NumberFigure {
    /// All together.
    pub sum: u64,
    /// The least.
    pub min: u64,
    /// The most.
    pub max: u64,
    /// The sum by the count.
    pub mean: f64,
    /// The number that half of all have at most.
    pub median: u64,
    /// The number that 95 % have at most.
    pub p95: u64,
    /// The number that 99 % have at most.
    pub p99: u64,
    /// Standard deviation, of all and not of a sample.
    pub stddev: f64,
    /// Whether the percentiles are exact; else they are within [`super::Summary::percentile_error`].
    pub exact: bool,
}

/// All figures of a set of executions. What the log does not say of any of them is not there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// The executions.
    pub count: u64,
    /// How long they took.
    pub query_time: TimeFigure,
    /// How long they waited for locks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lock_time: Option<TimeFigure>,
    /// Rows sent to clients.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows_sent: Option<NumberFigure>,
    /// Rows that the server's upper layer read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows_examined: Option<NumberFigure>,
    /// The lengths of the texts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text_bytes: Option<NumberFigure>,
    /// Rows changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows_affected: Option<NumberFigure>,
    /// Bytes sent to clients.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes_sent: Option<NumberFigure>,
    /// Temporary tables.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tmp_tables: Option<NumberFigure>,
    /// Temporary tables on disk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tmp_disk_tables: Option<NumberFigure>,
    /// Rows sorted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort_rows: Option<NumberFigure>,
    /// Executions that read a whole table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full_scans: Option<u64>,
    /// Executions that joined without an index.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full_joins: Option<u64>,
    /// Executions that failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub errors: Option<u64>,
    /// What else the log says of them.
    #[serde(default, skip_serializing_if = "AttributeFigures::is_empty")]
    pub attributes: AttributeFigures,
}

impl TimeFigure {
    pub(super) fn of(metric: &Metric) -> Option<Self> {
        let MetricSummary { sum, min, max, mean, median, p95, p99, stddev, is_exact } = metric.summary()?;
        Some(Self {
            sum_us: sum,
            min_us: min,
            max_us: max,
            mean_us: mean,
            median_us: median,
            p95_us: p95,
            p99_us: p99,
            stddev_us: stddev,
            exact: is_exact,
        })
    }

    /// Of no execution.
    fn none() -> Self {
        Self {
            sum_us: 0,
            min_us: 0,
            max_us: 0,
            mean_us: 0.0,
            median_us: 0,
            p95_us: 0,
            p99_us: 0,
            stddev_us: 0.0,
            exact: true,
        }
    }
}

impl NumberFigure {
    pub(super) fn of(metric: &Metric) -> Option<Self> {
        let MetricSummary { sum, min, max, mean, median, p95, p99, stddev, is_exact } = metric.summary()?;
        Some(Self { sum, min, max, mean, median, p95, p99, stddev, exact: is_exact })
    }
}

impl Figures {
    pub(crate) fn of(metrics: &Metrics, table: &AttributeTable) -> Self {
        let number = |slot| metrics.figure(slot).and_then(NumberFigure::of);
        Self {
            count: metrics.query_time_us.count,
            query_time: TimeFigure::of(&metrics.query_time_us).unwrap_or_else(TimeFigure::none),
            lock_time: TimeFigure::of(&metrics.lock_time_us),
            rows_sent: NumberFigure::of(&metrics.rows_sent),
            rows_examined: NumberFigure::of(&metrics.rows_examined),
            text_bytes: NumberFigure::of(&metrics.text_bytes),
            rows_affected: number(ROWS_AFFECTED),
            bytes_sent: number(BYTES_SENT),
            tmp_tables: number(TMP_TABLES),
            tmp_disk_tables: number(TMP_DISK_TABLES),
            sort_rows: number(SORT_ROWS),
            full_scans: metrics.yes(FULL_SCAN),
            full_joins: metrics.yes(FULL_JOIN),
            errors: metrics.yes(ERROR),
            attributes: AttributeFigures::of(metrics, table),
        }
    }
}
