//! The corpus of findings: what must appear at a plan of a real server does, and nothing else but what may.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::{Path, PathBuf};

use auroscope_plan::{
    ColumnFacts, Facts, Finding, IndexFacts, IndexPart, Plan, PlanChange, TableFacts, findings,
};
use serde_json::Value;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/plans")
}

/// An entry of `findings/*.toml`.
struct Entry {
    name: String,
    table: toml::Table,
}

const KEYS: &[&str] = &[
    "name",
    "reason",
    "case",
    "server",
    "documents",
    "document",
    "facts",
    "before",
    "p95_ms",
    "must",
    "may",
    "must_not",
];

impl Entry {
    fn texts(&self, key: &str) -> Vec<String> {
        let texts = self.table.get(key).map(|list| list.as_array().expect("a list"));
        texts.into_iter().flatten().map(|text| text.as_str().expect("a text").to_owned()).collect()
    }

    fn text(&self, key: &str) -> Option<&str> {
        self.table.get(key).map(|text| text.as_str().expect("a text"))
    }

    fn server(&self) -> &str {
        self.text("server").unwrap_or("mysql-9.7")
    }

    /// The folder of a case, and the documents in it that are judged.
    fn documents(&self, case: Option<&str>) -> Vec<PathBuf> {
        if let Some(document) = self.text("document") {
            return vec![folder().join(document)];
        }
        let case = case.or_else(|| self.text("case")).expect("a case");
        let mut names = self.texts("documents");
        if names.is_empty() {
            names = ["v1.json", "v2.json", "tree.txt"].map(str::to_owned).to_vec();
        }
        names.iter().map(|name| folder().join(self.server()).join(case).join(name)).collect()
    }

    /// What must appear: the finding, and its table if one is named.
    fn must(&self) -> Vec<(String, Option<String>)> {
        let list = self.table.get("must").map(|list| list.as_array().expect("a list"));
        list.into_iter()
            .flatten()
            .map(|entry| {
                let text = |key: &str| entry.get(key).map(|text| text.as_str().expect("a text").to_owned());
                (text("id").expect("an id"), text("table"))
            })
            .collect()
    }
}

fn entries() -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder().join("findings")).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    for file in files {
        let table: toml::Table = fs::read_to_string(&file).unwrap().parse().unwrap();
        for plan in table["plan"].as_array().unwrap() {
            let table = plan.as_table().unwrap().clone();
            for key in table.keys() {
                assert!(KEYS.contains(&key.as_str()), "{}: {key}", file.display());
            }
            entries.push(Entry { name: table["name"].as_str().unwrap().to_owned(), table });
        }
    }
    assert!(entries.len() >= 60, "{}", entries.len());
    entries
}

/// What is known beside a plan, of the files of its case.
#[derive(Default)]
struct Known {
    statement: Option<String>,
    warnings: Vec<String>,
    execution: Option<Value>,
    tables: Vec<TableFacts>,
}

impl Known {
    fn of(entry: &Entry) -> Self {
        let mut known = Self::default();
        let server = folder().join(entry.server());
        for fact in entry.texts("facts") {
            let case = server.join(entry.text("case").expect("a case"));
            match fact.as_str() {
                "statement" => {
                    known.statement = Some(fs::read_to_string(case.join("statement.sql")).unwrap())
                }
                "warnings" => {
                    let rows = fs::read_to_string(case.join("warnings.tsv")).unwrap();
                    let message = |row: &str| row.splitn(3, '\t').nth(2).unwrap_or_default().to_owned();
                    known.warnings = rows.lines().map(message).collect();
                }
                "execution" => {
                    let text = fs::read_to_string(case.join("execution.json")).unwrap();
                    known.execution = Some(serde_json::from_str(&text).unwrap());
                }
                "tables" => known.tables = tables(&server.join("tables.json")),
                other => panic!("{}: a fact {other}", entry.name),
            }
        }
        known
    }

    fn facts(&self) -> Facts<'_> {
        let figure = |name: &str| self.execution.as_ref().and_then(|execution| execution[name].as_u64());
        Facts {
            statement: self.statement.as_deref(),
            rows_examined: figure("rows_examined"),
            rows_sent: figure("rows_sent"),
            temporary_on_disk: figure("created_tmp_disk_tables").map(|tables| tables > 0),
            sort_merge_passes: figure("sort_merge_passes"),
            warnings: &self.warnings,
            tables: &self.tables,
        }
    }
}

