//! The files of cases: what a case is called, which statement it explains, and what must be seen in its documents.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, bail, ensure};
use clap::ValueEnum;

/// Where a case is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Server {
    Mysql,
    Mariadb,
}

impl Server {
    /// Its documents, by the names of their files; those of an `analyze` run the statement.
    pub(super) fn documents(self) -> &'static [&'static str] {
        match self {
            Self::Mysql => {
                &["v1.json", "v2.json", "tree.txt", "tabular.tsv", "analyze_tree.txt", "analyze_v2.json"]
            }
            Self::Mariadb => &["explain.json", "tabular.tsv", "analyze.json", "analyze_tabular.tsv"],
        }
    }
}

/// What must be in a document of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Expectation {
    pub(super) server: Server,
    /// The document's name as in [`Server::documents`], or that of a refusal, such as `v1.error.txt`.
    pub(super) document: String,
    pub(super) text: String,
}

/// One statement to explain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Case {
    pub(super) name: String,
    /// Assignments for `SET SESSION`.
    pub(super) settings: Option<String>,
    /// Those instead on MariaDB, whose switches differ.
    pub(super) mariadb_settings: Option<String>,
    pub(super) servers: Vec<Server>,
    pub(super) expectations: Vec<Expectation>,
    pub(super) statement: String,
}

impl Case {
    /// Whether it only reads, so that it may be executed too.
    pub(super) fn reads_only(&self) -> bool {
        let statement = self.statement.trim_start_matches('(').to_ascii_uppercase();
        let verb = statement.split_whitespace().next().unwrap_or_default();
        matches!(verb, "SELECT" | "TABLE" | "VALUES")
            || verb == "WITH" && !["DELETE ", "UPDATE "].iter().any(|word| statement.contains(word))
    }

    pub(super) fn settings_for(&self, server: Server) -> Option<&str> {
        let own = (server == Server::Mariadb).then_some(self.mariadb_settings.as_deref()).flatten();
        own.or(self.settings.as_deref())
    }

    pub(super) fn expects(&self, server: Server, document: &str) -> bool {
        self.expectations.iter().any(|expected| expected.server == server && expected.document == document)
    }

    /// What should be in the documents of a folder and is not.
    pub(super) fn unmet(&self, server: Server, folder: &Path) -> Vec<String> {
        let here = self.expectations.iter().filter(|expected| expected.server == server);
        let unmet = here.filter(|expected| {
            let text = fs::read_to_string(folder.join(&expected.document)).unwrap_or_default();
            !text.contains(&expected.text)
        });
        unmet.map(|one| format!("{}: {} does not show `{}`", self.name, one.document, one.text)).collect()
    }
}

/// The cases of all files of a folder, in the order of the files' names. No two have one name.
pub(super) fn read_folder(folder: &Path) -> anyhow::Result<Vec<Case>> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<anyhow::Result<Vec<_>>>()?;
    paths.sort();
    let mut cases = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        cases.extend(read(&text).with_context(|| path.display().to_string())?);
    }
    let mut names = BTreeSet::new();
    for case in &cases {
        ensure!(names.insert(&case.name), "two cases are called {}", case.name);
    }
    Ok(cases)
}

/// The cases of one file.
pub(super) fn read(text: &str) -> anyhow::Result<Vec<Case>> {
    let mut cases = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(name) = line.strip_prefix("-- name: ") else {
            ensure!(line.is_empty() || line.starts_with("-- ") && cases.is_empty(), "not in a case: {line}");
            continue;
        };
        let mut case = named(name)?;
        while let Some(line) = lines.next_if(|line| line.starts_with("-- ")) {
            read_header(&line[3..], &mut case).with_context(|| format!("{name}: {line}"))?;
        }
        let statement = take_statement(&mut lines).with_context(|| name.to_owned())?;
        case.statement = statement.with_context(|| format!("{name} has no statement"))?;
        ensure!(!case.expectations.is_empty(), "{name} expects nothing, so nobody would see it fail");
        cases.push(case);
    }
    Ok(cases)
}

/// The statements of a file without cases; comments stand on lines of their own.
pub(super) fn statements_of(text: &str) -> anyhow::Result<Vec<String>> {
    let mut lines = text.lines().filter(|line| !line.starts_with("-- ")).peekable();
    let mut statements = Vec::new();
    while let Some(statement) = take_statement(&mut lines)? {
        statements.push(statement);
    }
    Ok(statements)
}

fn named(name: &str) -> anyhow::Result<Case> {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    ensure!(
        !name.is_empty() && name.bytes().all(fits),
        "a name of a folder has a-z, 0-9 and _, not {name:?}"
    );
    Ok(Case {
        name: name.to_owned(),
        settings: None,
        mariadb_settings: None,
        servers: vec![Server::Mysql, Server::Mariadb],
        expectations: Vec::new(),
        statement: String::new(),
    })
}

fn read_header(line: &str, case: &mut Case) -> anyhow::Result<()> {
    let (key, value) = line.split_once(": ").context("a line of a case's head is `-- key: value`")?;
    match key {
        "mariadb-settings" => case.mariadb_settings = Some(value.to_owned()),
        "settings" => case.settings = Some(value.to_owned()),
        "servers" => {
            let servers = value.split(", ").map(|name| Server::from_str(name, false));
            case.servers = servers.collect::<Result<_, _>>().map_err(anyhow::Error::msg)?;
        }
        "expect" => case.expectations.push(expectation(value)?),
        _ => bail!("a case has settings, mariadb-settings, servers and expect"),
    }
    Ok(())
}

