//! What stands between the signs: columns, literals, calls, what is in parentheses, and the words that only
//! EXPLAIN prints, such as `<cache>(…)` and `<if>(…, …, true)`.

use std::borrow::Cow;

use auroscope_sql::lex::{Token, TokenKind};

use super::reader::Reader;
use super::{Column, Expression, Literal};

impl<'a> Reader<'a> {
    pub(super) fn operand(&mut self) -> Option<Expression<'a>> {
        let token = self.next()?;
        match token.kind {
            TokenKind::Open => self.parenthesized(),
            TokenKind::Number => Some(Expression::Literal(Literal::Number)),
            TokenKind::Text => Some(self.text_literal(token)),
            TokenKind::Bits => Some(Expression::Literal(Literal::Other)),
            TokenKind::Introducer => match self.next()?.kind {
                TokenKind::Text => Some(Expression::Literal(Literal::Text(self.text_since(token.start)))),
                TokenKind::Bits => Some(Expression::Literal(Literal::Other)),
                _ => None,
            },
            TokenKind::Placeholder | TokenKind::UserVariable => Some(Expression::Constant),
            TokenKind::SystemVariable => {
                if self.take_kind(TokenKind::Dot).is_some() {
                    self.next()?;
                }
                Some(Expression::Constant)
            }
            TokenKind::QuotedName => self.column(token),
            TokenKind::Word => self.word(token),
            TokenKind::Operator => match token.text {
                b"<" => self.internal(),
                b"-" | b"+" => match self.value(6)? {
                    literal @ Expression::Literal(Literal::Number) => Some(literal),
                    value => Some(self.call("-", vec![value], token.start)),
                },
                b"~" => {
                    let value = self.value(6)?;
                    Some(self.call("~", vec![value], token.start))
                }
                b"!" => {
                    self.value(6)?;
                    Some(Expression::Opaque)
                }
                _ => None,
            },
            _ => None,
        }
    }

    fn call(&self, name: &'a str, arguments: Vec<Expression<'a>>, start: usize) -> Expression<'a> {
        Expression::Call { name: Cow::Borrowed(name), arguments, text: self.text_since(start) }
    }

    /// Texts that follow each other are one.
    fn text_literal(&mut self, token: Token<'a>) -> Expression<'a> {
        while self.take_kind(TokenKind::Text).is_some() {}
        Expression::Literal(Literal::Text(self.text_since(token.start)))
    }

    fn parenthesized(&mut self) -> Option<Expression<'a>> {
        if ["SELECT", "WITH", "VALUES", "TABLE"].iter().any(|word| self.is_word(word)) {
            self.skip_to_close()?;
            return Some(Expression::Opaque);
        }
        let mut parts = self.parts()?;
        if parts.len() == 1 { parts.pop() } else { Some(Expression::Row(parts)) }
    }

    /// What EXPLAIN writes in angle brackets.
    fn internal(&mut self) -> Option<Expression<'a>> {
        let word = self.next().filter(|token| token.kind == TokenKind::Word)?;
        if !self.is_sign(&[b">"]) {
            return None;
        }
        self.at += 1;
        self.take_kind(TokenKind::Open)?;
        if word.is_word("NOP") || word.is_word("HASH") {
            let mut parts = self.parts()?;
            return if parts.len() == 1 { parts.pop() } else { Some(Expression::Opaque) };
        }
        if word.is_word("IF") {
            // It holds wherever the row was not made up for an outer join.
            let mut parts = self.parts()?;
            return if parts.len() == 3 { Some(parts.swap_remove(1)) } else { Some(Expression::Opaque) };
        }
        self.skip_to_close()?;
        Some(if word.is_word("CACHE") { Expression::Constant } else { Expression::Opaque })
    }

    fn word(&mut self, token: Token<'a>) -> Option<Expression<'a>> {
        let next = self.peek().map(|next| next.kind);
        if ["TRUE", "FALSE"].iter().any(|word| token.is_word(word)) {
            return Some(Expression::Literal(Literal::Number));
        }
        if token.is_word("NULL") {
            return Some(Expression::Literal(Literal::Other));
        }
        if next == Some(TokenKind::Text) {
            // DATE'…', TIMESTAMP'…', json'…'.
            self.at += 1;
            return Some(Expression::Literal(Literal::Other));
        }
        if token.is_word("INTERVAL") {
            let value = self.value(0)?;
            self.next().filter(|unit| unit.kind == TokenKind::Word)?;
            return Some(self.call("interval", vec![value], token.start));
        }
        if token.is_word("CASE") {
            return self.case();
        }
        if token.is_word("MATCH") {
            return self.full_text();
        }
        if token.is_word("BINARY") && next != Some(TokenKind::Open) {
            let value = Box::new(self.value(6)?);
            let text = self.text_since(token.start);
            return Some(Expression::Cast { value, to: Cow::Borrowed("binary"), text });
        }
        if next != Some(TokenKind::Open) {
            return self.column(token);
        }
        self.at += 1;
        if token.is_word("EXISTS") {
            self.skip_to_close()?;
            return Some(Expression::Opaque);
        }
        if token.is_word("CAST") || token.is_word("CONVERT") {
            return self.cast(token);
        }
        let start = self.at;
        let Some(arguments) = self.parts() else {
            self.at = start;
            self.skip_to_close()?;
            return Some(Expression::Opaque);
        };
        let name = Cow::Owned(self.text_of(token).to_ascii_lowercase());
        Some(Expression::Call { name, arguments, text: self.text_since(token.start) })
    }

    fn case(&mut self) -> Option<Expression<'a>> {
        let mut open = 1_usize;
        while open > 0 {
            let token = self.next()?;
            open += usize::from(token.is_word("CASE"));
            open -= usize::from(token.is_word("END"));
        }
        Some(Expression::Opaque)
    }

    fn full_text(&mut self) -> Option<Expression<'a>> {
        while !self.take_word("AGAINST") {
            self.next()?;
        }
        self.take_kind(TokenKind::Open)?;
        self.skip_to_close()?;
        Some(Expression::Opaque)
    }

    /// `cast(x as type)`, `convert(x using set)`, `convert(x, type)`.
    fn cast(&mut self, word: Token<'a>) -> Option<Expression<'a>> {
        let value = self.expression()?;
        let by_set = self.take_word("USING");
        if !by_set && !self.take_word("AS") {
            self.take_kind(TokenKind::Comma)?;
        }
        let start = self.peek()?.start;
        self.skip_to_close()?;
        let to = self.text_since(start);
        let to = to.strip_suffix(')').unwrap_or(to).trim().to_ascii_lowercase();
        let to = if by_set { format!("using {to}") } else { to };
        let text = self.text_since(word.start);
        Some(Expression::Cast { value: Box::new(value), to: Cow::Owned(to), text })
    }

    /// A name, after which further ones may follow behind dots.
    fn column(&mut self, first: Token<'a>) -> Option<Expression<'a>> {
        let mut names = vec![self.name(first)];
        while names.len() < 3 && self.take_kind(TokenKind::Dot).is_some() {
            let token = self.next()?;
            let is_name =
                matches!(token.kind, TokenKind::Word | TokenKind::QuotedName | TokenKind::NameAfterDot);
            names.push(is_name.then(|| self.name(token))?);
        }
        let name = names.pop()?;
        let table = names.pop();
        Some(Expression::Column(Column { schema: names.pop(), table, name }))
    }

    fn name(&self, token: Token<'a>) -> Cow<'a, str> {
        unquoted(self.text_of(token))
    }
}

/// A name without its backticks.
pub(in crate::findings) fn unquoted(name: &str) -> Cow<'_, str> {
    match name.strip_prefix('`').map(|name| name.strip_suffix('`').unwrap_or(name)) {
        Some(inner) if inner.contains("``") => Cow::Owned(inner.replace("``", "`")),
        Some(inner) => Cow::Borrowed(inner),
        None => Cow::Borrowed(name),
    }
}
