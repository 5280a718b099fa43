//! What applications write about themselves into comments: sqlcommenter (`/*route='%2Fcart',app='shop'*/`) and
//! marginalia (`/*application:shop,controller:carts*/`). Prose in a comment gives no tags.

use crate::lex::{self, TokenKind};
use crate::{SqlMode, Tag};

/// A statement with more tags than this is not describing itself.
const MOST: usize = 32;

pub(crate) fn run(sql: &str, mode: SqlMode) -> Vec<Tag> {
    let comments = lex::tokens(sql.as_bytes(), mode).filter(|token| token.kind == TokenKind::Comment);
    let mut tags: Vec<Tag> = Vec::new();
    for comment in comments {
        let text = std::str::from_utf8(comment.text).unwrap_or_default();
        let inside = text.strip_prefix("/*").and_then(|text| text.strip_suffix("*/"));
        for tag in inside.and_then(of_comment).unwrap_or_default() {
            // The first one wins: a framework puts its own in front of what it was given.
            if tags.len() < MOST && tags.iter().all(|known| known.name != tag.name) {
                tags.push(tag);
            }
        }
    }
    tags
}

/// The tags of a comment, if it is made of tags only.
fn of_comment(inside: &str) -> Option<Vec<Tag>> {
    let mut tags = Vec::new();
    let mut rest = inside.trim();
    while !rest.is_empty() && tags.len() < MOST {
        let length = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "_-.%".contains(c)))?;
        let (name, separated) = rest.split_at(length);
        let (value, after) = match separated.as_bytes() {
            [b'=', b'\'', ..] => quoted(&separated[2..])?,
            [b':', ..] => plain(&separated[1..])?,
            _ => return None,
        };
        if name.is_empty() {
            return None;
        }
        tags.push(Tag { name: decoded(name), value });
        rest = match after.trim_start().strip_prefix(',') {
            Some(more) => more.trim_start(),
            None if after.trim().is_empty() => "",
            None => return None,
        };
    }
    Some(tags)
}

/// The value up to its closing quote, decoded, and what follows.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut escaped = false;
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            b'\'' if !escaped => {
                return Some((decoded(&text[..index].replace("\\'", "'")), &text[index + 1..]));
            }
            _ => escaped = byte == b'\\' && !escaped,
        }
    }
    None
}

/// A marginalia value: up to a comma, and without blanks, or it is prose.
fn plain(text: &str) -> Option<(String, &str)> {
    let (value, after) = text.split_at(text.find(',').unwrap_or(text.len()));
    let value = value.trim_end();
    (!value.is_empty() && !value.contains(char::is_whitespace)).then(|| (value.to_owned(), after))
}

/// Decodes `%20`; what is no such escape stays.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let escaped = digits.filter(|_| byte == b'%').and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(escaped.unwrap_or(byte));
        rest = if escaped.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
