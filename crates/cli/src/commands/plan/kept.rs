//! `auroscope plan list|show|take`: plans that a running Auroscope keeps, or is to take.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use auroscope_model::{ExecutionId, PlanId, UtcMicros};
use auroscope_plan::{Plan, TreeTableStyle, tree_table};
use clap::Args;
use serde_json::{Value, json};

use super::super::describe::{shorten, text};
use crate::arguments::{Connect, Format, Output};
use crate::client::Server;
use crate::output::{Listing, print, printable, say, width, write};
use crate::settings::parse_duration;

/// Items of one page.
const PAGE: usize = 200;
/// Characters of a statement in a table.
const TEXT_IN_TABLE: usize = 100;

const COLUMNS: [&str; 9] =
    ["last_seen", "target", "schema", "method", "cost", "findings", "skipped", "id", "statement"];

/// Which plans to list.
#[derive(Debug, Args)]
pub(crate) struct ListArguments {
    /// Of this target; may be repeated.
    #[arg(long, value_name = "NAME")]
    target: Vec<String>,
    /// Found within this time, such as 1h or 7d.
    #[arg(long, value_name = "DURATION")]
    since: Option<String>,
    /// Of this default schema; '(none)' for those without one.
    #[arg(long, value_name = "SCHEMA")]
    schema: Option<String>,
    /// Of this statement, 32 hexadecimal digits.
    #[arg(long, value_name = "FINGERPRINT")]
    fingerprint: Option<String>,
    /// Whose statement contains this, without its literals.
    #[arg(long, value_name = "TEXT")]
    text: Option<String>,
    /// Only where there is no plan, with the reason.
    #[arg(long)]
    skipped: bool,
    /// How many at most.
    #[arg(long, value_name = "COUNT", default_value_t = 50)]
    limit: usize,
    #[command(flatten)]
    connect: Connect,
    #[command(flatten)]
    output: Output,
}

/// Which plan to show.
#[derive(Debug, Args)]
pub(crate) struct ShowArguments {
    /// Its id, from `auroscope plan list`.
    #[arg(value_name = "ID")]
    id: String,
    /// Write its picture into this file.
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    svg: Option<PathBuf>,
    #[command(flatten)]
    connect: Connect,
    #[command(flatten)]
    output: Output,
}

/// Of what to take a plan.
#[derive(Debug, Args)]
pub(crate) struct TakeArguments {
    /// A slow query's id, from `auroscope slow list`.
    #[arg(value_name = "SLOW_QUERY")]
    id: String,
    /// EXPLAIN ANALYZE: runs the query on its target. Needs --yes.
    #[arg(long, requires = "yes")]
    analyze: bool,
    /// Yes, run the query.
    #[arg(long, requires = "analyze")]
    yes: bool,
    /// The query is ended after this, at most 60s.
    #[arg(long, value_name = "DURATION", default_value = "10s", requires = "analyze")]
    bound: String,
    #[command(flatten)]
    connect: Connect,
    #[command(flatten)]
    output: Output,
}

