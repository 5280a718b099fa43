//! The board on which collectors show how they do and what they see now. The server reads it; nothing waits.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use auroscope_model::{
    Capability, CollectorPhase, CollectorStatus, LiveSnapshot, OwnCost, SlowQuery, TargetHealth, TargetId,
    UtcMicros,
};
use auroscope_mysql::ServerIdentity;
use tokio::sync::broadcast;

use crate::plans::PlanInbox;

/// How many messages a slow reader may be behind before it misses some (and is told so).
const CHANNEL_LEN: usize = 1_024;

/// What waits for the store, and what was lost because it did not take it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SpoolCounts {
    /// Records waiting.
    pub waiting: u64,
    /// Records lost.
    pub lost: u64,
}

struct Entry {
    health: TargetHealth,
    live: Option<Arc<LiveSnapshot>>,
    plans: Arc<PlanInbox>,
}

impl Entry {
    fn health(&self) -> TargetHealth {
        TargetHealth { plans: Some(self.plans.status()), ..self.health.clone() }
    }
}

/// The board.
pub struct Board {
    entries: RwLock<BTreeMap<TargetId, Entry>>,
    live: broadcast::Sender<Arc<LiveSnapshot>>,
    slow: broadcast::Sender<Arc<SlowQuery>>,
    store_trouble: RwLock<Option<String>>,
}

impl Default for Board {
    fn default() -> Self {
        Self {
            entries: RwLock::default(),
            live: broadcast::channel(CHANNEL_LEN).0,
            slow: broadcast::channel(CHANNEL_LEN).0,
            store_trouble: RwLock::default(),
        }
    }
}

impl Board {
    /// The state of one target, once its collectors have been started.
    #[must_use]
    pub fn health(&self, target: &TargetId) -> Option<TargetHealth> {
        self.read(|entries| entries.get(target).map(Entry::health))
    }

    /// The state of all targets, by id.
    #[must_use]
    pub fn all_health(&self) -> Vec<TargetHealth> {
        self.read(|entries| entries.values().map(Entry::health).collect())
    }

    /// What ran on each target when it was last looked at, by target id.
    #[must_use]
    pub fn live(&self) -> Vec<Arc<LiveSnapshot>> {
        self.read(|entries| entries.values().filter_map(|entry| entry.live.clone()).collect())
    }

    /// Every snapshot from now on.
    #[must_use]
    pub fn subscribe_live(&self) -> broadcast::Receiver<Arc<LiveSnapshot>> {
        self.live.subscribe()
    }

    /// Every slow query from now on, once it is in the store: when first seen, and again when it has ended.
    #[must_use]
    pub fn subscribe_slow(&self) -> broadcast::Receiver<Arc<SlowQuery>> {
        self.slow.subscribe()
    }

    /// Why the store does not take slow queries at the moment, if it does not; they wait meanwhile.
    #[must_use]
    pub fn store_trouble(&self) -> Option<String> {
        self.store_trouble.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn set_store_trouble(&self, trouble: Option<String>) {
        *self.store_trouble.write().unwrap_or_else(PoisonError::into_inner) = trouble;
    }

    pub(crate) fn add(&self, target: &TargetId, collector: &str, plans: Arc<PlanInbox>, now: UtcMicros) {
        let status = CollectorStatus {
            target: target.clone(),
            collector: collector.into(),
            phase: CollectorPhase::Connecting,
            since: now,
            last_run_at: None,
            runs: 0,
            late_runs: 0,
            failures: 0,
            last_error: None,
            last_error_at: None,
            next_try_at: None,
            running_slow: 0,
            spooled: 0,
            lost: 0,
        };
        let health = TargetHealth {
            target: target.clone(),
            server_version: None,
            server_uuid: None,
            booted_at: None,
            aurora: None,
            read_only: None,
            capabilities: Vec::new(),
            collectors: vec![status],
            plans: None,
            own_cost: None,
        };
        self.write(|entries| entries.insert(target.clone(), Entry { health, live: None, plans }));
    }

    pub(crate) fn remove(&self, target: &TargetId) {
        self.write(|entries| entries.remove(target));
    }

    pub(crate) fn connected(
        &self,
        target: &TargetId,
        identity: &ServerIdentity,
        capabilities: Vec<Capability>,
    ) {
        self.with(target, |entry| {
            entry.health.server_version = Some(identity.version.clone());
            entry.health.server_uuid = Some(identity.server_uuid.clone());
            entry.health.booted_at = Some(UtcMicros(identity.booted_at_s.saturating_mul(1_000_000)));
            entry.health.aurora = Some(identity.aurora);
            entry.health.read_only = Some(identity.read_only);
            entry.health.capabilities = capabilities;
        });
    }

    pub(crate) fn capable(&self, target: &TargetId, capabilities: Vec<Capability>) {
        self.with(target, |entry| entry.health.capabilities = capabilities);
    }

    pub(crate) fn phase(&self, target: &TargetId, phase: CollectorPhase, now: UtcMicros) {
        self.status(target, |status| {
            if status.phase != phase {
                status.phase = phase;
                status.since = now;
            }
            status.next_try_at = None;
        });
    }

    pub(crate) fn failed(&self, target: &TargetId, error: String, now: UtcMicros, next_try_at: UtcMicros) {
        self.with(target, |entry| {
            // What ran before the failure is not what runs now: nothing is shown rather than something stale.
            entry.live = None;
            for status in &mut entry.health.collectors {
                if status.phase != CollectorPhase::BackingOff {
                    status.since = now;
                }
                status.phase = CollectorPhase::BackingOff;
                status.failures += 1;
                status.last_error = Some(error.clone());
                status.last_error_at = Some(now);
                status.next_try_at = Some(next_try_at);
            }
        });
    }

    pub(crate) fn passed(&self, snapshot: LiveSnapshot, now: UtcMicros, late: bool, running_slow: u64) {
        let snapshot = Arc::new(snapshot);
        self.with(&snapshot.target, |entry| {
            entry.live = Some(Arc::clone(&snapshot));
            for status in &mut entry.health.collectors {
                status.last_run_at = Some(now);
                status.runs += 1;
                status.late_runs += u64::from(late);
                status.running_slow = running_slow;
            }
        });
        // Nobody listening is no error.
        let _ = self.live.send(snapshot);
    }

    pub(crate) fn cost(&self, target: &TargetId, cost: OwnCost) {
        self.with(target, |entry| entry.health.own_cost = Some(cost));
    }

    pub(crate) fn spool(&self, target: &TargetId, counts: SpoolCounts) {
        self.status(target, |status| {
            status.spooled = counts.waiting;
            status.lost = counts.lost;
        });
    }

    pub(crate) fn kept(&self, query: SlowQuery) {
        let query = Arc::new(query);
        self.read(|entries| entries.get(&query.target).map(|entry| entry.plans.offer(&query)));
        let _ = self.slow.send(query);
    }

    fn status(&self, target: &TargetId, change: impl Fn(&mut CollectorStatus)) {
        self.with(target, |entry| entry.health.collectors.iter_mut().for_each(&change));
    }

    fn with(&self, target: &TargetId, change: impl FnOnce(&mut Entry)) {
        self.write(|entries| entries.get_mut(target).map(change));
    }

    fn read<T>(&self, read: impl FnOnce(&BTreeMap<TargetId, Entry>) -> T) -> T {
        read(&self.entries.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn write<T>(&self, write: impl FnOnce(&mut BTreeMap<TargetId, Entry>) -> T) -> T {
        write(&mut self.entries.write().unwrap_or_else(PoisonError::into_inner))
    }
}
