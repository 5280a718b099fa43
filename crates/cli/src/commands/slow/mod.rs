//! `auroscope slow list|show|tail`.

mod arguments;
mod tail;

use std::process::ExitCode;

use anyhow::{Context, Result};
use auroscope_model::ExecutionId;
use serde_json::Value;

pub(crate) use self::arguments::SlowCommand;

use self::arguments::Filter;
use super::describe::{duration_of, shorten, text};
use super::target::{self, warn_of_unknown};
use crate::arguments::{Format, Output};
use crate::client::{Query, Server, since};
use crate::output::{Listing, print, printable_lines, say, write};

/// Items of one page.
const PAGE: usize = 500;
/// Characters of a text in a table.
const TEXT_IN_TABLE: usize = 120;

/// What people read.
const COLUMNS: [&str; 9] =
    ["started_at", "duration", "state", "target", "schema", "user", "rows_examined", "id", "sql"];

/// What programs read: named and written as the API does, as the page's own export has them.
#[rustfmt::skip]
const CSV_COLUMNS: [&str; 24] = [
    "id", "target", "state", "started_at", "finished_at", "duration_us", "duration_kind", "lock_us", "rows_sent",
    "rows_examined", "rows_affected", "errors", "user", "host", "schema", "connection_id", "thread_id", "event_id",
    "fingerprint", "class", "schema_inferred", "truncated", "lossy", "sql",
];

/// The columns of a list.
pub(super) fn columns(format: Format) -> &'static [&'static str] {
    if format == Format::Csv { &CSV_COLUMNS } else { &COLUMNS }
}

/// Whether a program reads it: then texts are whole; people are shown the beginning only.
pub(super) fn is_for_programs(format: Format) -> bool {
    matches!(format, Format::Json | Format::Csv)
}

pub(super) async fn run(command: SlowCommand) -> Result<ExitCode> {
    match command {
        SlowCommand::List { filter, limit, sort, connect, output } => {
            let server = Server::new(&connect)?;
            let mut query = filter_query(&filter);
            query.push(("sort", sort));
            query.push(("whole", is_for_programs(output.output).to_string()));
            let items = server.items("/api/v1/slow-queries", query, limit, PAGE).await?;
            let is_empty = items.is_empty();
            let rows = items.iter().map(|item| row(item, output.output)).collect();
            let columns = columns(output.output).to_vec();
            print(&Listing { columns, rows, json: Value::Array(items) }, output.output)?;
            if is_empty || !filter.target.is_empty() {
                let targets = target::all(&server).await?;
                warn_of_unknown(&filter.target, &targets);
                if is_empty {
                    say(format_args!("no slow query matches; {}", watched(&targets)));
                }
            }
            Ok(ExitCode::SUCCESS)
        }
        SlowCommand::Show { id, connect, output } => {
            let id: ExecutionId = id.parse().with_context(|| format!("'{id}' is no id of a slow query"))?;
            let item = Server::new(&connect)?.get(&format!("/api/v1/slow-queries/{id}"), &[]).await?;
            show(item, output)?;
            Ok(ExitCode::SUCCESS)
        }
        SlowCommand::Tail { target, limit, connect, output } => {
            let server = Server::new(&connect)?;
            if !target.is_empty() {
                warn_of_unknown(&target, &target::all(&server).await?);
            }
            tail::run(&server, target, limit, output.output).await
        }
    }
}

/// How much an empty list says.
fn watched(targets: &[Value]) -> String {
    let enabled: Vec<&Value> = targets.iter().filter(|target| target["enabled"] == true).collect();
    let is_seen = |target: &&&Value| target["health"]["collectors"][0]["phase"] == "running";
    let unseen = enabled.len() - enabled.iter().filter(is_seen).count();
    let targets = if enabled.len() == 1 { "target" } else { "targets" };
    format!("{} {targets} watched, {unseen} not seen now", enabled.len())
}

fn filter_query(filter: &Filter) -> Query {
    let mut query = Query::new();
    query.extend(filter.target.iter().map(|target| ("target", target.clone())));
    query.extend(filter.state.iter().map(|state| ("state", state.clone())));
    query.extend(filter.since.map(since));
    query.extend(filter.min_duration.map(|least| ("min_duration_us", least.as_micros().to_string())));
    for (name, value) in [
        ("from", filter.from.map(|from| from.to_string())),
        ("to", filter.to.map(|to| to.to_string())),
        ("schema", filter.schema.clone()),
        ("user", filter.user.clone()),
        ("fingerprint", filter.fingerprint.map(|fingerprint| fingerprint.to_string())),
        ("text", filter.text.clone()),
    ] {
        query.extend(value.map(|value| (name, value)));
    }
    query
}

/// What stands for the text of a statement whose row the server hides.
const HIDDEN: &str = "(not shown by the server while it runs)";

/// A record as a row.
pub(super) fn row(item: &Value, format: Format) -> Vec<String> {
    if format == Format::Csv {
        return CSV_COLUMNS.map(|name| text(&item[name])).to_vec();
    }
    let sql = text(&item["sql"]);
    vec![
        text(&item["started_at"]),
        duration_of(item),
        text(&item["state"]),
        text(&item["target"]),
        text(&item["schema"]),
        text(&item["user"]),
        text(&item["rows_examined"]),
        text(&item["id"]),
        if sql.is_empty() { HIDDEN.into() } else { shorten(&sql, TEXT_IN_TABLE) },
    ]
}

fn show(item: Value, output: Output) -> Result<()> {
    let formatted = text(&item["formatted_sql"]);
    let sql = if formatted.is_empty() { HIDDEN.into() } else { formatted };
    let mut rows = Vec::new();
    if output.output != Format::Csv {
        rows.push(vec!["duration".to_owned(), duration_of(&item)]);
    }
    if let Value::Object(fields) = &item {
        for (name, value) in fields {
            let shown_otherwise = match output.output {
                Format::Csv => name == "formatted_sql",
                _ => matches!(name.as_str(), "formatted_sql" | "sql" | "duration_us" | "duration_kind"),
            };
            if !shown_otherwise && !value.is_null() {
                rows.push(vec![name.clone(), text(value)]);
            }
        }
    }
    print(&Listing { columns: vec!["field", "value"], rows, json: item }, output.output)?;
    let body = match output.output {
        Format::Table => format!("\n{}", printable_lines(&sql)),
        // A fence longer than any in the text, so that the text cannot close it.
        Format::Markdown => {
            let longest = sql.split(|c| c != '`').map(str::len).max().unwrap_or(0);
            let fence = "`".repeat(longest.max(2) + 1);
            format!("\n{fence}sql\n{}{fence}\n", printable_lines(&sql))
        }
        Format::Json | Format::Csv => return Ok(()),
    };
    write(&body)?;
    Ok(())
}
