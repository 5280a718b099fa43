//! Stores of former formats, and stores that two have open.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use auroscope_model::{DurationKind, SlowQueryFilter, SlowQuerySort, SlowQueryState, UtcMicros};
use auroscope_store::{Kept, Store, StoreError};
use auroscope_store_sqlite::SqliteStore;
use rusqlite::{Connection, params};

use super::finished;

/// Makes a store as the first format had it, with a finished and a running record.
fn first_format(folder: &Path) {
    let connection = Connection::open(folder.join("auroscope.db")).unwrap();
    connection.execute_batch("PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL;").unwrap();
    connection.execute_batch(include_str!("../../src/schema_1.sql")).unwrap();
    connection
        .execute_batch("INSERT INTO sql_text (hash, body) VALUES (x'01', 'SELECT ''한국어''')")
        .unwrap();
    connection.execute("INSERT INTO statement VALUES (?1, 'read', 'SELECT ?')", [vec![7u8; 16]]).unwrap();
    for (n, state) in [(1u8, 1), (2, 0)] {
        connection
            .execute(
                "INSERT INTO slow_query VALUES (?1, 'shop', ?2, 1000, NULL, 3000, 2000, ?2, 5, NULL, 9, 0, '{\"warnings\":3}', \
                 'app', NULL, '정산', 42, 57, 3, 'uuid', 17, ?3, 'read', NULL, 1, 0, 0, '[\"live\"]', NULL, ?4)",
                params![
                    vec![n; 16],
                    state,
                    vec![7u8; 16],
                    (state == 0).then_some(
                        "{\"count\":1,\"timer_ps\":2,\"lock_ps\":3,\"rows_sent\":4,\"rows_examined\":5,\
                         \"rows_affected\":6,\"errors\":7,\"warnings\":8}"
                    )
                ],
            )
            .unwrap();
    }
    connection.pragma_update(None, "user_version", 1).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_of_the_first_format_is_brought_forward() {
    let folder = tempfile::tempdir().unwrap();
    first_format(folder.path());
    let store = SqliteStore::open(folder.path()).unwrap();
    assert_eq!(store.check().await.unwrap().format, 4);
    let filter = SlowQueryFilter { schema: Some("정산".into()), ..SlowQueryFilter::default() };
    let page = store.slow_queries(filter, SlowQuerySort::DurationUs, None, 10).await.unwrap();
    assert_eq!(page.items.len(), 2);
    let ended = page.items.iter().find(|query| query.state == SlowQueryState::Finished).unwrap();
    assert_eq!(
        (
            ended.connection_id,
            ended.thread_id,
            ended.event_id,
            ended.server_uuid.as_deref(),
            ended.booted_at_s
        ),
        (Some(42), Some(57), Some(3), Some("uuid"), Some(17))
    );
    assert_eq!(
        (ended.started_at, ended.duration_us, ended.duration_kind),
        (UtcMicros(1000), 2000, DurationKind::Exact)
    );
    assert_eq!(
        (ended.figures.lock_us, ended.figures.rows_sent, ended.figures.warnings),
        (Some(5), None, Some(3))
    );
    assert_eq!(
        (ended.sql.as_str(), ended.schema_inferred, ended.truncated),
        ("SELECT '한국어'", false, false)
    );
    let open = store.open_slow_queries(&"shop".parse().unwrap()).await.unwrap();
    assert_eq!(open[0].baseline.map(|baseline| baseline.warnings), Some(8));
    // What the format allows now.
    let mut unseen = finished(5);
    (unseen.query.connection_id, unseen.query.thread_id, unseen.query.server_uuid) = (None, None, None);
    assert_eq!(store.put_slow_queries(vec![unseen.clone()]).await.unwrap(), Kept { new: 1, known: 0 });
    assert_eq!(store.slow_query(unseen.query.id).await.unwrap(), Some(unseen.query));
    drop(store);
    assert!(SqliteStore::open(folder.path()).is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_is_in_use_can_be_added_to() {
    let folder = tempfile::tempdir().unwrap();
    let owner = SqliteStore::open(folder.path()).unwrap();
    let beside = SqliteStore::open_beside(folder.path()).unwrap();
    assert_eq!(beside.put_slow_queries(vec![finished(1)]).await.unwrap().new, 1);
    assert_eq!(
        owner.put_slow_queries(vec![finished(1), finished(2)]).await.unwrap(),
        Kept { new: 1, known: 1 }
    );
    assert_eq!(beside.slow_query(finished(2).query.id).await.unwrap(), Some(finished(2).query));
    assert!(matches!(SqliteStore::open(folder.path()), Err(StoreError::InUse { .. })));
    owner.close().await.unwrap();
    drop(owner);
    assert_eq!(beside.put_slow_queries(vec![finished(3)]).await.unwrap().new, 1);
    // Who only adds does not keep others from it.
    let owner = SqliteStore::open(folder.path()).unwrap();
    assert_eq!(owner.slow_query(finished(3).query.id).await.unwrap(), Some(finished(3).query));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_store_can_be_made_by_who_only_adds() {
    let folder = tempfile::tempdir().unwrap();
    let beside = SqliteStore::open_beside(&folder.path().join("new")).unwrap();
    assert_eq!(beside.put_slow_queries(vec![finished(1)]).await.unwrap().new, 1);
}

/// An older program would go on writing rows as it knows them.
#[test]
fn the_format_is_not_changed_under_who_has_it_open() {
    let folder = tempfile::tempdir().unwrap();
    first_format(folder.path());
    let lock = std::fs::File::create(folder.path().join("auroscope.lock")).unwrap();
    lock.lock().unwrap();
    assert!(matches!(SqliteStore::open_beside(folder.path()), Err(StoreError::InUse { .. })));
    let connection = Connection::open(folder.path().join("auroscope.db")).unwrap();
    let format: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
    assert_eq!(format, 1);
    drop((lock, connection));
    assert!(SqliteStore::open_beside(folder.path()).is_ok());
}

/// A capture must not wait for a long import: its records come in between two batches.
#[tokio::test(flavor = "multi_thread")]
async fn who_writes_much_lets_others_write() {
    let folder = tempfile::tempdir().unwrap();
    let owner = SqliteStore::open(folder.path()).unwrap();
    let beside = SqliteStore::open_beside(folder.path()).unwrap();
    let is_done = Arc::new(AtomicBool::new(false));
    let importing = tokio::spawn({
        let is_done = Arc::clone(&is_done);
        async move {
            for from in (0..20_000).step_by(500) {
                beside.put_slow_queries((from..from + 500).map(finished).collect()).await.unwrap();
            }
            is_done.store(true, Ordering::Relaxed);
        }
    });
    let mut meanwhile = 0;
    for n in 1_000_000.. {
        owner.put_slow_queries(vec![finished(n)]).await.unwrap();
        if is_done.load(Ordering::Relaxed) {
            break;
        }
        meanwhile += 1;
    }
    importing.await.unwrap();
    // One for each fourth batch at the least.
    assert!(meanwhile >= 10, "only {meanwhile} records were written meanwhile");
}
