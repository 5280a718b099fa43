//! `auroscope slow list|show|tail`.

use std::process::ExitCode;

use anyhow::Result;
use auroscope_model::UtcMicros;
use serde_json::Value;

use super::describe::{duration_of, shorten, text};
use crate::arguments::{Filter, Format, Output, SlowCommand};
use crate::client::Server;
use crate::output::{Listing, print, printable, write};
use crate::settings::parse_duration;

/// Items of one page.
const PAGE: usize = 500;
/// Characters of a text in a table.
const TEXT_IN_TABLE: usize = 120;

pub(super) const COLUMNS: [&str; 9] =
    ["started_at", "duration", "state", "target", "schema", "user", "rows_examined", "id", "sql"];

pub(super) async fn run(command: SlowCommand) -> Result<ExitCode> {
    match command {
        SlowCommand::List { filter, limit, sort, connect, output } => {
            let server = Server::new(&connect)?;
            let mut query = filter_query(&filter)?;
            query.push(("sort", sort));
            // What a program reads is whole; people are shown the beginning only.
            let whole = matches!(output.output, Format::Json | Format::Csv);
            query.push(("whole", whole.to_string()));
            let items = list(&server, query, limit).await?;
            let rows = items.iter().map(|item| row(item, output.output)).collect();
            print(&Listing { columns: COLUMNS.to_vec(), rows, json: Value::Array(items) }, output.output)?;
            Ok(ExitCode::SUCCESS)
        }
        SlowCommand::Show { id, connect, output } => {
            let item = Server::new(&connect)?.get(&format!("/api/v1/slow-queries/{id}"), &[]).await?;
            show(item, output)?;
            Ok(ExitCode::SUCCESS)
        }
        SlowCommand::Tail { target, limit, connect, output } => {
            super::slow_tail::run(&Server::new(&connect)?, target, limit, output.output).await
        }
    }
}

fn filter_query(filter: &Filter) -> Result<Vec<(&'static str, String)>> {
    let mut query: Vec<(&'static str, String)> = Vec::new();
    query.extend(filter.target.iter().map(|target| ("target", target.clone())));
    query.extend(filter.state.iter().map(|state| ("state", state.clone())));
    if let Some(since) = &filter.since {
        let back_us = u64::try_from(parse_duration(since)?.as_micros()).unwrap_or(u64::MAX);
        let now = UtcMicros(jiff::Timestamp::now().as_microsecond());
        query.push(("from", now.saturating_sub_us(back_us).to_string()));
    }
    if let Some(least) = &filter.min_duration {
        query.push(("min_duration_us", parse_duration(least)?.as_micros().to_string()));
    }
    for (name, value) in [
        ("from", &filter.from),
        ("to", &filter.to),
        ("schema", &filter.schema),
        ("user", &filter.user),
        ("fingerprint", &filter.fingerprint),
        ("text", &filter.text),
    ] {
        query.extend(value.iter().map(|value| (name, value.clone())));
    }
    Ok(query)
}

async fn list(server: &Server, query: Vec<(&'static str, String)>, limit: usize) -> Result<Vec<Value>> {
    let mut items = Vec::new();
    let mut cursor = String::new();
    while items.len() < limit {
        let mut query = query.clone();
        query.push(("limit", (limit - items.len()).min(PAGE).to_string()));
        query.push(("cursor", cursor));
        let mut page = server.get("/api/v1/slow-queries", &query).await?;
        if let Value::Array(more) = page["items"].take() {
            items.extend(more);
        }
        match page["next"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => break,
        }
    }
    Ok(items)
}

/// What stands for the text of a statement whose row the server hides.
const HIDDEN: &str = "(not shown by the server while it runs)";

/// A record as a row; machine-readable forms get the whole text.
pub(super) fn row(item: &Value, format: Format) -> Vec<String> {
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
        match format {
            Format::Csv => sql,
            _ if sql.is_empty() => HIDDEN.into(),
            _ => shorten(&sql, TEXT_IN_TABLE),
        },
    ]
}

fn show(item: Value, output: Output) -> Result<()> {
    let formatted = text(&item["formatted_sql"]);
    let sql = if formatted.is_empty() { HIDDEN.into() } else { formatted };
    let mut rows = vec![vec!["duration".to_owned(), duration_of(&item)]];
    if let Value::Object(fields) = &item {
        for (name, value) in fields {
            if !matches!(name.as_str(), "formatted_sql" | "sql" | "duration_us" | "duration_kind")
                && !value.is_null()
            {
                rows.push(vec![name.clone(), text(value)]);
            }
        }
    }
    if output.output == Format::Csv {
        rows.push(vec!["sql".into(), text(&item["sql"])]);
    }
    print(&Listing { columns: vec!["field", "value"], rows, json: item }, output.output)?;
    let body = match output.output {
        Format::Table => sql.lines().fold(String::from("\n"), |body, line| body + &printable(line) + "\n"),
        // A fence longer than any in the text, so that the text cannot close it.
        Format::Markdown => {
            let longest = sql.split(|c| c != '`').map(str::len).max().unwrap_or(0);
            let fence = "`".repeat(longest.max(2) + 1);
            format!("\n{fence}sql\n{sql}\n{fence}\n")
        }
        Format::Json | Format::Csv => return Ok(()),
    };
    write(&body)?;
    Ok(())
}
