//! The documents of the older systems, against the executions they are of.

use auroscope_model::{Fingerprint, SlowQuery, StatementClass, UtcMicros};
use auroscope_report::{Limits, documents};

use super::month::{Shape, account, month, shop, text};

fn queries() -> Vec<SlowQuery> {
    shop(month("2026-10"), &Shape { seed: 5, targets: 3, statements: 30, executions: 2_000, days: 31 })
}

fn names(value: &serde_json::Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn a_user_has_only_what_he_ran() {
    let queries = queries();
    let account = account(&queries, Limits::default());
    let found = documents::user_statistics(&account, month("2026-10"), UtcMicros(0));
    for document in &found {
        let own: Vec<&SlowQuery> = queries
            .iter()
            .filter(|q| {
                q.target.as_str() == document["instance_id"] && q.user.as_deref() == document["user"].as_str()
            })
            .collect();
        let total: u64 = own.iter().map(|query| query.duration_us).sum();
        assert_eq!(document["total_execution_count"], own.len());
        assert_eq!(document["total_execution_time"], total as f64 / 1e6);
        assert_eq!(document["avg_execution_time"], total as f64 / own.len() as f64 / 1e6);
        for (field, class) in [
            ("read_query_count", StatementClass::Read),
            ("write_query_count", StatementClass::Write),
            ("ddl_query_count", StatementClass::Ddl),
            ("commit_query_count", StatementClass::Tx),
        ] {
            assert_eq!(document[field], own.iter().filter(|query| query.class == class).count(), "{field}");
        }
    }
    let executions: u64 =
        found.iter().map(|document| document["total_execution_count"].as_u64().unwrap()).sum();
    assert_eq!(executions, 2_000);
}

#[test]
fn fields_are_those_that_dashboards_read() {
    let account = account(&queries(), Limits::default());
    let (october, at) = (month("2026-10"), UtcMicros(0));
    let statistics = documents::statistics(&account, october, at);
    assert_eq!(statistics.len(), 3);
    assert_eq!(
        names(&statistics[0]),
        [
            "avg_execution_time",
            "commit_query_count",
            "created_at",
            "ddl_query_count",
            "instance_id",
            "lower_bound_count",
            "month",
            "read_query_count",
            "total_execution_count",
            "total_execution_time",
            "total_rows_examined",
            "total_slow_query_count",
            "unique_digest_count",
            "write_query_count",
        ]
    );
    let known: Vec<(Fingerprint, String)> = super::month::texts(&queries());
    let find = |statement| known.iter().find(|(known, _)| *known == statement).map(|(_, text)| text.as_str());
    let digests = documents::slow_queries(&account, "2026-10", at, find);
    let fields = [
        "avg_lock_time",
        "avg_rows_examined",
        "avg_rows_sent",
        "avg_time",
        "created_at",
        "date",
        "digest_query",
        "example_queries",
        "execution_count",
        "fingerprint",
        "first_seen",
        "hosts",
        "instance_id",
        "last_seen",
        "lower_bound_count",
        "total_time",
        "users",
    ];
    assert_eq!(names(&digests[0]), fields);
    assert!(digests.iter().all(|document| document["example_queries"].as_array().unwrap().len() == 1));
    assert!(digests.iter().any(|document| document["digest_query"] == text(1)));
    let all = documents::digest_statistics(&account, october, find);
    assert_eq!(all["month"], "2026-10");
    let executions = |of: &serde_json::Value| of["sum_stats"]["execution_count"].as_u64().unwrap();
    assert_eq!(all["stats"].as_array().unwrap().iter().map(executions).sum::<u64>(), 2_000);
}

#[test]
fn unknown_is_null() {
    let mut query = super::month::execution(1, "t", 1, UtcMicros(0), 5);
    (query.user, query.figures) = (None, Default::default());
    let account = account(&[query], Limits::default());
    let document = &documents::user_statistics(&account, month("1970-01"), UtcMicros(0))[0];
    assert!(document["user"].is_null() && document["total_rows_examined"].is_null());
    let document = &documents::slow_queries(&account, "1970-01", UtcMicros(0), |_| None)[0];
    assert!(document["avg_lock_time"].is_null() && document["digest_query"].is_null());
}
