//! The collector of clusters and instances: one task for each account in each region, so that one that does not
//! answer keeps no other waiting.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use auroscope_aws::{AwsError, Scope, identity, inventory};
use auroscope_model::{CloudEvent, CloudInventory, CloudPlace, CollectorPhase, ScopeStatus, UtcMicros};
use auroscope_store::{Store, StoreError};
use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::fleet::wall_clock;

/// After a failure it is tried again so much later, doubled each time up to the period.
const FIRST_WAIT: Duration = Duration::from_secs(10);
/// However often somebody asks, rounds begin no sooner one after the other.
const LEAST: Duration = Duration::from_secs(2);
/// The longest that one account may take to tell all that it has in a region.
const BOUND: Duration = Duration::from_secs(300);

/// The accounts and regions that are looked at, and how that goes.
pub struct Inventory {
    store: Arc<dyn Store>,
    period: Duration,
    looked_at: Vec<Scope>,
    scopes: Mutex<Vec<ScopeStatus>>,
    asked: watch::Sender<UtcMicros>,
    answered: watch::Sender<u64>,
}

/// Why a round failed.
enum Trouble {
    Aws(AwsError),
    TooLong,
    Store(StoreError),
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Aws(error) => error.fmt(f),
            Self::TooLong => write!(f, "AWS did not tell all within {} s", BOUND.as_secs()),
            Self::Store(error) => write!(f, "it could not be kept: {error}"),
        }
    }
}

impl Inventory {
    /// Of these accounts and regions; nothing is asked before [`Inventory::run`].
    #[must_use]
    pub fn new(store: Arc<dyn Store>, period: Duration, scopes: Vec<Scope>) -> Arc<Self> {
        let statuses = scopes.iter().map(|scope| status_of(scope, wall_clock())).collect();
        let (asked, answered) = (watch::Sender::new(UtcMicros(0)), watch::Sender::new(0));
        Arc::new(Self { store, period, looked_at: scopes, scopes: Mutex::new(statuses), asked, answered })
    }

    /// How asking each account in each region goes.
    #[must_use]
    pub fn scopes(&self) -> Vec<ScopeStatus> {
        self.locked(|scopes| scopes.clone())
    }

    /// Looks at all of them now, not when their time has come. The moment that counts: a round that begins then or
    /// later has seen what was there.
    pub fn refresh(&self) -> UtcMicros {
        let now = wall_clock();
        self.asked.send_replace(now);
        now
    }

    /// Whether this place is among those that are looked at. An account of which nobody knows yet who it is may be any.
    #[must_use]
    pub fn looks_at(&self, place: &CloudPlace) -> bool {
        self.locked(|scopes| {
            scopes.iter().any(|scope| {
                let account = scope.account.as_deref();
                scope.region == place.region && account.is_none_or(|account| account == place.account)
            })
        })
    }

    /// Tells each time that a place has answered.
    #[must_use]
    pub fn answered(&self) -> watch::Receiver<u64> {
        self.answered.subscribe()
    }

    /// Looks at everything, now and each period, until told to stop.
    pub async fn run(self: Arc<Self>, stop: CancellationToken) {
        let tasks = self.looked_at.iter().cloned().enumerate().map(|(index, scope)| {
            let (inventory, stop) = (Arc::clone(&self), stop.clone());
            tokio::spawn(async move { inventory.run_scope(index, scope, stop).await })
        });
        let tasks: Vec<_> = tasks.collect();
        for task in tasks {
            if let Err(error) = task.await {
                tracing::error!(%error, "a collector of the inventory ended unasked");
            }
        }
    }

