//! What the server writes between the lines with `#` and the statement: `use schema;` and `SET timestamp=…;`.

use memchr::memmem;

use super::{Head, Read, Span, line_at};
use crate::cursor::Cursor;

/// The longest name of a schema: 64 characters of four bytes.
const SCHEMA_LIMIT: usize = 256;

impl Head {
    /// `use schema;` and `SET …timestamp=…;`, each of which may be missing.
    pub(super) fn read_settings(&mut self, window: &[u8], is_end: bool) -> Read {
        self.text_start = self.lines_end;
        let body = &window[self.lines_end..];
        // Enough for both lines, so that the answer does not depend on where the window ends.
        if !is_end && body.len() < SCHEMA_LIMIT + 256 && !settles_early(body) {
            return Read::More;
        }
        if body.starts_with(b"use ")
            && let Some((schema, next)) = used_schema(body)
        {
            self.schema_used = Some(Span::of(schema, window));
            self.text_start += next;
        }
        if let Some((seconds, length)) = set_timestamp(&window[self.text_start..]) {
            self.set_timestamp = Some(seconds);
            self.text_start += length;
        }
        Read::Whole
    }
}

impl Head {
    /// Whether what was taken for the statement may be the schema's line, with the others still to come.
    pub(crate) fn may_go_on(&self, window: &[u8]) -> bool {
        self.set_timestamp.is_none() && window[self.text_start..].starts_with(b"use ")
    }
}

/// Whether the first lines of the body are here whole and hold no `use`: the common case near a window's end.
fn settles_early(body: &[u8]) -> bool {
    match line_at(body, 0) {
        Some((line, next)) => line.starts_with(b"SET ") && next <= body.len(),
        None => false,
    }
}

/// The schema of `use schema;`, which is written without quotes and may hold any byte, and where the line ends.
fn used_schema(body: &[u8]) -> Option<(&[u8], usize)> {
    let window = &body[..body.len().min(SCHEMA_LIMIT + 8)];
    let mut first = None;
    for end in memmem::find_iter(window, b";").map(|at| at + 1) {
        let length = match &body[end..] {
            [b'\n', ..] => 1,
            [b'\r', b'\n', ..] => 2,
            _ => continue,
        };
        let schema = &body[4..end - 1];
        let found = (unquoted(schema), end + length);
        if set_timestamp(&body[found.1..]).is_some() {
            return Some(found);
        }
        first.get_or_insert(found);
    }
    // Without a timestamp behind it `use x;` may be the statement itself, if nothing else follows.
    let (schema, next) = first?;
    let follows = &body[next..];
    let is_statement = follows.is_empty() || follows.starts_with(b"# ");
    (!is_statement).then_some((schema, next))
}

/// Some varieties quote the name in backticks.
fn unquoted(schema: &[u8]) -> &[u8] {
    match schema {
        [b'`', inner @ .., b'`'] if !inner.contains(&b'`') => inner,
        _ => schema,
    }
}

/// `SET timestamp=1795241782;` or `SET last_insert_id=5,insert_id=7,timestamp=1795241782;`: seconds and length.
#[inline]
fn set_timestamp(text: &[u8]) -> Option<(u64, usize)> {
    let mut cursor = Cursor::new(text);
    if !cursor.eat(b"SET ") {
        return None;
    }
    loop {
        if cursor.eat(b"timestamp=") {
            break;
        }
        if !(cursor.eat(b"last_insert_id=") || cursor.eat(b"insert_id=")) {
            return None;
        }
        cursor.number()?;
        if !cursor.eat(b",") {
            return None;
        }
    }
    let seconds = cursor.number()?;
    if cursor.eat(b".") {
        cursor.number()?;
    }
    (cursor.eat(b";\n") || cursor.eat(b";\r\n")).then_some((seconds, cursor.at))
}
