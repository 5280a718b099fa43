//! A condition or heading without its literals, for comparing: two runs differ in them and not in what is done.

/// Literals become `?`, a list of them one; quotes of names and repeated blanks go.
pub(super) fn masked(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\'' | '"' => {
                literal(&mut masked);
                quoted_length(rest, first)
            }
            '`' => {
                let length = quoted_length(rest, '`');
                masked.push_str(rest[1..length].trim_end_matches('`'));
                length
            }
            _ if first.is_ascii_digit() => {
                literal(&mut masked);
                number_length(rest)
            }
            _ if first.is_alphabetic() || first == '_' => {
                let length = word_length(rest);
                masked.push_str(&rest[..length]);
                length
            }
            _ if first.is_whitespace() || first.is_control() => {
                if !masked.ends_with(' ') {
                    masked.push(' ');
                }
                first.len_utf8()
            }
            _ => {
                masked.push(first);
                first.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    masked.truncate(masked.trim_end().len());
    masked
}

/// A list of literals is one: how many values stand in it is the literals' business.
fn literal(masked: &mut String) {
    let before = masked.trim_end_matches([' ', '-', '+']);
    if before.ends_with("?,") {
        masked.truncate(before.len() - 1);
    } else {
        masked.push('?');
    }
}

/// Up to the quote that ends it, a doubled quote or one behind a backslash does not; else all there is.
fn quoted_length(text: &str, quote: char) -> usize {
    let bytes = text.as_bytes();
    let mut at = 1;
    while at < bytes.len() {
        if bytes[at] == b'\\' && quote != '`' {
            at += 2;
        } else if bytes[at] == quote as u8 {
            if bytes.get(at + 1) != Some(&(quote as u8)) {
                return at + 1;
            }
            at += 2;
        } else {
            at += 1;
        }
    }
    text.len()
}

fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 1;
    while at < bytes.len() {
        let goes_on = bytes[at].is_ascii_alphanumeric()
            || bytes[at] == b'.'
            || matches!(bytes[at], b'+' | b'-') && matches!(bytes[at - 1], b'e' | b'E');
        if !goes_on {
            break;
        }
        at += 1;
    }
    at
}

fn word_length(text: &str) -> usize {
    text.find(|character: char| !character.is_alphanumeric() && character != '_' && character != '$')
        .unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn literals_go_and_names_stay() {
        for (text, expected) in [
            ("(o.total > 100.00)", "(o.total > ?)"),
            ("(`shop`.`o`.`total` > 1e+10)", "(shop.o.total > ?)"),
            ("a in (1,2,3)", "a in (?)"),
            ("a in (1, -2, 'x''y', 'z\\'')", "a in (?)"),
            ("t1.c2 = 0x41ab", "t1.c2 = ?"),
            ("name = '서울' and 이름2 = \"부\"", "name = ? and 이름2 = ?"),
            ("Limit: 10 row(s)", "Limit: ? row(s)"),
            ("cut 'here", "cut ?"),
            ("cut `here", "cut here"),
            ("cut 'here\\", "cut ?"),
        ] {
            assert_eq!(masked(text), expected);
        }
    }

    #[test]
    fn nothing_panics() {
        for text in ["'", "`", "'\\", "9", "é'é\\é", "``", "\u{0}1\u{0}", "'\\한"] {
            let _ = masked(text);
        }
    }
}
