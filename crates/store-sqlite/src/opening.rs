//! How a store is opened: alone, or beside whoever has it.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use auroscope_store::StoreError;
use rusqlite::{Connection, OpenFlags};

use crate::errors::explain;
use crate::worker::Workers;
use crate::{SqliteStore, private, schema};

/// Connections that read: a listing must not wait for a ranking.
const READERS: usize = 2;

/// The database's file in the store's folder.
const FILE: &str = "auroscope.db";

/// How often to look whether another process has made or changed the store, and how long to wait in between.
const FORMAT_TRIES: u32 = 40;
const FORMAT_WAIT: Duration = Duration::from_millis(50);

/// Longer than another process waits before it asks again whether it may write.
const PAUSE: Duration = Duration::from_millis(4);

impl SqliteStore {
    /// Opens the store in `folder`, making both where there is none. No other process can open it meanwhile.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        private::make_folder(folder).map_err(unwritable(folder))?;
        let lock = lock(folder)?;
        Self::opened(folder, Some(lock), Duration::ZERO)
    }

    /// Opens the store in `folder` beside whoever has it open, to add to it; makes it where there is none. While
    /// somebody has it, it must be of this program's format. Between two batches it lets the other one write.
    pub fn open_beside(folder: &Path) -> Result<Self, StoreError> {
        private::make_folder(folder).map_err(unwritable(folder))?;
        let mut tries = 0;
        let path = folder.join(FILE);
        loop {
            match schema::found(&path) {
                Some(schema::FORMAT) => break,
                // Nobody brings it back to ours, so there is nothing to wait for.
                Some(found) if found > schema::FORMAT => {
                    return Err(StoreError::TooNew { path, found, known: schema::FORMAT });
                }
                _ => {}
            }
            // Only whoever has it for itself may change the format. Somebody may be doing so just now.
            match Self::open(folder) {
                Err(StoreError::InUse { .. }) if tries < FORMAT_TRIES => std::thread::sleep(FORMAT_WAIT),
                opened => drop(opened?),
            }
            tries += 1;
        }
        Self::opened(folder, None, PAUSE)
    }

    fn opened(folder: &Path, lock: Option<File>, pause: Duration) -> Result<Self, StoreError> {
        let unwritable = unwritable(folder);
        let path = Arc::new(folder.join(FILE));
        // Before SQLite opens it: what it makes beside the file gets the file's mode.
        private::make_file(&path).map_err(&unwritable)?;
        for beside in ["-wal", "-shm"] {
            private::tighten(&folder.join(format!("{FILE}{beside}")));
        }
        let opened = |error| explain(&path, "open its file", error);

        let mut writing = Connection::open(&*path).map_err(opened)?;
        schema::prepare_writer(&mut writing, &path)?;
        if lock.is_none() {
            schema::prepare_for_much(&writing, &path)?;
        }
        let mut reading = Vec::with_capacity(READERS);
        for _ in 0..READERS {
            let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let connection = Connection::open_with_flags(&*path, flags).map_err(opened)?;
            schema::prepare_reader(&connection, &path)?;
            reading.push(connection);
        }
        Ok(Self {
            writer: Workers::start("store-write", Arc::clone(&path), vec![writing]).map_err(&unwritable)?,
            readers: Workers::start("store-read", Arc::clone(&path), reading).map_err(&unwritable)?,
            path,
            pause,
            _lock: lock,
        })
    }
}

fn lock(folder: &Path) -> Result<File, StoreError> {
    let path = folder.join("auroscope.lock");
    let file = private::make_file(&path).map_err(unwritable(folder))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::InUse { path }),
        Err(TryLockError::Error(error)) => Err(unwritable(folder)(error)),
    }
}

/// What it means that a file of the folder could not be made.
fn unwritable(folder: &Path) -> impl Fn(std::io::Error) -> StoreError {
    |source| match source.kind() {
        std::io::ErrorKind::StorageFull => StoreError::Full { path: folder.to_owned() },
        _ => StoreError::Unwritable { path: folder.to_owned(), source: Box::new(source) },
    }
}
