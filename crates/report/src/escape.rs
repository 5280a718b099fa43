//! Texts that stay texts in HTML, Markdown and CSV, whatever they hold.

/// Text between tags or within quotes of HTML and SVG.
pub(crate) fn html(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match visible(character) {
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

/// Text in a paragraph, a list or a table's cell of Markdown.
pub(crate) fn markdown(text: &str) -> String {
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
            // A list or a line under a heading, at the beginning only and unless something follows at once.
            '-' | '+' | '=' if escaped.is_empty() && !starts_a_word(&text[at + 1..]) => {
                escaped.extend(['\\', character]);
            }
            '.' | ')'
                if !escaped.is_empty()
                    && escaped.bytes().all(|byte| byte.is_ascii_digit())
                    && !starts_a_word(&text[at + 1..]) =>
            {
                escaped.extend(['\\', character]);
            }
            character @ ('\\' | '`' | '*' | '_' | '[' | ']' | '#' | '~') => escaped.extend(['\\', character]),
            character => escaped.push(character),
        }
    }
    escaped
}

/// Whether a letter or a digit comes next.
fn starts_a_word(rest: &str) -> bool {
    rest.starts_with(char::is_alphanumeric)
}

/// A block of code in Markdown, whose fence is longer than any in the text.
pub(crate) fn fenced(language: &str, text: &str) -> String {
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let body: String = text.lines().flat_map(|line| line.chars().map(visible).chain(['\n'])).collect();
    format!("{fence}{language}\n{body}{fence}\n")
}

/// One line of comma-separated values. What a spreadsheet would take for a formula is kept a text.
pub(crate) fn csv_line<S: AsRef<str>>(cells: impl IntoIterator<Item = S>) -> String {
    let cells: Vec<String> = cells.into_iter().map(|cell| csv_cell(cell.as_ref())).collect();
    format!("{}\r\n", cells.join(","))
}

fn csv_cell(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err();
    let cell = if formula { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

/// At most so many characters; what is cut ends with an ellipsis.
pub(crate) fn cut(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

/// What would move a cursor or turn the reading direction becomes a mark that is seen.
fn visible(character: char) -> char {
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
    use super::*;

    #[test]
    fn hostile_texts_stay_texts() {
        assert_eq!(
            html("<a href=\"x\">'&\u{202e}\0"),
            "&lt;a href=&quot;x&quot;&gt;&#39;&amp;\u{fffd}\u{fffd}"
        );
        assert_eq!(markdown("a|b `c` *d*\n# e http://f"), "a&#124;b \\`c\\` \\*d\\* \\# e http&#58;//f");
        assert_eq!((markdown("- a"), markdown("1. a")), ("\\- a".to_owned(), "1\\. a".to_owned()));
        assert_eq!((markdown("-5%"), markdown("1.5 s")), ("-5%".to_owned(), "1.5 s".to_owned()));
        assert_eq!((markdown("---"), markdown("=")), ("\\---".to_owned(), "\\=".to_owned()));
        assert_eq!(fenced("sql", "select '```'\u{1b}"), "````sql\nselect '```'\u{fffd}\n````\n");
        assert_eq!(csv_line(["=cmd|x", "-1.5", "a,\"b\"\n", "@x"]), "'=cmd|x,-1.5,\"a,\"\"b\"\"\n\",'@x\r\n");
    }

    #[test]
    fn cutting_counts_characters() {
        assert_eq!((cut("한국어", 3), cut("한국어", 2)), ("한국어".to_owned(), "한국…".to_owned()));
    }
}
