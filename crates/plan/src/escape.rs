//! Texts that stay texts in Markdown, whatever they hold: in a paragraph, in a table's cell, in a block of code.

/// Text in a paragraph, a list or a cell of a table.
pub(crate) fn text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        match visible(character) {
            '\n' | '\t' => escaped.push(' '),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            // These could make another cell, a mention or a formula, even behind a backslash.
            '|' => escaped.push_str("&#124;"),
            '@' => escaped.push_str("&#64;"),
            '$' => escaped.push_str("&#36;"),
            // A link.
            ':' if text[at..].starts_with("://") => escaped.push_str("&#58;"),
            '.' if ends_with_www(&escaped) => escaped.push_str("&#46;"),
            // A list.
            '.' | ')' if escaped.bytes().all(|byte| byte.is_ascii_digit()) => {
                escaped.extend(['\\', character])
            }
            '-' | '+' | '=' if escaped.trim_start().is_empty() => escaped.extend(['\\', character]),
            character @ ('\\' | '`' | '*' | '_' | '[' | ']' | '#' | '~') => escaped.extend(['\\', character]),
            character => escaped.push(character),
        }
    }
    escaped
}

fn ends_with_www(text: &str) -> bool {
    text.len().checked_sub(3).and_then(|at| text.get(at..)).is_some_and(|end| end.eq_ignore_ascii_case("www"))
}

/// Text as code within a line. Not for tables, where no text can say a backslash before a bar.
pub(crate) fn code(text: &str) -> String {
    let line: String = text
        .chars()
        .map(visible)
        .map(|character| if character.is_whitespace() { ' ' } else { character })
        .collect();
    let line = line.trim();
    if line.is_empty() {
        return String::new();
    }
    let longest = line.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let blank = if longest > 0 { " " } else { "" };
    format!("{fence}{blank}{line}{blank}{fence}")
}

/// A block of code: its fence is longer than any in the text, so that the text cannot close it.
pub(crate) fn fenced(language: &str, text: &str) -> String {
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let mut block = format!("{fence}{language}\n");
    for line in text.lines() {
        block.extend(line.chars().map(visible));
        block.push('\n');
    }
    block.push_str(&fence);
    block.push('\n');
    block
}

/// What would move a cursor or turn the reading direction becomes a mark that is seen.
pub(crate) fn visible(character: char) -> char {
    match character {
        '\n' | '\t' => character,
        '\u{61c}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{fffe}'
        | '\u{ffff}' => '\u{fffd}',
        character if character.is_control() => '\u{fffd}',
        character => character,
    }
}

#[cfg(test)]
mod tests {
    use super::{code, fenced, text};

    #[test]
    fn a_text_stays_a_text() {
        assert_eq!(
            text("a|b `c` *d* [f](g) <h> & \\ @i $j$ k_l: m"),
            "a&#124;b \\`c\\` \\*d\\* \\[f\\](g) &lt;h&gt; &amp; \\\\ &#64;i &#36;j&#36; k\\_l: m"
        );
        assert_eq!(text("1. WWW www.x http://y\n# z"), "1\\. WWW www&#46;x http&#58;//y \\# z");
        assert_eq!((text("- a"), text("10) a")), ("\\- a".to_owned(), "10\\) a".to_owned()));
        assert_eq!(text("한국어 1.5"), "한국어 1.5");
    }

    #[test]
    fn code_is_closed_by_its_own_fence_only() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a`b``"), "``` a`b`` ```");
        assert_eq!(code(" \n "), "");
        assert_eq!(fenced("sql", "select '```'\r\n\u{1b}x"), "````sql\nselect '```'\n\u{fffd}x\n````\n");
        assert_eq!(fenced("sql", ""), "```sql\n```\n");
    }
}
