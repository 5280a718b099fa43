//! `auroscope plan list`: the plans that a running Auroscope keeps.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::Result;
use auroscope_model::Fingerprint;
use clap::Args;
use serde_json::Value;

use super::super::describe::{shorten, text};
use super::super::target::{self, warn_of_unknown};
use crate::arguments::{Connect, Format, Output, at_least_one};
use crate::client::{Query, Server, since};
use crate::output::{Listing, print, say};
use crate::settings::parse_duration;

const EXAMPLES: &str = "Examples:
  auroscope plan list --since 1d --target db1.example
  auroscope plan list --skipped
  auroscope plan list --schema shop --text orders -o csv > plans.csv

Exit codes: 0 listed (also nothing), 1 failed, 2 wrong usage.";

/// Items of one page.
const PAGE: usize = 200;
/// Characters of a statement in a table.
const TEXT_IN_TABLE: usize = 100;

/// What people read.
const COLUMNS: [&str; 9] =
    ["last_seen", "target", "schema", "method", "cost", "findings", "skipped", "id", "statement"];

/// What programs read: named and written as the API does.
#[rustfmt::skip]
const CSV_COLUMNS: [&str; 18] = [
    "id", "target", "fingerprint", "schema", "class", "method", "shape", "first_seen", "last_seen", "execution_id",
    "connection_id", "user", "host", "server_version", "total_cost", "total_time_ms", "waited_us", "normalized",
];
/// What the API has within other fields.
const CSV_COLUMNS_WITHIN: [(&str, &str, &str); 5] = [
    ("skipped_code", "skipped", "code"),
    ("skipped_detail", "skipped", "detail"),
    ("warnings", "findings", "warning"),
    ("notices", "findings", "notice"),
    ("infos", "findings", "info"),
];

/// Which plans to list.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ListArguments {
    /// Of this target; may be repeated.
    #[arg(long, value_name = "NAME")]
    target: Vec<String>,
    /// Found within this time, such as 1h or 7d.
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    since: Option<Duration>,
    /// Of this default schema; '(none)' for those without one.
    #[arg(long, value_name = "SCHEMA")]
    schema: Option<String>,
    /// Of this statement, 32 hexadecimal digits.
    #[arg(long, value_name = "FINGERPRINT")]
    fingerprint: Option<Fingerprint>,
    /// Whose statement contains this, without its literals.
    #[arg(long, value_name = "TEXT")]
    text: Option<String>,
    /// Only where there is no plan, with the reason.
    #[arg(long)]
    skipped: bool,
    /// How many at most.
    #[arg(long, value_name = "COUNT", default_value_t = 50, value_parser = at_least_one)]
    limit: usize,
    #[command(flatten)]
    connect: Connect,
    #[command(flatten)]
    output: Output,
}

pub(super) async fn run(arguments: ListArguments) -> Result<ExitCode> {
    let server = Server::new(&arguments.connect)?;
    let format = arguments.output.output;
    let items = server.items("/api/v1/plans", query(&arguments), arguments.limit, PAGE).await?;
    let is_empty = items.is_empty();
    let listing = if format == Format::Csv {
        let columns = CSV_COLUMNS.into_iter().chain(CSV_COLUMNS_WITHIN.map(|(name, ..)| name)).collect();
        Listing { columns, rows: items.iter().map(csv_row).collect(), json: Value::Null }
    } else {
        let rows = items.iter().map(row).collect();
        Listing { columns: COLUMNS.to_vec(), rows, json: Value::Array(items) }
    };
    print(&listing, format)?;
    if !arguments.target.is_empty() {
        warn_of_unknown(&arguments.target, &target::all(&server).await?);
    }
    if is_empty {
        say("no plan matches; one is taken when a statement was slow");
    }
    Ok(ExitCode::SUCCESS)
}

fn query(arguments: &ListArguments) -> Query {
    let mut query = Query::new();
    query.extend(arguments.target.iter().map(|target| ("target", target.clone())));
    query.extend(arguments.since.map(since));
    for (name, value) in [
        ("schema", arguments.schema.clone()),
        ("fingerprint", arguments.fingerprint.map(|fingerprint| fingerprint.to_string())),
        ("text", arguments.text.clone()),
        ("skipped", arguments.skipped.then(|| "true".to_owned())),
    ] {
        query.extend(value.map(|value| (name, value)));
    }
    query
}

fn csv_row(item: &Value) -> Vec<String> {
    let within = CSV_COLUMNS_WITHIN.map(|(_, field, name)| text(&item[field][name]));
    CSV_COLUMNS.map(|name| text(&item[name])).into_iter().chain(within).collect()
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
