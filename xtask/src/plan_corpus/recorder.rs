//! One case on one server: ask for each document, write what came, and see whether it shows what it is for.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use auroscope_testkit::Endpoint;
use mysql_async::prelude::Queryable as _;
use mysql_async::{Conn, Row, Value};

use super::cases::{Case, Server};

/// What every session of the corpus has: a clock that stands still and no server's own time zone.
const SESSION: &[&str] = &["SET SESSION time_zone = '+00:00'", "SET SESSION timestamp = 1735689600"];

/// The schema of the corpus. Its name is in the documents.
pub(super) const SCHEMA: &str = "plans";

/// The document after which the server tells the statement as it understood it, and casts that forbid an index.
const WITH_WARNINGS: &str = "tabular.tsv";

/// How one document is asked for.
pub(super) struct Question {
    pub(super) document: &'static str,
    /// Sent before, in the same session.
    pub(super) setting: Option<&'static str>,
    /// What the statement is put behind.
    pub(super) prefix: &'static str,
}

impl Question {
    fn executes(&self) -> bool {
        self.document.starts_with("analyze")
    }

    fn refusal(&self) -> String {
        let stem = self.document.split('.').next().unwrap_or_default();
        format!("{stem}.error.txt")
    }
}

/// A server's part of the corpus.
pub(super) struct Recorder<'a> {
    pub(super) server: Server,
    pub(super) endpoint: &'a Endpoint,
    pub(super) folder: PathBuf,
    pub(super) questions: &'static [Question],
    /// Sets how long a statement may run: a case that needs longer is too dear.
    pub(super) bound: &'static str,
}

/// Makes the tables; the server is new, so nothing is there yet.
pub(super) async fn make(endpoint: &Endpoint, statements: &[String]) -> anyhow::Result<()> {
    let mut connection = endpoint.connect().await?;
    connection.query_drop(format!("CREATE DATABASE {SCHEMA} DEFAULT CHARACTER SET utf8mb4")).await?;
    connection.query_drop(format!("USE {SCHEMA}")).await?;
    for statement in statements {
        connection.query_drop(statement).await.with_context(|| statement.clone())?;
    }
    connection.disconnect().await.context("cannot close a connection")
}

impl Recorder<'_> {
    /// Makes the tables; the server is new, so nothing is there yet.
    pub(super) async fn make(&self, statements: &[String]) -> anyhow::Result<()> {
        make(self.endpoint, statements).await
    }

    /// Writes which server it was, to the letter.
    pub(super) async fn write_version(&self) -> anyhow::Result<()> {
        let mut connection = self.endpoint.connect().await?;
        let version: Option<String> = connection.query_first("SELECT VERSION()").await?;
        connection.disconnect().await?;
        fs::write(self.folder.join("version.txt"), format!("{}\n", version.unwrap_or_default()))?;
        Ok(())
    }

    /// Records a case; what of it is not as it should be.
    pub(super) async fn record(&self, case: &Case) -> anyhow::Result<Vec<String>> {
        let folder = self.folder.join(&case.name);
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("statement.sql"), format!("{}\n", case.statement))?;
        let mut faults = Vec::new();
        let mut connection = self.session(case).await?;
        for question in self.questions {
            // A statement that changes rows does so in an `analyze`.
            connection.query_drop("START TRANSACTION").await?;
            let refused = self.ask(&mut connection, question, case, &folder).await;
            connection.query_drop("ROLLBACK").await?;
            let fine = question.executes() && !case.reads_only();
            if let Some(refusal) = refused?
                && !fine
                && !case.expects(self.server, &question.refusal())
            {
                faults.push(format!("{}: no {}: {refusal}", case.name, question.document));
            }
        }
        connection.disconnect().await?;
        faults.extend(case.unmet(self.server, &folder));
        Ok(faults)
    }

    /// A connection with the settings of a case.
    pub(super) async fn session(&self, case: &Case) -> anyhow::Result<Conn> {
        let mut connection = self.endpoint.connect_in(SCHEMA).await?;
        for setting in SESSION {
            connection.query_drop(*setting).await?;
        }
        connection.query_drop(self.bound).await?;
        if let Some(settings) = case.settings_for(self.server) {
            let set = format!("SET SESSION {settings}");
            connection.query_drop(&set).await.with_context(|| format!("{}: {set}", case.name))?;
        }
        Ok(connection)
    }

    /// Writes the document, or the refusal, which is returned then.
    async fn ask(
        &self,
        connection: &mut Conn,
        question: &Question,
        case: &Case,
        folder: &Path,
    ) -> anyhow::Result<Option<String>> {
        if let Some(setting) = question.setting {
            connection.query_drop(setting).await?;
        }
        let asked = format!("{} {}", question.prefix, case.statement);
        match connection.query::<Row, _>(asked).await {
            Ok(rows) => {
                fs::write(folder.join(question.document), document_of(question.document, rows))?;
                if question.document == WITH_WARNINGS {
                    let warnings: Vec<Row> = connection.query("SHOW WARNINGS").await?;
                    fs::write(folder.join("warnings.tsv"), document_of("warnings.tsv", warnings))?;
                }
                Ok(None)
            }
            Err(mysql_async::Error::Server(error)) => {
                let refusal = format!("{} {}", error.code, error.message);
                fs::write(folder.join(question.refusal()), format!("{refusal}\n"))?;
                Ok(Some(refusal))
            }
            Err(error) => Err(error).with_context(|| format!("{}: {}", case.name, question.document)),
        }
    }

    /// Removes what was recorded of cases that are no more.
    pub(super) fn remove_others(&self, cases: &[Case]) -> anyhow::Result<()> {
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            let known = cases.iter().any(|case| path.ends_with(&case.name));
            if path.is_dir() && !known {
                fs::remove_dir_all(&path)?;
            }
        }
        Ok(())
    }
}

/// A table as the mysql client prints it with `--batch`; anything else is the one text the server sent.
fn document_of(name: &str, rows: Vec<Row>) -> String {
    if !name.ends_with(".tsv") {
        let mut text = rows.into_iter().map(|row| shown(&row[0])).collect::<Vec<_>>().join("\n");
        if !text.ends_with('\n') {
            text.push('\n');
        }
        return text;
    }
    let mut lines = Vec::new();
    if let Some(first) = rows.first() {
        let names: Vec<_> = first.columns_ref().iter().map(|column| column.name_str().into_owned()).collect();
        lines.push(names.join("\t"));
    }
    for row in rows {
        let fields: Vec<_> = row.unwrap().iter().map(|value| escaped(&shown(value))).collect();
        lines.push(fields.join("\t"));
    }
    lines.join("\n") + "\n"
}

fn shown(value: &Value) -> String {
    match value {
        Value::NULL => "NULL".to_owned(),
        Value::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        other => other.as_sql(true).trim_matches('\'').to_owned(),
    }
}

fn escaped(field: &str) -> String {
    field.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_stays_on_its_line() {
        assert_eq!(escaped("a\tb\nc\\d"), "a\\tb\\nc\\\\d");
        assert_eq!(shown(&Value::NULL), "NULL");
        assert_eq!(shown(&Value::Double(1.5)), "1.5");
        assert_eq!(shown(&Value::Bytes("고객".into())), "고객");
    }
}