fn tables(path: &Path) -> Vec<TableFacts> {
    let document: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let part = |part: &Value| IndexPart {
        column: text(&part["name"]),
        expression: text(&part["expression"]),
        prefix: part["prefix"].as_u64(),
        cardinality: part["cardinality"].as_u64(),
        is_descending: part["descending"].as_bool().unwrap(),
    };
    let index = |index: &Value| IndexFacts {
        name: text(&index["name"]).unwrap(),
        is_unique: index["unique"].as_bool().unwrap(),
        kind: text(&index["type"]).unwrap(),
        is_visible: index["visible"].as_bool().unwrap(),
        parts: index["columns"].as_array().unwrap().iter().map(part).collect(),
    };
    let column = |column: &Value| ColumnFacts {
        name: text(&column["name"]).unwrap(),
        type_name: text(&column["type"]).unwrap(),
        is_nullable: column["nullable"].as_bool().unwrap(),
        collation: text(&column["collation"]),
        has_histogram: !column["histogram_buckets"].is_null(),
    };
    let table = |(name, table): (&String, &Value)| TableFacts {
        schema: text(&document["schema"]).unwrap(),
        name: name.clone(),
        engine: text(&table["engine"]),
        rows: table["rows"].as_u64(),
        data_bytes: table["data_bytes"].as_u64(),
        index_bytes: None,
        indexes: table["indexes"].as_array().unwrap().iter().map(index).collect(),
        columns: table["columns"].as_array().unwrap().iter().map(column).collect(),
    };
    document["tables"].as_object().unwrap().iter().map(table).collect()
}

fn parsed(path: &Path) -> Plan {
    let document = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Plan::parse(&document).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The tables that a finding may be about: that of its step, by its own name, also where an alias is used.
fn table(plan: &Plan, finding: &Finding, statement: &str) -> Vec<String> {
    let mut names: Vec<String> = finding
        .evidence
        .get("table")
        .and_then(|table| table.as_text())
        .map(str::to_owned)
        .into_iter()
        .collect();
    let node = finding.node.and_then(|node| plan.node(node));
    if let Some(table) = node.and_then(|node| node.table.as_deref()) {
        names.extend(table.name.clone());
        // Without facts the plan alone knows the alias only.
        let words: Vec<&str> = statement.split([' ', ',', '(', ')', '\n']).collect();
        names.extend(words.windows(2).filter(|pair| pair[1] == table.alias).map(|pair| pair[0].to_owned()));
    }
    names
}

fn found(entry: &Entry, plan: &Plan, before: Option<&Plan>, known: &Known) -> Vec<Finding> {
    let mut found = findings(plan, &known.facts());
    if let Some(before) = before {
        let us = |value: &toml::Value| (value.as_float().unwrap() * 1_000.0) as u64;
        let change = PlanChange {
            before: before.shape(),
            after: plan.shape(),
            p95_before_us: us(&entry.table["before"]["p95_ms"]),
            p95_after_us: us(&entry.table["p95_ms"]),
        };
        found.extend(change.finding());
    }
    found
}

#[test]
fn every_plan_has_the_findings_it_must_have_and_no_others() {
    let mut wrong = Vec::new();
    let mut judged = 0;
    for entry in entries() {
        let known = Known::of(&entry);
        let before = entry.table.get("before").map(|before| before["case"].as_str().unwrap());
        let befores: Vec<Option<Plan>> = match before {
            Some(case) => entry.documents(Some(case)).iter().map(|path| Some(parsed(path))).collect(),
            None => entry.documents(None).iter().map(|_| None).collect(),
        };
        for (path, before) in entry.documents(None).iter().zip(&befores) {
            let plan = parsed(path);
            let found = found(&entry, &plan, before.as_ref(), &known);
            judged += 1;
            wrong.extend(judge(&entry, path, &plan, &found));
        }
    }
    assert!(judged >= 200, "{judged}");
    assert!(wrong.is_empty(), "{} of {judged}:\n{}", wrong.len(), wrong.join("\n"));
}

fn judge(entry: &Entry, path: &Path, plan: &Plan, found: &[Finding]) -> Vec<String> {
    let place = format!("{} ({})", entry.name, path.strip_prefix(folder()).unwrap().display());
    let statement = fs::read_to_string(path.with_file_name("statement.sql")).unwrap_or_default();
    let mut wrong = Vec::new();
    let must = entry.must();
    for (id, at) in &must {
        let appears = found.iter().any(|finding| {
            finding.id.as_str() == id
                && at.as_ref().is_none_or(|at| table(plan, finding, &statement).contains(at))
        });
        if !appears {
            wrong.push(format!("{place}: no {id} at {at:?}"));
        }
    }
    let (may, must_not) = (entry.texts("may"), entry.texts("must_not"));
    for id in &must_not {
        assert!(!may.contains(id) && must.iter().all(|(must, _)| must != id), "{place}: {id}");
    }
    for finding in found {
        let id = finding.id.as_str().to_owned();
        let allowed = may.contains(&id) || must.iter().any(|(must, _)| *must == id);
        if !allowed {
            let table = table(plan, finding, &statement);
            wrong.push(format!("{place}: {id} at {table:?}: {}", finding.title));
        }
    }
    wrong
}
