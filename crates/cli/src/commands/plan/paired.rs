//! `auroscope plan diff`: two plans, from files or kept by a running Auroscope, step beside step.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use auroscope_model::PlanId;
use auroscope_plan::{Plan, alike, diff};
use clap::{Args, ValueHint};

use super::{PlanFormat, described, document, kept};
use crate::arguments::Connect;
use crate::client::Server;
use crate::output::{json, say, width, write};

const EXAMPLES: &str = "Examples:
  auroscope plan diff before.json after.json
  mysql -e 'explain format=tree select …' shop | auroscope plan diff yesterday.txt -
  auroscope plan diff 5d61edde000000000000000000000001 5d61edde000000000000000000000002
  auroscope plan diff 5d61edde000000000000000000000001 after.txt -o markdown >> incident.md

What exists as a file is that file; else 32 hexadecimal digits are the id of a kept plan.
Signs: ~ changed, > moved, + added, - removed.
Exit codes: 0 compared (equal or not), 1 not readable or no plan, 2 wrong usage.";

/// Compare two plans: what moved, which index is another, rows and cost before and after.
///
/// Each is a file, or the id of a plan that a running Auroscope keeps, from `auroscope plan list`; files need no server. Any
/// two plans can be compared, also of different formats; then only what both say counts. Of a kept plan the document
/// is taken that says the same things as the other plan, where there is one.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct DiffArguments {
    /// The plan before: a file, - for standard input, or an id.
    #[arg(value_name = "BEFORE", value_hint = ValueHint::FilePath)]
    before: PathBuf,
    /// The plan after: a file, - for standard input, or an id.
    #[arg(value_name = "AFTER", value_hint = ValueHint::FilePath)]
    after: PathBuf,
    /// How to print.
    #[arg(short, long, value_enum, default_value = "table")]
    output: PlanFormat,
    #[command(flatten)]
    connect: Connect,
}

pub(super) fn run(arguments: &DiffArguments) -> Result<ExitCode> {
    if document::is_standard_input(&arguments.before) && document::is_standard_input(&arguments.after) {
        say("only one of two plans can come from standard input");
        return Ok(ExitCode::from(2));
    }
    let (before, after) =
        alike(plans(&arguments.before, &arguments.connect)?, plans(&arguments.after, &arguments.connect)?)
            .context("there is no plan")?;
    let diff = diff(&before, &after);
    let text = match arguments.output {
        PlanFormat::Table => diff.lines(width(), described::style()).join("\n") + "\n",
        PlanFormat::Json => {
            json(&serde_json::to_value(&diff).context("cannot write the comparison as JSON")?)
        }
        PlanFormat::Markdown => diff.markdown(),
    };
    write(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// One side: what a file holds, or each document of a kept plan.
fn plans(given: &Path, connect: &Connect) -> Result<Vec<Plan>> {
    // What cannot be looked at is told as that when it is read.
    if document::is_standard_input(given) || given.try_exists().unwrap_or(true) {
        return Ok(vec![document::plan(given)?]);
    }
    let name = given.display();
    let id = given.to_str().and_then(|text| text.parse::<PlanId>().ok());
    let Some(id) = id else {
        let plan =
            document::plan(given).context("no file, and no id of a kept plan (32 hexadecimal digits)")?;
        return Ok(vec![plan]);
    };
    let asked = async { kept::plans(&Server::new(connect)?, id).await };
    super::super::runtime()?
        .block_on(asked)
        .with_context(|| format!("there is no file {name}, so it was taken for the id of a kept plan"))
}
