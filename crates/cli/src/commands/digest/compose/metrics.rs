//! The table of a group's figures: a row for each figure that the log has.

use auroscope_slowlog::digest::{AttributeFigures, CodeFigure, Figures, NumberFigure, TimeFigure};

use crate::commands::digest::document::{Block, Cell, Grid, Shape, Tone};
use crate::commands::digest::figures::{count, duration, percent, thousands};

/// Sum, least, most, mean, median, 95 %, 99 %, standard deviation.
type Row = [f64; 8];
/// A figure's name, its row where the log has it, and how its values are written.
type Named<'a> = (&'a str, Option<Row>, fn(f64) -> String);

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
    for (name, row, show) in rows(figures) {
        let Some(row) = row.filter(|row| row.iter().any(|&value| value > 0.0)) else { continue };
        let mut cells = vec![Cell::toned(name, Tone::Faint)];
        if let Some(of_all) = &of_all {
            let all = of_all
                .iter()
                .find(|(of, ..)| *of == name)
                .and_then(|(_, row, _)| *row)
                .map_or(0.0, |all| all[0]);
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
fn rows(figures: &Figures) -> Vec<Named<'_>> {
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
    let mut rows: Vec<Named<'_>> = Vec::new();
    rows.extend(times.map(|(name, figure)| (name, figure.map(of_time), duration as fn(f64) -> String)));
    rows.extend(
        numbers.map(|(name, figure)| (name, figure.as_ref().map(of_number), count as fn(f64) -> String)),
    );
    let AttributeFigures { times, numbers, .. } = &figures.attributes;
    rows.extend(
        times
            .iter()
            .map(|(name, figure)| (name.as_str(), Some(of_time(figure)), duration as fn(f64) -> String)),
    );
    rows.extend(
        numbers
            .iter()
            .map(|(name, figure)| (name.as_str(), Some(of_number(figure)), count as fn(f64) -> String)),
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
        && figures.attributes.times.values().all(|figure| figure.exact)
        && figures.attributes.numbers.values().all(|figure| figure.exact)
}

/// How often what the log only says yes or no of was yes, and which errors came, as names and values.
pub(super) fn counts_of(figures: &Figures) -> Vec<(String, String)> {
    let of_calls = |times: u64| {
        let calls = if times == 1 { "call" } else { "calls" };
        format!("{} {calls} ({})", thousands(times), percent(times as f64 / figures.count as f64))
    };
    let own =
        [("full scans", figures.full_scans), ("full joins", figures.full_joins), ("errors", figures.errors)];
    let AttributeFigures { truths, codes, .. } = &figures.attributes;
    let own = own.into_iter().filter_map(|(name, times)| Some((name.to_owned(), times?)));
    let truths = truths.iter().map(|(name, truth)| (name.clone(), truth.yes));
    let mut facts: Vec<(String, String)> = own
        .chain(truths)
        .filter(|(_, times)| *times > 0)
        .map(|(name, times)| (name, of_calls(times)))
        .collect();
    for (name, CodeFigure { counts, other }) in codes {
        let mut told: Vec<String> =
            counts.iter().map(|(code, times)| format!("{code} in {}", of_calls(*times))).collect();
        told.extend((*other > 0).then(|| format!("others in {}", of_calls(*other))));
        facts.extend((!told.is_empty()).then(|| (name.clone(), told.join(", "))));
    }
    facts
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use auroscope_slowlog::digest::{DigestOptions, Next, Plan, Progress, Report, Source, Worker};

    use super::*;

    fn report(log: &[u8]) -> Report {
        let options = Arc::new(DigestOptions::default());
        let mut plan = Plan::new(Arc::clone(&options), vec![Source::Streamed]);
        let mut worker = Worker::new(options);
        let Next::Job(mut job) = plan.next() else { panic!("there is something to read") };
        job.space(log.len())[..log.len()].copy_from_slice(log);
        job.fed(log.len());
        job.finish();
        let Progress::Done(tally) = job.run(&mut worker) else { panic!("all was fed") };
        plan.take(tally);
        plan.finish().report(&Default::default())
    }

    #[test]
    fn what_only_some_logs_say_is_shown_by_its_own_name() {
        let head = "# Query_time: 1.0  Lock_time: 0.0 Rows_sent: 0  Rows_examined: 0";
        let more =
            "Read_key: 12000 Read_last: 0 InnoDB_queue_wait: 0.250000 Filesort: Yes QC_hit: No Errno: 1062";
        let report = report(format!("{head} {more}\nselect 1;\n").repeat(2).as_bytes());
        let Block::Table(grid) = metrics(&report.classes[0].figures, None) else { panic!("a table") };
        let rows: Vec<String> =
            grid.rows.iter().map(|row| format!("{} {}", row[0].text, row[1].text)).collect();
        assert!(rows.contains(&"Read_key 24,000".to_owned()), "{rows:?}");
        assert!(rows.contains(&"InnoDB_queue_wait 500 ms".to_owned()), "{rows:?}");
        assert!(rows.iter().all(|row| !row.starts_with("Read_last")), "{rows:?}");
        let facts = counts_of(&report.classes[0].figures);
        let facts: Vec<(&str, &str)> =
            facts.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let twice = "2 calls (100.0 %)";
        assert_eq!(facts, [("errors", twice), ("Filesort", twice), ("Errno", "1062 in 2 calls (100.0 %)")]);
    }
}
