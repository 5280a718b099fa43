//! Two digests side by side: what got slower or faster, what is new, what is gone.

use auroscope_slowlog::digest::{Change, ChangeVerdict, Comparison, Side, Summary};

use super::time;
use crate::commands::digest::document::{Block, Cell, Grid, Shape, Tone};
use crate::commands::digest::figures::{count, duration, thousands};

/// The comparison, `limit` changes of each kind at most.
pub(in crate::commands::digest) fn comparison(
    comparison: &Comparison,
    names: [&str; 2],
    limit: usize,
) -> Vec<Block> {
    let mut blocks = vec![Block::Title(format!("{} → {}", names[0], names[1]))];
    let facts = [("before", &comparison.before), ("after", &comparison.after)];
    blocks.push(Block::Facts(facts.map(|(name, summary)| (name.to_owned(), told(summary))).into()));
    let unit = if comparison.is_per_hour { "time per hour" } else { "time" };
    let kinds = [
        (ChangeVerdict::Slower, "Slower", Tone::Bad),
        (ChangeVerdict::New, "New", Tone::Bad),
        (ChangeVerdict::Faster, "Faster", Tone::Good),
        (ChangeVerdict::Gone, "Gone", Tone::Good),
        (ChangeVerdict::Same, "No clear change per call", Tone::Plain),
    ];
    for (verdict, title, tone) in kinds {
        let changes: Vec<&Change> =
            comparison.changes.iter().filter(|change| change.verdict == verdict).collect();
        if changes.is_empty() {
            continue;
        }
        blocks.push(Block::Label(format!("{title}: {}", thousands(changes.len() as u64))));
        let mut grid = Grid::new(&[
            ("id", Shape::Text),
            (unit, Shape::Number),
            ("change", Shape::Number),
            ("per call", Shape::Number),
            ("×", Shape::Number),
            ("calls", Shape::Number),
            ("what", Shape::Statement),
        ]);
        grid.rows =
            changes.iter().take(limit).map(|change| row(change, tone, comparison.is_per_hour)).collect();
        blocks.push(Block::Table(grid));
        if changes.len() > limit {
            blocks
                .push(Block::Note(format!("Not shown: {} more.", thousands((changes.len() - limit) as u64))));
        }
    }
    if comparison.is_incomplete {
        blocks.push(Block::Note(
            "One of the two does not hold all of its groups: what seems new or gone may only have been left out."
                .into(),
        ));
    }
    blocks
}

fn told(summary: &Summary) -> String {
    let range = match (summary.range_start, summary.range_end) {
        (Some(start), Some(end)) => format!(", {} to {}", time(start), time(end)),
        _ => String::new(),
    };
    let time = duration(summary.query_time_sum_us as f64);
    format!("{} executions, {time} query time{range}", thousands(summary.events))
}

fn row(change: &Change, tone: Tone, is_per_hour: bool) -> Vec<Cell> {
    let total =
        |side: &Side| if is_per_hour { side.time_us_per_hour } else { Some(side.query_time_sum_us as f64) };
    let calls = |side: &Side| if is_per_hour { side.count_per_hour } else { Some(side.count as f64) };
    let fingerprint = change.fingerprint.map(|name| name.to_string()).unwrap_or_default();
    let name = change.normalized.as_deref().or(change.group.as_deref()).unwrap_or("(none)");
    let sign = if change.time_change_us > 0.0 { "+" } else { "" };
    vec![
        Cell::toned(fingerprint.get(..8).unwrap_or_default(), Tone::Faint),
        both(change, |side| total(side).map(duration)).into(),
        Cell::toned(format!("{sign}{}", duration(change.time_change_us)), tone),
        both(change, |side| Some(duration(side.mean_us))).into(),
        Cell::toned(change.mean_ratio.map_or_else(String::new, |ratio| format!("{ratio:.2}")), Tone::Strong),
        both(change, |side| calls(side).map(count)).into(),
        name.into(),
    ]
}

/// `before → after`, or the one that there is.
fn both(change: &Change, show: impl Fn(&Side) -> Option<String>) -> String {
    let side = |side: &Option<Side>| side.as_ref().and_then(&show);
    match (side(&change.before), side(&change.after)) {
        (Some(before), Some(after)) if before == after => before,
        (Some(before), Some(after)) => format!("{before} → {after}"),
        (before, after) => before.or(after).unwrap_or_default(),
    }
}
