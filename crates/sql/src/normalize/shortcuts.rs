//! The shortest way for what statements are mostly made of. Whatever is not plain goes the usual way, item by item,
//! and comes to the same (tested).

use super::Normalizer;
use crate::items::Items;
use crate::keyword::Keyword;
use crate::lex::Step;
use crate::lex::chunk::WIDTH;
use crate::writer::Last;

/// What a byte begins, as far as one byte tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Begin {
    Other,
    Space,
    Letter,
    Digit,
    Quote,
    DoubleQuote,
    Backtick,
    Comma,
    Open,
    Close,
    Dot,
    /// An operator that begins no comment.
    Operator,
    /// An operator, unless a comment begins or ends here.
    Dash,
    Slash,
    Star,
}

static BEGIN: [Begin; 256] = {
    let mut table = [Begin::Other; 256];
    let mut index = 0;
    while index < 256 {
        table[index] = match index as u8 {
            b'a'..=b'z' | b'A'..=b'Z' | 0x80.. => Begin::Letter,
            b' ' | 9..=13 => Begin::Space,
            b'0'..=b'9' => Begin::Digit,
            b'\'' => Begin::Quote,
            b'"' => Begin::DoubleQuote,
            b'`' => Begin::Backtick,
            b',' => Begin::Comma,
            b'(' => Begin::Open,
            b')' => Begin::Close,
            b'.' => Begin::Dot,
            b'=' | b'<' | b'>' | b'!' | b'+' | b'%' | b'&' | b'|' => Begin::Operator,
            b'-' => Begin::Dash,
            b'/' => Begin::Slash,
            b'*' => Begin::Star,
            _ => Begin::Other,
        };
        index += 1;
    }
    table
};

/// Bytes that are a dot, or begin a comment behind which one may stand.
static MAY_HIDE_DOT: [bool; 256] = {
    let mut table = [false; 256];
    let mut index = 0;
    while index < 5 {
        table[b"./-#*"[index] as usize] = true;
        index += 1;
    }
    table
};

