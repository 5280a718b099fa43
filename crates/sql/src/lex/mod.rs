//! The lexer: MySQL's lexical grammar (8.0, 8.4, 9.x) over any bytes, as a stream of borrowed tokens.
//!
//! The tokens of a text, joined, are the text: white space and comments are tokens too. Nothing is refused:
//! what MySQL would call an error becomes [`TokenKind::Unknown`], and a literal or comment that the text's
//! end cuts off reaches to that end. It knows no grammar: whether `status` is a keyword is asked elsewhere.

mod byte_class;
pub(crate) mod chunk;
mod comment;
mod cursor;
mod lists;
mod scan;
mod version;
mod window;

pub use byte_class::{is_identifier_byte, is_space_byte};
pub use version::VersionGate;

use crate::SqlMode;
pub(crate) use window::Step;
use window::Window;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// White space, one run.
    Space,
    /// A comment: `/* … */`, `# …`, `-- …`, or a versioned one for a newer server.
    Comment,
    /// An optimiser hint, `/*+ … */`, whole. It counts only after a verb; elsewhere it is a comment.
    Hint,
    /// `/*!` or `/*!80000`: what follows, up to [`TokenKind::VersionedClose`], is code.
    VersionedOpen,
    /// The `*/` that ends a versioned comment.
    VersionedClose,
    /// An unquoted word: keyword or identifier.
    Word,
    /// An unquoted word right after `identifier.`: an identifier whatever it says (`t.select`, `t.1`).
    NameAfterDot,
    /// `` `name` ``, or `"name"` under `ANSI_QUOTES`.
    QuotedName,
    /// `'text'`, `"text"`, `N'text'` or `$tag$text$tag$`.
    Text,
    /// `12`, `1.5`, `.5e-3`, `1E+10`.
    Number,
    /// `0xFF`, `x'FF'`, `0b01`, `b'01'`.
    Bits,
    /// `_utf8mb4` and the other names of character sets, as they stand before a literal.
    Introducer,
    /// `?`.
    Placeholder,
    /// `...`: not MySQL's; it marks a folded list in our normalised texts and a cut in the server's.
    Ellipsis,
    /// `@name`, `` @`name` ``, `@'name'`; also the `@host` of an account.
    UserVariable,
    /// `@@name`; a `.` and a further name may follow.
    SystemVariable,
    /// `=`, `<=>`, `:=`, `->>`, `&&`…
    Operator,
    /// `(`.
    Open,
    /// `)`.
    Close,
    /// `,`.
    Comma,
    /// `.`.
    Dot,
    /// `;`.
    Semicolon,
    /// A byte that begins nothing.
    Unknown,
}

impl TokenKind {
    /// White space and comments: what no parser sees. (A hint is seen, where one may stand.)
    #[must_use]
    pub fn is_blank(self) -> bool {
        matches!(self, Self::Space | Self::Comment | Self::VersionedOpen | Self::VersionedClose)
    }

    /// A literal: what normalising and redacting mask.
    #[must_use]
    pub fn is_literal(self) -> bool {
        matches!(self, Self::Text | Self::Number | Self::Bits)
    }
}

/// One token: its kind, its bytes and where they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'a> {
    /// What it is.
    pub kind: TokenKind,
    /// Its bytes, as written.
    pub text: &'a [u8],
    /// Offset of its first byte.
    pub start: usize,
}

impl Token<'_> {
    /// Whether this is the unquoted word `word` (given in capitals).
    #[must_use]
    pub fn is_word(&self, word: &str) -> bool {
        self.kind == TokenKind::Word && self.text.eq_ignore_ascii_case(word.as_bytes())
    }
}

/// An iterator over the tokens of a text. See the module.
#[derive(Debug, Clone)]
pub struct Lexer<'a> {
    pub(super) bytes: &'a [u8],
    pub(crate) position: usize,
    pub(crate) mode: SqlMode,
    gate: VersionGate,
    /// Between a `/*!` and its `*/`.
    in_versioned: bool,
    /// The end of the text cut the last token off.
    pub(super) cut: bool,
    after: After,
    window: Window,
}

