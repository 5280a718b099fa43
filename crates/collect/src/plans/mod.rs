//! The collector of plans: one task for each target.
//!
//! It hears of slow queries once they are kept (`inbox`), and takes a plan of each statement that is due, never more
//! than a number per minute (`queue`). What is sent has passed the guard and is bounded (`taking`). Whoever asks for a plan on
//! the page or the command line asks this task, so that the limit holds for all together.

mod inbox;
mod queue;
mod tables;
mod taking;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use auroscope_model::{PlanRecord, SlowQuery, TargetId};
use auroscope_mysql::{Endpoint, explain::Confirmed};
use auroscope_store::Store;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

pub(crate) use self::inbox::PlanInbox;
use self::queue::Outcome;
pub use self::queue::PlanSettings;
use self::taking::Taking;
use crate::fleet::wall_clock;

/// Requests that may wait for the task.
const MOST_REQUESTS: usize = 16;
/// Connections that nobody needed for so long are closed.
const IDLE: Duration = Duration::from_secs(60);
/// After a connection failed none is tried for so long.
const REST: Duration = Duration::from_secs(30);

/// The word of a person that a query may be run for its plan, and for how long.
#[derive(Debug, Clone, Copy)]
pub struct Analyze {
    /// The word.
    pub confirmed: Confirmed,
    /// It is ended after this.
    pub limit: Duration,
}

/// What came of asking for a plan.
#[derive(Debug, Clone, PartialEq)]
pub enum PlanAnswer {
    /// There is a plan, or a reason why there is none; both are kept.
    Taken(Box<PlanRecord>),
    /// The limit per minute is reached: it is taken as soon as that allows.
    Queued,
    /// The limit per minute is reached, and such a request does not wait.
    LimitReached,
    /// The target is not watched, so it is not asked.
    NotWatched,
    /// It was stopped while it was taken: the target is not watched any more, or the process ends.
    Interrupted,
    /// The target cannot be reached, or the store did not take the plan.
    Failed(String),
}

/// A request for a plan.
pub(crate) struct PlanRequest {
    query: Arc<SlowQuery>,
    analyze: Option<Analyze>,
    answer: oneshot::Sender<PlanAnswer>,
}

/// How a target's task is asked.
#[derive(Clone)]
pub(crate) struct PlanDesk(mpsc::Sender<PlanRequest>);

impl PlanDesk {
    /// The desk, and what the task reads from it.
    pub(crate) fn new() -> (Self, mpsc::Receiver<PlanRequest>) {
        let (sender, receiver) = mpsc::channel(MOST_REQUESTS);
        (Self(sender), receiver)
    }

    /// Asks for a plan and waits for the answer.
    pub(crate) async fn ask(&self, query: Arc<SlowQuery>, analyze: Option<Analyze>) -> PlanAnswer {
        let (answer, answered) = oneshot::channel();
        match self.0.try_send(PlanRequest { query, analyze, answer }) {
            Ok(()) => answered.await.unwrap_or(PlanAnswer::NotWatched),
            Err(mpsc::error::TrySendError::Full(_)) => PlanAnswer::LimitReached,
            Err(mpsc::error::TrySendError::Closed(_)) => PlanAnswer::NotWatched,
        }
    }
}

/// Takes the plans of one target.
pub(crate) struct PlanCollector {
    pub(crate) target: TargetId,
    pub(crate) endpoint: Arc<Endpoint>,
    pub(crate) refresh: Duration,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) inbox: Arc<PlanInbox>,
    pub(crate) requests: mpsc::Receiver<PlanRequest>,
    pub(crate) stop: CancellationToken,
}

impl PlanCollector {
    /// Takes plans until told to stop.
    pub(crate) async fn run(mut self) {
        let stop = self.stop.clone();
        self.remember().await;
        let mut taking = Taking::new(Arc::clone(&self.endpoint), Arc::clone(&self.store));
        let mut rests_until = Instant::now();
        loop {
            let rest = rests_until.saturating_duration_since(Instant::now());
            let due = self.inbox.with(|queue| queue.wait(Instant::now())).map(|wait| wait.max(rest));
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.inbox.changed() => {}
                request = self.requests.recv() => match request {
                    Some(request) => self.answer(request, &mut taking).await,
                    None => return,
                },
                () = tokio::time::sleep(due.unwrap_or(IDLE)) => {
                    let next = due.and_then(|_| self.inbox.with(|queue| queue.next(Instant::now())));
                    if let Some(query) = next {
                        let never = std::future::pending();
                        let answer = self.take((&query, None), never, &mut taking).await;
                        if matches!(answer, PlanAnswer::Failed(_)) {
                            rests_until = Instant::now() + REST;
                        }
                    }
                    taking.close_if_idle(IDLE).await;
                }
            }
        }
    }

    /// Learns from the store what was explained lately.
    async fn remember(&self) {
        let now = wall_clock();
        let since = now.saturating_sub_us(self.refresh.as_micros().try_into().unwrap_or(u64::MAX));
        match self.store.plan_times(&self.target, since, queue::MOST_KNOWN).await {
            Ok(times) => self.inbox.remember(times, now),
            // They are explained once more, within the limit.
            Err(error) => {
                tracing::warn!(target = %self.target, %error, "it is not known what was explained before");
            }
        }
    }

    async fn answer(&self, request: PlanRequest, taking: &mut Taking) {
        let PlanRequest { query, analyze, mut answer } = request;
        // Nothing is begun for somebody who has gone, least of all a query that is run.
        if answer.is_closed() {
            return;
        }
        let answered = if self.inbox.with(|queue| queue.try_begin(&query, Instant::now())) {
            // One that is run is ended when nobody waits for it any more.
            let gone = async {
                match analyze {
                    Some(_) => answer.closed().await,
                    None => std::future::pending().await,
                }
            };
            self.take((&query, analyze), gone, taking).await
        } else if analyze.is_some() {
            PlanAnswer::LimitReached
        } else {
            self.inbox.with(|queue| queue.ask(query));
            PlanAnswer::Queued
        };
        let _ = answer.send(answered);
    }

    async fn take(
        &self,
        (query, analyze): (&SlowQuery, Option<Analyze>),
        gone: impl Future<Output = ()>,
        taking: &mut Taking,
    ) -> PlanAnswer {
        if analyze.is_some() {
            // A query that is run because somebody said so is an act that must be found again.
            tracing::warn!(target = %self.target, slow_query = %query.id, "EXPLAIN ANALYZE: the query is run");
        }
        let taken = tokio::select! {
            taken = taking.take(query, analyze) => taken,
            () = self.stop.cancelled() => {
                taking.abandon().await;
                return PlanAnswer::Interrupted;
            }
            () = gone => {
                taking.abandon().await;
                return PlanAnswer::Interrupted;
            }
        };
        let (answer, outcome) = match taken {
            // What was run says nothing of when it is to be explained again.
            Ok(plan) => {
                let outcome = analyze.is_none().then(|| taking::outcome(&plan));
                (PlanAnswer::Taken(Box::new(plan)), outcome)
            }
            Err(error) => {
                tracing::warn!(target = %self.target, error, "no plan could be taken");
                (PlanAnswer::Failed(error), Some(Outcome::Passing))
            }
        };
        self.inbox.tried(query, &answer, outcome, wall_clock());
        answer
    }
}
