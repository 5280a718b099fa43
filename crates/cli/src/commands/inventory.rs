//! `auroscope inventory list|changes|refresh`: the clusters and instances that a running Auroscope knows of AWS.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use clap::{Args, Subcommand, ValueEnum};
use serde_json::Value;

use super::describe::text;
use super::runtime;
use crate::arguments::{Connect, Output};
use crate::client::{Query, Server};
use crate::output::{Listing, print, say};

/// How long `refresh` waits for all accounts.
const MOST_WAIT: Duration = Duration::from_secs(300);
const PAUSE: Duration = Duration::from_millis(200);

const EXAMPLES: &str = "Examples:
  auroscope inventory list
  auroscope inventory list --region ap-northeast-2 --kind instance -o csv
  auroscope inventory changes --limit 20
  auroscope inventory refresh

Exit codes: 0 all accounts and regions answered, 1 nothing can be told, 2 wrong usage, 3 some did not answer.";

#[derive(Debug, Subcommand)]
pub(crate) enum InventoryCommand {
    /// List clusters and instances, and which of them are watched or why not.
    #[command(after_help = EXAMPLES)]
    List {
        #[command(flatten)]
        which: Which,
        /// Also those that are gone.
        #[arg(long)]
        with_gone: bool,
        #[command(flatten)]
        connect: Connect,
        #[command(flatten)]
        output: Output,
    },
    /// List what appeared, changed and went, the latest first.
    #[command(after_help = EXAMPLES)]
    Changes {
        #[command(flatten)]
        which: Which,
        /// At most so many.
        #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u16).range(1..=1000))]
        limit: u16,
        #[command(flatten)]
        connect: Connect,
        #[command(flatten)]
        output: Output,
    },
    /// Ask AWS now, and wait until all accounts and regions have answered or failed.
    #[command(after_help = EXAMPLES)]
    Refresh {
        #[command(flatten)]
        connect: Connect,
        #[command(flatten)]
        output: Output,
    },
}

/// Which clusters and instances are meant.
#[derive(Debug, Args)]
pub(crate) struct Which {
    /// Of this account, twelve digits.
    #[arg(long, value_name = "ACCOUNT")]
    account: Option<String>,
    /// In this region.
    #[arg(long, value_name = "REGION")]
    region: Option<String>,
    /// Of this kind.
    #[arg(long, value_enum)]
    kind: Option<Kind>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    Cluster,
    Instance,
}

impl Which {
    fn query(&self) -> Query {
        let kind = self.kind.map(|kind| match kind {
            Kind::Cluster => "cluster".to_owned(),
            Kind::Instance => "instance".to_owned(),
        });
        [("account", self.account.clone()), ("region", self.region.clone()), ("kind", kind)]
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .collect()
    }
}

pub(super) fn run(command: InventoryCommand) -> Result<ExitCode> {
    runtime()?.block_on(async {
        match command {
            InventoryCommand::List { which, with_gone, connect, output } => {
                let mut query = which.query();
                query.push(("with_gone", with_gone.to_string()));
                let page = Server::new(&connect)?.get("/api/v1/inventory", &query).await?;
                listed(page, output)
            }
            InventoryCommand::Changes { which, limit, connect, output } => {
                let mut query = which.query();
                query.push(("limit", limit.to_string()));
                let mut answer = Server::new(&connect)?.get("/api/v1/inventory/changes", &query).await?;
                changed(answer["items"].take(), output)
            }
            InventoryCommand::Refresh { connect, output } => refresh(&Server::new(&connect)?, output).await,
        }
    })
}

fn listed(mut page: Value, output: Output) -> Result<ExitCode> {
    let code = told(&page);
    let items = page["items"].take();
    let rows = items.as_array().into_iter().flatten().map(|item| {
        vec![
            text(&item["id"]),
            text(&item["kind"]),
            text(&item["cluster"]),
            text(&item["class"]),
            text(&item["engine_version"]),
            if item["gone_at"].is_null() { text(&item["status"]) } else { "gone".into() },
            text(&item["place"]["region"]),
            text(&item["place"]["account"]),
            decision(&item["watch"]),
        ]
    });
    let columns = vec!["id", "kind", "cluster", "class", "version", "status", "region", "account", "watched"];
    print(&Listing { columns, rows: rows.collect(), json: items }, output.output)?;
    Ok(code)
}

