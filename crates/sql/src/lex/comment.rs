//! Comments, hints, and versioned comments, which are code.

use super::version::leading_version;
use super::{Lexer, TokenKind};

impl Lexer<'_> {
    pub(super) fn scan_line_comment(&mut self) -> TokenKind {
        self.skip_to(b'\n');
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
            self.skip_to(b'*');
            self.take(1, TokenKind::Comment);
            if self.peek(0) == b'/' {
                self.take(1, TokenKind::Comment);
                return;
            }
        }
        self.cut = true;
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
        self.cut = true;
    }
}
