//! What the guard lets through, what it refuses and why, and what it makes of what it lets through.

mod properties;
mod rewriting;

use auroscope_sql::guard::{Dialect, Explainable, Refusal, ServerVersion, explainable, view_body_tables};

/// The server that the tests are about, if they say no other.
const SERVER: ServerVersion =
    ServerVersion { major: 9, minor: 7, patch: 4, is_mariadb: false, has_classic_hashing: false };

/// A session of it.
pub(crate) fn dialect(sql_mode: &str) -> Dialect {
    Dialect::of_sql_mode(sql_mode, SERVER)
}

pub(crate) fn judged(text: &str) -> Result<Explainable, Refusal> {
    explainable(text.as_bytes(), dialect(""))
}

/// The verdicts and texts of the corpus.
pub(crate) fn corpus() -> impl Iterator<Item = (&'static str, String)> {
    let lines = include_str!("../../testdata/guard.txt").lines();
    lines.filter(|line| !line.starts_with('#')).map(|line| {
        let (verdict, text) = line.split_once('|').unwrap_or_else(|| panic!("no bar: {line}"));
        let text = text.strip_prefix(' ').unwrap_or(text);
        let text = text.replace("\\n", "\n").replace("\\u212A", "\u{212A}");
        (verdict.trim_end(), text)
    })
}

fn verdict(text: &str) -> String {
    match judged(text) {
        Err(refusal) => refusal.code().to_owned(),
        Ok(made) if made.tables().is_empty() => "ok -".to_owned(),
        Ok(made) => made.tables().iter().fold("ok".to_owned(), |said, table| match &table.schema {
            Some(schema) => format!("{said} {schema}.{}", table.name),
            None => format!("{said} {}", table.name),
        }),
    }
}

#[test]
fn each_text_of_the_corpus_gets_its_verdict() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for (expected, text) in corpus() {
        count += 1;
        let said = verdict(&text);
        if said != expected.replace('`', "") {
            wrong.push(format!("{text}\n  should be {expected}\n  and was   {said}"));
        }
    }
    assert!(count >= 150, "{count} texts");
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_mode_decides_what_is_a_string() {
    let in_mode =
        |text: &str, mode: &str| explainable(text.as_bytes(), dialect(mode)).map(|made| made.tables().len());
    // With backslashes escaping, SLEEP stands in a string; without, it is called.
    let text = r"SELECT '\' , SLEEP(1) , '\' FROM t";
    assert_eq!(in_mode(text, "").unwrap_err().code(), "truncated");
    assert_eq!(in_mode(text, "NO_BACKSLASH_ESCAPES").unwrap_err().code(), "dangerous_function");
    let text = r"SELECT 'a\' , SLEEP(1) , ' FROM t -- '";
    assert_eq!(in_mode(text, ""), Ok(1));
    assert_eq!(in_mode(text, "NO_BACKSLASH_ESCAPES").unwrap_err().code(), "dangerous_function");
    let text = "SELECT \"sleep\"(1) FROM \"t\"";
    assert_eq!(in_mode(text, "ANSI_QUOTES").unwrap_err().code(), "dangerous_function");
    assert_eq!(in_mode(text, "").unwrap_err().code(), "not_understood");
    assert_eq!(in_mode("SELECT COUNT (*) FROM t", "STRICT_TRANS_TABLES,IGNORE_SPACE"), Ok(1));
}