/// Says on standard error what could not be learnt, and what that means for the exit code.
fn told(page: &Value) -> ExitCode {
    if page["is_on"] != true {
        say("AWS is not asked: what is listed is what was known; set aws_inventory to true");
    }
    let scopes = page["scopes"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut failed = 0;
    for scope in scopes {
        let name = text(if scope["account"].is_null() { &scope["role_arn"] } else { &scope["account"] });
        let name = if name.is_empty() { "our own account" } else { &name };
        let region = text(&scope["region"]);
        if scope["error"].is_null() && scope["answered_at"].is_null() {
            failed += 1;
            say(format_args!(
                "{name} in {region} has not answered yet, so what is listed of it may be old or missing"
            ));
        }
        if let Some(error) = scope["error"].as_str() {
            failed += 1;
            say(format_args!(
                "{name} in {region} did not answer, so what is listed of it may be old: {error}"
            ));
        }
        for unknown in scope["unknown"].as_array().into_iter().flatten() {
            say(format_args!("{name} in {region}, not known: {}", text(unknown)));
        }
    }
    match failed {
        // What was known is listed, and nobody knows what there is.
        0 if page["is_on"] != true => ExitCode::from(3),
        0 => ExitCode::SUCCESS,
        all if all == scopes.len() => ExitCode::FAILURE,
        _ => ExitCode::from(3),
    }
}

fn decision(watch: &Value) -> String {
    let part = |name: &str| text(&watch[name]);
    match watch["code"].as_str() {
        None => String::new(),
        Some("watched") => format!("as {}", part("target")),
        Some("gone") => "no: it is gone".into(),
        Some("excepted") => format!("no: watch_except has {}", part("pattern")),
        Some("tag_missing") => match watch["found"].as_str() {
            Some(found) => format!("no: tag {} is {found}, not {}", part("tag"), part("wanted")),
            None => format!("no: tag {}={} is missing", part("tag"), part("wanted")),
        },
        Some("no_rule") => "no: no rule chooses it".into(),
        Some("no_endpoint") => "no: it has no endpoint yet".into(),
        Some("not_running") => format!("no: it is {}", part("status")),
        Some("no_login") => "no: target_user is not set".into(),
        Some("not_looked_at") => "no: its account or region is not looked at any more".into(),
        Some("too_old") => format!("no: {} is older than 8.0", part("version")),
        Some(other) => format!("no: {other}"),
    }
}

fn changed(items: Value, output: Output) -> Result<ExitCode> {
    let rows = items.as_array().into_iter().flatten().map(|item| {
        let fields = item["fields"].as_array().into_iter().flatten().map(|change| {
            format!("{}: {} → {}", text(&change["field"]), shown(&change["before"]), shown(&change["after"]))
        });
        vec![
            text(&item["at"]),
            text(&item["name"]),
            text(&item["kind"]),
            text(&item["what"]),
            text(&item["place"]["region"]),
            text(&item["place"]["account"]),
            fields.collect::<Vec<_>>().join("; "),
        ]
    });
    let columns = vec!["at", "name", "kind", "what", "region", "account", "fields"];
    print(&Listing { columns, rows: rows.collect(), json: items }, output.output)?;
    Ok(ExitCode::SUCCESS)
}

/// A field's value; lists and maps as JSON.
fn shown(value: &Value) -> String {
    match value {
        Value::Array(_) | Value::Object(_) => value.to_string(),
        Value::Null => "none".into(),
        plain => text(plain),
    }
}

async fn refresh(server: &Server, output: Output) -> Result<ExitCode> {
    let asked = server.post("/api/v1/inventory/refresh", &Value::Null).await?;
    // Both are times of the server, written alike.
    let asked_at = text(&asked["asked_at"]);
    let start = Instant::now();
    loop {
        let page = server.get("/api/v1/inventory", &[]).await?;
        let scopes = page["scopes"].as_array().map(Vec::as_slice).unwrap_or_default();
        let has_begun =
            |scope: &Value| scope["began_at"].as_str().is_some_and(|began| began >= asked_at.as_str());
        if scopes.iter().all(has_begun) {
            return listed(page, output);
        }
        if start.elapsed() > MOST_WAIT {
            bail!("some accounts and regions have not answered within {} s", MOST_WAIT.as_secs());
        }
        tokio::time::sleep(PAUSE).await;
    }
}
