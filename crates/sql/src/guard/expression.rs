//! Expressions, as far as they matter here: every call is judged, every query inside is parsed, and no word that
//! could begin something else is passed over.

use super::Refusal;
use super::cursor::{Parsed, Parser};
use super::functions::{self, Call, Written};
use super::words::{BEFORE_PARENTHESES, TYPES, WITHIN};
use crate::lex::TokenKind;

/// Where an expression, or a list of them, stands: that says what ends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Between parentheses.
    Arguments,
    /// Between those of CONVERT, where a comma comes before a type.
    Convert,
    /// Between those of JSON_TABLE, up to COLUMNS.
    JsonTable,
    /// In a clause, up to the next one.
    Clause,
    /// Behind ON, up to the next table too.
    Join,
    /// Behind the `=` of an assignment, up to the next one.
    Assignment,
}

impl Place {
    fn in_parentheses(self) -> bool {
        matches!(self, Self::Arguments | Self::Convert | Self::JsonTable)
    }
}

impl Parser<'_> {
    /// `(` query or expressions `)`; whether it was a query.
    pub(super) fn parenthesis(&mut self, place: Place) -> Parsed<bool> {
        self.open()?;
        let mut is_query = self.begins_query();
        if is_query {
            self.query()?;
        } else if self.kind(self.at) == Some(TokenKind::Open) {
            is_query = self.parenthesis(Place::Arguments)?;
            if is_query && self.continues_query() {
                self.query_tail()?;
            } else if self.kind(self.at) != Some(TokenKind::Close) {
                is_query = false;
                self.walk(place)?;
            }
        } else {
            self.walk(place)?;
        }
        self.close()?;
        Ok(is_query)
    }

    /// Moves to what ends the expressions here.
    pub(super) fn walk(&mut self, place: Place) -> Parsed {
        let mut matching = false;
        let mut braces = 0usize;
        while let Some(kind) = self.kind(self.at) {
            match kind {
                TokenKind::Close => return Ok(()),
                TokenKind::Comma if matches!(place, Place::Join | Place::Assignment) => return Ok(()),
                TokenKind::Open => {
                    if self.at > 0 && self.kind(self.at - 1).is_some_and(ends_operand) {
                        return Err(self.not_understood());
                    }
                    self.parenthesis(Place::Arguments)?;
                }
                TokenKind::Word if !self.word_at(self.at).as_str().is_empty() => {
                    if self.ends_at_word(place) {
                        return Ok(());
                    }
                    self.word(place, &mut matching)?;
                }
                TokenKind::Word | TokenKind::QuotedName | TokenKind::NameAfterDot => self.named()?,
                // `{ OJ t JOIN u ON … }` ends there, `{d '2020-01-01'}` does not.
                _ if place == Place::Join && braces == 0 && self.written(self.at) == "}" => return Ok(()),
                _ => {
                    match self.written(self.at) {
                        "{" => braces += 1,
                        "}" => braces = braces.saturating_sub(1),
                        _ => {}
                    }
                    self.at += 1;
                }
            }
        }
        if place.in_parentheses() { Err(Refusal::Truncated) } else { Ok(()) }
    }

    fn ends_at_word(&self, place: Place) -> bool {
        let word = self.word_at(self.at);
        let next = self.word_at(self.at + 1);
        match word.as_str() {
            "COLUMNS" => place == Place::JsonTable && self.kind(self.at + 1) == Some(TokenKind::Open),
            _ if place.in_parentheses() => false,
            "FROM" | "WHERE" | "GROUP" | "HAVING" | "WINDOW" | "ORDER" | "LIMIT" | "UNION" | "EXCEPT"
            | "INTERSECT" | "FOR" | "LOCK" => true,
            // INSERT … SELECT … ON DUPLICATE KEY UPDATE.
            "ON" => place == Place::Join || next.as_str() == "DUPLICATE",
            // SET is that of an UPDATE.
            "JOIN" | "INNER" | "CROSS" | "NATURAL" | "STRAIGHT_JOIN" | "USING" | "SET" => {
                place == Place::Join
            }
            "LEFT" | "RIGHT" => place == Place::Join && matches!(next.as_str(), "JOIN" | "OUTER"),
            _ => false,
        }
    }

    /// A word that is no part of a qualified name.
    fn word(&mut self, place: Place, matching: &mut bool) -> Parsed {
        let capitals = self.word_at(self.at);
        let word = capitals.as_str();
        if self.kind(self.at + 1) != Some(TokenKind::Open) {
            *matching |= word == "MATCH";
            let rollup = word == "WITH" && self.word_at(self.at + 1).as_str() == "ROLLUP";
            let expansion = word == "WITH" && place.in_parentheses();
            let nulls = word == "IGNORE" && self.word_at(self.at + 1).as_str() == "NULLS";
            if !self.is_name(self.at) && !WITHIN.contains(&word) && !rollup && !expansion && !nulls {
                return Err(self.not_understood());
            }
            self.at += 1;
            return Ok(());
        }
        if self.is_type(place) {
            let opened = self.at + 1;
            self.at += 1;
            self.type_length()?;
            return if word == "BINARY" { self.count_binary(opened) } else { Ok(()) };
        }
        if BEFORE_PARENTHESES.contains(&word) {
            self.at += 1;
            return self.parenthesis(Place::Arguments).map(drop);
        }
        if word == "AGAINST" && *matching {
            (*matching, self.at) = (false, self.at + 1);
            return self.parenthesis(Place::Arguments).map(drop);
        }
        // `= ANY (SELECT …)`. With another parenthesis inside, it might be a function called any.
        if matches!(word, "ANY" | "SOME") && self.is_quantifier() {
            self.at += 1;
            return self.parenthesis(Place::Arguments).map(drop);
        }
        *matching |= word == "MATCH";
        self.call(word, false)
    }

    fn is_quantifier(&self) -> bool {
        let compares = self.at > 0
            && self.kind(self.at - 1) == Some(TokenKind::Operator)
            && matches!(self.written(self.at - 1), "=" | "<" | ">" | "<=" | ">=" | "<>" | "!=" | "<=>");
        compares && matches!(self.word_at(self.at + 2).as_str(), "SELECT" | "WITH" | "TABLE")
    }

    /// A type with its length: behind AS and RETURNING inside parentheses, and behind the comma of CONVERT.
    fn is_type(&self, place: Place) -> bool {
        let before = self.at.saturating_sub(1);
        let behind = place.in_parentheses() && matches!(self.word_at(before).as_str(), "AS" | "RETURNING")
            || place == Place::Convert && self.kind(before) == Some(TokenKind::Comma);
        behind && TYPES.contains(&self.word_at(self.at).as_str())
    }

    /// A name in quotes, or with a dot: `a`, `t.a`, `t.*`; or a call of it.
    fn named(&mut self) -> Parsed {
        let first = self.at;
        self.at += 1;
        while self.take_kind(TokenKind::Dot) {
            self.at += 1;
        }
        if self.kind(self.at) != Some(TokenKind::Open) {
            return Ok(());
        }
        if self.at > first + 1 || self.kind(first) != Some(TokenKind::QuotedName) {
            return Err(Refusal::StoredFunction { name: self.text_of(first) });
        }
        self.at = first;
        let name = crate::names::plain_name(self.written(first).as_bytes());
        self.call(&name.to_ascii_uppercase(), true)
    }

    fn text_of(&self, first: usize) -> String {
        self.text.get(self.start_of(first)..self.end_before(self.at)).unwrap_or_default().to_owned()
    }

    /// A call, from its name on.
    fn call(&mut self, name: &str, quoted: bool) -> Parsed {
        let touches = self.end_before(self.at + 1) == self.start_of(self.at + 1);
        let written = Written { quoted, close: touches || self.dialect.ignores_space };
        match functions::judge(name, written, self.dialect.server) {
            Call::Dangerous => return Err(Refusal::DangerousFunction { name: name.to_owned() }),
            Call::Unknown => return Err(Refusal::StoredFunction { name: self.written(self.at).to_owned() }),
            Call::BuiltIn => {}
        }
        self.functions.insert(name.to_owned());
        self.at += 1;
        let place = if name == "CONVERT" { Place::Convert } else { Place::Arguments };
        let (opened, made_before) = (self.at, self.labour.made_bytes);
        self.parenthesis(place)?;
        self.count_call(name, opened, made_before)?;
        // With an argument it sets what the session's next call tells.
        if name == "LAST_INSERT_ID" && self.at > opened + 2 {
            return Err(Refusal::DangerousFunction { name: name.to_owned() });
        }
        if name == "NTH_VALUE" && self.is("FROM") && self.is_first_or_last() {
            self.at += 2;
        }
        Ok(())
    }

    /// Behind NTH_VALUE and its arguments a window must follow, so this FROM is not the query's.
    fn is_first_or_last(&self) -> bool {
        matches!(self.word_at(self.at + 1).as_str(), "FIRST" | "LAST")
    }
}

/// Behind these no parenthesis of an expression begins.
fn ends_operand(kind: TokenKind) -> bool {
    kind.is_literal() || matches!(kind, TokenKind::Introducer | TokenKind::SystemVariable | TokenKind::Close)
}