/// What the byte before the position was part of, as far as the next token depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum After {
    /// A name: a `.` that follows directly may be followed by a name of any letters.
    Name,
    /// A name and a `.`.
    NameDot,
    Other,
}

/// The tokens of `bytes`; versioned comments are code whatever version they ask for.
#[must_use]
pub fn tokens(bytes: &[u8], mode: SqlMode) -> Lexer<'_> {
    Lexer::new(bytes, mode, VersionGate::Always)
}

impl<'a> Lexer<'a> {
    /// A lexer for a session's mode and the version of its server.
    #[must_use]
    pub fn new(bytes: &'a [u8], mode: SqlMode, gate: VersionGate) -> Self {
        Self {
            bytes,
            position: 0,
            mode,
            gate,
            in_versioned: false,
            cut: false,
            after: After::Other,
            window: Window::EMPTY,
        }
    }

    /// Once all tokens are out: whether the text ended inside a string, a quoted name or a `/* … */`, so that more
    /// of it would go on there. (A comment to the line's end needs no end.)
    #[must_use]
    pub fn ends_open(&self) -> bool {
        self.cut || self.in_versioned
    }

    /// Moves past the token at the position and says what it was.
    fn scan(&mut self) -> TokenKind {
        let first = self.peek(0);
        if self.after == After::NameDot && is_identifier_byte(first) {
            self.skip_word();
            return TokenKind::NameAfterDot;
        }
        match first {
            _ if is_space_byte(first) => self.scan_space(),
            b'x' | b'X' | b'b' | b'B' if self.peek(1) == b'\'' => self.scan_quoted_bits(),
            b'n' | b'N' if self.peek(1) == b'\'' => self.scan_text(1, b'\''),
            b'$' => self.scan_dollar(),
            b'0'..=b'9' => self.scan_number_or_word(),
            _ if is_identifier_byte(first) => self.scan_word(),
            b'\'' => self.scan_text(0, b'\''),
            b'"' if !self.mode.ansi_quotes => self.scan_text(0, b'"'),
            b'"' | b'`' => self.scan_quoted_name(first),
            b'#' => self.scan_line_comment(),
            b'-' if self.peek(1) == b'-' && self.dashes_open_comment() => self.scan_line_comment(),
            b'/' if self.peek(1) == b'*' => self.scan_comment(),
            b'*' if self.in_versioned && self.peek(1) == b'/' => {
                self.in_versioned = false;
                self.take(2, TokenKind::VersionedClose)
            }
            b'.' => self.scan_dot(),
            b'@' => self.scan_variable(),
            b'?' => self.take(1, TokenKind::Placeholder),
            b'(' => self.take(1, TokenKind::Open),
            b')' => self.take(1, TokenKind::Close),
            b',' => self.take(1, TokenKind::Comma),
            b';' => self.take(1, TokenKind::Semicolon),
            _ => self.scan_operator(first),
        }
    }

    /// `--` is a comment only before white space, a control character or the end: `1--1` is arithmetic.
    fn dashes_open_comment(&self) -> bool {
        let next = self.peek(2);
        next <= b' ' || next == 0x7f
    }
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let start = self.position;
        if start >= self.bytes.len() {
            return None;
        }
        let kind = self.scan();
        self.after = match kind {
            TokenKind::Word
            | TokenKind::NameAfterDot
            | TokenKind::QuotedName
            | TokenKind::Introducer
            | TokenKind::SystemVariable => After::Name,
            TokenKind::Dot if self.after == After::Name => After::NameDot,
            _ => After::Other,
        };
        Some(Token { kind, text: &self.bytes[start..self.position], start })
    }
}

#[cfg(test)]
mod tests;
