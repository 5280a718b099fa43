//! The corpus of real servers' plans: each format is read, and what one says and another says agree.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use auroscope_plan::{AccessType, Format, Operation, Plan, Role};

fn folder(server: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/plans").join(server)
}

/// Each case's documents that are plans, by file name.
fn cases(server: &str) -> Vec<(String, BTreeMap<String, String>)> {
    let mut cases = Vec::new();
    for entry in fs::read_dir(folder(server)).unwrap() {
        let path = entry.unwrap().path();
        if !path.is_dir() {
            continue;
        }
        let mut documents = BTreeMap::new();
        for file in fs::read_dir(&path).unwrap() {
            let file = file.unwrap().path();
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            let other = name.contains(".error.")
                || matches!(name.as_str(), "statement.sql" | "execution.json" | "warnings.tsv");
            if !other {
                documents.insert(name, fs::read_to_string(&file).unwrap());
            }
        }
        cases.push((path.file_name().unwrap().to_string_lossy().into_owned(), documents));
    }
    cases.sort();
    assert!(cases.len() >= 120, "{server} has {} cases", cases.len());
    cases
}

fn parsed(case: &str, name: &str, document: &str) -> Plan {
    let plan = Plan::parse(document.as_bytes()).unwrap_or_else(|error| panic!("{case}/{name}: {error}"));
    assert_eq!(plan.raw, document, "{case}/{name}");
    plan
}

#[test]
fn every_document_is_read_as_what_it_is() {
    for (server, formats) in [
        ("mysql-9.7", [Format::JsonV1, Format::JsonV2, Format::Tree, Format::Tabular]),
        ("mariadb-10.11", [Format::MariadbJson, Format::MariadbJson, Format::Tree, Format::MariadbTabular]),
    ] {
        for (case, documents) in cases(server) {
            for (name, document) in &documents {
                let plan = parsed(&case, name, document);
                let expected = match name.as_str() {
                    // The hypergraph optimiser has no version 1 and answers in version 2.
                    "v1.json" if case.starts_with("hypergraph") => formats[1],
                    "v1.json" | "explain.json" => formats[0],
                    name if name.ends_with(".json") => formats[1],
                    name if name.ends_with("tree.txt") => formats[2],
                    _ => formats[3],
                };
                let alike = plan.format == expected
                    || (plan.format, expected) == (Format::JsonV1, Format::MariadbJson)
                    || (plan.format, expected) == (Format::Tabular, Format::MariadbTabular);
                assert!(alike, "{server}/{case}/{name}: {:?}", plan.format);
                assert_eq!(
                    plan.is_analyze,
                    name.starts_with("analyze") && !was_not_run(document),
                    "{case}/{name}"
                );
                numbered_in_preorder(&plan);
            }
        }
    }
}

/// Nothing is measured of what MySQL changes without iterators, and of what MariaDB answers without tables.
fn was_not_run(document: &str) -> bool {
    !["actual time", "actual_rows", "\"r_loops\"", "r_rows", "(never executed)"]
        .iter()
        .any(|mark| document.contains(mark))
}

fn numbered_in_preorder(plan: &Plan) {
    for (place, node) in plan.nodes.iter().enumerate() {
        assert_eq!(node.id as usize, place);
        for child in plan.children(node) {
            assert_eq!((child.parent, child.depth), (Some(node.id), node.depth + 1));
            assert!(child.id > node.id);
        }
        if let Some(parent) = node.parent.and_then(|parent| plan.node(parent)) {
            assert!(parent.children.contains(&node.id));
        } else {
            assert_eq!(place, 0);
        }
        assert!(node.self_cost.is_none_or(|cost| cost >= 0.0));
        assert!(node.self_time_ms.is_none_or(|time| time >= 0.0));
    }
}

/// TREE and JSON v2 are written of the same iterators: all must be the same but what only v2 says.
#[test]
fn tree_and_json_v2_are_one_tree() {
    let outline = |plan: &Plan| -> Vec<String> {
        plan.nodes
            .iter()
            .map(|node| {
                let table = node.table.as_deref();
                let access = table.and_then(|table| table.access.as_ref()).map(AccessType::as_str);
                let index = table.and_then(|table| table.index.as_deref());
                let alias = node.alias();
                format!(
                    "{} {:?} {:?} {:?} {alias:?} {access:?} {index:?}",
                    node.depth, node.role, node.operation, node.join
                )
            })
            .collect()
    };
    let mut compared = 0;
    for (case, documents) in cases("mysql-9.7") {
        for (tree, json) in [("tree.txt", "v2.json"), ("analyze_tree.txt", "analyze_v2.json")] {
            let (Some(tree_text), Some(json_text)) = (documents.get(tree), documents.get(json)) else {
                continue;
            };
            let (tree, json) = (parsed(&case, tree, tree_text), parsed(&case, json, json_text));
            assert_eq!(outline(&tree), outline(&json), "{case}");
            compared += 1;
        }
    }
    assert!(compared >= 240, "{compared}");
}

type Access = (String, String, Option<String>);

