//! Whole texts, whatever they hold.

use auroscope_model::Source;
use auroscope_testkit::shared_mysql_or_skip;
use mysql_async::prelude::Queryable;

use crate::harness::{GRANTS, Watcher};

/// Defect 1: performance_schema cuts at 1,024 bytes; information_schema at 64 kB and without emoji.
#[tokio::test(flavor = "multi_thread")]
async fn long_texts_are_whole_with_korean_and_emoji() {
    let Some(server) = shared_mysql_or_skip() else { return };
    let folder = tempfile::tempdir().unwrap();
    let watcher = Watcher::start(folder.path(), &server.account(&GRANTS).await.unwrap().url()).await;
    let mut client = server.connect().await.unwrap();
    let long = "한글😀 <b>\\' ".repeat(1_200);
    let texts = [
        format!("SELECT SLEEP(0.7), 'long-text a', '{long}'"),
        format!("SELECT SLEEP(0.7), 'long-text b', '{}'", "x".repeat(70_000)),
        "SELECT SLEEP(0.7), 'long-text c …'".to_owned(),
    ];
    for text in &texts {
        client.query_drop(text.as_str()).await.unwrap();
    }
    let ended = watcher.ended("long-text", 3).await;
    for (query, text) in ended.iter().zip(&texts) {
        assert!(query.sql == *text, "{} bytes of {}", query.sql.len(), text.len());
        assert!(!query.truncated && !query.lossy);
        assert_eq!(query.sources.contains(&Source::Processlist), text.len() > 1_024);
    }
    watcher.end().await;
}

/// A text that ended before it could be fetched whole is kept as far as it is known, and marked.
#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_stayed_cut_is_marked() {
    let Some(server) = shared_mysql_or_skip() else { return };
    let folder = tempfile::tempdir().unwrap();
    let watcher = Watcher::start(folder.path(), &server.account(&GRANTS[1..]).await.unwrap().url()).await;
    let mut client = server.connect().await.unwrap();
    let text = format!("SELECT SLEEP(0.8), 'stays-cut', '{}'", "y".repeat(5_000));
    client.query_drop(text.as_str()).await.unwrap();
    // Without PROCESS the process list shows only our own sessions.
    let ended = watcher.ended("stays-cut", 1).await;
    assert!(ended[0].truncated);
    assert!(ended[0].sql.len() <= 1_024 && text.starts_with(ended[0].sql.trim_end_matches("...")));
    watcher.end().await;
}
