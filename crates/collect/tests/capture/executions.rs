//! One record for each execution, with the figures of the server.

use auroscope_model::{DurationKind, Source, StatementClass};
use auroscope_testkit::{MysqlOptions, shared_mysql_or_skip, start_mysql_or_skip, wait_for};
use mysql_async::prelude::Queryable;

use crate::harness::{BOUND, GRANTS, THRESHOLD_US, Watcher};

/// Defects 5, 6: kept while it runs, with its true start; then closed with the server's own figures.
#[tokio::test(flavor = "multi_thread")]
async fn a_slow_statement_is_kept_while_it_runs_and_closed_exactly() {
    let Some(server) = shared_mysql_or_skip() else { return };
    let folder = tempfile::tempdir().unwrap();
    let watcher = Watcher::start(folder.path(), &server.account(&GRANTS).await.unwrap().url()).await;
    let mut client = server.connect().await.unwrap();
    let started: String =
        client.query_first("SELECT DATE_FORMAT(UTC_TIMESTAMP(6), '%Y-%m-%dT%TZ.%f')").await.unwrap().unwrap();
    let client_task = tokio::spawn(async move {
        client.query_drop("SELECT SLEEP(1.5), 'kept-while-running 한국어'").await.unwrap();
        client
    });
    let running = watcher.running("kept-while-running").await;
    assert_eq!(running.duration_kind, DurationKind::LowerBound);
    assert!(
        running.duration_us >= THRESHOLD_US && running.duration_us < 1_400_000,
        "{}",
        running.duration_us
    );
    assert_eq!((running.finished_at, running.figures.rows_sent), (None, None));

    let mut client = client_task.await.unwrap();
    let ended = watcher.ended("kept-while-running", 1).await;
    let [query] = ended.as_slice() else { panic!("{} records", ended.len()) };
    assert_eq!((query.id, query.started_at), (running.id, running.started_at));
    assert_eq!((query.duration_kind, query.class), (DurationKind::Exact, StatementClass::Read));
    let (timer_ps, rows): (u64, u64) = client
        .query_first(
            "SELECT TIMER_WAIT, ROWS_SENT FROM performance_schema.events_statements_history \
             WHERE SQL_TEXT LIKE '%kept-while-running%' AND THREAD_ID = PS_CURRENT_THREAD_ID()",
        )
        .await
        .unwrap()
        .unwrap();
    assert_eq!((query.duration_us, query.figures.rows_sent), (timer_ps / 1_000_000, Some(rows)));
    assert_eq!(query.sources, [Source::Live, Source::History]);
    assert_eq!(query.schema, None);
    // The start by the server's clock, to the second boundaries of what it said before.
    let (whole, micros) = started.split_once("Z.").unwrap();
    let before: auroscope_model::UtcMicros = format!("{whole}.{micros}Z").parse().unwrap();
    assert!(
        query.started_at >= before && query.started_at.since_us(before) < 500_000,
        "{}",
        query.started_at
    );
    watcher.end().await;
}

/// Defects 3 and 7: two slow statements back to back on one connection are two records with their own texts.
#[tokio::test(flavor = "multi_thread")]
async fn back_to_back_statements_on_a_connection_do_not_merge() {
    let Some(server) = shared_mysql_or_skip() else { return };
    let folder = tempfile::tempdir().unwrap();
    let watcher = Watcher::start(folder.path(), &server.account(&GRANTS).await.unwrap().url()).await;
    let mut client = server.connect().await.unwrap();
    for (seconds, name) in [("0.5", "first"), ("0.9", "second"), ("0.4", "third")] {
        client.query_drop(format!("SELECT SLEEP({seconds}), 'back-to-back {name}'")).await.unwrap();
    }
    let ended = watcher.ended("back-to-back", 3).await;
    let seen: Vec<(bool, u64)> =
        ended.iter().map(|q| (q.duration_kind == DurationKind::Exact, q.duration_us / 100_000)).collect();
    assert_eq!(seen, [(true, 5), (true, 9), (true, 4)]);
    assert!(
        ended[0].sql.contains("first") && ended[1].sql.contains("second") && ended[2].sql.contains("third")
    );
    assert!(ended.windows(2).all(|pair| pair[0].connection_id == pair[1].connection_id));
    assert!(ended.windows(2).all(|pair| pair[0].finished_at.unwrap() <= pair[1].started_at));
    watcher.end().await;
}

