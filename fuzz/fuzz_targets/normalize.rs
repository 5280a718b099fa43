//! Any bytes: normalising is idempotent in every mode, one pass agrees with the parts, redacting leaves no literal.
#![no_main]

use auroscope_sql::{SqlMode, analyze, classify, fingerprint, lex, normalize, redact};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, &[u8])| {
    let (flags, bytes) = input;
    let mode = |flags: u8| SqlMode { ansi_quotes: flags & 1 != 0, no_backslash_escapes: flags & 2 != 0 };
    let whole = analyze(bytes, mode(flags));
    assert_eq!(whole.class, classify(bytes, mode(flags)));
    assert_eq!(whole.fingerprint, fingerprint(whole.normalized.as_bytes(), mode(flags >> 2)));
    assert_eq!(normalize(whole.normalized.as_bytes(), mode(flags >> 2)), whole.normalized);
    let redacted = redact(bytes, mode(flags));
    assert!(lex::tokens(redacted.as_bytes(), mode(flags)).all(|token| !token.kind.is_literal()));
});
