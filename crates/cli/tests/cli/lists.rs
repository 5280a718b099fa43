//! Lists of slow queries: for people, for programs, and empty ones.

use std::fs;
use std::path::Path;

use auroscope_store::{SlowQueryWrite, Store};
use auroscope_store_sqlite::SqliteStore;
use auroscope_testkit::{free_port, repository_root};

use crate::harness::{auroscope, run, serve, told};
use crate::plan_kept::keep;

const ID: &str = "00000000000000000000000000000007";
const PLAN: &str = "0000000000000000000000000000abcd";

/// Puts one slow query with a long text into the store of a folder.
pub(crate) fn keep_one(data: &Path, sql: &str) {
    let query = serde_json::from_value(serde_json::json!({
        "id": ID, "target": "shop", "state": "finished", "started_at": "2026-11-21T00:00:00.000000Z",
        "finished_at": null, "last_seen_at": "2026-11-21T00:00:02.000000Z", "duration_us": 2_000_000,
        "duration_kind": "exact", "user": null, "host": null, "schema": null, "connection_id": 1, "thread_id": 1,
        "event_id": 1, "server_uuid": "5d61edde-e567-11f1-aedf-02fc00000001", "booted_at_s": 1_795_200_000,
        "fingerprint": "00000000000000000000000000000001", "class": "read", "server_digest": null, "sql": sql,
        "truncated": false, "lossy": false, "sources": ["live"], "abandoned_because": null
    }))
    .unwrap();
    let write = SlowQueryWrite { query, normalized: "SELECT ?".into(), baseline: None };
    let store = SqliteStore::open(data).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(store.put_slow_queries(vec![write])).unwrap();
}

/// Defect: a reader that went away (`| head`) gave a panic and exit code 101, or an error.
#[test]
fn a_reader_that_goes_away_is_no_error() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    keep_one(&data, "SELECT 1");
    let file = repository_root().join("testdata/plans/mysql-9.7/join_without_index/tree.txt");
    let file = file.to_str().unwrap().to_owned();
    keep(&data, PLAN, &serde_json::json!({"tree": fs::read_to_string(&file).unwrap()}));
    let serving = serve(&data, &[]);
    for arguments in [
        &["health"][..],
        &["completions", "bash"],
        &["config", "show"],
        &["target", "statements"],
        &["slow", "list"],
        &["slow", "show", ID],
        &["slow", "show", ID, "-o", "markdown"],
        &["plan", "list"],
        &["plan", "list", "-o", "csv"],
        &["plan", "show", PLAN],
        &["plan", "show", PLAN, "-o", "json"],
        &["plan", "show", PLAN, "-o", "markdown"],
        &["plan", "diff", PLAN, PLAN],
        &["plan", "explain", &file],
        &["slow", "tail", "-o", "csv"],
        &["slow", "tail", "-o", "markdown"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = auroscope();
        let output =
            command.args(arguments).env("AUROSCOPE_SERVER", &serving.url).stdout(writer).output().unwrap();
        let message = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), &*message), (Some(0), ""), "{arguments:?}");
    }
}

/// What a program reads is whole, although the API cuts long texts in lists.
#[test]
fn a_long_text_is_listed_whole_for_programs() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let sql = format!("SELECT '{}'", "x".repeat(20_000));
    keep_one(&data, &sql);
    let serving = serve(&data, &[]);
    for format in ["json", "csv"] {
        let listed = run(&["slow", "list", "--server", &serving.url, "-o", format]);
        assert!(String::from_utf8_lossy(&listed.stdout).contains(&sql), "{format}");
    }
    let listed = run(&["slow", "list", "--server", &serving.url]);
    assert!(listed.status.success() && listed.stdout.len() < 2_000);
}

/// Defect: what programs read had durations such as "≥ 4.022 s", and half of the columns of the page's own export.
#[test]
fn a_list_for_programs_has_the_columns_and_figures_of_the_page() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    keep_one(&data, "SELECT 1, '한'");
    let serving = serve(&data, &[]);
    let (printed, said) = told(run(&["slow", "list", "--server", &serving.url, "-o", "csv"]), 0);
    assert_eq!(said, "");
    let (head, row) = printed.split_once('\n').unwrap();
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/app/export.js");
    let page = fs::read_to_string(page).unwrap();
    let columns = page.split_once("SLOW_COLUMNS = ").unwrap().1.split_once("]);").unwrap().0;
    let columns: Vec<&str> = columns.split('\'').skip(1).step_by(2).collect();
    assert_eq!(head, columns.join(","));
    assert!(
        row.contains(",2000000,exact,") && row.contains(ID) && row.ends_with("\"SELECT 1, '한'\"\n"),
        "{row}"
    );
    let (shown, _) = told(run(&["slow", "show", ID, "--server", &serving.url, "-o", "csv"]), 0);
    assert!(shown.contains("duration_us,2000000\n") && !shown.contains("2.000 s"), "{shown}");
}

/// Defect: a misspelt target gave the same empty list as one on which nothing is slow.
#[test]
fn an_empty_list_says_how_much_that_says() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    keep_one(&data, "SELECT 1");
    let target = format!("mysql://u@127.0.0.1:{}/", free_port().unwrap());
    let serving = serve(&data, &["--target", &target]);
    let list = |arguments: &[&str]| {
        told(run(&[&["slow", "list", "--server", &serving.url], arguments].concat()), 0).1
    };
    assert_eq!(list(&[]), "");
    let said = list(&["--text", "no such text"]);
    assert_eq!(said, "auroscope: no slow query matches; 1 target watched, 1 not seen now\n");
    let said = list(&["--target", "nosuch"]);
    assert!(
        said.contains("there is no target 'nosuch' now") && said.contains("there are: 127.0.0.1-"),
        "{said}"
    );
    assert!(said.contains("no slow query matches"), "{said}");
    // Of one that was removed, what was kept is listed; that it is not watched is said.
    let said = list(&["--target", "shop"]);
    assert!(said.contains("there is no target 'shop' now") && !said.contains("no slow query"), "{said}");
    let empty = serve(&folder.path().join("empty"), &[]);
    let (_, said) = told(run(&["target", "list", "--server", &empty.url]), 0);
    assert!(said.contains("auroscope target add"), "{said}");
}
