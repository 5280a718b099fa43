//! The report says what was put into the log.

use std::collections::BTreeMap;

use auroscope_slowlog::digest::{DigestOptions, RELATIVE_ERROR, Report, Tops};
use proptest::prelude::*;

use crate::made::{self, Made, Truth};
use crate::reading::{IN_ONE_GO, Way, report};

fn counts(tops: &Tops) -> BTreeMap<String, u64> {
    tops.iter().map(|(name, count)| (name.to_owned(), count)).collect()
}

fn assert_true(report: &Report, truths: &BTreeMap<String, Truth>, all: &[Made]) {
    let commands = all.iter().filter(|made| made.is_command).count() as u64;
    assert_eq!(report.summary.administrator_commands.values().sum::<u64>(), commands);
    assert_eq!(report.summary.events, all.len() as u64 - commands);
    assert_eq!((report.summary.skipped, report.classes.len()), (0, truths.len()));
    for class in &report.classes {
        let truth = &truths[class.normalized.as_deref().unwrap()];
        let figures = &class.figures;
        let mut times = truth.times_us.clone();
        times.sort_unstable();
        assert_eq!((figures.count, class.incomplete), (truth.count, false));
        assert_eq!(figures.query_time.sum_us, times.iter().sum::<u64>());
        assert_eq!(
            (figures.query_time.min_us, figures.query_time.max_us),
            (times[0], times[times.len() - 1])
        );
        assert_eq!(figures.lock_time.unwrap().sum_us, truth.lock_time_us);
        assert_eq!(figures.rows_examined.unwrap().sum, truth.rows_examined);
        assert_eq!(class.histogram.iter().map(|bar| bar.count).sum::<u64>(), truth.count);
        assert_eq!(
            (counts(&class.users), counts(&class.schemas)),
            (truth.users.clone(), truth.schemas.clone())
        );
        assert_eq!(class.sample.query_time_us, figures.query_time.max_us);
        let found = [(0.5, figures.query_time.median_us), (0.95, figures.query_time.p95_us)];
        for (share, found) in found {
            let exact = times[(share * times.len() as f64).ceil().max(1.0) as usize - 1];
            let error = if figures.query_time.exact { 0.0 } else { exact as f64 * RELATIVE_ERROR + 1.0 };
            assert!((found as f64 - exact as f64).abs() <= error, "{found} {exact}");
        }
    }
    let sum: u64 = truths.values().flat_map(|truth| &truth.times_us).sum();
    assert_eq!(report.summary.query_time_sum_us, sum);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn totals_are_the_makers(all in prop::collection::vec(made::made(), 1..600), block_bytes in 300_u64..9_000) {
        let log = made::written(&all);
        let options = DigestOptions { block_bytes, ..DigestOptions::default() };
        let way = Way { threads: 2, piece: 1_000, is_streamed: false };
        assert_true(&report(&[log], options, way), &made::truth(&all), &all);
    }
}

#[test]
fn nothing_comes_of_nothing() {
    let report = report(&[Vec::new()], DigestOptions::default(), IN_ONE_GO);
    assert_eq!((report.summary.events, report.classes.len(), report.other), (0, 0, None));
    assert_eq!((report.summary.range_start, report.summary.concurrency), (None, None));
}
