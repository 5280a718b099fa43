//! The contract. Delivery guarantees are part of it; `conformance` proves them on each backend.

use async_trait::async_trait;
use auroscope_model::{
    CloudChange, CloudFilter, CloudInventory, CloudPlace, Cursor, DigestSums, ExecutionId, Fingerprint,
    KnownResource, Latency, Page, PlaceStatus, PlanFilter, PlanId, PlanRecord, PlanSighting, PlanSubject,
    PlanTime, SlowQuery, SlowQueryFilter, SlowQuerySort, StatementFilter, StatementRanking, StatementText,
    Target, TargetId, UtcMicros,
};

use crate::StoreError;
use crate::seal::Sealed;

/// One record to keep.
#[derive(Debug, Clone, PartialEq)]
pub struct SlowQueryWrite {
    /// The record.
    pub query: SlowQuery,
    /// The statement's text without literals; kept once per fingerprint.
    pub normalized: String,
    /// What a restarted process needs to close it; dropped when the record is no longer running.
    pub baseline: Option<DigestSums>,
}

/// What came of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Kept {
    /// Records of executions that the store did not know.
    pub new: u64,
    /// Records of executions that it knew already, whether or not they told it more.
    pub known: u64,
}

/// A plan to keep, and that it was found when it says it was last seen.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanWrite {
    /// The plan.
    pub plan: PlanRecord,
    /// The statement's text without literals; kept once per fingerprint.
    pub normalized: String,
}

/// A record still running when the store was last told of it.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenSlowQuery {
    /// The record.
    pub query: SlowQuery,
    /// Its baseline, when one was taken.
    pub baseline: Option<DigestSums>,
}

/// A target with its sealed password.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredTarget {
    /// The target.
    pub target: Target,
    /// Its password, sealed with the target's id as associated data.
    pub password: Option<Sealed>,
}

/// Until when a server was watched: what it still remembers from later than this was missed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchMark {
    /// `@@server_uuid`.
    pub server_uuid: String,
    /// That server's start, epoch seconds.
    pub booted_at_s: i64,
    /// The last complete look, by the server's timers: picoseconds on the scale of `TIMER_START`.
    pub seen_until_timer_ps: u64,
}

/// What a retention sweep removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Retired {
    /// Slow queries removed.
    pub slow_queries: u64,
    /// Plans removed.
    pub plans: u64,
    /// Statement texts removed because nothing refers to them any more.
    pub statements: u64,
}

/// A store's state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreInfo {
    /// Backend and place, such as `sqlite:/var/lib/auroscope/auroscope.db`.
    pub place: String,
    /// Version of the stored format.
    pub format: i64,
    /// Bytes used, where the backend can say.
    pub size_bytes: Option<u64>,
}

