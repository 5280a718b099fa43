//! Plans that a running Auroscope keeps: listed, shown, compared, and asked for.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;

use auroscope_store::{PlanWrite, Store};
use auroscope_store_sqlite::SqliteStore;
use auroscope_testkit::{free_port, repository_root};
use serde_json::{Value, json};

use crate::harness::{auroscope, plan, serve, told};

const ID: &str = "0000000000000000000000000000abcd";
const FORCED: &str = "0000000000000000000000000000aaa1";
const IGNORED: &str = "0000000000000000000000000000aaa2";
const CUT: &str = "0000000000000000000000000000aaa4";
const BROKEN: &str = "0000000000000000000000000000aaa5";
const WITHOUT: &str = "0000000000000000000000000000aaa3";

fn corpus(file: &str) -> String {
    repository_root().join("testdata/plans/mysql-9.7").join(file).to_str().unwrap().to_owned()
}

fn document(file: &str) -> Value {
    fs::read_to_string(corpus(file)).unwrap().into()
}

/// A plan to keep; `fields` are those that others do not have.
fn kept(id: &str, fields: &Value) -> PlanWrite {
    let mut plan = json!({
        "id": id, "target": "shop", "fingerprint": "00000000000000000000000000000001", "schema": "주문", "class": "read",
        "method": "explain", "shape": id,
        "first_seen": "2026-11-21T00:00:00.000000Z", "last_seen": "2026-11-21T01:00:00.000000Z",
        "execution_id": null, "connection_id": 7, "user": "app", "host": "web\u{1b}[31m", "server_version": "9.7.4",
        "sql": "SELECT '\u{1b}]0;x\u{7}' FROM orders", "explained_sql": null,
        "json": null, "tree": null, "skipped": null, "waited_us": 900
    });
    plan.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    PlanWrite {
        plan: serde_json::from_value(plan).unwrap(),
        normalized: format!("SELECT ? FROM orders{}", " -- long".repeat(20)),
    }
}

/// Puts plans into the store of a folder.
fn keep_all(data: &Path, plans: impl Iterator<Item = PlanWrite>) {
    let store = SqliteStore::open(data).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    plans.for_each(|plan| runtime.block_on(store.put_plan(plan)).unwrap());
}

/// Puts a plan into the store of a folder.
pub(crate) fn keep(data: &Path, id: &str, fields: &Value) {
    keep_all(data, std::iter::once(kept(id, fields)));
}

/// Puts a plan of the corpus into the store of a folder.
fn keep_one(data: &Path) {
    keep(data, ID, &json!({"json": document("join_10_tables_scanned/v1.json")}));
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
    let (_, said) = told(plan(url, &["list", "--target", "shap"]), 0);
    assert!(said.contains("there is no target 'shap' now") && said.contains("no plan matches"), "{said}");
    // What programs read is whole.
    let (csv, _) = told(plan(url, &["list", "-o", "csv"]), 0);
    let (head, row) = csv.split_once('\n').unwrap();
    assert!(
        head.starts_with("id,target,fingerprint,schema,") && head.ends_with(",warnings,notices,infos"),
        "{head}"
    );
    assert!(row.starts_with(ID) && row.matches("-- long").count() == 20, "{row}");
    assert_eq!(row.trim_end().split(',').count(), head.split(',').count());

    let picture = folder.path().join("plan.svg");
    let (shown, _) = told(plan(url, &["show", ID, "--svg", picture.to_str().unwrap()]), 0);
    assert!(
        shown.contains("JSON version 1, shape ")
            && shown.contains("\nwarning: ")
            && shown.contains("\n  try      "),
        "{shown}"
    );
    assert!(shown.contains("Table scan on c") && shown.contains("schema          주문"), "{shown}");
    assert!(!shown.contains(['\u{1b}', '\u{7}']), "{shown:?}");
    assert!(fs::read_to_string(&picture).unwrap().starts_with("<svg"));
    let (markdown, _) = told(plan(url, &["show", ID, "-o", "markdown"]), 0);
    assert!(markdown.starts_with("# Execution plan") && markdown.contains("\"query_block\""), "{markdown}");
    let (json, _) = told(plan(url, &["show", ID, "-o", "json"]), 0);
    assert_eq!(serde_json::from_str::<Value>(&json).unwrap()["id"], ID);

    // What cannot be says so, and nothing is written.
    let (_, said) = told(plan(url, &["show", ID, "-o", "csv"]), 2);
    assert!(said.contains("table, json, markdown"), "{said}");
    told(plan(url, &["list", "--limit", "0"]), 2);
    told(plan(url, &["list", "--since", "soon"]), 2);
    told(plan(url, &["list", "--fingerprint", "xyz"]), 2);
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

/// Two plans of one statement, and one of which there is none, and a server that keeps them.
fn with_three(folder: &Path) -> crate::harness::Serving {
    let data = folder.join("data");
    let both = |name: &str| json!({"json": document(&format!("{name}/v1.json")), "tree": document(&format!("{name}/tree.txt"))});
    keep(&data, FORCED, &both("index_forced"));
    keep(&data, IGNORED, &both("index_ignored_low_selectivity"));
    let skipped = json!({"code": "truncated", "detail": "only a part of the text is known"});
    keep(&data, WITHOUT, &json!({"shape": null, "skipped": skipped}));
    // The bounded JSON was cut; the TREE is whole.
    keep(&data, CUT, &json!({"json": "{\"query_block\": {", "tree": document("index_forced/tree.txt")}));
    keep(&data, BROKEN, &json!({"json": "{\"query_block\": {"}));
    serve(&data, &[])
}

#[test]
fn kept_plans_and_files_are_compared_with_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let serving = with_three(folder.path());
    let url = &serving.url;
    let diff = |before: &str, after: &str| told(plan(url, &["diff", before, after]), 0).0;
    let json = ["index_forced/v1.json", "index_ignored_low_selectivity/v1.json"].map(corpus);
    let tree = ["index_forced/tree.txt", "index_ignored_low_selectivity/tree.txt"].map(corpus);
    let of_json = diff(&json[0], &json[1]);
    let of_tree = diff(&tree[0], &tree[1]);
    assert!(of_json != of_tree && of_tree.contains("range by ordered → ALL"), "{of_json}{of_tree}");
    assert_eq!(diff(FORCED, IGNORED), of_json);
    // Beside a file stands the document that says the same things.
    assert_eq!(diff(FORCED, &json[1]), of_json);
    assert_eq!(diff(FORCED, &tree[1]), of_tree);
    assert_eq!(diff(&tree[0], &IGNORED.to_uppercase()), of_tree);
    assert!(diff(FORCED, FORCED).starts_with("The plans are the same."));
    for format in ["json", "markdown"] {
        let [kept, files] = [[FORCED, IGNORED], [json[0].as_str(), &json[1]]]
            .map(|[before, after]| told(plan(url, &["diff", before, after, "-o", format]), 0).0);
        assert!(kept == files && !kept.is_empty(), "{kept}{files}");
    }
    assert_eq!(diff(CUT, IGNORED), of_tree);
    let (shown, _) = told(plan(url, &["show", CUT]), 0);
    assert!(shown.contains("\nTREE, shape "), "{shown}");
    let (shown, _) = told(plan(url, &["show", BROKEN]), 0);
    assert!(shown.contains("cannot be read: ") && !shown.contains("Nothing stands out"), "{shown}");
    // A file that is there is that file, whatever its name.
    fs::copy(&tree[1], folder.path().join(FORCED)).unwrap();
    let mut command = auroscope();
    command
        .current_dir(folder.path())
        .args(["plan", "diff", &tree[0], FORCED])
        .env("AUROSCOPE_SERVER", "http://127.0.0.1:1");
    assert_eq!(told(command.output().unwrap(), 0).0, of_tree);
}