pub(super) async fn list(arguments: ListArguments) -> Result<ExitCode> {
    let server = Server::new(&arguments.connect)?;
    let mut query: Vec<(&'static str, String)> = Vec::new();
    query.extend(arguments.target.iter().map(|target| ("target", target.clone())));
    if let Some(since) = &arguments.since {
        let back_us = u64::try_from(parse_duration(since)?.as_micros()).unwrap_or(u64::MAX);
        let now = UtcMicros(jiff::Timestamp::now().as_microsecond());
        query.push(("from", now.saturating_sub_us(back_us).to_string()));
    }
    for (name, value) in
        [("schema", &arguments.schema), ("fingerprint", &arguments.fingerprint), ("text", &arguments.text)]
    {
        query.extend(value.iter().map(|value| (name, value.clone())));
    }
    if arguments.skipped {
        query.push(("skipped", "true".into()));
    }
    let items = all(&server, &query, arguments.limit).await?;
    if items.is_empty() {
        say(format_args!("no plan matches; one is taken when a statement was slow"));
    }
    let rows = items.iter().map(row).collect();
    print(&Listing { columns: COLUMNS.to_vec(), rows, json: Value::Array(items) }, arguments.output.output)?;
    Ok(ExitCode::SUCCESS)
}

async fn all(server: &Server, query: &[(&'static str, String)], limit: usize) -> Result<Vec<Value>> {
    let mut items = Vec::new();
    let mut cursor = String::new();
    while items.len() < limit {
        let mut query = query.to_vec();
        query.push(("limit", (limit - items.len()).min(PAGE).to_string()));
        query.push(("cursor", cursor));
        let mut page = server.get("/api/v1/plans", &query).await?;
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

fn row(item: &Value) -> Vec<String> {
    let findings = &item["findings"];
    let count = |severity: &str| findings[severity].as_u64().filter(|count| *count > 0);
    let counted = ["warning", "notice", "info"]
        .into_iter()
        .filter_map(|severity| count(severity).map(|count| format!("{count} {severity}")));
    vec![
        text(&item["last_seen"]),
        text(&item["target"]),
        text(&item["schema"]),
        text(&item["method"]),
        item["total_cost"].as_f64().map(|cost| format!("{cost:.2}")).unwrap_or_default(),
        counted.collect::<Vec<_>>().join(", "),
        text(&item["skipped"]["code"]),
        text(&item["id"]),
        shorten(&text(&item["normalized"]), TEXT_IN_TABLE),
    ]
}

pub(super) async fn show(arguments: ShowArguments) -> Result<ExitCode> {
    let id: PlanId =
        arguments.id.parse().with_context(|| format!("'{}' is no id of a plan", arguments.id))?;
    if arguments.output.output == Format::Csv {
        bail!("a plan is a tree: use -o table, markdown or json");
    }
    let server = Server::new(&arguments.connect)?;
    let path = format!("/api/v1/plans/{id}");
    if let Some(file) = &arguments.svg {
        let picture = server.stream(&format!("{path}/plan.svg"), &[]).await?.text().await?;
        fs::write(file, picture).with_context(|| format!("cannot write {}", file.display()))?;
        say(format_args!("the picture is in {}", file.display()));
    }
    let text = match arguments.output.output {
        Format::Markdown => server.stream(&format!("{path}/plan.md"), &[]).await?.text().await?,
        Format::Json => format!("{:#}\n", server.get(&path, &[]).await?),
        Format::Table | Format::Csv => described(&server.get(&path, &[]).await?),
    };
    write(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// A plan for a terminal: whose it is, its steps, and what stands out.
fn described(plan: &Value) -> String {
    let mut shown = String::new();
    for name in [
        "target",
        "schema",
        "method",
        "user",
        "connection_id",
        "first_seen",
        "last_seen",
        "server_version",
        "shape",
        "total_cost",
        "total_time_ms",
    ] {
        if !plan[name].is_null() {
            shown.push_str(&format!("{name:<15} {}\n", printable(&text(&plan[name]))));
        }
    }
    if let Some(detail) = plan["skipped"]["detail"].as_str() {
        let code = text(&plan["skipped"]["code"]);
        shown.push_str(&format!("{:<15} {code}: {}\n", "skipped", printable(detail)));
    }
    shown.push('\n');
    for line in text(&plan["formatted_sql"]).lines() {
        shown.push_str(&format!("{}\n", printable(line)));
    }
    let document = plan["documents"]["json"].as_str().or(plan["documents"]["tree"].as_str());
    if let Some(Ok(plan)) = document.map(|document| Plan::parse(document.as_bytes())) {
        shown.push('\n');
        for line in tree_table(&plan, width(), TreeTableStyle::default()) {
            shown.push_str(&line);
            shown.push('\n');
        }
    }
    for finding in plan["plan"]["findings"].as_array().into_iter().flatten() {
        let (severity, title) = (text(&finding["severity"]), text(&finding["title"]));
        shown.push_str(&format!("\n{severity}: {}\n", printable(&title)));
        for name in ["why", "try", "disprove"] {
            shown.push_str(&format!("  {name}: {}\n", printable(&text(&finding[name]))));
        }
        for candidate in finding["candidates"].as_array().into_iter().flatten() {
            shown.push_str(&format!("  {}\n", printable(&text(&candidate["ddl"]))));
        }
    }
    shown
}

pub(super) async fn take(arguments: TakeArguments) -> Result<ExitCode> {
    let id: ExecutionId =
        arguments.id.parse().with_context(|| format!("'{}' is no id of a slow query", arguments.id))?;
    let body = if arguments.analyze {
        // The API counts whole seconds.
        let limit_s = parse_duration(&arguments.bound)?.as_secs_f64().ceil() as u64;
        json!({"analyze": true, "confirm": "execute", "limit_s": limit_s})
    } else {
        json!({})
    };
    let taken =
        Server::new(&arguments.connect)?.post(&format!("/api/v1/slow-queries/{id}/plan"), &body).await?;
    let fields = ["outcome", "code", "detail", "plan_id"];
    let rows = fields.map(|name| vec![name.to_owned(), text(&taken[name])]).to_vec();
    let is_taken = taken["outcome"] == "captured" || taken["outcome"] == "queued";
    print(&Listing { columns: vec!["field", "value"], rows, json: taken }, arguments.output.output)?;
    Ok(if is_taken { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
