//! The scanners of the lexer: each moves over one token. All stop at the text's end, whatever is open.

use super::byte_class::is_identifier_byte;
use super::chunk::{Chunk, WIDTH};
use super::{Lexer, TokenKind};
use crate::keyword;

impl Lexer<'_> {
    fn skip_while(&mut self, wanted: impl Fn(u8) -> bool) {
        let rest = self.rest();
        self.position += rest.iter().position(|&byte| !wanted(byte)).unwrap_or(rest.len());
    }

    pub(crate) fn rest(&self) -> &[u8] {
        self.bytes.get(self.position..).unwrap_or_default()
    }

    /// Moves to the next `byte`, or to the end.
    pub(super) fn skip_to(&mut self, byte: u8) {
        let rest = self.rest();
        self.position += memchr::memchr(byte, rest).unwrap_or(rest.len());
    }

    #[inline(always)]
    pub(super) fn skip_word(&mut self) {
        self.position += self.word_length();
    }

    /// How many bytes from the position on may stand in a name.
    #[inline(always)]
    pub(crate) fn word_length(&self) -> usize {
        let mut length = self.chunk(0).identifier_length();
        let mut last = length;
        while last == WIDTH {
            last = self.chunk(length).identifier_length();
            length += last;
        }
        length
    }

    #[inline(always)]
    fn skip_digits(&mut self) {
        loop {
            let digits = self.chunk(0).digits_length();
            self.position += digits;
            if digits < WIDTH {
                return;
            }
        }
    }

    pub(super) fn scan_space(&mut self) -> TokenKind {
        self.skip_space();
        TokenKind::Space
    }

    pub(super) fn scan_word(&mut self) -> TokenKind {
        let start = self.position;
        self.skip_word();
        let word = &self.bytes[start..self.position];
        if word[0] == b'_' && keyword::is_character_set(&word[1..]) {
            TokenKind::Introducer
        } else {
            TokenKind::Word
        }
    }

    /// A string that opens `prefix` bytes further on. A doubled quote is a quote inside; so is an escaped one.
    #[inline]
    pub(crate) fn scan_text(&mut self, prefix: usize, quote: u8) -> TokenKind {
        let end = self.text_end(self.position + prefix + 1, quote);
        self.cut = end.is_none();
        self.position = end.unwrap_or(self.bytes.len());
        TokenKind::Text
    }

    /// Behind the quote that ends a string whose inside begins at `position`; none if the text ends first.
    #[inline(always)]
    pub(super) fn text_end(&self, mut position: usize, quote: u8) -> Option<usize> {
        let escapes = !self.mode.no_backslash_escapes;
        loop {
            position = self.next_of(position, quote, if escapes { b'\\' } else { quote })?;
            let next = self.bytes.get(position + 1).copied();
            if self.bytes[position] == quote && next != Some(quote) {
                return Some(position + 1);
            }
            position += 2;
        }
    }

    /// Where one of two bytes is. Most strings are short, so the first bytes are looked at on the spot.
    #[inline(always)]
    fn next_of(&self, from: usize, one: u8, other: u8) -> Option<usize> {
        let mut position = from;
        while position < from + 4 * WIDTH {
            let found = Chunk::load(self.bytes, position).find(one, other);
            position += found;
            if found < WIDTH {
                // The zeros behind the end are neither byte.
                return Some(position);
            }
        }
        memchr::memchr2(one, other, self.bytes.get(position..)?).map(|found| position + found)
    }

    /// A name between quotes, where only the doubled quote escapes.
    pub(super) fn scan_quoted_name(&mut self, quote: u8) -> TokenKind {
        self.position += 1;
        loop {
            self.skip_to(quote);
            self.cut = self.position >= self.bytes.len();
            if self.cut || self.peek(1) != quote {
                return self.take(1, TokenKind::QuotedName);
            }
            self.position += 2;
        }
    }

    /// `x'…'` and `b'…'`: no escapes inside. MySQL refuses other digits; here they are masked like the rest.
    pub(super) fn scan_quoted_bits(&mut self) -> TokenKind {
        self.position += 2;
        self.skip_to(b'\'');
        self.cut = self.position >= self.bytes.len();
        self.take(1, TokenKind::Bits)
    }

    /// `$tag$ … $tag$` is a string (a routine's body); any other word with a `$` in front is a name.
    pub(super) fn scan_dollar(&mut self) -> TokenKind {
        let start = self.position;
        self.position += 1;
        self.skip_while(|byte| byte != b'$' && is_identifier_byte(byte));
        if self.peek(0) != b'$' {
            self.skip_word();
            return TokenKind::Word;
        }
        self.position += 1;
        let tag = &self.bytes[start..self.position];
        // A tag holds no `$` inside, so a search that goes from `$` to `$` is linear.
        while self.position < self.bytes.len() {
            self.skip_to(b'$');
            if let Some(length) = closing_tag(&self.bytes[self.position..], tag) {
                return self.take(length, TokenKind::Text);
            }
            self.take(1, TokenKind::Text);
        }
        self.cut = true;
        TokenKind::Text
    }

    /// A name may begin with digits (`1st`), so what follows the digits decides.
    pub(crate) fn scan_number_or_word(&mut self) -> TokenKind {
        if self.peek(0) == b'0' {
            let is_digit: fn(u8) -> bool = match self.peek(1) {
                b'x' => |byte| byte.is_ascii_hexdigit(),
                b'b' => |byte| matches!(byte, b'0' | b'1'),
                _ => |_| false,
            };
            let digits =
                self.bytes[self.position..].iter().skip(2).take_while(|&&byte| is_digit(byte)).count();
            if digits > 0 && !is_identifier_byte(self.peek(2 + digits)) {
                return self.take(2 + digits, TokenKind::Bits);
            }
        }
        self.skip_digits();
        match self.peek(0) {
            b'.' if self.peek(1) == b'.' && self.peek(2) == b'.' => TokenKind::Number,
            b'.' => {
                self.position += 1;
                self.scan_fraction()
            }
            b'e' | b'E' if self.skip_exponent() => TokenKind::Number,
            byte if is_identifier_byte(byte) => {
                self.skip_word();
                TokenKind::Word
            }
            _ => TokenKind::Number,
        }
    }

    /// What may follow a number's point.
    fn scan_fraction(&mut self) -> TokenKind {
        self.skip_digits();
        if matches!(self.peek(0), b'e' | b'E') {
            self.skip_exponent();
        }
        TokenKind::Number
    }

    /// Moves over `e10`, `E+10`, `e-3`; stays when no digit follows.
    fn skip_exponent(&mut self) -> bool {
        let sign = usize::from(matches!(self.peek(1), b'+' | b'-'));
        if !self.peek(1 + sign).is_ascii_digit() {
            return false;
        }
        self.position += 1 + sign;
        self.skip_digits();
        true
    }

    pub(super) fn scan_dot(&mut self) -> TokenKind {
        if self.peek(1) == b'.' && self.peek(2) == b'.' {
            return self.take(3, TokenKind::Ellipsis);
        }
        if self.after != super::After::Name && self.peek(1).is_ascii_digit() {
            self.position += 1;
            return self.scan_fraction();
        }
        self.take(1, TokenKind::Dot)
    }

    /// `@name`, `@'name'`, `@@name`. The `@?` of a normalised text is a variable with a masked name.
    pub(super) fn scan_variable(&mut self) -> TokenKind {
        self.position += 1;
        match self.peek(0) {
            b'@' => {
                self.position += 1;
                if self.peek(0) == b'`' {
                    self.scan_quoted_name(b'`');
                } else {
                    self.skip_word();
                }
                TokenKind::SystemVariable
            }
            b'`' => {
                self.scan_quoted_name(b'`');
                TokenKind::UserVariable
            }
            quote @ (b'\'' | b'"') => {
                self.scan_text(0, quote);
                TokenKind::UserVariable
            }
            b'?' => self.take(1, TokenKind::UserVariable),
            byte if byte == b'.' || is_identifier_byte(byte) => {
                self.skip_while(|byte| byte == b'.' || is_identifier_byte(byte));
                TokenKind::UserVariable
            }
            _ => TokenKind::Unknown,
        }
    }

    #[inline]
    pub(super) fn scan_operator(&mut self, first: u8) -> TokenKind {
        let length = match (first, self.peek(1), self.peek(2)) {
            (b'<', b'=', b'>') | (b'-', b'>', b'>') => 3,
            (b'<', b'=' | b'>' | b'<', _)
            | (b'>', b'=' | b'>', _)
            | (b'!' | b':', b'=', _)
            | (b'&', b'&', _)
            | (b'|', b'|', _)
            | (b'-', b'>', _) => 2,
            (
                b'=' | b'<' | b'>' | b'!' | b'+' | b'-' | b'*' | b'/' | b'%' | b'&' | b'|' | b'^' | b'~',
                _,
                _,
            ) => 1,
            (b':' | b'{' | b'}', _, _) => 1,
            _ => return self.take(1, TokenKind::Unknown),
        };
        self.take(length, TokenKind::Operator)
    }
}

/// The length of the tag at the start of `text`, if it is `tag`. Tags are compared as text, in which bytes that are
/// no UTF-8 are all U+FFFD, so that a text means the same before and after it was made valid.
fn closing_tag(text: &[u8], tag: &[u8]) -> Option<usize> {
    if text.starts_with(tag) {
        return Some(tag.len());
    }
    if tag.is_ascii() {
        return None;
    }
    let length = 2 + text.get(1..).unwrap_or_default().iter().position(|&byte| byte == b'$')?;
    // No byte becomes more than three, so a shorter one is another; without this, many short ones behind a long tag
    // would take quadratic time.
    let may_be_equal = length * 3 >= tag.len();
    (may_be_equal && String::from_utf8_lossy(&text[..length]) == String::from_utf8_lossy(tag))
        .then_some(length)
}
