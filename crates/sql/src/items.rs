//! Between lexer and normaliser: the tokens that mean something, with each literal made one value.
//!
//! An introducer belongs to its literal (`_utf8mb4'x'`), and strings side by side are one (`'a' 'b'`).

use crate::lex::{Lexer, Token, TokenKind};
use crate::{SqlMode, lex};

/// One token that means something.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Item<'a> {
    pub(crate) kind: ItemKind,
    /// As written; of a value only its first token.
    pub(crate) text: &'a [u8],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ItemKind {
    /// A literal or a placeholder.
    Value,
    /// `...`.
    Ellipsis,
    /// An unquoted word, which may be a keyword.
    Word,
    /// An identifier, with its quotes if it has some.
    Name,
    UserVariable,
    SystemVariable,
    Operator,
    Open,
    Close,
    Comma,
    Dot,
    Semicolon,
    Unknown,
}

/// The items of a text. What comes next is looked up only where somebody asks.
pub(crate) struct Items<'a> {
    pub(crate) lexer: Lexer<'a>,
}

impl<'a> Items<'a> {
    pub(crate) fn new(sql: &'a [u8], mode: SqlMode) -> Self {
        Self { lexer: lex::tokens(sql, mode) }
    }

    /// The token that comes next.
    pub(crate) fn ahead(&self) -> Option<Token<'a>> {
        next_meaningful(&mut self.lexer.clone())
    }

    /// Whether the next byte is a `(`: directly behind the word just given out.
    #[inline(always)]
    pub(crate) fn open_follows_directly(&self) -> bool {
        self.lexer.peek(0) == b'('
    }

    /// Whether a `.` comes next.
    #[inline(always)]
    pub(crate) fn dot_follows(&self) -> bool {
        match self.lexer.plain_byte_ahead() {
            Some(byte) if byte != b'.' => false,
            _ => self.ahead().is_some_and(|token| token.kind == TokenKind::Dot),
        }
    }

    /// Behind the last item: whether the text ended inside a string, a quoted name or a comment.
    pub(crate) fn ends_open(&self) -> bool {
        self.lexer.ends_open()
    }

    /// Whether this token, which comes next, is a value.
    pub(crate) fn is_value_ahead(&self, token: Token<'a>) -> bool {
        match token.kind {
            TokenKind::Placeholder => true,
            TokenKind::Introducer => {
                let mut lexer = self.lexer.clone();
                next_meaningful(&mut lexer);
                next_meaningful(&mut lexer).is_some_and(takes_introducer)
            }
            kind => kind.is_literal(),
        }
    }

    /// Behind a string: moves over those beside it, which are the same literal.
    #[inline(always)]
    pub(crate) fn skip_texts(&mut self) {
        // Behind most strings comes a byte that begins none.
        while matches!(self.lexer.plain_byte_ahead(), None | Some(b'\'' | b'"' | b'n' | b'N' | b'$')) {
            let mut ahead = self.lexer.clone();
            if next_meaningful(&mut ahead).is_none_or(|token| token.kind != TokenKind::Text) {
                return;
            }
            self.lexer = ahead;
        }
    }

    fn kind_of(&mut self, token: Token<'a>) -> ItemKind {
        match token.kind {
            TokenKind::Introducer if self.ahead().is_some_and(takes_introducer) => {
                if let Some(Token { kind: TokenKind::Text, .. }) = next_meaningful(&mut self.lexer) {
                    self.skip_texts();
                }
                ItemKind::Value
            }
            TokenKind::Text => {
                self.skip_texts();
                ItemKind::Value
            }
            TokenKind::Number | TokenKind::Bits | TokenKind::Placeholder => ItemKind::Value,
            TokenKind::Ellipsis => ItemKind::Ellipsis,
            TokenKind::Word => ItemKind::Word,
            TokenKind::Introducer | TokenKind::NameAfterDot | TokenKind::QuotedName => ItemKind::Name,
            TokenKind::UserVariable => ItemKind::UserVariable,
            TokenKind::SystemVariable => ItemKind::SystemVariable,
            TokenKind::Operator => ItemKind::Operator,
            TokenKind::Open => ItemKind::Open,
            TokenKind::Close => ItemKind::Close,
            TokenKind::Comma => ItemKind::Comma,
            TokenKind::Dot => ItemKind::Dot,
            TokenKind::Semicolon => ItemKind::Semicolon,
            // Blanks never get here: `next_meaningful` skips them.
            _ => ItemKind::Unknown,
        }
    }
}

impl<'a> Iterator for Items<'a> {
    type Item = Item<'a>;

    fn next(&mut self) -> Option<Item<'a>> {
        let token = next_meaningful(&mut self.lexer)?;
        let kind = self.kind_of(token);
        Some(Item { kind, text: token.text })
    }
}

/// The next token that is neither blank nor a hint.
fn next_meaningful<'a>(lexer: &mut Lexer<'a>) -> Option<Token<'a>> {
    lexer.find(|token| !token.kind.is_blank() && token.kind != TokenKind::Hint)
}

fn takes_introducer(token: Token<'_>) -> bool {
    matches!(token.kind, TokenKind::Text | TokenKind::Bits)
}
