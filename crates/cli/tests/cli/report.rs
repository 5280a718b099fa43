//! `auroscope report monthly` of a store that logs were imported into.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Output;

use jiff::civil::date;
use serde_json::Value;

use crate::harness::{auroscope, told};

fn run(data: &Path, arguments: &[&str]) -> Output {
    auroscope()
        .env("AUROSCOPE_RETENTION", "3650d")
        .args(["report", "monthly", "--data"])
        .arg(data)
        .args(arguments)
        .output()
        .unwrap()
}

/// A log with so many executions of a statement on a day of October 2026, each of that duration.
fn log(day: i8, count: i64, seconds: f64, table: &str) -> String {
    let mut text = String::new();
    for n in 0..count {
        let at = date(2026, 10, day).at(12, 0, 0, 0) + jiff::Span::new().seconds(n);
        let _ = write!(
            text,
            "# Time: {at}.000000Z\n# User@Host: app[app] @  [10.0.0.7]  Id: 7\n# Query_time: {seconds:.6}  Lock_time: \
             0.000010 Rows_sent: 1  Rows_examined: 10\nSET timestamp=1;\nSELECT * FROM {table} WHERE name = '비밀<b>{n}';\n",
        );
    }
    text
}

fn import(data: &Path, target: &str, log: &str) {
    let file = data.join("slow.log");
    std::fs::write(&file, log).unwrap();
    let mut command = auroscope();
    command.args(["digest", "--store", "--target", target, "--data"]).arg(data).arg(&file);
    told(command.output().unwrap(), 0);
}

#[test]
fn a_month_is_reported_in_every_form() {
    let folder = tempfile::tempdir().unwrap();
    import(folder.path(), "shop-1", &(log(3, 40, 2.0, "orders") + &log(20, 10, 5.0, "주문")));
    import(folder.path(), "shop-2", &log(31, 5, 3.0, "orders"));
    let of = |arguments: &[&str]| {
        told(run(folder.path(), &[&["--month", "2026-10", "--zone", "UTC"], arguments].concat()), 0).0
    };
    let json: Value = serde_json::from_str(&of(&["-o", "json"])).unwrap();
    let text = json.to_string();
    // Sums are of executions: 40 of 2 s, 10 of 5 s and 5 of 3 s.
    assert!(text.contains("145000000") && text.contains("\"2026-10"), "{text}");
    let html = of(&["--language", "ko"]);
    assert!(html.starts_with("<!doctype html>") && html.contains("2026년 10월") && html.contains("shop-2"));
    assert!(!html.contains("비밀") && !html.contains("<b>0"), "literals are left out");
    let markdown = of(&["-o", "markdown", "--literals"]);
    assert!(markdown.contains("shop-1") && markdown.contains("비밀"), "{markdown}");
    assert!(of(&["-o", "csv"]).lines().count() >= 4);
    // The day of a zone: noon of the 31st in UTC is November in Kiribati.
    let far = ["--month", "2026-11", "--zone", "Pacific/Kiritimati", "-o", "json"];
    let november = told(run(folder.path(), &far), 0).0;
    assert!(november.contains("15000000"), "{november}");
}

#[test]
fn what_is_not_known_of_a_month_is_said() {
    let folder = tempfile::tempdir().unwrap();
    import(folder.path(), "shop-1", &log(3, 4, 2.0, "orders"));
    let mut command = auroscope();
    command
        .env("AUROSCOPE_RETENTION", "1h")
        .args(["report", "monthly", "--month", "2026-10", "-o", "markdown", "--data"]);
    let (printed, _) = told(command.arg(folder.path()).output().unwrap(), 3);
    assert!(printed.contains("2026-10-01"), "{printed}");
    told(run(folder.path(), &["--month", "2999-01"]), 2);
    told(run(folder.path(), &["--month", "2026-13"]), 2);
    let (_, said) = told(run(folder.path(), &["--zone", "Mars/Olympus"]), 1);
    assert!(said.contains("--zone names no time zone"), "{said}");
    // A month of which nothing is kept is an empty report, not a failure.
    let (printed, _) = told(run(folder.path(), &["--month", "2020-02", "-o", "markdown"]), 0);
    assert!(printed.contains("2020"), "{printed}");
}
