//! What is to be explained, and when. Pure: time comes as an argument.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use auroscope_model::{PlanSubject, PlanTime, SlowQuery, SlowQueryState, StatementClass, UtcMicros};
use auroscope_mysql::statements;
use tokio::time::Instant;

/// Statements that may wait; of more the oldest is left for its next execution.
const MOST_WAITING: usize = 200;
/// Statements of which it is remembered when they were explained.
pub(super) const MOST_KNOWN: usize = 20_000;
/// After an answer that may be another one soon (a lock, a time-out) it is tried again so much later.
const RETRY: Duration = Duration::from_secs(600);
/// An execution so many times as long as usual may have another plan.
const UNUSUAL: u64 = 3;
/// However unusual its executions are, a statement is not explained again sooner than this.
const SOONEST: Duration = Duration::from_secs(60);
/// Plans per minute that people may ask for where none are taken by themselves.
const FOR_PEOPLE: usize = 10;
const MINUTE: Duration = Duration::from_secs(60);

/// The limits of a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlanSettings {
    /// Plans per minute at most; with 0 none are taken by themselves.
    pub per_minute: u32,
    /// A plan is taken again after this: statistics may have changed.
    pub refresh: Duration,
}

/// What came of taking a plan, as far as it decides when to try again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// There is a plan, or a reason that stays.
    Settled,
    /// It may be otherwise soon.
    Passing,
}

/// What is known of one subject.
#[derive(Debug, Clone, Copy)]
struct Known {
    tried_at: Instant,
    next_at: Instant,
    /// The longest of the executions for which it was explained; none when that was before this process.
    usual_us: Option<u64>,
}

/// What waits on one target.
#[derive(Debug)]
pub(crate) struct PlanQueue {
    settings: PlanSettings,
    waiting: VecDeque<Waiting>,
    known: HashMap<PlanSubject, Known>,
    /// When plans were begun within the last minute.
    begun: VecDeque<Instant>,
    /// Statements that were pushed out of the queue.
    pub(crate) passed_over: u64,
}

/// A statement that waits.
#[derive(Debug)]
struct Waiting {
    subject: PlanSubject,
    query: Arc<SlowQuery>,
    /// A person has asked for it.
    is_asked: bool,
}

impl PlanQueue {
    pub(crate) fn new(settings: PlanSettings) -> Self {
        Self {
            settings,
            waiting: VecDeque::new(),
            known: HashMap::new(),
            begun: VecDeque::new(),
            passed_over: 0,
        }
    }

    /// Told of a slow query; it waits if a plan of it is due. Whether one more waits now.
    pub(crate) fn offer(&mut self, query: &Arc<SlowQuery>, now: Instant) -> bool {
        // What we send ourselves is no statement of the application, however slow it is.
        let may_have_plan = matches!(query.class, StatementClass::Read | StatementClass::Write)
            && !query.sql.starts_with(statements::TAG);
        if self.settings.per_minute == 0 || !may_have_plan {
            return false;
        }
        let subject = PlanSubject::of(query);
        if let Some(known) = self.known.get_mut(&subject) {
            let usual_us = *known.usual_us.get_or_insert(query.duration_us);
            let is_unusual =
                query.duration_us > usual_us.saturating_mul(UNUSUAL) && now >= known.tried_at + SOONEST;
            if now < known.next_at && !is_unusual {
                return false;
            }
        }
        if let Some(waiting) = self.waiting.iter_mut().find(|waiting| waiting.subject == subject) {
            // One that runs shows the plan in use, and a whole text more than a cut one.
            let tells = |query: &SlowQuery| (query.state == SlowQueryState::Running, !query.truncated);
            if tells(query) >= tells(&waiting.query) {
                waiting.query = Arc::clone(query);
            }
            return false;
        }
        self.make_room();
        self.waiting.push_back(Waiting { subject, query: Arc::clone(query), is_asked: false });
        true
    }

