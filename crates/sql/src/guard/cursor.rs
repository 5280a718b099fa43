//! The words of a canonical text, and the place that the parser has reached among them.

use std::collections::BTreeSet;
use std::ops::Range;

use super::making::Labour;
use super::scope::Scope;
use super::{DEEPEST, Dialect, Refusal, TableName};
use crate::keyword::{self, Capitals};
use crate::lex::{Lexer, TokenKind};
use crate::names;

pub(super) type Parsed<T = ()> = Result<T, Refusal>;

/// A token that means something, and where it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    pub(super) kind: TokenKind,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Walks over a statement and notes what it refers to. Every method that parses stands behind what it took, or gives
/// the reason why the statement is not to be explained.
pub(super) struct Parser<'a> {
    pub(super) text: &'a str,
    pieces: Vec<Piece>,
    pub(super) at: usize,
    pub(super) dialect: Dialect,
    depth: usize,
    /// What WITH has named, as far as it can be seen from here, innermost last.
    pub(super) with_names: Scope,
    pub(super) tables: BTreeSet<TableName>,
    pub(super) functions: BTreeSet<String>,
    /// What its calls may cost.
    pub(super) labour: Labour,
    /// Where what is sent differs from the text, in the text's order.
    pub(super) edits: Vec<Edit>,
    pub(super) locks_removed: bool,
    pub(super) lengths_limited: bool,
}

/// What is sent in place of a part of the text.
#[derive(Debug)]
pub(super) struct Edit {
    pub(super) range: Range<usize>,
    pub(super) text: &'static str,
}

impl<'a> Parser<'a> {
    pub(super) fn new(text: &'a str, dialect: Dialect) -> Self {
        let lexer = Lexer::new(text.as_bytes(), dialect.mode, dialect.gate());
        let means = |kind: TokenKind| !kind.is_blank() && kind != TokenKind::Hint;
        let pieces = lexer
            .filter(|token| means(token.kind))
            .map(|token| Piece { kind: token.kind, start: token.start, end: token.start + token.text.len() })
            .collect();
        Self {
            text,
            pieces,
            at: 0,
            dialect,
            depth: 0,
            with_names: Scope::default(),
            tables: BTreeSet::new(),
            functions: BTreeSet::new(),
            labour: Labour::default(),
            edits: Vec::new(),
            locks_removed: false,
            lengths_limited: false,
        }
    }

    /// Notes that another text is sent in place of this part.
    pub(super) fn edit(&mut self, range: Range<usize>, text: &'static str) {
        let at = self.edits.partition_point(|edit| edit.range.start <= range.start);
        self.edits.insert(at, Edit { range, text });
    }

    /// How many pieces there are.
    pub(super) fn length_of_all(&self) -> usize {
        self.pieces.len()
    }

    pub(super) fn piece(&self, at: usize) -> Option<Piece> {
        self.pieces.get(at).copied()
    }

    pub(super) fn kind(&self, at: usize) -> Option<TokenKind> {
        self.piece(at).map(|piece| piece.kind)
    }

