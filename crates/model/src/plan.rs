//! A plan that was taken of a statement, or why none could be.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use xxhash_rust::xxh3::Xxh3;

use crate::{ExecutionId, Fingerprint, PlanId, PlanShape, SlowQuery, StatementClass, TargetId, UtcMicros};

/// How a plan was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlanMethod {
    /// Of the running execution itself (`EXPLAIN FOR CONNECTION`): the plan in use.
    ForConnection,
    /// Of the statement's text: the plan that it would get now.
    Explain,
    /// Of the SELECT that finds the rows which the statement changes.
    ExplainAsSelect,
    /// By running it (`EXPLAIN ANALYZE`), on a person's word.
    ExplainAnalyze,
}

impl PlanMethod {
    /// The name as it is stored and shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ForConnection => "for_connection",
            Self::Explain => "explain",
            Self::ExplainAsSelect => "explain_as_select",
            Self::ExplainAnalyze => "explain_analyze",
        }
    }
}

/// Why a plan, or a part of it, could not be had.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct PlanSkipped {
    /// The reason, from a fixed list: `truncated`, `stored_function`, `timed_out`…
    pub code: String,
    /// The same for people, in English.
    pub detail: String,
}

/// What a statement does on one target and in one schema has a history of plans of its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
pub struct PlanSubject {
    /// The target.
    pub target: TargetId,
    /// The statement.
    pub fingerprint: Fingerprint,
    /// The default schema it runs in, if it has one.
    pub schema: Option<String>,
}

impl PlanSubject {
    /// What this execution is one of.
    #[must_use]
    pub fn of(query: &SlowQuery) -> Self {
        Self { target: query.target.clone(), fingerprint: query.fingerprint, schema: query.schema.clone() }
    }
}

/// When a subject was explained last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanTime {
    /// What was explained.
    pub subject: PlanSubject,
    /// When a plan of it, or the reason why there is none, was last found.
    pub at: UtcMicros,
    /// Whether that was a plan.
    pub has_plan: bool,
}

/// One plan of a statement: each shape is kept once, with the documents that were taken last.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PlanRecord {
    /// Stable id, derived from subject, shape and whether it was run for the plan.
    pub id: PlanId,
    /// Whose plan it is.
    #[serde(flatten)]
    pub subject: PlanSubject,
    /// The statement's class.
    pub class: StatementClass,
    /// How the documents were taken.
    pub method: PlanMethod,
    /// The plan's shape; none when there is no plan.
    pub shape: Option<PlanShape>,
    /// When this shape was first found.
    pub first_seen: UtcMicros,
    /// When it was last found; the documents are of this moment.
    pub last_seen: UtcMicros,
    /// The execution whose text was explained.
    pub execution_id: Option<ExecutionId>,
    /// The connection of that execution.
    pub connection_id: Option<u64>,
    /// Its user.
    pub user: Option<String>,
    /// Its client host.
    pub host: Option<String>,
    /// The server's version.
    pub server_version: Option<String>,
    /// The text that was explained.
    pub sql: String,
    /// What stood behind EXPLAIN, where that is another text.
    pub explained_sql: Option<String>,
    /// `EXPLAIN FORMAT = JSON`, as the server wrote it.
    pub json: Option<String>,
    /// `EXPLAIN FORMAT = TREE`, or what EXPLAIN ANALYZE answered.
    pub tree: Option<String>,
    /// What was known of its tables then: sizes, indexes, columns, as JSON of the crate `plan`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tables_json: Option<String>,
    /// Why something is missing.
    pub skipped: Option<PlanSkipped>,
    /// How long we waited for the server, microseconds.
    pub waited_us: u64,
}

impl PlanRecord {
    /// The id of the plan of this shape, or of there being none for this reason: the same for ever.
    #[must_use]
    pub fn id_of(
        subject: &PlanSubject,
        shape: Option<PlanShape>,
        method: PlanMethod,
        code: Option<&str>,
    ) -> PlanId {
        let mut hash = Xxh3::new();
        let mut part = |bytes: &[u8]| {
            hash.update(&(bytes.len() as u64).to_le_bytes());
            hash.update(bytes);
        };
        part(b"plan 1");
        part(subject.target.as_str().as_bytes());
        part(&subject.fingerprint.to_bytes());
        match &subject.schema {
            Some(schema) => part(schema.as_bytes()),
            None => part(b"\0none"),
        }
        match shape {
            Some(shape) => part(&shape.to_bytes()),
            None => part(code.unwrap_or_default().as_bytes()),
        }
        // What was measured is kept beside what was expected, and does not replace it.
        part(if method == PlanMethod::ExplainAnalyze { b"analyze" } else { b"explain" });
        PlanId(hash.digest128())
    }

