//! The corpus as it is committed: every case has its documents, and they still show what the case is for.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::cases::{self, Case, Server};
use super::folder;

const FOLDERS: &[(Server, &str)] = &[(Server::Mysql, "mysql-9.7"), (Server::Mariadb, "mariadb-10.11")];

/// MariaDB 10.11 puts quotes, backslashes and control characters into its JSON as they are, so these are none.
const NO_JSON: &[&str] = &["literal_quotes_and_backslash", "literal_with_newline", "quoted_names"];

fn all() -> Vec<Case> {
    cases::read_folder(&folder().join("cases")).unwrap()
}

fn text(path: &Path) -> Option<String> {
    fs::read_to_string(path).ok().filter(|text| !text.is_empty())
}

/// What is missing or stale of a case.
fn faults(case: &Case, server: Server, of_case: &Path) -> Vec<String> {
    let mut faults = Vec::new();
    let mut wrong = |what: &str| faults.push(format!("{}: {what}", of_case.display()));
    if text(&of_case.join("statement.sql")) != Some(format!("{}\n", case.statement)) {
        wrong("the statement is another one");
    }
    let is_broken = server == Server::Mariadb && NO_JSON.contains(&case.name.as_str());
    for document in server.documents() {
        let refusal = format!("{}.error.txt", document.split('.').next().unwrap_or_default());
        let (given, refused) = (text(&of_case.join(document)), text(&of_case.join(refusal)));
        if given.is_some() == refused.is_some() {
            wrong(&format!("{document} is neither given nor refused, or both"));
        }
        if let Some(given) = given.filter(|_| document.ends_with(".json"))
            && serde_json::from_str::<Value>(&given).is_ok() == is_broken
        {
            wrong(&format!("whether {document} is JSON is not as it was"));
        }
    }
    if server == Server::Mysql && case.reads_only() && !of_case.join("execution.json").exists() {
        wrong("nothing is known of its execution");
    }
    faults.extend(case.unmet(server, of_case));
    faults
}

#[test]
fn every_case_has_its_documents_and_shows_what_it_is_for() {
    let cases = all();
    assert!(cases.len() >= 120, "{} cases", cases.len());
    let mut wrong = Vec::new();
    for (server, name) in FOLDERS {
        for case in cases.iter().filter(|case| case.servers.contains(server)) {
            wrong.extend(faults(case, *server, &folder().join(name).join(&case.name)));
        }
    }
    assert!(wrong.is_empty(), "record them again with `cargo xtask plans record`:\n{}", wrong.join("\n"));
}

#[test]
fn nothing_is_kept_of_a_case_that_is_no_more() {
    let cases = all();
    for (server, name) in FOLDERS {
        for entry in fs::read_dir(folder().join(name)).unwrap() {
            let path = entry.unwrap().path();
            let of = |case: &&Case| path.ends_with(&case.name) && case.servers.contains(server);
            assert!(!path.is_dir() || cases.iter().any(|case| of(&case)), "{}", path.display());
        }
    }
}

#[test]
fn a_missing_document_is_found() {
    let case = all().into_iter().find(|case| case.name == "ref_lookup").unwrap();
    let of_case = folder().join("mysql-9.7/ref_lookup");
    assert_eq!(faults(&case, Server::Mysql, &of_case), Vec::<String>::new());
    let copy = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(&of_case).unwrap() {
        let path = entry.unwrap().path();
        if !path.ends_with("v2.json") {
            fs::copy(&path, copy.path().join(path.file_name().unwrap())).unwrap();
        }
    }
    fs::write(copy.path().join("tree.txt"), "-> Table scan on orders\n").unwrap();
    let found = faults(&case, Server::Mysql, copy.path()).join("\n");
    assert!(found.contains("v2.json is neither given nor refused"), "{found}");
    assert!(found.contains("tree.txt does not show"), "{found}");
}

#[test]
fn the_tables_are_known_with_their_rows_columns_and_indexes() {
    let tables: Value =
        serde_json::from_str(&text(&folder().join("mysql-9.7/tables.json")).unwrap()).unwrap();
    let tickets = &tables["tables"]["tickets"];
    assert_eq!(tickets["rows"], 60_000);
    let index =
        tickets["indexes"].as_array().unwrap().iter().find(|one| one["name"] == "tenant_state_opened");
    let columns: Vec<_> =
        index.unwrap()["columns"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
    assert_eq!(columns, ["tenant", "state", "opened_at"]);
    let code = tickets["columns"].as_array().unwrap().iter().find(|one| one["name"] == "code").unwrap();
    assert_eq!(code["type"], "char(8)");
}
