//! The same text with its literals masked: layout, names and hints stay, what people typed as values goes.

use crate::lex::{Token, TokenKind};
use crate::{SqlMode, lex};

/// Masks every literal with `?`, a run of them with `?, ...`, and empties comments, which may quote data too.
pub(crate) fn run(sql: &str, mode: SqlMode) -> String {
    let mut out = Redacted { text: String::with_capacity(sql.len().min(4_096)), run: None };
    for token in lex::tokens(sql.as_bytes(), mode) {
        out.token(token, mode);
    }
    out.text
}

struct Redacted {
    text: String,
    /// Literals in a row: where what is written of them ends, whether a comma came since, whether it is a list.
    run: Option<(usize, bool, bool)>,
}

impl Redacted {
    fn token(&mut self, token: Token<'_>, mode: SqlMode) {
        match token.kind {
            TokenKind::Text | TokenKind::Number | TokenKind::Bits | TokenKind::Placeholder => self.literal(),
            TokenKind::Space => self.push(token.text),
            TokenKind::Comma => {
                self.run = match self.run {
                    Some((end, false, folded)) => Some((end, true, folded)),
                    _ => None,
                };
                self.push(token.text);
            }
            TokenKind::Hint => self.hint(token.text, mode),
            TokenKind::Comment if token.text.starts_with(b"/*") => self.text.push_str("/**/"),
            TokenKind::Comment => self.text.push_str("-- "),
            TokenKind::UserVariable if matches!(token.text.get(1), Some(b'\'' | b'"')) => {
                self.run = None;
                self.text.push_str("@?");
            }
            _ => {
                self.run = None;
                self.push(token.text);
            }
        }
    }

    fn push(&mut self, text: &[u8]) {
        self.text.push_str(&String::from_utf8_lossy(text));
    }

    fn literal(&mut self) {
        let folded = match self.run {
            Some((end, true, folded)) => {
                self.text.truncate(end);
                if !folded {
                    self.text.push_str(", ...");
                }
                true
            }
            // `'a' 'b'` is one literal, whose parts need no two marks.
            Some((end, false, folded)) => {
                self.text.truncate(end);
                folded
            }
            None => {
                self.text.push('?');
                false
            }
        };
        self.run = Some((self.text.len(), false, folded));
    }

    /// A hint stays, its literals do not: `SET_VAR(x='…')`.
    fn hint(&mut self, text: &[u8], mode: SqlMode) {
        self.run = None;
        self.text.push_str("/*+");
        let inside = text.get(3..).unwrap_or_default();
        let (inside, closing) = match inside.strip_suffix(b"*/") {
            Some(inside) => (inside, "*/"),
            None => (inside, ""),
        };
        for token in lex::tokens(inside, mode) {
            match token.kind {
                // Comments do not nest: what looks like one in here would end the hint too early.
                TokenKind::Comment | TokenKind::Hint => self.text.push(' '),
                _ => self.token(token, mode),
            }
        }
        self.run = None;
        self.text.push_str(closing);
    }
}
