//! Plans that a running Auroscope keeps: listed, shown, and asked for.

use std::fs;
use std::path::Path;
use std::process::Output;

use auroscope_store::{PlanWrite, Store};
use auroscope_store_sqlite::SqliteStore;
use auroscope_testkit::repository_root;
use serde_json::Value;

use crate::harness::{auroscope, serve, told};

const ID: &str = "0000000000000000000000000000abcd";

/// Puts a plan of the corpus into the store of a folder.
fn keep_one(data: &Path) {
    let document = repository_root().join("testdata/plans/mysql-9.7/join_10_tables_scanned/v1.json");
    let plan = serde_json::from_value(serde_json::json!({
        "id": ID, "target": "shop", "fingerprint": "00000000000000000000000000000001", "schema": "주문", "class": "read",
        "method": "explain", "shape": "00000000000000000000000000000002",
        "first_seen": "2026-11-21T00:00:00.000000Z", "last_seen": "2026-11-21T01:00:00.000000Z",
        "execution_id": null, "connection_id": 7, "user": "app", "host": "web\u{1b}[31m", "server_version": "9.7.4",
        "sql": "SELECT '\u{1b}]0;x\u{7}' FROM orders", "explained_sql": null,
        "json": fs::read_to_string(document).unwrap(), "tree": null, "skipped": null, "waited_us": 900
    }))
    .unwrap();
    let write = PlanWrite { plan, normalized: "SELECT ? FROM orders".into() };
    let store = SqliteStore::open(data).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(store.put_plan(write)).unwrap();
}

fn plan(url: &str, arguments: &[&str]) -> Output {
    auroscope().arg("plan").args(arguments).env("AUROSCOPE_SERVER", url).output().unwrap()
}

#[test]
fn kept_plans_are_listed_shown_and_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    keep_one(&data);
    let serving = serve(&data, &[]);
    let url = &serving.url;

    let (table, _) = told(plan(url, &["list"]), 0);
    assert!(
        table.contains(ID) && table.contains("주문") && table.contains("SELECT ? FROM orders"),
        "{table}"
    );
    let (json, _) = told(plan(url, &["list", "--target", "shop", "-o", "json"]), 0);
    let items: Value = serde_json::from_str(&json).unwrap();
    assert!(items[0]["total_cost"].as_f64().unwrap() > 0.0, "{json}");
    let (none, said) = told(plan(url, &["list", "--skipped", "-o", "json"]), 0);
    assert_eq!(none.trim(), "[]");
    assert!(said.contains("no plan matches"), "{said}");

    let picture = folder.path().join("plan.svg");
    let (shown, _) = told(plan(url, &["show", ID, "--svg", picture.to_str().unwrap()]), 0);
    assert!(shown.contains("Table scan on c") && shown.contains("schema          주문"), "{shown}");
    assert!(!shown.contains(['\u{1b}', '\u{7}']), "{shown:?}");
    assert!(fs::read_to_string(&picture).unwrap().starts_with("<svg"));
    let (markdown, _) = told(plan(url, &["show", ID, "-o", "markdown"]), 0);
    assert!(markdown.starts_with("# Execution plan") && markdown.contains("\"query_block\""), "{markdown}");
    let (json, _) = told(plan(url, &["show", ID, "-o", "json"]), 0);
    assert_eq!(serde_json::from_str::<Value>(&json).unwrap()["id"], ID);

    // What cannot be says so, and nothing is written.
    let (_, said) = told(plan(url, &["show", ID, "-o", "csv"]), 1);
    assert!(said.contains("a plan is a tree"), "{said}");
    let (_, said) = told(plan(url, &["show", &"0".repeat(32)]), 1);
    assert!(said.contains("there is no plan"), "{said}");
    let (_, said) = told(plan(url, &["take", "xyz"]), 1);
    assert!(said.contains("no id of a slow query"), "{said}");
    let (_, said) = told(plan(url, &["take", &"0".repeat(32)]), 1);
    assert!(said.contains("there is no slow query"), "{said}");
    // Running a query needs the word.
    let (_, said) = told(plan(url, &["take", ID, "--analyze"]), 2);
    assert!(said.contains("--yes"), "{said}");
}
