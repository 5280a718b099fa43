//! `auroscope plan explain` and `auroscope plan diff`: plans from files, without any server.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use serde_json::Value;

use crate::harness::{auroscope, run, told};

fn corpus(file: &str) -> String {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/plans").join(file);
    path.to_str().unwrap().to_owned()
}

/// Runs it with these bytes on standard input.
fn piped(arguments: &[&str], input: &[u8]) -> Output {
    let mut command = auroscope();
    command.arg("plan").args(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // One that refuses its arguments does not read.
    drop(child.stdin.take().unwrap().write_all(input));
    child.wait_with_output().unwrap()
}

#[test]
fn every_format_is_explained() {
    for (file, name) in [
        ("v1.json", "JSON version 1"),
        ("v2.json", "JSON version 2"),
        ("tree.txt", "TREE"),
        ("tabular.tsv", "the traditional format"),
    ] {
        let path = corpus(&format!("mysql-9.7/join_without_index/{file}"));
        let (printed, said) = told(run(&["plan", "explain", &path]), 0);
        assert!(printed.starts_with(&format!("{name}, shape ")), "{printed}");
        assert!(printed.lines().any(|line| line.starts_with("step ")), "{printed}");
        assert!(printed.contains("warning: ") && printed.contains("  try      "), "{printed}");
        assert_eq!(said, "");
        let (from_pipe, _) = told(piped(&["explain", "-"], &fs::read(&path).unwrap()), 0);
        assert_eq!(from_pipe, printed);
    }
    let boxed = corpus("bad/box_tree.txt");
    assert!(told(run(&["plan", "explain", &boxed]), 0).0.starts_with("TREE, shape "));
}

#[test]
fn json_is_what_the_api_says_and_markdown_a_document() {
    let path = corpus("mysql-9.7/deep_offset/tree.txt");
    let sql = corpus("mysql-9.7/deep_offset/statement.sql");
    let (printed, _) = told(run(&["plan", "explain", &path, "--sql", &sql, "-o", "json"]), 0);
    let object: Value = serde_json::from_str(&printed).unwrap();
    let view = &object["plan"];
    let nodes = view["plan"]["nodes"].as_array().unwrap();
    assert_eq!(view["layout"]["boxes"].as_array().unwrap().len(), nodes.len());
    assert_eq!(object["shape"].as_str().map(str::len), Some(32));
    assert!(object["shape_text"].as_str().unwrap().starts_with("plan shape "));
    let found: Vec<&str> =
        view["findings"].as_array().unwrap().iter().map(|finding| finding["id"].as_str().unwrap()).collect();
    assert!(found.contains(&"deep_offset"), "{found:?}");
    let (document, _) = told(run(&["plan", "explain", &path, "--sql", &sql, "-o", "markdown"]), 0);
    for part in [
        "# Execution plan\n",
        "\n## Statement\n\n```sql\nSELECT",
        "\n## Findings\n",
        "\n## Steps\n",
        "\n## TREE\n",
    ] {
        assert!(document.contains(part), "{part:?} is not in {document}");
    }
}

#[test]
fn the_picture_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let picture = folder.path().join("plan.svg");
    let path = corpus("mysql-9.7/korean_join/v1.json");
    let (_, said) = told(run(&["plan", "explain", &path, "--svg", picture.to_str().unwrap()]), 0);
    assert!(said.contains("plan.svg"), "{said}");
    let picture = fs::read_to_string(picture).unwrap();
    assert!(picture.starts_with("<svg ") && picture.ends_with("</svg>\n") && picture.contains("고객"));
    let (_, said) = told(run(&["plan", "explain", &path, "--svg", "/no/such/folder/plan.svg"]), 1);
    assert!(said.contains("cannot write /no/such/folder/plan.svg"), "{said}");
}

#[test]
fn what_is_no_plan_fails_and_says_why() {
    for (file, reason) in [
        ("bad/empty.txt", "the document is empty"),
        ("bad/page.html", "this is no plan we know"),
        ("bad/cut.json", "the JSON is broken at line"),
        ("bad/other.json", "this JSON is no plan"),
        ("bad/no_such_file", "cannot read"),
        ("bad", "cannot read"),
    ] {
        let path = corpus(file);
        let (printed, said) = told(run(&["plan", "explain", &path]), 1);
        assert!(said.contains(reason) && said.contains(&path), "{file}: {said}");
        assert_eq!(printed, "");
        let good = corpus("mysql-9.7/range_simple/tree.txt");
        let (_, said) = told(run(&["plan", "diff", &good, &path]), 1);
        assert!(said.contains(reason) && said.contains(&path), "{file}: {said}");
    }
    let good = corpus("mysql-9.7/range_simple/tree.txt");
    told(run(&["plan", "explain", &good, "--sql", &corpus("bad/blank.txt")]), 1);
    told(run(&["plan", "explain"]), 2);
    let (_, said) = told(piped(&["explain", "-", "--sql", "-"], b"SELECT 1"), 2);
    assert!(said.contains("only one of plan and statement"), "{said}");
    told(run(&["plan", "explain", &good, "-o", "csv"]), 2);
}

#[test]
fn two_plans_are_compared() {
    let forced = corpus("mysql-9.7/index_forced/tree.txt");
    let ignored = corpus("mysql-9.7/index_ignored_low_selectivity/tree.txt");
    let (printed, said) = told(run(&["plan", "diff", &forced, &ignored]), 0);
    assert!(printed.contains("orders: range by ordered → ALL; rows 1 → 100,000."), "{printed}");
    assert!(printed.lines().any(|line| line.starts_with("+ Filter")), "{printed}");
    assert!(printed.lines().any(|line| line.starts_with("~   Table scan on orders")), "{printed}");
    assert!(!printed.contains('\u{1b}') && said.is_empty());
    let (piped_in, _) = told(piped(&["diff", &forced, "-"], &fs::read(&ignored).unwrap()), 0);
    assert_eq!(piped_in, printed);
    let (json, _) = told(run(&["plan", "diff", &forced, &ignored, "-o", "json"]), 0);
    let diff: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(diff["same_shape"], false);
    assert_eq!(diff["rows"][1]["kind"], "changed");
    assert_eq!(
        diff["rows"][1]["changes"][0],
        serde_json::json!({"field": "access", "before": "range", "after": "ALL"})
    );
    let (markdown, _) = told(run(&["plan", "diff", &forced, &ignored, "-o", "markdown"]), 0);
    assert!(
        markdown.starts_with("# Two plans compared\n\n- ") && markdown.contains("| changed | "),
        "{markdown}"
    );
    let (same, _) = told(run(&["plan", "diff", &forced, &forced]), 0);
    assert!(same.starts_with("The plans are the same.\n"), "{same}");
    let (_, said) = told(piped(&["diff", "-", "-"], b""), 2);
    assert!(said.contains("only one of two plans"), "{said}");
}
