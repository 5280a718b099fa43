//! How a report is ordered, and how much of it is wanted.

use std::fmt;
use std::str::FromStr;

use crate::digest::attribute::{BYTES_SENT, ROWS_AFFECTED};
use crate::digest::metrics::Metrics;
use crate::digest::options::OptionError;

/// What a report is to be like.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ReportOptions {
    /// What stands first.
    pub order_by: OrderBy,
    /// How much.
    pub limit: Limit,
    /// Samples without literals.
    pub redact: bool,
}

/// What groups are ordered by; the largest stands first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderBy {
    /// None: the number of executions.
    by: Option<(Figure, Statistic)>,
}

/// How many groups are shown; the others are summed.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Limit {
    /// All that are kept.
    #[default]
    All,
    /// So many.
    First(usize),
    /// As many as make up this share of what is ordered by, from 0 to 1: of what all executions come to, also those of
    /// groups that were not kept. Of what cannot be added up (the largest, a percentile), of the sum over the groups.
    Share(f64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Figure {
    QueryTime,
    LockTime,
    RowsSent,
    RowsExamined,
    RowsAffected,
    BytesSent,
    TextBytes,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Statistic {
    Sum,
    Min,
    Max,
    Mean,
    Median,
    P95,
    P99,
    Stddev,
}

const FIGURES: [(&str, Figure); 7] = [
    ("query_time", Figure::QueryTime),
    ("lock_time", Figure::LockTime),
    ("rows_sent", Figure::RowsSent),
    ("rows_examined", Figure::RowsExamined),
    ("rows_affected", Figure::RowsAffected),
    ("bytes_sent", Figure::BytesSent),
    ("text_bytes", Figure::TextBytes),
];

const STATISTICS: [(&str, Statistic); 8] = [
    ("sum", Statistic::Sum),
    ("min", Statistic::Min),
    ("max", Statistic::Max),
    ("mean", Statistic::Mean),
    ("median", Statistic::Median),
    ("p95", Statistic::P95),
    ("p99", Statistic::P99),
    ("stddev", Statistic::Stddev),
];

const ORDERS: &str = "count, or FIGURE:STATISTIC with query_time, lock_time, rows_sent, rows_examined, \
    rows_affected, bytes_sent or text_bytes, and sum, min, max, mean, median, p95, p99 or stddev";

impl Default for OrderBy {
    fn default() -> Self {
        Self { by: Some((Figure::QueryTime, Statistic::Sum)) }
    }
}

impl OrderBy {
    /// Whether the ranks of groups add up to that of all executions.
    pub(crate) fn adds_up(self) -> bool {
        matches!(self.by, None | Some((_, Statistic::Sum)))
    }

    /// What a group is ranked by; larger is first.
    pub(crate) fn rank(self, metrics: &Metrics) -> f64 {
        let Some((figure, statistic)) = self.by else { return metrics.query_time_us.count as f64 };
        let metric = match figure {
            Figure::QueryTime => Some(&metrics.query_time_us),
            Figure::LockTime => Some(&metrics.lock_time_us),
            Figure::RowsSent => Some(&metrics.rows_sent),
            Figure::RowsExamined => Some(&metrics.rows_examined),
            Figure::RowsAffected => metrics.figure(ROWS_AFFECTED),
            Figure::BytesSent => metrics.figure(BYTES_SENT),
            Figure::TextBytes => Some(&metrics.text_bytes),
        };
        let Some(metric) = metric else { return 0.0 };
        match statistic {
            Statistic::Sum => return metric.sum as f64,
            Statistic::Min => return metric.min as f64,
            Statistic::Max => return metric.max as f64,
            Statistic::Mean => return metric.mean(),
            Statistic::Median | Statistic::P95 | Statistic::P99 | Statistic::Stddev => {}
        }
        metric.summary().map_or(0.0, |summary| match statistic {
            Statistic::P95 => summary.p95 as f64,
            Statistic::P99 => summary.p99 as f64,
            Statistic::Stddev => summary.stddev,
            _ => summary.median as f64,
        })
    }
}

impl Limit {
    /// How many of these ranks, the largest first, are shown, where all executions together have `total`.
    pub(crate) fn of(self, ranks: &[f64], total: f64) -> usize {
        match self {
            Self::All => ranks.len(),
            Self::First(count) => count.min(ranks.len()),
            Self::Share(share) => {
                let wanted = total * share;
                let mut reached = 0.0;
                let enough = ranks.iter().position(|rank| {
                    reached += rank;
                    reached >= wanted
                });
                enough.map_or(ranks.len(), |at| at + 1)
            }
        }
    }
}

impl FromStr for OrderBy {
    type Err = OptionError;

    fn from_str(text: &str) -> Result<Self, OptionError> {
        if text == "count" {
            return Ok(Self { by: None });
        }
        let (figure, statistic) = text.split_once(':').unwrap_or((text, "sum"));
        let figure = FIGURES.iter().find(|(name, _)| *name == figure);
        let statistic = STATISTICS.iter().find(|(name, _)| *name == statistic);
        match figure.zip(statistic) {
            Some((figure, statistic)) => Ok(Self { by: Some((figure.1, statistic.1)) }),
            None => Err(OptionError::new(text, ORDERS)),
        }
    }
}

impl fmt::Display for OrderBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(by) = self.by else { return f.write_str("count") };
        let figure = FIGURES.iter().find(|(_, figure)| *figure == by.0).map_or("", |(name, _)| name);
        let statistic = STATISTICS.iter().find(|(_, known)| *known == by.1).map_or("", |(name, _)| name);
        write!(f, "{figure}:{statistic}")
    }
}

impl FromStr for Limit {
    type Err = OptionError;

    fn from_str(text: &str) -> Result<Self, OptionError> {
        let refuse = || OptionError::new(text, "a number such as 20, a share such as 95%, all");
        if text == "all" {
            return Ok(Self::All);
        }
        let Some(share) = text.strip_suffix('%') else {
            return text.parse().map(Self::First).map_err(|_| refuse());
        };
        let share: f64 = share.trim_end().parse().map_err(|_| refuse())?;
        if (0.0..=100.0).contains(&share) { Ok(Self::Share(share / 100.0)) } else { Err(refuse()) }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("all"),
            Self::First(count) => write!(f, "{count}"),
            Self::Share(share) => write!(f, "{}%", share * 100.0),
        }
    }
}
