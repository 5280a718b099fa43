//! A procedure that is busy with short statements, alone on the machine: it takes a whole core for itself, and in one
//! of three runs beside the other capture tests its row was not shown for seconds.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![allow(dead_code, reason = "the harness serves the capture tests too")]

#[path = "capture/harness.rs"]
mod harness;

use auroscope_model::{DurationKind, SlowQueryState};
use auroscope_testkit::shared_mysql_or_skip;
use mysql_async::prelude::Queryable;

use crate::harness::{GRANTS, Watcher};

/// Defect 4: while a procedure runs one short statement after another, the server often passes over the row of its
/// CALL. It must stay running for as long as it runs, and then be exact.
#[tokio::test(flavor = "multi_thread")]
async fn a_busy_call_is_not_taken_for_ended() {
    let Some(server) = shared_mysql_or_skip() else { return };
    let folder = tempfile::tempdir().unwrap();
    let watcher = Watcher::start(folder.path(), &server.account(&GRANTS).await.unwrap().url()).await;
    let schema = server.schema().await.unwrap();
    let mut client = schema.connect().await.unwrap();
    client
        .query_drop(
            "CREATE PROCEDURE busy_call() BEGIN DECLARE till DATETIME(6) DEFAULT NOW(6) + INTERVAL 6 SECOND; \
             WHILE SYSDATE(6) < till DO SET @x = 1; END WHILE; END",
        )
        .await
        .unwrap();
    let call = tokio::spawn(async move {
        client.query_drop("CALL busy_call()").await.unwrap();
        client
    });
    watcher.running("CALL busy_call").await;
    while !call.is_finished() {
        let found = watcher.holding("CALL busy_call").await;
        assert!(
            found.len() == 1 && (found[0].state == SlowQueryState::Running || call.is_finished()),
            "{found:?}"
        );
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let _client = call.await.unwrap();
    let ended = watcher.ended("CALL busy_call", 1).await;
    assert_eq!((ended.len(), ended[0].duration_kind), (1, DurationKind::Exact), "{ended:?}");
    assert!((5_900_000..6_500_000).contains(&ended[0].duration_us), "{}", ended[0].duration_us);
    watcher.end().await;
}
