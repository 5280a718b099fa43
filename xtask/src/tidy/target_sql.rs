//! Every statement that we send to a target stands in one module, where people can read them all.
//!
//! The check looks at the strings of the crates that could send one, so it must know SQL from prose.

use anyhow::Result;

use super::fault::Fault;
use super::source::rust;
use super::tree::{File, Tree};

/// The crates that have, or could get, a connection to a target.
const WATCHED: &[&str] = &["mysql", "collect", "server", "cli"];

/// The one place.
const STATEMENTS: &[&str] = &["crates/mysql/src/statements/", "crates/mysql/src/statements.rs"];

pub(super) fn check(tree: &Tree) -> Result<Vec<Fault>> {
    let watched = tree.rust().filter(|file| {
        file.crate_name().is_some_and(|name| WATCHED.contains(&name))
            && !file.is_test()
            && !STATEMENTS.iter().any(|place| file.path.starts_with(place))
    });
    Ok(watched.flat_map(check_file).collect())
}

fn check_file(file: &File) -> Vec<Fault> {
    let masked = rust::mask(&file.text);
    let tests = rust::test_lines(&masked.code);
    let in_tests = |line: usize| tests.iter().any(|(first, last)| (*first..=*last).contains(&line));
    let sql = masked.strings.iter().filter(|string| is_for_a_target(&string.text) && !in_tests(string.line));
    sql.map(|string| {
        let begin: String = string.text.chars().take(40).collect();
        let what = format!("SQL for a target outside the statements module: {begin:?}");
        Fault::at(&file.path, string.line, what)
    })
    .collect()
}

/// Whether a string is a statement, or the tag of ours, rather than prose that begins with the same word.
fn is_for_a_target(text: &str) -> bool {
    // In two halves, so that this file does not hold the tag.
    if text.contains(concat!("/* auro", "scope:")) {
        return true;
    }
    // What people are to paste ends with `;`, what goes over the wire never does.
    if text.trim_end().ends_with(';') {
        return false;
    }
    let text = without_comments(text.trim_start());
    let mut words = text.split_ascii_whitespace();
    let (Some(verb), Some(second)) = (words.next(), words.next()) else { return false };
    let third = words.next().unwrap_or_default();
    let bare = second.trim_end_matches([';', ',']);
    // Statements are written in one case; prose capitalises at most the first letter.
    let one_case =
        verb.bytes().all(|b| b.is_ascii_uppercase()) || verb.bytes().all(|b| b.is_ascii_lowercase());
    if !one_case {
        return false;
    }
    match verb.to_ascii_uppercase().as_str() {
        "SELECT" => is_query(text),
        "WITH" => text.contains("SELECT ") || text.contains("select "),
        "SHOW" => SHOWN.contains(&bare.to_ascii_uppercase().as_str()) && !ends_as_prose(text),
        "SET" => {
            bare.starts_with('@') || SCOPES.contains(&bare) || third.starts_with('=') || second.contains('=')
        }
        "KILL" => matches!(bare, "QUERY" | "CONNECTION") || is_hole_or_number(bare),
        "EXPLAIN" => {
            bare == "SELECT" || bare.starts_with("FORMAT") || is_hole_or_number(bare) || third == "CONNECTION"
        }
        "CALL" => second.contains('(') || second.contains('.') && !second.ends_with('.'),
        "INSERT" | "REPLACE" => bare == "INTO" && (text.contains("VALUES") || text.contains("SELECT")),
        "UPDATE" => text.contains(" SET "),
        "DELETE" => bare == "FROM" && !ends_as_prose(text),
        "FLUSH" | "ANALYZE" | "OPTIMIZE" => matches!(bare, "TABLE" | "TABLES" | "STATUS" | "LOGS"),
        "START" => bare == "TRANSACTION",
        "USE" => is_hole_or_number(bare) || bare.starts_with('`'),
        _ => false,
    }
}

