//! What outlives what: Auroscope restarted, the server restarted, a session killed.

use std::time::Duration;

use auroscope_collect::Watch;
use auroscope_model::{AbandonReason, CollectorPhase, DurationKind, SlowQueryState, Source};
use auroscope_mysql::Endpoint;
use auroscope_testkit::{MysqlOptions, shared_mysql_or_skip, start_mysql_or_skip, wait_until};
use mysql_async::prelude::Queryable;

use crate::harness::{BOUND, GRANTS, Watcher, target};

/// Defects 6 and 10: a restart goes on with what was running, and finds what ended meanwhile.
#[tokio::test(flavor = "multi_thread")]
async fn a_restarted_auroscope_closes_what_it_left_running() {
    let Some(server) = shared_mysql_or_skip() else { return };
    let folder = tempfile::tempdir().unwrap();
    let url = server.account(&GRANTS).await.unwrap().url();
    let watcher = Watcher::start(folder.path(), &url).await;
    let (mut short, mut long) = (server.connect().await.unwrap(), server.connect().await.unwrap());
    let short = tokio::spawn(async move {
        short.query_drop("SELECT SLEEP(1.5), 'over-restart short'").await.unwrap();
        short
    });
    let long = tokio::spawn(async move {
        long.query_drop("SELECT SLEEP(5), 'over-restart long'").await.unwrap();
        long
    });
    let seen = (watcher.running("over-restart short").await, watcher.running("over-restart long").await);
    watcher.end().await;
    let _short = short.await.unwrap();

    let watcher = Watcher::start(folder.path(), &url).await;
    let ended = watcher.ended("over-restart short", 1).await;
    assert_eq!((ended.len(), ended[0].id), (1, seen.0.id));
    assert_eq!((ended[0].duration_kind, ended[0].duration_us / 100_000), (DurationKind::Exact, 15));
    let _long = long.await.unwrap();
    let ended = watcher.ended("over-restart long", 1).await;
    assert_eq!((ended.len(), ended[0].id, ended[0].started_at), (1, seen.1.id, seen.1.started_at));
    assert_eq!((ended[0].duration_kind, ended[0].duration_us / 1_000_000), (DurationKind::Exact, 5));
    watcher.end().await;
}

/// A client that left while nobody watched: its record says that only a lower bound is known, or the digest tells.
#[tokio::test(flavor = "multi_thread")]
async fn what_left_while_nobody_watched_is_closed_by_sums() {
    let Some(server) = shared_mysql_or_skip() else { return };
    let folder = tempfile::tempdir().unwrap();
    let url = server.account(&GRANTS).await.unwrap().url();
    let watcher = Watcher::start(folder.path(), &url).await;
    let mut client = server.connect().await.unwrap();
    let client = tokio::spawn(async move {
        client
            .query_drop("SELECT 3 AS unwatched, SLEEP(1.6) AS unwatched_slept, 'left-unwatched'")
            .await
            .unwrap();
        client.disconnect().await.unwrap();
    });
    watcher.running("left-unwatched").await;
    watcher.end().await;
    client.await.unwrap();
    let watcher = Watcher::start(folder.path(), &url).await;
    let ended = watcher.ended("left-unwatched", 1).await;
    assert_eq!((ended.len(), ended[0].duration_kind), (1, DurationKind::Exact));
    assert!(ended[0].sources.contains(&Source::Digest));
    watcher.end().await;
}

/// The server restarts: capture goes on within five seconds, what ran is abandoned with its lower bound, nothing doubles.
#[tokio::test(flavor = "multi_thread")]
async fn capture_goes_on_after_the_server_restarts() {
    let Some(mut server) = start_mysql_or_skip(MysqlOptions::new()) else { return };
    let folder = tempfile::tempdir().unwrap();
    let url = server.endpoint().account(&GRANTS).await.unwrap().url();
    let watcher = Watcher::start(folder.path(), &url).await;
    let mut client = server.connect().await.unwrap();
    let client = tokio::spawn(async move { client.query_drop("SELECT SLEEP(60), 'before-restart'").await });
    let seen = watcher.running("before-restart").await;
    server.kill9().unwrap();
    assert!(client.await.unwrap().is_err());
    wait_until(BOUND, "the loss to show", async || {
        watcher.health().collectors[0].phase == CollectorPhase::BackingOff && watcher.board.live().is_empty()
    })
    .await;
    server.start_again().unwrap();
    let mut client = server.connect().await.unwrap();
    tokio::time::timeout(Duration::from_secs(5), watcher.wait_seen())
        .await
        .expect("watched again within 5 s");
    client.query_drop("SELECT SLEEP(0.7), 'after-restart'").await.unwrap();
    assert_eq!(watcher.ended("after-restart", 1).await[0].duration_kind, DurationKind::Exact);
    let before = watcher.ended("before-restart", 1).await;
    assert_eq!((before.len(), before[0].id, before[0].state), (1, seen.id, SlowQueryState::Abandoned));
    assert_eq!(before[0].abandoned_because, Some(AbandonReason::ServerRestarted));
    assert!(before[0].duration_us >= seen.duration_us && before[0].duration_us < 60_000_000);
    watcher.end().await;
}

