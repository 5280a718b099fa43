//! The position of the lexer: what stands there, and how it moves. Those who know what stands there may move it
//! themselves, past whole tokens.

use super::byte_class::{is_identifier_byte, is_space_byte};
use super::chunk::{Chunk, WIDTH};
use super::{After, Lexer, TokenKind};

impl<'a> Lexer<'a> {
    /// The byte at `offset` from the position; 0 past the end, as MySQL's own buffer has it.
    #[inline(always)]
    pub(crate) fn peek(&self, offset: usize) -> u8 {
        self.bytes.get(self.position + offset).copied().unwrap_or(0)
    }

    /// The bytes from the position on.
    #[inline(always)]
    pub(crate) fn chunk(&self, offset: usize) -> Chunk {
        Chunk::load(self.bytes, self.position + offset)
    }

    /// Moves over white space.
    #[inline(always)]
    pub(crate) fn skip_space(&mut self) {
        while is_space_byte(self.peek(0)) {
            self.after = After::Other;
            if !is_space_byte(self.peek(1)) {
                self.position += 1;
                return;
            }
            self.position += self.chunk(0).space_length();
        }
    }

    /// Moves over bytes that the caller knows to be one token, no name that a `.` touches.
    #[inline(always)]
    pub(crate) fn pass(&mut self, count: usize) {
        self.position += count;
        self.after = After::Other;
    }

    /// Goes back to where no name ended, and nothing was open.
    #[inline(always)]
    pub(crate) fn go_back(&mut self, position: usize) {
        self.position = position;
        self.after = After::Other;
        (self.cut, self.in_versioned) = (false, false);
    }

    /// Moves over a name.
    #[inline(always)]
    pub(crate) fn pass_name(&mut self, count: usize) {
        self.position += count;
        self.after = After::Name;
    }

    /// Moves over a dot that touches the name before it.
    #[inline(always)]
    pub(crate) fn pass_dot(&mut self) {
        self.position += 1;
        self.after = After::NameDot;
    }

    /// Whether the position is right behind a name.
    #[inline(always)]
    pub(crate) fn touches_name(&self) -> bool {
        self.after == After::Name
    }

    /// Whether the position is right behind a name and a dot: what stands here is a name, too.
    #[inline(always)]
    pub(crate) fn touches_dot(&self) -> bool {
        self.after == After::NameDot
    }

    /// The next bytes, if there are so many.
    #[inline(always)]
    pub(crate) fn text(&self, length: usize) -> Option<&'a [u8]> {
        self.bytes.get(self.position..self.position + length)
    }

    /// Moves over digits and the digits of a fraction, when they are all of a number and no name.
    #[inline(always)]
    pub(crate) fn pass_plain_number(&mut self) -> bool {
        let mut length = self.chunk(0).digits_length();
        if length < WIDTH && self.peek(length) == b'.' {
            length += 1 + self.chunk(length + 1).digits_length();
        }
        let next = self.peek(length);
        let plain = next != b'.' && !is_identifier_byte(next);
        if plain {
            self.pass(length);
        }
        plain
    }

    /// Moves over an operator, and gives it out.
    #[inline(always)]
    pub(crate) fn operator(&mut self) -> &'a [u8] {
        let start = self.position;
        self.scan_operator(self.peek(0));
        self.after = After::Other;
        self.bytes.get(start..self.position).unwrap_or_default()
    }

    /// The next byte but white space, when it says what comes next: no comment may begin with it.
    #[inline(always)]
    pub(crate) fn plain_byte_ahead(&self) -> Option<u8> {
        let mut next = self.peek(0);
        if is_space_byte(next) {
            next = self.peek(1);
            if is_space_byte(next) {
                next = self.peek(self.chunk(0).space_length());
            }
        }
        let plain = !is_space_byte(next) && !matches!(next, b'/' | b'#' | b'-' | b'*');
        plain.then_some(next)
    }

    /// Moves over `count` bytes, which are a token of this kind.
    #[inline(always)]
    pub(crate) fn take(&mut self, count: usize, kind: TokenKind) -> TokenKind {
        self.position = (self.position + count).min(self.bytes.len());
        kind
    }
}
