//! A reader of JSON for large plans: one pass without recursion over the text into a flat list of tokens that
//! point into it. It is our own because keys that we do not know are kept as they stand, duplicate keys
//! (MariaDB writes them) are read in order, an error says which keys led to it, and a plan of 15 kB may take
//! a few microseconds only.

mod value;

pub(crate) use value::{Value, number};

use crate::{Place, PlanError};

/// The most levels of objects and arrays: a join of 61 tables in JSON v2 has some 250.
pub(crate) const DEPTH_LIMIT: usize = 512;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Object,
    Array,
    Text,
    /// A text with a backslash in it.
    EscapedText,
    Number,
    True,
    False,
    Null,
}

#[derive(Debug, Clone, Copy)]
struct Token {
    kind: Kind,
    start: u32,
    end: u32,
    /// The token after this one and all that is in it.
    next: u32,
}

/// A text that was read.
#[derive(Debug)]
pub(crate) struct Document<'a> {
    text: &'a str,
    tokens: Vec<Token>,
}

impl<'a> Document<'a> {
    /// Reads the first value of a text; what follows it is the caller's to judge. Gives the place after it, too.
    pub(crate) fn read(text: &'a str) -> Result<(Self, usize), PlanError> {
        let mut reader = Reader {
            text,
            bytes: text.as_bytes(),
            at: 0,
            tokens: Vec::with_capacity(text.len() / 20 + 8),
            open: Vec::with_capacity(16),
            fresh: false,
        };
        reader.value()?;
        while let Some(&container) = reader.open.last() {
            reader.member(container)?;
        }
        let end = reader.at;
        Ok((Self { text, tokens: reader.tokens }, end))
    }

    pub(crate) fn root(&self) -> Value<'_> {
        Value::new(self, 0)
    }
}

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    tokens: Vec<Token>,
    open: Vec<u32>,
    /// The container on top has no member yet.
    fresh: bool,
}

