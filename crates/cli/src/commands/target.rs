//! `auroscope target add|list|remove|check|statements`.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};
use auroscope_model::{CapabilityState, TargetHealth, TargetId};
use auroscope_mysql::{parse_tls, statements};
use auroscope_server::NewTarget;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::describe::{duration, text};
use crate::arguments::{Connect, Output, TargetCommand};
use crate::client::Server;
use crate::output::{Listing, print, say};
use crate::settings::{Layers, complete, secret_file};

pub(super) async fn run(command: TargetCommand) -> Result<ExitCode> {
    match command {
        TargetCommand::Add { url, id, password_file, tls, tls_ca_file, connect, output } => {
            let new = NewTarget {
                id: id.map(|id| id.parse()).transpose()?,
                tls: tls.as_deref().map(parse_tls).transpose()?,
                tls_ca_file,
                ..given(url, password_file.as_deref())?
            };
            add(&Server::new(&connect)?, &new, output).await
        }
        TargetCommand::List { connect, output } => {
            let items = all(&Server::new(&connect)?).await?;
            if items.is_empty() {
                say("no target is watched; add one with 'auroscope target add'");
            }
            list(items, output)
        }
        TargetCommand::Remove { id, connect, output } => {
            let id: TargetId = id.parse()?;
            Server::new(&connect)?.delete(&format!("/api/v1/targets/{id}")).await?;
            let rows = vec![vec![id.to_string(), "no longer watched".to_owned()]];
            let json = json!({"id": id, "removed": true});
            print(&Listing { columns: vec!["id", "state"], rows, json }, output.output)?;
            Ok(ExitCode::SUCCESS)
        }
        TargetCommand::Check { target, password_file, connect, output } => {
            check(target, password_file.as_deref(), &connect, output).await
        }
        TargetCommand::Statements { output } => all_statements(output),
    }
}

/// All targets of a running Auroscope.
pub(super) async fn all(server: &Server) -> Result<Vec<Value>> {
    let mut answer = server.get("/api/v1/targets", &[]).await?;
    Ok(answer["items"].as_array_mut().map(std::mem::take).unwrap_or_default())
}

/// A misspelt name must not look like a target on which nothing is slow.
pub(super) fn warn_of_unknown(asked: &[String], targets: &[Value]) {
    for unknown in asked.iter().filter(|asked| targets.iter().all(|target| target["id"] != asked.as_str())) {
        let known: Vec<String> = targets.iter().map(|target| text(&target["id"])).collect();
        say(format_args!(
            "there is no target '{unknown}' now (what is kept under that name is listed); there are: {}",
            known.join(", ")
        ));
    }
}

/// A server as it is named on the command line, with the same account whether it is added or only checked.
fn given(url: String, password_file: Option<&Path>) -> Result<NewTarget> {
    let password = password_file.map(secret_file).transpose()?.map(Into::into);
    let new = NewTarget { id: None, url, password, tls: None, tls_ca_file: None };
    complete(new, &Layers::of_environment()?)
}

async fn add(server: &Server, new: &NewTarget, output: Output) -> Result<ExitCode> {
    let ca_file = new.tls_ca_file.as_deref();
    let body = json!({
        "id": new.id,
        "url": new.url,
        "password": new.password.as_ref().map(ExposeSecret::expose_secret),
        "tls": new.tls,
        "tls_ca_file": ca_file.map(|file| file.to_str().context("the path of the CA file is no UTF-8")).transpose()?,
    });
    let added = server.post("/api/v1/targets", &body).await?;
    // Nothing is known yet of how it does: `target list` will say.
    let row = ["id", "", "user", "tls", "has_password"].map(|name| match name {
        "" => address(&added),
        name => text(&added[name]),
    });
    let columns = vec!["id", "address", "user", "tls", "has_password"];
    print(&Listing { columns, rows: vec![row.to_vec()], json: added }, output.output)?;
    Ok(ExitCode::SUCCESS)
}

