//! Two reports side by side.

use auroscope_slowlog::digest::{ChangeVerdict, CompareOptions, DigestOptions, Report, compare};

use crate::reading::{IN_ONE_GO, report};

/// Executions within an hour, or without any time.
fn of(executions: &[(&str, f64)], has_times: bool) -> Report {
    let mut log = String::new();
    for (number, (text, seconds)) in executions.iter().enumerate() {
        let minute = if number + 1 == executions.len() { 59 } else { 0 };
        if has_times {
            log.push_str(&format!("# Time: 2026-01-01T00:{minute:02}:30.000000Z\n"));
        }
        log.push_str("# User@Host: a[a] @ b []  Id: 1\n");
        log.push_str(&format!(
            "# Query_time: {seconds:.6}  Lock_time: 0.0 Rows_sent: 2  Rows_examined: 3\n{text};\n"
        ));
    }
    report(&[log.into_bytes()], DigestOptions::default(), IN_ONE_GO)
}

#[test]
fn what_became_of_each_statement() {
    let before = of(&[("select a", 1.0), ("select b", 9.0), ("select c", 5.0), ("select d", 2.0)], true);
    let after = of(&[("select a", 1.05), ("select b", 3.0), ("select c", 7.0), ("select e", 20.0)], true);
    let comparison = compare(&before, &after, &CompareOptions::default());
    let found: Vec<_> = comparison
        .changes
        .iter()
        .map(|change| (change.normalized.as_deref().unwrap(), change.verdict))
        .collect();
    let expected = [
        ("SELECT e", ChangeVerdict::New),
        ("SELECT b", ChangeVerdict::Faster),
        ("SELECT c", ChangeVerdict::Slower),
        ("SELECT d", ChangeVerdict::Gone),
        ("SELECT a", ChangeVerdict::Same),
    ];
    assert_eq!(found, expected);
    assert!(comparison.is_per_hour && !comparison.is_incomplete);
    let slower = &comparison.changes[2];
    assert!((slower.mean_ratio.unwrap() - 1.4).abs() < 1e-9);
    let side = slower.after.unwrap();
    assert!((side.count_per_hour.unwrap() - 3_600.0 / 3_547.0).abs() < 0.01, "{side:?}");
}

#[test]
fn what_is_unsteady_is_the_same() {
    let before: Vec<_> = (0..20).map(|n| ("select a", f64::from(n % 10))).collect();
    let after: Vec<_> = (0..20).map(|n| ("select a", f64::from(n % 10) * 1.2)).collect();
    let comparison = compare(&of(&before, true), &of(&after, true), &CompareOptions::default());
    assert_eq!(comparison.changes[0].verdict, ChangeVerdict::Same);
}

#[test]
fn without_times_totals_are_compared_as_they_are() {
    let comparison = compare(
        &of(&[("select a", 1.0)], false),
        &of(&[("select a", 3.0)], true),
        &CompareOptions::default(),
    );
    assert!(!comparison.is_per_hour);
    assert_eq!(comparison.changes[0].time_change_us, 2_000_000.0);
    assert_eq!(comparison.changes[0].before.unwrap().count_per_hour, None);
}
