//! `auroscope digest --problems`: what could not be read as an entry, and where it stands.

use anyhow::Result;
use auroscope_slowlog::digest::{FoundProblem, Summary};

use super::arguments::ReportFormat;
use super::document::{Block, Cell, Grid, Shape, Tone};
use super::laid_out;
use crate::arguments::Format;
use crate::output::{Listing, say, write};

const COLUMNS: [&str; 6] = ["file", "offset", "bytes", "lines", "problem", "what"];

pub(super) fn print(
    problems: &[FoundProblem],
    summary: &Summary,
    names: &[String],
    format: ReportFormat,
) -> Result<()> {
    if summary.problems.is_empty() {
        say("no problems: every byte belongs to an entry");
    }
    let rows: Vec<[String; 6]> = problems
        .iter()
        .map(|found| {
            let problem = &found.problem;
            [
                names.get(found.source).cloned().unwrap_or_default(),
                problem.offset.to_string(),
                problem.length.to_string(),
                problem.lines.to_string(),
                problem.kind.name().to_owned(),
                problem.kind.to_string(),
            ]
        })
        .collect();
    match format {
        ReportFormat::Json | ReportFormat::Csv => {
            let json = rows.iter().map(|[file, offset, bytes, lines, problem, what]| {
                serde_json::json!({
                    "file": file, "offset": offset.parse::<u64>().ok(), "bytes": bytes.parse::<u64>().ok(),
                    "lines": lines.parse::<u64>().ok(), "problem": problem, "what": what,
                })
            });
            let json = json.collect();
            let rows = rows.iter().map(|row| row.to_vec()).collect();
            let format = if format == ReportFormat::Json { Format::Json } else { Format::Csv };
            crate::output::print(&Listing { columns: COLUMNS.to_vec(), rows, json }, format)?;
        }
        _ if rows.is_empty() => {}
        format => {
            write(&laid_out(&[Block::Table(grid(&rows))], format))?;
        }
    }
    Ok(())
}

fn grid(rows: &[[String; 6]]) -> Grid {
    let shapes = [Shape::Text, Shape::Number, Shape::Number, Shape::Number, Shape::Text, Shape::Text];
    let [file, offset, bytes, lines, problem, what] = COLUMNS;
    let columns = [file, offset, bytes, lines, problem, what];
    let columns: Vec<(&'static str, Shape)> = columns.into_iter().zip(shapes).collect();
    let mut grid = Grid::new(&columns);
    grid.rows = rows
        .iter()
        .map(|[file, offset, bytes, lines, problem, what]| {
            vec![
                Cell::from(file.as_str()),
                Cell::toned(offset.as_str(), Tone::Strong),
                bytes.as_str().into(),
                lines.as_str().into(),
                problem.as_str().into(),
                what.as_str().into(),
            ]
        })
        .collect();
    grid
}
