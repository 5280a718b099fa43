//! A report as Markdown. Whatever a text holds, it stays a text.

use super::super::block::{Align, Block, Cell, Table};
use crate::escape::{fenced, markdown as escaped};

/// The report as Markdown.
pub(in crate::monthly) fn markdown(blocks: &[Block]) -> String {
    let mut text = String::new();
    blocks.iter().for_each(|block| write(&mut text, block));
    text
}

fn write(text: &mut String, block: &Block) {
    match block {
        Block::Title { title, month, meta } => {
            text.push_str(&format!("# {} · {}\n\n{}\n\n", escaped(title), escaped(month), escaped(meta)));
        }
        Block::Chapter(title) => text.push_str(&format!("## {}\n\n", escaped(title))),
        Block::Section(title) => text.push_str(&format!("### {}\n\n", escaped(title))),
        Block::Paragraph(said) => text.push_str(&format!("{}\n\n", escaped(said))),
        Block::Small(said) => text.push_str(&format!("{}\n\n", escaped(said))),
        Block::List(points) => list(text, points),
        Block::Notice { title, points } => {
            text.push_str(&format!("## {}\n\n", escaped(title)));
            list(text, points);
        }
        Block::Tiles(tiles) => {
            for tile in tiles {
                let detail = tile.detail.as_ref().map(|(said, _)| format!(" ({})", escaped(said)));
                let detail = detail.unwrap_or_default();
                text.push_str(&format!("- {}: **{}**{detail}\n", escaped(&tile.label), escaped(&tile.value)));
            }
            text.push('\n');
        }
        Block::Facts(facts) => {
            let points: Vec<String> = facts.iter().map(|(name, fact)| format!("{name}: {fact}")).collect();
            list(text, &points);
        }
        Block::Table(table) => write_table(text, table),
        Block::Chart { table, .. } => table.iter().for_each(|table| write_table(text, table)),
        Block::Code { language, text: code } => {
            text.push_str(&fenced(language, code));
            text.push('\n');
        }
        Block::Card(blocks) => blocks.iter().for_each(|block| write(text, block)),
    }
}

fn list(text: &mut String, points: &[String]) {
    points.iter().for_each(|point| text.push_str(&format!("- {}\n", escaped(point))));
    text.push('\n');
}

fn write_table(text: &mut String, table: &Table) {
    let names: Vec<String> = table.columns.iter().map(|(name, _)| escaped(name)).collect();
    let rules = table.columns.iter().map(|(_, align)| if *align == Align::Right { "--:" } else { ":--" });
    text.push_str(&format!("| {} |\n", names.join(" | ")));
    text.push_str(&format!("| {} |\n", rules.collect::<Vec<_>>().join(" | ")));
    for row in &table.rows {
        text.push_str(&format!("| {} |\n", row.iter().map(cell).collect::<Vec<_>>().join(" | ")));
    }
    text.push('\n');
}

fn cell(cell: &Cell) -> String {
    match &cell.detail {
        Some(detail) => format!("{}<br>{}", escaped(&cell.text), escaped(detail)),
        None => escaped(&cell.text),
    }
}
