//! `auroscope plan take`: has a running Auroscope take the plan of a slow query now.

use std::ops::RangeInclusive;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use auroscope_model::ExecutionId;
use clap::Args;
use serde_json::json;

use super::super::describe::text;
use crate::arguments::{Connect, Output};
use crate::client::Server;
use crate::output::{Listing, print};
use crate::settings::parse_duration;

const EXAMPLES: &str = "Examples:
  auroscope plan take ID                             # EXPLAIN of its text, guarded; runs nothing
  auroscope plan take ID --analyze --yes --bound 30s # EXPLAIN ANALYZE: runs the query
  auroscope plan take ID -o json | jq -r .plan_id

A plan that is queued, since the limit per minute is reached, is taken as soon as that allows.
Exit codes: 0 there is a plan, 1 refused (with the reason) or failed, 2 wrong usage, 3 queued.";

/// What the API takes.
const BOUNDS: RangeInclusive<Duration> = Duration::from_secs(1)..=Duration::from_secs(60);

/// Of what to take a plan.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
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
    /// The query is ended after this, 1s to 60s.
    #[arg(long, value_name = "DURATION", default_value = "10s", requires = "analyze", value_parser = bound)]
    bound: Duration,
    #[command(flatten)]
    connect: Connect,
    #[command(flatten)]
    output: Output,
}

pub(super) async fn run(arguments: TakeArguments) -> Result<ExitCode> {
    let id: ExecutionId =
        arguments.id.parse().with_context(|| format!("'{}' is no id of a slow query", arguments.id))?;
    let body = if arguments.analyze {
        json!({"analyze": true, "confirm": "execute", "limit_s": arguments.bound.as_secs()})
    } else {
        json!({})
    };
    let taken =
        Server::new(&arguments.connect)?.post(&format!("/api/v1/slow-queries/{id}/plan"), &body).await?;
    let code = match taken["outcome"].as_str() {
        Some("captured") => ExitCode::SUCCESS,
        Some("queued") => ExitCode::from(3),
        _ => ExitCode::FAILURE,
    };
    let fields = ["outcome", "code", "detail", "plan_id"].into_iter();
    let rows =
        fields.filter(|name| !taken[*name].is_null()).map(|name| vec![name.to_owned(), text(&taken[name])]);
    let rows = rows.collect();
    print(&Listing { columns: vec!["field", "value"], rows, json: taken }, arguments.output.output)?;
    Ok(code)
}

/// How long a query may run. The API counts whole seconds.
fn bound(text: &str) -> Result<Duration> {
    let bound = Duration::from_secs(parse_duration(text)?.as_secs_f64().ceil() as u64);
    if !BOUNDS.contains(&bound) {
        bail!("it can be from 1s to {}s", BOUNDS.end().as_secs());
    }
    Ok(bound)
}