    async fn run_scope(&self, index: usize, scope: Scope, stop: CancellationToken) {
        let mut asked = self.asked.subscribe();
        let mut account = None;
        let mut failures = 0_u32;
        loop {
            asked.mark_unchanged();
            let (began, began_at) = (Instant::now(), wall_clock());
            let round = tokio::select! {
                round = self.round(&scope, &mut account) => round,
                () = stop.cancelled() => return,
            };
            let wait = match round {
                Ok(found) => {
                    failures = 0;
                    self.note_answer(index, &found, began_at);
                    self.period
                }
                Err(trouble) => {
                    let wait = FIRST_WAIT.saturating_mul(1 << failures.min(16)).min(self.period);
                    failures += 1;
                    self.failed(index, (&trouble, began_at), wait).await;
                    wait
                }
            };
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                _ = asked.changed() => tokio::time::sleep_until(began + LEAST).await,
                () = stop.cancelled() => return,
            }
        }
    }

    async fn round(&self, scope: &Scope, account: &mut Option<String>) -> Result<CloudInventory, Trouble> {
        let asking = async {
            if account.is_none() {
                *account = Some(identity(scope).await?.account);
            }
            inventory(scope, account.as_deref().unwrap_or_default(), wall_clock()).await
        };
        let found =
            tokio::time::timeout(BOUND, asking).await.map_err(|_| Trouble::TooLong)?.map_err(Trouble::Aws)?;
        let changes = self.store.put_inventory(found.clone()).await.map_err(Trouble::Store)?;
        for change in changes {
            let CloudPlace { account, region } = &change.place;
            let what = match &change.event {
                CloudEvent::Appeared => "appeared",
                CloudEvent::CameBack => "came back",
                CloudEvent::Changed { .. } => "changed",
                CloudEvent::Gone => "is gone",
            };
            tracing::info!(account, region, name = change.name, kind = ?change.kind, "inventory: {what}");
        }
        Ok(found)
    }

    fn note_answer(&self, index: usize, found: &CloudInventory, began_at: UtcMicros) {
        self.change(index, |status| {
            status.began_at = Some(began_at);
            status.account = Some(found.place.account.clone());
            status.turn(CollectorPhase::Running, found.at);
            status.answered_at = Some(found.at);
            (status.error, status.next_try_at) = (None, None);
            status.unknown.clone_from(&found.unknown);
            status.clusters = found.clusters.len() as u64;
            status.instances = found.instances.len() as u64;
        });
        // Also where nothing became of anything: whoever missed the last time hears of it now.
        self.answered.send_modify(|times| *times += 1);
    }

    async fn failed(&self, index: usize, (trouble, began_at): (&Trouble, UtcMicros), wait: Duration) {
        let (now, text) = (wall_clock(), trouble.to_string());
        let wait_us = u64::try_from(wait.as_micros()).unwrap_or(u64::MAX);
        let place = self.change(index, |status| {
            status.began_at = Some(began_at);
            status.turn(CollectorPhase::BackingOff, now);
            status.failed_at = Some(now);
            status.error = Some(text.clone());
            status.next_try_at = Some(now.saturating_add_us(wait_us));
            (status.account.clone(), status.region.clone())
        });
        let Some((account, region)) = place else { return };
        tracing::warn!(
            account,
            region,
            error = text,
            "the inventory could not be had; trying again in {wait:?}"
        );
        // Where we do not know which account it is there is nothing to keep it with.
        if let Some(account) = account {
            let place = CloudPlace { account, region };
            if let Err(error) = self.store.put_place_trouble(place, now, text).await {
                tracing::warn!(%error, "that a place did not answer could not be kept");
            }
        }
    }

    fn change<T>(&self, index: usize, change: impl FnOnce(&mut ScopeStatus) -> T) -> Option<T> {
        self.locked(|scopes| scopes.get_mut(index).map(change))
    }

    fn locked<T>(&self, work: impl FnOnce(&mut Vec<ScopeStatus>) -> T) -> T {
        work(&mut self.scopes.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn status_of(scope: &Scope, now: UtcMicros) -> ScopeStatus {
    let role_arn = scope.role.as_ref().map(|role| role.role_arn.clone());
    ScopeStatus {
        // A role's ARN says whose it is.
        account: role_arn.as_deref().and_then(|arn| arn.split(':').nth(4)).map(str::to_owned),
        role_arn,
        region: scope.region.clone(),
        phase: CollectorPhase::Connecting,
        since: now,
        began_at: None,
        answered_at: None,
        failed_at: None,
        error: None,
        next_try_at: None,
        unknown: Vec::new(),
        clusters: 0,
        instances: 0,
    }
}
