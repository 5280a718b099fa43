//! Texts in a picture: of what XML allows, escaped, and no wider than their place.

use unicode_width::UnicodeWidthChar as _;

use crate::escape::visible;

/// Characters that a viewer shows on pointing.
const TITLE_LIMIT: usize = 1500;

/// Text between tags or within quotes.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match visible(character) {
            '\n' => escaped.push('\n'),
            '\t' => escaped.push(' '),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            character => escaped.push(character),
        }
    }
    escaped
}

/// Cut to so many units of width at that size of letters; what is cut ends with an ellipsis.
pub(super) fn fitted(text: &str, width: u32, size: f64) -> String {
    let columns = (f64::from(width) / (size * 0.57)).floor().max(1.0) as usize;
    let mut taken = 0;
    let mut end = None;
    for (at, character) in text.char_indices() {
        taken += character.width().unwrap_or(0);
        if taken > columns {
            break;
        }
        // The last place is the ellipsis's, should the text go on.
        if taken < columns {
            end = Some(at + character.len_utf8());
        }
    }
    if taken <= columns {
        return text.replace(['\n', '\t'], " ");
    }
    format!("{}…", text[..end.unwrap_or(0)].replace(['\n', '\t'], " ").trim_end())
}

/// As one line and, where that is too short, a second that is cut.
pub(super) fn two_lines(text: &str, width: u32, size: f64) -> [String; 2] {
    let first = fitted(text, width, size);
    let Some(whole) = first.strip_suffix('…').filter(|_| !text.ends_with('…')) else {
        return [first, String::new()];
    };
    // Between words, if there is a word to end with.
    let ends_a_word = text.get(whole.len()..).is_some_and(|rest| rest.starts_with(' '));
    let word = whole.rfind(' ').filter(|end| !ends_a_word && *end > whole.len() / 3);
    let end = word.unwrap_or(whole.len());
    let rest = text.get(end..).unwrap_or_default();
    [whole[..end].trim_end().to_owned(), fitted(rest.trim_start(), width, size)]
}

/// What is shown on pointing.
pub(super) fn title(text: &str) -> String {
    let text = match text.char_indices().nth(TITLE_LIMIT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    };
    format!("<title>{}</title>", escaped(&text))
}

#[cfg(test)]
mod tests {
    use super::{escaped, fitted, two_lines};

    #[test]
    fn hostile_names_stay_names() {
        assert_eq!(
            escaped("</text><script>\"'&\u{0}\u{1b}\u{202e}x"),
            "&lt;/text&gt;&lt;script&gt;&quot;&#39;&amp;\u{fffd}\u{fffd}\u{fffd}x"
        );
    }

    #[test]
    fn what_is_too_wide_is_cut() {
        assert_eq!(fitted("orders", 100, 12.0), "orders");
        assert_eq!(fitted("a_table_with_a_very_long_name", 100, 12.0), "a_table_with_…");
        assert_eq!(fitted("주문주문주문주문주문", 100, 12.0), "주문주문주문…");
        assert_eq!(fitted("x", 0, 12.0), "x");
        assert_eq!(two_lines("orders", 100, 12.0), ["orders", ""]);
        assert_eq!(
            two_lines("Aggregate using temporary table", 110, 12.0),
            ["Aggregate using", "temporary table"]
        );
        assert_eq!(
            two_lines("주문\n주문주문주문주문주문주문주문주문", 100, 12.0),
            ["주문 주문주문", "주문주문주문…"]
        );
    }
}
