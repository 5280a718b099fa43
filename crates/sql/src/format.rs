//! Lays a statement out for people. Only white space changes: clauses begin lines, subqueries are indented.
//!
//! White space is added only where it cannot change what is read (after a comma or parenthesis, before a
//! clause), and never removed altogether between two tokens, since `COUNT (` is not `COUNT(`.

use crate::lex::{Token, TokenKind};
use crate::{SqlMode, lex};

/// Lines are broken at a comma once they are longer than this.
const WIDTH: usize = 100;
const INDENT: &str = "  ";
/// Subqueries nested deeper than this are indented no further, or lines of blanks would grow without bound.
const DEEPEST: usize = 32;

pub(crate) fn run(sql: &str, mode: SqlMode) -> String {
    let tokens: Vec<Token<'_>> = lex::tokens(sql.as_bytes(), mode).collect();
    let mut layout = Layout::new(sql.len());
    for (index, token) in tokens.iter().enumerate() {
        layout.token(token, &tokens[index + 1..]);
    }
    layout.out
}

/// What must stand before the next token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gap {
    None,
    Blank,
    Line,
}

/// A `(` that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    /// Around a query, whose clauses begin lines: the indent of its own clauses' lines and of the line it opened on.
    Query {
        clauses: usize,
        opened: usize,
    },
    Plain,
}

struct Layout {
    out: String,
    gap: Gap,
    line_start: usize,
    /// The indent of the line being written.
    line_indent: usize,
    /// The indent of a clause here.
    indent: usize,
    /// The next line continues a clause: one step further in.
    hanging: bool,
    groups: Vec<Group>,
    /// The word before, in capitals, when nothing stands between.
    last_word: String,
    /// An AND that belongs to BETWEEN is to come.
    between: bool,
    open_cases: usize,
}

impl Layout {
    fn new(length: usize) -> Self {
        Self {
            out: String::with_capacity(length + length / 4),
            gap: Gap::None,
            line_start: 0,
            line_indent: 0,
            indent: 0,
            hanging: false,
            groups: Vec::new(),
            last_word: String::new(),
            between: false,
            open_cases: 0,
        }
    }