/// A statement that was killed has ended like any other.
#[tokio::test(flavor = "multi_thread")]
async fn a_killed_statement_is_closed() {
    let Some(server) = shared_mysql_or_skip() else { return };
    let folder = tempfile::tempdir().unwrap();
    let watcher = Watcher::start(folder.path(), &server.account(&GRANTS).await.unwrap().url()).await;
    let mut client = server.connect().await.unwrap();
    let client = tokio::spawn(async move {
        let _ = client.query_drop("SELECT COUNT(*), 'to-be-killed' FROM mysql.user WHERE SLEEP(60)").await;
        client
    });
    let running = watcher.running("to-be-killed").await;
    server.run(&[&format!("KILL QUERY {}", running.connection_id.unwrap())]).await.unwrap();
    let _client = client.await.unwrap();
    let ended = watcher.ended("to-be-killed", 1).await;
    assert_eq!((ended[0].state, ended[0].duration_kind), (SlowQueryState::Finished, DurationKind::Exact));
    watcher.end().await;
}

/// A target that is no longer watched leaves nothing running for ever.
#[tokio::test(flavor = "multi_thread")]
async fn what_ran_on_a_removed_target_is_abandoned() {
    let Some(server) = shared_mysql_or_skip() else { return };
    let folder = tempfile::tempdir().unwrap();
    let watcher = Watcher::start(folder.path(), &server.account(&GRANTS).await.unwrap().url()).await;
    let mut client = server.connect().await.unwrap();
    let client = tokio::spawn(async move {
        client.query_drop("SELECT SLEEP(3), 'target-removed'").await.unwrap();
        client
    });
    let seen = watcher.running("target-removed").await;
    watcher.fleet().stop(&target()).await;
    let ended = watcher.ended("target-removed", 1).await;
    assert_eq!((ended[0].id, ended[0].state), (seen.id, SlowQueryState::Abandoned));
    assert_eq!(ended[0].abandoned_because, Some(AbandonReason::TargetRemoved));
    let _client = client.await.unwrap();
    watcher.end().await;
}

/// A target paused for a moment left a statement "abandoned" while it ran on, and was followed, under the same key.
#[tokio::test(flavor = "multi_thread")]
async fn what_runs_on_a_target_that_is_watched_again_is_closed_exactly() {
    let Some(server) = shared_mysql_or_skip() else { return };
    let folder = tempfile::tempdir().unwrap();
    let url = server.account(&GRANTS).await.unwrap().url();
    let watcher = Watcher::start(folder.path(), &url).await;
    let mut client = server.connect().await.unwrap();
    let client = tokio::spawn(async move {
        client.query_drop("SELECT SLEEP(3), 'paused-and-resumed'").await.unwrap();
        client
    });
    let seen = watcher.running("paused-and-resumed").await;
    watcher.fleet().stop(&target()).await;
    assert_eq!(watcher.ended("paused-and-resumed", 1).await[0].state, SlowQueryState::Abandoned);
    watcher.fleet().start(Watch { target: target(), endpoint: Endpoint::parse(&url).unwrap() }).await;
    watcher.running("paused-and-resumed").await;
    let _client = client.await.unwrap();
    let ended = watcher.ended("paused-and-resumed", 1).await;
    assert_eq!((ended.len(), ended[0].id, ended[0].state), (1, seen.id, SlowQueryState::Finished));
    assert_eq!((ended[0].duration_kind, ended[0].abandoned_because), (DurationKind::Exact, None));
    watcher.end().await;
}
