//! Values in lists and rows that change nothing any more: all of them are passed over at once.

use super::literal::Follower;
use crate::items::Items;

/// What a state does not change for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Loop {
    #[default]
    None,
    /// A comma and a value.
    Values,
    /// The same, and a row of several values like the rows before.
    Rows,
}

/// Behind a value: moves over what changes nothing.
#[inline(always)]
pub(crate) fn skip(items: &mut Items<'_>, over: Loop) {
    if over != Loop::None {
        skip_values(items);
        if over == Loop::Rows {
            while try_to(items, pass_row) {}
        }
    }
}

#[inline(always)]
fn skip_values(items: &mut Items<'_>) {
    if items.lexer.peek(0) == b',' {
        items.lexer.pass(1);
        items.lexer.skip_listed();
        // Before the last comma, behind which there may be one value more.
        items.lexer.position -= 1;
    }
    while try_to(items, |items| pass_sign(items, b',') && Follower::pass_value(items)) {}
}

/// From behind the last value of a row to behind the last value of the next one.
#[inline(always)]
fn pass_row(items: &mut Items<'_>) -> bool {
    let begins = pass_sign(items, b')') && pass_sign(items, b',') && pass_sign(items, b'(');
    if !begins || !Follower::pass_value(items) {
        return false;
    }
    let first = items.lexer.position;
    skip_values(items);
    items.lexer.position > first
}

/// Goes back if it fails.
#[inline(always)]
fn try_to(items: &mut Items<'_>, pass: impl FnOnce(&mut Items<'_>) -> bool) -> bool {
    let position = items.lexer.position;
    let passed = pass(items);
    if !passed {
        items.lexer.go_back(position);
    }
    passed
}

/// Moves over white space, the byte and white space.
#[inline(always)]
fn pass_sign(items: &mut Items<'_>, sign: u8) -> bool {
    items.lexer.skip_space();
    let found = items.lexer.peek(0) == sign;
    if found {
        items.lexer.pass(1);
        items.lexer.skip_space();
    }
    found
}
