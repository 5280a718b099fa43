//! Where the remembered stretches of a text end: at literals that are one wherever they stand, and at the text's end.

use crate::items::{Item, ItemKind, Items};
use crate::lex::{Lexer, TokenKind, is_space_byte};

/// What follows a stretch. What the stretch means depends on no more of the rest than this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Follower {
    /// Anything that is a value, NULL as well: behind a sign like `=`, which of them makes no difference.
    Value,
    Number,
    /// `0xFF`, `0b01`.
    Bits,
    Text,
    DoubleQuoted,
    /// Nothing but white space and comments.
    End,
}

impl Follower {
    /// What the literal at the position is, and moves behind it, when it is a plain one.
    #[inline(always)]
    pub(crate) fn pass(items: &mut Items<'_>) -> Option<Self> {
        let lexer = &mut items.lexer;
        match lexer.peek(0) {
            b'0'..=b'9' => Self::pass_number(lexer),
            b'\'' => Self::pass_text(items, b'\'').then_some(Self::Text),
            b'"' if !lexer.mode.ansi_quotes => Self::pass_text(items, b'"').then_some(Self::DoubleQuoted),
            _ => None,
        }
    }

    /// Moves behind a value, where one may stand: directly behind `(`, `,`, `=`, `<` or `>`.
    #[inline(always)]
    pub(crate) fn pass_value(items: &mut Items<'_>) -> bool {
        match items.lexer.peek(0) {
            b'\'' => Self::pass_text(items, b'\''),
            b'0'..=b'9' if items.lexer.pass_plain_number() => true,
            b'+' | b'-' if items.lexer.peek(1).is_ascii_digit() => {
                items.lexer.pass(1);
                Self::pass_number(&mut items.lexer).is_some()
            }
            b'0'..=b'9' | b'"' | b'.' | b'?' | b'_' => Self::pass_rare_value(items),
            b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'x' | b'X' | b'b' | b'B' => {
                Self::pass_rare_value(items)
            }
            _ => false,
        }
    }

    #[inline(never)]
    fn pass_rare_value(items: &mut Items<'_>) -> bool {
        let Some(Item { kind, text }) = items.next() else { return false };
        let is_value = match kind {
            ItemKind::Value => true,
            ItemKind::Word => {
                let names = ["NULL", "TRUE", "FALSE"].iter();
                names.map(|name| name.as_bytes()).any(|name| text.eq_ignore_ascii_case(name))
                    && !items.dot_follows()
            }
            _ => false,
        };
        items.lexer.pass(0);
        is_value && !items.ends_open()
    }

    #[inline(always)]
    fn pass_number(lexer: &mut Lexer<'_>) -> Option<Self> {
        if lexer.pass_plain_number() {
            return Some(Self::Number);
        }
        match lexer.scan_number_or_word() {
            TokenKind::Number => Some(Self::Number),
            TokenKind::Bits => Some(Self::Bits),
            _ => None,
        }
    }

    /// Moves behind a string. One that is cut off is none, nor one beside which a versioned comment begins.
    #[inline(always)]
    fn pass_text(items: &mut Items<'_>, quote: u8) -> bool {
        items.lexer.pass(0);
        items.lexer.scan_text(0, quote);
        items.skip_texts();
        items.lexer.pass(0);
        !items.ends_open()
    }

    /// Whether a literal behind this byte begins there whatever it is: the byte ends no token in another way for it.
    pub(crate) fn may_follow(before: u8) -> bool {
        is_space_byte(before) || b"+-*/%!".contains(&before) || Self::any_may_follow(before)
    }

    /// Whether no literal behind this byte, the last of an item, could be a part of what stands before.
    pub(crate) fn any_may_follow(before: u8) -> bool {
        b"(,=<>".contains(&before)
    }

    /// Whether a text may end behind this byte: it ends its item whether white space comes or a comment.
    pub(crate) fn may_end(before: u8) -> bool {
        before.is_ascii_alphanumeric() || before >= 0x80 || b")'`\"_;?".contains(&before)
    }
}