    pub(super) fn written(&self, at: usize) -> &'a str {
        self.piece(at).and_then(|piece| self.text.get(piece.start..piece.end)).unwrap_or_default()
    }

    /// Where the piece begins; behind the last one, where the text ends.
    pub(super) fn start_of(&self, at: usize) -> usize {
        self.piece(at).map_or(self.text.len(), |piece| piece.start)
    }

    /// Where the piece before this one ends.
    pub(super) fn end_before(&self, at: usize) -> usize {
        at.checked_sub(1).and_then(|before| self.piece(before)).map_or(0, |piece| piece.end)
    }

    /// The unquoted word here, in capitals. A word behind a `.` or before one is a name.
    pub(super) fn word_at(&self, at: usize) -> Capitals {
        let named =
            at > 0 && self.kind(at - 1) == Some(TokenKind::Dot) || self.kind(at + 1) == Some(TokenKind::Dot);
        match self.kind(at) {
            Some(TokenKind::Word) if !named => Capitals::of(self.written(at).as_bytes()),
            _ => Capitals::NONE,
        }
    }

    pub(super) fn is(&self, word: &str) -> bool {
        self.word_at(self.at).as_str() == word
    }

    pub(super) fn is_any(&self, words: &[&str]) -> bool {
        words.contains(&self.word_at(self.at).as_str())
    }

    /// Takes the word if it stands here.
    pub(super) fn take(&mut self, word: &str) -> bool {
        let here = self.is(word);
        self.at += usize::from(here);
        here
    }

    pub(super) fn expect(&mut self, word: &str) -> Parsed {
        if self.take(word) { Ok(()) } else { Err(self.not_understood()) }
    }

    pub(super) fn take_kind(&mut self, kind: TokenKind) -> bool {
        let here = self.kind(self.at) == Some(kind);
        self.at += usize::from(here);
        here
    }

    pub(super) fn expect_kind(&mut self, kind: TokenKind) -> Parsed {
        if self.take_kind(kind) { Ok(()) } else { Err(self.not_understood()) }
    }

    /// Takes any of these words, as often as they come.
    pub(super) fn take_all_of(&mut self, words: &[&str]) {
        while self.is_any(words) {
            self.at += 1;
        }
    }

    /// What stands here makes no sense to us: a word or a sign is named, a name or a literal is not.
    pub(super) fn not_understood(&self) -> Refusal {
        let near = match self.kind(self.at) {
            None => return Refusal::Truncated,
            Some(TokenKind::Word) => self.word_at(self.at).as_str().to_owned(),
            Some(kind) if kind.is_literal() => "a literal".to_owned(),
            Some(TokenKind::QuotedName | TokenKind::NameAfterDot | TokenKind::SystemVariable) => {
                "a name".to_owned()
            }
            Some(_) => self.written(self.at).to_owned(),
        };
        match near.as_str() {
            "INTO" => Refusal::Into,
            "PROCEDURE" => Refusal::Procedure,
            _ => Refusal::NotUnderstood { near },
        }
    }

    /// Takes `(`, one level deeper.
    pub(super) fn open(&mut self) -> Parsed {
        self.expect_kind(TokenKind::Open)?;
        self.depth += 1;
        if self.depth > DEEPEST { Err(Refusal::TooDeep { limit: DEEPEST }) } else { Ok(()) }
    }

    /// Takes `)`.
    pub(super) fn close(&mut self) -> Parsed {
        self.expect_kind(TokenKind::Close)?;
        self.depth = self.depth.saturating_sub(1);
        Ok(())
    }

    /// Whether a name may stand here: in quotes, behind a dot, or a word that no version reserves.
    pub(super) fn is_name(&self, at: usize) -> bool {
        match self.kind(at) {
            Some(TokenKind::QuotedName | TokenKind::NameAfterDot) => true,
            Some(TokenKind::Word) => !self.is_reserved(at),
            _ => false,
        }
    }

    fn is_reserved(&self, at: usize) -> bool {
        keyword::is_reserved(Capitals::of(self.written(at).as_bytes()).as_str())
    }

    /// Takes one name, without what may follow its dot.
    pub(super) fn name(&mut self) -> Parsed<String> {
        if !self.is_name(self.at) {
            return Err(self.not_understood());
        }
        let name = names::plain_name(self.written(self.at).as_bytes());
        // Servers keep names in three bytes a character: what they make of others nobody knows.
        if name.contains(|character| character > '\u{FFFF}') {
            return Err(Refusal::NotUnderstood { near: "a name".to_owned() });
        }
        self.at += 1;
        Ok(name)
    }

    /// A reserved word beside a dot is a name to some servers and a keyword to others (`FROM.t`): it is refused, so
    /// that no keyword is overlooked.
    pub(super) fn check_words_at_dots(&self) -> Parsed {
        let beside_dot = |at: usize| {
            at > 0 && self.kind(at - 1) == Some(TokenKind::Dot) || self.kind(at + 1) == Some(TokenKind::Dot)
        };
        let unclear =
            |&at: &usize| self.kind(at) == Some(TokenKind::Word) && beside_dot(at) && self.is_reserved(at);
        match (0..self.pieces.len()).find(unclear) {
            Some(at) => Err(Refusal::NotUnderstood { near: self.written(at).to_ascii_uppercase() }),
            None => Ok(()),
        }
    }
}
