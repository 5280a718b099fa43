//! A report or a comparison as comma-separated values: a line for each group, every figure a column.

use auroscope_slowlog::digest::{
    Change, ChangeVerdict, Class, Comparison, NumberFigure, Report, Side, TimeFigure,
};

use crate::arguments::Format;
use crate::output::line;

/// What a time and a number have, as their columns are named.
const TIMES: [&str; 8] =
    ["sum_us", "min_us", "mean_us", "median_us", "p95_us", "p99_us", "max_us", "stddev_us"];
const NUMBERS: [&str; 8] = ["sum", "min", "mean", "median", "p95", "p99", "max", "stddev"];
const TIME_FIGURES: [&str; 2] = ["query_time", "lock_time"];
const NUMBER_FIGURES: [&str; 8] = [
    "rows_sent",
    "rows_examined",
    "rows_affected",
    "bytes_sent",
    "text_bytes",
    "tmp_tables",
    "tmp_disk_tables",
    "sort_rows",
];

/// The report as text.
pub(in crate::commands::digest) fn csv(report: &Report) -> String {
    let mut head: Vec<String> = [
        "rank",
        "fingerprint",
        "group",
        "class",
        "count",
        "share",
        "variance_to_mean",
        "first_seen",
        "last_seen",
    ]
    .map(str::to_owned)
    .into();
    let of = |figures: &[&str], parts: &[&str]| -> Vec<String> {
        figures.iter().flat_map(|figure| parts.iter().map(move |part| format!("{figure}_{part}"))).collect()
    };
    head.extend(of(&TIME_FIGURES, &TIMES));
    head.extend(of(&NUMBER_FIGURES, &NUMBERS));
    head.extend(["full_scans", "full_joins", "errors", "normalized", "sample"].map(str::to_owned));
    let mut text = line(&head, Format::Csv);
    report.classes.iter().for_each(|class| text.push_str(&line(&row(class), Format::Csv)));
    text
}

/// What each side of a comparison has.
const SIDE: [&str; 8] = [
    "count",
    "query_time_sum_us",
    "mean_us",
    "p95_us",
    "p99_us",
    "stddev_us",
    "count_per_hour",
    "time_us_per_hour",
];

/// The comparison as text.
pub(in crate::commands::digest) fn comparison_csv(comparison: &Comparison) -> String {
    let mut head: Vec<String> = ["verdict", "fingerprint", "group", "class", "time_change_us", "mean_ratio"]
        .map(str::to_owned)
        .into();
    for side in ["before", "after"] {
        head.extend(SIDE.map(|figure| format!("{side}_{figure}")));
    }
    head.push("normalized".to_owned());
    let mut text = line(&head, Format::Csv);
    comparison.changes.iter().for_each(|change| text.push_str(&line(&change_row(change), Format::Csv)));
    text
}

fn change_row(change: &Change) -> Vec<String> {
    let mut row = vec![
        verdict(change.verdict).to_owned(),
        change.fingerprint.map(|name| name.to_string()).unwrap_or_default(),
        change.group.clone().unwrap_or_default(),
        change.class.map(|class| class.as_str().to_owned()).unwrap_or_default(),
        format!("{:.1}", change.time_change_us),
        change.mean_ratio.map(|ratio| format!("{ratio:.4}")).unwrap_or_default(),
    ];
    row.extend(side(change.before.as_ref()));
    row.extend(side(change.after.as_ref()));
    row.push(change.normalized.clone().unwrap_or_default());
    row
}

/// As JSON names it.
fn verdict(of: ChangeVerdict) -> &'static str {
    match of {
        ChangeVerdict::New => "new",
        ChangeVerdict::Gone => "gone",
        ChangeVerdict::Slower => "slower",
        ChangeVerdict::Faster => "faster",
        ChangeVerdict::Same => "same",
    }
}

/// Of a group that one of the reports does not have, nothing is known there.
fn side(side: Option<&Side>) -> [String; 8] {
    side.map_or_else(Default::default, |of| {
        let rate = |rate: Option<f64>| rate.map(|rate| format!("{rate:.3}")).unwrap_or_default();
        [
            of.count.to_string(),
            of.query_time_sum_us.to_string(),
            format!("{:.1}", of.mean_us),
            of.p95_us.to_string(),
            of.p99_us.to_string(),
            format!("{:.1}", of.stddev_us),
            rate(of.count_per_hour),
            rate(of.time_us_per_hour),
        ]
    })
}

fn row(class: &Class) -> Vec<String> {
    let figures = &class.figures;
    let mut row = vec![
        class.rank.to_string(),
        class.fingerprint.map(|name| name.to_string()).unwrap_or_default(),
        class.group.clone().unwrap_or_default(),
        class.class.map(|class| class.as_str().to_owned()).unwrap_or_default(),
        figures.count.to_string(),
        class.share.to_string(),
        class.variance_to_mean.to_string(),
        class.first_seen.map(|at| at.to_string()).unwrap_or_default(),
        class.last_seen.map(|at| at.to_string()).unwrap_or_default(),
    ];
    row.extend(times(Some(&figures.query_time)));
    row.extend(times(figures.lock_time.as_ref()));
    for figure in [
        &figures.rows_sent,
        &figures.rows_examined,
        &figures.rows_affected,
        &figures.bytes_sent,
        &figures.text_bytes,
        &figures.tmp_tables,
        &figures.tmp_disk_tables,
        &figures.sort_rows,
    ] {
        row.extend(numbers(figure.as_ref()));
    }
    let counts = [figures.full_scans, figures.full_joins, figures.errors];
    row.extend(counts.map(|count| count.map(|count| count.to_string()).unwrap_or_default()));
    row.extend([class.normalized.clone().unwrap_or_default(), class.sample.text.clone()]);
    row
}

/// What the log does not say is empty, and no zero.
fn times(figure: Option<&TimeFigure>) -> [String; 8] {
    figure.map_or_else(Default::default, |of| {
        let [sum, min, median, p95, p99, max] =
            [of.sum_us, of.min_us, of.median_us, of.p95_us, of.p99_us, of.max_us].map(|us| us.to_string());
        [sum, min, format!("{:.1}", of.mean_us), median, p95, p99, max, format!("{:.1}", of.stddev_us)]
    })
}

fn numbers(figure: Option<&NumberFigure>) -> [String; 8] {
    figure.map_or_else(Default::default, |of| {
        let [sum, min, median, p95, p99, max] =
            [of.sum, of.min, of.median, of.p95, of.p99, of.max].map(|number| number.to_string());
        [sum, min, format!("{:.3}", of.mean), median, p95, p99, max, format!("{:.3}", of.stddev)]
    })
}
