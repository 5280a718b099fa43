//! The tables, and the steps from each format to the next. A step, once released, never changes.

use std::path::Path;
use std::time::Duration;

use auroscope_store::StoreError;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::errors::explain;

/// Step `n` brings a file of format `n` to format `n + 1`.
pub(crate) const STEPS: &[&str] = &[
    include_str!("schema_1.sql"),
    include_str!("schema_2.sql"),
    include_str!("schema_3.sql"),
    include_str!("schema_4.sql"),
];

/// The newest format this program knows.
pub(crate) const FORMAT: i64 = STEPS.len() as i64;

/// How long a writer waits for another process's turn: so many milliseconds, about.
const MOST_WAITS: i32 = 10_000;

/// The file's own settings. `auto_vacuum` only takes before the first page is written, which `journal_mode` does.
/// FULL: a commit is on the disk when it answers, so a power cut loses only what was not acknowledged.
const WRITER_PRAGMAS: &str = "PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL; \
    PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA wal_autocheckpoint=2000; \
    PRAGMA journal_size_limit=67108864;";

/// Sets a writing connection up and brings the file to the newest format.
pub(crate) fn prepare_writer(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let failed = |error| explain(path, "open its file", error);
    connection.busy_handler(Some(wait_for_turn)).map_err(failed)?;
    // Else SQLite plans a statement anew for each value it is given (seen on 3.54.1), which took most of a write's time.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(failed)?;
    connection.execute_batch(WRITER_PRAGMAS).map_err(failed)?;
    let found = format(connection, path)?;
    if found > FORMAT {
        return Err(StoreError::TooNew { path: path.to_owned(), found, known: FORMAT });
    }
    let done = usize::try_from(found).unwrap_or(0);
    for (step, sql) in STEPS.iter().enumerate().skip(done) {
        let transaction = connection.transaction().map_err(failed)?;
        transaction.execute_batch(sql).map_err(failed)?;
        transaction.pragma_update(None, "user_version", step as i64 + 1).map_err(failed)?;
        transaction.commit().map_err(failed)?;
    }
    // SQLite reads the schema at the first statement that needs it: damage there must show now, not at night.
    connection
        .execute_batch(
            "SELECT 1 FROM slow_query LIMIT 1; SELECT 1 FROM target LIMIT 1; SELECT 1 FROM sql_text LIMIT 1; \
             SELECT 1 FROM plan LIMIT 1; SELECT 1 FROM cloud_resource LIMIT 1;",
        )
        .map_err(failed)?;
    Ok(())
}

/// Sets a connection up that writes much at a time: pages that are written again and again stay in memory until then.
pub(crate) fn prepare_for_much(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    connection
        .execute_batch("PRAGMA cache_size=-65536; PRAGMA wal_autocheckpoint=8000;")
        .map_err(|error| explain(path, "open its file", error))
}

/// Asks again each millisecond. SQLite's own way is to ask ever more rarely: whoever writes one batch after the other
/// would never be found between two.
fn wait_for_turn(waits: i32) -> bool {
    std::thread::sleep(Duration::from_millis(1));
    waits < MOST_WAITS
}

/// The format of the store in a file, if that can be told.
pub(crate) fn found(path: &Path) -> Option<i64> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).ok()?;
    format(&connection, path).ok()
}

fn format(connection: &Connection, path: &Path) -> Result<i64, StoreError> {
    connection
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .map_err(|error| explain(path, "open its file", error))
}

/// Sets a reading connection up.
pub(crate) fn prepare_reader(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    connection
        .execute_batch("PRAGMA query_only=ON; PRAGMA busy_timeout=5000; PRAGMA cache_size=-8192;")
        .map_err(|error| explain(path, "open its file for reading", error))
}
