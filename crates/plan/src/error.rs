//! What can be wrong with a document that should be a plan, and where. Never a literal of it.

use std::fmt;

/// Why a document is no plan.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// Nothing but blanks.
    #[error("the document is empty")]
    Empty,
    /// None of the formats we know begins like this.
    #[error(
        "this is no plan we know: neither JSON with a query_block or an operation, nor lines with \"->\", \
         nor a table with the columns select_type and table"
    )]
    Unknown,
    /// It is JSON, but cut or malformed.
    #[error("the JSON is broken at {place}: {problem}")]
    Json {
        /// What was expected or found.
        problem: &'static str,
        /// Where.
        place: Place,
    },
    /// It is JSON, but not what a server says in this place.
    #[error("this JSON is no plan: {problem}")]
    Content {
        /// What is missing.
        problem: &'static str,
    },
    /// A line of TREE that stands where none can stand.
    #[error("line {line} of the tree: {problem}")]
    Tree {
        /// Counted from 1.
        line: usize,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// A row of the traditional format that does not fit its header.
    #[error("line {line} of the table: {problem}")]
    Tabular {
        /// Counted from 1.
        line: usize,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// More levels than any server writes.
    #[error("the plan nests deeper than {limit} levels at {place}")]
    TooDeep {
        /// How many we follow.
        limit: usize,
        /// Where it went beyond.
        place: Place,
    },
    /// More bytes than we read.
    #[error("the document has {size_bytes} bytes; at most {limit_bytes} are read")]
    TooLarge {
        /// Its size.
        size_bytes: usize,
        /// The most we read.
        limit_bytes: usize,
    },
}

/// A place in a document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// Counted from 1.
    pub line: usize,
    /// In characters, counted from 1.
    pub column: usize,
    /// The keys that lead there: `query_block.nested_loop[3].table`.
    pub path: String,
}

impl Place {
    /// The line and column of a byte.
    pub(crate) fn at(text: &str, byte: usize, path: String) -> Self {
        let mut end = byte.min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let before = &text[..end];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            path,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {}, column {}", self.line, self.column)?;
        if self.path.is_empty() { Ok(()) } else { write!(formatter, " (in {})", self.path) }
    }
}
