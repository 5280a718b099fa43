//! What can go wrong with a store, by what can be done about it.

use std::path::PathBuf;

/// Why a store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk has no room: nothing was written. Free some space; what waits is written then.
    #[error("the disk that holds {path} is full: free some space there")]
    Full {
        /// The store's file.
        path: PathBuf,
    },
    /// The folder or file may not be written.
    #[error(
        "{path} cannot be written: give this user write permission, or choose another folder with --data"
    )]
    Unwritable {
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The file is not a store, or is damaged.
    #[error(
        "{path} is damaged or is not an Auroscope store: move it away to start with a new one, or restore it from a copy"
    )]
    Corrupt {
        /// The store's file.
        path: PathBuf,
        /// What the backend said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The store was written by a newer Auroscope.
    #[error(
        "{path} was written by a newer Auroscope (format {found}, this one knows {known}): use that version"
    )]
    TooNew {
        /// The store's file.
        path: PathBuf,
        /// The format found.
        found: i64,
        /// The newest format this program knows.
        known: i64,
    },
    /// Another process has it.
    #[error("{path} is in use by another Auroscope: stop that one, or choose another folder with --data")]
    InUse {
        /// The lock file.
        path: PathBuf,
    },
    /// The store has been closed.
    #[error("the store is closed")]
    Closed,
    /// Anything else the backend said.
    #[error("the store failed to {doing}")]
    Backend {
        /// What was being done.
        doing: &'static str,
        /// What the backend said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A secret could not be sealed or opened.
    #[error(transparent)]
    Seal(#[from] crate::seal::SealError),
}

impl StoreError {
    /// True when the same call may succeed later without anybody changing the program's set-up.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Full { .. } | Self::Backend { .. } | Self::Unwritable { .. })
    }
}
