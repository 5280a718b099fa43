//! `auroscope plan …`: execution plans, from files without any server, and those that a running Auroscope keeps.

mod described;
mod document;
mod explain;
mod kept;
mod list;
mod paired;
mod show;
mod take;

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Subcommand, ValueEnum};

use self::explain::ExplainArguments;
use self::list::ListArguments;
use self::paired::DiffArguments;
use self::show::ShowArguments;
use self::take::TakeArguments;
use crate::output::say;

/// What to do with plans.
#[derive(Debug, Subcommand)]
pub(crate) enum PlanCommand {
    Explain(ExplainArguments),
    Diff(Box<DiffArguments>),
    /// List the plans that a running Auroscope keeps, the last seen first.
    List(Box<ListArguments>),
    /// Show a plan that is kept: whose it is, its steps, what stands out.
    Show(Box<ShowArguments>),
    /// Take the plan of a slow query now.
    Take(Box<TakeArguments>),
}

/// How to print a plan, which is a tree and no list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PlanFormat {
    /// Steps as lines for a terminal.
    Table,
    /// JSON, as the API gives it.
    Json,
    /// A document in Markdown, for an issue or a wiki.
    Markdown,
}

pub(super) fn run(command: PlanCommand) -> Result<ExitCode> {
    match command {
        PlanCommand::Explain(arguments) => explain::run(&arguments),
        PlanCommand::Diff(arguments) => paired::run(&arguments),
        PlanCommand::List(arguments) => super::runtime()?.block_on(list::run(*arguments)),
        PlanCommand::Show(arguments) => super::runtime()?.block_on(show::run(*arguments)),
        PlanCommand::Take(arguments) => super::runtime()?.block_on(take::run(*arguments)),
    }
}

fn write_picture(file: &Path, picture: &str) -> Result<()> {
    fs::write(file, picture).with_context(|| format!("cannot write {}", file.display()))?;
    say(format_args!("the picture is in {}", file.display()));
    Ok(())
}