#[test]
fn the_version_decides_what_is_built_in() {
    let at = |text: &str, version: &str| {
        let dialect = Dialect::of_sql_mode("", ServerVersion::parse(version).unwrap());
        explainable(text.as_bytes(), dialect).err().map(|refusal| refusal.code())
    };
    assert_eq!(at("SELECT MD5(a) FROM t", "8.0.36"), None);
    assert_eq!(at("SELECT MD5(a) FROM t", "9.7.4"), Some("stored_function"));
    assert_eq!(at("SELECT VECTOR_DIM(a) FROM t", "8.4.0"), Some("stored_function"));
    assert_eq!(at("SELECT 1 FROM t INTERSECT SELECT 2", "8.0.36"), None);
    assert_eq!(at("SELECT 1 + intersect ((SELECT 1))", "8.0.20"), Some("not_understood"));
    assert_eq!(at("SELECT 1 /*!80036 , SLEEP(1) */", "8.0.35"), None);
    assert_eq!(at("SELECT 1 /*!80036 , SLEEP(1) */", "8.0.36"), Some("dangerous_function"));
    assert_eq!(at("SELECT 1", "10.11.6-MariaDB"), Some("unsupported_server"));
    assert_eq!(at("SELECT 1", "5.7.44"), Some("unsupported_server"));
}

#[test]
fn hashes_are_built_in_where_a_component_brings_them() {
    let server = ServerVersion { has_classic_hashing: true, ..SERVER };
    let text = "SELECT MD5(a), sha1 (b), `SHA`(c) FROM t";
    let made = explainable(text.as_bytes(), Dialect::of_sql_mode("", server)).unwrap();
    assert_eq!(made.functions(), ["MD5", "SHA", "SHA1"]);
    assert_eq!(judged(text).unwrap_err().code(), "stored_function");
    let in_schema = b"SELECT shop.MD5(a) FROM t";
    let refusal = explainable(in_schema, Dialect::of_sql_mode("", server)).unwrap_err();
    assert_eq!(refusal.code(), "stored_function");
    assert!(view_body_tables("select md5(`shop`.`t`.`a`) from `shop`.`t`", server).is_ok());
    assert!(view_body_tables("select md5(`shop`.`t`.`a`) from `shop`.`t`", SERVER).is_err());
}

#[test]
fn what_is_long_or_deep_is_refused() {
    let long = format!("SELECT '{}'", "x".repeat(1 << 20));
    assert_eq!(judged(&long).unwrap_err().code(), "too_long");
    let deep = |count: usize| format!("SELECT {}1{}", "(".repeat(count), ")".repeat(count));
    assert_eq!(judged(&deep(101)).unwrap_err().code(), "too_deep");
    assert!(judged(&deep(99)).is_ok());
    assert_eq!(explainable(b"SELECT '\xff'", dialect("")).unwrap_err().code(), "not_utf8");
    assert_eq!(judged("SELECT 1 \0 , 2").unwrap_err().code(), "not_understood");
    let million = format!("SELECT * FROM t WHERE id IN (1{})", ",1".repeat(520_000));
    assert_eq!(judged(&million).map(|made| made.statement().len()), Ok(million.len()));
}

/// A name that WITH gives hides a table of that name only where it can be seen; a view behind it must be found.
#[test]
fn a_table_is_not_taken_for_a_with_of_the_same_name() {
    for (text, tables) in [
        ("WITH v AS (SELECT * FROM v) SELECT * FROM v", "ok v"),
        ("WITH RECURSIVE v AS (SELECT * FROM v) SELECT * FROM v", "ok -"),
        ("SELECT * FROM (WITH v AS (SELECT 1) SELECT * FROM v) d, v", "ok v"),
        ("WITH a AS (WITH v AS (SELECT 1) SELECT * FROM v) SELECT * FROM a, v", "ok v"),
        ("WITH V AS (SELECT 1) SELECT * FROM v", "ok v"),
        ("WITH v AS (SELECT 1) SELECT * FROM shop.v", "ok shop.v"),
        ("WITH v AS (SELECT 1) SELECT * FROM t WHERE a IN (SELECT * FROM v)", "ok t"),
    ] {
        assert_eq!(verdict(text), tables, "{text}");
    }
}

#[test]
fn a_refusal_says_no_literal() {
    for (_, text) in corpus() {
        if let Err(refusal) = judged(&text.replace("'x'", "'s3cret'")) {
            assert!(!refusal.to_string().contains("s3cret"), "{refusal}");
        }
    }
}
