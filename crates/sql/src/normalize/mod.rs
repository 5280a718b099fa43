//! One pass from text to normalised text: what each item becomes. How it is spaced and folded: `writer`.

mod learn;
mod shortcuts;

use crate::SqlMode;
use crate::items::{Item, ItemKind, Items};
use crate::keyword::{Context, Keyword, Memo};
use crate::lex::TokenKind;
use crate::names;
use crate::writer::{Last, Writer};
pub(crate) use learn::learn;

/// Writes the normalised text; true if the text ended inside a string, a quoted name or a comment.
pub(crate) fn run(sql: &[u8], mode: SqlMode, fold_digits: bool, scratch: &mut Scratch) -> bool {
    scratch.writer.clear();
    let mut normalizer = Normalizer::new(scratch, fold_digits);
    let mut items = Items::new(sql, mode);
    while normalizer.step(&mut items) {}
    scratch.writer.finish();
    items.ends_open()
}

/// The same, item by item: what the shortcuts must come to.
#[cfg(test)]
fn run_without_shortcuts(sql: &[u8], mode: SqlMode, scratch: &mut Scratch) -> bool {
    scratch.writer.clear();
    let mut normalizer = Normalizer::new(scratch, false);
    let mut items = Items::new(sql, mode);
    while normalizer.any_item(&mut items) {}
    scratch.writer.finish();
    items.ends_open()
}

/// What is kept from text to text.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    pub(crate) writer: Writer,
    memo: Memo,
}

struct Normalizer<'s> {
    writer: &'s mut Writer,
    memo: &'s mut Memo,
    fold_digits: bool,
    /// The first keyword of the statement.
    verb: Keyword,
    /// The item before, when it was a keyword.
    before: Keyword,
    /// The keyword before was the NOT of IS NOT.
    after_is_not: bool,
    /// The last keyword, however far back.
    last_keyword: Keyword,
    open_cases: usize,
    /// The name here is a table's whose columns may follow in parentheses: no function, so a blank goes between.
    table_name: bool,
    /// A `;` that is written only when something follows it.
    at_semicolon: bool,
    /// There are no shortcuts here: digits are to fold, or a `;` waits.
    careful: bool,
    /// What may be skipped in lists is not skipped.
    learns: bool,
}

impl<'s> Normalizer<'s> {
    fn new(scratch: &'s mut Scratch, fold_digits: bool) -> Self {
        Self {
            writer: &mut scratch.writer,
            memo: &mut scratch.memo,
            fold_digits,
            verb: Keyword::NONE,
            before: Keyword::NONE,
            after_is_not: false,
            last_keyword: Keyword::NONE,
            open_cases: 0,
            table_name: false,
            at_semicolon: false,
            careful: fold_digits,
            learns: false,
        }
    }

    fn item(&mut self, item: &Item<'_>, rest: &Items<'_>) {
        if item.kind == ItemKind::Semicolon {
            self.at_semicolon = true;
            self.careful = true;
            return;
        }
        if std::mem::take(&mut self.at_semicolon) {
            self.begin_statement();
        }
        if item.kind == ItemKind::Word {
            self.word(item.text, rest);
        } else {
            self.other(item);
        }
    }

    /// Whatever is no word.
    fn other(&mut self, item: &Item<'_>) {
        let before = self.before;
        self.before = Keyword::NONE;
        let after_dot = self.writer.after_tight_dot();
        let name = self.name_kind(false);
        self.table_name &= matches!(item.kind, ItemKind::Name | ItemKind::Dot);
        match item.kind {
            ItemKind::Value => self.writer.value(),
            ItemKind::Ellipsis => self.writer.ellipsis(),
            ItemKind::Name if item.text[0] == b'`' || item.text[0] == b'"' => {
                let fold = self.fold_digits;
                self.writer.write(name, |out| names::push_quoted_name(out, item.text, after_dot, fold));
            }
            ItemKind::Name => self.plain_name(item.text, name),
            ItemKind::UserVariable => {
                self.writer.write(Last::UserVariable, |out| names::push_user_variable(out, item.text));
            }
            ItemKind::SystemVariable => {
                self.writer.write(Last::Name, |out| names::push_system_variable(out, item.text));
            }
            ItemKind::Operator => self.writer.operator(item.text),
            ItemKind::Open => self.open(before),
            ItemKind::Close => self.writer.close(),
            ItemKind::Comma => self.writer.comma(),
            ItemKind::Dot => self.writer.dot(),
            _ => self.writer.write(Last::Operator, |out| out.extend(item.text)),
        }
    }

    fn begin_statement(&mut self) {
        if !self.writer.is_empty() {
            self.writer.semicolon();
        }
        self.careful = self.fold_digits;
        (self.verb, self.before, self.last_keyword) = (Keyword::NONE, Keyword::NONE, Keyword::NONE);
        self.open_cases = 0;
    }

