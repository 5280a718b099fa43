//! One cell of the terminal's table: cut and padded by columns of the screen, without control characters.

use crate::escape::visible;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// How many columns a text takes.
pub(crate) fn width_of(text: &str) -> usize {
    text.width()
}

/// Names and literals may hold line breaks and the terminal's escapes: the former become blanks, the latter marks.
pub(crate) fn clean(text: &str) -> String {
    text.chars().map(|character| if character.is_whitespace() { ' ' } else { visible(character) }).collect()
}

/// Cut or padded to exactly that many columns; a text that is cut ends with a dot.
pub(crate) fn fitted(text: &str, columns: usize) -> String {
    let width = text.width();
    if width <= columns {
        let mut text = text.to_owned();
        text.extend(std::iter::repeat_n(' ', columns - width));
        return text;
    }
    let mut taken = 0;
    let mut cut = String::new();
    for character in text.chars() {
        let width = character.width().unwrap_or(0);
        if taken + width + 2 > columns {
            break;
        }
        taken += width;
        cut.push(character);
    }
    while taken < columns {
        cut.push('.');
        taken += 1;
        if cut.ends_with("..") {
            break;
        }
    }
    let missing = columns.saturating_sub(cut.width());
    cut.extend(std::iter::repeat_n(' ', missing));
    cut
}

/// A figure as short as it is readable: 3 digits that count.
pub(crate) fn number(value: f64) -> String {
    let size = value.abs();
    let (scaled, unit) = match size {
        _ if size < 1e4 => (value, ""),
        _ if size < 1e6 => (value / 1e3, "k"),
        _ if size < 1e9 => (value / 1e6, "M"),
        _ if size < 1e12 => (value / 1e9, "G"),
        _ => return format!("{value:.2e}"),
    };
    let decimals = match scaled.abs() {
        scaled_size if scaled_size >= 100.0 || scaled.fract() == 0.0 => 0,
        scaled_size if scaled_size >= 10.0 => 1,
        scaled_size if scaled_size >= 0.01 => 2,
        _ => return format!("{scaled:.1e}"),
    };
    format!("{scaled:.decimals$}{unit}")
}
