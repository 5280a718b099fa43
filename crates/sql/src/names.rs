//! Names as normalised texts write them: without quotes where they are the same without, else in backticks.

use crate::keyword;
use crate::lex::is_identifier_byte;
use crate::writer::Buffer;

/// Appends a quoted name. After a `.` any letters make a name; elsewhere a keyword needs its quotes.
pub(crate) fn push_quoted_name(out: &mut Buffer, quoted: &[u8], after_dot: bool, fold_digits: bool) {
    let name = if fold_digits { folded(&unquoted(quoted)) } else { unquoted(quoted) };
    let bare =
        !name.is_empty() && name.iter().copied().all(is_identifier_byte) && (after_dot || stands_bare(&name));
    push_name(out, &name, bare);
}

/// Appends an unquoted name with its digits folded. `9x1` would become the literal `0x0`, so it gets quotes.
pub(crate) fn push_folded_name(out: &mut Buffer, name: &[u8], after_dot: bool) {
    push_name(out, &folded(name), after_dot || !name.first().is_some_and(u8::is_ascii_digit));
}

/// The name with a single 0 for every run of digits.
fn folded(name: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(name.len());
    for &byte in name {
        if !byte.is_ascii_digit() {
            out.push(byte);
        } else if out.last() != Some(&b'0') {
            out.push(b'0');
        }
    }
    out
}

/// Appends `@name`; a name in string quotes is masked like any string.
pub(crate) fn push_user_variable(out: &mut Buffer, text: &[u8]) {
    match text.get(1) {
        Some(b'\'' | b'"') => out.extend(b"@?"),
        Some(b'`') => {
            let name = unquoted(&text[1..]);
            let bare = !name.is_empty() && name.iter().all(|&byte| byte == b'.' || is_identifier_byte(byte));
            out.push(b'@');
            push_name(out, &name, bare);
        }
        _ => out.extend(text),
    }
}

/// Appends `@@name`.
pub(crate) fn push_system_variable(out: &mut Buffer, text: &[u8]) {
    if text.get(2) != Some(&b'`') {
        out.extend(text);
        return;
    }
    let name = unquoted(&text[2..]);
    out.extend(b"@@");
    push_name(out, &name, !name.is_empty() && name.iter().copied().all(is_identifier_byte));
}

fn push_name(out: &mut Buffer, name: &[u8], bare: bool) {
    if bare {
        out.extend(name);
        return;
    }
    out.push(b'`');
    for &byte in name {
        if byte == b'`' {
            out.push(b'`');
        }
        out.push(byte);
    }
    out.push(b'`');
}

/// Whether a name of these letters would be read as a name without its quotes.
fn stands_bare(name: &[u8]) -> bool {
    match name[0] {
        b'0'..=b'9' | b'$' => false,
        b'_' => !keyword::is_character_set(&name[1..]),
        _ => !keyword::may_be_keyword(name),
    }
}

/// A name without its quotes, as text.
pub(crate) fn plain_name(text: &[u8]) -> String {
    let name = match text.first() {
        Some(b'`' | b'"') => unquoted(text),
        _ => text.to_vec(),
    };
    String::from_utf8_lossy(&name).into_owned()
}

/// What stands between the quotes, doubled ones made single. The closing quote may be cut off.
fn unquoted(quoted: &[u8]) -> Vec<u8> {
    let Some((&quote, inside)) = quoted.split_first() else { return Vec::new() };
    let mut name = Vec::with_capacity(inside.len());
    let mut bytes = inside.iter();
    while let Some(&byte) = bytes.next() {
        if byte == quote && bytes.next() != Some(&quote) {
            break;
        }
        name.push(byte);
    }
    name
}