    /// An opening parenthesis behind this keyword, or behind none.
    #[inline(always)]
    fn open(&mut self, before: Keyword) {
        let in_cast = before == Keyword::CAST || before == Keyword::CONVERT;
        self.writer.open(before == Keyword::ROW, before == Keyword::IN, in_cast);
    }

    /// A word: a value (NULL, TRUE, FALSE), a keyword or a name.
    fn word(&mut self, text: &[u8], rest: &Items<'_>) {
        match Keyword::of(text) {
            Some(keyword) if !self.writer.after_tight_dot() && !rest.dot_follows() => {
                self.possible_keyword(keyword, text, rest);
            }
            _ => self.name(text, false),
        }
    }

    /// A word that is in the lists, with no `.` before or behind it.
    fn possible_keyword(&mut self, keyword: Keyword, text: &[u8], rest: &Items<'_>) {
        if keyword.is_value() && self.is_value(keyword) {
            self.before = Keyword::NONE;
            self.table_name = false;
            self.writer.value();
        } else if keyword.is_called_directly() {
            if !rest.open_follows_directly() {
                return self.name(text, true);
            }
            self.before = keyword;
            self.table_name = false;
            self.writer.write(Last::Function, |out| out.extend(keyword.as_str().as_bytes()));
        } else if keyword.is_reserved() || self.memo.contextual(keyword, &self.context(rest)) {
            self.keyword(keyword);
        } else {
            self.name(text, false);
        }
    }

    /// The one rule for NULL, TRUE and FALSE: a value wherever an operand may begin, but for what belongs to
    /// IS [NOT], NOT NULL and SET NULL.
    fn is_value(&self, keyword: Keyword) -> bool {
        let kept = if keyword == Keyword::NULL {
            self.before == Keyword::NOT || self.before == Keyword::SET
        } else {
            self.after_is_not
        };
        !kept && self.writer.operand_may_begin()
    }

    fn context(&self, rest: &Items<'_>) -> Context {
        let (before_value, before_open, before_row) = match rest.lexer.plain_byte_ahead() {
            // Most often one byte tells: a letter that begins neither a literal nor ROW, or a sign.
            Some(b'(') => (false, true, false),
            Some(b'=' | b',' | b')' | b'<' | b'>' | b'`' | b';') => (false, false, false),
            Some(byte) if byte.is_ascii_alphabetic() && !b"bnrxBNRX".contains(&byte) => (false, false, false),
            _ => {
                let ahead = rest.ahead();
                (
                    ahead.is_some_and(|token| rest.is_value_ahead(token)),
                    ahead.is_some_and(|token| token.kind == TokenKind::Open),
                    ahead.is_some_and(|token| token.is_word("ROW")),
                )
            }
        };
        Context {
            verb: self.verb,
            before: self.before,
            last_keyword: self.last_keyword,
            after_operand: !self.writer.operand_may_begin(),
            after_comma: self.writer.after_comma(),
            before_value,
            before_open,
            before_row,
            table_name: self.table_name,
            in_cast: self.writer.in_cast(),
            in_case: self.open_cases > 0,
        }
    }

    fn keyword(&mut self, keyword: Keyword) {
        self.writer.write(keyword.last(), |out| out.extend(keyword.as_str().as_bytes()));
        self.keyword_is_written(keyword);
    }

    #[inline(always)]
    fn keyword_is_written(&mut self, keyword: Keyword) {
        if keyword == Keyword::CASE {
            self.open_cases += 1;
        } else if keyword == Keyword::END {
            self.open_cases = self.open_cases.saturating_sub(1);
        }
        self.after_is_not = keyword == Keyword::NOT && self.before == Keyword::IS;
        if self.verb == Keyword::NONE {
            self.verb = keyword;
        }
        self.before = keyword;
        self.last_keyword = keyword;
        self.table_name = keyword.is_before_table();
    }

    fn name(&mut self, text: &[u8], loose: bool) {
        self.before = Keyword::NONE;
        self.plain_name(text, self.name_kind(loose));
    }

    /// A name as written, but for its digits where they are to fold.
    fn plain_name(&mut self, text: &[u8], kind: Last) {
        if self.fold_digits {
            let after_dot = self.writer.after_tight_dot();
            self.writer.write(kind, |out| names::push_folded_name(out, text, after_dot));
        } else {
            self.writer.write(kind, |out| out.extend(text));
        }
    }

    fn name_kind(&self, loose: bool) -> Last {
        if loose || self.table_name { Last::LooseName } else { Last::Name }
    }
}

#[cfg(test)]
mod tests;
