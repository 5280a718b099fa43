//! Comparing plans: every plan with itself, one format with another, any two of the corpus, and what people know.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use auroscope_plan::{AccessType, DiffKind, Operation, Plan, PlanDiff, TreeTableStyle, diff};
use proptest::prelude::*;
use unicode_width::UnicodeWidthStr as _;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/plans")
}

fn cases() -> Vec<String> {
    let names = fs::read_dir(folder().join("mysql-9.7")).unwrap();
    let mut names: Vec<String> =
        names.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn plan(case: &str, document: &str) -> Option<Plan> {
    let path = folder().join("mysql-9.7").join(case).join(document);
    Plan::parse(&fs::read(path).ok()?).ok()
}

/// What holds of any comparison: each step once, those of the plan after in their order, and printable.
fn check(diff: &PlanDiff<'_>) {
    let after: Vec<u32> = diff.rows.iter().filter_map(|row| row.b).collect();
    assert!(after.is_sorted() && after.windows(2).all(|pair| pair[0] != pair[1]), "{after:?}");
    let mut before: Vec<u32> = diff.rows.iter().filter_map(|row| row.a).collect();
    before.sort_unstable();
    assert!(before.windows(2).all(|pair| pair[0] != pair[1]), "{before:?}");
    if diff.a.format == diff.b.format {
        assert_eq!((before.len(), after.len()), (diff.a.nodes.len(), diff.b.nodes.len()));
    }
    for row in &diff.rows {
        let (a, b) = (row.a.is_some(), row.b.is_some());
        let sides = match row.kind {
            DiffKind::Added => (false, true),
            DiffKind::Removed => (true, false),
            DiffKind::Same | DiffKind::Changed | DiffKind::Moved => (true, true),
        };
        assert_eq!((a, b), sides);
        assert!(row.kind != DiffKind::Changed || !row.changes.is_empty());
        assert!(row.kind != DiffKind::Same || row.changes.is_empty());
        assert!(row.changes.iter().all(|change| change.before != change.after), "{row:?}");
    }
    assert!(!diff.summary.is_empty() || diff.rows.iter().any(|row| row.kind == DiffKind::Changed));
    for ascii in [false, true] {
        for line in diff.lines(100, TreeTableStyle { ascii, color: false }) {
            assert!(line.width() <= 100 && !line.contains(['\n', '\u{1b}']), "{line}");
        }
    }
    assert_eq!(diff.markdown().lines().filter(|line| line.starts_with('|')).count(), diff.rows.len() + 2);
}

#[test]
fn a_plan_is_itself() {
    let mut compared = 0;
    for case in cases() {
        for document in ["v1.json", "v2.json", "tree.txt", "tabular.tsv", "analyze_tree.txt"] {
            let Some(plan) = plan(&case, document) else { continue };
            let diff = diff(&plan, &plan);
            check(&diff);
            assert!(
                diff.same_shape && diff.rows.iter().all(|row| row.kind == DiffKind::Same),
                "{case}/{document}"
            );
            assert_eq!(diff.summary, ["The plans are the same."]);
            compared += 1;
        }
    }
    assert!(compared > 1000, "{compared}");
}

/// The same iterators in two formats.
#[test]
fn tree_and_json_v2_are_the_same() {
    let mut compared = 0;
    for case in cases() {
        let (Some(tree), Some(json)) = (plan(&case, "tree.txt"), plan(&case, "v2.json")) else { continue };
        let diff = diff(&tree, &json);
        check(&diff);
        // TREE rounds figures, and own costs are differences of them.
        let rounded = |row: &&auroscope_plan::DiffRow| {
            row.kind == DiffKind::Changed && row.changes.iter().all(|change| change.field == "cost")
        };
        let other: Vec<_> =
            diff.rows.iter().filter(|row| row.kind != DiffKind::Same && !rounded(row)).collect();
        assert!(other.is_empty() && diff.same_shape, "{case}: {other:#?}");
        compared += 1;
    }
    assert!(compared > 200, "{compared}");
}

/// Where the two formats themselves say different things of a table.
const OTHERWISE: &[&str] = &[
    "count_star",
    "json_table",
    "json_table_constant",
    "ref_or_null_in_subquery",
    "subquery_materialized",
    "subquery_optimized_away",
    "subquery_scalar_uncorrelated",
];

#[test]
fn json_v1_and_tree_read_the_same_tables() {
    let mut different = Vec::new();
    let mut compared = 0;
    for case in cases() {
        let (Some(v1), Some(tree)) = (plan(&case, "v1.json"), plan(&case, "tree.txt")) else { continue };
        let diff = diff(&v1, &tree);
        check(&diff);
        let unreadable = tree.root().heading.contains("not executable");
        if OTHERWISE.contains(&case.as_str()) || unreadable || v1.format == tree.format {
            continue;
        }
        compared += 1;
        for row in &diff.rows {
            let node = row.b.map_or_else(|| &v1.nodes[row.a.unwrap() as usize], |b| &tree.nodes[b as usize]);
            let is_table = node.operation == Operation::TableAccess;
            let chosen = row.changes.iter().any(|change| matches!(change.field, "access" | "index"));
            if is_table && (chosen || !matches!(row.kind, DiffKind::Same | DiffKind::Changed)) {
                different.push(format!("{case}: {row:?}"));
            }
        }
    }
    assert!(compared > 200, "{compared}");
    assert!(different.is_empty(), "{}:\n{}", different.len(), different.join("\n"));
}

#[test]
fn any_two_plans_can_be_compared() {
    let cases = cases();
    let documents = ["v1.json", "v2.json", "tree.txt", "tabular.tsv"];
    for (place, case) in cases.iter().enumerate() {
        for step in [1, 7, 31] {
            let other = &cases[(place + step) % cases.len()];
            let documents = (documents[place % 4], documents[(place + step) % 4]);
            for (one, two) in [(documents.0, documents.1), (documents.0, documents.0)] {
                if let (Some(a), Some(b)) = (plan(case, one), plan(other, two)) {
                    check(&diff(&a, &b));
                }
            }
        }
    }
}

const BEFORE: &str = "\
-> Limit: 10 row(s)  (cost=150 rows=10)
    -> Sort: o.total DESC  (cost=150 rows=33)
        -> Nested loop inner join  (cost=150 rows=33.3)
            -> Index lookup on c using city (city = 'Seoul')  (cost=9.25 rows=40)
            -> Filter: (o.total > 100.00)  (cost=2.51 rows=0.833)
                -> Index lookup on orders using idx_customer (customer_id = c.id)  (cost=2.51 rows=12)
            -> Single-row index lookup on p using PRIMARY (id=o.product_id)  (cost=1 rows=1)
";
const AFTER: &str = "\
-> Limit: 20 row(s)  (cost=1500000 rows=10)
    -> Nested loop inner join  (cost=1500000 rows=33.3)
        -> Sort: o.total DESC  (cost=120000 rows=1200000)
            -> Filter: (o.total > 700.00)  (cost=120000 rows=400000)
                -> Table scan on orders  (cost=120000 rows=1200000)
        -> Single-row index lookup on c using PRIMARY (id = o.customer_id)  (cost=0.25 rows=1)
        -> Single-row index lookup on p using PRIMARY (id=o.product_id)  (cost=1 rows=1)
";

#[test]
fn what_moved_is_neither_new_nor_gone() {
    let (before, after) = (Plan::parse(BEFORE.as_bytes()).unwrap(), Plan::parse(AFTER.as_bytes()).unwrap());
    let diff = diff(&before, &after);
    check(&diff);
    assert!(!diff.same_shape);
    assert_eq!(
        diff.summary,
        [
            "Cost of the whole: 150 → 1,500,000, 10,000 times as much.",
            "The join begins with orders now; it began with c.",
            "orders: ref by idx_customer → ALL; rows 12 → 1,200,000.",
            "c: ref by city → eq_ref by PRIMARY; another place in the plan; rows 40 → 1.",
            "At another place: Sort: o.total DESC.",
        ]
    );
    let kinds: Vec<(DiffKind, &str)> = diff
        .rows
        .iter()
        .map(|row| (row.kind, after.nodes[row.b.unwrap() as usize].alias().unwrap_or_default()))
        .collect();
    use DiffKind::{Changed, Moved, Same};
    // The literal of the filter and of the limit are no change.
    assert_eq!(
        kinds,
        [(Same, ""), (Same, ""), (Moved, ""), (Moved, ""), (Changed, "orders"), (Moved, "c"), (Changed, "p")]
    );
    let orders =
        diff.rows.iter().find(|row| after.nodes[row.b.unwrap() as usize].alias() == Some("orders")).unwrap();
    let fields: Vec<(&str, Option<&str>, Option<&str>)> = orders
        .changes
        .iter()
        .map(|change| (change.field, change.before.as_deref(), change.after.as_deref()))
        .collect();
    assert!(fields.contains(&("access", Some("ref"), Some("ALL"))), "{fields:?}");
    assert!(fields.contains(&("index", Some("idx_customer"), None)), "{fields:?}");
    assert!(fields.contains(&("rows", Some("12"), Some("1,200,000"))), "{fields:?}");
    let json = serde_json::to_value(&diff).unwrap();
    assert_eq!(json["rows"][2]["kind"], "moved");
    assert_eq!(json["a"]["nodes"].as_array().map(Vec::len), Some(7));
}

#[test]
fn only_figures_are_the_same_shape() {
    let more = BEFORE.replace("rows=12)", "rows=1200)").replace("'Seoul'", "'Busan'");
    let (before, after) = (Plan::parse(BEFORE.as_bytes()).unwrap(), Plan::parse(more.as_bytes()).unwrap());
    let diff = diff(&before, &after);
    assert!(diff.same_shape);
    assert_eq!(diff.summary, ["The plans have the same shape.", "orders: rows 12 → 1,200."]);
    let changed: Vec<_> = diff.rows.iter().filter(|row| row.kind != DiffKind::Same).collect();
    assert!(
        matches!(changed[..], [row] if row.changes.iter().all(auroscope_plan::DiffChange::is_figure)),
        "{changed:?}"
    );
}

/// Aliases that an application makes up anew; TREE knows no more, JSON v2 knows the table.
#[test]
fn a_table_keeps_its_name_under_another_alias() {
    let json = |alias: &str, index: &str| {
        format!(
            r#"{{"operation": "Index lookup on {alias} using {index} (a = 1)", "access_type": "index",
                "index_access_type": "index_lookup", "table_name": "orders", "alias": "{alias}",
                "schema_name": "shop", "index_name": "{index}", "estimated_rows": 3.0}}"#
        )
    };
    let (before, after) = (json("o1", "a"), json("o2", "b"));
    let (before, after) = (Plan::parse(before.as_bytes()).unwrap(), Plan::parse(after.as_bytes()).unwrap());
    assert_eq!(before.root().table.as_ref().unwrap().access, Some(AccessType::Ref));
    let diff = diff(&before, &after);
    assert_eq!(diff.rows.len(), 1);
    assert_eq!(diff.summary, ["o2: ref by a → ref by b."]);
}

