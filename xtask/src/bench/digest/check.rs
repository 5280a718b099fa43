//! Whether a digest's totals are the truth, statement by statement.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::log::{Sums, Truth};

/// What is read of `auroscope digest -o json`.
#[derive(Debug, Deserialize)]
struct Report {
    summary: Summary,
    classes: Vec<Class>,
}

#[derive(Debug, Deserialize)]
struct Summary {
    events: u64,
    skipped: u64,
}

#[derive(Debug, Deserialize)]
struct Class {
    normalized: String,
    count: u64,
    query_time: Time,
    lock_time: Time,
    rows_sent: Rows,
    rows_examined: Rows,
}

#[derive(Debug, Deserialize)]
struct Time {
    sum_us: u64,
}

#[derive(Debug, Deserialize)]
struct Rows {
    sum: u64,
}

/// What differs between a report and the truth; nothing, if all is well.
pub(super) fn differences(report: &Path, truth: &Truth) -> Result<Vec<String>> {
    let text = fs::read_to_string(report).with_context(|| format!("cannot read {}", report.display()))?;
    let report: Report = serde_json::from_str(&text).context("not the JSON of a digest")?;
    Ok(found(&report, truth))
}

fn found(report: &Report, truth: &Truth) -> Vec<String> {
    let mut wrong = Vec::new();
    if report.summary.events != truth.entries || report.summary.skipped > 0 {
        wrong.push(format!("{:?} of {} entries", report.summary, truth.entries));
    }
    let mut sums: HashMap<&str, Sums> =
        truth.statements.iter().map(|(marker, sums)| (marker.as_str(), *sums)).collect();
    for class in &report.classes {
        let marker = class.normalized.find("zq").and_then(|at| class.normalized.get(at..at + 5));
        let found = Sums {
            count: class.count,
            query_time_us: class.query_time.sum_us,
            lock_time_us: class.lock_time.sum_us,
            rows_sent: class.rows_sent.sum,
            rows_examined: class.rows_examined.sum,
        };
        // A marker that comes twice is missing the second time.
        match marker.and_then(|marker| sums.remove(marker)) {
            Some(sums) if sums == found => {}
            expected => wrong.push(format!("{}: {found:?} instead of {expected:?}", class.normalized)),
        }
    }
    wrong.extend(sums.keys().map(|marker| format!("{marker} is missing")));
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(count: u64) -> Report {
        let json = serde_json::json!({
            "summary": {"events": 2, "skipped": 0},
            "classes": [{
                "normalized": "SELECT * FROM t_zqabc", "count": count, "query_time": {"sum_us": 7},
                "lock_time": {"sum_us": 0}, "rows_sent": {"sum": 1}, "rows_examined": {"sum": 3},
            }],
        });
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn a_wrong_total_and_a_missing_statement_are_found() {
        let sums = Sums { count: 2, query_time_us: 7, lock_time_us: 0, rows_sent: 1, rows_examined: 3 };
        let mut truth = Truth { bytes: 0, entries: 2, statements: vec![("zqabc".to_owned(), sums)] };
        assert!(found(&report(2), &truth).is_empty());
        assert_eq!(found(&report(3), &truth).len(), 1);
        truth.statements.push(("zqabd".to_owned(), sums));
        assert_eq!(found(&report(2), &truth), ["zqabd is missing"]);
    }
}
