//! A document on a terminal: aligned by what characters really take, coloured only where that is seen.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::commands::digest::document::{Bar, Block, Cell, Grid, Shape, Tone};
use crate::commands::digest::figures::thousands;
use crate::output::{is_coloured, printable, printable_lines, size};

const NARROWEST: usize = 60;
/// A statement gets this much at least, though the line gets longer than the terminal.
const LEAST_STATEMENT: usize = 24;
/// A name that is longer is cut.
const MOST_TEXT: usize = 60;
/// Cells of the longest bar.
const BAR: usize = 40;
/// Characters of a statement; what is longer can be had as JSON.
const MOST_SQL: usize = 2_000;

/// What is written to.
#[derive(Debug, Clone, Copy)]
pub(in crate::commands::digest) struct Terminal {
    pub(in crate::commands::digest) width: usize,
    pub(in crate::commands::digest) height: usize,
    pub(in crate::commands::digest) is_coloured: bool,
}

impl Terminal {
    /// Standard output, as it is.
    pub(in crate::commands::digest) fn of_output() -> Self {
        let (width, height) = size();
        Self { width: width.max(NARROWEST), height, is_coloured: is_coloured() }
    }

    fn painted(self, text: &str, tone: Tone) -> String {
        let code = match tone {
            _ if !self.is_coloured || text.trim().is_empty() => return text.to_owned(),
            Tone::Plain => return text.to_owned(),
            Tone::Strong => "1",
            Tone::Faint => "2",
            Tone::Good => "32",
            Tone::Bad => "31",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }
}

/// The document as text.
pub(in crate::commands::digest) fn terminal(blocks: &[Block], on: Terminal) -> String {
    let mut text = String::new();
    for (place, block) in blocks.iter().enumerate() {
        let follows_label = place > 0 && matches!(blocks[place - 1], Block::Label(_));
        if place > 0 && !follows_label {
            text.push('\n');
        }
        match block {
            Block::Title(title) => text.push_str(&line(&on.painted(&printable(title), Tone::Strong))),
            Block::Section { title, remark, .. } => text.push_str(&section(title, remark, on)),
            Block::Label(label) => text.push_str(&line(&on.painted(&printable(label), Tone::Strong))),
            Block::Facts(facts) => text.push_str(&self::facts(facts, on)),
            Block::Table(grid) => text.push_str(&table(grid, on)),
            Block::Bars(bars) => text.push_str(&self::bars(bars)),
            Block::Sql(sql) => text.push_str(&self::sql(sql)),
            Block::Note(note) => text.push_str(&line(&on.painted(&printable(note), Tone::Faint))),
        }
    }
    text
}

fn line(text: &str) -> String {
    format!("{text}\n")
}

/// A rule with the group's name, so that an eye finds where the next one begins.
fn section(title: &str, remark: &str, on: Terminal) -> String {
    let (title, remark) = (printable(title), printable(remark));
    let title = cut(&title, on.width.saturating_sub(8).max(LEAST_STATEMENT));
    let rule = on.width.saturating_sub(title.width() + 4);
    let head =
        format!("── {} {}", on.painted(&title, Tone::Strong), on.painted(&"─".repeat(rule), Tone::Faint));
    format!("\n{head}\n{remark}\n")
}

fn facts(facts: &[(String, String)], on: Terminal) -> String {
    let width = facts.iter().map(|(name, _)| name.width()).max().unwrap_or(0);
    facts
        .iter()
        .map(|(name, value)| {
            let name = on.painted(&padded(&printable(name), width, Shape::Text), Tone::Faint);
            format!("{name}  {}\n", printable(value))
        })
        .collect()
}

fn table(grid: &Grid, on: Terminal) -> String {
    let cells: Vec<Vec<String>> =
        grid.rows.iter().map(|row| row.iter().map(|cell| printable(&cell.text)).collect()).collect();
    let widths = widths(grid, &cells, on.width);
    let mut text = String::new();
    let laid_out = |place: usize, cell: &str| {
        let cell = cut(cell, widths[place]);
        // Nothing follows the last column.
        let is_last = place + 1 == widths.len() && grid.columns[place].shape != Shape::Number;
        if is_last { cell } else { padded(&cell, widths[place], grid.columns[place].shape) }
    };
    let head: Vec<String> =
        grid.columns.iter().enumerate().map(|(place, column)| laid_out(place, column.title)).collect();
    text.push_str(&line(on.painted(head.join("  ").trim_end(), Tone::Faint).as_str()));
    for (row, cells) in grid.rows.iter().zip(&cells) {
        let painted: Vec<String> = row
            .iter()
            .zip(cells)
            .enumerate()
            .map(|(place, (Cell { tone, .. }, text))| on.painted(&laid_out(place, text), *tone))
            .collect();
        text.push_str(&line(painted.join("  ").trim_end()));
    }
    text
}

/// How wide each column is; statements get what is left.
fn widths(grid: &Grid, cells: &[Vec<String>], width: usize) -> Vec<usize> {
    let widest = |place: usize| {
        let cells = cells.iter().filter_map(|row| row.get(place)).map(|cell| cell.width());
        cells.max().unwrap_or(0).max(grid.columns[place].title.width())
    };
    let mut widths: Vec<usize> = (0..grid.columns.len()).map(widest).collect();
    for (column, width) in grid.columns.iter().zip(&mut widths) {
        if column.shape == Shape::Text {
            *width = (*width).min(MOST_TEXT);
        }
    }
    if let Some(place) = grid.columns.iter().position(|column| column.shape == Shape::Statement) {
        let others: usize = widths.iter().sum::<usize>() - widths[place] + 2 * (widths.len() - 1);
        widths[place] = widths[place].min(width.saturating_sub(others).max(LEAST_STATEMENT));
    }
    widths
}

fn bars(bars: &[Bar]) -> String {
    let label = bars.iter().map(|bar| bar.label.width()).max().unwrap_or(0);
    let counts: Vec<String> = bars.iter().map(|bar| thousands(bar.count)).collect();
    let count = counts.iter().map(String::len).max().unwrap_or(0);
    bars.iter()
        .zip(&counts)
        .map(|(bar, number)| {
            // What is there shows, however rare.
            let length = (bar.length * BAR as f64).round() as usize;
            let cells = if bar.count > 0 { length.max(1) } else { 0 };
            let text = format!(
                "{}  {}  {}",
                padded(&bar.label, label, Shape::Number),
                padded(number, count, Shape::Number),
                "█".repeat(cells)
            );
            line(text.trim_end())
        })
        .collect()
}

fn sql(sql: &str) -> String {
    let characters = sql.chars().count();
    let shown: String = sql.chars().take(MOST_SQL).collect();
    let mut text = printable_lines(&shown);
    if characters > MOST_SQL {
        let rest = thousands((characters - MOST_SQL) as u64);
        text.push_str(&format!("… {rest} more characters: -o json and -o html have them\n"));
    }
    text
}

/// At most so wide.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut room = width.saturating_sub(1);
    let kept: String = text
        .chars()
        .take_while(|c| {
            let takes = c.width().unwrap_or(0);
            let fits = takes <= room;
            room = room.saturating_sub(takes);
            fits
        })
        .collect();
    kept + "…"
}

