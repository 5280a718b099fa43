//! What a person sees on a terminal: within its width, and moved by nothing that a statement holds.

use std::fs;
use std::path::Path;

use auroscope_testkit::repository_root;
use serde_json::json;
use unicode_width::UnicodeWidthStr;

use crate::harness::{on_terminal, serve};
use crate::lists::keep_one;
use crate::plan_kept::keep;

const SLOW: &str = "00000000000000000000000000000007";
const PLAN: &str = "0000000000000000000000000000abcd";
/// A title, a colour, a colour in one character, a turned direction, a cursor that goes home.
const HOSTILE: &str = "hostile\u{1b}]0;owned\u{7}\u{1b}[41m\u{9b}41m\u{1b}[H\r";

/// A store in which every text is hostile, and a document with such a table.
fn hostile(folder: &Path) -> (std::path::PathBuf, String) {
    let data = folder.join("data");
    let sql = format!("SELECT '{HOSTILE}\u{202e}', `{HOSTILE}` FROM orders -- {HOSTILE}\nWHERE id = 1");
    keep_one(&data, &sql);
    let document = repository_root().join("testdata/plans/mysql-9.7/join_without_index/v1.json");
    let mut document = fs::read_to_string(document).unwrap();
    let name = document.split("\"table_name\": \"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let hostile = serde_json::to_string(HOSTILE).unwrap();
    document =
        document.replace(&format!("\"table_name\": \"{name}\""), &format!("\"table_name\": {hostile}"));
    let file = folder.join("plan.json");
    fs::write(&file, &document).unwrap();
    let fields =
        json!({"sql": sql, "explained_sql": sql, "schema": HOSTILE, "user": HOSTILE, "json": document});
    keep(&data, PLAN, &fields);
    (data, file.to_str().unwrap().to_owned())
}

/// What is left when our own colours are taken away.
fn without_colours(shown: &str) -> String {
    let mut text = shown.to_owned();
    for colour in
        ["\u{1b}[0m", "\u{1b}[31m", "\u{1b}[32m", "\u{1b}[33m", "\u{1b}[36m", "\u{1b}[1m", "\u{1b}[2m"]
    {
        text = text.replace(colour, "");
    }
    text
}

#[test]
fn hostile_text_moves_no_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let (data, file) = hostile(folder.path());
    let serving = serve(&data, &[]);
    let sql = folder.path().join("statement.sql");
    fs::write(&sql, format!("SELECT '{HOSTILE}' FROM t")).unwrap();
    let sql = sql.to_str().unwrap();
    let good = repository_root().join("testdata/plans/mysql-9.7/join_without_index/tree.txt");
    let good = good.to_str().unwrap();
    for arguments in [
        &["slow", "list"][..],
        &["slow", "show", SLOW],
        &["plan", "list"],
        &["plan", "show", PLAN],
        &["plan", "explain", &file, "--sql", sql],
        &["plan", "diff", &file, good],
        &["plan", "diff", PLAN, good],
    ] {
        for format in ["table", "json", "markdown", "csv"] {
            if format == "csv" && arguments[0] == "plan" && arguments[1] != "list" {
                continue;
            }
            let shown = on_terminal(100, &serving.url, &[arguments, &["-o", format]].concat(), 0);
            let text = without_colours(&shown);
            assert!(text.contains("hostile"), "{arguments:?} {format}: {text:?}");
            let obeyed: Vec<char> = text.chars().filter(|c| c.is_control() && *c != '\n').collect();
            assert!(obeyed.is_empty(), "{arguments:?} {format}: {obeyed:?} in {text:?}");
        }
    }
}

#[test]
fn ids_stay_whole_and_lines_short_on_a_narrow_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let (data, file) = hostile(folder.path());
    let serving = serve(&data, &[]);
    for columns in [40, 80, 132, 250] {
        for (arguments, id) in [
            (&["slow", "list"][..], SLOW),
            (&["slow", "show", SLOW], SLOW),
            (&["plan", "list"], PLAN),
            (&["plan", "show", PLAN], PLAN),
        ] {
            let shown = on_terminal(columns, &serving.url, arguments, 0);
            assert!(shown.contains(id), "{columns} {arguments:?}: {shown}");
        }
        // Below 60 columns the steps of a plan are not legible.
        let shown = without_colours(&on_terminal(columns, &serving.url, &["plan", "explain", &file], 0));
        let widest =
            shown.lines().filter(|line| !line.contains("ALTER TABLE")).map(UnicodeWidthStr::width).max();
        assert!(widest <= Some(usize::from(columns).max(60)), "{columns}: {shown}");
    }
}
