//! Beyond the bounds nothing is lost from the sums.

use auroscope_slowlog::digest::{DigestOptions, Limit, MOST_NAMES, Report, ReportOptions};

use crate::reading::{Way, digest};

const WAY: Way = Way { threads: 2, piece: 5_000, is_streamed: false };

/// A statement for each number, the ones with larger numbers slower.
fn log(statements: usize, rounds: usize) -> Vec<u8> {
    let mut log = String::new();
    for number in (0..rounds).flat_map(|_| 0..statements) {
        log.push_str(&format!("# User@Host: u[u] @  [10.0.{}.{}]  Id: 1\n", number / 200, number % 200));
        log.push_str(&format!("# Query_time: {number}.5  Lock_time: 0.0 Rows_sent: 2  Rows_examined: 3\n"));
        log.push_str(&format!("select a{number} from t;\n"));
    }
    log.into_bytes()
}

fn sums(report: &Report) -> (u64, u64, u64) {
    let figures = report.classes.iter().map(|class| &class.figures);
    figures.chain(report.other.as_ref().map(|other| &other.figures)).fold((0, 0, 0), |sums, figures| {
        let rows = figures.rows_examined.map_or(0, |rows| rows.sum);
        (sums.0 + figures.count, sums.1 + figures.query_time.sum_us, sums.2 + rows)
    })
}

#[test]
fn more_groups_than_are_kept() {
    let options = DigestOptions { most_groups: 40, block_bytes: 4_000, ..DigestOptions::default() };
    let report = digest(&[log(300, 4)], options, WAY).report(&ReportOptions::default());
    let time_us = 4 * (0..300).map(|number| number * 1_000_000 + 500_000).sum::<u64>();
    assert_eq!(sums(&report), (1_200, time_us, 3_600));
    assert_eq!((report.overall.count, report.overall.query_time.sum_us), (1_200, time_us));
    assert!(report.classes.len() <= 40 && !report.summary.unique_is_exact);
    let other = report.other.unwrap();
    assert!(other.groups >= 260 && !other.groups_is_exact);
    // What came after something was left out may lack executions, and says so.
    assert!(report.classes.iter().all(|class| class.figures.count == 4 || class.incomplete));
    assert!(report.classes.iter().any(|class| class.title().contains("a299")));
}

#[test]
fn limits_sum_what_they_leave_out() {
    let digest = digest(&[log(30, 1)], DigestOptions::default(), WAY);
    for (limit, shown) in [("all", 30), ("20", 20), ("0", 0), ("95%", 24), ("100%", 30)] {
        let limit: Limit = limit.parse().unwrap();
        let report = digest.report(&ReportOptions { limit, ..ReportOptions::default() });
        assert_eq!((report.classes.len(), sums(&report).0), (shown, 30), "{limit}");
        assert_eq!(report.other.is_some(), shown < 30);
        assert!(report.other.is_none_or(|other| other.groups_is_exact && other.groups == 30 - shown as u64));
    }
}

#[test]
fn more_names_than_are_told() {
    let options = DigestOptions { group_by: "user".parse().unwrap(), ..DigestOptions::default() };
    let report = digest(&[log(300, 2)], options, WAY).report(&ReportOptions::default());
    let class = &report.classes[0];
    assert_eq!((class.title(), class.hosts.iter().count()), ("u", MOST_NAMES));
    assert_eq!(class.beyond.hosts + class.hosts.iter().map(|(_, count)| count).sum::<u64>(), 600);
    let parsed: Report = serde_json::from_str(&serde_json::to_string(&report).unwrap()).unwrap();
    assert_eq!(parsed, report);
}

#[test]
fn orders_and_redaction() {
    let digest = digest(&[log(30, 1)], DigestOptions::default(), WAY);
    for order in
        ["query_time:sum", "query_time:max", "query_time:p99", "rows_examined:mean", "count", "lock_time:sum"]
    {
        let options = ReportOptions { order_by: order.parse().unwrap(), redact: true, limit: Limit::All };
        assert_eq!(options.order_by.to_string(), order);
        let report = digest.report(&options);
        assert_eq!(
            report.classes.iter().map(|class| class.rank).collect::<Vec<_>>(),
            (1..=30).collect::<Vec<_>>()
        );
        if order.starts_with("query") {
            assert!(report.classes[0].title().contains("a29"), "{order}");
        } else {
            assert!(report.classes.is_sorted_by_key(|class| class.fingerprint), "{order}");
        }
    }
    let secret =
        b"# Query_time: 1.0  Lock_time: 0.0 Rows_sent: 2  Rows_examined: 3\nselect 'secret', 4711;\n";
    let digest = crate::reading::digest(&[secret.to_vec()], DigestOptions::default(), WAY);
    let text = |redact| {
        let report = digest.report(&ReportOptions { redact, ..ReportOptions::default() });
        report.classes[0].sample.text.clone()
    };
    assert_eq!(text(false), "select 'secret', 4711");
    assert!(!text(true).contains("secret") && !text(true).contains("4711"), "{}", text(true));
}