    /// What two accounts of one plan come to, in whatever order they come: the documents of the later one, the first
    /// time of both.
    #[must_use]
    pub fn merged_with(&self, other: &Self) -> Self {
        let rank = |record: &Self| (record.last_seen, record.json.is_some(), record.tree.is_some());
        let (earlier, later) = match rank(self).cmp(&rank(other)) {
            std::cmp::Ordering::Less => (self, other),
            std::cmp::Ordering::Greater => (other, self),
            // Of two of one moment the greater document, so that the order in which they come makes no difference.
            std::cmp::Ordering::Equal if (&self.json, &self.tree) < (&other.json, &other.tree) => {
                (self, other)
            }
            std::cmp::Ordering::Equal => (other, self),
        };
        Self { first_seen: earlier.first_seen.min(later.first_seen), ..later.clone() }
    }
}

/// That a plan was found at a moment: a subject's plans in their order, also when an old shape comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct PlanSighting {
    /// The plan.
    pub plan: PlanId,
    /// When.
    pub at: UtcMicros,
}

/// Which plans are wanted. Every part that is empty or `None` does not restrict.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlanFilter {
    /// Any of these targets.
    pub targets: Vec<TargetId>,
    /// Last seen at this moment or later.
    pub from: Option<UtcMicros>,
    /// Last seen before this moment.
    pub to: Option<UtcMicros>,
    /// Default schema is this; an empty text asks for "no schema".
    pub schema: Option<String>,
    /// Statement is this.
    pub fingerprint: Option<Fingerprint>,
    /// Shape is this.
    pub shape: Option<PlanShape>,
    /// With a plan (false), or without one (true).
    pub skipped: Option<bool>,
    /// The statement without its literals contains this, letter case ignored for ASCII.
    pub text: Option<String>,
}

/// How long one execution took, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Latency {
    /// Its start.
    pub started_at: UtcMicros,
    /// How long it took, microseconds.
    pub duration_us: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> PlanRecord {
        let subject = PlanSubject {
            target: "shop".parse().unwrap(),
            fingerprint: Fingerprint(7),
            schema: Some("shop".into()),
        };
        PlanRecord {
            id: PlanRecord::id_of(&subject, Some(PlanShape(1)), PlanMethod::Explain, None),
            subject,
            class: StatementClass::Read,
            method: PlanMethod::Explain,
            shape: Some(PlanShape(1)),
            first_seen: UtcMicros(10),
            last_seen: UtcMicros(10),
            execution_id: None,
            connection_id: None,
            user: None,
            host: None,
            server_version: None,
            sql: "select 1".into(),
            explained_sql: None,
            json: Some("{}".into()),
            tree: None,
            tables_json: None,
            skipped: None,
            waited_us: 1,
        }
    }

    /// The id is stored: a release that changes it would keep every plan twice.
    #[test]
    fn the_id_never_changes_and_each_part_counts() {
        let one = record();
        assert_eq!(one.id.to_string(), "ad78816247839f76a261a2ac6f3ef8b4");
        let id = |subject: &PlanSubject, shape, method, code| PlanRecord::id_of(subject, shape, method, code);
        let none = PlanSubject { schema: None, ..one.subject.clone() };
        let all = [
            one.id,
            id(&one.subject, Some(PlanShape(2)), PlanMethod::Explain, None),
            id(&one.subject, None, PlanMethod::Explain, Some("truncated")),
            id(&one.subject, None, PlanMethod::Explain, Some("timed_out")),
            id(&one.subject, Some(PlanShape(1)), PlanMethod::ExplainAnalyze, None),
            id(&none, Some(PlanShape(1)), PlanMethod::Explain, None),
        ];
        let different: std::collections::HashSet<_> = all.into_iter().collect();
        assert_eq!(different.len(), all.len());
        // The plan in use and the plan of the text are one where they are the same.
        assert_eq!(id(&one.subject, Some(PlanShape(1)), PlanMethod::ForConnection, None), one.id);
    }

    #[test]
    fn the_later_documents_stay_and_the_first_time() {
        let one = record();
        let later = PlanRecord {
            first_seen: UtcMicros(20),
            last_seen: UtcMicros(20),
            json: Some("{\"later\":1}".into()),
            ..one.clone()
        };
        let merged = one.merged_with(&later);
        assert_eq!(merged, later.merged_with(&one));
        assert_eq!(merged, merged.merged_with(&one));
        assert_eq!((merged.first_seen, merged.last_seen), (UtcMicros(10), UtcMicros(20)));
        assert_eq!(merged.json, later.json);
    }
}
