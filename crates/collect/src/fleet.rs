//! Starts and stops the collectors of each target. Each target has its own task; none waits for another.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use auroscope_model::{SlowQuery, SlowQueryFilter, SlowQuerySort, SlowQueryState, TargetId, UtcMicros};
use auroscope_mysql::Endpoint;
use auroscope_store::{OpenSlowQuery, Store, StoreError};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::capture::{Execution, Memory, SlowQueryCollector};
use crate::plans::{PlanCollector, PlanDesk, PlanInbox};
use crate::{Analyze, Board, CaptureSettings, PlanAnswer, PlanSettings, Spool};

/// A target to watch, and how to get there.
#[derive(Debug, Clone)]
pub struct Watch {
    /// The target's name.
    pub target: TargetId,
    /// Where it is and how to log in.
    pub endpoint: Endpoint,
}

struct Running {
    stop: CancellationToken,
    task: JoinHandle<Option<Memory>>,
    plans: JoinHandle<()>,
    desk: PlanDesk,
}

/// All targets that are watched.
pub struct Fleet {
    store: Arc<dyn Store>,
    board: Arc<Board>,
    spool: Arc<Spool>,
    settings: Arc<CaptureSettings>,
    plan_settings: PlanSettings,
    tasks: TaskTracker,
    stop: CancellationToken,
    running: Mutex<HashMap<TargetId, Running>>,
}

impl Fleet {
    /// A fleet without targets.
    #[must_use]
    pub fn new(
        store: Arc<dyn Store>,
        board: Arc<Board>,
        spool: Arc<Spool>,
        settings: CaptureSettings,
        plan_settings: PlanSettings,
        stop: CancellationToken,
    ) -> Self {
        let (tasks, settings) = (TaskTracker::new(), Arc::new(settings));
        Self { store, board, spool, settings, plan_settings, tasks, stop, running: Mutex::default() }
    }

    /// The board on which everything shows.
    #[must_use]
    pub fn board(&self) -> &Arc<Board> {
        &self.board
    }

    /// What the capture was told.
    #[must_use]
    pub fn settings(&self) -> &CaptureSettings {
        &self.settings
    }

    /// Begins to watch a target; one of the same name that is watched already is stopped first.
    pub async fn start(&self, watch: Watch) {
        // What the last collector followed may still wait for the store, where the new one would not find it.
        let memory = self.halt(&watch.target).await;
        let stop = self.stop.child_token();
        let target = watch.target.clone();
        let inbox = Arc::new(PlanInbox::new(self.plan_settings));
        self.board.add(&target, "slow_queries", Arc::clone(&inbox), wall_clock());
        let endpoint = Arc::new(watch.endpoint);
        let (desk, plans) = self.start_plans(&target, &endpoint, inbox, &stop);
        let collector = SlowQueryCollector {
            target: target.clone(),
            endpoint,
            settings: Arc::clone(&self.settings),
            store: Arc::clone(&self.store),
            board: Arc::clone(&self.board),
            spool: Arc::clone(&self.spool),
            stop: stop.clone(),
        };
        let first_delay = stagger(&target, self.settings.interval);
        let task = self.tasks.spawn(async move {
            tokio::select! {
                () = tokio::time::sleep(first_delay) => {}
                () = collector.stop.cancelled() => return memory,
            }
            collector.run(memory).await
        });
        self.locked().insert(target, Running { stop, task, plans, desk });
    }

    fn start_plans(
        &self,
        target: &TargetId,
        endpoint: &Arc<Endpoint>,
        inbox: Arc<PlanInbox>,
        stop: &CancellationToken,
    ) -> (PlanDesk, JoinHandle<()>) {
        let (desk, requests) = PlanDesk::new();
        let collector = PlanCollector {
            target: target.clone(),
            endpoint: Arc::clone(endpoint),
            refresh: self.plan_settings.refresh,
            store: Arc::clone(&self.store),
            inbox,
            requests,
            stop: stop.clone(),
        };
        (desk, self.tasks.spawn(collector.run()))
    }

    /// Asks for a plan of an execution, on its target.
    pub async fn explain(&self, query: SlowQuery, analyze: Option<Analyze>) -> PlanAnswer {
        let desk = self.locked().get(&query.target).map(|running| running.desk.clone());
        match desk {
            Some(desk) => desk.ask(Arc::new(query), analyze).await,
            None => PlanAnswer::NotWatched,
        }
    }

    /// Stops watching a target, for a pause or for ever: nobody will see how what runs there ends.
    pub async fn stop(&self, target: &TargetId) {
        let memory = self.halt(target).await;
        self.board.remove(target);
        match self.store.open_slow_queries(target).await {
            Ok(open) => {
                open.into_iter().filter_map(Execution::unwatched).for_each(|write| self.spool.put(write))
            }
            Err(error) => {
                tracing::error!(%target, %error, "what ran on a target that is no longer watched stays open")
            }
        }
        // The store may not have all of it yet.
        memory.into_iter().flat_map(Memory::give_up).for_each(|write| self.spool.put(write));
    }

    /// Closes what was left running on targets that are not among `known` any more, such as one that was taken out of
    /// the configuration while the process was down.
    pub async fn abandon_strangers(&self, known: &[TargetId]) -> Result<(), StoreError> {
        let filter = SlowQueryFilter { states: vec![SlowQueryState::Running], ..SlowQueryFilter::default() };
        let mut after = None;
        loop {
            let page = self.store.slow_queries(filter.clone(), SlowQuerySort::StartedAt, after, 500).await?;
            let strangers = page.items.into_iter().filter(|query| !known.contains(&query.target));
            strangers
                .filter_map(|query| Execution::unwatched(OpenSlowQuery { query, baseline: None }))
                .for_each(|write| self.spool.put(write));
            after = page.next;
            if after.is_none() {
                return Ok(());
            }
        }
    }

    /// Ends a target's collectors and waits for them. What they knew of the server process.
    async fn halt(&self, target: &TargetId) -> Option<Memory> {
        let running = self.locked().remove(target)?;
        running.stop.cancel();
        // It ends at once, and says by itself if it failed.
        let _ = running.plans.await;
        running.task.await.ok().flatten()
    }

    /// Waits until every collector has ended; the token given at the start must have been cancelled.
    pub async fn drain(&self) {
        self.tasks.close();
        self.tasks.wait().await;
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, HashMap<TargetId, Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Spreads the first looks of many targets over an interval, always in the same way.
fn stagger(target: &TargetId, interval: Duration) -> Duration {
    let sum =
        target.as_str().bytes().fold(0u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
    interval.mul_f64(f64::from(sum % 1_000) / 1_000.0)
}

/// This machine's clock.
pub(crate) fn wall_clock() -> UtcMicros {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    UtcMicros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}
