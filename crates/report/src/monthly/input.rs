//! What a monthly report is told besides the accounts.

use auroscope_model::UtcMicros;
use jiff::civil::Date;
use serde::Serialize;

/// The language of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub enum Language {
    /// English.
    #[default]
    #[serde(rename = "en")]
    English,
    /// Korean.
    #[serde(rename = "ko")]
    Korean,
}

/// Whether the month is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// It is, and all of it was accounted for.
    Ended,
    /// It goes on; the account reaches to that moment.
    InProgress(UtcMicros),
}

/// Something that was not seen, or not in full. Where a reader should know of it, it stands near the top.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CoverageNote {
    /// A target was not watched for a time.
    Gap {
        /// The target.
        target: String,
        /// From then.
        from: UtcMicros,
        /// Until then.
        to: UtcMicros,
        /// Why, in the report's language.
        reason: Option<String>,
    },
    /// Days of which nothing was read.
    MissingDays {
        /// The target; none when it concerns all.
        target: Option<String>,
        /// The days.
        #[serde(serialize_with = "dates")]
        days: Vec<Date>,
    },
    /// The target's log group does not exist.
    LogGroupMissing {
        /// The target.
        target: String,
    },
    /// The target does not export its slow log.
    ExportOff {
        /// The target.
        target: String,
    },
    /// What is older had been deleted by the log's retention.
    LogExpired {
        /// The target.
        target: String,
        /// The first moment that could be read.
        before: UtcMicros,
    },
    /// Entries of a log that could not be read.
    Skipped {
        /// The target.
        target: String,
        /// How many.
        entries: u64,
        /// Why, in the report's language.
        reason: String,
    },
    /// From what duration on executions are in the account.
    Threshold {
        /// The target; none when it concerns all.
        target: Option<String>,
        /// The threshold, microseconds.
        threshold_us: u64,
    },
    /// Anything else, in the report's language.
    Remark {
        /// The text.
        text: String,
    },
}

fn dates<S: serde::Serializer>(days: &[Date], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(days.iter().map(Date::to_string))
}

/// How much a remark asks for attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RemarkWeight {
    /// Probably costs much that need not be.
    Warning,
    /// Worth a look.
    Notice,
    /// Worth knowing.
    Info,
}

/// What stands out of a statement's plan, in the report's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// How much it asks for attention.
    pub weight: RemarkWeight,
    /// What is there, in one line.
    pub title: String,
    /// What to try.
    pub remedy: String,
    /// Statements that may help, ready to copy.
    pub ddl: Vec<String>,
}

/// The plan of a statement.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct PlanNote {
    /// The plan as lines of text.
    pub text: Option<String>,
    /// When it was taken.
    pub taken_at: Option<UtcMicros>,
    /// What stands out of it, the heaviest first.
    pub remarks: Vec<Remark>,
}

/// From when on a change is told. The report names them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Thresholds {
    /// The mean must have become this many times longer, or shorter.
    pub ratio: f64,
    /// And by at least so much, microseconds.
    pub difference_us: u64,
    /// Of at least so many executions in each of the two months.
    pub executions: u64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { ratio: 1.5, difference_us: 500_000, executions: 5 }
    }
}
