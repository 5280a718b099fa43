//! The scanners of the lexer: each moves over one token. All stop at the text's end, whatever is open.

use super::byte_class::{is_identifier_byte, is_space_byte};
use super::version::leading_version;
use super::{Lexer, TokenKind};
use crate::keyword;

impl Lexer<'_> {
    fn skip_while(&mut self, wanted: impl Fn(u8) -> bool) {
        let rest = &self.bytes[self.position..];
        self.position += rest.iter().position(|&byte| !wanted(byte)).unwrap_or(rest.len());
    }

    pub(super) fn skip_word(&mut self) {
        self.skip_while(is_identifier_byte);
    }

    pub(super) fn scan_space(&mut self) -> TokenKind {
        self.skip_while(is_space_byte);
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
    pub(super) fn scan_text(&mut self, prefix: usize, quote: u8) -> TokenKind {
        self.position += prefix + 1;
        let escapes = !self.mode.no_backslash_escapes;
        loop {
            self.skip_while(|byte| byte != quote && byte != b'\\');
            match (self.peek(0), self.peek(1)) {
                _ if self.position >= self.bytes.len() => break,
                (b'\\', _) => {
                    self.take(if escapes { 2 } else { 1 }, TokenKind::Text);
                }
                (_, next) if next == quote => {
                    self.take(2, TokenKind::Text);
                }
                _ => {
                    self.position += 1;
                    break;
                }
            }
        }
        TokenKind::Text
    }

    /// A name between quotes, where only the doubled quote escapes.
    pub(super) fn scan_quoted_name(&mut self, quote: u8) -> TokenKind {
        self.position += 1;
        loop {
            self.skip_while(|byte| byte != quote);
            if self.peek(1) != quote || self.position >= self.bytes.len() {
                return self.take(1, TokenKind::QuotedName);
            }
            self.position += 2;
        }
    }

    /// `x'…'` and `b'…'`: no escapes inside. MySQL refuses other digits; here they are masked like the rest.
    pub(super) fn scan_quoted_bits(&mut self) -> TokenKind {
        self.position += 2;
        self.skip_while(|byte| byte != b'\'');
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
            self.skip_while(|byte| byte != b'$');
            if self.bytes[self.position..].starts_with(tag) {
                return self.take(tag.len(), TokenKind::Text);
            }
            self.take(1, TokenKind::Text);
        }
        TokenKind::Text
    }

    /// A name may begin with digits (`1st`), so what follows the digits decides.
    pub(super) fn scan_number_or_word(&mut self) -> TokenKind {
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
        self.skip_while(|byte| byte.is_ascii_digit());
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
        self.skip_while(|byte| byte.is_ascii_digit());
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
        self.skip_while(|byte| byte.is_ascii_digit());
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

    pub(super) fn scan_line_comment(&mut self) -> TokenKind {
        self.skip_while(|byte| byte != b'\n');
        TokenKind::Comment
    }

    /// `/* … */`, `/*+ … */`, `/*! … */`. Comments do not nest, but one may stand inside a versioned one.
    pub(super) fn scan_comment(&mut self) -> TokenKind {
        match self.peek(2) {
            b'!' if !self.in_versioned => {
                let (version, digits) = leading_version(&self.bytes[self.position + 3..]);
                if self.gate.is_code(version) {
                    self.in_versioned = true;
                    return self.take(3 + digits, TokenKind::VersionedOpen);
                }
                self.skip_versioned_comment();
                TokenKind::Comment
            }
            b'+' => {
                self.skip_comment(3);
                TokenKind::Hint
            }
            _ => {
                self.skip_comment(2);
                TokenKind::Comment
            }
        }
    }

    /// Moves past the next `*/` that begins `opening` bytes or more from here.
    fn skip_comment(&mut self, opening: usize) {
        self.take(opening, TokenKind::Comment);
        while self.position < self.bytes.len() {
            self.skip_while(|byte| byte != b'*');
            self.take(1, TokenKind::Comment);
            if self.peek(0) == b'/' {
                self.take(1, TokenKind::Comment);
                return;
            }
        }
    }

    /// A versioned comment for a newer server: a comment, in which others may stand.
    fn skip_versioned_comment(&mut self) {
        self.position += 3;
        while self.position < self.bytes.len() {
            match (self.peek(0), self.peek(1)) {
                (b'*', b'/') => {
                    self.position += 2;
                    return;
                }
                (b'/', b'*') => self.skip_comment(2),
                _ => self.position += 1,
            }
        }
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
