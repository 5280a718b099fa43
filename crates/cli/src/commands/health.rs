//! `auroscope health`: is the server alive and ready. Exit code 0 when it is.

use std::process::ExitCode;

use anyhow::Result;

use super::describe::text;
use crate::arguments::{Connect, Output};
use crate::client::Server;
use crate::output::{Listing, print};

pub(super) async fn run(connect: &Connect, output: Output) -> Result<ExitCode> {
    let server = Server::new(connect)?;
    let ready = server.get("/readyz", &[]).await?;
    let columns = vec!["health", "targets", "targets_seen", "server"];
    let rows = vec![vec![
        "ok".to_owned(),
        text(&ready["targets"]),
        text(&ready["targets_seen"]),
        server.base().to_owned(),
    ]];
    print(&Listing { columns, rows, json: ready }, output.output)?;
    Ok(ExitCode::SUCCESS)
}