fn padded(text: &str, width: usize, shape: Shape) -> String {
    let space = " ".repeat(width.saturating_sub(text.width()));
    if shape == Shape::Number { space + text } else { text.to_owned() + &space }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid() -> Block {
        let mut grid =
            Grid::new(&[("n", Shape::Number), ("name", Shape::Text), ("statement", Shape::Statement)]);
        grid.rows = vec![
            vec!["1".into(), "한국".into(), "SELECT '\u{1b}[31mred\u{202e}'".into()],
            vec!["10".into(), Cell::toned("abc", Tone::Bad), "x".repeat(200).as_str().into()],
        ];
        Block::Table(grid)
    }

    #[test]
    fn columns_are_aligned_by_what_characters_take() {
        let text = terminal(&[grid()], Terminal { width: 60, height: 24, is_coloured: false });
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], " n  name  statement");
        assert_eq!(lines[1], " 1  한국  SELECT '\u{fffd}[31mred\u{fffd}'");
        assert_eq!(lines[2].width(), 60);
        assert!(lines[2].ends_with('…') && lines[2].starts_with("10  abc   xxx"), "{}", lines[2]);
    }

    #[test]
    fn colours_are_ours_alone() {
        let text = terminal(&[grid()], Terminal { width: 60, height: 24, is_coloured: true });
        assert!(text.contains("\u{1b}[31mabc \u{1b}[0m") && !text.contains("\u{1b}[31mred"), "{text:?}");
    }
}
