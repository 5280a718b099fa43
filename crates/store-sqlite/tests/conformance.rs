//! The SQLite store against the contract, and what is its own: formats, damage, locks.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use auroscope_store::conformance::{self, Factory};
use auroscope_store::{Store, StoreError};
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
