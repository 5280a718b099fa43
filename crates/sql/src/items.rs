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

/// The items of a text, with one token of look-ahead.
pub(crate) struct Items<'a> {
    lexer: Lexer<'a>,
    ahead: Option<Token<'a>>,
    /// Where the last item ended, to see what follows without a gap.
    end: usize,
}

impl<'a> Items<'a> {
    pub(crate) fn new(sql: &'a [u8], mode: SqlMode) -> Self {
        let mut items = Self { lexer: lex::tokens(sql, mode), ahead: None, end: 0 };
        items.ahead = next_meaningful(&mut items.lexer);
        items
    }

    /// Whether the next token is a `(`, directly behind the item just given out.
    pub(crate) fn open_follows_directly(&self) -> bool {
        self.ahead.is_some_and(|token| token.kind == TokenKind::Open && token.start == self.end)
    }

    /// Whether a `(` comes next, with or without a gap.
    pub(crate) fn open_follows(&self) -> bool {
        self.ahead.is_some_and(|token| token.kind == TokenKind::Open)
    }

    /// Whether this word (given in capitals) comes next.
    pub(crate) fn word_follows(&self, word: &str) -> bool {
        self.ahead.is_some_and(|token| token.is_word(word))
    }

    /// Whether a `.` comes next.
    pub(crate) fn dot_follows(&self) -> bool {
        self.ahead.is_some_and(|token| token.kind == TokenKind::Dot)
    }

    /// Whether a value comes next.
    pub(crate) fn value_follows(&self) -> bool {
        self.ahead.is_some_and(|token| match token.kind {
            TokenKind::Placeholder => true,
            TokenKind::Introducer => next_meaningful(&mut self.lexer.clone()).is_some_and(takes_introducer),
            kind => kind.is_literal(),
        })
    }

    fn advance(&mut self) -> Option<Token<'a>> {
        let token = self.ahead?;
        self.end = token.start + token.text.len();
        self.ahead = next_meaningful(&mut self.lexer);
        Some(token)
    }

    fn skip_texts(&mut self) {
        while self.ahead.is_some_and(|token| token.kind == TokenKind::Text) {
            self.advance();
        }
    }

    fn kind_of(&mut self, token: Token<'a>) -> ItemKind {
        match token.kind {
            TokenKind::Introducer if self.ahead.is_some_and(takes_introducer) => {
                if let Some(Token { kind: TokenKind::Text, .. }) = self.advance() {
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
        let token = self.advance()?;
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