impl Normalizer<'_> {
    /// Takes one item, or a few; false at the end.
    #[inline(always)]
    pub(super) fn step(&mut self, items: &mut Items<'_>) -> bool {
        let begin = BEGIN[usize::from(items.lexer.peek(0))];
        let taken = !self.careful
            && match begin {
                Begin::Space => {
                    items.lexer.skip_space();
                    true
                }
                Begin::Letter => self.plain_word(items),
                Begin::Digit => self.plain_number(items),
                Begin::Quote => self.plain_text(items, b'\''),
                Begin::DoubleQuote => !items.lexer.mode.ansi_quotes && self.plain_text(items, b'"'),
                Begin::Backtick => self.plain_quoted_name(items),
                Begin::Comma => self.plain_comma(items),
                Begin::Open => {
                    items.lexer.pass_byte();
                    let before = self.leave_keyword();
                    self.open(before);
                    true
                }
                Begin::Close => {
                    items.lexer.pass_byte();
                    self.leave_keyword();
                    self.writer.close();
                    true
                }
                Begin::Dot => self.plain_dot(items),
                Begin::Operator => self.plain_operator(items),
                Begin::Dash => items.lexer.peek(1) != b'-' && self.plain_operator(items),
                Begin::Slash => items.lexer.peek(1) != b'*' && self.plain_operator(items),
                Begin::Star => items.lexer.peek(1) != b'/' && self.plain_operator(items),
                Begin::Other => false,
            };
        taken || self.any_item(items)
    }

    /// The usual way.
    #[inline(never)]
    pub(super) fn any_item(&mut self, items: &mut Items<'_>) -> bool {
        let Some(item) = items.next() else { return false };
        self.item(&item, items);
        true
    }

    /// The keyword before, which what follows is no longer behind. No table's name goes on here.
    #[inline(always)]
    pub(super) fn leave_keyword(&mut self) -> Keyword {
        self.table_name = false;
        std::mem::replace(&mut self.before, Keyword::NONE)
    }

    /// A name, or a keyword that is one wherever it stands. Which of them cannot be foreseen, so both take one way,
    /// without a branch between them.
    #[inline(always)]
    fn plain_word(&mut self, items: &mut Items<'_>) -> bool {
        let step = items.lexer.measure();
        if step.length > WIDTH || step.is_long() || self.writer.after_tight_dot() {
            return self.rare_word(items);
        }
        let next = items.lexer.peek(step.length);
        if next == b'.' {
            return self.qualified_name(items, step);
        }
        let chunk = items.lexer.chunk(0);
        let capitals = chunk.capitals(step.length);
        let keyword = Keyword::of_key(capitals);
        let is_keyword = keyword != Keyword::NONE;
        let behind = MAY_HIDE_DOT[usize::from(items.lexer.peek(step.stride))];
        // With a quote behind it `x` may begin a literal.
        if keyword.is_special() | (is_keyword & behind) | (next == b'\'') {
            return self.special_word(items, step, keyword);
        }
        items.lexer.pass_step(step);
        let name = self.name_kind(false);
        let (kind, text) = if is_keyword { (keyword.last(), capitals) } else { (name, chunk.key()) };
        self.writer.write_key(kind, text, step.length);
        let is_not = (keyword == Keyword::NOT) & (self.before == Keyword::IS);
        self.after_is_not = if is_keyword { is_not } else { self.after_is_not };
        self.verb = self.verb.or(keyword);
        self.before = keyword;
        self.last_keyword = keyword.or(self.last_keyword);
        self.table_name = if is_keyword { keyword.is_before_table() } else { self.table_name };
        true
    }

    #[inline(never)]
    fn special_word(&mut self, items: &mut Items<'_>, step: Step, keyword: Keyword) -> bool {
        if keyword == Keyword::NONE {
            return false;
        }
        let Some(text) = items.lexer.text(step.length) else { return false };
        items.lexer.pass(step.length);
        if items.dot_follows() {
            self.name(text, false);
        } else {
            self.possible_keyword(keyword, text, items);
        }
        true
    }

    /// A word longer than a chunk, which few keywords are; or one behind a dot, which is a name.
    #[inline(never)]
    fn rare_word(&mut self, items: &mut Items<'_>) -> bool {
        let length = items.lexer.word_length();
        let Some(text) = items.lexer.text(length) else { return false };
        let after_dot = items.lexer.touches_dot();
        if !after_dot && (length <= WIDTH || Keyword::of(text).is_some()) {
            return false;
        }
        items.lexer.pass_name(length);
        self.name(text, false);
        true
    }

    /// `table.column`, no keywords whatever they are called; or a name with something else behind its dot.
    #[inline(always)]
    fn qualified_name(&mut self, items: &mut Items<'_>, table: Step) -> bool {
        let first = items.lexer.chunk(0);
        let second = items.lexer.chunk(table.length + 1);
        let column = items.lexer.measure_ahead(table.length + 1);
        let plain = column.filter(|column| {
            let lengths = column.length > 0 && column.length <= WIDTH && table.length < WIDTH;
            lengths && items.lexer.peek(table.length + 1 + column.length) != b'.'
        });
        let Some(column) = plain else {
            if items.lexer.peek(table.length + 1) == b'.' {
                return false;
            }
            self.before = Keyword::NONE;
            items.lexer.pass_name(table.length);
            self.writer.write_short(self.name_kind(false), first.bytes(), table.length);
            return true;
        };
        self.before = Keyword::NONE;
        items.lexer.pass(table.length + 1 + column.stride);
        // Written as one name is, in two pieces: the first holds the dot.
        let name = self.name_kind(false);
        self.writer.write_pair(name, (first.bytes(), table.length + 1), (second.bytes(), column.length));
        true
    }

    /// A dot between names.
    #[inline(always)]
    fn plain_dot(&mut self, items: &mut Items<'_>) -> bool {
        if !items.lexer.touches_name() || items.lexer.peek(1) == b'.' {
            return false;
        }
        items.lexer.pass_dot();
        self.before = Keyword::NONE;
        self.writer.dot();
        true
    }

    #[inline(always)]
    fn plain_operator(&mut self, items: &mut Items<'_>) -> bool {
        let equals = items.lexer.peek(0) == b'=';
        if equals {
            items.lexer.pass_byte();
            self.leave_keyword();
            self.writer.write_key(Last::Operator, [u64::from(b'='), 0], 1);
            return true;
        }
        let text = items.lexer.operator();
        self.leave_keyword();
        self.writer.operator(text);
        true
    }

    #[inline(always)]
    fn plain_number(&mut self, items: &mut Items<'_>) -> bool {
        if items.lexer.touches_dot() || !items.lexer.pass_plain_number() {
            return false;
        }
        self.leave_keyword();
        self.writer.value();
        true
    }

    #[inline(always)]
    fn plain_text(&mut self, items: &mut Items<'_>, quote: u8) -> bool {
        items.lexer.pass(0);
        items.lexer.scan_text(0, quote);
        items.skip_texts();
        self.leave_keyword();
        self.writer.value();
        true
    }

    /// A name between backticks that needs none.
    #[inline(always)]
    fn plain_quoted_name(&mut self, items: &mut Items<'_>) -> bool {
        let chunk = items.lexer.chunk(1);
        let length = chunk.identifier_length();
        let closed = items.lexer.peek(1 + length) == b'`' && items.lexer.peek(2 + length) != b'`';
        if length == 0 || length == WIDTH || !closed {
            return false;
        }
        if !self.writer.after_tight_dot()
            && (matches!(chunk.bytes()[0], b'0'..=b'9' | b'$' | b'_')
                || Keyword::of_key(chunk.capitals(length)) != Keyword::NONE)
        {
            return false;
        }
        items.lexer.pass_name(length + 2);
        self.before = Keyword::NONE;
        self.writer.write_short(self.name_kind(false), chunk.bytes(), length);
        true
    }

    #[inline(always)]
    fn plain_comma(&mut self, items: &mut Items<'_>) -> bool {
        items.lexer.pass_byte();
        self.leave_keyword();
        self.writer.comma();
        // Behind IS NOT, TRUE is no value.
        if self.learns | self.after_is_not {
            return true;
        }
        if self.writer.in_folded_list() {
            items.lexer.skip_listed();
        } else if let Some(of_one) = self.writer.row_of_one() {
            items.lexer.skip_rows(of_one);
        }
        true
    }
}
