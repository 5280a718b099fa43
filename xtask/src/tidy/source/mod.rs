//! Just enough of two languages to tell code from strings and comments, and where functions end.

pub(super) mod functions;
pub(super) mod javascript;
pub(super) mod rust;

/// A source with everything that is no code blanked out; lines and columns stay where they are.
#[derive(Debug, Default)]
pub(super) struct Masked {
    pub(super) code: String,
    /// The string literals, in order.
    pub(super) strings: Vec<StringLiteral>,
}

/// A string in a source.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct StringLiteral {
    /// Where it begins, counted from 1.
    pub(super) line: usize,
    /// What stands between the quotes, escapes and all.
    pub(super) text: String,
}

/// Writes the masked code while a source is read.
struct Masker<'a> {
    rest: std::str::Chars<'a>,
    line: usize,
    masked: Masked,
}

impl<'a> Masker<'a> {
    fn new(source: &'a str) -> Self {
        let masked = Masked { code: String::with_capacity(source.len()), strings: Vec::new() };
        Self { rest: source.chars(), line: 1, masked }
    }

    fn looks_at(&self, text: &str) -> bool {
        self.rest.as_str().starts_with(text)
    }

    fn peek(&self) -> Option<char> {
        self.rest.clone().next()
    }

    /// The last character of code that is not blank.
    fn before(&self) -> Option<char> {
        self.masked.code.trim_end().chars().next_back()
    }

    /// Takes one character over as code.
    fn keep(&mut self) -> Option<char> {
        let character = self.rest.next()?;
        self.line += usize::from(character == '\n');
        self.masked.code.push(character);
        Some(character)
    }

    /// Blanks one character out.
    fn hide(&mut self) -> Option<char> {
        let character = self.rest.next()?;
        self.line += usize::from(character == '\n');
        self.masked.code.push(if character == '\n' { '\n' } else { ' ' });
        Some(character)
    }

    fn hide_next(&mut self, count: usize) {
        for _ in 0..count {
            self.hide();
        }
    }

    fn hide_line(&mut self) {
        while self.peek().is_some_and(|character| character != '\n') {
            self.hide();
        }
    }

    /// Blanks everything out up to and with `end`; `skip` is what opened it.
    fn hide_to(&mut self, skip: usize, end: &str) {
        self.hide_next(skip);
        while !self.looks_at(end) && self.hide().is_some() {}
        self.hide_next(end.len());
    }

    /// A string between quotes with backslash escapes; the quotes stay as code.
    fn string(&mut self, quote: char) {
        let line = self.line;
        let mut text = String::new();
        self.keep();
        while let Some(character) = self.peek() {
            if character == quote {
                self.keep();
                break;
            }
            text.push(character);
            self.hide();
            if character == '\\' {
                text.extend(self.hide());
            }
        }
        self.masked.strings.push(StringLiteral { line, text });
    }
}
