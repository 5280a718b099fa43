//! Patterns with `*`, in linear time for what people write and never worse than the product of both lengths.

use std::fmt;

use super::expression::write_quoted;

/// A text in which `*` stands for anything. ASCII letters match in both cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    written: String,
    /// The pieces between the stars, in small letters.
    pieces: Vec<Vec<u8>>,
}

impl Pattern {
    pub(super) fn new(text: &str) -> Self {
        let pieces = text.split(['*', '%']).map(|piece| piece.to_ascii_lowercase().into_bytes()).collect();
        Self { written: text.to_owned(), pieces }
    }

    pub(super) fn matches(&self, text: &[u8]) -> bool {
        let Some((first, rest)) = self.pieces.split_first() else { return text.is_empty() };
        let Some((last, between)) = rest.split_last() else { return text.eq_ignore_ascii_case(first) };
        if text.len() < first.len() + last.len() {
            return false;
        }
        let (start, text) = text.split_at(first.len());
        let (mut middle, end) = text.split_at(text.len() - last.len());
        if !start.eq_ignore_ascii_case(first) || !end.eq_ignore_ascii_case(last) {
            return false;
        }
        // The first place of each piece is as good as any other.
        between.iter().all(|piece| match find(middle, piece) {
            Some(at) => {
                middle = &middle[at + piece.len()..];
                true
            }
            None => false,
        })
    }
}

/// Where `piece`, in small letters, stands first.
fn find(text: &[u8], piece: &[u8]) -> Option<usize> {
    let Some(&first) = piece.first() else { return Some(0) };
    let last_start = text.len().checked_sub(piece.len())?;
    let candidates = memchr::memchr2_iter(first, first.to_ascii_uppercase(), &text[..=last_start]);
    candidates.into_iter().find(|&at| text[at..at + piece.len()].eq_ignore_ascii_case(piece))
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_quoted(f, &self.written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        let matches = |pattern: &str, text: &str| Pattern::new(pattern).matches(text.as_bytes());
        for (pattern, text) in [
            ("", ""),
            ("*", ""),
            ("etl*", "ETL_night"),
            ("%foo%", "a Foo b"),
            ("a*b*c", "aXbYbc"),
            ("a", "A"),
            ("*a", "ba"),
            ("a**b", "ab"),
            ("주문*", "주문 1"),
        ] {
            assert!(matches(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("a", "ab"), ("ab*ba", "aba"), ("*x*", "y"), ("a*b*c", "acb"), ("", "a")] {
            assert!(!matches(pattern, text), "{pattern} {text}");
        }
    }
}
