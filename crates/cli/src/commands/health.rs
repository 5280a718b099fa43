//! `auroscope health`: is the server alive and ready. Exit code 0 when it is.

use std::process::ExitCode;

use anyhow::Result;

use crate::arguments::Connect;
use crate::client::Server;
use crate::output::write;

pub(super) async fn run(connect: &Connect) -> Result<ExitCode> {
    let server = Server::new(connect)?;
    let ready = server.get("/readyz", &[]).await?;
    write(&format!(
        "ok: {} targets, {} seen now ({})\n",
        ready["targets"],
        ready["targets_seen"],
        server.base()
    ))?;
    Ok(ExitCode::SUCCESS)
}
