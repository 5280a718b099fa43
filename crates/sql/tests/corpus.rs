//! The corpus of awkward texts, and the golden file that fails when any fingerprint changes.

use std::fmt::Write as _;

use auroscope_sql::{
    FINGERPRINT_VERSION, FingerprintOptions, Fingerprinter, SqlMode, analyze, classify, fingerprint,
    normalize,
};

const CORPUS: &str = include_str!("../testdata/corpus.txt");
const GOLDEN: &str = include_str!("../testdata/fingerprints.txt");

/// One statement: texts that all mean the same, their normalised form and class.
#[derive(Default)]
struct Block {
    texts: Vec<String>,
    normalized: String,
    class: String,
}

fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match (character, character == '\\') {
            (_, true) => match characters.next() {
                Some('n') => out.push('\n'),
                Some('r') => out.push('\r'),
                Some('t') => out.push('\t'),
                Some('0') => out.push('\0'),
                Some(other) => out.push(other),
                None => {}
            },
            _ => out.push(character),
        }
    }
    out
}

fn blocks() -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut block = Block::default();
    for line in CORPUS.lines() {
        if let Some(text) = line.strip_prefix('<') {
            block.texts.push(unescape(text.strip_prefix(' ').unwrap_or(text)));
        } else if let Some(text) = line.strip_prefix("> ") {
            block.normalized = unescape(text);
        } else if let Some(class) = line.strip_prefix("= ") {
            block.class = class.to_owned();
            blocks.push(std::mem::take(&mut block));
        }
    }
    assert!(blocks.len() > 50, "the corpus was read");
    blocks
}

