//! `auroscope plan show`: a plan that a running Auroscope keeps.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use auroscope_model::PlanId;
use clap::Args;
use serde_json::Value;

use super::super::describe::text;
use super::{PlanFormat, described, kept, write_picture};
use crate::arguments::Connect;
use crate::client::Server;
use crate::output::{json, printable, printable_lines, write};

const EXAMPLES: &str = "Examples:
  auroscope plan show ID
  auroscope plan show ID -o markdown >> incident.md
  auroscope plan show ID --svg plan.svg -o json | jq .plan.findings

Exit codes: 0 shown, 1 there is none or it failed, 2 wrong usage.";

/// Which plan to show.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ShowArguments {
    /// Its id, from `auroscope plan list`.
    #[arg(value_name = "ID")]
    id: String,
    /// Write its picture into this file.
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    svg: Option<PathBuf>,
    /// How to print.
    #[arg(short, long, value_enum, default_value = "table")]
    output: PlanFormat,
    #[command(flatten)]
    connect: Connect,
}

pub(super) async fn run(arguments: ShowArguments) -> Result<ExitCode> {
    let id: PlanId =
        arguments.id.parse().with_context(|| format!("'{}' is no id of a plan", arguments.id))?;
    let server = Server::new(&arguments.connect)?;
    let path = format!("/api/v1/plans/{id}");
    if let Some(file) = &arguments.svg {
        write_picture(file, &server.text(&format!("{path}/plan.svg")).await?)?;
    }
    let text = match arguments.output {
        PlanFormat::Markdown => server.text(&format!("{path}/plan.md")).await?,
        PlanFormat::Json => json(&server.get(&path, &[]).await?),
        PlanFormat::Table => shown(&server.get(&path, &[]).await?),
    };
    write(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// A plan for a terminal: whose it is, its steps, and what stands out.
fn shown(plan: &Value) -> String {
    let mut shown = String::new();
    let mut fact = |name: &str, value: &str| {
        if !value.is_empty() {
            shown.push_str(&format!("{name:<15} {}\n", printable(value)));
        }
    };
    for name in [
        "id",
        "target",
        "schema",
        "method",
        "user",
        "host",
        "connection_id",
        "execution_id",
        "fingerprint",
        "first_seen",
        "last_seen",
        "server_version",
    ] {
        fact(name, &text(&plan[name]));
    }
    let skipped = &plan["skipped"];
    if !skipped.is_null() {
        fact("skipped", &format!("{}: {}", text(&skipped["code"]), text(&skipped["detail"])));
    }
    shown.push('\n');
    shown.push_str(&printable_lines(&text(&plan["formatted_sql"])));
    if let Some(sql) = plan["explained_sql"].as_str() {
        shown.push_str("\nexplained as\n\n");
        shown.push_str(&printable_lines(sql));
    }
    match kept::documents(plan) {
        Ok(documents) => {
            if let Some(first) = documents.first() {
                shown.push('\n');
                shown.push_str(&described::steps(first));
                let found = plan["plan"]["findings"].as_array();
                shown.push_str(&described::findings(found.map(Vec::as_slice).unwrap_or_default()));
            }
        }
        Err(error) => shown.push_str(&format!("\n{}\n", printable(&format!("{error:#}")))),
    }
    shown
}