#[test]
fn what_is_neither_a_file_nor_a_kept_plan_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let serving = with_three(folder.path());
    let file = corpus("index_forced/tree.txt");
    let nowhere = format!("http://127.0.0.1:{}", free_port().unwrap());
    let unknown = "0".repeat(32);
    for (url, name, says) in [
        (&serving.url, unknown.as_str(), ["there is no file", "there is no plan 0000"].as_slice()),
        (&serving.url, WITHOUT, &["there is no plan", "truncated: only a part of the text is known"]),
        (
            &nowhere,
            FORCED,
            &["there is no file", "taken for the id of a kept plan", "no Auroscope answers", "--server"],
        ),
        (&nowhere, "no/such/file", &["cannot read no/such/file", "no id of a kept plan"]),
        (&nowhere, "0000000000000000000000000000aaa", &["cannot read 0000", "32 hexadecimal digits"]),
    ] {
        for arguments in [["diff", name, &file], ["diff", &file, name]] {
            let (printed, said) = told(plan(url, &arguments), 1);
            assert!(printed.is_empty() && says.iter().all(|part| said.contains(part)), "{name}: {said}");
        }
    }
    // Two files need no server.
    told(plan(&nowhere, &["diff", &file, &file]), 0);
}

#[test]
fn a_list_of_more_than_a_page_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let seen = |n: u32| format!("2026-11-21T00:{:02}:{:02}.000000Z", n / 60, n % 60);
    keep_all(
        &data,
        (0..450).map(|n| kept(&format!("{n:032x}"), &json!({"last_seen": seen(n), "first_seen": seen(0)}))),
    );
    let serving = serve(&data, &[]);
    for (limit, count) in [("1", 1), ("200", 200), ("201", 201), ("450", 450), ("100000", 450)] {
        let (printed, _) = told(plan(&serving.url, &["list", "--limit", limit, "-o", "json"]), 0);
        let items: Vec<Value> = serde_json::from_str(&printed).unwrap();
        let ids: Vec<&str> = items.iter().map(|item| item["id"].as_str().unwrap()).collect();
        assert_eq!((ids.len(), ids.iter().collect::<BTreeSet<_>>().len()), (count, count), "{limit}");
        assert!(ids.is_sorted_by(|a, b| a > b), "the last seen first: {ids:?}");
    }
}

/// Answers every request with this JSON, until it is asked more often than any list can need.
fn stranger(body: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for connection in listener.incoming().take(20) {
            let mut connection = connection.unwrap();
            let mut lines = BufReader::new(connection.try_clone().unwrap()).lines();
            while lines.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
            let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close";
            write!(connection, "{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len()).unwrap();
        }
    });
    url
}

#[test]
fn what_answers_otherwise_than_an_auroscope_gives_no_empty_list_and_no_endless_one() {
    for list in ["plan", "slow"] {
        let asked = |url: &str| auroscope().args([list, "list", "--server", url]).output().unwrap();
        let (printed, said) = told(asked(&stranger("{\"status\": \"ok\"}")), 1);
        assert!(printed.is_empty() && said.contains("does not speak as an Auroscope does"), "{said}");
        told(asked(&stranger("{\"items\": [], \"next\": \"again\"}")), 0);
    }
}
