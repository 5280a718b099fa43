//! `cargo xtask plans`: the corpus of EXPLAIN documents under `testdata/plans`, recorded from real servers.
//!
//! What is in it, and how to add to it, stands in `testdata/plans/README.md`.

mod cases;
#[cfg(test)]
mod complete;
mod facts;
#[cfg(test)]
mod findings;
mod mariadb;
mod mysql;
mod recorder;

use std::fs;
use std::path::PathBuf;

use anyhow::ensure;
use auroscope_testkit::repository_root;
use cases::{Case, Server};
use clap::{Args, Subcommand};

#[derive(Subcommand)]
pub(crate) enum Plans {
    /// Record the EXPLAIN documents of the corpus anew; fails when a case no longer shows what it is for
    Record(RecordArguments),
}

#[derive(Args)]
pub(crate) struct RecordArguments {
    /// Only the cases whose names hold this
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
    /// Only on this server
    #[arg(long)]
    server: Option<Server>,
}

impl RecordArguments {
    fn cases_for(&self, server: Server, all: &[Case]) -> Vec<Case> {
        let named = |case: &Case| self.only.as_ref().is_none_or(|only| case.name.contains(only.as_str()));
        let wanted = self.server.is_none_or(|wanted| wanted == server);
        all.iter().filter(|case| wanted && case.servers.contains(&server) && named(case)).cloned().collect()
    }
}

pub(crate) async fn run(command: Plans) -> anyhow::Result<()> {
    let Plans::Record(arguments) = command;
    let all = cases::read_folder(&folder().join("cases"))?;
    let mut faults = Vec::new();
    let on_mysql = arguments.cases_for(Server::Mysql, &all);
    if !on_mysql.is_empty() {
        faults.extend(mysql::record(&on_mysql, arguments.only.is_none()).await?);
    }
    let on_mariadb = arguments.cases_for(Server::Mariadb, &all);
    if !on_mariadb.is_empty() {
        faults.extend(mariadb::record(&on_mariadb, arguments.only.is_none()).await?);
    }
    let recorded = on_mysql.len() + on_mariadb.len();
    ensure!(recorded > 0, "no case has such a name");
    ensure!(faults.is_empty(), "{} of {recorded} cases failed:\n{}", faults.len(), faults.join("\n"));
    println!("{recorded} cases recorded in {}", folder().display());
    Ok(())
}

/// The statements of the corpus that MySQL is asked about without settings of their own, by name.
pub(crate) fn plain_statements() -> anyhow::Result<Vec<(String, String)>> {
    let all = cases::read_folder(&folder().join("cases"))?;
    let plain =
        all.into_iter().filter(|case| case.servers.contains(&Server::Mysql) && case.settings.is_none());
    Ok(plain.map(|case| (case.name, case.statement)).collect())
}

/// Makes the corpus's tables in its schema, on a server without them; the schema's name.
pub(crate) async fn make_tables(endpoint: &auroscope_testkit::Endpoint) -> anyhow::Result<&'static str> {
    recorder::make(endpoint, &making()?).await?;
    Ok(recorder::SCHEMA)
}

/// The corpus.
pub(crate) fn folder() -> PathBuf {
    repository_root().join("testdata/plans")
}

/// The statements that make the tables and their rows, in order.
fn making() -> anyhow::Result<Vec<String>> {
    let mut statements = Vec::new();
    for name in ["schema.sql", "rows.sql"] {
        statements.extend(cases::statements_of(&fs::read_to_string(folder().join(name))?)?);
    }
    Ok(statements)
}
