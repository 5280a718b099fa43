//! Executions by table: a name without a schema means the table of the execution's schema.

use std::collections::BTreeMap;

use auroscope_slowlog::digest::DigestOptions;

use crate::reading::{IN_ONE_GO, Way, report};

fn entry(statement: &str) -> String {
    let head = "# Query_time: 1.0  Lock_time: 0.0 Rows_sent: 1  Rows_examined: 1\n";
    match statement.split_once("; ") {
        Some((used, statement)) => format!("{head}{used};\nSET timestamp=1;\n{statement};\n"),
        None => format!("{head}SET timestamp=1;\n{statement};\n"),
    }
}

fn counts(log: &str, block_bytes: u64, way: Way) -> BTreeMap<String, u64> {
    let group_by = "table".parse().unwrap();
    let options = DigestOptions { group_by, block_bytes, ..DigestOptions::default() };
    let report = report(&[log.as_bytes().to_vec()], options, way);
    assert_eq!(report.overall.count, report.summary.events);
    report.classes.iter().map(|class| (class.title().to_owned(), class.figures.count)).collect()
}

#[test]
fn a_table_belongs_to_the_executions_schema() {
    let statements = [
        "select * from orders",
        "use shop; select * from orders",
        "select * from orders o join audit.orders a on a.id = o.id",
        // Twice the same table, once.
        "select * from orders o join shop.orders s on s.id = o.id",
        "select * from 주문 p join orders o on o.id = p.id",
        "use audit; delete from orders",
        "select * from orders o join shop.orders s on s.id = o.id",
        "select * from orders o join audit.orders s on s.id = o.id",
        "select 1",
    ];
    let log: String = statements.iter().map(|statement| entry(statement)).collect();
    let expected = [("orders", 1), ("shop.orders", 5), ("audit.orders", 4), ("shop.주문", 1), ("(none)", 1)];
    let expected: BTreeMap<String, u64> =
        expected.into_iter().map(|(name, count)| (name.to_owned(), count)).collect();
    assert_eq!(counts(&log, 1 << 20, IN_ONE_GO), expected);
    // Blocks of about one entry, so that nearly every schema stands before its block.
    for (block_bytes, threads) in [(400, 1), (400, 3), (900, 2), (2_000, 4)] {
        for is_streamed in [false, true] {
            let way = Way { threads, piece: 64, is_streamed };
            assert_eq!(counts(&log, block_bytes, way), expected, "{block_bytes} {way:?}");
        }
    }
}
