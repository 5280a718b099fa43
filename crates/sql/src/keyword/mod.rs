//! Which words are keywords. The reserved ones always are; what the others are, their neighbours say (`context`).

mod context;
mod memo;
mod table;
mod words;

pub(crate) use context::Context;
use context::contextual;
pub(crate) use memo::Memo;
pub(crate) use table::Keyword;

/// The longest word in any list.
const LONGEST: usize = 32;

/// A word in capitals, on the stack; empty when it is longer than any keyword or not ASCII.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Capitals {
    letters: [u8; LONGEST],
    length: usize,
}

impl Capitals {
    pub(crate) const NONE: Self = Self { letters: [0; LONGEST], length: 0 };

    pub(crate) fn of(word: &[u8]) -> Self {
        let mut capitals = Self::NONE;
        if word.len() <= LONGEST && word.is_ascii() {
            capitals.letters[..word.len()].copy_from_slice(word);
            capitals.letters.make_ascii_uppercase();
            capitals.length = word.len();
        }
        capitals
    }

    pub(crate) fn as_str(&self) -> &str {
        // Only ASCII is ever put in.
        std::str::from_utf8(&self.letters[..self.length]).unwrap_or_default()
    }
}

fn holds(list: &[&str], word: &str) -> bool {
    list.binary_search(&word).is_ok()
}

/// A word that no version takes for an identifier unless it is quoted.
pub(crate) fn is_reserved(word: &str) -> bool {
    Keyword::of(word.as_bytes()).is_some_and(Keyword::is_reserved)
}

/// The name of a character set, in any case.
pub(crate) fn is_character_set(name: &[u8]) -> bool {
    holds(words::CHARACTER_SETS, Capitals::of(name).as_str())
}

/// A word that is or may be a keyword, so that a name of these letters keeps its quotes.
pub(crate) fn may_be_keyword(word: &[u8]) -> bool {
    Keyword::of(word).is_some()
}

#[cfg(test)]
mod tests {
    use super::{Keyword, is_reserved, may_be_keyword, words};

    #[test]
    fn the_lists_are_sorted_and_agree() {
        use words::{BEFORE_TABLES, ENDING_OPERANDS, HUGGING, OPENING_OPERANDS, TYPES};
        use words::{CALLED_DIRECTLY, CHARACTER_SETS, CONTEXTUAL, FUNCTIONS, RESERVED, SHOWN, VERBS};
        let keywords = [RESERVED, CALLED_DIRECTLY, CONTEXTUAL];
        let properties = [BEFORE_TABLES, ENDING_OPERANDS, HUGGING, OPENING_OPERANDS, TYPES];
        for list in [CHARACTER_SETS, FUNCTIONS, SHOWN, VERBS].into_iter().chain(keywords).chain(properties) {
            assert!(list.is_sorted() && list.windows(2).all(|pair| pair[0] != pair[1]), "{list:?}");
        }
        for word in FUNCTIONS.iter().chain(SHOWN).chain(VERBS) {
            assert!(
                may_be_keyword(word.as_bytes()),
                "{word} can be a keyword, so a name of these letters needs its quotes"
            );
        }
    }
    #[test]
    fn every_keyword_is_found_and_no_other_word() {
        for word in words::RESERVED.iter().chain(words::CALLED_DIRECTLY).chain(words::CONTEXTUAL) {
            assert_eq!(Keyword::of(word.to_lowercase().as_bytes()).map(Keyword::as_str), Some(*word));
            assert_eq!(Keyword::of(format!("{word}S1").as_bytes()), None);
        }
        // A property of a word that is none would be a slip of the pen.
        for word in [words::TYPES, words::HUGGING, words::BEFORE_TABLES, words::ENDING_OPERANDS].concat() {
            assert!(is_reserved(word), "{word}");
        }
        assert_eq!(Keyword::of(b""), None);
        assert_eq!(Keyword::of("주문".as_bytes()), None);
    }
}
