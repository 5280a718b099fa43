//! Which words are keywords. The reserved ones always are; what the others are, their neighbours say (`context`).

mod context;
mod words;

pub(crate) use context::{Context, contextual};

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
    holds(words::RESERVED, word)
}

/// A function that is one only when its `(` follows directly: `COUNT(`.
pub(crate) fn is_called_directly(word: &str) -> bool {
    holds(words::CALLED_DIRECTLY, word)
}

/// The name of a character set, in any case.
pub(crate) fn is_character_set(name: &[u8]) -> bool {
    holds(words::CHARACTER_SETS, Capitals::of(name).as_str())
}

/// A word that is or may be a keyword, so that a name of these letters keeps its quotes.
pub(crate) fn may_be_keyword(word: &str) -> bool {
    is_reserved(word) || is_called_directly(word) || holds(words::CONTEXTUAL, word)
}

/// Whether an operand may begin after this keyword; after the others one has just ended.
pub(crate) fn opens_operand(word: &str) -> bool {
    if !is_reserved(word) {
        return context::opens_operand_in_context(word);
    }
    !matches!(
        word,
        "CURRENT_DATE"
            | "CURRENT_TIME"
            | "CURRENT_TIMESTAMP"
            | "CURRENT_USER"
            | "LOCALTIME"
            | "LOCALTIMESTAMP"
            | "UTC_DATE"
            | "UTC_TIME"
            | "UTC_TIMESTAMP"
            | "MAXVALUE"
            | "NULL"
            | "TRUE"
            | "FALSE"
            | "IS"
    ) && !is_type(word)
}

/// A reserved word that names a column's type: `a INT NULL` says that it may be null.
fn is_type(word: &str) -> bool {
    matches!(
        word,
        "BIGINT"
            | "BLOB"
            | "CHAR"
            | "CHARACTER"
            | "DEC"
            | "DECIMAL"
            | "DOUBLE"
            | "FLOAT"
            | "FLOAT4"
            | "FLOAT8"
            | "INT"
            | "INT1"
            | "INT2"
            | "INT3"
            | "INT4"
            | "INT8"
            | "INTEGER"
            | "LONGBLOB"
            | "LONGTEXT"
            | "MEDIUMBLOB"
            | "MEDIUMINT"
            | "MEDIUMTEXT"
            | "NUMERIC"
            | "PRECISION"
            | "REAL"
            | "SMALLINT"
            | "TINYBLOB"
            | "TINYINT"
            | "TINYTEXT"
            | "UNSIGNED"
            | "VARCHAR"
            | "ZEROFILL"
            | "STORED"
            | "VIRTUAL"
    )
}

/// A reserved word that is also a function or a type with a length: its `(` stands close.
pub(crate) fn hugs_parenthesis(word: &str) -> bool {
    is_type(word)
        || !opens_operand(word)
        || matches!(
            word,
            "BINARY"
                | "CONVERT"
                | "CUME_DIST"
                | "DATABASE"
                | "DENSE_RANK"
                | "FIRST_VALUE"
                | "GROUPING"
                | "IF"
                | "INSERT"
                | "JSON_TABLE"
                | "LAG"
                | "LAST_VALUE"
                | "LEAD"
                | "LEFT"
                | "MOD"
                | "NTH_VALUE"
                | "NTILE"
                | "PERCENT_RANK"
                | "RANK"
                | "REPEAT"
                | "REPLACE"
                | "RIGHT"
                | "ROW_NUMBER"
                | "SCHEMA"
                | "VARBINARY"
        )
}

#[cfg(test)]
mod tests {
    use super::{may_be_keyword, words};

    #[test]
    fn the_lists_are_sorted_and_agree() {
        use words::{CALLED_DIRECTLY, CHARACTER_SETS, CONTEXTUAL, FUNCTIONS, RESERVED, SHOWN, VERBS};
        for list in [CALLED_DIRECTLY, CHARACTER_SETS, CONTEXTUAL, FUNCTIONS, RESERVED, SHOWN, VERBS] {
            assert!(list.is_sorted() && list.windows(2).all(|pair| pair[0] != pair[1]), "{list:?}");
        }
        for word in FUNCTIONS.iter().chain(SHOWN).chain(VERBS) {
            assert!(
                may_be_keyword(word),
                "{word} can be a keyword, so a name of these letters needs its quotes"
            );
        }
    }
}
