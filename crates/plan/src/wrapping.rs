//! What a client puts around a plan: `EXPLAIN: `, boxes, row marks, literal `\n`. It is taken off here.

use std::borrow::Cow;

/// The document inside what was pasted, beginning with its first character.
pub(crate) fn unwrapped(text: &str) -> Cow<'_, str> {
    let text = text.trim_start_matches('\u{feff}');
    let inner = beginning(text);
    if !inner.starts_with('{') && !inner.starts_with("->") {
        return Cow::Borrowed(text);
    }
    if has_literal_newlines(inner) { Cow::Owned(without_escapes(inner)) } else { Cow::Borrowed(inner) }
}

/// Passes over headings, borders and row marks to where a document begins; the text itself if none does.
fn beginning(text: &str) -> &str {
    let mut rest = text;
    loop {
        let line = rest.lines().next().unwrap_or_default();
        let start = rest.trim_start();
        let start = start.strip_prefix('|').unwrap_or(start).trim_start();
        let start = ["EXPLAIN:", "ANALYZE:"]
            .iter()
            .find_map(|name| start.strip_prefix(name))
            .unwrap_or(start)
            .trim_start();
        if start.starts_with('{') {
            return start;
        }
        if start.starts_with("->") {
            return start;
        }
        if !is_heading(line) {
            return text;
        }
        match rest.split_once('\n') {
            Some((_, after)) => rest = after,
            None => return text,
        }
    }
}

fn is_heading(line: &str) -> bool {
    let line = line.trim();
    let inside = line.trim_matches(['|', ' ']);
    line.is_empty()
        || line.starts_with("+-")
        || (line.starts_with("***") && line.contains("row"))
        || matches!(inside, "EXPLAIN" | "ANALYZE" | "EXPLAIN:" | "ANALYZE:")
        || line.starts_with("mysql>")
        || line.starts_with("MariaDB [")
}

/// The client's batch mode writes a line break as backslash and n, where no document has them.
fn has_literal_newlines(text: &str) -> bool {
    let first_line = text.lines().next().unwrap_or_default();
    if let Some(inside) = text.strip_prefix('{') {
        return inside.starts_with("\\n");
    }
    // With more than one line the breaks are real, and a backslash is a literal's.
    !text.trim_end().contains('\n') && first_line.contains("\\n")
}

fn without_escapes(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        result.push_str(&rest[..at]);
        let (character, taken) = match rest.as_bytes().get(at + 1) {
            Some(b'n') => ("\n", 2),
            Some(b't') => ("\t", 2),
            Some(b'0') => ("\0", 2),
            Some(b'\\') => ("\\", 2),
            _ => ("\\", 1),
        };
        result.push_str(character);
        rest = &rest[at + taken..];
    }
    result.push_str(rest);
    result
}

#[cfg(test)]
mod tests {
    use super::unwrapped;

    #[test]
    fn what_a_client_adds_goes() {
        let plain = "-> Limit: 1 row(s)\n    -> Table scan on t";
        let cases = [
            plain.to_owned(),
            format!("EXPLAIN: {plain}"),
            format!("*************************** 1. row ***************************\nEXPLAIN: {plain}"),
            format!("+-----+\n| EXPLAIN   |\n+------+\n| {plain}"),
            format!("EXPLAIN\n{plain}"),
            format!("\u{feff}\n\n{plain}"),
            format!("EXPLAIN\n{}", plain.replace('\n', "\\n")),
        ];
        for case in cases {
            assert_eq!(unwrapped(&case), plain, "{case}");
        }
        assert_eq!(unwrapped("EXPLAIN\n{\\n  \"a\": \"\\\\n\"\\n}\n"), "{\n  \"a\": \"\\n\"\n}\n");
        assert_eq!(unwrapped("id\tselect_type\n1\tx"), "id\tselect_type\n1\tx");
    }
}
