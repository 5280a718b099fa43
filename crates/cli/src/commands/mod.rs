//! One file for each command.

mod aws;
mod cloudwatch;
mod config;
mod describe;
mod digest;
mod fingerprint;
mod health;
mod inventory;
mod plan;
mod report;
mod serve;
mod slow;
mod storing;
mod target;

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::CommandFactory;

use crate::arguments::{Arguments, Command};
use crate::output;

pub(crate) use self::aws::{AwsArguments, AwsCommand, AwsFlags};
pub(crate) use self::cloudwatch::CloudwatchCommand;
pub(crate) use self::digest::DigestArguments;
pub(crate) use self::fingerprint::FingerprintArguments;
pub(crate) use self::inventory::InventoryCommand;
pub(crate) use self::plan::PlanCommand;
pub(crate) use self::report::ReportCommand;
pub(crate) use self::slow::SlowCommand;

/// Runs what was asked for.
pub(crate) fn run(arguments: Arguments) -> Result<ExitCode> {
    match arguments.command {
        Command::Serve(flags) => runtime()?.block_on(serve::run(*flags)),
        Command::Target(command) => runtime()?.block_on(target::run(command)),
        Command::Slow(command) => runtime()?.block_on(slow::run(command)),
        Command::Plan(command) => plan::run(command),
        Command::Report(command) => report::run(command),
        Command::Aws(command) => aws::run(command),
        Command::Cloudwatch(command) => cloudwatch::run(command),
        Command::Inventory(command) => inventory::run(command),
        Command::Digest(arguments) => digest::run(*arguments),
        Command::Fingerprint(arguments) => fingerprint::run(&arguments),
        Command::Config(command) => config::run(command),
        Command::Health { connect, output } => runtime()?.block_on(health::run(&connect, output)),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "auroscope", &mut script);
            output::write(&String::from_utf8_lossy(&script))?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Man { folder } => manual_pages(&folder),
    }
}

fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().context("cannot start the runtime")
}

fn manual_pages(folder: &Path) -> Result<ExitCode> {
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    clap_mangen::generate_to(Arguments::command(), folder)
        .with_context(|| format!("cannot write into {}", folder.display()))?;
    Ok(ExitCode::SUCCESS)
}
