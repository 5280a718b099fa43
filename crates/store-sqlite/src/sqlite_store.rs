//! [`SqliteStore`]: the contract, each method in one or two lines over the module that does it.

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use auroscope_model::{
    CloudChange, CloudFilter, CloudInventory, CloudPlace, Cursor, ExecutionId, Fingerprint, KnownResource,
    Latency, Page, PlaceStatus, PlanFilter, PlanId, PlanRecord, PlanSighting, PlanSubject, PlanTime,
    SlowQuery, SlowQueryFilter, SlowQuerySort, StatementFilter, StatementRanking, StatementText, TargetId,
    UtcMicros,
};
use auroscope_store::{
    Kept, OpenSlowQuery, PlanWrite, Retired, SlowQueryWrite, Store, StoreError, StoreInfo, StoredTarget,
    WatchMark,
};
use rusqlite::Connection;

use crate::worker::Workers;
use crate::{cloud, listing, plans, ranking, rows, schema, targets, writing};

/// A store in one folder: `auroscope.db` (with its WAL) and `auroscope.lock`.
pub struct SqliteStore {
    pub(crate) path: Arc<PathBuf>,
    pub(crate) writer: Workers,
    pub(crate) readers: Workers,
    /// After each batch the writer leaves so much time to another process.
    pub(crate) pause: Duration,
    // Held so that no other process watches into the same store; released by the system when this one dies.
    pub(crate) _lock: Option<File>,
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

    async fn put_inventory(&self, inventory: CloudInventory) -> Result<Vec<CloudChange>, StoreError> {
        self.writer.run("write an inventory", move |c| cloud::put(c, inventory)).await
    }

    async fn put_place_trouble(
        &self,
        place: CloudPlace,
        at: UtcMicros,
        error: String,
    ) -> Result<(), StoreError> {
        self.writer
            .run("write that a place did not answer", move |c| cloud::put_trouble(c, &place, at, &error))
            .await
    }

    async fn cloud_places(&self) -> Result<Vec<PlaceStatus>, StoreError> {
        self.readers.run("read the places", cloud::places).await
    }

    async fn cloud_resources(&self, filter: CloudFilter) -> Result<Vec<KnownResource>, StoreError> {
        self.readers.run("list clusters and instances", move |c| cloud::resources(c, &filter)).await
    }

    async fn cloud_changes(&self, filter: CloudFilter, limit: usize) -> Result<Vec<CloudChange>, StoreError> {
        self.readers
            .run("list what became of clusters and instances", move |c| cloud::changes(c, &filter, limit))
            .await
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
        self.writer.run("remove old changes of the inventory", move |c| cloud::retire(c, before)).await?;
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
