//! The profile: a row for each group, the one that matters most first.

use auroscope_slowlog::digest::{Class, GroupBy, Report};

use super::{About, anchor, nouns, title};
use crate::commands::digest::document::{Block, Cell, Grid, Shape, Tone};
use crate::commands::digest::figures::{duration, percent, thousands};

/// Digits of a fingerprint that tell it from the others of a report.
const SHORT_FINGERPRINT: usize = 8;

pub(in crate::commands::digest) fn profile(report: &Report, about: &About<'_>) -> Vec<Block> {
    if report.classes.is_empty() {
        return Vec::new();
    }
    let is_statement = *about.group_by == GroupBy::Fingerprint;
    let mut columns = vec![("rank", Shape::Number)];
    if is_statement {
        columns.push(("id", Shape::Text));
    }
    columns.extend([
        ("time", Shape::Number),
        ("share", Shape::Number),
        ("calls", Shape::Number),
        ("per call", Shape::Number),
        ("p95", Shape::Number),
        ("V/M", Shape::Number),
    ]);
    columns.push(if is_statement { ("statement", Shape::Statement) } else { ("group", Shape::Text) });
    let mut grid = Grid::new(&columns);
    grid.rows = report.classes.iter().map(|class| row(class, is_statement)).collect();
    let mut blocks = vec![
        Block::Label(format!("Profile of {}, by {}", nouns(about.group_by).1, about.order_by)),
        Block::Table(grid),
    ];
    if let Some(other) = &report.other {
        let least = if other.groups_is_exact { "" } else { "at least " };
        let figures = &other.figures;
        blocks.push(Block::Note(format!(
            "Not shown: {least}{} more with {} execution{} and {}, {} of all time.",
            thousands(other.groups),
            thousands(figures.count),
            if figures.count == 1 { "" } else { "s" },
            duration(figures.query_time.sum_us as f64),
            percent(other.share),
        )));
    }
    if *about.group_by == GroupBy::Table {
        blocks.push(Block::Note(
            "An execution counts for each of its tables, so shares add up to more.".into(),
        ));
    }
    blocks
}

fn row(class: &Class, is_statement: bool) -> Vec<Cell> {
    let time = &class.figures.query_time;
    let mut cells = vec![Cell::from(class.rank.to_string())];
    if is_statement {
        let fingerprint = class.fingerprint.map(|fingerprint| fingerprint.to_string()).unwrap_or_default();
        let short = fingerprint.get(..SHORT_FINGERPRINT).unwrap_or(&fingerprint);
        cells.push(Cell::toned(short, Tone::Faint).linked(&anchor(class)));
    }
    cells.extend([
        Cell::toned(duration(time.sum_us as f64), Tone::Strong),
        percent(class.share).into(),
        thousands(class.figures.count).into(),
        duration(time.mean_us).into(),
        duration(time.p95_us as f64).into(),
        format!("{:.2}", class.variance_to_mean).into(),
        Cell::from(title(class)).linked(&anchor(class)),
    ]);
    cells
}
