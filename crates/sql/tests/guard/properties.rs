//! What must hold for any text.

use std::time::{Duration, Instant};

use auroscope_sql::guard::explainable;
use auroscope_sql::lex::{Lexer, TokenKind, VersionGate};
use proptest::prelude::*;

use super::{corpus, dialect};

const MODES: [&str; 4] =
    ["", "ANSI_QUOTES", "NO_BACKSLASH_ESCAPES", "ANSI_QUOTES,NO_BACKSLASH_ESCAPES,IGNORE_SPACE"];

/// No call of these may be in what is sent, in whatever spelling.
const FORBIDDEN: [&str; 6] = ["sleep", "benchmark", "get_lock", "load_file", "uuid_short", "f"];

/// What is accepted is accepted again as it stands, and holds nothing that is refused, as the lexer reads it anew.
fn check(text: &[u8], sql_mode: &str) {
    let dialect = dialect(sql_mode);
    let Ok(made) = explainable(text, dialect) else { return };
    let again = explainable(made.statement().as_bytes(), dialect)
        .unwrap_or_else(|refusal| panic!("{}: {refusal}", made.statement()));
    assert_eq!(again.statement(), made.statement());
    assert_eq!(again.tables(), made.tables(), "{}", made.statement());
    assert!(!again.is_rewritten() && !again.locks_removed() && !again.lengths_limited());
    let gate = VersionGate::Server(90_704);
    let tokens: Vec<_> = Lexer::new(made.statement().as_bytes(), dialect.mode, gate).collect();
    for (at, token) in tokens.iter().enumerate() {
        let refused = matches!(
            token.kind,
            TokenKind::Comment
                | TokenKind::VersionedOpen
                | TokenKind::VersionedClose
                | TokenKind::Placeholder
                | TokenKind::UserVariable
                | TokenKind::Semicolon
                | TokenKind::Ellipsis
                | TokenKind::Unknown
        );
        assert!(!refused && !token.is_word("INTO"), "{:?} in {}", token.kind, made.statement());
        let opens = tokens[at + 1..].iter().find(|next| next.kind != TokenKind::Space);
        let name = String::from_utf8_lossy(token.text).trim_matches(['`', '"']).to_lowercase();
        let named = matches!(token.kind, TokenKind::Word | TokenKind::QuotedName | TokenKind::NameAfterDot);
        // What stands before a list of columns is no call: WITH sleep (a) AS (…).
        let before = tokens[..at].iter().rev().find(|before| before.kind != TokenKind::Space);
        let names_list = before.is_some_and(|before| {
            before.is_word("WITH")
                || before.is_word("RECURSIVE")
                || before.is_word("AS")
                || matches!(before.kind, TokenKind::Comma | TokenKind::Close)
        });
        if named && opens.is_some_and(|next| next.kind == TokenKind::Open) && !names_list {
            assert!(!FORBIDDEN.contains(&name.as_str()), "{name} in {}", made.statement());
        }
    }
}

const SCRAPS: &[&str] = &[
    "SELECT",
    "*",
    "FROM",
    "t",
    "u",
    "WHERE",
    "a",
    "=",
    "1",
    "(",
    ")",
    ",",
    ".",
    "SLEEP",
    "sleep(1)",
    "`sleep`(1)",
    "f(1)",
    "COUNT(*)",
    "COUNT (",
    "'x'",
    "\"y\"",
    "`z`",
    "\\",
    "'",
    "/*",
    "*/",
    "/*!80000",
    "/*!99999",
    "/*+ BKA(t) */",
    "-- ",
    "\n",
    "#",
    ";",
    "?",
    "@a",
    "@@b",
    ":=",
    "INTO",
    "UNION",
    "ALL",
    "WITH",
    "RECURSIVE",
    "AS",
    "FOR UPDATE",
    "LOCK IN SHARE MODE",
    "UPDATE",
    "SET",
    "DELETE",
    "INSERT INTO",
    "VALUES",
    "ROW",
    "TABLE",
    "JOIN",
    "ON",
    "USING",
    "LEFT",
    "ORDER BY",
    "GROUP BY",
    "LIMIT",
    "EXISTS",
    "IN",
    "ANY",
    "CASE",
    "WHEN",
    "END",
    "LATERAL",
    "JSON_TABLE(",
    "COLUMNS(",
    "MATCH(",
    "AGAINST(",
    "OVER",
    "WINDOW",
    "CAST(",
    "DATETIME(6)",
    "INTERVAL",
    "...",
    "$a$",
    "주문",
    "{",
    "}",
    "{ OJ",
    "REPEAT('a', b)",
    "REPEAT(",
    "LEAST((a)+0,1000)",
    "REPLACE(a, 'b', c)",
    "INSTR(",
    "SQL_NO_CACHE",
    "IGNORE NULLS",
    "NTH_VALUE(a, 1) FROM FIRST",
    "--",
    "DUAL",
    "ON DUPLICATE KEY UPDATE",
    "USE INDEX (a)",
    "PARTITION (p)",
    "N'",
    "x'ff'",
    "_utf8mb4",
    "1e5",
    "0x1",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200), mode in 0..MODES.len()) {
        check(&bytes, MODES[mode]);
    }

    #[test]
    fn any_scraps(scraps in prop::collection::vec((0..SCRAPS.len(), any::<bool>()), 0..40), mode in 0..MODES.len()) {
        let text: String = scraps.iter().map(|(scrap, blank)| format!("{}{}", SCRAPS[*scrap], if *blank { " " } else { "" })).collect();
        check(text.as_bytes(), MODES[mode]);
        check(format!("SELECT {text}").as_bytes(), MODES[mode]);
        check(format!("SELECT a FROM t WHERE {text}").as_bytes(), MODES[mode]);
    }

    /// Whole statements into which a scrap is put, or out of which some bytes are cut.
    #[test]
    fn statements_that_are_spoilt(
        which in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        length in 0usize..12,
        scrap in 0..SCRAPS.len(),
        mode in 0..MODES.len(),
    ) {
        let texts: Vec<(&str, String)> = corpus().collect();
        let text = texts[which.index(texts.len())].1.as_bytes();
        let at = at.index(text.len() + 1);
        let end = (at + length).min(text.len());
        check(&[&text[..at], SCRAPS[scrap].as_bytes(), &text[end..]].concat(), MODES[mode]);
        check(&[&text[..at], &text[end..]].concat(), MODES[mode]);
    }
}

#[test]
fn the_corpus_keeps_the_properties() {
    for (_, text) in corpus() {
        for mode in MODES {
            check(text.as_bytes(), mode);
        }
    }
}

/// Quadratic time on so much is a minute; linear time, unoptimised on a busy machine, a fraction of a second.
#[test]
fn any_repetition_takes_linear_time() {
    for scrap in
        SCRAPS.iter().chain(&["WITH a AS (SELECT 1), ", "a = (SELECT 1 FOR UPDATE), ", "a.", "/*+ A(b) */"])
    {
        for before in ["", "SELECT ", "UPDATE t SET a = 1, ", "WITH ", "INSERT INTO t "] {
            let text = format!("{before}{}", scrap.repeat((1 << 17) / scrap.len()));
            let start = Instant::now();
            check(text.as_bytes(), "");
            assert!(start.elapsed() < Duration::from_secs(15), "{before}{scrap}");
        }
    }
}
