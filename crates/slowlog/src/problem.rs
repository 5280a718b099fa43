//! What is said of bytes that are no whole event: nothing is passed over silently.

use std::fmt;

/// Something that the parser could not use, or not wholly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Problem {
    /// Where in the stream.
    pub offset: u64,
    /// How many bytes were passed over. None when it is a note on the event before, which has these bytes.
    pub length: u64,
    /// How many lines they are; one that the stream or another item cuts off counts. None when it is a note.
    pub lines: u64,
    /// What it is.
    pub kind: ProblemKind,
}

/// The kinds of [`Problem`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProblemKind {
    /// The stream begins within an entry.
    CutStart,
    /// The stream ends within an entry: what is there of its statement is an event, if its figures are there.
    CutEnd,
    /// A head that lacks its figures or cannot be read.
    UnreadableHead,
    /// A head without a statement.
    NoStatement,
    /// Lines that belong to no entry.
    StrayLines,
    /// A statement that broke off: the next head came before a `;`.
    StatementCut,
    /// A statement that ends within a string or comment, as far as it was followed.
    StatementOpen,
    /// A statement longer than the bound; its event has the beginning.
    StatementLong,
    /// The server tells that it left out this many statements that used no index.
    Throttled(u64),
}

impl ProblemKind {
    /// All kinds' names, in order of declaration.
    pub const NAMES: [&str; 9] = [
        "cut_start",
        "cut_end",
        "unreadable_head",
        "no_statement",
        "stray_lines",
        "statement_cut",
        "statement_open",
        "statement_long",
        "throttled",
    ];

    /// Its name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES[self.number()]
    }

    /// Its place among [`ProblemKind::NAMES`].
    pub(crate) fn number(self) -> usize {
        match self {
            Self::CutStart => 0,
            Self::CutEnd => 1,
            Self::UnreadableHead => 2,
            Self::NoStatement => 3,
            Self::StrayLines => 4,
            Self::StatementCut => 5,
            Self::StatementOpen => 6,
            Self::StatementLong => 7,
            Self::Throttled(_) => 8,
        }
    }

    /// Whether something was lost of what the log should hold; else the log is as its server wrote it.
    #[must_use]
    pub fn is_loss(self) -> bool {
        !matches!(self, Self::Throttled(_))
    }
}

impl fmt::Display for ProblemKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CutStart => "the log begins within an entry",
            Self::CutEnd => "the log ends within an entry",
            Self::UnreadableHead => "an entry's first lines lack its figures or cannot be read",
            Self::NoStatement => "an entry without a statement",
            Self::StrayLines => "lines that belong to no entry",
            Self::StatementCut => "a statement broke off before its ';'",
            Self::StatementOpen => "a statement ends within a string or a comment",
            Self::StatementLong => "a statement is longer than the bound; its beginning counts",
            Self::Throttled(count) => {
                return write!(f, "the server left out {count} statements that used no index");
            }
        })
    }
}
