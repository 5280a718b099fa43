//! Any bytes: normalising is idempotent in every mode, with digits folded and without; a fingerprinter that is used
//! again agrees with a new one, one that has learnt from all inputs so far with both, and the whole with its parts;
//! redacting leaves no literal.
#![no_main]

use std::cell::RefCell;

use auroscope_sql::{
    FingerprintOptions, Fingerprinter, SqlMode, analyze, classify, fingerprint, lex, normalize, redact,
};
use libfuzzer_sys::fuzz_target;

thread_local! {
    static LEARNT: RefCell<Fingerprinter> = RefCell::default();
}

fuzz_target!(|input: (u8, &[u8])| {
    let (flags, bytes) = input;
    let mode = |flags: u8| SqlMode { ansi_quotes: flags & 1 != 0, no_backslash_escapes: flags & 2 != 0 };
    let whole = analyze(bytes, mode(flags));
    assert_eq!(whole.class, classify(bytes, mode(flags)));
    assert_eq!(whole.fingerprint, fingerprint(whole.normalized.as_bytes(), mode(flags >> 2)));
    assert_eq!(normalize(whole.normalized.as_bytes(), mode(flags >> 2)), whole.normalized);
    assert_eq!(fingerprint(String::from_utf8_lossy(bytes).as_bytes(), mode(flags)), whole.fingerprint);
    LEARNT.with_borrow_mut(|learnt| {
        // Read, learnt and known.
        for _ in 0..3 {
            assert_eq!(learnt.scan(bytes, mode(flags)).fingerprint, whole.fingerprint);
            assert_eq!(learnt.normalized(), whole.normalized);
        }
    });
    for fold_digits in [false, true] {
        let mut fingerprinter = Fingerprinter::new(FingerprintOptions { fold_digits });
        // Half of the text first: nothing of it may be left.
        fingerprinter.scan(&bytes[..bytes.len() / 2], mode(flags));
        let first = fingerprinter.scan(bytes, mode(flags));
        let normalized = fingerprinter.normalized().to_owned();
        assert_eq!(
            fingerprinter.scan(normalized.as_bytes(), mode(flags >> 2)).fingerprint,
            first.fingerprint
        );
        assert!(fold_digits || normalized == whole.normalized);
    }
    let redacted = redact(bytes, mode(flags));
    assert!(lex::tokens(redacted.as_bytes(), mode(flags)).all(|token| !token.kind.is_literal()));
});
