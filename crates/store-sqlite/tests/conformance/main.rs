//! The SQLite store against the contract, and what is its own: formats, damage, locks.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod formats;

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use auroscope_model::{ExecutionId, SlowQuery, SlowQueryFilter, SlowQuerySort, SlowQueryState, UtcMicros};
use auroscope_store::conformance::{self, Factory};
use auroscope_store::{SlowQueryWrite, Store, StoreError};
use auroscope_store_sqlite::SqliteStore;

struct Folders(tempfile::TempDir);

impl Factory for Folders {
    async fn open(&self, place: u32) -> Arc<dyn Store> {
        Arc::new(
            SqliteStore::open(&self.0.path().join(place.to_string())).expect("a store opens in a new folder"),
        )
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_store_keeps_the_contract() {
    conformance::run(&Folders(tempfile::tempdir().unwrap())).await;
}

fn refused(folder: &Path) -> StoreError {
    SqliteStore::open(folder).err().expect("it must not open")
}

#[test]
fn a_file_that_is_no_store_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("auroscope.db");
    fs::write(&file, "this is no database, but somebody may need it".repeat(100)).unwrap();
    let error = refused(folder.path());
    assert!(matches!(error, StoreError::Corrupt { .. }), "{error}");
    assert!(error.to_string().contains("move it away"));
    assert!(fs::read_to_string(&file).unwrap().starts_with("this is no database"));
}

#[test]
fn a_damaged_header_page_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    drop(SqliteStore::open(folder.path()).unwrap());
    let file = folder.path().join("auroscope.db");
    let mut bytes = fs::read(&file).unwrap();
    bytes[100..4000].fill(0xff);
    fs::write(&file, bytes).unwrap();
    assert!(matches!(refused(folder.path()), StoreError::Corrupt { .. }));
}

#[test]
fn a_store_of_a_newer_format_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    drop(SqliteStore::open(folder.path()).unwrap());
    let connection = rusqlite::Connection::open(folder.path().join("auroscope.db")).unwrap();
    connection.pragma_update(None, "user_version", 9_999).unwrap();
    drop(connection);
    assert!(matches!(refused(folder.path()), StoreError::TooNew { found: 9_999, .. }));
}

/// Beside whoever had it open, it was said to be in use, for ever.
#[test]
fn a_store_of_a_newer_format_is_refused_beside_its_owner_too() {
    let folder = tempfile::tempdir().unwrap();
    let _owner = SqliteStore::open(folder.path()).unwrap();
    let connection = rusqlite::Connection::open(folder.path().join("auroscope.db")).unwrap();
    connection.pragma_update(None, "user_version", 9_999).unwrap();
    let error = SqliteStore::open_beside(folder.path()).err().unwrap();
    assert!(matches!(error, StoreError::TooNew { found: 9_999, .. }), "{error}");
}

#[test]
fn a_folder_has_one_owner_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let first = SqliteStore::open(folder.path()).unwrap();
    assert!(matches!(refused(folder.path()), StoreError::InUse { .. }));
    drop(first);
    assert!(SqliteStore::open(folder.path()).is_ok());
}

#[test]
fn a_place_that_is_no_folder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let error = refused(&file.join("below"));
    assert!(matches!(error, StoreError::Unwritable { .. }), "{error}");
    assert!(error.to_string().contains("--data"));
}

/// A finished record of 2 kB, number `n`.
fn finished(n: u64) -> SlowQueryWrite {
    let query: SlowQuery = serde_json::from_value(serde_json::json!({
        "id": ExecutionId(u128::from(n)), "target": format!("shop-{}", n % 3), "state": "finished",
        "started_at": UtcMicros(1_795_219_200_000_000 + n as i64 / 2), "finished_at": null,
        "last_seen_at": UtcMicros(1_795_219_210_000_000), "duration_us": 2_000_000 + n % 7, "duration_kind": "exact",
        "rows_examined": if n.is_multiple_of(5) { None } else { Some(n % 11) }, "user": format!("user-{}", n % 4),
        "host": null, "schema": if n.is_multiple_of(2) { Some("shop") } else { None }, "connection_id": n,
        "thread_id": n, "event_id": n, "server_uuid": "5d61edde-e567-11f1-aedf-02fc00000001",
        "booted_at_s": 1_795_200_000, "fingerprint": "ffff0000000000000000000000000001", "class": "read",
        "server_digest": null, "sql": format!("SELECT {n} -- {}", "x".repeat(2_000)), "truncated": false,
        "lossy": false, "sources": ["live"], "abandoned_because": null
    }))
    .unwrap();
    SlowQueryWrite { query, normalized: "SELECT ?".into(), baseline: None }
}

