//! Where a target's slow queries wait for a plan: they are heard at once, whatever the task does meanwhile.

use std::sync::{Arc, Mutex, PoisonError};

use auroscope_model::{PlanStatus, PlanTime, SlowQuery, UtcMicros};
use tokio::sync::Notify;
use tokio::time::Instant;

use super::queue::{Outcome, PlanQueue};
use super::{PlanAnswer, PlanSettings};

/// The queue of one target, and what came of it so far.
pub(crate) struct PlanInbox {
    inner: Mutex<Inner>,
    changed: Notify,
}

struct Inner {
    queue: PlanQueue,
    counts: PlanStatus,
}

impl PlanInbox {
    pub(crate) fn new(settings: PlanSettings) -> Self {
        let counts = PlanStatus { per_minute: settings.per_minute, ..PlanStatus::default() };
        Self { inner: Mutex::new(Inner { queue: PlanQueue::new(settings), counts }), changed: Notify::new() }
    }

    /// Told of a slow query that the store has.
    pub(crate) fn offer(&self, query: &Arc<SlowQuery>) {
        if self.locked(|inner| inner.queue.offer(query, Instant::now())) {
            self.changed.notify_one();
        }
    }

    /// Waits until something came since this was last asked.
    pub(super) async fn changed(&self) {
        self.changed.notified().await;
    }

    pub(super) fn with<T>(&self, work: impl FnOnce(&mut PlanQueue) -> T) -> T {
        self.locked(|inner| work(&mut inner.queue))
    }

    /// What was explained before this process watched the target need not be asked again.
    pub(super) fn remember(&self, times: Vec<PlanTime>, now: UtcMicros) {
        self.with(|queue| queue.remember(times, now, Instant::now()));
    }

    /// Counts what came of trying, and notes when it is due again.
    pub(super) fn tried(
        &self,
        query: &SlowQuery,
        answer: &PlanAnswer,
        outcome: Option<Outcome>,
        now: UtcMicros,
    ) {
        self.locked(|inner| {
            match answer {
                PlanAnswer::Taken(plan) if plan.shape.is_some() => inner.counts.taken += 1,
                PlanAnswer::Taken(_) => inner.counts.without_plan += 1,
                PlanAnswer::Failed(error) => {
                    inner.counts.failed += 1;
                    inner.counts.last_error = Some(error.clone());
                    inner.counts.last_error_at = Some(now);
                }
                _ => {}
            }
            if let Some(outcome) = outcome {
                inner.queue.tried(query, outcome, Instant::now());
            }
        });
    }

    pub(crate) fn status(&self) -> PlanStatus {
        self.locked(|inner| PlanStatus {
            waiting: inner.queue.waiting_len() as u64,
            passed_over: inner.queue.passed_over,
            ..inner.counts.clone()
        })
    }

    fn locked<T>(&self, work: impl FnOnce(&mut Inner) -> T) -> T {
        work(&mut self.inner.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
