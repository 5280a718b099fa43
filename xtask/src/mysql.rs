//! `cargo xtask mysql`: a MySQL server to develop with.

use std::os::unix::process::CommandExt as _;

use auroscope_testkit::{Installation, MysqlOptions, MysqlServer, dev_folder, free_port_near};
use clap::Subcommand;

#[derive(Subcommand)]
pub(crate) enum Mysql {
    /// Install it if need be and run it until Ctrl-C; its data are kept
    Start {
        /// The port, or the next free one
        #[arg(long, default_value_t = 23307)]
        port: u16,
        /// More arguments of mysqld
        #[arg(last = true)]
        arguments: Vec<String>,
    },
    /// The mysql client on it
    Client {
        /// The port it was started on
        #[arg(long, default_value_t = 23307)]
        port: u16,
        /// Arguments of the client
        #[arg(last = true)]
        arguments: Vec<String>,
    },
}

pub(crate) async fn run(command: Mysql) -> anyhow::Result<()> {
    match command {
        Mysql::Start { port, arguments } => start(port, arguments).await,
        Mysql::Client { port, arguments } => client(port, &arguments),
    }
}

async fn start(port: u16, arguments: Vec<String>) -> anyhow::Result<()> {
    let mut options =
        MysqlOptions::new().port(free_port_near(port)?).keep_data_in(dev_folder()?.join("developer"));
    for argument in arguments {
        options = options.arg(argument);
    }
    let mut server = MysqlServer::start(options)?;
    println!("MySQL {} answers at {}; Ctrl-C stops it", server.installation().version(), server.url());
    tokio::signal::ctrl_c().await?;
    server.stop()
}

fn client(port: u16, arguments: &[String]) -> anyhow::Result<()> {
    let mut client = Installation::ensure()?.command("bin/mysql");
    client
        .args(["--no-defaults", "--commands", "--host=127.0.0.1", "--user=root"])
        .arg(format!("--port={port}"));
    Err(anyhow::Error::new(client.args(arguments).exec()).context("cannot run the mysql client"))
}
