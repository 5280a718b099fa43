//! The filter's language: what it means, what it refuses, and that it can be written back.

use auroscope_slowlog::digest::{DigestOptions, Filter};
use proptest::prelude::*;

use crate::reading::{IN_ONE_GO, report};

const LOG: &str = "\
# Time: 2026-01-01T00:00:10.000000Z
# User@Host: etl_a[etl_a] @ batch-1 [10.0.0.1]  Id:    42
# Query_time: 2.000000  Lock_time: 0.001000 Rows_sent: 1  Rows_examined: 1000 Thread_id: 42 Errno: 0 Bytes_sent: 70
use shop;
SET timestamp=1767225608;
select * from orders where note = 'foo''s'; 
# Time: 2026-01-01T00:00:20.000000Z
# User@Host: app[app] @  [10.0.0.2]  Id:    43
# Query_time: 0.200000  Lock_time: 0.000000 Rows_sent: 0  Rows_examined: 5
SET timestamp=1767225620;
update audit.log set a = 1 /* route='cart' */;
";

fn count(filter: &str) -> u64 {
    let filter: Filter = filter.parse().unwrap_or_else(|error| panic!("{filter}: {error}"));
    let again: Filter = filter.to_string().parse().unwrap_or_else(|error| panic!("{filter}: {error}"));
    assert_eq!(filter, again);
    let options = DigestOptions { filter: Some(filter), ..DigestOptions::default() };
    let report = report(&[LOG.as_bytes().to_vec()], options, IN_ONE_GO);
    assert_eq!(report.summary.events + report.summary.left_out, 2);
    report.summary.events
}

#[test]
fn what_filters_mean() {
    let first = format!(
        "fingerprint = 0x{}",
        auroscope_sql::fingerprint(b"select * from orders where note = ''", Default::default())
    );
    for filter in [
        "query_time > 1.5s",
        "query_time >= 2 and query_time <= 2000ms",
        "query_time in (2s, 3min)",
        "lock_time = 1ms",
        "rows_examined >= 1000",
        "user ~ 'ETL*'",
        "not user = app",
        "host = batch-1",
        "host = 10.0.0.1",
        "host ~ *.1",
        "class = read",
        "class in (ddl, read)",
        "table = orders",
        "not table in (log, x)",
        "text ~ '%foo%'",
        "text ~ \"*foo''s'\"",
        "bytes_sent = 70",
        "bytes_sent < 1000000",
        "errno = 0",
        "tag:route != cart",
        "connection_id = 42",
        "query_time > 1.5s and schema = shop and not (user ~ 'x*' or class = write) and rows_examined >= 1000",
        "text_bytes < 1 or user = etl_a and class = read",
        &first,
    ] {
        assert_eq!(count(filter), 1, "{filter}");
    }
    for filter in
        ["schema = shop", "tag:route !~ carts", "full_scan != yes", "not full_scan = yes", "rows_sent <= 1"]
    {
        assert_eq!(count(filter), 2, "{filter}");
    }
    for filter in
        ["full_scan = yes", "sort_rows >= 0", "table = shop.orders", "schema = Shop", "not (class != ddl)"]
    {
        assert_eq!(count(filter), 0, "{filter}");
    }
    assert_eq!((count("table = audit.log"), count("table = log"), count("tag:route = cart")), (1, 1, 1));
}

#[test]
fn what_is_refused_and_why() {
    for (filter, position, part) in [
        ("", 0, "expected a field, 'not' or '(', found the end"),
        ("query_tim > 1", 0, "expected a field (query_time, lock_time,"),
        ("query_time > fast", 13, "expected a time such as 1.5s or 200ms, found 'fast'"),
        ("query_time >", 12, "expected a value, found the end"),
        ("query_time > and user = x", 13, "expected a value, found 'and'"),
        ("user < a", 5, "expected one of =, !=, ~, !~ or 'in' after user, found '<'"),
        ("rows_sent ~ 5", 10, "expected one of =, !=, <, <=, >, >= or 'in' after rows_sent, found '~'"),
        ("rows_sent = 5 user = b", 14, "expected 'and', 'or' or the end, found 'user'"),
        ("(rows_sent = 5", 14, "expected 'and', 'or' or ')', found the end"),
        ("user = 'a", 7, "the quote ' is not closed"),
        ("user = a; drop", 8, "';' means nothing here"),
        ("class = slow", 8, "expected read, write, ddl"),
        ("fingerprint = 12", 14, "expected a fingerprint of 32 hexadecimal digits"),
        ("user in a", 8, "expected '(' after 'in', found 'a'"),
        ("query_time > 99999999999999999h", 13, "expected a time"),
        ("query_time > 1..5s", 13, "expected a time"),
    ] {
        let error = filter.parse::<Filter>().unwrap_err();
        assert_eq!(error.position, position, "{filter}: {error}");
        assert!(error.message.contains(part), "{filter}: {error}");
    }
    let deep = "not ".repeat(100_000) + "user = a";
    assert!(deep.parse::<Filter>().unwrap_err().message.contains("too deeply"));
    assert!("(".repeat(100_000).parse::<Filter>().is_err());
    assert!(vec!["user = a"; 1_000].join(" or ").parse::<Filter>().is_err());
}

fn filter() -> impl Strategy<Value = String> {
    let field = prop::sample::select(vec!["user", "text", "tag:a.b", "schema", "table"]);
    let sign = prop::sample::select(vec!["=", "!=", "~", "!~", "<>"]);
    let of_text = (field, sign, "[a-z*'\"%한 ]{0,6}")
        .prop_map(|(field, sign, text)| format!("{field} {sign} '{}'", text.replace('\'', "''")));
    let number = prop::sample::select(vec!["query_time", "lock_time", "rows_sent", "text_bytes"]);
    let order = prop::sample::select(vec!["=", "!=", "<", "<=", ">", ">="]);
    let of_number =
        (number, order, any::<u32>()).prop_map(|(field, sign, number)| format!("{field} {sign} {number}"));
    let list =
        prop::collection::vec("[a-z]{1,3}[0-9]", 1..4).prop_map(|all| format!("host IN ({})", all.join(",")));
    prop_oneof![of_text, of_number, list].prop_recursive(4, 32, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(left, right)| format!("{left} and {right}")),
            (inner.clone(), inner.clone()).prop_map(|(left, right)| format!("({left}) OR ({right})")),
            inner.prop_map(|inner| format!("not ({inner})")),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_back_means_the_same(text in filter()) {
        let filter: Filter = text.parse().unwrap();
        prop_assert_eq!(filter.to_string().parse::<Filter>().unwrap(), filter);
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,40}", words in "(user|not|and|or|in|\\(|\\)|=|~|'|,|5s| ){0,20}") {
        let _ = text.parse::<Filter>().map_err(|error| error.to_string());
        let _ = words.parse::<Filter>().map_err(|error| error.to_string());
    }
}
