//! What a finding is made of.

use serde::ser::{SerializeMap, SerializeStruct};
use serde::{Serialize, Serializer};

use super::sentence::Said;

/// Which finding it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingId {
    /// All of a large table is read.
    FullScan,
    /// All of an index is read.
    FullIndexScan,
    /// An index finds many rows of which few are kept.
    PoorSelectivity,
    /// Far more rows were read than sent.
    Waste,
    /// Many rows are sorted.
    Sort,
    /// Many rows go through a temporary table, or it went to disk.
    TemporaryTable,
    /// A join reads all of a table, since no index finds its rows.
    JoinWithoutIndex,
    /// A subquery runs for each of many rows.
    DependentSubquery,
    /// An index could be used and is not.
    IndexIgnored,
    /// Only the first columns of an index are used.
    KeyPrefixOnly,
    /// Two indexes are read where one of both columns would do.
    IndexMergeIntersection,
    /// A function of a column keeps its index from use.
    FunctionOnColumn,
    /// A column is converted to compare it, which keeps its index from use.
    ImplicitCast,
    /// Far more or fewer rows came than were expected.
    Misestimate,
    /// Many rows are read only to be passed over.
    DeepOffset,
    /// The plan changed, and the statement became slower.
    PlanChanged,
    /// Aurora's storage does it in parallel.
    ParallelQuery,
    /// A part of the plan was never begun.
    NeverExecuted,
}

impl FindingId {
    /// Its word in the API and in documents.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FullScan => "full_scan",
            Self::FullIndexScan => "full_index_scan",
            Self::PoorSelectivity => "poor_selectivity",
            Self::Waste => "waste",
            Self::Sort => "sort",
            Self::TemporaryTable => "temporary_table",
            Self::JoinWithoutIndex => "join_without_index",
            Self::DependentSubquery => "dependent_subquery",
            Self::IndexIgnored => "index_ignored",
            Self::KeyPrefixOnly => "key_prefix_only",
            Self::IndexMergeIntersection => "index_merge_intersection",
            Self::FunctionOnColumn => "function_on_column",
            Self::ImplicitCast => "implicit_cast",
            Self::Misestimate => "misestimate",
            Self::DeepOffset => "deep_offset",
            Self::PlanChanged => "plan_changed",
            Self::ParallelQuery => "parallel_query",
            Self::NeverExecuted => "never_executed",
        }
    }
}

/// How much it asks for attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Probably costs much that need not be.
    Warning,
    /// Worth a look.
    Notice,
    /// Worth knowing.
    Info,
}

impl Severity {
    /// Its word in the API and in documents.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Notice => "notice",
            Self::Info => "info",
        }
    }
}

/// Something that a plan shows, with what to try and how to prove it wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Which finding.
    pub id: FindingId,
    /// How much it asks for attention.
    pub severity: Severity,
    /// The step of the plan; none when it is about the whole.
    pub node: Option<u32>,
    /// What it rests on.
    pub evidence: Evidence,
    /// What is there, in one line.
    pub title: Said,
    /// Why it matters.
    pub why: Said,
    /// What to try.
    pub remedy: Said,
    /// How to find out that it does not matter here.
    pub disprove: Said,
    /// Indexes that may help, ready to copy.
    pub candidates: Vec<Candidate>,
    /// About how many rows it is about, all runs together: findings are ranked by it.
    pub weight: f64,
}

/// A change of the schema that may help.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The statement to run.
    pub ddl: String,
    /// What it costs, and what is there already.
    pub note: Said,
}

/// Texts in English, and beside them `sentences` with the codes and parameters of each.
impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let parts =
            [("title", &self.title), ("why", &self.why), ("try", &self.remedy), ("disprove", &self.disprove)];
        let mut written = serializer.serialize_struct("Finding", 10)?;
        written.serialize_field("id", &self.id)?;
        written.serialize_field("severity", &self.severity)?;
        written.serialize_field("node", &self.node)?;
        written.serialize_field("evidence", &self.evidence)?;
        for (name, said) in parts {
            written.serialize_field(name, &**said)?;
        }
        written.serialize_field("sentences", &Sentences(&parts))?;
        written.serialize_field("candidates", &self.candidates)?;
        written.end()
    }
}

impl Serialize for Candidate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut written = serializer.serialize_struct("Candidate", 3)?;
        written.serialize_field("ddl", &self.ddl)?;
        written.serialize_field("note", &*self.note)?;
        written.serialize_field("sentences", &Sentences(&[("note", &self.note)]))?;
        written.end()
    }
}

/// The sentences of each part.
struct Sentences<'a>(&'a [(&'static str, &'a Said)]);

impl Serialize for Sentences<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(part, said)| (part, said.sentences())))
    }
}

/// What a finding rests on: names with figures and texts, in the order they are told.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Evidence(Vec<(&'static str, EvidenceValue)>);

/// One piece of evidence.
#[derive(Debug, Clone, PartialEq)]
pub enum EvidenceValue {
    /// A figure; its unit is the end of its name.
    Number(f64),
    /// A name or an expression.
    Text(String),
}

impl Evidence {
    /// The value of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&EvidenceValue> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// All of it, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &EvidenceValue)> {
        self.0.iter().map(|(name, value)| (*name, value))
    }

    pub(super) fn number(mut self, name: &'static str, value: f64) -> Self {
        self.0.push((name, EvidenceValue::Number(value)));
        self
    }

    pub(super) fn known(self, name: &'static str, value: Option<f64>) -> Self {
        match value {
            Some(value) => self.number(name, value),
            None => self,
        }
    }

    pub(super) fn text(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.0.push((name, EvidenceValue::Text(value.into())));
        self
    }
}

impl EvidenceValue {
    /// The text, if it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Number(_) => None,
        }
    }

    /// The figure, if it is one.
    #[must_use]
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(_) => None,
        }
    }
}

impl Serialize for Evidence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl Serialize for EvidenceValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            // What counts something is written as a count.
            Self::Number(number) if number.fract() == 0.0 && number.abs() < 9e15 => {
                serializer.serialize_i64(*number as i64)
            }
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::Text(text) => serializer.serialize_str(text),
        }
    }
}
