//! Texts that functions make, and functions that work long on long ones.
//!
//! The server looks for KILL between rows, not within a function: INSTR of 30,000 bytes in 60,000 went on for half a
//! minute, an XPath over 2,000 elements and a path of JSON with more `**` for longer (9.7). What the text of a
//! statement could make a function do is therefore counted and bounded here. What tables hold cannot be: where that
//! makes a server go on all the same, nothing more is asked of it.

use std::ops::Range;

use super::Refusal;
use super::cursor::{Parsed, Parser, Piece};
use crate::lex::TokenKind;

/// Functions whose text is as long as a number among their arguments says, and which one says it.
const AS_LONG_AS_SAID: [(&str, usize); 4] = [("LPAD", 1), ("REPEAT", 1), ("RPAD", 1), ("SPACE", 0)];
/// Functions whose text is longer than those given, and at most how many times; of UNCOMPRESS no limit is known.
const LONGER: [(&str, u64); 8] = [
    ("EXPORT_SET", 128),
    ("HEX", 2),
    ("JSON_PRETTY", 16),
    ("JSON_QUOTE", 6),
    ("QUOTE", 2),
    ("TO_BASE64", 2),
    ("UNCOMPRESS", MOST_MADE_BYTES),
    ("WEIGHT_STRING", 4),
];
/// Functions whose time grows with the product of two texts' lengths: how dear each is beside the others, and which
/// argument is looked for. Where that is a short literal, the time is no matter.
const LABORIOUS: [(&str, u64, usize); 6] = [
    ("INSTR", 16, 1),
    ("LOCATE", 16, 0),
    ("POSITION", 16, 0),
    ("REPLACE", 1, 1),
    ("ST_BUFFER", 16, usize::MAX),
    ("SUBSTRING_INDEX", 2, 1),
];
/// Functions that make one text of those of many rows.
const GATHERING: [&str; 3] = ["GROUP_CONCAT", "JSON_ARRAYAGG", "JSON_OBJECTAGG"];
/// Those of a literal.
const QUOTES_BYTES: usize = 2;
/// A literal of so many bytes, with its quotes, is short.
const SHORT_BYTES: u64 = 64;
/// How long all texts that are made may come to.
const MOST_MADE_BYTES: u64 = 1 << 16;
/// A length that only the server knows is limited to this in what is sent.
const LENGTH_LIMIT: u64 = 1_000;
/// The product of texts' lengths, for all calls together: some seconds.
const MOST_LABOUR: u64 = 1 << 30;
/// Points of a circle, of which a buffer may draw one for each point of its own.
const MOST_POINTS: u64 = 128;
/// The arguments of AES_ENCRYPT without a derivation of the key, whose rounds may be many.
const AES_ARGUMENTS: usize = 3;
/// `**` in a path of JSON: with each, the time grows by the document's depth.
const MOST_ELLIPSES: usize = 2;

/// What the calls of a statement may cost.
#[derive(Debug, Default)]
pub(super) struct Labour {
    /// How long the texts are that functions make of those in the statement.
    pub(super) made_bytes: u64,
    weight: u64,
    /// The last laborious function.
    name: &'static str,
    has_json: bool,
    gathers: bool,
}

