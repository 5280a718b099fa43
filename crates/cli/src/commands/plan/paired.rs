//! `auroscope plan diff`: two plans from files, step beside step. Needs no server.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use auroscope_plan::{TreeTableStyle, diff};
use clap::{Args, ValueHint};

use super::{PlanFormat, document};
use crate::output::{is_coloured, say, width, write};

const EXAMPLES: &str = "Examples:
  auroscope plan diff before.json after.json
  mysql -e 'explain format=tree select …' shop | auroscope plan diff yesterday.txt -
  auroscope plan diff before.txt after.txt -o markdown >> incident.md

Signs: ~ changed, > moved, + added, - removed.
Exit codes: 0 compared (equal or not), 1 not readable or no plan, 2 wrong usage.";

/// Compare two plans: what moved, which index is another, rows and cost before and after. Needs no server.
///
/// Any two plans can be compared, also of different formats; then only what both say counts.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct DiffArguments {
    /// The plan before; - is standard input.
    #[arg(value_name = "BEFORE", value_hint = ValueHint::FilePath)]
    before: PathBuf,
    /// The plan after; - is standard input.
    #[arg(value_name = "AFTER", value_hint = ValueHint::FilePath)]
    after: PathBuf,
    /// How to print.
    #[arg(short, long, value_enum, default_value = "table")]
    output: PlanFormat,
}

pub(super) fn run(arguments: &DiffArguments) -> Result<ExitCode> {
    if document::is_standard_input(&arguments.before) && document::is_standard_input(&arguments.after) {
        say("only one of two plans can come from standard input");
        return Ok(ExitCode::from(2));
    }
    let (before, after) = (document::plan(&arguments.before)?, document::plan(&arguments.after)?);
    let diff = diff(&before, &after);
    let text = match arguments.output {
        PlanFormat::Table => {
            let style = TreeTableStyle { color: is_coloured(), ..TreeTableStyle::default() };
            diff.lines(width(), style).join("\n") + "\n"
        }
        PlanFormat::Json => {
            let json = serde_json::to_value(&diff).context("cannot write the comparison as JSON")?;
            format!("{json:#}\n")
        }
        PlanFormat::Markdown => diff.markdown(),
    };
    write(&text)?;
    Ok(ExitCode::SUCCESS)
}
