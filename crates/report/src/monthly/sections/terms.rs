//! How the figures are made, with every threshold named.

use super::super::block::Block;
use super::super::{MonthlyReport, figure, words};

pub(super) fn blocks(report: &MonthlyReport<'_>) -> Vec<Block> {
    let language = report.language;
    let thresholds = report.thresholds;
    let parts = [
        ("ratio", &*format!("{}", thresholds.ratio)),
        ("difference", &figure::time(thresholds.difference_us as f64, language)),
        ("executions", &figure::count(thresholds.executions.max(1))),
    ];
    let change = report.previous.map(|_| words::TERM_CHANGE.fill(language, &parts));
    let before = [&words::TERM_SLOW, &words::TERM_STATEMENT, &words::TERM_PERCENTILE];
    let after = [&words::TERM_CLASS, &words::TERM_LOCK, &words::TERM_MARKS];
    let said = |words: &words::Words| words.in_(language).to_owned();
    let points = before.into_iter().map(said).chain(change).chain(after.into_iter().map(said));
    vec![Block::Chapter(words::TERMS.in_(language).to_owned()), Block::List(points.collect())]
}
