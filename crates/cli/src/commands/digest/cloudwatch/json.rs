//! JSON as CloudWatch's events come in it: pages of `{"events": […]}` one after the other, events in an array, or one
//! after the other. The structure is walked, however long it is; each value in it is `serde_json`'s business.

use std::fmt;
use std::io::{self, Read};

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, Visitor};

use super::pieces::{Piece, Sink};
use super::window::Window;

/// A longer value is none of CloudWatch's: an event has at most 1 MB, of which each byte takes six at most.
const MOST_VALUE_BYTES: usize = 16 << 20;
/// Pages hold events; what those hold by the same name is none.
const MOST_DEPTH: u32 = 2;

/// Reads all, and hands over the messages.
pub(super) fn read<R: Read, F>(window: &mut Window<R>, sink: &mut Sink<F>) -> io::Result<()>
where
    F: FnMut(Piece) -> Option<Vec<u8>>,
{
    let mut walk = Walk { window, sink };
    while let Some(byte) = walk.token()? {
        match byte {
            b'{' => walk.object(1)?,
            b'[' => walk.array(1)?,
            _ => walk.value::<IgnoredAny>().map(drop)?,
        }
    }
    Ok(())
}

struct Walk<'a, R, F> {
    window: &'a mut Window<R>,
    sink: &'a mut Sink<F>,
}

impl<R: Read, F: FnMut(Piece) -> Option<Vec<u8>>> Walk<'_, R, F> {
    /// A page or an event: that shows in what it holds.
    fn object(&mut self, depth: u32) -> io::Result<()> {
        let mut message = None;
        let mut log_stream = 0;
        self.window.pass(1);
        if self.needed()? == b'}' {
            self.window.pass(1);
            return Ok(());
        }
        loop {
            if self.needed()? != b'"' {
                return Err(self.broken("a key is missing"));
            }
            let Bytes(key) = self.value()?;
            if self.needed()? != b':' {
                return Err(self.broken("a key lacks its ':'"));
            }
            self.window.pass(1);
            let is_array = self.needed()? == b'[';
            match key.as_slice() {
                b"events" if is_array && depth < MOST_DEPTH => self.array(depth + 1)?,
                // The message begins behind its quote.
                b"message" => {
                    let offset = self.window.offset() + 1;
                    message = self.value::<Option<Bytes>>()?.map(|Bytes(text)| (offset, text));
                }
                b"logStreamName" => log_stream = self.value::<Option<Bytes>>()?.map_or(0, number),
                _ => self.value::<IgnoredAny>().map(drop)?,
            }
            match self.needed()? {
                b',' => self.window.pass(1),
                b'}' => break self.window.pass(1),
                _ => return Err(self.broken("a ',' or '}' is missing")),
            }
        }
        let Some((offset, text)) = message.filter(|(_, text)| !text.trim_ascii().is_empty()) else {
            return Ok(());
        };
        self.sink.begin(offset, log_stream);
        self.sink.add(&text)?;
        // Events lack the last line's end, by which a banner is known. An entry ends without it.
        let lacks_end = !text.starts_with(b"#") && !text.ends_with(b"\n");
        if lacks_end { self.sink.add(b"\n") } else { Ok(()) }
    }

    fn array(&mut self, depth: u32) -> io::Result<()> {
        self.window.pass(1);
        if self.needed()? == b']' {
            self.window.pass(1);
            return Ok(());
        }
        loop {
            match self.needed()? {
                b'{' => self.object(depth)?,
                _ => self.value::<IgnoredAny>().map(drop)?,
            }
            match self.needed()? {
                b',' => self.window.pass(1),
                b']' => break self.window.pass(1),
                _ => return Err(self.broken("a ',' or ']' is missing")),
            }
        }
        Ok(())
    }

    /// The next byte that is no white space. None at the end.
    fn token(&mut self) -> io::Result<Option<u8>> {
        loop {
            let bytes = self.window.bytes();
            if let Some(at) = bytes.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r')) {
                let byte = bytes[at];
                self.window.pass(at);
                return Ok(Some(byte));
            }
            self.window.pass(bytes.len());
            // More may be long in coming.
            self.sink.hand_over()?;
            if !self.window.grow()? {
                return Ok(None);
            }
        }
    }

    fn needed(&mut self) -> io::Result<u8> {
        self.token()?.ok_or_else(|| self.broken("it ends there, within a value"))
    }

    /// The value that begins here; the window moves on behind it.
    fn value<T: for<'de> Deserialize<'de>>(&mut self) -> io::Result<T> {
        let mut extent = Extent::default();
        let length = loop {
            if let Some(length) = extent.find(self.window.bytes()) {
                break length;
            }
            if self.window.bytes().len() > MOST_VALUE_BYTES {
                return Err(self.broken("a value is longer than any of an event"));
            }
            if !self.window.grow()? {
                if extent.is_scalar() && !self.window.bytes().is_empty() {
                    break self.window.bytes().len();
                }
                return Err(self.broken("it ends within the value that begins there"));
            }
        };
        let text = &self.window.bytes()[..length];
        let value = serde_json::from_slice(text).map_err(|error| {
            let within = place(text, &error);
            broken(self.window.offset() + within as u64, &without_place(&error))
        })?;
        self.window.pass(length);
        Ok(value)
    }

    fn broken(&self, what: &str) -> io::Error {
        broken(self.window.offset(), what)
    }
}

