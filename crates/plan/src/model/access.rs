//! How rows of a table are found.

use std::borrow::Cow;

use serde::{Serialize, Serializer};

/// A table in a plan, and how its rows are found.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct TableAccess {
    /// The schema, where the document says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// The table's own name, where the document says it: JSON v1, TREE and the traditional format
    /// only say the alias.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What the statement calls it: the alias, else the name.
    pub alias: String,
    /// The partitions that are read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub partitions: Vec<String>,
    /// How rows are found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access: Option<AccessType>,
    /// The index used; of an index merge, how several are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<String>,
    /// Columns of the index that are used.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub index_parts: Vec<String>,
    /// Bytes of the index that are used; several numbers for an index merge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_length: Option<String>,
    /// What the index is compared with.
    #[serde(rename = "ref", skip_serializing_if = "Vec::is_empty")]
    pub reference: Vec<String>,
    /// Indexes that could have been used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub possible_indexes: Option<Vec<String>>,
    /// The index holds all that is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub covering: Option<bool>,
    /// The index is read backwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reverse: Option<bool>,
    /// Rows are fetched in the order they are stored (multi-range read).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub multi_range_read: Option<bool>,
    /// Rows of the tables before are collected first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub join_buffer: Option<JoinBuffer>,
    /// Duplicates of a semi-join are avoided in this way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub semi_join: Option<SemiJoin>,
    /// Columns that are read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub used_columns: Option<Vec<String>>,
    /// It reads what the last round of a recursion gave.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub recursive: bool,
    /// Aurora reads it in its storage, in parallel: what it says of that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parallel_query: Option<String>,
}

impl TableAccess {
    /// A table that is called so.
    pub(crate) fn of(alias: impl Into<String>) -> Self {
        Self { alias: alias.into(), ..Self::default() }
    }

    /// It is one that the server made: `<subquery2>`, `<derived3>`, `<union temporary>`.
    #[must_use]
    pub fn is_internal(&self) -> bool {
        self.alias.starts_with('<')
    }
}

/// How rows are found, in the words of the traditional format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccessType {
    /// One row in the table.
    System,
    /// One row, found before the rest runs.
    Const,
    /// One row for each before it, by a unique key.
    EqRef,
    /// Some rows for each before it, by a key.
    Ref,
    /// The same, and those with NULL.
    RefOrNull,
    /// By a full-text index.
    Fulltext,
    /// Several indexes together.
    IndexMerge,
    /// A subquery answered by a unique key.
    UniqueSubquery,
    /// A subquery answered by a key.
    IndexSubquery,
    /// Ranges of an index.
    Range,
    /// Ranges below each value of the first columns.
    SkipScan,
    /// One entry for each group.
    GroupSkipScan,
    /// The range is planned anew for each row before it.
    RangeChecked,
    /// All of an index.
    Index,
    /// All of the table.
    All,
    /// The engine counts the rows.
    CountRows,
    /// What a server says that we do not know.
    Other(String),
}

impl AccessType {
    /// The word of the traditional format, or ours in its style.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::System => "system",
            Self::Const => "const",
            Self::EqRef => "eq_ref",
            Self::Ref => "ref",
            Self::RefOrNull => "ref_or_null",
            Self::Fulltext => "fulltext",
            Self::IndexMerge => "index_merge",
            Self::UniqueSubquery => "unique_subquery",
            Self::IndexSubquery => "index_subquery",
            Self::Range => "range",
            Self::SkipScan => "skip_scan",
            Self::GroupSkipScan => "group_skip_scan",
            Self::RangeChecked => "range_checked",
            Self::Index => "index",
            Self::All => "ALL",
            Self::CountRows => "count_rows",
            Self::Other(text) => text,
        }
    }

    /// Reads the traditional word.
    pub(crate) fn of(text: &str) -> Self {
        match text {
            "system" => Self::System,
            "const" => Self::Const,
            "eq_ref" => Self::EqRef,
            "ref" => Self::Ref,
            "ref_or_null" => Self::RefOrNull,
            "fulltext" => Self::Fulltext,
            "index_merge" => Self::IndexMerge,
            "unique_subquery" => Self::UniqueSubquery,
            "index_subquery" => Self::IndexSubquery,
            "range" => Self::Range,
            "index" => Self::Index,
            "ALL" => Self::All,
            other => Self::Other(other.to_owned()),
        }
    }

    /// How a person names it.
    pub(crate) fn phrase(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::System | Self::Const => "Constant row from",
            Self::EqRef => "Single-row index lookup on",
            Self::Ref | Self::RefOrNull | Self::IndexSubquery => "Index lookup on",
            Self::UniqueSubquery => "Single-row index lookup on",
            Self::Fulltext => "Full-text index search on",
            Self::IndexMerge => "Index merge on",
            Self::Range => "Index range scan on",
            Self::SkipScan => "Index skip scan on",
            Self::GroupSkipScan => "Index skip scan for grouping on",
            Self::RangeChecked => "Index range scan (planned for each row) on",
            Self::Index => "Index scan on",
            Self::All => "Table scan on",
            Self::CountRows => "Count rows in",
            Self::Other(text) => return Cow::Owned(format!("{text} on")),
        })
    }
}

impl Serialize for AccessType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// What rows of the tables before are collected for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum JoinBuffer {
    /// The table is read once for each buffer (before 8.0.20, and MariaDB).
    BlockNestedLoop,
    /// A hash table; MariaDB's BNLH too.
    Hash,
    /// Their keys are looked up together.
    BatchedKeyAccess,
    /// What a server says that we do not know.
    Other(String),
}

impl JoinBuffer {
    pub(crate) fn of(text: &str) -> Self {
        match text {
            "hash join" | "BNLH" | "flat, BNLH join" | "incremental, BNLH join" => Self::Hash,
            "Block Nested Loop" | "BNL" | "flat, BNL join" | "incremental, BNL join" => Self::BlockNestedLoop,
            "Batched Key Access" | "Batched Key Access (unique)" | "BKA" | "BKAH" => Self::BatchedKeyAccess,
            other if other.contains("BKA") => Self::BatchedKeyAccess,
            other => Self::Other(other.to_owned()),
        }
    }
}

/// How duplicates of a semi-join are avoided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SemiJoin {
    /// After the first match the next row before is taken.
    FirstMatch,
    /// One entry of the index for each value.
    LooseScan,
    /// By row ids in a temporary table.
    Weedout,
}
