//! A value of a document that was read.

use std::borrow::Cow;

use super::{Document, Kind};

/// A value in a document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Value<'d> {
    document: &'d Document<'d>,
    index: u32,
}

impl<'d> Value<'d> {
    pub(super) fn new(document: &'d Document<'d>, index: u32) -> Self {
        Self { document, index }
    }

    pub(crate) fn kind(self) -> Kind {
        self.document.tokens[self.index as usize].kind
    }

    pub(crate) fn is_object(self) -> bool {
        self.kind() == Kind::Object
    }

    /// The text as it stands in the document: of a text without its quotes.
    pub(crate) fn raw(self) -> &'d str {
        let token = &self.document.tokens[self.index as usize];
        &self.document.text[token.start as usize..token.end as usize]
    }

    /// The keys and values of an object, in order, duplicates too; nothing for anything else.
    pub(crate) fn members(self) -> Members<'d> {
        let end = if self.is_object() { self.next() } else { self.index + 1 };
        Members { document: self.document, at: self.index + 1, end }
    }

    /// The values of an array; of anything else itself.
    pub(crate) fn elements(self) -> Elements<'d> {
        let is_array = self.kind() == Kind::Array;
        let at = if is_array { self.index + 1 } else { self.index };
        Elements { document: self.document, at, end: self.next() }
    }

    pub(crate) fn get(self, key: &str) -> Option<Value<'d>> {
        self.members().find(|(name, _)| *name == key).map(|(_, value)| value)
    }

    /// A text; of a number or a word its spelling; nothing for null, objects and arrays.
    pub(crate) fn text(self) -> Option<Cow<'d, str>> {
        match self.kind() {
            Kind::EscapedText => Some(Cow::Owned(unescaped(self.raw()))),
            Kind::Text | Kind::Number | Kind::True | Kind::False => Some(Cow::Borrowed(self.raw())),
            Kind::Object | Kind::Array | Kind::Null => None,
        }
    }

    pub(crate) fn string(self) -> Option<String> {
        self.text().map(Cow::into_owned)
    }

    /// A number, quoted or not.
    pub(crate) fn number(self) -> Option<f64> {
        match self.kind() {
            Kind::Number | Kind::Text => number(self.raw()),
            _ => None,
        }
    }

    /// A number of things.
    pub(crate) fn count(self) -> Option<u64> {
        match self.kind() {
            Kind::Number | Kind::Text => self.raw().trim().parse().ok(),
            _ => None,
        }
    }

    /// Bytes with a K, M, G or T behind.
    pub(crate) fn bytes(self) -> Option<f64> {
        let text = self.text()?;
        let text = text.trim();
        let factor = match text.as_bytes().last()? {
            b'K' => 1024.0,
            b'M' => 1024.0 * 1024.0,
            b'G' => 1024.0 * 1024.0 * 1024.0,
            b'T' => 1024.0 * 1024.0 * 1024.0 * 1024.0,
            _ => return number(text),
        };
        number(&text[..text.len() - 1]).map(|value| value * factor)
    }

    pub(crate) fn flag(self) -> Option<bool> {
        match self.kind() {
            Kind::True => Some(true),
            Kind::False => Some(false),
            Kind::Number | Kind::Text => match self.raw() {
                "1" | "true" => Some(true),
                "0" | "false" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// The texts of an array, or the one text.
    pub(crate) fn texts(self) -> Vec<String> {
        let elements = self.elements();
        let mut texts = Vec::with_capacity((elements.end - elements.at) as usize);
        texts.extend(elements.filter_map(Value::string));
        texts
    }

    fn next(self) -> u32 {
        self.document.tokens[self.index as usize].next
    }
}

/// The members of an object.
pub(crate) struct Members<'d> {
    document: &'d Document<'d>,
    at: u32,
    end: u32,
}

impl<'d> Iterator for Members<'d> {
    type Item = (&'d str, Value<'d>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.at >= self.end {
            return None;
        }
        let key = Value::new(self.document, self.at);
        let value = Value::new(self.document, self.at + 1);
        self.at = value.next();
        Some((key.raw(), value))
    }
}

/// The values of an array.
pub(crate) struct Elements<'d> {
    document: &'d Document<'d>,
    at: u32,
    end: u32,
}

impl<'d> Iterator for Elements<'d> {
    type Item = Value<'d>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.at >= self.end {
            return None;
        }
        let value = Value::new(self.document, self.at);
        self.at = value.next();
        Some(value)
    }
}

/// A finite number in any spelling of a server: `12.3e+6`, `100.00`.
pub(crate) fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    if !text.starts_with(|first: char| first.is_ascii_digit() || first == '-' || first == '.') {
        return None;
    }
    text.parse().ok().filter(|value: &f64| value.is_finite())
}

fn unescaped(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        result.push_str(&rest[..at]);
        let escape = &rest[at + 1..];
        let mut taken = 1;
        match escape.as_bytes().first() {
            Some(b'n') => result.push('\n'),
            Some(b't') => result.push('\t'),
            Some(b'r') => result.push('\r'),
            Some(b'b') => result.push('\u{8}'),
            Some(b'f') => result.push('\u{c}'),
            Some(b'u') => {
                let (character, length) = unicode_escape(escape);
                result.push(character);
                taken = length;
            }
            Some(byte) if byte.is_ascii() => result.push(*byte as char),
            _ => taken = 0,
        }
        rest = &escape[taken..];
    }
    result.push_str(rest);
    result
}

/// The character of `u` and four hexadecimal digits, or of a pair of surrogates, and how many bytes it took.
fn unicode_escape(escape: &str) -> (char, usize) {
    let unit = |text: &str| text.get(1..5).and_then(|digits| u32::from_str_radix(digits, 16).ok());
    let Some(high) = unit(escape) else { return (char::REPLACEMENT_CHARACTER, 1) };
    if let 0xD800..=0xDBFF = high
        && let Some(low) = escape.get(5..).and_then(|rest| rest.strip_prefix('\\')).and_then(unit)
        && let 0xDC00..=0xDFFF = low
    {
        let code = 0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00);
        return (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), 11);
    }
    (char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER), 5)
}