/// Defect 8: statements little longer than the threshold are caught, whatever their phase to the interval.
#[tokio::test(flavor = "multi_thread")]
async fn statements_just_over_the_threshold_are_all_caught() {
    let Some(server) = shared_mysql_or_skip() else { return };
    let folder = tempfile::tempdir().unwrap();
    let watcher = Watcher::start(folder.path(), &server.account(&GRANTS).await.unwrap().url()).await;
    let clients = (0..20).map(|i| async move {
        let mut client = server.connect().await.unwrap();
        tokio::time::sleep(std::time::Duration::from_millis(i * 17)).await;
        client.query_drop(format!("SELECT SLEEP(0.33), 'just-over {i}'")).await.unwrap();
        client.query_drop(format!("SELECT SLEEP(0.25), 'just-under {i}'")).await.unwrap();
        client
    });
    let tasks: Vec<_> = clients.map(tokio::spawn).collect();
    let mut kept = Vec::new();
    for task in tasks {
        kept.push(task.await.unwrap());
    }
    let ended = watcher.ended("just-over", 20).await;
    assert_eq!(ended.len(), 20);
    assert!(ended.iter().all(|query| query.duration_kind == DurationKind::Exact));
    assert!(watcher.holding("just-under").await.is_empty());
    watcher.end().await;
}

/// A client that leaves at once takes its history with it; its digest's sums still know the duration.
#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_leaves_is_closed_by_its_digests_sums() {
    let Some(server) = shared_mysql_or_skip() else { return };
    let folder = tempfile::tempdir().unwrap();
    let watcher = Watcher::start(folder.path(), &server.account(&GRANTS).await.unwrap().url()).await;
    let mut client = server.connect().await.unwrap();
    // A shape of its own, so that no other test moves its digest's sums.
    client
        .query_drop("SELECT 1 AS leaver, SLEEP(0.77) AS leaver_slept, 'leaves-at-once' AS leaver_text")
        .await
        .unwrap();
    client.disconnect().await.unwrap();
    let ended = watcher.ended("leaves-at-once", 1).await;
    assert_eq!(
        (ended[0].duration_kind, ended[0].sources.as_slice()),
        (DurationKind::Exact, [Source::Live, Source::Digest].as_slice())
    );
    assert!((770_000..800_000).contains(&ended[0].duration_us), "{}", ended[0].duration_us);
    assert_eq!(ended[0].figures.rows_sent, Some(1));
    watcher.end().await;
}

/// What cannot be known is a lower bound and says so: here two of one digest leave between two looks.
#[tokio::test(flavor = "multi_thread")]
async fn leavers_of_one_digest_at_one_moment_are_lower_bounds() {
    let Some(server) = shared_mysql_or_skip() else { return };
    let folder = tempfile::tempdir().unwrap();
    let watcher = Watcher::start(folder.path(), &server.account(&GRANTS).await.unwrap().url()).await;
    let leave = || async {
        let mut client = server.connect().await.unwrap();
        client
            .query_drop("SELECT 2 AS twin, SLEEP(0.8) AS twin_slept, 'twins-leave' AS twin_text")
            .await
            .unwrap();
        client.disconnect().await.unwrap();
    };
    tokio::join!(leave(), leave());
    for query in watcher.ended("twins-leave", 2).await {
        assert_eq!((query.duration_kind, query.finished_at), (DurationKind::LowerBound, None));
        assert!((THRESHOLD_US..810_000).contains(&query.duration_us), "{}", query.duration_us);
        assert_eq!(query.figures.rows_sent, None);
    }
    watcher.end().await;
}

/// A CALL is one record, as in the slow log, however many slow statements it runs; a prepared statement is one too.
#[tokio::test(flavor = "multi_thread")]
async fn a_call_and_a_prepared_statement_are_one_record_each() {
    let Some(server) = shared_mysql_or_skip() else { return };
    let folder = tempfile::tempdir().unwrap();
    let watcher = Watcher::start(folder.path(), &server.account(&GRANTS).await.unwrap().url()).await;
    let schema = server.schema().await.unwrap();
    let mut client = schema.connect().await.unwrap();
    client.query_drop("CREATE PROCEDURE inner_slow() BEGIN DO SLEEP(0.4); DO SLEEP(0.5); END").await.unwrap();
    client.query_drop("CALL inner_slow() /* called */").await.unwrap();
    client.exec_drop("SELECT SLEEP(?), 'prepared-slow'", (0.6,)).await.unwrap();
    let called = watcher.ended("inner_slow", 1).await;
    assert_eq!((called.len(), called[0].class), (1, StatementClass::Call));
    assert_eq!(called[0].schema.as_deref(), Some(schema.name()));
    assert!((900_000..1_000_000).contains(&called[0].duration_us), "{}", called[0].duration_us);
    let prepared = watcher.ended("prepared-slow", 1).await;
    assert_eq!((prepared.len(), prepared[0].duration_kind), (1, DurationKind::Exact));
    assert!(watcher.holding("DO SLEEP").await.is_empty());
    watcher.end().await;
}