/// Defect: a store that had held much kept its size for ever.
#[tokio::test(flavor = "multi_thread")]
async fn retention_gives_the_room_back_to_the_disk() {
    let folder = tempfile::tempdir().unwrap();
    let size = || fs::metadata(folder.path().join("auroscope.db")).unwrap().len();
    let store = SqliteStore::open(folder.path()).unwrap();
    // More pages than one slice gives back.
    for from in (0..9_000).step_by(1_000) {
        store.put_slow_queries((from..from + 1_000).map(finished).collect()).await.unwrap();
    }
    store.close().await.unwrap();
    drop(store);
    let full = size();
    assert!(full > 18_000_000, "{full}");
    let store = SqliteStore::open(folder.path()).unwrap();
    assert_eq!(store.retire(UtcMicros(i64::MAX)).await.unwrap().slow_queries, 9_000);
    // While it is open, not only after the next start.
    assert!(size() < full / 20, "{} of {full}", size());
}

/// The indexes that a listing reads give the same pages as looking at every record does.
#[tokio::test(flavor = "multi_thread")]
async fn a_listing_is_the_same_whichever_index_serves_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path()).unwrap();
    let all: Vec<SlowQuery> = (0..500).map(|n| finished(n).query).collect();
    store.put_slow_queries((0..500).map(finished).collect()).await.unwrap();
    let filter = SlowQueryFilter {
        targets: vec!["shop-1".parse().unwrap(), "shop-2".parse().unwrap()],
        states: vec![SlowQueryState::Finished],
        schema: Some(String::new()),
        min_duration_us: Some(2_000_002),
        ..SlowQueryFilter::default()
    };
    let from = Some(UtcMicros(1_795_219_200_000_050));
    let fingerprint = Some(all[0].fingerprint);
    let text = Some("select".to_owned());
    for sort in [SlowQuerySort::StartedAt, SlowQuerySort::DurationUs, SlowQuerySort::RowsExamined] {
        for filter in [
            filter.clone(),
            SlowQueryFilter { from, ..filter.clone() },
            SlowQueryFilter { fingerprint, ..filter.clone() },
            SlowQueryFilter { fingerprint, from, text: text.clone(), ..filter.clone() },
            SlowQueryFilter { text: text.clone(), ..filter.clone() },
        ] {
            let mut wanted: Vec<&SlowQuery> = all
                .iter()
                .filter(|query| filter.targets.contains(&query.target) && query.schema.is_none())
                .filter(|query| query.duration_us >= 2_000_002)
                .filter(|query| filter.from.is_none_or(|from| query.started_at >= from))
                .collect();
            wanted.sort_by_key(|query| {
                let by = match sort {
                    SlowQuerySort::StartedAt => query.started_at.0,
                    SlowQuerySort::DurationUs => query.duration_us as i64,
                    SlowQuerySort::RowsExamined => query.figures.rows_examined.map_or(-1, |rows| rows as i64),
                };
                std::cmp::Reverse((by, query.id.0))
            });
            let (mut got, mut after) = (Vec::new(), None);
            loop {
                let page = store.slow_queries(filter.clone(), sort, after, 7).await.unwrap();
                got.extend(page.items);
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            assert!(got.iter().eq(wanted), "{sort:?} {filter:?}");
        }
    }
}

/// Defect: a search for a text that few have read every record, seconds at a million of them.
#[tokio::test(flavor = "multi_thread")]
async fn a_search_finds_the_same_however_rare_the_text_is() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path()).unwrap();
    let short = |n| {
        let mut write = finished(n);
        write.query.sql = format!("SELECT {n} --");
        write
    };
    for from in (0..12_000).step_by(1_000) {
        store.put_slow_queries((from..from + 1_000).map(short).collect()).await.unwrap();
    }
    // One of the first records, none at all, and a quarter of them: those with a 1 at the front.
    for (text, count) in [("select 7 --", 1), ("no such text", 0), ("SELECT 1", 3_111)] {
        for sort in [SlowQuerySort::StartedAt, SlowQuerySort::DurationUs, SlowQuerySort::RowsExamined] {
            let filter = SlowQueryFilter { text: Some(text.into()), ..SlowQueryFilter::default() };
            let (mut seen, mut after) = (HashSet::new(), None);
            loop {
                let page = store.slow_queries(filter.clone(), sort, after, 400).await.unwrap();
                for item in page.items {
                    assert!(item.sql.to_ascii_lowercase().contains(&text.to_ascii_lowercase()));
                    assert!(seen.insert(item.id), "{sort:?} shows {} twice", item.id);
                }
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(seen.len(), count, "{text} {sort:?}");
        }
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_may_read_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("data");
    let files = |folder: &Path| -> Vec<_> {
        let mut found: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        found.sort();
        found
    };
    let store = SqliteStore::open(&folder).unwrap();
    store.put_slow_queries(vec![finished(1)]).await.unwrap();
    assert_eq!(mode(&folder), 0o700);
    assert_eq!(files(&folder).len(), 4, "{:?}", files(&folder));
    for file in files(&folder) {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
    drop(store);
    // Also those that an earlier one left open to others.
    for file in files(&folder) {
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    }
    let _store = SqliteStore::open(&folder).unwrap();
    for file in files(&folder) {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}
