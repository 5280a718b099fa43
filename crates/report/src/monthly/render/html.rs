//! A report as one HTML page: no script, no other file, nothing fetched.

use super::super::Language;
use super::super::block::{Align, Block, Cell, Table, Tone};
use crate::escape::html as escaped;

const STYLE: &str = include_str!("page.css");

/// The report as a page.
pub(in crate::monthly) fn html(title: &str, language: Language, blocks: &[Block]) -> String {
    let code = match language {
        Language::English => "en",
        Language::Korean => "ko",
    };
    let mut page = format!(
        "<!doctype html>\n<html lang=\"{code}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n",
        escaped(title)
    );
    blocks.iter().for_each(|block| write(&mut page, block));
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

fn write(page: &mut String, block: &Block) {
    match block {
        Block::Title { title, month, meta } => page.push_str(&format!(
            "<header><h1>{} <span>{}</span></h1><p>{}</p></header>\n",
            escaped(title),
            escaped(month),
            escaped(meta)
        )),
        Block::Chapter(title) => element(page, "h2", "", title),
        Block::Section(title) => element(page, "h3", "", title),
        Block::Paragraph(said) => element(page, "p", "", said),
        Block::Small(said) => element(page, "p", " class=\"small\"", said),
        Block::List(points) => list(page, points),
        Block::Notice { title, points } => {
            page.push_str("<section class=\"notice\">\n");
            element(page, "h2", "", title);
            list(page, points);
            page.push_str("</section>\n");
        }
        Block::Tiles(tiles) => {
            page.push_str("<dl class=\"tiles\">\n");
            for tile in tiles {
                let (label, value) = (escaped(&tile.label), escaped(&tile.value));
                page.push_str(&format!("<div><dt>{label}</dt><dd>{value}</dd>"));
                if let Some((said, tone)) = &tile.detail {
                    page.push_str(&format!("<dd class=\"detail {}\">{}</dd>", class(*tone), escaped(said)));
                }
                page.push_str("</div>\n");
            }
            page.push_str("</dl>\n");
        }
        Block::Facts(facts) => {
            page.push_str("<dl class=\"facts\">\n");
            for (name, fact) in facts {
                page.push_str(&format!("<div><dt>{}</dt><dd>{}</dd></div>\n", escaped(name), escaped(fact)));
            }
            page.push_str("</dl>\n");
        }
        Block::Table(table) => write_table(page, table),
        Block::Chart { svg, .. } => page.push_str(&format!("<figure>{svg}</figure>\n")),
        Block::Code { text, .. } => element(page, "pre", "", text),
        Block::Card(blocks) => {
            page.push_str("<article>\n");
            blocks.iter().for_each(|block| write(page, block));
            page.push_str("</article>\n");
        }
    }
}

fn element(page: &mut String, name: &str, attributes: &str, text: &str) {
    page.push_str(&format!("<{name}{attributes}>{}</{name}>\n", escaped(text)));
}

fn list(page: &mut String, points: &[String]) {
    page.push_str("<ul>\n");
    points.iter().for_each(|point| element(page, "li", "", point));
    page.push_str("</ul>\n");
}

fn write_table(page: &mut String, table: &Table) {
    page.push_str("<div class=\"wide\"><table>\n<thead><tr>");
    for (name, align) in &table.columns {
        page.push_str(&format!("<th{}>{}</th>", column_class(*align, Tone::Plain), escaped(name)));
    }
    page.push_str("</tr></thead>\n<tbody>\n");
    // Bars compare the rows of a column: the longest fills it.
    let longest = |column: usize| {
        let bars = table.rows.iter().filter_map(|row| row.get(column)?.bar);
        bars.fold(0.0, f64::max)
    };
    let longest: Vec<f64> = (0..table.columns.len()).map(longest).collect();
    for row in &table.rows {
        page.push_str("<tr>");
        for (((_, align), longest), cell) in table.columns.iter().zip(&longest).zip(row) {
            write_cell(page, *align, *longest, cell);
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</tbody>\n</table></div>\n");
}

fn write_cell(page: &mut String, align: Align, longest: f64, cell: &Cell) {
    page.push_str(&format!("<td{}>", column_class(align, cell.tone)));
    page.push_str(&format!("<span>{}</span>", escaped(&cell.text)));
    if let Some(share) = cell.bar.filter(|share| *share > 0.0) {
        page.push_str(&format!("<i style=\"width:{:.1}%\"></i>", share / longest * 100.0));
    }
    if let Some(detail) = &cell.detail {
        page.push_str(&format!("<small>{}</small>", escaped(detail)));
    }
    page.push_str("</td>");
}

fn column_class(align: Align, tone: Tone) -> String {
    let align = match align {
        Align::Left => "",
        Align::Right => "figure",
        Align::Code => "code",
    };
    let classes = [align, class(tone)].into_iter().filter(|class| !class.is_empty()).collect::<Vec<_>>();
    if classes.is_empty() { String::new() } else { format!(" class=\"{}\"", classes.join(" ")) }
}

fn class(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "",
        Tone::Worse => "worse",
        Tone::Better => "better",
        Tone::Faint => "faint",
    }
}