const SHOWN: &[&str] = &[
    "BINARY",
    "BINLOG",
    "COLUMNS",
    "CREATE",
    "DATABASES",
    "ENGINE",
    "ENGINES",
    "EVENTS",
    "FULL",
    "GLOBAL",
    "GRANTS",
    "INDEX",
    "MASTER",
    "PROCESSLIST",
    "REPLICA",
    "REPLICAS",
    "SESSION",
    "SLAVE",
    "STATUS",
    "TABLE",
    "TABLES",
    "TRIGGERS",
    "VARIABLES",
    "WARNINGS",
];

const SCOPES: &[&str] = &["GLOBAL", "SESSION", "PERSIST", "NAMES", "TRANSACTION"];

/// A query names a table, a variable, a function or a value.
fn is_query(text: &str) -> bool {
    let upper = text.to_ascii_uppercase();
    let body = upper.trim_start_matches("SELECT").trim_start();
    upper.contains(" FROM ") && !ends_as_prose(text)
        || body.starts_with("@@")
        || body.starts_with(|c: char| c.is_ascii_digit() || c == '\'' || c == '{')
        || body
            .split(['(', ' '])
            .next()
            .is_some_and(|word| !word.is_empty() && body[word.len()..].starts_with('('))
}

fn is_hole_or_number(word: &str) -> bool {
    word.starts_with('{') || word.starts_with(|c: char| c.is_ascii_digit()) || word == "?"
}

/// Sentences end with a full stop or go on after a colon; statements do neither.
fn ends_as_prose(text: &str) -> bool {
    text.trim_end().ends_with('.') || text.contains(": ") || text.contains("; ")
}

fn without_comments(text: &str) -> &str {
    match text.strip_prefix("/*").and_then(|rest| rest.split_once("*/")) {
        Some((_, rest)) => rest.trim_start(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree_for_tests::faults;
    use super::{check, is_for_a_target};

    #[test]
    fn statements_are_known() {
        for text in [
            "SELECT 1",
            "SELECT @@version",
            "select a from performance_schema.threads",
            "SELECT VERSION()",
            "/* x */ SELECT a\n FROM t",
            "SHOW GLOBAL STATUS",
            "SHOW FULL PROCESSLIST",
            "SET SESSION lock_wait_timeout = 1",
            "SET max_execution_time=100",
            "KILL QUERY {id}",
            "KILL {}",
            "EXPLAIN FORMAT=JSON {sql}",
            "EXPLAIN {sql}",
            "CALL mysql.rds_kill(1)",
            "INSERT INTO t VALUES (1)",
            "UPDATE t SET a = 1",
            "DELETE FROM t WHERE a = 1",
            "USE `shop`",
            concat!("{} /* auro", "scope:live */"),
        ] {
            assert!(is_for_a_target(text), "{text}");
        }
    }

    #[test]
    fn prose_is_not() {
        for text in [
            "Select a target from the list",
            "select a target from the list.",
            "SELECT",
            "SELECT, PROCESS and SHOW VIEW are needed",
            "SHOW VIEW is missing",
            "SET",
            "Set the threshold = 2s",
            "EXPLAIN is refused: grant SELECT",
            "CALL shows several levels",
            "KILL what runs",
            "≥ 10 rows",
            "Use a reader",
            "update the settings",
            "auroscope: cannot start",
            "SET GLOBAL performance_schema_show_processlist = OFF;",
            "UPDATE performance_schema.setup_consumers SET ENABLED = 'YES' WHERE NAME = '{consumer}';",
            "GRANT SELECT ON *.* TO 'monitor'@'%'",
        ] {
            assert!(!is_for_a_target(text), "{text}");
        }
    }

    #[test]
    fn only_the_one_module_and_tests_may_hold_them() {
        let sql = "//! A file.\nfn f() { q(\"SELECT 1\") } // \"SELECT 2\"\n#[cfg(test)]\nmod tests {\n fn g() { q(\"SELECT 3\") }\n}\n";
        let found = faults(
            check,
            &[
                ("crates/mysql/src/statements/live.rs", sql),
                ("crates/mysql/src/connection.rs", sql),
                ("crates/collect/src/capture/tests.rs", sql),
                ("crates/cli/tests/serve.rs", sql),
                ("crates/store-sqlite/src/lib.rs", sql),
                ("xtask/src/shop.rs", sql),
            ],
        );
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("crates/mysql/src/connection.rs:2:"));
    }
}
