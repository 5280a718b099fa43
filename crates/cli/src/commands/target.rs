//! `auroscope target add|list|remove|check|statements`.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};
use auroscope_model::{CapabilityState, TargetHealth, TargetId};
use auroscope_mysql::{Endpoint, parse_tls, statements};
use serde_json::{Value, json};

use super::describe::{duration, text};
use crate::arguments::{Connect, Output, Serve, TargetCommand};
use crate::client::Server;
use crate::output::{Listing, print, say};
use crate::settings::{Layers, secret_file, with_user};

pub(super) async fn run(command: TargetCommand) -> Result<ExitCode> {
    match command {
        TargetCommand::Add { url, id, password_file, tls, tls_ca_file, connect, output } => {
            let mut body = json!({"id": id, "url": url, "password": password(password_file.as_deref())?});
            if let Some(tls) = tls {
                body["tls"] = serde_json::to_value(parse_tls(&tls)?)?;
            }
            if let Some(file) = tls_ca_file {
                body["tls_ca_file"] = json!(file);
            }
            let added = Server::new(&connect)?.post("/api/v1/targets", &body).await?;
            list(vec![added], output)
        }
        TargetCommand::List { connect, output } => {
            let mut answer = Server::new(&connect)?.get("/api/v1/targets", &[]).await?;
            let items = answer["items"].as_array_mut().map(std::mem::take).unwrap_or_default();
            list(items, output)
        }
        TargetCommand::Remove { id, connect } => {
            Server::new(&connect)?.delete(&format!("/api/v1/targets/{id}")).await?;
            say(format_args!("target {id} is no longer watched"));
            Ok(ExitCode::SUCCESS)
        }
        TargetCommand::Check { target, password_file, connect, output } => {
            check(&target, password_file.as_deref(), &connect, output).await
        }
        TargetCommand::Statements { output } => all_statements(output),
    }
}

/// A password from a file or the environment; none leaves it to the URL.
fn password(file: Option<&Path>) -> Result<Option<String>> {
    if let Some(file) = file {
        return secret_file(file).map(Some);
    }
    let password = Layers::read(&Serve::default())?.text("target_password");
    Ok((!password.is_empty()).then_some(password))
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
                format!("{}:{}", text(&item["host"]), text(&item["port"])),
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

async fn check(target: &str, file: Option<&Path>, connect: &Connect, output: Output) -> Result<ExitCode> {
    let health: TargetHealth = if target.contains("://") {
        let user = Layers::read(&Serve::default())?.text("target_user");
        let mut endpoint = Endpoint::parse(&with_user(target, &user))?;
        if endpoint.password.is_none() {
            endpoint.password = password(file)?.map(Into::into);
        }
        let id = TargetId::from_endpoint(&endpoint.host, endpoint.port);
        auroscope_server::check_server(id, endpoint).await.map_err(|error| anyhow::anyhow!(error.chain()))?
    } else {
        let answer =
            Server::new(connect)?.post(&format!("/api/v1/targets/{target}/check"), &Value::Null).await?;
        serde_json::from_value(answer).context("the server's answer is not the health of a target")?
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