    fn token(&mut self, token: &Token<'_>, rest: &[Token<'_>]) {
        match token.kind {
            TokenKind::Space => self.want(Gap::Blank),
            TokenKind::Comment => self.comment(token),
            TokenKind::Open => self.open(token, rest),
            TokenKind::Close => self.close(token),
            TokenKind::Comma => {
                self.write(token);
                self.want(if self.out.len() - self.line_start > WIDTH { Gap::Line } else { Gap::Blank });
                self.hanging = true;
            }
            TokenKind::Semicolon => {
                self.write(token);
                self.hanging = false;
                self.want(Gap::Line);
            }
            TokenKind::Word => self.word(token, rest),
            _ => self.write(token),
        }
        if !token.kind.is_blank() && token.kind != TokenKind::Word {
            self.last_word.clear();
        }
    }

    /// The widest gap asked for wins.
    fn want(&mut self, gap: Gap) {
        self.gap = match (self.gap, gap) {
            (Gap::Line, _) | (_, Gap::Line) => Gap::Line,
            (Gap::Blank, _) | (_, Gap::Blank) => Gap::Blank,
            _ => Gap::None,
        };
    }

    fn write(&mut self, token: &Token<'_>) {
        match self.gap {
            _ if self.out.is_empty() => {}
            Gap::None => {}
            Gap::Blank => self.out.push(' '),
            Gap::Line => self.line(),
        }
        self.gap = Gap::None;
        self.out.push_str(&String::from_utf8_lossy(token.text));
    }

    fn line(&mut self) {
        self.out.push('\n');
        self.line_start = self.out.len();
        self.line_indent = (self.indent + usize::from(self.hanging)).min(DEEPEST);
        for _ in 0..self.line_indent {
            self.out.push_str(INDENT);
        }
    }

    /// A comment that ends with its line needs the line's end; one in front of everything gets its own line.
    fn comment(&mut self, token: &Token<'_>) {
        self.write(token);
        if !token.text.starts_with(b"/*") {
            self.want(Gap::Line);
        }
    }

    fn open(&mut self, token: &Token<'_>, rest: &[Token<'_>]) {
        self.write(token);
        let query = rest.iter().find(|next| !next.kind.is_blank()).is_some_and(opens_query);
        if query {
            self.groups.push(Group::Query { clauses: self.indent, opened: self.line_indent });
            self.indent = self.line_indent + 1;
            self.hanging = false;
            self.want(Gap::Line);
        } else {
            self.groups.push(Group::Plain);
        }
    }

    fn close(&mut self, token: &Token<'_>) {
        let Some(Group::Query { clauses, opened }) = self.groups.pop() else { return self.write(token) };
        // `--` before white space would open a comment.
        if !self.out.ends_with('-') {
            self.want(Gap::Line);
        }
        (self.indent, self.hanging) = (opened, false);
        self.write(token);
        (self.indent, self.hanging) = (clauses, true);
    }

    fn word(&mut self, token: &Token<'_>, rest: &[Token<'_>]) {
        let word = String::from_utf8_lossy(token.text).to_ascii_uppercase();
        match word.as_str() {
            "BETWEEN" => self.between = true,
            "CASE" => self.open_cases += 1,
            "END" => self.open_cases = self.open_cases.saturating_sub(1),
            _ => {}
        }
        // Where no gap was, none may come, but behind a parenthesis; in a list of arguments nothing is broken.
        let movable = self.gap != Gap::None || self.out.ends_with(')');
        if movable && self.groups.last() != Some(&Group::Plain) {
            match place(&word, &self.last_word, rest) {
                Place::Clause => {
                    self.hanging = false;
                    self.want(Gap::Line);
                }
                Place::Condition if word == "AND" && self.between => self.between = false,
                Place::Condition if self.open_cases == 0 => {
                    self.hanging = true;
                    self.want(Gap::Line);
                }
                Place::Condition | Place::Inline => {}
            }
        }
        self.write(token);
        self.last_word = word;
    }
}

enum Place {
    Clause,
    Condition,
    Inline,
}

/// Where a word of a query stands: at a line's start, indented under its clause, or where it is.
fn place(word: &str, before: &str, rest: &[Token<'_>]) -> Place {
    let touched = rest.first().is_some_and(|next| matches!(next.kind, TokenKind::Dot | TokenKind::Open));
    let followed_by = |words: &[&str]| {
        let next = rest.iter().find(|next| !next.kind.is_blank());
        next.is_some_and(|next| words.iter().any(|word| next.is_word(word)))
    };
    let clause = match word {
        "FROM" => before != "DELETE",
        "SELECT" | "WHERE" | "HAVING" | "LIMIT" | "UNION" | "EXCEPT" | "INTERSECT" | "WINDOW" | "VALUES" => {
            true
        }
        "SET" => before != "CHARACTER",
        "GROUP" | "ORDER" => before != "FOR",
        "JOIN" | "STRAIGHT_JOIN" => {
            !matches!(before, "LEFT" | "RIGHT" | "INNER" | "CROSS" | "OUTER" | "NATURAL" | "SELECT")
        }
        "LEFT" | "RIGHT" | "INNER" | "CROSS" | "NATURAL" => !touched && before != "NATURAL",
        "FOR" => followed_by(&["UPDATE", "SHARE"]),
        "LOCK" => followed_by(&["IN"]),
        "ON" => followed_by(&["DUPLICATE"]),
        "AND" | "OR" | "XOR" => return Place::Condition,
        _ => false,
    };
    if clause { Place::Clause } else { Place::Inline }
}

/// A token that begins a query inside parentheses.
fn opens_query(token: &Token<'_>) -> bool {
    token.is_word("SELECT") || token.is_word("WITH")
}