/// `tree Skip scan`, `mariadb analyze "r_rows"`, `v1.error 3904`.
fn expectation(value: &str) -> anyhow::Result<Expectation> {
    let (server, value) = match value.strip_prefix("mariadb ") {
        Some(rest) => (Server::Mariadb, rest),
        None => (Server::Mysql, value),
    };
    let (wanted, text) = value.split_once(' ').context("say in which document and what")?;
    let stem = |name: &&&str| name.split('.').next() == Some(wanted.trim_end_matches(".error"));
    let document = server.documents().iter().find(stem);
    let document = document.with_context(|| format!("{server:?} gives no {wanted}"))?;
    let document = match wanted.strip_suffix(".error") {
        Some(name) => format!("{name}.error.txt"),
        None => (*document).to_owned(),
    };
    Ok(Expectation { server, document, text: text.to_owned() })
}

/// The next statement: up to a line that ends with `;`, without that.
fn take_statement<'a>(lines: &mut impl Iterator<Item = &'a str>) -> anyhow::Result<Option<String>> {
    let mut statement = String::new();
    for line in lines {
        if statement.is_empty() && line.is_empty() {
            continue;
        }
        statement.push_str(line);
        if statement.ends_with(';') {
            statement.pop();
            return Ok(Some(statement));
        }
        statement.push('\n');
    }
    ensure!(statement.is_empty(), "a statement ends with `;` at the end of a line: {statement}");
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "\
-- What this file is about.

-- name: one
-- settings: optimizer_switch='mrr=on', sort_buffer_size=1
-- mariadb-settings: join_cache_level=8
-- servers: mysql
-- expect: tree -> Sort: x; y
-- expect: v1.error 3904
SELECT 1 -- a note
  + 2;

-- name: two
-- expect: mariadb analyze \"r_rows\": 1
SELECT ';'

  + 2;
";

    #[test]
    fn a_file_is_read() {
        let cases = read(FILE).unwrap();
        assert_eq!(cases.len(), 2);
        let (one, two) = (&cases[0], &cases[1]);
        assert_eq!(one.settings.as_deref(), Some("optimizer_switch='mrr=on', sort_buffer_size=1"));
        assert_eq!(one.settings_for(Server::Mysql), one.settings.as_deref());
        assert_eq!(one.settings_for(Server::Mariadb), Some("join_cache_level=8"));
        assert_eq!(two.settings_for(Server::Mariadb), None);
        assert_eq!(one.servers, [Server::Mysql]);
        assert_eq!(one.statement, "SELECT 1 -- a note\n  + 2");
        let documents: Vec<_> = one.expectations.iter().map(|one| (&*one.document, &*one.text)).collect();
        assert_eq!(documents, [("tree.txt", "-> Sort: x; y"), ("v1.error.txt", "3904")]);
        assert!(one.expects(Server::Mysql, "v1.error.txt") && !one.expects(Server::Mysql, "v2.error.txt"));
        assert_eq!(two.statement, "SELECT ';'\n\n  + 2");
        assert_eq!(
            (two.expectations[0].server, &*two.expectations[0].document),
            (Server::Mariadb, "analyze.json")
        );
    }

    #[test]
    fn what_is_wrong_is_named() {
        let wrong = |text: &str| format!("{:#}", read(text).unwrap_err());
        assert!(wrong("SELECT 1;\n").contains("not in a case"));
        assert!(wrong("-- name: Big Name\nSELECT 1;\n").contains("a-z"));
        assert!(wrong("-- name: a\n-- expect: tree x\nSELECT 1\n").contains("ends with `;`"));
        assert!(wrong("-- name: a\n-- expect: tree x\n").contains("a has no statement"));
        assert!(wrong("-- name: a\n-- expect: text x\nSELECT 1;\n").contains("gives no text"));
        assert!(wrong("-- name: a\n-- wants: tree x\nSELECT 1;\n").contains("a case has"));
        assert!(wrong("-- name: a\n-- servers: oracle\nSELECT 1;\n").contains("oracle"));
        assert!(wrong("-- name: a\nSELECT 1;\n").contains("expects nothing"));
    }

    #[test]
    fn what_may_be_executed_is_told_from_what_may_not() {
        let reads = |statement: &str| {
            let mut case = named("a").unwrap();
            case.statement = statement.to_owned();
            case.reads_only()
        };
        for statement in
            ["SELECT 1", "((select 1) union (select 2))", "TABLE t", "WITH a AS (SELECT 1) SELECT 2"]
        {
            assert!(reads(statement), "{statement}");
        }
        for statement in ["DELETE FROM t", "WITH a AS (SELECT 1) DELETE FROM t", "REPLACE INTO t SELECT 1"] {
            assert!(!reads(statement), "{statement}");
        }
    }

    #[test]
    fn statements_without_cases_are_read() {
        let read =
            statements_of("-- A note;\n\nCREATE TABLE t (\n-- inside\n  a INT);\n/*! x */;\n").unwrap();
        assert_eq!(read, ["CREATE TABLE t (\n  a INT)", "/*! x */"]);
    }
}
