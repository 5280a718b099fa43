//! The `Name: value` pairs of an entry's lines with `#`, known and unknown alike.

/// The pairs of a text such as `Thread_id: 4  Schema: shop  QC_hit: No`, one or several lines with `#`.
///
/// A value goes on to the next name, so it may hold blanks; a name is a word with `: ` behind it.
#[derive(Debug, Clone)]
pub struct Attributes<'a> {
    rest: &'a [u8],
}

impl<'a> Attributes<'a> {
    pub(crate) fn new(text: &'a [u8]) -> Self {
        Self { rest: text }
    }
}

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a [u8], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let start = self.rest.iter().position(|&byte| !matches!(byte, b' ' | b'#' | b'\r' | b'\n'))?;
            self.rest = &self.rest[start..];
            let Some(length) = name_length(self.rest) else {
                let end = self.rest.iter().position(|&byte| matches!(byte, b' ' | b'\n'));
                self.rest = &self.rest[end.unwrap_or(self.rest.len())..];
                continue;
            };
            let name = &self.rest[..length];
            let after = &self.rest[length + 1..];
            let end = value_length(after);
            self.rest = &after[end..];
            return Some((name, after[..end].trim_ascii()));
        }
    }
}

/// The length of the name that stands here with `:` and a blank or the line's end behind it.
fn name_length(text: &[u8]) -> Option<usize> {
    let length = text.iter().position(|&byte| !is_name_byte(byte)).unwrap_or(text.len());
    let ends = matches!(text.get(length + 1), None | Some(b' ' | b'\r' | b'\n'));
    (length > 0 && text.get(length) == Some(&b':') && ends).then_some(length)
}

/// How far a value reaches: to the line's end, or to a blank with a name behind it.
fn value_length(text: &[u8]) -> usize {
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        match byte {
            b'\n' => return at,
            b' ' if text.get(at + 1).is_some_and(|&next| is_name_byte(next))
                && name_length(&text[at + 1..]).is_some() =>
            {
                return at;
            }
            _ => at += 1,
        }
    }
    at
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'@')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str) -> String {
        let pair = |(name, value): (&[u8], &[u8])| {
            format!("{}={}", String::from_utf8_lossy(name), String::from_utf8_lossy(value))
        };
        Attributes::new(text.as_bytes()).map(pair).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn a_value_reaches_to_the_next_name() {
        assert_eq!(
            pairs("# Thread_id: 4  Schema: my shop  QC_hit: No"),
            "Thread_id=4|Schema=my shop|QC_hit=No"
        );
        assert_eq!(pairs("# Schema:   Last_errno: 0"), "Schema=|Last_errno=0");
        assert_eq!(pairs("# Start: 2026-11-21T06:16:23Z Schema: "), "Start=2026-11-21T06:16:23Z|Schema=");
        assert_eq!(pairs("# explain: 1\tSIMPLE\tt"), "explain=1\tSIMPLE\tt");
        assert_eq!(pairs("#"), "");
        assert_eq!(pairs("# Log_slow_rate_limit:"), "Log_slow_rate_limit=");
        assert_eq!(pairs("# no pair, No InnoDB statistics available for this query"), "");
    }
}
