//! What is known beside the plan. All of it may be missing: then less is found, or found with more reserve.

use serde::{Deserialize, Serialize};

/// What is known beside the plan.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Facts<'a> {
    /// The statement's text; it may be cut.
    pub statement: Option<&'a str>,
    /// Rows that an execution read.
    pub rows_examined: Option<u64>,
    /// Rows that it sent.
    pub rows_sent: Option<u64>,
    /// Whether a temporary table of it went to disk.
    pub temporary_on_disk: Option<bool>,
    /// How often its sorts had to merge pieces that were written to disk.
    pub sort_merge_passes: Option<u64>,
    /// What `SHOW WARNINGS` said after EXPLAIN.
    pub warnings: &'a [String],
    /// The tables it reads, as far as they are known.
    pub tables: &'a [TableFacts],
}

/// One table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableFacts {
    /// The schema.
    pub schema: String,
    /// The table.
    pub name: String,
    /// Its engine.
    pub engine: Option<String>,
    /// About how many rows it has.
    pub rows: Option<u64>,
    /// Bytes of its rows.
    pub data_bytes: Option<u64>,
    /// Bytes of its further indexes.
    pub index_bytes: Option<u64>,
    /// Its indexes.
    pub indexes: Vec<IndexFacts>,
    /// Its columns, in order; empty when they are not known.
    pub columns: Vec<ColumnFacts>,
}

/// One index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexFacts {
    /// Its name.
    pub name: String,
    /// No two rows share a key.
    pub is_unique: bool,
    /// `BTREE`, `FULLTEXT`…
    pub kind: String,
    /// The optimiser may use it.
    pub is_visible: bool,
    /// Its parts, in order.
    pub parts: Vec<IndexPart>,
}

/// One part of an index.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexPart {
    /// The column; none when it is an expression.
    pub column: Option<String>,
    /// The expression.
    pub expression: Option<String>,
    /// How many characters of it are indexed; none when all are.
    pub prefix: Option<u64>,
    /// About how many different keys there are up to this part.
    pub cardinality: Option<u64>,
    /// It is sorted downwards.
    pub is_descending: bool,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnFacts {
    /// Its name.
    pub name: String,
    /// `varchar(20)`, `bigint unsigned`…
    pub type_name: String,
    /// It may be NULL.
    pub is_nullable: bool,
    /// How its texts compare.
    pub collation: Option<String>,
    /// The server keeps a histogram of it.
    pub has_histogram: bool,
}

/// Names of columns differ in case and are the same.
pub(super) fn same_name(one: &str, other: &str) -> bool {
    one == other || one.to_lowercase() == other.to_lowercase()
}

impl TableFacts {
    pub(super) fn column(&self, name: &str) -> Option<&ColumnFacts> {
        self.columns.iter().find(|column| same_name(&column.name, name))
    }

    pub(super) fn index(&self, name: &str) -> Option<&IndexFacts> {
        self.indexes.iter().find(|index| same_name(&index.name, name))
    }

    /// An index whose first column this is, that could find its values.
    pub(super) fn index_led_by(&self, column: &str) -> Option<&IndexFacts> {
        self.indexes.iter().find(|index| {
            index.finds_values() && index.parts.first().is_some_and(|part| part.is_column(column))
        })
    }

    /// About how many different values a column has, where an index tells.
    pub(super) fn distinct_values(&self, column: &str) -> Option<u64> {
        let first = |index: &IndexFacts| {
            index.parts.first().filter(|part| part.is_column(column) && part.prefix.is_none())?.cardinality
        };
        self.indexes.iter().filter_map(first).max()
    }
}

impl IndexFacts {
    /// Its entries are sorted by key, and the optimiser may use it.
    pub(super) fn finds_values(&self) -> bool {
        self.is_visible && (self.kind.is_empty() || self.kind.eq_ignore_ascii_case("btree"))
    }
}

impl IndexPart {
    pub(super) fn is_column(&self, name: &str) -> bool {
        self.column.as_deref().is_some_and(|column| same_name(column, name))
    }
}

impl ColumnFacts {
    fn type_word(&self) -> &str {
        self.type_name.split([' ', '(']).next().unwrap_or_default()
    }

    /// It holds texts, which are compared with a number only after conversion.
    pub(super) fn is_text(&self) -> bool {
        let words = ["char", "varchar", "text", "tinytext", "mediumtext", "longtext", "enum", "set"];
        words.iter().any(|word| self.type_word().eq_ignore_ascii_case(word))
    }

    /// It is too long for an index of the whole.
    pub(super) fn needs_prefix(&self) -> bool {
        let word = self.type_word().to_ascii_lowercase();
        if word.ends_with("text") || word.ends_with("blob") {
            return true;
        }
        let length = self.type_name.split(['(', ')']).nth(1).and_then(|length| length.parse::<u64>().ok());
        word.starts_with("var") && length.is_some_and(|length| length > 768)
    }

    /// No index of its values as they stand can be made.
    pub(super) fn cannot_be_indexed(&self) -> bool {
        let words = ["json", "geometry", "point", "linestring", "polygon", "vector"];
        words.iter().any(|word| self.type_word().eq_ignore_ascii_case(word))
    }
}
