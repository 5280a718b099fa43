//! Reads the tokens of a condition by precedence: OR, XOR, AND, NOT, comparisons, then signs of values.

use std::borrow::Cow;

use auroscope_sql::SqlMode;
use auroscope_sql::lex::{self, Token, TokenKind};

use super::Expression;

/// A longer condition is not read: what it could tell is not worth the time.
const LONGEST_BYTES: usize = 64 * 1024;
/// An expression that is nested deeper is not read.
const DEEPEST: u32 = 120;

/// The expression that a text is.
pub(in crate::findings) fn read(text: &str) -> Option<Expression<'_>> {
    if text.len() > LONGEST_BYTES {
        return None;
    }
    let tokens = lex::tokens(text.as_bytes(), SqlMode::default())
        .filter(|token| !token.kind.is_blank() && token.kind != TokenKind::Hint)
        .collect();
    let mut reader = Reader { text, tokens, at: 0, depth: 0 };
    let expression = reader.expression()?;
    (reader.at == reader.tokens.len()).then_some(expression)
}

pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    tokens: Vec<Token<'a>>,
    pub(super) at: usize,
    depth: u32,
}

/// How tight a sign between values binds; what is none ends the value.
fn tightness(token: &Token<'_>) -> Option<u8> {
    Some(match token.kind {
        TokenKind::Operator => match token.text {
            b"|" => 1,
            b"&" => 2,
            b"<<" | b">>" => 3,
            b"+" | b"-" => 4,
            b"*" | b"/" | b"%" => 5,
            b"^" => 6,
            b"->" | b"->>" => 7,
            _ => return None,
        },
        TokenKind::Word if token.is_word("DIV") || token.is_word("MOD") => 5,
        _ => return None,
    })
}