impl Reader<'_> {
    fn skip_blanks(&mut self) {
        while let Some(byte) = self.bytes.get(self.at) {
            match byte {
                b' ' => {
                    while self.bytes.get(self.at..self.at + 8) == Some(b"        ") {
                        self.at += 8;
                    }
                    while self.bytes.get(self.at) == Some(&b' ') {
                        self.at += 1;
                    }
                }
                b'\n' | b'\t' | b'\r' => self.at += 1,
                _ => return,
            }
        }
    }

    fn push(&mut self, kind: Kind, start: usize, end: usize) {
        let next = self.tokens.len() as u32 + 1;
        self.tokens.push(Token { kind, start: start as u32, end: end as u32, next });
    }

    fn value(&mut self) -> Result<(), PlanError> {
        self.skip_blanks();
        let start = self.at;
        match self.bytes.get(start) {
            Some(b'"') => self.string(),
            Some(b'{') => self.open(Kind::Object),
            Some(b'[') => self.open(Kind::Array),
            Some(b'-' | b'0'..=b'9') => {
                while matches!(self.bytes.get(self.at), Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9'))
                {
                    self.at += 1;
                }
                self.push(Kind::Number, start, self.at);
                Ok(())
            }
            Some(b't') => self.word("true", Kind::True),
            Some(b'f') => self.word("false", Kind::False),
            Some(b'n') => self.word("null", Kind::Null),
            Some(_) => Err(self.error("a value was expected")),
            None => Err(self.error("the document ends where a value was expected")),
        }
    }

    fn word(&mut self, word: &'static str, kind: Kind) -> Result<(), PlanError> {
        if !self.bytes[self.at..].starts_with(word.as_bytes()) {
            return Err(self.error("a value was expected"));
        }
        self.push(kind, self.at, self.at + word.len());
        self.at += word.len();
        Ok(())
    }

    fn open(&mut self, kind: Kind) -> Result<(), PlanError> {
        if self.open.len() >= DEPTH_LIMIT {
            let place = Place::at(self.text, self.at, String::new());
            return Err(PlanError::TooDeep { limit: DEPTH_LIMIT, place });
        }
        self.open.push(self.tokens.len() as u32);
        self.push(kind, self.at, self.at);
        self.at += 1;
        self.fresh = true;
        Ok(())
    }

    fn close(&mut self, container: u32) {
        self.at += 1;
        let next = self.tokens.len() as u32;
        let token = &mut self.tokens[container as usize];
        token.end = self.at as u32;
        token.next = next;
        self.open.pop();
        self.fresh = false;
    }

    /// The next member of the innermost container, or its end.
    fn member(&mut self, container: u32) -> Result<(), PlanError> {
        let is_object = self.tokens[container as usize].kind == Kind::Object;
        self.skip_blanks();
        match self.bytes.get(self.at) {
            Some(b'}') if is_object => {
                self.close(container);
                return Ok(());
            }
            Some(b']') if !is_object => {
                self.close(container);
                return Ok(());
            }
            Some(b',') if !self.fresh => {
                self.at += 1;
                self.skip_blanks();
            }
            Some(_) if self.fresh => {}
            Some(_) => return Err(self.error("a comma or the end of the list was expected")),
            None => return Err(self.error("the document ends in the middle")),
        }
        self.fresh = false;
        if is_object {
            match self.bytes.get(self.at) {
                Some(b'"') => self.string()?,
                Some(_) => return Err(self.error("a key was expected")),
                None => return Err(self.error("the document ends in the middle")),
            }
            self.skip_blanks();
            match self.bytes.get(self.at) {
                Some(b':') => self.at += 1,
                Some(_) => return Err(self.error("a colon was expected")),
                None => return Err(self.error("the document ends in the middle")),
            }
        }
        self.value()
    }

    fn string(&mut self) -> Result<(), PlanError> {
        let start = self.at;
        let mut at = start + 1;
        let mut kind = Kind::Text;
        loop {
            let rest = self.bytes.get(at..).unwrap_or_default();
            let Some(plain) = rest.iter().position(|byte| matches!(byte, b'"' | b'\\')) else {
                return Err(self.error("a text has no end"));
            };
            at += plain;
            if rest[plain] == b'\\' {
                kind = Kind::EscapedText;
                at += 2;
            } else if self.ends_text(at) {
                break;
            } else {
                at += 1;
            }
        }
        self.push(kind, start + 1, at);
        self.at = at + 1;
        Ok(())
    }

    /// MariaDB 10.11 does not escape quotes in names and conditions: one ends a text only if what may follow a
    /// text follows on its line.
    fn ends_text(&self, quote: usize) -> bool {
        let rest = &self.bytes[quote + 1..];
        let follows = rest.iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
        match follows {
            None | Some(b',' | b':' | b'}' | b']' | b'\n') => true,
            Some(_) => rest.iter().find(|byte| matches!(byte, b'"' | b'\n')) != Some(&b'"'),
        }
    }

    fn error(&self, problem: &'static str) -> PlanError {
        PlanError::Json { problem, place: Place::at(self.text, self.at, self.path()) }
    }

    /// The keys that lead to the open containers and the last member of the innermost.
    fn path(&self) -> String {
        let mut path = String::new();
        for &container in &self.open {
            let mut member = container as usize + 1;
            let mut last_key = None;
            let mut count = 0_usize;
            let is_object = self.tokens[container as usize].kind == Kind::Object;
            while let Some(token) = self.tokens.get(member) {
                let value = if is_object {
                    last_key = Some(token);
                    member + 1
                } else {
                    member
                };
                count += 1;
                let Some(token) = self.tokens.get(value) else { break };
                if matches!(token.kind, Kind::Object | Kind::Array) && token.end == token.start {
                    break;
                }
                member = token.next as usize;
            }
            if let Some(key) = last_key {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(&self.text[key.start as usize..key.end as usize]);
            } else if !is_object && count > 0 {
                path.push_str(&format!("[{}]", count - 1));
            }
        }
        path
    }
}

#[cfg(test)]
mod tests;
