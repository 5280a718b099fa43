//! The rows of the traditional format, however the client printed them.

use unicode_width::UnicodeWidthChar as _;

use crate::PlanError;

/// One row: its cells by column name; a cell that is NULL is left out.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) line: usize,
    /// There is a column of measured rows, be it NULL here.
    pub(super) is_measured: bool,
    cells: Vec<(String, String)>,
}

impl Row {
    pub(super) fn get(&self, column: &str) -> Option<&str> {
        self.cells.iter().find(|(name, _)| name == column).map(|(_, cell)| cell.as_str())
    }

    pub(super) fn cells(&self) -> impl Iterator<Item = (&str, &str)> {
        self.cells.iter().map(|(name, cell)| (name.as_str(), cell.as_str()))
    }

    fn push(&mut self, column: &str, cell: &str) {
        self.is_measured |= column.eq_ignore_ascii_case("r_rows");
        if cell != "NULL" && cell != "\\N" {
            self.cells.push((column.to_ascii_lowercase(), cell.to_owned()));
        }
    }
}

/// Whether a text is one of these tables, judged by its header.
pub(crate) fn is_table(text: &str) -> bool {
    header_line(text).is_some() || is_vertical(text)
}

fn is_vertical(text: &str) -> bool {
    text.lines().take(8).any(|line| line.trim_start().starts_with("select_type:"))
}

fn header_line(text: &str) -> Option<(usize, &str)> {
    text.lines().enumerate().take(12).find(|(_, line)| {
        let has = |name: &str| line.split(['|', '\t']).any(|cell| cell.trim().eq_ignore_ascii_case(name));
        has("select_type") && has("table")
    })
}

/// The most rows that are read: a join has 61 at most, and a union some hundreds of joins.
const ROWS_LIMIT: usize = 10_000;

/// All rows of a table.
pub(super) fn read(text: &str) -> Result<Vec<Row>, PlanError> {
    let rows = all(text)?;
    match rows.get(ROWS_LIMIT) {
        Some(row) => Err(PlanError::Tabular { line: row.line, problem: "no plan has so many rows" }),
        None => Ok(rows),
    }
}

fn all(text: &str) -> Result<Vec<Row>, PlanError> {
    if is_vertical(text) {
        return Ok(vertical(text));
    }
    let Some((header, line)) = header_line(text) else { return Err(PlanError::Unknown) };
    let is_box = line.trim_start().starts_with('|');
    if is_box { boxed(text, header) } else { separated(text, header) }
}

fn separated(text: &str, header: usize) -> Result<Vec<Row>, PlanError> {
    let mut lines = text.lines().enumerate().skip(header);
    let columns: Vec<&str> =
        lines.next().map(|(_, line)| line.split('\t').map(str::trim).collect()).unwrap_or_default();
    let mut rows = Vec::new();
    for (number, line) in lines {
        if line.trim().is_empty() {
            break;
        }
        let cells: Vec<&str> = line.split('\t').collect();
        rows.push(row(number, &columns, &cells)?);
    }
    Ok(rows)
}

fn row(number: usize, columns: &[&str], cells: &[&str]) -> Result<Row, PlanError> {
    if cells.len() != columns.len() {
        let problem = "it has not as many cells as the header has columns";
        return Err(PlanError::Tabular { line: number + 1, problem });
    }
    let mut row = Row { line: number + 1, is_measured: false, cells: Vec::with_capacity(columns.len()) };
    for (column, cell) in columns.iter().zip(cells) {
        row.push(column, cell.trim());
    }
    Ok(row)
}

fn boxed(text: &str, header: usize) -> Result<Vec<Row>, PlanError> {
    let mut lines = text.lines().enumerate().skip(header);
    let Some((_, first)) = lines.next() else { return Ok(Vec::new()) };
    let columns: Vec<&str> = inside(first).split('|').map(str::trim).collect();
    let bounds = boundaries(first);
    let mut rows = Vec::new();
    for (number, line) in lines {
        if !line.trim_start().starts_with('|') {
            if rows.is_empty() || line.trim_start().starts_with("+-") {
                continue;
            }
            break;
        }
        let mut cells: Vec<&str> = inside(line).split('|').collect();
        if cells.len() != columns.len() {
            cells = at_boundaries(line, &bounds);
        }
        rows.push(row(number, &columns, &cells)?);
    }
    Ok(rows)
}

fn inside(line: &str) -> &str {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    line.strip_suffix('|').unwrap_or(line)
}

/// Where the header's bars stand, in columns of the screen.
fn boundaries(header: &str) -> Vec<usize> {
    bars(header).map(|(_, column)| column).collect()
}

fn bars(line: &str) -> impl Iterator<Item = (usize, usize)> {
    let mut column = 0;
    line.char_indices().filter_map(move |(at, character)| {
        let here = column;
        column += character.width().unwrap_or(0);
        (character == '|').then_some((at, here))
    })
}

/// The cells between the bars that stand where the header's do: a cell may hold a bar, too.
fn at_boundaries<'a>(line: &'a str, bounds: &[usize]) -> Vec<&'a str> {
    let line = line.trim_end();
    let end = if line.len() > 1 { line.strip_suffix('|').map_or(line.len(), str::len) } else { line.len() };
    let inner = &bounds[..bounds.len().saturating_sub(1)];
    let starts = bars(&line[..end]).filter(|(_, column)| inner.contains(column));
    let mut places: Vec<usize> = starts.map(|(at, _)| at).collect();
    places.push(end);
    places.windows(2).map(|pair| &line[pair[0] + 1..pair[1]]).collect()
}

fn vertical(text: &str) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.starts_with("***")
            || (line.starts_with("id:") && rows.last().is_none_or(|row| !row.cells.is_empty()))
        {
            rows.push(Row { line: number + 1, ..Row::default() });
        }
        if let Some((column, cell)) = line.split_once(':')
            && let Some(row) = rows.last_mut()
            && column.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
        {
            row.push(column, cell.trim());
        }
    }
    rows.retain(|row| !row.cells.is_empty());
    rows
}