/// Defect 2: an excluded user is left out, a session without a schema is not.
#[tokio::test(flavor = "multi_thread")]
async fn excluded_users_are_left_out() {
    let Some(server) = shared_mysql_or_skip() else { return };
    let folder = tempfile::tempdir().unwrap();
    let watcher = Watcher::start(folder.path(), &server.account(&GRANTS).await.unwrap().url()).await;
    server.run(&["CREATE USER IF NOT EXISTS excluded_by_test IDENTIFIED BY 'x'"]).await.unwrap();
    let url = format!("mysql://excluded_by_test:x@{}:{}/", server.host(), server.port());
    let excluded = auroscope_testkit::Endpoint::from_url(&url).unwrap();
    let (mut excluded, mut other) = (excluded.connect().await.unwrap(), server.connect().await.unwrap());
    let (a, b) = tokio::join!(
        excluded.query_drop("SELECT SLEEP(0.6), 'who-is-seen excluded'"),
        other.query_drop("SELECT SLEEP(0.6), 'who-is-seen other'"),
    );
    a.and(b).unwrap();
    let ended = watcher.ended("who-is-seen", 1).await;
    assert_eq!(ended.len(), 1);
    assert!(ended[0].sql.contains("other"));
    watcher.end().await;
}

/// The history holds ten statements; what follows a slow one on its connection must not take its duration away.
#[tokio::test(flavor = "multi_thread")]
async fn a_slow_statement_followed_by_many_fast_ones_is_exact() {
    let Some(server) = shared_mysql_or_skip() else { return };
    let folder = tempfile::tempdir().unwrap();
    let watcher = Watcher::start(folder.path(), &server.account(&GRANTS).await.unwrap().url()).await;
    let mut client = server.connect().await.unwrap();
    client.query_drop("SELECT SLEEP(0.87), 'flooded-over', 1 AS of_its_own").await.unwrap();
    for i in 0..60 {
        client.query_drop(format!("SELECT {i}")).await.unwrap();
    }
    let ended = watcher.ended("flooded-over", 1).await;
    assert_eq!(ended[0].duration_kind, DurationKind::Exact, "{:?}", ended[0].sources);
    assert!((870_000..880_000).contains(&ended[0].duration_us), "{}", ended[0].duration_us);
    watcher.end().await;
}

/// The body of an EVENT has neither text nor digest in performance_schema, and is in no slow log either.
#[tokio::test(flavor = "multi_thread")]
async fn the_body_of_an_event_makes_no_record_without_a_text() {
    let Some(server) = start_mysql_or_skip(MysqlOptions::new().arg("--event-scheduler=ON")) else { return };
    let server = server.endpoint();
    let folder = tempfile::tempdir().unwrap();
    let watcher = Watcher::start(folder.path(), &server.account(&GRANTS).await.unwrap().url()).await;
    let schema = server.schema().await.unwrap();
    let mut client = schema.connect().await.unwrap();
    client.query_drop("CREATE TABLE seen (at DATETIME(6))").await.unwrap();
    client.query_drop("CREATE EVENT slow_body ON SCHEDULE AT NOW() DO BEGIN DO SLEEP(0.8); INSERT INTO seen VALUES (NOW(6)); END").await.unwrap();
    wait_for(BOUND, "the event to have run", async || {
        client.query_first::<String, _>("SELECT at FROM seen").await.unwrap()
    })
    .await;
    client.query_drop("SELECT SLEEP(0.5), 'after-the-event'").await.unwrap();
    watcher.ended("after-the-event", 1).await;
    assert!(watcher.holding("").await.iter().all(|query| !query.sql.is_empty()));
    watcher.end().await;
}
