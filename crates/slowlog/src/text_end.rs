//! Whether a statement's text is whole, as its tokens tell.

use auroscope_sql::SqlMode;
use auroscope_sql::lex::{self, TokenKind};

/// Says whether a text ends within a string, a quoted name or a comment that it opened.
///
/// A head inside such a text is part of the statement. The parser asks about each statement's text, and the last
/// text it asks about before it hands out an event with a statement is that event's own: who lexes a text anyway
/// (to fingerprint it) does so here, keeps what came out, and lexes nothing twice.
pub trait TextEnd {
    /// Whether `text`, a statement without its final `;`, ends open. Called again with the text up to a later
    /// head when it does.
    fn ends_open(&mut self, text: &[u8]) -> bool;
}

/// By the lexer of `auroscope_sql`, for whoever has no use for the tokens.
#[derive(Debug, Clone, Copy, Default)]
pub struct SqlTextEnd {
    /// The servers' mode, as far as it moves the ends of strings.
    pub mode: SqlMode,
}

impl TextEnd for SqlTextEnd {
    fn ends_open(&mut self, text: &[u8]) -> bool {
        let mut last = None;
        let mut in_versioned = false;
        for token in lex::tokens(text, self.mode) {
            match token.kind {
                TokenKind::VersionedOpen => in_versioned = true,
                TokenKind::VersionedClose => in_versioned = false,
                _ => {}
            }
            last = Some(token);
        }
        in_versioned || last.is_some_and(|token| self.is_open(token.kind, token.text))
    }
}

impl SqlTextEnd {
    /// Whether a token that the text's end ends would go on if the text did.
    fn is_open(self, kind: TokenKind, token: &[u8]) -> bool {
        match kind {
            TokenKind::Text | TokenKind::QuotedName | TokenKind::Bits | TokenKind::UserVariable => {
                let longer = [token, b";"].concat();
                lex::tokens(&longer, self.mode).next().is_some_and(|first| first.text.len() > token.len())
            }
            TokenKind::Comment | TokenKind::Hint => {
                token.starts_with(b"/*") && (token.len() < 4 || !token.ends_with(b"*/"))
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_open() {
        let open = |text: &str| SqlTextEnd::default().ends_open(text.as_bytes());
        for text in [
            "select '",
            "select 'it''s",
            r"'a\'",
            "select `a",
            "/* a",
            "/*/",
            "x'AB",
            "@'a",
            "$$ a",
            "\"a",
            "/*! a",
        ] {
            assert!(open(text), "{text}");
        }
        for text in [
            "", "select 1", "'a'", "'it''s'", "`a`", "/* a */", "-- it's", "# it's", "x'AB'", "0x1", "@a",
            "/*! a */",
        ] {
            assert!(!open(text), "{text}");
        }
    }
}