/// A place to keep what was seen.
///
/// Guarantees every backend gives:
/// - **Durable when acknowledged**: what `put_*` has answered `Ok` for is there after kill -9 of this process,
///   and after a power cut but for at most the last second.
/// - **Idempotent**: a write repeated, or delivered out of order, leaves the same record
///   ([`SlowQuery::merged_with`] decides, inside one transaction).
/// - **All or nothing**: a batch is written as a whole or not at all.
/// - **Stable paging**: following cursors shows every record that stood still exactly once.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// Keeps records, merging each with what is already kept of the same execution. Of two records of one execution
    /// in a batch the second one counts as known.
    async fn put_slow_queries(&self, batch: Vec<SlowQueryWrite>) -> Result<Kept, StoreError>;

    /// The records of a target that have not ended.
    async fn open_slow_queries(&self, target: &TargetId) -> Result<Vec<OpenSlowQuery>, StoreError>;

    /// One record.
    async fn slow_query(&self, id: ExecutionId) -> Result<Option<SlowQuery>, StoreError>;

    /// A page of records, of at most `limit`.
    async fn slow_queries(
        &self,
        filter: SlowQueryFilter,
        sort: SlowQuerySort,
        after: Option<Cursor>,
        limit: usize,
    ) -> Result<Page<SlowQuery>, StoreError>;

    /// Statements ranked over the executions that match.
    async fn statements(&self, filter: StatementFilter) -> Result<StatementRanking, StoreError>;

    /// One statement's text.
    async fn statement(&self, fingerprint: Fingerprint) -> Result<Option<StatementText>, StoreError>;

    /// Keeps a plan, merging it with what is already kept of it ([`PlanRecord::merged_with`]), and that it was found.
    async fn put_plan(&self, write: PlanWrite) -> Result<(), StoreError>;

    /// One plan.
    async fn plan(&self, id: PlanId) -> Result<Option<PlanRecord>, StoreError>;

    /// A page of plans, the last seen first, of at most `limit`.
    async fn plans(
        &self,
        filter: PlanFilter,
        after: Option<Cursor<PlanId>>,
        limit: usize,
    ) -> Result<Page<PlanRecord, PlanId>, StoreError>;

    /// The latest `limit` moments at which plans of this were found, in their order.
    async fn plan_sightings(
        &self,
        subject: &PlanSubject,
        limit: usize,
    ) -> Result<Vec<PlanSighting>, StoreError>;

    /// When each subject of a target was explained last, if that was at `since` or later: the `limit` latest, the last
    /// one first.
    async fn plan_times(
        &self,
        target: &TargetId,
        since: UtcMicros,
        limit: usize,
    ) -> Result<Vec<PlanTime>, StoreError>;

    /// What the latest `limit` slow executions that ended took, in the order of their start.
    async fn latencies(&self, subject: &PlanSubject, limit: usize) -> Result<Vec<Latency>, StoreError>;

    /// Keeps what one place was found to have, and what became of each thing since the last time; what was there and
    /// is not any more is gone. Other places are not touched, and an inventory that is older than the last one of its
    /// place changes nothing.
    async fn put_inventory(&self, inventory: CloudInventory) -> Result<Vec<CloudChange>, StoreError>;

    /// Notes that a place did not answer, and why.
    async fn put_place_trouble(
        &self,
        place: CloudPlace,
        at: UtcMicros,
        error: String,
    ) -> Result<(), StoreError>;

    /// How asking each place went last, by place.
    async fn cloud_places(&self) -> Result<Vec<PlaceStatus>, StoreError>;

    /// Clusters and instances, by place, kind and name.
    async fn cloud_resources(&self, filter: CloudFilter) -> Result<Vec<KnownResource>, StoreError>;

    /// What became of them, the latest first, at most `limit`. Those that are gone count too, whatever the filter says.
    async fn cloud_changes(&self, filter: CloudFilter, limit: usize) -> Result<Vec<CloudChange>, StoreError>;

    /// Adds a target or replaces the one of the same id.
    async fn put_target(&self, target: StoredTarget) -> Result<(), StoreError>;

    /// All targets, by id.
    async fn targets(&self) -> Result<Vec<StoredTarget>, StoreError>;

    /// Removes a target; its slow queries stay until retention takes them. False when there was none.
    async fn remove_target(&self, id: &TargetId) -> Result<bool, StoreError>;

    /// Notes until when a target was watched.
    async fn put_watch_mark(&self, target: &TargetId, mark: WatchMark) -> Result<(), StoreError>;

    /// Until when a target was watched, if it was.
    async fn watch_mark(&self, target: &TargetId) -> Result<Option<WatchMark>, StoreError>;

    /// Removes ended slow queries that started before `before`, plans last seen before, and the texts that only they
    /// used.
    async fn retire(&self, before: UtcMicros) -> Result<Retired, StoreError>;

    /// Proves that the store can be read and written now.
    async fn check(&self) -> Result<StoreInfo, StoreError>;

    /// Finishes what was begun and closes; later calls answer [`StoreError::Closed`].
    async fn close(&self) -> Result<(), StoreError>;
}