    /// What was explained before, newest first, at most [`MOST_KNOWN`]: it is not due just because we have forgotten
    /// it. `wall` and `now` are the same moment.
    pub(crate) fn remember(&mut self, times: Vec<PlanTime>, wall: UtcMicros, now: Instant) {
        for PlanTime { subject, at, has_plan } in times {
            let period = if has_plan { self.settings.refresh } else { RETRY.min(self.settings.refresh) };
            let age = Duration::from_micros(wall.0.saturating_sub(at.0).try_into().unwrap_or_default());
            let Some(left) = period.checked_sub(age).filter(|left| !left.is_zero()) else { continue };
            self.waiting.retain(|waiting| waiting.is_asked || waiting.subject != subject);
            let known = Known { tried_at: now, next_at: now + left, usual_us: None };
            self.known.entry(subject).or_insert(known);
        }
    }

    /// How many wait.
    pub(crate) fn waiting_len(&self) -> usize {
        self.waiting.len()
    }

    /// A person asks: it comes first, whatever is known.
    pub(crate) fn ask(&mut self, query: Arc<SlowQuery>) {
        let subject = PlanSubject::of(&query);
        self.waiting.retain(|waiting| waiting.subject != subject);
        self.make_room();
        self.waiting.push_front(Waiting { subject, query, is_asked: true });
    }

    /// The oldest that nobody asked for makes room.
    fn make_room(&mut self) {
        if self.waiting.len() >= MOST_WAITING {
            let oldest = self.waiting.iter().position(|waiting| !waiting.is_asked).unwrap_or_default();
            self.waiting.remove(oldest);
            self.passed_over += 1;
        }
    }

    /// What to explain now, if anything waits and the limit allows it.
    pub(crate) fn next(&mut self, now: Instant) -> Option<Arc<SlowQuery>> {
        let query = Arc::clone(&self.waiting.front()?.query);
        if !self.try_begin(&query, now) {
            return None;
        }
        self.waiting.pop_front();
        Some(query)
    }

    /// Whether a plan of this may be begun now; it then counts, if the server is asked.
    pub(crate) fn try_begin(&mut self, query: &SlowQuery, now: Instant) -> bool {
        self.begun.retain(|at| now < *at + MINUTE);
        if !asks_the_server(query) {
            return true;
        }
        let may = self.begun.len() < self.limit();
        if may {
            self.begun.push_back(now);
        }
        may
    }

    fn limit(&self) -> usize {
        match self.settings.per_minute {
            0 => FOR_PEOPLE,
            limit => limit as usize,
        }
    }

    /// How long to wait before asking again; none when nothing waits.
    pub(crate) fn wait(&self, now: Instant) -> Option<Duration> {
        let first = self.waiting.front()?;
        let free_at = match self.begun.front() {
            Some(at) if self.begun.len() >= self.limit() && asks_the_server(&first.query) => *at + MINUTE,
            _ => now,
        };
        Some(free_at.saturating_duration_since(now))
    }

    /// Notes what came of one.
    pub(crate) fn tried(&mut self, query: &SlowQuery, outcome: Outcome, now: Instant) {
        if self.known.len() >= MOST_KNOWN {
            self.forget_half();
        }
        let again = match outcome {
            Outcome::Settled => self.settings.refresh,
            Outcome::Passing => RETRY.min(self.settings.refresh),
        };
        let subject = PlanSubject::of(query);
        let before = self.known.get(&subject).and_then(|known| known.usual_us);
        let usual_us = before.max(Some(query.duration_us));
        let known = Known { tried_at: now, next_at: now + again, usual_us };
        self.known.insert(subject, known);
    }

    /// Forgets those that were tried longest ago.
    fn forget_half(&mut self) {
        let mut times: Vec<Instant> = self.known.values().map(|known| known.tried_at).collect();
        times.sort_unstable();
        let middle = times[times.len() / 2];
        self.known.retain(|_, known| known.tried_at > middle);
    }
}

/// Whether it takes the server to say that there is no plan.
pub(super) fn asks_the_server(query: &SlowQuery) -> bool {
    let is_kind = matches!(query.class, StatementClass::Read | StatementClass::Write);
    let is_whole = !query.truncated && !query.lossy;
    is_kind && (is_whole || query.state == SlowQueryState::Running)
}

#[cfg(test)]
mod tests;
