//! The corpus of findings as it is committed: it names documents that exist and findings that are known.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use serde::Deserialize;

use super::folder;

const FINDINGS: &[&str] = &[
    "full_scan",
    "full_index_scan",
    "poor_selectivity",
    "waste",
    "sort",
    "temporary_table",
    "join_without_index",
    "dependent_subquery",
    "index_ignored",
    "key_prefix_only",
    "index_merge_intersection",
    "function_on_column",
    "implicit_cast",
    "misestimate",
    "deep_offset",
    "plan_changed",
    "parallel_query",
    "never_executed",
];

/// What is judged when an entry names no documents: those that tell most statements.
const DOCUMENTS: &[&str] = &["v1.json", "v2.json", "tree.txt"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    plan: Vec<Plan>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Plan {
    name: String,
    #[serde(default = "mysql")]
    server: String,
    case: Option<String>,
    document: Option<String>,
    documents: Option<Vec<String>>,
    #[serde(default)]
    facts: Vec<String>,
    before: Option<Before>,
    p95_ms: Option<f64>,
    #[serde(default)]
    must: Vec<Finding>,
    #[serde(default)]
    may: Vec<String>,
    #[serde(default)]
    must_not: Vec<String>,
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Before {
    case: String,
    p95_ms: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Finding {
    id: String,
    table: Option<String>,
}

fn mysql() -> String {
    "mysql-9.7".to_owned()
}

impl Plan {
    fn paths(&self) -> Vec<PathBuf> {
        if let Some(document) = &self.document {
            return vec![folder().join(document)];
        }
        let of_case = |case: &str| folder().join(&self.server).join(case);
        let named = self.documents.clone();
        let named = named.unwrap_or_else(|| DOCUMENTS.iter().map(|name| (*name).to_owned()).collect());
        let cases = self.case.iter().chain(self.before.iter().map(|before| &before.case));
        cases.flat_map(|case| named.iter().map(move |name| of_case(case).join(name))).collect()
    }

    /// The files of the facts; the statement stands beside every plan.
    fn fact_paths(&self) -> Vec<PathBuf> {
        let of_case = folder().join(&self.server).join(self.case.as_deref().unwrap_or_default());
        let path = |fact: &String| match fact.as_str() {
            "statement" => of_case.join("statement.sql"),
            "execution" => of_case.join("execution.json"),
            "warnings" => of_case.join("warnings.tsv"),
            "tables" => folder().join("mysql-9.7/tables.json"),
            other => panic!("{}: no such fact: {other}", self.name),
        };
        self.facts.iter().map(path).collect()
    }
}

fn plans() -> Vec<Plan> {
    let files = fs::read_dir(folder().join("findings")).unwrap();
    let paths = files.map(|entry| entry.unwrap().path());
    paths
        .flat_map(|path| {
            let file: Result<File, _> = toml::from_str(&fs::read_to_string(&path).unwrap());
            file.unwrap_or_else(|error| panic!("{}: {error}", path.display())).plan
        })
        .collect()
}

#[test]
fn every_plan_of_it_exists_with_its_facts() {
    let plans = plans();
    assert!(plans.len() >= 60, "{} plans", plans.len());
    let names: BTreeSet<_> = plans.iter().map(|plan| &plan.name).collect();
    assert_eq!(names.len(), plans.len(), "two plans have one name");
    for plan in &plans {
        assert!(plan.case.is_some() != plan.document.is_some(), "{}: a case or a document", plan.name);
        assert!(plan.before.is_some() == plan.p95_ms.is_some(), "{}: times of both or of none", plan.name);
        assert!(plan.before.as_ref().is_none_or(|before| before.p95_ms > 0.0), "{}", plan.name);
        assert!(plan.reason.contains('.'), "{}: say why", plan.name);
        for path in plan.paths().into_iter().chain(plan.fact_paths()) {
            assert!(path.exists(), "{}: there is no {}", plan.name, path.display());
        }
    }
}

#[test]
fn every_finding_is_known_and_has_plans_for_and_against_it() {
    let mut counted: BTreeMap<&str, (usize, usize)> = FINDINGS.iter().map(|id| (*id, (0, 0))).collect();
    let plans = plans();
    for plan in &plans {
        let must = plan.must.iter().map(|finding| &finding.id);
        let mut seen = BTreeSet::new();
        for id in must.clone().collect::<BTreeSet<_>>().into_iter().chain(&plan.may).chain(&plan.must_not) {
            assert!(FINDINGS.contains(&id.as_str()), "{}: no such finding: {id}", plan.name);
            assert!(seen.insert(id), "{}: {id} is named twice", plan.name);
        }
        must.for_each(|id| counted.entry(id).or_default().0 += 1);
        plan.must_not.iter().for_each(|id| counted.entry(id).or_default().1 += 1);
    }
    let lonely: Vec<_> = counted.iter().filter(|(_, (with, without))| *with == 0 || *without == 0).collect();
    assert!(lonely.is_empty(), "plans with and without them are wanted: {lonely:?}");
}

#[test]
fn every_table_that_is_named_is_one_of_the_statement() {
    for plan in plans() {
        let Some(case) = &plan.case else { continue };
        let statement =
            fs::read_to_string(folder().join(&plan.server).join(case).join("statement.sql")).unwrap();
        for table in plan.must.iter().filter_map(|finding| finding.table.as_ref()) {
            assert!(statement.contains(table.as_str()), "{}: {table} is not in {statement}", plan.name);
        }
    }
}
