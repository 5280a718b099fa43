//! What decides how a server reads a text: its version, and the sql_mode of the session.

use crate::SqlMode;
use crate::lex::VersionGate;

const AURORA_3_PATCH: u16 = 23;

/// A server's version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServerVersion {
    /// The 8 of 8.0.36.
    pub major: u16,
    /// The 0 of 8.0.36.
    pub minor: u16,
    /// The 36 of 8.0.36.
    pub patch: u16,
    /// It is MariaDB, whose functions and comments are others.
    pub is_mariadb: bool,
    /// MD5, SHA and SHA1 are MySQL's own: to 8.4 they are built in, from 9.0 on a component brings them
    /// (`component_classic_hashing`), and without it these are names of stored functions.
    pub has_classic_hashing: bool,
}

impl ServerVersion {
    /// From `VERSION()`: `8.0.36`, `9.7.4-2`, `8.0.mysql_aurora.3.08.0`. Where Aurora 3 says no patch level, it is
    /// taken for the 8.0.23 that its first release was, so that nothing is thought to be built in that may not be.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.split(|byte: char| !byte.is_ascii_digit());
        let (major, minor) = (numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?);
        let third = text.splitn(3, '.').nth(2).unwrap_or_default();
        let digits: String = third.chars().take_while(char::is_ascii_digit).collect();
        let is_mariadb = text.to_ascii_lowercase().contains("mariadb");
        let oldest = if third.contains("aurora") { AURORA_3_PATCH } else { 0 };
        let patch = digits.parse().unwrap_or(oldest);
        Some(Self { major, minor, patch, is_mariadb, has_classic_hashing: major < 9 })
    }

    /// `80036` for 8.0.36, as versioned comments have it.
    #[must_use]
    pub fn number(self) -> u32 {
        u32::from(self.major) * 10_000 + u32::from(self.minor) * 100 + u32::from(self.patch)
    }
}

/// How a session reads texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Dialect {
    /// Where its strings and names end.
    pub mode: SqlMode,
    /// White space may stand between `COUNT` and its `(` (`IGNORE_SPACE`).
    pub ignores_space: bool,
    /// Its server.
    pub server: ServerVersion,
}

impl Dialect {
    /// From a session's `sql_mode`, as the server writes it: words with commas between.
    #[must_use]
    pub fn of_sql_mode(sql_mode: &str, server: ServerVersion) -> Self {
        let has = |word: &str| sql_mode.split(',').any(|mode| mode.trim().eq_ignore_ascii_case(word));
        // ANSI stands for several; a server writes them all out, a person may not.
        let mode = SqlMode {
            ansi_quotes: has("ANSI_QUOTES") || has("ANSI"),
            no_backslash_escapes: has("NO_BACKSLASH_ESCAPES"),
        };
        Self { mode, ignores_space: has("IGNORE_SPACE") || has("ANSI"), server }
    }

    pub(super) fn gate(self) -> VersionGate {
        VersionGate::Server(self.server.number())
    }
}