fn broken(offset: u64, what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("its JSON is broken at byte {offset}: {what}"))
}

/// Where in the text the error is.
fn place(text: &[u8], error: &serde_json::Error) -> usize {
    let line_start = match error.line().checked_sub(2) {
        Some(lines) => memchr::memchr_iter(b'\n', text).nth(lines).map_or(0, |at| at + 1),
        None => 0,
    };
    line_start + error.column().saturating_sub(1)
}

/// The line and column that it ends with are those of the value alone.
fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.clone(), |(what, _)| what.to_owned())
}

/// Finds where a value ends, as far as it has come.
#[derive(Debug, Default)]
struct Extent {
    searched: usize,
    depth: usize,
    is_in_text: bool,
    has_begun: bool,
}

impl Extent {
    /// A number or a word: nothing of its own ends it.
    fn is_scalar(&self) -> bool {
        self.depth == 0 && !self.is_in_text
    }

    fn find(&mut self, bytes: &[u8]) -> Option<usize> {
        while self.searched < bytes.len() {
            if self.is_in_text {
                let Some(at) = memchr::memchr2(b'"', b'\\', &bytes[self.searched..]) else {
                    self.searched = bytes.len();
                    return None;
                };
                let at = self.searched + at;
                if bytes[at] == b'\\' {
                    // What is escaped may have yet to come.
                    if at + 1 == bytes.len() {
                        self.searched = at;
                        return None;
                    }
                    self.searched = at + 2;
                    continue;
                }
                (self.searched, self.is_in_text) = (at + 1, false);
                if self.depth == 0 {
                    return Some(self.searched);
                }
                continue;
            }
            let byte = bytes[self.searched];
            let is_end = matches!(byte, b',' | b'}' | b']' | b':' | b' ' | b'\t' | b'\n' | b'\r');
            if self.depth == 0 && self.has_begun && is_end {
                return Some(self.searched);
            }
            self.has_begun = true;
            self.searched += 1;
            match byte {
                b'"' => self.is_in_text = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        return Some(self.searched);
                    }
                }
                _ => {}
            }
        }
        None
    }
}

/// A log stream's name as a number.
fn number(name: Bytes) -> u64 {
    super::lines::number(&name.0)
}

/// A text of JSON as bytes: half of a surrogate pair, and what is no UTF-8, do not spoil it.
#[derive(Debug, Default)]
struct Bytes(Vec<u8>);

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_byte_buf(BytesVisitor)
    }
}

struct BytesVisitor;

impl Visitor<'_> for BytesVisitor {
    type Value = Bytes;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Bytes, E> {
        Ok(Bytes(bytes.to_vec()))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Bytes, E> {
        Ok(Bytes(text.as_bytes().to_vec()))
    }
}
