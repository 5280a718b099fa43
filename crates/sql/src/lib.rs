//! MySQL's SQL as text: lexer, normalised form, fingerprint, class, redaction, layout.
//! Pure: bytes in, values out; it never panics and takes linear time on any input.
//!
//! Start at [`analyze`]; what it decides, and why, is in `docs/fingerprints.md`. The tokens are in [`lex`].

mod classify;
mod fingerprinter;
mod format;
pub mod guard;
mod items;
mod keyword;
pub mod lex;
mod memory;
mod names;
mod normalize;
mod redact;
mod tables;
mod tags;
mod writer;

#[cfg(test)]
#[allow(dead_code, reason = "the integration tests use the rest")]
#[path = "../tests/statements/mod.rs"]
mod statements;

use auroscope_model::{Fingerprint, StatementClass};

pub use fingerprinter::{FingerprintOptions, Fingerprinter, Scan};

/// An attribute that an application wrote into a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// `route`, `controller`…
    pub name: String,
    /// Its value, decoded.
    pub value: String,
}

/// A table that a statement names, and what the statement does with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableUse {
    /// The schema, when the text says it.
    pub schema: Option<String>,
    /// The table, as written.
    pub name: String,
    /// Rows of it are read.
    pub read: bool,
    /// It, or rows of it, are changed.
    pub written: bool,
}

/// Changes whenever the same text would get another fingerprint.
pub const FINGERPRINT_VERSION: u32 = 1;

/// Lexical mode of the session the text came from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct SqlMode {
    /// `"x"` quotes an identifier, not a string (`ANSI_QUOTES`).
    pub ansi_quotes: bool,
    /// A backslash inside a string is a backslash (`NO_BACKSLASH_ESCAPES`).
    pub no_backslash_escapes: bool,
}

/// What one statement's text says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Analysis {
    /// Our name of the normalised text.
    pub fingerprint: Fingerprint,
    /// The kind of statement, by grammar.
    pub class: StatementClass,
    /// The text without literals, comments and hints.
    pub normalized: String,
}

/// Normalises, fingerprints and classifies a text. For many texts see [`Fingerprinter`].
///
/// The text may be cut anywhere: a literal or comment that the end cuts off reaches to the end. Bytes that are
/// not UTF-8 become U+FFFD.
#[must_use]
pub fn analyze(sql: &[u8], mode: SqlMode) -> Analysis {
    Fingerprinter::default().analyze(sql, mode)
}

/// The text without literals, comments and hints; see [`analyze`]. Normalising the result changes nothing.
#[must_use]
pub fn normalize(sql: &[u8], mode: SqlMode) -> String {
    let mut fingerprinter = Fingerprinter::default();
    fingerprinter.scan(sql, mode);
    fingerprinter.normalized().to_owned()
}

/// Our name of the normalised text: the same for a text and for its normalised form, whatever the mode.
#[must_use]
pub fn fingerprint(sql: &[u8], mode: SqlMode) -> Fingerprint {
    Fingerprinter::default().scan(sql, mode).fingerprint
}

/// The kind of statement, by grammar.
///
/// A query that locks (`FOR UPDATE`) reads; one that writes a file (`INTO OUTFILE`) writes; EXPLAIN reads
/// unless it is EXPLAIN ANALYZE of a write. Of several statements the first that is no read counts.
#[must_use]
pub fn classify(sql: &[u8], mode: SqlMode) -> StatementClass {
    classify::run(&String::from_utf8_lossy(sql), mode)
}

/// The same text with literals masked: for those who may see statements but no data.
#[must_use]
pub fn redact(sql: &[u8], mode: SqlMode) -> String {
    redact::run(&String::from_utf8_lossy(sql), mode)
}

/// The text laid out for people: clauses on lines of their own, indented. No token changes, nor their order.
#[must_use]
pub fn format(sql: &str, mode: SqlMode) -> String {
    format::run(sql, mode)
}

/// The attributes in the text's comments, as sqlcommenter and marginalia write them. They may hold data of people.
#[must_use]
pub fn tags(sql: &[u8], mode: SqlMode) -> Vec<Tag> {
    tags::run(&String::from_utf8_lossy(sql), mode)
}

/// The tables that the text reads and writes, sorted. Of a cut text those that are left.
#[must_use]
pub fn tables(sql: &[u8], mode: SqlMode) -> Vec<TableUse> {
    tables::run(&String::from_utf8_lossy(sql), mode)
}