/// What a format says of the tables it reads, in join order, in the words that all formats share.
fn accesses(plan: &Plan) -> Vec<Access> {
    let mut accesses = Vec::new();
    for node in plan.accesses() {
        let Some(table) = node.table.as_deref() else { continue };
        let access = match &table.access {
            // Iterators know one row before execution without naming its table.
            Some(AccessType::Const | AccessType::System) => continue,
            Some(AccessType::UniqueSubquery) => "eq_ref",
            Some(AccessType::IndexSubquery) => "ref",
            Some(access) => access.as_str(),
            None => continue,
        };
        accesses.push((table.alias.clone(), access.to_owned(), table.index.clone()));
    }
    accesses
}

/// Where the server itself says different things in the two formats, and why.
const TREE_SAYS_OTHERWISE: &[(&str, &str)] = &[
    ("count_star", "v1 names the index that the engine's count uses; TREE says that rows are counted"),
    ("json_table", "TREE does not name the table of a table function"),
    ("json_table_constant", "TREE does not name the table of a table function"),
    ("ref_or_null_in_subquery", "TREE has both alternatives, v1 the first"),
    ("subquery_materialized", "the lookup's index is <auto_key> in v1 and <auto_distinct_key> in TREE"),
    ("subquery_optimized_away", "TREE leaves out what was answered while planning"),
    ("subquery_scalar_uncorrelated", "TREE leaves out what was answered while planning"),
];

#[test]
fn json_v1_and_tree_read_the_same_tables() {
    let mut different = Vec::new();
    let mut compared = 0;
    for (case, documents) in cases("mysql-9.7") {
        let (Some(v1), Some(tree)) = (documents.get("v1.json"), documents.get("tree.txt")) else { continue };
        let tree_text = tree.clone();
        let v1 = accesses(&parsed(&case, "v1.json", v1));
        let tree = accesses(&parsed(&case, "tree.txt", tree));
        if TREE_SAYS_OTHERWISE.iter().any(|(name, _)| *name == case)
            || tree_text.contains("<not executable by iterator executor>")
        {
            continue;
        }
        compared += 1;
        if v1 != tree {
            different.push(format!("{case}\n  v1   {v1:?}\n  tree {tree:?}"));
        }
    }
    assert!(different.is_empty(), "{} of {compared}:\n{}", different.len(), different.join("\n"));
}

/// Of each of [`accesses`], whether a query of its own fills the table, or the last round of a recursion.
fn named(plan: &Plan) -> Vec<bool> {
    let one_row = |node: &&auroscope_plan::Node| {
        let access = node.table.as_deref().and_then(|table| table.access.as_ref());
        !matches!(access, Some(AccessType::Const | AccessType::System) | None)
    };
    let filled = |node: &auroscope_plan::Node| {
        plan.children(node).any(|child| {
            child.role == Role::MaterializedFrom
                && node
                    .alias()
                    .is_some_and(|alias| !alias.starts_with("<subquery") && !alias.starts_with("<mat"))
        })
    };
    plan.accesses().into_iter().filter(one_row).map(filled).collect()
}

#[test]
fn json_v1_and_rows_read_the_same_tables() {
    let mut different = Vec::new();
    let mut compared = 0;
    for (server, v1_name) in [("mysql-9.7", "v1.json"), ("mariadb-10.11", "explain.json")] {
        for (case, documents) in cases(server) {
            let (Some(v1), Some(rows)) = (documents.get(v1_name), documents.get("tabular.tsv")) else {
                continue;
            };
            let plain = |plan: &Plan| {
                let mut accesses = accesses(plan);
                // Rows call derived tables by number, and have none for a subquery that is looked up in.
                for (node, (alias, _, _)) in named(plan).into_iter().zip(&mut accesses) {
                    if node || alias.starts_with("<derived") {
                        alias.clear();
                    }
                }
                accesses.retain(|(alias, _, _)| alias != "<materialized_subquery>");
                accesses.sort();
                accesses
            };
            let v1 = plain(&parsed(&case, v1_name, v1));
            let rows = plain(&parsed(&case, "tabular.tsv", rows));
            compared += 1;
            if v1 != rows {
                different.push(format!("{server}/{case}\n  v1   {v1:?}\n  rows {rows:?}"));
            }
        }
    }
    assert!(different.is_empty(), "{} of {compared}:\n{}", different.len(), different.join("\n"));
}

/// Steps whose heading is all there is to say.
const WITHOUT_A_WORD: &[&str] =
    &["<not executable by iterator executor>", "Alternative plans for IN subquery"];

#[test]
fn nothing_a_server_of_today_says_is_unknown() {
    let mut unknown = Vec::new();
    for server in ["mysql-9.7", "mariadb-10.11"] {
        for (case, documents) in cases(server) {
            for (name, document) in &documents {
                let plan = parsed(&case, name, document);
                let strange = plan.nodes.iter().filter(|node| {
                    node.operation == Operation::Other
                        && !WITHOUT_A_WORD.iter().any(|w| node.heading.starts_with(w))
                });
                unknown.extend(strange.map(|node| format!("{server}/{case}/{name}: {}", node.heading)));
                assert_eq!(
                    plan.nodes.iter().filter(|node| node.role == Role::Root).count(),
                    1,
                    "{case}/{name}"
                );
            }
        }
    }
    assert!(unknown.is_empty(), "{}:\n{}", unknown.len(), unknown.join("\n"));
}
