//! What is to be digested, and by what.

use std::fmt;
use std::str::FromStr;

use auroscope_model::UtcMicros;
use auroscope_sql::{FingerprintOptions, Fingerprinter, SqlMode};

use super::filter::Filter;
use super::{BLOCK_BYTES, MOST_GROUPS};
use crate::event::Event;
use crate::machine::Limits;

/// What executions are grouped by.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum GroupBy {
    /// The statement.
    #[default]
    Fingerprint,
    /// Each table that the statement names: an execution counts for every one of its tables.
    Table,
    /// The account's user.
    User,
    /// The client's host, or its address where there is no name.
    Host,
    /// The default schema.
    Schema,
    /// The class of statement.
    Class,
    /// The value of a tag in the statement's comments.
    Tag(String),
}

/// What a digest takes in.
#[derive(Debug, Clone, PartialEq)]
pub struct DigestOptions {
    /// The groups.
    pub group_by: GroupBy,
    /// How fingerprints are made.
    pub fingerprint: FingerprintOptions,
    /// The servers' mode, as far as it moves the ends of strings.
    pub mode: SqlMode,
    /// Leaves out what began before. What has no time is left out too.
    pub since: Option<UtcMicros>,
    /// Leaves out what began at this time or later.
    pub until: Option<UtcMicros>,
    /// Leaves out what took less.
    pub least_query_time_us: u64,
    /// Leaves out what it does not match.
    pub filter: Option<Filter>,
    /// The parser's bounds.
    pub limits: Limits,
    /// So many groups are kept at most; beyond that those that took least time in all are summed under "other".
    pub most_groups: usize,
    /// The bytes of a block. Beyond the bounds on groups and names, what is left out depends on it.
    pub block_bytes: u64,
}

impl DigestOptions {
    /// Whether an execution, or an administrator command, counts: what [`DigestOptions::since`], `until`, the least time
    /// and the filter say. The fingerprinter is to have the options' [`DigestOptions::fingerprint`].
    pub fn let_pass(&self, event: &Event<'_>, fingerprinter: &mut Fingerprinter) -> bool {
        self.is_within(event)
            && self.filter.as_ref().is_none_or(|filter| filter.matches(event, fingerprinter, self.mode))
    }

    /// Whether since, until and the least time let it pass.
    #[inline]
    pub(crate) fn is_within(&self, event: &Event<'_>) -> bool {
        let began = event.started_at;
        event.query_time_us >= self.least_query_time_us
            && self.since.is_none_or(|since| began.is_some_and(|began| began >= since))
            && self.until.is_none_or(|until| began.is_some_and(|began| began < until))
    }
}

impl Default for DigestOptions {
    fn default() -> Self {
        Self {
            group_by: GroupBy::default(),
            fingerprint: FingerprintOptions::default(),
            mode: SqlMode::default(),
            since: None,
            until: None,
            least_query_time_us: 0,
            filter: None,
            limits: Limits::default(),
            most_groups: MOST_GROUPS,
            block_bytes: BLOCK_BYTES,
        }
    }
}

/// Why a text is not one of the possible values.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("'{given}' is none of {possible}")]
pub struct OptionError {
    pub(crate) given: String,
    pub(crate) possible: &'static str,
}

impl OptionError {
    pub(crate) fn new(given: &str, possible: &'static str) -> Self {
        Self { given: given.chars().take(64).collect(), possible }
    }
}

impl FromStr for GroupBy {
    type Err = OptionError;

    fn from_str(text: &str) -> Result<Self, OptionError> {
        Ok(match text {
            "fingerprint" => Self::Fingerprint,
            "table" => Self::Table,
            "user" => Self::User,
            "host" => Self::Host,
            "schema" => Self::Schema,
            "class" => Self::Class,
            _ => match text.strip_prefix("tag:") {
                Some(name) if !name.is_empty() => Self::Tag(name.to_owned()),
                _ => {
                    let possible = "fingerprint, table, user, host, schema, class, tag:NAME";
                    return Err(OptionError::new(text, possible));
                }
            },
        })
    }
}

impl fmt::Display for GroupBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Fingerprint => "fingerprint",
            Self::Table => "table",
            Self::User => "user",
            Self::Host => "host",
            Self::Schema => "schema",
            Self::Class => "class",
            Self::Tag(name) => return write!(f, "tag:{name}"),
        })
    }
}
