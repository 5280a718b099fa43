//! Executions whose rows are truncated away while they run: no look shows them any more.

use auroscope_model::{DurationKind, Source};
use auroscope_testkit::{MysqlOptions, start_mysql_or_skip, wait_until};
use mysql_async::prelude::Queryable;

use crate::harness::{BOUND, GRANTS, Watcher};

const TRUNCATE: &str = "TRUNCATE TABLE performance_schema.events_statements_current";

/// What an execution left in performance_schema can be truncated away: its record was running for as long as its
/// connection rested, and its thread's sums knew all along how long it took.
#[tokio::test(flavor = "multi_thread")]
async fn a_statement_whose_rows_were_truncated_away_is_closed_exactly() {
    let Some(server) = start_mysql_or_skip(MysqlOptions::new()) else { return };
    let folder = tempfile::tempdir().unwrap();
    let account = server.endpoint().account(&GRANTS).await.unwrap();
    let watcher = Watcher::start(folder.path(), &account.url()).await;
    let mut client = server.connect().await.unwrap();
    let client = tokio::spawn(async move {
        client.query_drop("SELECT SLEEP(2), 'truncated-away'").await.unwrap();
        client
    });
    watcher.running("truncated-away").await;
    server.endpoint().run(&[TRUNCATE]).await.unwrap();
    let _resting = client.await.unwrap();
    let ended = watcher.ended("truncated-away", 1).await;
    assert_eq!((ended.len(), ended[0].duration_kind), (1, DurationKind::Exact), "{ended:?}");
    assert_eq!(ended[0].sources, [Source::Live, Source::Thread]);
    assert!((2_000_000..2_050_000).contains(&ended[0].duration_us), "{}", ended[0].duration_us);
    watcher.end().await;
}

/// Of statements one after the other on a connection none of which shows, the first was running until the last had
/// ended, though what runs inside the last names it all the while.
#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_seen_is_closed_while_the_next_on_its_connection_runs() {
    let Some(server) = start_mysql_or_skip(MysqlOptions::new()) else { return };
    let folder = tempfile::tempdir().unwrap();
    let account = server.endpoint().account(&GRANTS).await.unwrap();
    let watcher = Watcher::start(folder.path(), &account.url()).await;
    let schema = server.endpoint().schema().await.unwrap();
    let mut client = schema.connect().await.unwrap();
    let steps = "SET @i = 0; WHILE @i < 400 DO DO SLEEP(0.01); SET @i = @i + 1; END WHILE;";
    client.query_drop(format!("CREATE PROCEDURE steps() BEGIN {steps} END")).await.unwrap();
    let id = client.id();
    let both = tokio::spawn(async move {
        client.query_drop("SELECT SLEEP(1.5), 'never-seen-to-end'").await.unwrap();
        client.query_drop("CALL steps()").await.unwrap();
        client
    });
    watcher.running("never-seen-to-end").await;
    // Hides the end of the first and the beginning of the second.
    let mut hider = server.connect().await.unwrap();
    let second = format!(
        "SELECT COUNT(*) FROM performance_schema.threads WHERE PROCESSLIST_ID = {id} AND PROCESSLIST_INFO NOT LIKE 'SELECT%'"
    );
    wait_until(BOUND, "the second to run", async || {
        hider.query_drop(TRUNCATE).await.unwrap();
        hider.query_first::<u64, _>(&second).await.unwrap() == Some(1)
    })
    .await;
    hider.query_drop(TRUNCATE).await.unwrap();
    let ended = watcher.ended("never-seen-to-end", 1).await;
    assert!(!both.is_finished(), "{ended:?}");
    assert_eq!((ended.len(), ended[0].duration_kind), (1, DurationKind::Exact), "{ended:?}");
    let _client = both.await.unwrap();
    watcher.end().await;
}
