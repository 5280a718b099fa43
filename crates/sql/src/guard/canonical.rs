//! The first look: a text without comments, its versioned ones unfolded as its server would, and what no statement
//! that is explained may hold.
//!
//! What goes to a server is the text made here and nothing else, so that no comment can mean more there than here.

use super::hints;
use super::{Dialect, LONGEST_BYTES, Refusal};
use crate::lex::{Lexer, TokenKind};

/// A text with one blank where comments and white space stood.
#[derive(Debug)]
pub(super) struct Canonical {
    pub(super) text: String,
    /// The first thing in it that no statement to be explained may hold. What kind of statement it is counts for more.
    pub(super) problem: Option<Refusal>,
    pub(super) has_hints: bool,
}

/// Takes the comments out. Fails only where nothing can be said of what the text is.
pub(super) fn canonical(bytes: &[u8], dialect: Dialect) -> Result<Canonical, Refusal> {
    if bytes.len() > LONGEST_BYTES {
        return Err(Refusal::TooLong { limit_bytes: LONGEST_BYTES });
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Refusal::NotUtf8)?;
    let mut made = Canonical { text: String::with_capacity(text.len()), problem: None, has_hints: false };
    let mut lexer = Lexer::new(bytes, dialect.mode, dialect.gate());
    let (mut blank, mut ended) = (false, false);
    for token in lexer.by_ref() {
        let written = text.get(token.start..token.start + token.text.len()).unwrap_or_default();
        match token.kind {
            kind if kind.is_blank() => blank = true,
            TokenKind::Semicolon => ended = true,
            // What the second one is does not matter.
            _ if ended => {
                made.problem = Some(Refusal::SeveralStatements);
                return Ok(made);
            }
            TokenKind::Hint => match hints::harmless(written) {
                Ok(hint) if hint.is_empty() => blank = true,
                Ok(hint) => {
                    made.has_hints = true;
                    made.push(blank, &hint);
                    blank = false;
                }
                Err(refusal) => made.problem = made.problem.or(Some(refusal)),
            },
            kind => {
                made.problem = made.problem.or_else(|| problem(kind, written));
                made.push(blank, written);
                blank = false;
            }
        }
    }
    // Two signs at the end would be taken for a comment; what they stood before is missing anyhow.
    if lexer.ends_open() || made.text.ends_with("--") {
        return Err(Refusal::Truncated);
    }
    Ok(made)
}

impl Canonical {
    fn push(&mut self, blank: bool, written: &str) {
        // Behind two signs, as in `1--/**/1`, a blank would begin a comment. No word or literal ends in them.
        if blank && !self.text.is_empty() && !self.text.ends_with("--") {
            self.text.push(' ');
        }
        self.text.push_str(written);
    }
}

fn problem(kind: TokenKind, written: &str) -> Option<Refusal> {
    match kind {
        TokenKind::Placeholder => Some(Refusal::Placeholder),
        TokenKind::UserVariable => Some(Refusal::UserVariable),
        TokenKind::Operator if written == ":=" => Some(Refusal::UserVariable),
        TokenKind::Ellipsis => Some(Refusal::Truncated),
        TokenKind::Unknown => Some(Refusal::NotUnderstood { near: written.to_owned() }),
        TokenKind::Operator if written == ":" => Some(Refusal::NotUnderstood { near: written.to_owned() }),
        // Only servers from 9.0 on take `$tag$ … $tag$` for a string; to others its inside is code.
        TokenKind::Text if written.starts_with('$') => Some(Refusal::NotUnderstood { near: "$".to_owned() }),
        _ => None,
    }
}
