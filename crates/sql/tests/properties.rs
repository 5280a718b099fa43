//! What holds for any bytes, and for statements made by a grammar with marked literals.

#[allow(dead_code, reason = "the unit tests use the rest")]
mod statements;

use auroscope_sql::lex::{self, TokenKind};
use auroscope_sql::{
    FingerprintOptions, Fingerprinter, SqlMode, analyze, classify, fingerprint, format, normalize, redact,
};
use proptest::prelude::*;
use statements::scraps::scraps;

fn any_mode() -> impl Strategy<Value = SqlMode> {
    (any::<bool>(), any::<bool>())
        .prop_map(|(ansi_quotes, no_backslash_escapes)| SqlMode { ansi_quotes, no_backslash_escapes })
}

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

    /// One fingerprinter names a text as a new one does, whatever it was given before.
    #[test]
    fn scanning_and_analysing_agree(texts in prop::collection::vec(scraps(), 1..5), mode in any_mode()) {
        let mut fingerprinter = Fingerprinter::default();
        for text in texts {
            let scan = fingerprinter.scan(&text, mode);
            let whole = analyze(&text, mode);
            prop_assert_eq!(scan.fingerprint, whole.fingerprint);
            prop_assert_eq!(fingerprinter.normalized(), whole.normalized);
            let mut lexer = lex::tokens(&text, mode);
            lexer.by_ref().for_each(drop);
            prop_assert_eq!(scan.ends_open, lexer.ends_open());
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_all_the_same(text in scraps(), mode in any_mode()) {
        let made_valid = String::from_utf8_lossy(&text);
        prop_assert_eq!(fingerprint(&text, mode), fingerprint(made_valid.as_bytes(), mode), "{:?}", text);
    }

    #[test]
    fn folded_digits_stay_folded(text in scraps(), mode in any_mode(), other in any_mode()) {
        let mut fingerprinter = Fingerprinter::new(FingerprintOptions { fold_digits: true });
        let first = fingerprinter.scan(&text, mode).fingerprint;
        let once = fingerprinter.normalized().to_owned();
        let second = fingerprinter.scan(once.as_bytes(), other).fingerprint;
        prop_assert_eq!(fingerprinter.normalized(), once.clone(), "from {:?}", String::from_utf8_lossy(&text));
        prop_assert_eq!(first, second);
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
