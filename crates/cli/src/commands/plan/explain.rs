//! `auroscope plan explain`: a plan from a file, with what stands out of it. Needs no server.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use auroscope_plan::{
    Facts, Finding, Format, Plan, PlanDocument, SvgTheme, TreeTableStyle, findings, layout, markdown, svg,
    tree_table,
};
use auroscope_sql::SqlMode;
use clap::{Args, ValueHint};
use serde_json::json;

use super::{PlanFormat, document};
use crate::output::{is_coloured, printable, say, width, write};

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
    /// The statement, in a file: with it more is found than a plan alone tells.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    sql: Option<PathBuf>,
}

pub(super) fn run(arguments: &ExplainArguments) -> Result<ExitCode> {
    let statement = arguments.sql.as_deref().map(document::statement).transpose()?;
    let plan = document::plan(&arguments.file)?;
    let facts = Facts { statement: statement.as_deref(), ..Facts::default() };
    let found = findings(&plan, &facts);
    if let Some(file) = &arguments.svg {
        let picture = svg(&plan, &layout(&plan), SvgTheme::Auto);
        fs::write(file, picture).with_context(|| format!("cannot write {}", file.display()))?;
        say(format_args!("the picture is in {}", file.display()));
    }
    let text = match arguments.output {
        PlanFormat::Table => described(&plan, &found),
        PlanFormat::Json => {
            let view = json!({"plan": plan, "findings": found, "layout": layout(&plan)});
            let shape = plan.shape().to_string();
            format!("{:#}\n", json!({"plan": view, "shape": shape, "shape_text": plan.shape_text()}))
        }
        PlanFormat::Markdown => written(&plan, &found, statement.as_deref()),
    };
    write(&text)?;
    Ok(ExitCode::SUCCESS)
}

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

/// The plan for a terminal.
fn described(plan: &Plan, found: &[Finding]) -> String {
    let mut shown = format!("{}, shape {}", plan.format.name(), plan.shape());
    if let Some(cost) = plan.total_cost {
        shown.push_str(&format!(", cost {cost:.2}"));
    }
    if let Some(time) = plan.total_time_ms {
        shown.push_str(&format!(", {time:.2} ms measured"));
    }
    shown.push_str("\n\n");
    let style = TreeTableStyle { color: is_coloured(), ..TreeTableStyle::default() };
    for line in tree_table(plan, width(), style) {
        shown.push_str(&line);
        shown.push('\n');
    }
    for finding in found {
        shown.push('\n');
        shown.push_str(&paragraph(&format!("{}: ", finding.severity.as_str()), &finding.title));
        for (name, sentence) in
            [("why", &finding.why), ("try", &finding.remedy), ("disprove", &finding.disprove)]
        {
            if !sentence.is_empty() {
                shown.push_str(&paragraph(&format!("  {name:<9}"), sentence));
            }
        }
        for candidate in &finding.candidates {
            // Whole, so that it can be copied.
            shown.push_str(&format!("  {}\n", printable(&candidate.ddl)));
            shown.push_str(&paragraph("    ", &candidate.note));
        }
    }
    if found.is_empty() {
        shown.push_str("\nNothing stands out.\n");
    }
    shown
}

/// Text behind a name, broken between words; further lines stand below its beginning.
fn paragraph(name: &str, text: &str) -> String {
    let room = width().saturating_sub(name.len()).max(24);
    let mut lines = vec![String::new()];
    let mut taken = 0;
    for word in printable(text).split(' ') {
        let columns = unicode_width::UnicodeWidthStr::width(word);
        if taken > 0 && taken + 1 + columns > room {
            lines.push(String::new());
            taken = 0;
        }
        if let Some(line) = lines.last_mut() {
            if taken > 0 {
                line.push(' ');
                taken += 1;
            }
            line.push_str(word);
            taken += columns;
        }
    }
    let indent = " ".repeat(name.len());
    let text: Vec<String> = lines
        .iter()
        .enumerate()
        .map(|(place, line)| format!("{}{line}\n", if place == 0 { name } else { &indent }))
        .collect();
    text.concat()
}
