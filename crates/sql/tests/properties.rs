//! What holds for any bytes, and for statements made by a grammar with marked literals.

mod statements;

use auroscope_sql::lex::{self, TokenKind};
use auroscope_sql::{SqlMode, analyze, classify, fingerprint, format, normalize, redact};
use proptest::prelude::*;

fn any_mode() -> impl Strategy<Value = SqlMode> {
    (any::<bool>(), any::<bool>())
        .prop_map(|(ansi_quotes, no_backslash_escapes)| SqlMode { ansi_quotes, no_backslash_escapes })
}

/// Scraps of SQL in any order, with and without gaps: what random bytes would hardly ever hit upon.
fn scraps() -> impl Strategy<Value = Vec<u8>> {
    let scrap = prop_oneof![
        8 => prop::sample::select(SCRAPS).prop_map(|text| text.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..4),
    ];
    prop::collection::vec((scrap, any::<bool>()), 0..40).prop_map(|scraps| {
        let mut text = Vec::new();
        for (scrap, gap) in scraps {
            text.extend_from_slice(&scrap);
            if gap {
                text.push(b' ');
            }
        }
        text
    })
}

const SCRAPS: &[&str] = &[
    "select",
    "FROM",
    "where",
    "in",
    "IN(",
    "values",
    "row",
    "ROW(",
    "null",
    "TRUE",
    "not",
    "is",
    "set",
    "and",
    "(",
    ")",
    "),(",
    ",",
    ".",
    "..",
    "...",
    ";",
    "?",
    "@",
    "@@",
    "@a",
    "@@b",
    "@`c d`",
    "@'e'",
    "@?",
    "?@?",
    "`f`",
    "`g h`",
    "`",
    "``",
    "`select`",
    "`_utf8`",
    "`9a`",
    "`$a`",
    "\"i\"",
    "\"",
    "'j'",
    "'k''l'",
    "'",
    "\\",
    "N'm'",
    "x'ff'",
    "b'01'",
    "0xff",
    "0b1",
    "1",
    "1.5",
    "1e5",
    ".5",
    "1e",
    "1.",
    "-",
    "+",
    "--",
    "-- ",
    "#",
    "/*",
    "*/",
    "/*!",
    "/*!80000",
    "/*+",
    "*",
    "/",
    "=",
    "<>",
    "!=",
    "->",
    "->>",
    ":=",
    ":",
    "&&",
    "||",
    "!",
    "{",
    "}",
    "_utf8",
    "_utf8mb4'x'",
    "a",
    "t1",
    "1a",
    "주문",
    "status",
    "count",
    "count(",
    "date",
    "date'1'",
    "end",
    "case",
    "show",
    "begin",
    "offset",
    "limit",
    "interval",
    "day",
    "cast(",
    "as",
    "signed",
    "skip",
    "$$",
    "$x$",
    "\n",
    "\t",
    "\0",
    "update",
    "insert",
    "into",
    "with",
    "explain",
    "analyze",
    "table",
    "create",
    "user",
    "duplicate",
    "on",
    "escape",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn tokens_joined_are_the_text(text in scraps(), mode in any_mode()) {
        let joined: Vec<u8> = lex::tokens(&text, mode).flat_map(|token| token.text.to_vec()).collect();
        prop_assert_eq!(joined, text);
    }

    #[test]
    fn normalising_twice_changes_nothing(text in scraps(), mode in any_mode(), other in any_mode()) {
        let once = normalize(&text, mode);
        let shown = String::from_utf8_lossy(&text);
        prop_assert_eq!(normalize(once.as_bytes(), other), once.clone(), "from {:?}", shown);
        prop_assert_eq!(fingerprint(once.as_bytes(), other), fingerprint(&text, mode));
    }

    #[test]
    fn one_pass_and_the_parts_agree(text in scraps(), mode in any_mode()) {
        let whole = analyze(&text, mode);
        prop_assert_eq!(whole.class, classify(&text, mode));
        prop_assert_eq!(whole.fingerprint, fingerprint(&text, mode));
        prop_assert_eq!(whole.normalized, normalize(&text, mode));
    }

    #[test]
    fn formatting_keeps_every_token(text in scraps(), mode in any_mode()) {
        let text = String::from_utf8_lossy(&text).into_owned();
        let laid_out = format(&text, mode);
        prop_assert_eq!(meaningful(&laid_out, mode), meaningful(&text, mode), "{:?} became {:?}", text, laid_out);
        prop_assert_eq!(normalize(laid_out.as_bytes(), mode), normalize(text.as_bytes(), mode));
    }

    #[test]
    fn redacting_keeps_the_statement(text in scraps(), mode in any_mode()) {
        let redacted = redact(&text, mode);
        prop_assert!(lex::tokens(redacted.as_bytes(), mode).all(|token| !token.kind.is_literal()), "{}", redacted);
    }

    #[test]
    fn any_bytes_are_read(text in prop::collection::vec(any::<u8>(), 0..200), mode in any_mode()) {
        let whole = analyze(&text, mode);
        prop_assert_eq!(normalize(whole.normalized.as_bytes(), mode), whole.normalized);
        let _ = redact(&text, mode);
        let _ = format(&String::from_utf8_lossy(&text), mode);
    }

    #[test]
    fn no_literal_survives(statement in statements::statement(), cut in any::<prop::sample::Index>()) {
        let mode = SqlMode::default();
        let mut end = cut.index(statement.len() + 1);
        while !statement.is_char_boundary(end) {
            end -= 1;
        }
        for text in [statement.as_str(), &statement[..end]] {
            for found in [normalize(text.as_bytes(), mode), redact(text.as_bytes(), mode)] {
                prop_assert!(!statements::holds_a_mark(&found), "{text}\nbecame\n{found}");
            }
        }
    }

    #[test]
    fn other_literals_make_no_other_statement(seed in any::<u64>()) {
        let (first, second) = statements::twins(seed);
        let mode = SqlMode::default();
        prop_assert_eq!(normalize(first.as_bytes(), mode), normalize(second.as_bytes(), mode));
    }
}

/// The tokens but white space.
fn meaningful(text: &str, mode: SqlMode) -> Vec<(TokenKind, String)> {
    lex::tokens(text.as_bytes(), mode)
        .filter(|token| token.kind != TokenKind::Space)
        .map(|token| (token.kind, String::from_utf8_lossy(token.text).into_owned()))
        .collect()
}