fn address(target: &Value) -> String {
    format!("{}:{}", text(&target["host"]), text(&target["port"]))
}

fn list(items: Vec<Value>, output: Output) -> Result<ExitCode> {
    let rows = items
        .iter()
        .map(|item| {
            let health = &item["health"];
            let collector = &health["collectors"][0];
            let problem = text(&item["problem"]);
            let phase = if item["enabled"] == false {
                "paused".into()
            } else if problem.is_empty() {
                text(&collector["phase"])
            } else {
                "not watched".into()
            };
            let cost = health["own_cost"]["server_us_per_s"].as_f64();
            vec![
                text(&item["id"]),
                address(item),
                text(&item["user"]),
                phase,
                text(&health["server_version"]),
                cost.map(|us| format!("{}/s", duration(us as u64))).unwrap_or_default(),
                if problem.is_empty() { text(&collector["last_error"]) } else { problem },
            ]
        })
        .collect();
    let columns = vec!["id", "address", "user", "phase", "version", "own_cost", "last_error"];
    print(&Listing { columns, rows, json: Value::Array(items) }, output.output)?;
    Ok(ExitCode::SUCCESS)
}

async fn check(
    target: String,
    password_file: Option<&Path>,
    connect: &Connect,
    output: Output,
) -> Result<ExitCode> {
    let health: TargetHealth = match target.parse::<TargetId>() {
        Ok(id) => {
            let path = format!("/api/v1/targets/{id}/check");
            let answer = Server::new(connect)?.post(&path, &Value::Null).await?;
            serde_json::from_value(answer).context("the server's answer is not the health of a target")?
        }
        // What cannot be a name is a URL, or is told how to become one.
        Err(_) => {
            let endpoint = given(target, password_file)?.endpoint()?;
            let id = TargetId::from_endpoint(&endpoint.host, endpoint.port);
            let checked = auroscope_server::check_server(id, endpoint).await;
            checked.map_err(|error| anyhow::anyhow!(error.chain()))?
        }
    };
    let rows = health
        .capabilities
        .iter()
        .map(|capability| {
            vec![
                mark(capability.state).to_owned(),
                capability.id.clone(),
                capability.why.clone(),
                capability.fix.clone().unwrap_or_default(),
            ]
        })
        .collect();
    say(format_args!(
        "{} is MySQL {}",
        health.target,
        health.server_version.as_deref().unwrap_or("of unknown version")
    ));
    print(
        &Listing { columns: vec!["", "what", "why", "fix"], rows, json: serde_json::to_value(&health)? },
        output.output,
    )?;
    let worst = |state| health.capabilities.iter().any(|capability| capability.state == state);
    Ok(match (worst(CapabilityState::No), worst(CapabilityState::Unknown)) {
        (true, _) => ExitCode::FAILURE,
        (false, true) => ExitCode::from(3),
        (false, false) => ExitCode::SUCCESS,
    })
}

fn mark(state: CapabilityState) -> &'static str {
    match state {
        CapabilityState::Yes => "✓ yes",
        CapabilityState::Partly => "~ partly",
        CapabilityState::No => "✗ no",
        CapabilityState::Unknown => "? unknown",
    }
}

fn all_statements(output: Output) -> Result<ExitCode> {
    let rows = statements::FAMILIES
        .iter()
        .map(|family| {
            let sql = family.sql.split_whitespace().collect::<Vec<_>>().join(" ");
            vec![family.name.into(), family.when.into(), family.grant.into(), sql]
        })
        .collect::<Vec<Vec<String>>>();
    let json = rows
        .iter()
        .map(|row| json!({"name": row[0], "when": row[1], "grant": row[2], "sql": row[3]}))
        .collect();
    print(&Listing { columns: vec!["name", "when", "grant", "sql"], rows, json }, output.output)?;
    Ok(ExitCode::SUCCESS)
}
