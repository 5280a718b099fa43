//! From what SQLite says to what can be done about it.

use std::path::Path;

use auroscope_store::StoreError;
use rusqlite::ErrorCode;

/// Sorts an SQLite error by its remedy.
pub(crate) fn explain(path: &Path, doing: &'static str, error: rusqlite::Error) -> StoreError {
    let path = path.to_owned();
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => StoreError::Full { path },
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            StoreError::Corrupt { path, source: Box::new(error) }
        }
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            StoreError::Unwritable { path, source: Box::new(error) }
        }
        _ => StoreError::Backend { doing, source: Box::new(error) },
    }
}
