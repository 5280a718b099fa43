//! Printing: one list, four forms. Data goes to standard output, and nothing else does; messages go to standard
//! error. All that is printed is printed here.

mod columns;

use std::io::{self, IsTerminal, Write};

use serde_json::Value;

use crate::arguments::Format;

/// Columns and lines of a terminal that does not say how many it has.
const USUAL_SIZE: (usize, usize) = (120, 24);

/// Rows to print. `json` is what the API said, and is what `-o json` prints.
pub(crate) struct Listing {
    pub(crate) columns: Vec<&'static str>,
    pub(crate) rows: Vec<Vec<String>>,
    pub(crate) json: Value,
}

/// What standard output is, as far as text has to suit it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Destination {
    /// Somebody looks at it: lines have room for so many characters, and nothing may move the cursor.
    Terminal { width: usize },
    /// A file or another program, which gets texts as they are.
    Elsewhere,
}

impl Destination {
    fn of_output() -> Self {
        if io::stdout().is_terminal() { Self::Terminal { width: width() } } else { Self::Elsewhere }
    }
}

/// Prints a listing.
pub(crate) fn print(listing: &Listing, format: Format) -> io::Result<()> {
    write(&render(listing, format, Destination::of_output())).map(drop)
}

/// Writes to standard output. False when nobody reads any more (`| head`): that is the end, and no error.
pub(crate) fn write(text: &str) -> io::Result<bool> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        written => written.map(|()| true),
    }
}

/// Columns and lines of standard output; where nobody says so, as many as most have.
pub(crate) fn size() -> (usize, usize) {
    let size = terminal_size::terminal_size().filter(|_| io::stdout().is_terminal());
    size.map_or(USUAL_SIZE, |(width, height)| (width.0.into(), height.0.into()))
}

/// How wide standard output is.
pub(crate) fn width() -> usize {
    size().0
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

fn render(listing: &Listing, format: Format, to: Destination) -> String {
    match format {
        Format::Json => json(&listing.json),
        Format::Table => columns::table(listing, to),
        Format::Csv => {
            let mut text = csv_line(listing.columns.iter().copied(), to);
            let lines = listing.rows.iter().map(|row| csv_line(row.iter().map(String::as_str), to));
            text.extend(lines);
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
    if format == Format::Markdown { markdown_line(cells) } else { csv_line(cells, Destination::of_output()) }
}

/// A JSON document of several lines.
pub(crate) fn json(value: &Value) -> String {
    escaped(&format!("{value:#}\n"))
}

/// A JSON document of one line.
pub(crate) fn json_line(value: &Value) -> String {
    escaped(&format!("{value}\n"))
}

/// JSON leaves some characters that a terminal obeys as they are. Written as escapes they say the same; they can stand
/// within strings only.
fn escaped(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        if c != '\n' && is_obeyed(c) {
            text.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            text.push(c);
        }
    }
    text
}

/// Text for a terminal: what a statement holds must not move its cursor, colour it, or turn the direction of what
/// follows.
pub(crate) fn printable(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' | '\t' => ' ',
            c if is_obeyed(c) => '\u{fffd}',
            c => c,
        })
        .collect()
}

/// Text of several lines for a terminal.
pub(crate) fn printable_lines(text: &str) -> String {
    text.lines().map(|line| printable(line) + "\n").collect()
}

/// Whether a terminal does something else with it than show it.
fn is_obeyed(c: char) -> bool {
    let turns =
        matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    turns || c.is_control()
}

fn csv_line<'a>(cells: impl Iterator<Item = &'a str>, to: Destination) -> String {
    let quoted: Vec<String> = cells
        .map(|cell| {
            let seen = matches!(to, Destination::Terminal { .. }).then(|| printable(cell));
            let cell = seen.as_deref().unwrap_or(cell);
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
        let cells =
            ["=cmd|'/c calc'!A1", "a,\"b\"\nc", "<img src=x> | *x*", "\u{1b}[31mred \u{9b}\u{202e}한국어"];
        Listing {
            columns: vec!["a", "b", "c", "d"],
            rows: vec![cells.map(String::from).to_vec()],
            json: serde_json::json!([]),
        }
    }

    #[test]
    fn hostile_text_stays_text() {
        let (terminal, elsewhere) = (Destination::Terminal { width: 200 }, Destination::Elsewhere);
        let csv = render(&listing(), Format::Csv, elsewhere);
        assert_eq!(csv.lines().next(), Some("a,b,c,d"));
        assert!(csv.contains("'=cmd|'/c calc'!A1,\"a,\"\"b\"\"\nc\""));
        // Data for a program is whole; on a terminal it is only seen.
        assert!(csv.contains('\u{1b}') && csv.contains('\u{202e}'));
        let markdown = render(&listing(), Format::Markdown, elsewhere);
        assert!(markdown.contains("&lt;img src=x> \\| \\*x\\*"), "{markdown}");
        assert_eq!(markdown.lines().count(), 3);
        for text in [
            render(&listing(), Format::Table, elsewhere),
            render(&listing(), Format::Table, terminal),
            render(&listing(), Format::Table, Destination::Terminal { width: 20 }),
            render(&listing(), Format::Csv, terminal),
            markdown,
        ] {
            assert!(!text.contains(['\u{1b}', '\u{9b}', '\u{202e}']) && text.contains("한국어"), "{text}");
        }
        assert_eq!(render(&listing(), Format::Json, elsewhere), "[]\n");
    }

    #[test]
    fn json_says_the_same_without_what_a_terminal_obeys() {
        let value = serde_json::json!({"sql": "a\u{1b}\u{9b}31m\u{7f}\u{202e}한\n"});
        for text in [json(&value), json_line(&value)] {
            assert!(text.contains("\\u009b31m\\u007f\\u202e한\\n"), "{text}");
            assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
        }
        assert_eq!(json_line(&value).lines().count(), 1);
    }
}
