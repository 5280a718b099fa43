//! A document as one page of HTML: no script, nothing from elsewhere, dark where the reader's system is.

use std::fmt::Write as _;

use crate::commands::digest::document::{Block, Cell, Grid, Shape, Tone};
use crate::commands::digest::figures::thousands;

const STYLE: &str = include_str!("report.css");

/// The document as a page.
pub(in crate::commands::digest) fn html(blocks: &[Block]) -> String {
    let title = blocks.iter().find_map(|block| match block {
        Block::Title(title) => Some(escaped(title)),
        _ => None,
    });
    let title = title.unwrap_or_else(|| "Slow log".to_owned());
    let mut body = String::new();
    let mut is_in_section = false;
    for block in blocks {
        if matches!(block, Block::Section { .. }) {
            body.push_str(if is_in_section { "</section>\n" } else { "" });
            is_in_section = true;
        }
        part(&mut body, block);
    }
    body.push_str(if is_in_section { "</section>\n" } else { "" });
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<meta name=\"viewport\" \
         content=\"width=device-width\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title} · Auroscope</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )
}

fn part(page: &mut String, block: &Block) {
    // Writing to a String cannot fail.
    let _ = match block {
        Block::Title(title) => writeln!(page, "<h1>{}</h1>", escaped(title)),
        Block::Section { anchor, title, remark } => writeln!(
            page,
            "<section id=\"{}\">\n<h2>{}</h2>\n<p class=\"remark\">{}</p>",
            escaped(anchor),
            escaped(title),
            escaped(remark)
        ),
        Block::Label(label) => writeln!(page, "<h3>{}</h3>", escaped(label)),
        Block::Facts(facts) => {
            let facts = facts
                .iter()
                .map(|(name, value)| format!("<dt>{}</dt><dd>{}</dd>\n", escaped(name), escaped(value)));
            writeln!(page, "<dl>\n{}</dl>", facts.collect::<String>())
        }
        Block::Table(grid) => writeln!(page, "{}", table(grid)),
        Block::Bars(bars) => {
            let bars = bars.iter().map(|bar| {
                format!(
                    "<tr><th>{}</th><td class=\"number\">{}</td><td><span style=\"width:{:.1}%\"></span></td></tr>\n",
                    escaped(&bar.label),
                    thousands(bar.count),
                    bar.length * 100.0
                )
            });
            writeln!(page, "<table class=\"bars\">\n{}</table>", bars.collect::<String>())
        }
        Block::Sql(sql) => writeln!(page, "<pre>{}</pre>", escaped(sql)),
        Block::Note(note) => writeln!(page, "<p class=\"note\">{}</p>", escaped(note)),
    };
}

fn table(grid: &Grid) -> String {
    let class = |shape: Shape| match shape {
        Shape::Text => "",
        Shape::Number => " class=\"number\"",
        Shape::Statement => " class=\"statement\"",
    };
    let head = grid.columns.iter().map(|column| format!("<th{}>{}</th>", class(column.shape), column.title));
    let mut text = format!(
        "<div class=\"wide\"><table>\n<thead><tr>{}</tr></thead>\n<tbody>\n",
        head.collect::<String>()
    );
    for row in &grid.rows {
        let cells = row
            .iter()
            .zip(&grid.columns)
            .map(|(cell, column)| format!("<td{}>{}</td>", class(column.shape), self::cell(cell)));
        text.push_str(&format!("<tr>{}</tr>\n", cells.collect::<String>()));
    }
    text + "</tbody>\n</table></div>"
}

fn cell(cell: &Cell) -> String {
    let text = escaped(&cell.text);
    let text = match &cell.link {
        Some(anchor) => format!("<a href=\"#{}\">{text}</a>", escaped(anchor)),
        None => text,
    };
    match cell.tone {
        Tone::Plain => text,
        Tone::Strong => format!("<b>{text}</b>"),
        Tone::Faint => format!("<span class=\"faint\">{text}</span>"),
        Tone::Good => format!("<span class=\"good\">{text}</span>"),
        Tone::Bad => format!("<span class=\"bad\">{text}</span>"),
    }
}

/// Text that stays text, in an element and in an attribute.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + text.len() / 16);
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' | '\t' => escaped.push(c),
            // HTML has no such characters.
            c if c.is_control() => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_text_and_nothing_comes_from_elsewhere() {
        let attack = "</pre><script>alert('\"')</script>\u{0}";
        let mut grid = Grid::new(&[("what", Shape::Statement)]);
        grid.rows = vec![vec![Cell::from(attack).linked("a\"b")]];
        let blocks = [Block::Title(attack.into()), Block::Sql(attack.into()), Block::Table(grid)];
        let page = html(&blocks);
        assert!(!page.contains("<script") && !page.contains('\u{0}') && !page.contains("a\"b"), "{page}");
        assert!(!page.contains("http://") && !page.contains("https://"), "{page}");
        assert!(page.contains("prefers-color-scheme: dark"));
    }
}
