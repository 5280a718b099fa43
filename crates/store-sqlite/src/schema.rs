//! The tables, and the steps from each format to the next. A step, once released, never changes.

use std::path::Path;

use auroscope_store::StoreError;
use rusqlite::Connection;

use crate::errors::explain;

/// Step `n` brings a file of format `n` to format `n + 1`.
const STEPS: &[&str] = &[include_str!("schema_1.sql")];

/// The newest format this program knows.
pub(crate) const FORMAT: i64 = STEPS.len() as i64;

/// The file's own settings. `auto_vacuum` only takes before the first page is written, which `journal_mode` does.
/// FULL: a commit is on the disk when it answers, so a power cut loses only what was not acknowledged.
const WRITER_PRAGMAS: &str = "PRAGMA busy_timeout=5000; PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL; \
    PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA wal_autocheckpoint=2000; \
    PRAGMA journal_size_limit=67108864;";

/// Sets a writing connection up and brings the file to the newest format.
pub(crate) fn prepare_writer(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let failed = |error| explain(path, "open its file", error);
    connection.execute_batch(WRITER_PRAGMAS).map_err(failed)?;
    let found: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(failed)?;
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
            "SELECT 1 FROM slow_query LIMIT 1; SELECT 1 FROM target LIMIT 1; SELECT 1 FROM sql_text LIMIT 1;",
        )
        .map_err(failed)?;
    Ok(())
}

/// Sets a reading connection up.
pub(crate) fn prepare_reader(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    connection
        .execute_batch("PRAGMA query_only=ON; PRAGMA busy_timeout=5000; PRAGMA cache_size=-8192;")
        .map_err(|error| explain(path, "open its file for reading", error))
}