/// A join of some tables in some order, each read by a different index.
fn join(order: &[usize]) -> Plan {
    let mut text = String::from("-> Nested loop inner join  (cost=9 rows=9)\n");
    for table in order {
        let _ =
            writeln!(text, "    -> Index lookup on t{table} using i{table} (a = {table})  (cost=1 rows=7)");
    }
    Plan::parse(text.as_bytes()).unwrap()
}

proptest! {
    /// However a join is reordered: a longest rising row of tables stays, all else moves, and nothing else happens.
    #[test]
    fn another_join_order_is_moves(order in Just((0..12_usize).collect::<Vec<_>>()).prop_shuffle()) {
        let sorted: Vec<usize> = (0..12).collect();
        let (a, b) = (join(&sorted), join(&order));
        let diff = diff(&a, &b);
        check(&diff);
        let kept: Vec<usize> = diff
            .rows
            .iter()
            .filter(|row| matches!(row.kind, DiffKind::Same | DiffKind::Changed))
            .filter_map(|row| b.nodes[row.b.unwrap() as usize].alias()?[1..].parse().ok())
            .collect();
        let moved = diff.rows.iter().filter(|row| row.kind == DiffKind::Moved).count();
        prop_assert_eq!(kept.len() + moved, 12);
        prop_assert!(kept.is_sorted(), "{:?} of {:?}", kept, order);
        prop_assert_eq!(diff.same_shape, order == sorted);
        let first = format!("t{}", order[0]);
        let begins = diff.summary.iter().any(|sentence| sentence.starts_with(&format!("The join begins with {first} now")));
        prop_assert_eq!(begins, order[0] != 0);
    }
}

#[test]
fn large_plans_take_no_time_to_speak_of() {
    let union = |names: &str, rows: usize| {
        let mut text = String::from("-> Append  (cost=1 rows=1)\n");
        for part in 0..20_000 {
            let name = if names.is_empty() { "t".to_owned() } else { format!("{names}{part}") };
            let _ = writeln!(text, "    -> Filter: (a > {part})  (cost=1 rows=1)");
            let _ = writeln!(text, "        -> Table scan on {name}  (cost=1 rows={rows})");
        }
        Plan::parse(text.as_bytes()).unwrap()
    };
    for (a, b) in
        [(union("", 1), union("", 2)), (union("t", 1), union("u", 2)), (union("", 1), union("u", 2))]
    {
        let start = Instant::now();
        let diff = diff(&a, &b);
        assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
        assert!(diff.rows.len() >= 40_001);
    }
}
