//! A watch over a server, as `serve` sets it up, with a store of its own that can be opened again.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use auroscope_collect::{Board, CaptureSettings, Exclusions, Fleet, PlanSettings, Spool, Watch};
use auroscope_model::{SlowQuery, SlowQueryFilter, SlowQuerySort, SlowQueryState, TargetHealth, TargetId};
use auroscope_mysql::Endpoint;
use auroscope_store::Store;
use auroscope_store_sqlite::SqliteStore;
use auroscope_testkit::wait_for;
use tokio_util::sync::CancellationToken;

/// How long a test waits for what must come.
pub(crate) const BOUND: Duration = Duration::from_secs(20);
/// The threshold of all tests here, microseconds.
pub(crate) const THRESHOLD_US: u64 = 300_000;
/// What a watching account needs.
pub(crate) const GRANTS: [&str; 2] = ["PROCESS ON *.*", "SELECT ON performance_schema.*"];

pub(crate) fn settings() -> CaptureSettings {
    CaptureSettings {
        threshold_us: THRESHOLD_US,
        interval: Duration::from_millis(200),
        exclusions: Exclusions { users: vec!["excluded_by_test".into()], schemas: Vec::new() },
        budget_us_per_s: 1e9,
    }
}

/// None by themselves.
fn no_plans() -> PlanSettings {
    PlanSettings { per_minute: 0, refresh: Duration::from_secs(3_600) }
}

pub(crate) struct Watcher {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) board: Arc<Board>,
    fleet: Fleet,
    stop: CancellationToken,
    spool_stop: CancellationToken,
    spool: tokio::task::JoinHandle<()>,
}

pub(crate) fn target() -> TargetId {
    "shop".parse().unwrap()
}

impl Watcher {
    /// Watches `url` with a store in `folder`, and waits until it sees something.
    pub(crate) async fn start(folder: &Path, url: &str) -> Self {
        let watcher = Self::start_blind(folder, url).await;
        watcher.wait_seen().await;
        watcher
    }

    /// Watches without waiting.
    pub(crate) async fn start_blind(folder: &Path, url: &str) -> Self {
        Self::start_with(folder, url, no_plans()).await
    }

    /// Watches without waiting, and takes plans.
    pub(crate) async fn start_with(folder: &Path, url: &str, plans: PlanSettings) -> Self {
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open(folder).unwrap());
        let (stop, spool_stop) = (CancellationToken::new(), CancellationToken::new());
        let board = Arc::new(Board::default());
        let spool = Spool::new(Arc::clone(&store), Arc::clone(&board));
        let spooling = tokio::spawn(Arc::clone(&spool).run(spool_stop.clone()));
        let fleet =
            Fleet::new(Arc::clone(&store), Arc::clone(&board), spool, settings(), plans, stop.clone());
        fleet.start(Watch { target: target(), endpoint: Endpoint::parse(url).unwrap() }).await;
        Self { store, board, fleet, stop, spool_stop, spool: spooling }
    }

    pub(crate) fn fleet(&self) -> &Fleet {
        &self.fleet
    }

    pub(crate) async fn wait_seen(&self) {
        wait_for(BOUND, "a first look", async || {
            self.board.live().iter().any(|snapshot| snapshot.target == target()).then_some(())
        })
        .await;
    }

    pub(crate) fn health(&self) -> TargetHealth {
        self.board.health(&target()).unwrap()
    }

    /// Ends as a shutdown does: intake, spool, store.
    pub(crate) async fn end(self) {
        self.stop.cancel();
        self.fleet.drain().await;
        self.spool_stop.cancel();
        self.spool.await.unwrap();
        self.store.close().await.unwrap();
    }

    /// All that is kept and holds `text`, oldest first.
    pub(crate) async fn holding(&self, text: &str) -> Vec<SlowQuery> {
        let filter = SlowQueryFilter { text: Some(text.into()), ..SlowQueryFilter::default() };
        let page = self.store.slow_queries(filter, SlowQuerySort::StartedAt, None, 1_000).await.unwrap();
        page.items.into_iter().rev().collect()
    }

    /// Waits for `count` records that hold `text` and have ended.
    pub(crate) async fn ended(&self, text: &str, count: usize) -> Vec<SlowQuery> {
        wait_for(BOUND, &format!("{count} ended records with {text}"), async || {
            let found = self.holding(text).await;
            let ended = found.iter().all(|query| query.state != SlowQueryState::Running);
            (ended && found.len() >= count).then_some(found)
        })
        .await
    }

    /// Waits for a running record that holds `text`.
    pub(crate) async fn running(&self, text: &str) -> SlowQuery {
        wait_for(BOUND, &format!("a running record with {text}"), async || {
            self.holding(text).await.into_iter().find(|query| query.state == SlowQueryState::Running)
        })
        .await
    }
}
