//! [`SqliteStore`]: the contract, each method in one or two lines over the module that does it.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use auroscope_model::{
    Cursor, ExecutionId, Fingerprint, Latency, Page, PlanFilter, PlanId, PlanRecord, PlanSighting,
    PlanSubject, PlanTime, SlowQuery, SlowQueryFilter, SlowQuerySort, StatementFilter, StatementRanking,
    StatementText, TargetId, UtcMicros,
};
use auroscope_store::{
    Kept, OpenSlowQuery, PlanWrite, Retired, SlowQueryWrite, Store, StoreError, StoreInfo, StoredTarget,
    WatchMark,
};
use rusqlite::{Connection, OpenFlags};

use crate::errors::explain;
use crate::worker::Workers;
use crate::{listing, plans, private, ranking, rows, schema, targets, writing};

/// Connections that read: a listing must not wait for a ranking.
const READERS: usize = 2;

/// The database's file in the store's folder.
const FILE: &str = "auroscope.db";

/// How often to look whether another process has made or changed the store, and how long to wait in between.
const FORMAT_TRIES: u32 = 40;
const FORMAT_WAIT: Duration = Duration::from_millis(50);

/// Longer than another process waits before it asks again whether it may write.
const PAUSE: Duration = Duration::from_millis(4);

/// A store in one folder: `auroscope.db` (with its WAL) and `auroscope.lock`.
pub struct SqliteStore {
    path: Arc<PathBuf>,
    writer: Workers,
    readers: Workers,
    /// After each batch the writer leaves so much time to another process.
    pause: Duration,
    // Held so that no other process watches into the same store; released by the system when this one dies.
    _lock: Option<File>,
}

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

#[async_trait]
impl Store for SqliteStore {
    async fn put_slow_queries(&self, batch: Vec<SlowQueryWrite>) -> Result<Kept, StoreError> {
        let pause = self.pause;
        let put = move |connection: &mut Connection| {
            let kept = writing::put_slow_queries(connection, &batch);
            std::thread::sleep(pause);
            kept
        };
        self.writer.run("write slow queries", put).await
    }

    async fn open_slow_queries(&self, target: &TargetId) -> Result<Vec<OpenSlowQuery>, StoreError> {
        let target = target.clone();
        self.readers.run("read running slow queries", move |c| listing::open_slow_queries(c, &target)).await
    }

    async fn slow_query(&self, id: ExecutionId) -> Result<Option<SlowQuery>, StoreError> {
        self.readers.run("read a slow query", move |c| rows::slow_query(c, id)).await
    }

    async fn slow_queries(
        &self,
        filter: SlowQueryFilter,
        sort: SlowQuerySort,
        after: Option<Cursor>,
        limit: usize,
    ) -> Result<Page<SlowQuery>, StoreError> {
        self.readers
            .run("list slow queries", move |c| listing::slow_queries(c, &filter, sort, after, limit))
            .await
    }

    async fn statements(&self, filter: StatementFilter) -> Result<StatementRanking, StoreError> {
        self.readers.run("rank statements", move |c| ranking::statements(c, &filter)).await
    }

    async fn statement(&self, fingerprint: Fingerprint) -> Result<Option<StatementText>, StoreError> {
        self.readers.run("read a statement", move |c| ranking::statement(c, fingerprint)).await
    }

    async fn put_plan(&self, write: PlanWrite) -> Result<(), StoreError> {
        self.writer.run("write a plan", move |c| plans::put(c, &write)).await
    }

    async fn plan(&self, id: PlanId) -> Result<Option<PlanRecord>, StoreError> {
        self.readers.run("read a plan", move |c| plans::one(c, id)).await
    }

    async fn plans(
        &self,
        filter: PlanFilter,
        after: Option<Cursor<PlanId>>,
        limit: usize,
    ) -> Result<Page<PlanRecord, PlanId>, StoreError> {
        self.readers.run("list plans", move |c| plans::list(c, &filter, after, limit)).await
    }

    async fn plan_sightings(
        &self,
        subject: &PlanSubject,
        limit: usize,
    ) -> Result<Vec<PlanSighting>, StoreError> {
        let subject = subject.clone();
        self.readers.run("read when plans were found", move |c| plans::sightings(c, &subject, limit)).await
    }

    async fn plan_times(
        &self,
        target: &TargetId,
        since: UtcMicros,
        limit: usize,
    ) -> Result<Vec<PlanTime>, StoreError> {
        let target = target.clone();
        self.readers.run("read when plans were taken", move |c| plans::times(c, &target, since, limit)).await
    }

    async fn latencies(&self, subject: &PlanSubject, limit: usize) -> Result<Vec<Latency>, StoreError> {
        let subject = subject.clone();
        self.readers.run("read latencies", move |c| plans::latencies(c, &subject, limit)).await
    }

    async fn put_target(&self, target: StoredTarget) -> Result<(), StoreError> {
        self.writer.run("write a target", move |c| targets::put(c, &target)).await
    }

    async fn targets(&self) -> Result<Vec<StoredTarget>, StoreError> {
        self.readers.run("read the targets", targets::all).await
    }

    async fn remove_target(&self, id: &TargetId) -> Result<bool, StoreError> {
        let id = id.clone();
        self.writer.run("remove a target", move |c| targets::remove(c, &id)).await
    }

    async fn put_watch_mark(&self, target: &TargetId, mark: WatchMark) -> Result<(), StoreError> {
        let target = target.clone();
        self.writer.run("write a watch mark", move |c| targets::put_mark(c, &target, &mark)).await
    }

    async fn watch_mark(&self, target: &TargetId) -> Result<Option<WatchMark>, StoreError> {
        let target = target.clone();
        self.readers.run("read a watch mark", move |c| targets::mark(c, &target)).await
    }

    async fn retire(&self, before: UtcMicros) -> Result<Retired, StoreError> {
        let mut total = Retired::default();
        // In slices, so that slow queries seen meanwhile are not kept waiting.
        loop {
            let removed =
                self.writer.run("remove old slow queries", move |c| writing::retire_slice(c, before)).await?;
            total.slow_queries += removed;
            if removed == 0 {
                break;
            }
        }
        total.plans = self.writer.run("remove old plans", move |c| plans::retire(c, before)).await?;
        total.statements = self.writer.run("remove unused texts", writing::retire_texts).await?;
        while self.writer.run("give room back", writing::give_back_slice).await? {}
        self.writer.run("give room back", writing::checkpoint).await?;
        Ok(total)
    }

    async fn check(&self) -> Result<StoreInfo, StoreError> {
        // Written as it is already: that takes the write lock, the journal and room on the disk like any other.
        self.writer.run("be written", |c| c.pragma_update(None, "user_version", schema::FORMAT)).await?;
        let place = format!("sqlite:{}", self.path.display());
        self.readers
            .run("be read", move |c| {
                let pages: i64 = c.query_row("PRAGMA page_count", [], |row| row.get(0))?;
                let page: i64 = c.query_row("PRAGMA page_size", [], |row| row.get(0))?;
                let format = c.query_row("PRAGMA user_version", [], |row| row.get(0))?;
                Ok(StoreInfo { place, format, size_bytes: u64::try_from(pages * page).ok() })
            })
            .await
    }

    async fn close(&self) -> Result<(), StoreError> {
        self.writer.close();
        self.readers.close();
        Ok(())
    }
}
