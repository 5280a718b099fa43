//! Printing: one list, four forms. Data goes to standard output, and nothing else does; messages go to standard
//! error. All that is printed is printed here.

use std::io::{self, IsTerminal, Write};

use comfy_table::{ContentArrangement, Table, presets};

use crate::arguments::Format;

/// Columns of a terminal that does not say how many it has.
const USUAL_WIDTH: usize = 120;

/// Rows to print. `json` is what the API said, and is what `-o json` prints.
pub(crate) struct Listing {
    pub(crate) columns: Vec<&'static str>,
    pub(crate) rows: Vec<Vec<String>>,
    pub(crate) json: serde_json::Value,
}

/// Prints a listing.
pub(crate) fn print(listing: &Listing, format: Format) -> io::Result<()> {
    write(&render(listing, format)).map(drop)
}

/// Writes to standard output. False when nobody reads any more (`| head`): that is the end, and no error.
pub(crate) fn write(text: &str) -> io::Result<bool> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        written => written.map(|()| true),
    }
}

/// How wide standard output is; where nobody says so, as wide as most are.
pub(crate) fn width() -> usize {
    let size = terminal_size::terminal_size().filter(|_| io::stdout().is_terminal());
    size.map_or(USUAL_WIDTH, |(width, _)| width.0.into())
}

/// Whether colours are seen on standard output.
pub(crate) fn is_coloured() -> bool {
    let is_asked_not_to = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    io::stdout().is_terminal() && !is_asked_not_to && !is_dumb
}

/// Says something to whoever runs the program. Nothing can be done when nobody listens.
pub(crate) fn say(message: impl std::fmt::Display) {
    let message = message.to_string();
    // A server's answer may be in it; what has lines of its own, such as an error in a file, keeps them.
    let lines: Vec<String> = message.lines().map(printable).collect();
    let _ = writeln!(io::stderr().lock(), "auroscope: {}", lines.join("\n"));
}

fn render(listing: &Listing, format: Format) -> String {
    match format {
        Format::Json => format!("{:#}\n", listing.json),
        Format::Table => table(listing),
        Format::Csv => {
            let mut text = csv_line(listing.columns.iter().copied());
            listing.rows.iter().for_each(|row| text.push_str(&csv_line(row.iter().map(String::as_str))));
            text
        }
        Format::Markdown => {
            let mut text = markdown_line(listing.columns.iter().copied());
            text.push_str(&markdown_line(listing.columns.iter().map(|_| "---")));
            listing.rows.iter().for_each(|row| text.push_str(&markdown_line(row.iter().map(String::as_str))));
            text
        }
    }
}

/// One row alone, for what is printed as it comes.
pub(crate) fn line(row: &[String], format: Format) -> String {
    let cells = row.iter().map(String::as_str);
    if format == Format::Markdown { markdown_line(cells) } else { csv_line(cells) }
}

fn table(listing: &Listing) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(listing.columns.clone());
    if io::stdout().is_terminal() {
        table.set_content_arrangement(ContentArrangement::Dynamic);
    }
    for row in &listing.rows {
        table.add_row(row.iter().map(|cell| printable(cell)));
    }
    format!("{}\n", table.trim_fmt())
}

/// Text for a terminal: what a statement holds must not move its cursor or colour it.
pub(crate) fn printable(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' | '\t' => ' ',
            c if c.is_control() => '\u{fffd}',
            c => c,
        })
        .collect()
}

fn csv_line<'a>(cells: impl Iterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = cells
        .map(|cell| {
            // A cell that a spreadsheet would take for a formula is kept a text.
            let cell = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
                format!("'{cell}")
            } else {
                cell.into()
            };
            if cell.contains(['"', ',', '\n', '\r']) {
                format!("\"{}\"", cell.replace('"', "\"\""))
            } else {
                cell
            }
        })
        .collect();
    format!("{}\n", quoted.join(","))
}

fn markdown_line<'a>(cells: impl Iterator<Item = &'a str>) -> String {
    let escaped: Vec<String> = cells
        .map(|cell| {
            let mut text = String::new();
            for c in printable(cell).chars() {
                match c {
                    '|' | '\\' | '`' | '*' | '_' | '[' | ']' => text.extend(['\\', c]),
                    '<' => text.push_str("&lt;"),
                    '&' => text.push_str("&amp;"),
                    c => text.push(c),
                }
            }
            text
        })
        .collect();
    format!("| {} |\n", escaped.join(" | "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing() -> Listing {
        let cells = ["=cmd|'/c calc'!A1", "a,\"b\"\nc", "<img src=x> | *x*", "\u{1b}[31mred 한국어"];
        Listing {
            columns: vec!["a", "b", "c", "d"],
            rows: vec![cells.map(String::from).to_vec()],
            json: serde_json::json!([]),
        }
    }

    #[test]
    fn hostile_text_stays_text() {
        assert_eq!(render(&listing(), Format::Csv).lines().next(), Some("a,b,c,d"));
        assert!(render(&listing(), Format::Csv).contains("'=cmd|'/c calc'!A1,\"a,\"\"b\"\"\nc\""));
        let markdown = render(&listing(), Format::Markdown);
        assert!(markdown.contains("&lt;img src=x> \\| \\*x\\*"), "{markdown}");
        assert_eq!(markdown.lines().count(), 3);
        let table = render(&listing(), Format::Table);
        assert!(!table.contains('\u{1b}') && table.contains("한국어"), "{table}");
        assert_eq!(render(&listing(), Format::Json), "[]\n");
    }
}
