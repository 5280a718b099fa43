//! Any bytes: the tokens joined are the text, and laying it out changes none of them.
#![no_main]

use auroscope_sql::lex::{self, TokenKind, VersionGate};
use auroscope_sql::{SqlMode, format};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, &[u8])| {
    let (flags, bytes) = input;
    let mode = SqlMode { ansi_quotes: flags & 1 != 0, no_backslash_escapes: flags & 2 != 0 };
    for gate in [VersionGate::Always, VersionGate::Server(80_036)] {
        let mut end = 0;
        for token in lex::Lexer::new(bytes, mode, gate) {
            assert_eq!(token.start, end);
            assert!(!token.text.is_empty());
            end += token.text.len();
        }
        assert_eq!(end, bytes.len());
    }
    let text = String::from_utf8_lossy(bytes);
    let laid_out = format(&text, mode);
    let meaningful = |text: &str| {
        lex::tokens(text.as_bytes(), mode)
            .filter(|token| token.kind != TokenKind::Space)
            .map(|token| token.text.to_vec())
            .collect::<Vec<_>>()
    };
    assert_eq!(meaningful(&laid_out), meaningful(&text));
});
