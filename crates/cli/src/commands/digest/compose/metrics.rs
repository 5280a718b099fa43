//! The table of a group's figures: a row for each figure that the log has.

use auroscope_slowlog::digest::{Figures, NumberFigure, TimeFigure};

use crate::commands::digest::document::{Block, Cell, Grid, Shape, Tone};
use crate::commands::digest::figures::{count, duration, percent};

/// Sum, least, most, mean, median, 95 %, 99 %, standard deviation.
type Row = [f64; 8];
/// A figure's name, its row where the log has it, and how its values are written.
type Named = (&'static str, Option<Row>, fn(f64) -> String);

/// The figures of a set; `whole` are those of all executions, of which shares are told.
pub(super) fn metrics(figures: &Figures, whole: Option<&Figures>) -> Block {
    let mut columns = vec![("", Shape::Text)];
    if whole.is_some() {
        columns.push(("of all", Shape::Number));
    }
    // Of one execution there is one value.
    let is_one = figures.count == 1;
    columns.push((if is_one { "value" } else { "total" }, Shape::Number));
    if !is_one {
        columns.extend(
            ["min", "mean", "median", "p95", "p99", "max", "stddev"].map(|name| (name, Shape::Number)),
        );
    }
    let mut grid = Grid::new(&columns);
    let of_all = whole.map(rows);
    for (place, (name, row, show)) in rows(figures).into_iter().enumerate() {
        let Some(row) = row.filter(|row| row.iter().any(|&value| value > 0.0)) else { continue };
        let mut cells = vec![Cell::toned(name, Tone::Faint)];
        if let Some(of_all) = &of_all {
            let all = of_all[place].1.map_or(0.0, |all| all[0]);
            cells.push(if all > 0.0 { percent(row[0] / all).into() } else { "".into() });
        }
        let [sum, min, max, mean, median, p95, p99, stddev] = row.map(show);
        cells.push(Cell::toned(sum, Tone::Strong));
        if !is_one {
            cells.extend([min, mean, median, p95, p99, max, stddev].map(Cell::from));
        }
        grid.rows.push(cells);
    }
    Block::Table(grid)
}

/// All figures that there may be, in their order.
fn rows(figures: &Figures) -> Vec<Named> {
    let times = [("query time", Some(&figures.query_time)), ("lock time", figures.lock_time.as_ref())];
    let numbers = [
        ("rows sent", &figures.rows_sent),
        ("rows examined", &figures.rows_examined),
        ("rows affected", &figures.rows_affected),
        ("rows sorted", &figures.sort_rows),
        ("bytes sent", &figures.bytes_sent),
        ("tmp tables", &figures.tmp_tables),
        ("tmp disk tables", &figures.tmp_disk_tables),
        ("text bytes", &figures.text_bytes),
    ];
    let mut rows: Vec<Named> = Vec::new();
    rows.extend(times.map(|(name, figure)| (name, figure.map(of_time), duration as fn(f64) -> String)));
    rows.extend(
        numbers.map(|(name, figure)| (name, figure.as_ref().map(of_number), count as fn(f64) -> String)),
    );
    rows
}

fn of_time(figure: &TimeFigure) -> Row {
    let whole = [figure.sum_us, figure.min_us, figure.max_us].map(|us| us as f64);
    let percentiles = [figure.median_us, figure.p95_us, figure.p99_us].map(|us| us as f64);
    row(whole, figure.mean_us, percentiles, figure.stddev_us)
}

fn of_number(figure: &NumberFigure) -> Row {
    let whole = [figure.sum, figure.min, figure.max].map(|number| number as f64);
    let percentiles = [figure.median, figure.p95, figure.p99].map(|number| number as f64);
    row(whole, figure.mean, percentiles, figure.stddev)
}

fn row([sum, min, max]: [f64; 3], mean: f64, [median, p95, p99]: [f64; 3], stddev: f64) -> Row {
    [sum, min, max, mean, median, p95, p99, stddev]
}

/// Whether all percentiles are exact.
pub(super) fn are_exact(figures: &Figures) -> bool {
    let numbers = [
        &figures.rows_sent,
        &figures.rows_examined,
        &figures.rows_affected,
        &figures.sort_rows,
        &figures.bytes_sent,
        &figures.tmp_tables,
        &figures.tmp_disk_tables,
        &figures.text_bytes,
    ];
    figures.query_time.exact
        && figures.lock_time.as_ref().is_none_or(|figure| figure.exact)
        && numbers.iter().all(|figure| figure.as_ref().is_none_or(|figure| figure.exact))
}
