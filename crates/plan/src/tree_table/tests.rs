//! The table as it is printed.

use unicode_width::UnicodeWidthStr as _;

use super::{TreeTableStyle, tree_table};
use crate::Plan;

const ANALYZED: &str = "\
-> Limit: 10 row(s)  (cost=150 rows=10) (actual time=1..2.5 rows=3 loops=1)
    -> Nested loop left join  (cost=150 rows=33.3) (actual time=0.9..2.4 rows=3 loops=1)
        -> Index lookup on c using city (city = '서울\t\u{1b}[31m')  (cost=9.25 rows=40) (actual time=0.05..0.09 rows=40 loops=1)
        -> Filter: (o.total > 100.00)  (cost=2.51 rows=0.833) (actual time=0.02..0.05 rows=0 loops=40)
            -> Table scan on `주문 목록`  (cost=2.51 rows=12345678) (never executed)
";

#[test]
fn draws_tree_figures_and_conditions() {
    let plan = Plan::parse(ANALYZED.as_bytes()).unwrap();
    let lines = tree_table(&plan, 120, TreeTableStyle { ascii: true, color: false });
    assert_eq!(lines.len(), 6);
    assert!(lines[0].starts_with("step"), "{}", lines[0]);
    assert!(lines[2].starts_with("`- Nested loop left join"), "{}", lines[2]);
    assert!(lines[3].starts_with("   |- Index lookup on c using city"), "{}", lines[3]);
    assert!(lines[3].contains("40 -> 40"), "{}", lines[3]);
    assert!(lines[5].starts_with("      `- Table scan"), "{}", lines[5]);
    assert!(lines[5].contains("12.3M -> never"), "{}", lines[5]);
    assert!(lines.iter().all(|line| !line.contains(['\u{1b}', '\t'])), "{lines:#?}");
}

#[test]
fn no_line_is_wider_than_asked() {
    let plan = Plan::parse(ANALYZED.as_bytes()).unwrap();
    for width in [60, 80, 100, 133, 200] {
        for style in [TreeTableStyle::default(), TreeTableStyle { ascii: true, color: false }] {
            for line in tree_table(&plan, width, style) {
                assert!(line.width() <= width, "{width}: {line}");
            }
        }
    }
    let colored = tree_table(&plan, 100, TreeTableStyle { ascii: false, color: true });
    assert!(colored.iter().any(|line| line.starts_with("\u{1b}[31m") && line.ends_with("\u{1b}[0m")));
}

#[test]
fn a_deep_plan_stays_narrow() {
    let text: String =
        (0..200).map(|level| format!("{}-> Filter: (a > {level})\n", "    ".repeat(level))).collect();
    let plan = Plan::parse(text.as_bytes()).unwrap();
    let lines = tree_table(&plan, 80, TreeTableStyle { ascii: true, color: false });
    assert!(lines[150].contains("Filter"), "{}", lines[150]);
    assert!(lines.iter().all(|line| line.width() <= 80));
}
