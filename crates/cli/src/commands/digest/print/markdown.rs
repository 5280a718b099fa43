//! A document as Markdown, for an issue or a wiki.

use crate::arguments::Format;
use crate::commands::digest::document::{Block, Grid, Shape};
use crate::commands::digest::figures::thousands;
use crate::output::{line, printable};

/// Characters of a statement in a table.
const MOST_STATEMENT: usize = 160;

/// The document as text.
pub(in crate::commands::digest) fn markdown(blocks: &[Block]) -> String {
    let parts: Vec<String> = blocks.iter().map(part).collect();
    parts.join("\n")
}

fn part(block: &Block) -> String {
    match block {
        Block::Title(title) => format!("# {}\n", escaped(title)),
        Block::Section { title, remark, .. } => format!("## {}\n\n{}\n", escaped(title), escaped(remark)),
        Block::Label(label) => format!("**{}**\n", escaped(label)),
        Block::Facts(facts) => {
            facts.iter().map(|(name, value)| format!("- {}: {}\n", escaped(name), escaped(value))).collect()
        }
        Block::Table(grid) => table(grid),
        Block::Bars(bars) => {
            let width = bars.iter().map(|bar| bar.label.chars().count()).max().unwrap_or(0);
            let bar = |bar: &crate::commands::digest::document::Bar| {
                let cells = "█".repeat((bar.length * 40.0).ceil() as usize);
                format!("{:>width$}  {cells} {}\n", bar.label, thousands(bar.count))
            };
            fenced("text", bars.iter().map(bar).collect::<String>().trim_end())
        }
        Block::Sql(sql) => fenced("sql", sql),
        Block::Note(note) => format!("*{}*\n", escaped(note)),
    }
}

fn table(grid: &Grid) -> String {
    let titles: Vec<String> = grid.columns.iter().map(|column| column.title.to_owned()).collect();
    let rules: Vec<&str> =
        grid.columns.iter().map(|column| if column.shape == Shape::Number { "--:" } else { "---" }).collect();
    let mut text = line(&titles, Format::Markdown);
    text.push_str(&format!("| {} |\n", rules.join(" | ")));
    for row in &grid.rows {
        let cells = row.iter().map(|cell| match cell.text.char_indices().nth(MOST_STATEMENT) {
            Some((end, _)) => format!("{}…", &cell.text[..end]),
            None => cell.text.clone(),
        });
        text.push_str(&line(&cells.collect::<Vec<_>>(), Format::Markdown));
    }
    text
}

/// A fence longer than any in the text, so that the text cannot close it.
fn fenced(language: &str, text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let lines: Vec<String> = text.lines().map(printable).collect();
    format!("{fence}{language}\n{}\n{fence}\n", lines.join("\n"))
}

/// Text that stays text.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in printable(text).chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' => escaped.extend(['\\', c]),
            '<' => escaped.push_str("&lt;"),
            '&' => escaped.push_str("&amp;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_cannot_end_its_fence_or_its_cell() {
        let sql = Block::Sql("select '```'\n# x".into());
        assert_eq!(part(&sql), "````sql\nselect '```'\n# x\n````\n");
        assert_eq!(part(&Block::Note("<b> & *x*".into())), "*&lt;b> &amp; \\*x\\**\n");
        let mut grid = Grid::new(&[("n", Shape::Number), ("what", Shape::Statement)]);
        grid.rows = vec![vec!["1".into(), "a|b\nc".into()]];
        assert_eq!(part(&Block::Table(grid)), "| n | what |\n| --: | --- |\n| 1 | a\\|b c |\n");
    }
}
