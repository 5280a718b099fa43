//! Any text before EXPLAIN: what the guard lets through is one query without anything that runs, waits or writes, and is
//! let through again as it stands.
#![no_main]

use auroscope_sql::guard::{Dialect, Explainable, ServerVersion, explainable, view_body_tables};
use auroscope_sql::lex::{Lexer, Token, TokenKind, VersionGate};
use libfuzzer_sys::fuzz_target;

const MODES: [&str; 8] = [
    "",
    "ANSI_QUOTES",
    "NO_BACKSLASH_ESCAPES",
    "IGNORE_SPACE",
    "ANSI_QUOTES,NO_BACKSLASH_ESCAPES",
    "ANSI_QUOTES,IGNORE_SPACE",
    "NO_BACKSLASH_ESCAPES,IGNORE_SPACE",
    "ANSI_QUOTES,NO_BACKSLASH_ESCAPES,IGNORE_SPACE",
];
const VERSIONS: [&str; 4] = ["9.7.4", "8.0.11", "8.0.mysql_aurora.3.08.0", "8.4.3"];
/// The number that versioned comments are compared with, of each.
const NUMBERS: [u32; 4] = [90_704, 80_011, 80_023, 80_403];
/// No call of these may be sent, in whatever spelling; `f` and `writes` stand for what is stored.
const FORBIDDEN: [&str; 15] = [
    "sleep",
    "benchmark",
    "get_lock",
    "release_lock",
    "release_all_locks",
    "is_used_lock",
    "load_file",
    "uuid_short",
    "master_pos_wait",
    "source_pos_wait",
    "wait_for_executed_gtid_set",
    "lambda_sync",
    "sys_exec",
    "f",
    "writes",
];

fuzz_target!(|input: (u8, &[u8])| {
    let (flags, bytes) = input;
    let which = usize::from(flags >> 3) % VERSIONS.len();
    let Some(server) = ServerVersion::parse(VERSIONS[which]) else { panic!("a version is read") };
    let dialect = Dialect::of_sql_mode(MODES[usize::from(flags & 7)], server);
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = view_body_tables(text, server);
    }
    match explainable(bytes, dialect) {
        Ok(made) => check(&made, dialect, VersionGate::Server(NUMBERS[which])),
        Err(refusal) => assert!(!refusal.code().is_empty() && !refusal.to_string().is_empty()),
    }
});

fn check(made: &Explainable, dialect: Dialect, gate: VersionGate) {
    let sent = made.statement();
    let again = match explainable(sent.as_bytes(), dialect) {
        Ok(again) => again,
        Err(refusal) => panic!("{sent}: {refusal}"),
    };
    assert_eq!(again.statement(), sent);
    assert_eq!(again.tables(), made.tables());
    assert_eq!(again.functions(), made.functions());
    assert!(!again.is_rewritten() && !again.locks_removed() && !again.lengths_limited());
    let tokens: Vec<Token<'_>> = Lexer::new(sent.as_bytes(), dialect.mode, gate)
        .filter(|token| token.kind != TokenKind::Space)
        .collect();
    // Hints before the verb are comments to every server.
    let leads = |token: &&Token<'_>| !matches!(token.kind, TokenKind::Open | TokenKind::Hint);
    let Some(first) = tokens.iter().find(leads) else { panic!("nothing is sent: {sent}") };
    assert!(["SELECT", "WITH", "TABLE", "VALUES"].iter().any(|verb| first.is_word(verb)), "{sent}");
    for (at, token) in tokens.iter().enumerate() {
        assert!(is_harmless(token), "{:?} in {sent}", token.kind);
        let opens = tokens.get(at + 1).is_some_and(|next| next.kind == TokenKind::Open);
        if opens && !names_a_list(&tokens[..at]) {
            let name = String::from_utf8_lossy(token.text).trim_matches(['`', '"']).to_lowercase();
            assert!(!is_name(token) || !FORBIDDEN.contains(&name.as_str()), "{name} in {sent}");
        }
    }
}

fn is_harmless(token: &Token<'_>) -> bool {
    let is_refused = matches!(
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
    !is_refused && token.text != b":=" && !token.is_word("INTO")
}

fn is_name(token: &Token<'_>) -> bool {
    matches!(token.kind, TokenKind::Word | TokenKind::QuotedName | TokenKind::NameAfterDot)
}

/// What stands there before a parenthesis names columns, as in `WITH f (a) AS (…)`, and calls nothing.
fn names_a_list(before: &[Token<'_>]) -> bool {
    before.last().is_some_and(|before| {
        ["WITH", "RECURSIVE", "AS"].iter().any(|word| before.is_word(word))
            || matches!(before.kind, TokenKind::Comma | TokenKind::Close)
    })
}