impl Parser<'_> {
    /// Counts a call. `opened` is where its parenthesis stands, and `before` what was made until there.
    pub(super) fn count_call(&mut self, name: &str, opened: usize, before: u64) -> Parsed {
        let dangerous = || Err(Refusal::DangerousFunction { name: name.to_owned() });
        let inside = self.labour.made_bytes.saturating_sub(before);
        let arguments = opened + 1..self.at.saturating_sub(1);
        self.labour.has_json |= name.starts_with("JSON_");
        if let Some((_, place)) = AS_LONG_AS_SAID.iter().find(|(maker, _)| *maker == name) {
            let length = self.length(self.argument(&arguments, *place));
            let repeated = if name == "REPEAT" {
                inside.saturating_add(self.literal_bytes(&self.argument(&arguments, 0))).max(1)
            } else {
                1
            };
            self.made(before, inside.saturating_add(length.saturating_mul(repeated)));
        }
        if let Some((_, times)) = LONGER.iter().find(|(maker, _)| *maker == name) {
            let given = inside.saturating_add(self.literal_bytes(&arguments));
            self.made(before, given.saturating_mul(*times));
        }
        match name {
            // A pattern may match nothing at all, between any two characters.
            "REPLACE" => self.count_replacing(&arguments, before, false),
            "REGEXP_REPLACE" => self.count_replacing(&arguments, before, true),
            "EXTRACTVALUE" | "UPDATEXML" if !self.is_plain_xpath(&self.argument(&arguments, 1)) => {
                return dangerous();
            }
            "ST_BUFFER_STRATEGY" => {
                let points = self.argument(&arguments, 1);
                if !points.is_empty() && self.plain_number(&points).is_none_or(|points| points > MOST_POINTS)
                {
                    return dangerous();
                }
            }
            "AES_ENCRYPT" | "AES_DECRYPT" if !self.argument(&arguments, AES_ARGUMENTS).is_empty() => {
                return dangerous();
            }
            _ => {}
        }
        self.labour.gathers |= GATHERING.contains(&name);
        if let Some((laborious, weight, place)) = LABORIOUS.iter().find(|(laborious, ..)| *laborious == name)
            && !self.is_short(&self.argument(&arguments, *place))
        {
            self.labour.weight = self.labour.weight.saturating_add(*weight);
            self.labour.name = laborious;
        }
        if self.labour.made_bytes > MOST_MADE_BYTES { dangerous() } else { Ok(()) }
    }

    /// `CAST(a AS BINARY(9))` fills up with zeros; to other types a length is a limit only.
    pub(super) fn count_binary(&mut self, opened: usize) -> Parsed {
        let length = self.plain_number(&(opened + 1..self.at.saturating_sub(1))).unwrap_or(u64::MAX);
        self.made(self.labour.made_bytes, length);
        if self.labour.made_bytes > MOST_MADE_BYTES {
            return Err(Refusal::DangerousFunction { name: "BINARY".to_owned() });
        }
        Ok(())
    }

    /// To be asked when all calls have been counted.
    pub(super) fn check_labour(&self) -> Parsed {
        let labour = &self.labour;
        let texts = self.literal_bytes(&(0..self.length_of_all())).saturating_add(labour.made_bytes);
        let is_long = labour.weight.saturating_mul(texts.saturating_mul(texts)) > MOST_LABOUR;
        if is_long || labour.gathers && labour.weight > 0 {
            return Err(Refusal::DangerousFunction { name: labour.name.to_owned() });
        }
        let all = 0..self.length_of_all();
        let is_path = |at: usize| labour.has_json || matches!(self.written(at), "->" | "->>");
        let is_long = |at: usize| {
            self.kind(at) == Some(TokenKind::Text) && self.written(at).matches("**").count() > MOST_ELLIPSES
        };
        if all.clone().any(is_long) && all.clone().any(is_path) {
            return Err(Refusal::DangerousFunction { name: "**".to_owned() });
        }
        Ok(())
    }

    fn made(&mut self, before: u64, bytes: u64) {
        self.labour.made_bytes = before.saturating_add(bytes).max(self.labour.made_bytes);
    }

    /// REPLACE makes a text longer where what it puts in is longer than what it takes out.
    fn count_replacing(&mut self, arguments: &Range<usize>, before: u64, is_pattern: bool) {
        let inside = self.labour.made_bytes.saturating_sub(before);
        let [text, from, to] = [0, 1, 2].map(|place| self.argument(arguments, place));
        let taken = if is_pattern { 1 } else { self.literal_bytes(&from).max(1) };
        let put = self.literal_bytes(&to);
        let put = if self.literal(&to).is_some() { put } else { put.saturating_add(inside) };
        let times = put.div_ceil(taken);
        if times > 1 {
            let text = inside.saturating_add(self.literal_bytes(&text)).max(1);
            self.made(before, text.saturating_mul(times));
        }
    }

    /// The length that an argument says. Where only the server knows it, what is sent limits it.
    fn length(&mut self, argument: Range<usize>) -> u64 {
        if let Some(length) = self.plain_number(&argument).or_else(|| self.limited_number(&argument)) {
            return length;
        }
        if !argument.is_empty() {
            let (from, to) = (self.start_of(argument.start), self.end_before(argument.end));
            self.edit(from..from, "LEAST((");
            self.edit(to..to, ")+0,1000)");
            self.lengths_limited = true;
        }
        LENGTH_LIMIT
    }

    /// `LEAST((…)+0,1000)`: the sum makes a number even of a text, and numbers are compared as such.
    fn limited_number(&self, argument: &Range<usize>) -> Option<u64> {
        let end = argument.end;
        let close = end.checked_sub(6).filter(|close| *close > argument.start + 2)?;
        let is_least = self.word_at(argument.start).as_str() == "LEAST"
            && self.kind(argument.start + 1) == Some(TokenKind::Open)
            && self.kind(argument.start + 2) == Some(TokenKind::Open);
        let ends =
            [")", "+", "0", ","].iter().enumerate().all(|(at, sign)| self.written(close + at) == *sign);
        if !is_least || !ends || self.written(end - 1) != ")" {
            return None;
        }
        let mut depth = 0usize;
        for at in argument.start + 2..close {
            match self.kind(at) {
                Some(TokenKind::Open) => depth += 1,
                Some(TokenKind::Close) => depth = depth.checked_sub(1).filter(|depth| *depth > 0)?,
                _ => {}
            }
        }
        if depth == 1 { self.plain_number(&(end - 2..end - 1)) } else { None }
    }

    fn plain_number(&self, argument: &Range<usize>) -> Option<u64> {
        let alone = argument.len() == 1 && self.kind(argument.start) == Some(TokenKind::Number);
        if alone { self.written(argument.start).parse().ok() } else { None }
    }

    /// The literal that an argument is, or that stands before the IN of POSITION. Views have them introduced.
    fn literal<'a>(&'a self, argument: &Range<usize>) -> Option<&'a str> {
        let introduced = self.kind(argument.start) == Some(TokenKind::Introducer);
        let at = argument.start + usize::from(introduced);
        let ends = at + 1 == argument.end || self.word_at(at + 1).as_str() == "IN";
        let is_literal = argument.contains(&at) && self.kind(at).is_some_and(TokenKind::is_literal);
        (is_literal && ends).then(|| self.written(at))
    }

    fn is_short(&self, argument: &Range<usize>) -> bool {
        let length = self.literal(argument).and_then(|literal| u64::try_from(literal.len()).ok());
        length.is_some_and(|length| length <= SHORT_BYTES)
    }

    /// Names with `/` between, and one `//`.
    fn is_plain_xpath(&self, argument: &Range<usize>) -> bool {
        let Some(literal) = self.literal(argument) else { return false };
        let path = literal.trim_matches(['\'', '"']).trim_end_matches("/text()");
        let plain = |character: char| character.is_alphanumeric() || "/_-.@:".contains(character);
        path.chars().all(plain) && path.matches("//").count() <= 1
    }

    /// The argument in this place, empty when there is none.
    fn argument(&self, arguments: &Range<usize>, place: usize) -> Range<usize> {
        let (mut depth, mut found, mut start) = (0usize, 0, arguments.start);
        for at in arguments.clone() {
            match self.kind(at) {
                Some(TokenKind::Open) => depth += 1,
                Some(TokenKind::Close) => depth = depth.saturating_sub(1),
                Some(TokenKind::Comma) if depth == 0 && found == place => return start..at,
                Some(TokenKind::Comma) if depth == 0 => (found, start) = (found + 1, at + 1),
                _ => {}
            }
        }
        if found == place { start..arguments.end } else { 0..0 }
    }

    /// How long the literals are together, without quotes.
    fn literal_bytes(&self, within: &Range<usize>) -> u64 {
        let literals = within.clone().filter_map(|at| self.piece(at));
        let texts = literals.filter(|piece| matches!(piece.kind, TokenKind::Text | TokenKind::Bits));
        let length = |piece: Piece| (piece.end - piece.start).saturating_sub(QUOTES_BYTES);
        texts.map(|piece| u64::try_from(length(piece)).unwrap_or(u64::MAX)).fold(0, u64::saturating_add)
    }
}
