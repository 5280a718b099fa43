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
                _ => self.at += 1,
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
            if !self.is_name(self.at) && !WITHIN.contains(&word) && !rollup && !expansion {
                return Err(self.not_understood());
            }
            self.at += 1;
            return Ok(());
        }
        if BEFORE_PARENTHESES.contains(&word) {
            self.at += 1;
            return self.parenthesis(Place::Arguments).map(drop);
        }
        if word == "AGAINST" && *matching {
            (*matching, self.at) = (false, self.at + 1);
            return self.parenthesis(Place::Arguments).map(drop);
        }
        if self.is_type(place) {
            self.at += 1;
            return self.type_length();
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
        let (first, made_before) = (self.at, self.made);
        self.parenthesis(place)?;
        if let Some((_, place)) = MAKERS.iter().find(|(maker, _)| *maker == name) {
            self.check_made(name, (first, *place), made_before)?;
        }
        // With an argument it sets what the session's next call tells.
        if name == "LAST_INSERT_ID" && self.at > first + 2 {
            return Err(Refusal::DangerousFunction { name: name.to_owned() });
        }
        Ok(())
    }

    /// Whether a text that is made here stays short: its length must be a plain number, and small with all others.
    fn check_made(&mut self, name: &str, (first, place): (usize, usize), before: u64) -> Parsed {
        let (mut depth, mut argument, mut length) = (0usize, 0usize, Vec::new());
        for at in first + 1..self.at.saturating_sub(1) {
            match self.kind(at) {
                Some(TokenKind::Open) => depth += 1,
                Some(TokenKind::Close) => depth = depth.saturating_sub(1),
                Some(TokenKind::Comma) if depth == 0 => argument += 1,
                _ if depth == 0 && argument == place => length.push(self.written(at)),
                _ => {}
            }
        }
        let made = match length[..] {
            [number] => number.parse::<u64>().ok(),
            _ => None,
        };
        // What its own arguments make is made as often.
        let inside = self.made.saturating_sub(before).max(1);
        self.made = before.saturating_add(made.unwrap_or(u64::MAX).saturating_mul(inside));
        if self.made > MOST_MADE {
            return Err(Refusal::DangerousFunction { name: name.to_owned() });
        }
        Ok(())
    }
}

/// Functions that make long texts of short ones, and which argument says how long.
const MAKERS: [(&str, usize); 4] = [("REPEAT", 1), ("RPAD", 1), ("LPAD", 1), ("SPACE", 0)];
/// What all of a statement's together may come to. Functions that look through a text look for KILL only when they are
/// through with it: INSTR on two constants of megabytes ran on for minutes (9.7).
const MOST_MADE: u64 = 1 << 20;

/// Behind these no parenthesis of an expression begins.
fn ends_operand(kind: TokenKind) -> bool {
    kind.is_literal() || matches!(kind, TokenKind::Introducer | TokenKind::SystemVariable | TokenKind::Close)
}