impl<'a> Reader<'a> {
    pub(super) fn peek(&self) -> Option<Token<'a>> {
        self.tokens.get(self.at).copied()
    }

    pub(super) fn next(&mut self) -> Option<Token<'a>> {
        let token = self.peek()?;
        self.at += 1;
        Some(token)
    }

    pub(super) fn is_word(&self, word: &str) -> bool {
        self.peek().is_some_and(|token| token.is_word(word))
    }

    pub(super) fn take_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        self.at += usize::from(found);
        found
    }

    pub(super) fn is_kind(&self, kind: TokenKind) -> bool {
        self.peek().is_some_and(|token| token.kind == kind)
    }

    pub(super) fn take_kind(&mut self, kind: TokenKind) -> Option<()> {
        let found = self.is_kind(kind);
        self.at += usize::from(found);
        found.then_some(())
    }

    pub(super) fn is_sign(&self, signs: &[&[u8]]) -> bool {
        self.peek().is_some_and(|token| token.kind == TokenKind::Operator && signs.contains(&token.text))
    }

    pub(super) fn text_of(&self, token: Token<'a>) -> &'a str {
        self.text.get(token.start..token.start + token.text.len()).unwrap_or_default()
    }

    /// The text from a token's place to the end of the last token that was read.
    pub(super) fn text_since(&self, start: usize) -> &'a str {
        let end = self.at.checked_sub(1).and_then(|last| self.tokens.get(last));
        let end = end.map_or(start, |token| token.start + token.text.len());
        self.text.get(start..end).unwrap_or_default()
    }

    /// Passes over everything up to the `)` of a `(` that was read.
    pub(super) fn skip_to_close(&mut self) -> Option<()> {
        let mut open = 1_usize;
        while open > 0 {
            match self.next()?.kind {
                TokenKind::Open => open += 1,
                TokenKind::Close => open -= 1,
                _ => {}
            }
        }
        Some(())
    }

    /// A whole expression.
    pub(super) fn expression(&mut self) -> Option<Expression<'a>> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let first = self.conjunction()?;
        let expression = if self.at_or() {
            let mut parts = vec![first];
            while self.at_or() {
                self.at += 1;
                parts.push(self.conjunction()?);
            }
            Expression::Or(parts)
        } else {
            first
        };
        self.depth -= 1;
        Some(expression)
    }

    fn at_or(&self) -> bool {
        self.is_word("OR") || self.is_word("XOR") || self.is_sign(&[b"||"])
    }

    fn conjunction(&mut self) -> Option<Expression<'a>> {
        let first = self.negation()?;
        if !self.at_and() {
            return Some(first);
        }
        let mut parts = vec![first];
        while self.at_and() {
            self.at += 1;
            parts.push(self.negation()?);
        }
        Some(Expression::And(parts))
    }

    fn at_and(&self) -> bool {
        self.is_word("AND") || self.is_sign(&[b"&&"])
    }

    fn negation(&mut self) -> Option<Expression<'a>> {
        let mut negated = false;
        while self.take_word("NOT") {
            negated = true;
        }
        let inner = self.comparison()?;
        // What a negation lets through is not told by what it denies.
        Some(if negated { Expression::Opaque } else { inner })
    }

    fn comparison(&mut self) -> Option<Expression<'a>> {
        let mut left = self.value(0)?;
        while let Some(token) = self.peek() {
            let start = self.at;
            let negated = token.is_word("NOT");
            self.at += usize::from(negated);
            left = if !negated && self.is_sign(&[b"=", b"<=>", b"<>", b"!=", b"<", b"<=", b">", b">="]) {
                self.at += 1;
                let sign = self.text_of(token);
                let right = self.value(0)?;
                Expression::Compare { sign, left: Box::new(left), right: Box::new(right) }
            } else if self.take_word("BETWEEN") {
                let low = self.value(0)?;
                self.take_word("AND").then_some(())?;
                let bounds = Box::new([low, self.value(0)?]);
                Expression::Between { negated, value: Box::new(left), bounds }
            } else if self.take_word("IN") {
                self.list(left, negated)?
            } else if self.take_word("LIKE") {
                let pattern = Box::new(self.value(0)?);
                if self.take_word("ESCAPE") {
                    self.value(0)?;
                }
                Expression::Like { negated, value: Box::new(left), pattern }
            } else if !negated && self.take_word("IS") {
                let negated = self.take_word("NOT");
                match self.next()? {
                    token if token.is_word("NULL") => Expression::IsNull { negated, value: Box::new(left) },
                    _ => Expression::Opaque,
                }
            } else if self.take_word("REGEXP") || self.take_word("RLIKE") {
                self.value(0)?;
                Expression::Opaque
            } else if !negated && self.take_word("MEMBER") {
                self.take_word("OF").then_some(())?;
                self.take_kind(TokenKind::Open)?;
                self.skip_to_close()?;
                Expression::Opaque
            } else {
                self.at = start;
                break;
            };
        }
        Some(left)
    }

    fn list(&mut self, value: Expression<'a>, negated: bool) -> Option<Expression<'a>> {
        self.take_kind(TokenKind::Open)?;
        let start = self.at;
        let Some(list) = self.parts() else {
            self.at = start;
            self.skip_to_close()?;
            return Some(Expression::Opaque);
        };
        Some(Expression::In { negated, value: Box::new(value), list })
    }

    /// Expressions between commas, up to the `)`, which is read too.
    pub(super) fn parts(&mut self) -> Option<Vec<Expression<'a>>> {
        let mut parts = Vec::new();
        let depth = self.depth;
        if self.take_kind(TokenKind::Close).is_some() {
            return Some(parts);
        }
        loop {
            let Some(part) = self.expression() else {
                self.depth = depth;
                return None;
            };
            parts.push(part);
            if self.take_kind(TokenKind::Close).is_some() {
                return Some(parts);
            }
            self.take_kind(TokenKind::Comma)?;
        }
    }

    /// Operands and the signs between them that bind at least so tight.
    pub(super) fn value(&mut self, least: u8) -> Option<Expression<'a>> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let start = self.peek()?.start;
        let mut left = self.operand()?;
        while let Some(token) = self.peek() {
            if self.take_word("COLLATE") {
                self.next()?;
                let text = self.text_since(start);
                left = Expression::Cast { value: Box::new(left), to: Cow::Borrowed("collate"), text };
                continue;
            }
            let Some(tight) = tightness(&token).filter(|tight| *tight > least) else { break };
            self.at += 1;
            let right = self.value(tight)?;
            let name = Cow::Borrowed(self.text_of(token));
            left = Expression::Call { name, arguments: vec![left, right], text: self.text_since(start) };
        }
        self.depth -= 1;
        Some(left)
    }
}