#[test]
fn every_text_of_the_corpus_is_normalised_and_classified_as_it_says() {
    let mut wrong = String::new();
    for block in blocks() {
        for text in &block.texts {
            let found = analyze(text.as_bytes(), SqlMode::default());
            if found.normalized != block.normalized || found.class.as_str() != block.class {
                writeln!(wrong, "< {text}\n  wanted {} [{}]", block.normalized, block.class).unwrap();
                writeln!(wrong, "  found  {} [{}]", found.normalized, found.class.as_str()).unwrap();
            }
            let mode = SqlMode::default();
            assert_eq!(found.class, classify(text.as_bytes(), mode), "one pass and classify agree: {text}");
            assert_eq!(found.normalized, normalize(text.as_bytes(), mode));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn normalising_the_corpus_twice_changes_nothing() {
    for block in blocks() {
        for mode in modes() {
            assert_eq!(normalize(block.normalized.as_bytes(), mode), block.normalized);
            let first = fingerprint(block.texts[0].as_bytes(), SqlMode::default());
            assert_eq!(fingerprint(block.normalized.as_bytes(), mode), first, "{}", block.normalized);
        }
    }
}

/// A fingerprint is stored: when one changes, `FINGERPRINT_VERSION` must, and the stored ones be made again.
/// `UPDATE_GOLDEN=1 cargo test -p auroscope-sql` writes the file.
#[test]
fn no_fingerprint_ever_changes() {
    let mut found = format!("version {FINGERPRINT_VERSION}\n");
    for block in blocks() {
        let name = fingerprint(block.texts[0].as_bytes(), SqlMode::default());
        writeln!(found, "{name} {}", block.normalized.escape_default()).unwrap();
    }
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/fingerprints.txt");
        std::fs::write(path, &found).unwrap();
        return;
    }
    assert_eq!(found, GOLDEN);
}

#[test]
fn different_statements_have_different_fingerprints() {
    let mut names: Vec<_> = blocks()
        .iter()
        .map(|b| (fingerprint(b.normalized.as_bytes(), SqlMode::default()), b.normalized.clone()))
        .collect();
    names.sort();
    for pair in names.windows(2) {
        assert!(pair[0].0 != pair[1].0 || pair[0].1 == pair[1].1, "{pair:?}");
    }
}

fn modes() -> [SqlMode; 4] {
    [(false, false), (false, true), (true, false), (true, true)]
        .map(|(ansi_quotes, no_backslash_escapes)| SqlMode { ansi_quotes, no_backslash_escapes })
}

#[test]
fn ansi_quotes_make_a_double_quoted_text_a_name() {
    let ansi = SqlMode { ansi_quotes: true, ..SqlMode::default() };
    assert_eq!(normalize(br#"select "a b", "c" from "t""x""#, ansi), "SELECT `a b`, c FROM `t\"x`");
    assert_eq!(normalize(br#"select "a b""#, SqlMode::default()), "SELECT ?");
}

#[test]
fn without_backslash_escapes_a_backslash_ends_no_string() {
    let plain = SqlMode { no_backslash_escapes: true, ..SqlMode::default() };
    assert_eq!(normalize(br"select 'a\', b", plain), "SELECT ?, b");
    assert_eq!(normalize(br"select 'a\', b", SqlMode::default()), "SELECT ?");
}

#[test]
fn bytes_that_are_no_text_are_kept_apart_from_literals() {
    assert_eq!(
        normalize(b"select '\xff\xfe', a\xff from t", SqlMode::default()),
        "SELECT ?, a\u{fffd} FROM t"
    );
}

/// Found by fuzzing: `$\xff$` and `$\xfe$` are two tags as bytes and one as text.
#[test]
fn one_pass_and_classify_read_the_same_text() {
    let text = b";$\xff$ $\xfe$use shop";
    assert_eq!(analyze(text, SqlMode::default()).class, classify(text, SqlMode::default()));
}

#[test]
fn digits_of_names_fold_when_that_is_asked_for() {
    let mut folding = Fingerprinter::new(FingerprintOptions { fold_digits: true });
    let mut folded = |sql: &str| folding.analyze(sql.as_bytes(), SqlMode::default()).normalized;
    assert_eq!(folded("select a1 from orders_2026_01"), "SELECT a0 FROM orders_0_0");
    assert_eq!(folded("select `t-12`.`c3`, d.4 from `7x`"), "SELECT `t-0`.c0, d.0 FROM `0x`");
    // `0x0` would be a literal.
    assert_eq!(folded("select 9x1 from t"), "SELECT `0x0` FROM t");
    // Keywords, variables and literals are what they were.
    assert_eq!(folded("select cast(@v1 as float8), int1, 12"), "SELECT CAST(@v1 AS FLOAT8), INT1, ?");
    let (one, other) = ("delete from log_1 where a = 1", "delete from log_22 where a = 2");
    let mut name = |sql: &str| folding.scan(sql.as_bytes(), SqlMode::default()).fingerprint;
    assert_eq!(name(one), name(other));
    assert_ne!(
        fingerprint(one.as_bytes(), SqlMode::default()),
        fingerprint(other.as_bytes(), SqlMode::default())
    );
}

#[test]
fn a_text_that_ends_inside_something_says_so() {
    let ends_open = |sql: &str| Fingerprinter::default().scan(sql.as_bytes(), SqlMode::default()).ends_open;
    for sql in [
        "select 'a",
        "select \"a",
        "select 'a''",
        "select 'a\\'",
        "select `a",
        "select `a``",
        "/* a",
        "/*+ a",
    ] {
        assert!(ends_open(sql), "{sql}");
    }
    for sql in
        ["/*!80000 select 1", "select x'f", "select $$a", "select $t$ a $u$", "select @`a", "select @'a"]
    {
        assert!(ends_open(sql), "{sql}");
    }
    // Whether one is open in the middle is nobody's business at the end.
    for sql in [
        "",
        "select 'a'",
        "select `a`",
        "/* a */",
        "select 1 -- it's",
        "select 1 # `",
        "'a' 'b'",
        "select \\",
    ] {
        assert!(!ends_open(sql), "{sql}");
    }
}
