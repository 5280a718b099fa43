//! `auroscope plan explain`: a plan from a file, with what stands out of it. Needs no server.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use auroscope_plan::{Facts, Finding, Format, Plan, PlanDocument, SvgTheme, findings, layout, markdown, svg};
use auroscope_sql::SqlMode;
use clap::{Args, ValueHint};
use serde_json::{Value, json};

use super::{PlanFormat, described, document, write_picture};
use crate::output::{self, say, write};

const EXAMPLES: &str = "Examples:
  mysql -e 'explain format=tree select …' shop | auroscope plan explain -
  auroscope plan explain plan.json --sql statement.sql
  auroscope plan explain analyzed.txt --svg plan.svg -o markdown > plan.md

Exit codes: 0 explained, 1 not readable or no plan, 2 wrong usage.";

/// Explain a plan: its steps, and what stands out with what to try. Needs no server and no set-up.
///
/// Reads what EXPLAIN or EXPLAIN ANALYZE said in any format: TREE, JSON of version 1 or 2, the traditional rows, and
/// MariaDB's; as it came, or with the boxes and headings that a client puts around it.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ExplainArguments {
    /// What EXPLAIN said; - is standard input.
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    file: PathBuf,
    /// How to print.
    #[arg(short, long, value_enum, default_value = "table")]
    output: PlanFormat,
    /// Write the plan's picture into this file.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    svg: Option<PathBuf>,
    /// The statement, in a file or - for standard input: with it more is found than a plan alone tells.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    sql: Option<PathBuf>,
}

pub(super) fn run(arguments: &ExplainArguments) -> Result<ExitCode> {
    if document::is_standard_input(&arguments.file)
        && arguments.sql.as_deref().is_some_and(document::is_standard_input)
    {
        say("only one of plan and statement can come from standard input");
        return Ok(ExitCode::from(2));
    }
    let statement = arguments.sql.as_deref().map(document::statement).transpose()?;
    let plan = document::plan(&arguments.file)?;
    let facts = Facts { statement: statement.as_deref(), ..Facts::default() };
    let found = findings(&plan, &facts);
    if let Some(file) = &arguments.svg {
        write_picture(file, &svg(&plan, &layout(&plan), SvgTheme::Auto))?;
    }
    let text = match arguments.output {
        PlanFormat::Table => {
            let found: Vec<Value> = found
                .iter()
                .map(serde_json::to_value)
                .collect::<Result<_, _>>()
                .context("cannot write the findings as JSON")?;
            described::steps(&plan) + &described::findings(&found)
        }
        PlanFormat::Json => {
            let view = json!({"plan": plan, "findings": found, "layout": layout(&plan)});
            let shape = plan.shape().to_string();
            output::json(&json!({"plan": view, "shape": shape, "shape_text": plan.shape_text()}))
        }
        PlanFormat::Markdown => written(&plan, &found, statement.as_deref()),
    };
    write(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// The plan as a document.
fn written(plan: &Plan, found: &[Finding], statement: Option<&str>) -> String {
    let sql = statement.map(|statement| auroscope_sql::format(statement, SqlMode::default()));
    let raw = Some(plan.raw.as_str());
    let (tree, json, rows) = match plan.format {
        Format::Tree => (raw, None, None),
        Format::JsonV1 | Format::JsonV2 | Format::MariadbJson => (None, raw, None),
        Format::Tabular | Format::MariadbTabular => (None, None, raw),
    };
    markdown(&PlanDocument {
        sql: sql.as_deref(),
        plan: Some(plan),
        findings: found,
        tree,
        json,
        rows,
        ..PlanDocument::default()
    })
}
