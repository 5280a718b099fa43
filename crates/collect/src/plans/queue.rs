//! What is to be explained, and when. Pure: time comes as an argument.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use auroscope_model::{PlanSubject, SlowQuery, StatementClass, UtcMicros};
use auroscope_mysql::statements;

/// Statements that may wait; of more the oldest is left for its next execution.
const MOST_WAITING: usize = 200;
/// Statements of which it is remembered when they were explained.
const MOST_KNOWN: usize = 20_000;
/// After an answer that may be another one soon (a lock, a time-out) it is tried again so much later.
const RETRY: Duration = Duration::from_secs(600);
/// An execution so many times as long as usual may have another plan.
const UNUSUAL: u64 = 3;
/// Not again so soon for that, however unusual they are.
const SOONEST: Duration = Duration::from_secs(60);

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
    tried_at: UtcMicros,
    next_at: UtcMicros,
    /// How long its executions took when it was explained: the longest since.
    usual_us: u64,
}

/// What waits on one target.
#[derive(Debug)]
pub(crate) struct PlanQueue {
    settings: PlanSettings,
    waiting: VecDeque<(PlanSubject, Arc<SlowQuery>)>,
    known: HashMap<PlanSubject, Known>,
    /// When plans were begun within the last minute.
    begun: VecDeque<UtcMicros>,
    /// Statements that were pushed out of the queue.
    pub(crate) passed_over: u64,
}

/// What is explained together.
pub(crate) fn subject_of(query: &SlowQuery) -> PlanSubject {
    PlanSubject { target: query.target.clone(), fingerprint: query.fingerprint, schema: query.schema.clone() }
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

    /// Told of a slow query; it waits if a plan of it is due.
    pub(crate) fn offer(&mut self, query: Arc<SlowQuery>, now: UtcMicros) {
        // What we send ourselves is no statement of the application, however slow it is.
        let may_have_plan = matches!(query.class, StatementClass::Read | StatementClass::Write)
            && !query.sql.starts_with(statements::TAG);
        if self.settings.per_minute == 0 || !may_have_plan {
            return;
        }
        let subject = subject_of(&query);
        if let Some(known) = self.known.get(&subject) {
            let is_unusual = query.duration_us > known.usual_us.saturating_mul(UNUSUAL)
                && now >= after(known.tried_at, SOONEST);
            if now < known.next_at && !is_unusual {
                return;
            }
        }
        if let Some((_, waiting)) = self.waiting.iter_mut().find(|(waiting, _)| *waiting == subject) {
            // A text that still runs, or is whole, tells more.
            if !query.truncated || waiting.truncated {
                *waiting = query;
            }
            return;
        }
        self.push(subject, query, false);
    }

    /// A person asks: it comes first, whatever is known.
    pub(crate) fn ask(&mut self, query: Arc<SlowQuery>) {
        let subject = subject_of(&query);
        self.waiting.retain(|(waiting, _)| *waiting != subject);
        self.push(subject, query, true);
    }

    fn push(&mut self, subject: PlanSubject, query: Arc<SlowQuery>, first: bool) {
        if self.waiting.len() >= MOST_WAITING {
            self.waiting.pop_front();
            self.passed_over += 1;
        }
        if first {
            self.waiting.push_front((subject, query));
        } else {
            self.waiting.push_back((subject, query));
        }
    }

    /// What to explain now, if anything waits and the limit allows it.
    pub(crate) fn next(&mut self, now: UtcMicros) -> Option<Arc<SlowQuery>> {
        if self.waiting.is_empty() || !self.try_begin(now) {
            return None;
        }
        self.waiting.pop_front().map(|(_, query)| query)
    }

    /// Whether a plan may be begun now; it then counts.
    pub(crate) fn try_begin(&mut self, now: UtcMicros) -> bool {
        // A clock that was set back must not stop plans for as long.
        self.begun.retain(|at| *at <= now && now < after(*at, Duration::from_secs(60)));
        let may = self.begun.len() < self.settings.per_minute.max(1) as usize;
        if may {
            self.begun.push_back(now);
        }
        may
    }

    /// How long to wait before asking again; none when nothing waits.
    pub(crate) fn wait(&self, now: UtcMicros) -> Option<Duration> {
        self.waiting.front()?;
        let free_at = match self.begun.front() {
            Some(at) if self.begun.len() >= self.settings.per_minute.max(1) as usize => {
                after(*at, Duration::from_secs(60))
            }
            _ => now,
        };
        Some(Duration::from_micros(u64::try_from(free_at.0 - now.0).unwrap_or(0)))
    }

    /// Notes what came of one.
    pub(crate) fn tried(&mut self, query: &SlowQuery, outcome: Outcome, now: UtcMicros) {
        if self.known.len() >= MOST_KNOWN {
            self.forget_half();
        }
        let again = match outcome {
            Outcome::Settled => self.settings.refresh,
            Outcome::Passing => RETRY.min(self.settings.refresh),
        };
        let subject = subject_of(query);
        let before = self.known.get(&subject).map_or(0, |known| known.usual_us);
        let known =
            Known { tried_at: now, next_at: after(now, again), usual_us: before.max(query.duration_us) };
        self.known.insert(subject, known);
    }

    /// Forgets those that were tried longest ago.
    fn forget_half(&mut self) {
        let mut times: Vec<UtcMicros> = self.known.values().map(|known| known.tried_at).collect();
        times.sort_unstable();
        let middle = times[times.len() / 2];
        self.known.retain(|_, known| known.tried_at > middle);
    }
}

fn after(at: UtcMicros, wait: Duration) -> UtcMicros {
    at.saturating_add_us(u64::try_from(wait.as_micros()).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use auroscope_model::{DurationKind, ExecutionId, Figures, Fingerprint, SlowQueryState, Source};

    use super::*;

    const SECOND: u64 = 1_000_000;

    fn at(second: u64) -> UtcMicros {
        UtcMicros((second * SECOND) as i64)
    }

    fn query(fingerprint: u128, duration_us: u64) -> Arc<SlowQuery> {
        Arc::new(SlowQuery {
            id: ExecutionId(fingerprint),
            target: "shop".parse().unwrap(),
            state: SlowQueryState::Finished,
            started_at: at(1),
            finished_at: None,
            last_seen_at: at(1),
            duration_us,
            duration_kind: DurationKind::Exact,
            figures: Figures::default(),
            user: None,
            host: None,
            schema: None,
            schema_inferred: false,
            connection_id: None,
            thread_id: None,
            event_id: None,
            server_uuid: None,
            booted_at_s: None,
            fingerprint: Fingerprint(fingerprint),
            class: StatementClass::Read,
            server_digest: None,
            sql: "select 1".into(),
            truncated: false,
            lossy: false,
            sources: vec![Source::Live],
            abandoned_because: None,
        })
    }

    fn queue() -> PlanQueue {
        PlanQueue::new(PlanSettings { per_minute: 3, refresh: Duration::from_secs(3_600) })
    }

    #[test]
    fn ten_thousand_statements_at_once_take_three_a_minute() {
        let mut queue = queue();
        let mut taken = Vec::new();
        for second in 0..600 {
            for statement in 0..10_000 / 600 + 1 {
                queue.offer(query(u128::from(second * 20 + statement), SECOND), at(second));
            }
            while let Some(query) = queue.next(at(second)) {
                queue.tried(&query, Outcome::Settled, at(second));
                taken.push(second);
            }
        }
        assert_eq!(taken.len(), 30);
        assert!(taken.windows(4).all(|four| four[3] - four[0] >= 60), "{taken:?}");
        assert!(queue.waiting.len() <= MOST_WAITING && queue.passed_over > 9_000);
    }

    #[test]
    fn a_statement_is_explained_once_and_again_when_due_or_unusual() {
        let mut queue = queue();
        let mut ask = |statement: u128, took_s: u64, now: u64, outcome| {
            queue.offer(query(statement, took_s * SECOND), at(now));
            let found = queue.next(at(now));
            if let Some(found) = &found {
                queue.tried(found, outcome, at(now));
            }
            found.is_some()
        };
        assert!(ask(1, 2, 0, Outcome::Settled));
        assert!(!ask(1, 2, 100, Outcome::Settled), "not due");
        assert!(!ask(1, 6, 100, Outcome::Settled), "not so unusual");
        assert!(!ask(1, 7, 59, Outcome::Settled), "too soon");
        assert!(ask(1, 7, 200, Outcome::Settled), "unusual");
        assert!(!ask(1, 7, 300, Outcome::Settled), "not unusual any more");
        assert!(ask(1, 2, 200 + 3_600, Outcome::Settled), "due");
        assert!(ask(2, 2, 4_000, Outcome::Passing));
        assert!(!ask(2, 2, 4_599, Outcome::Passing));
        assert!(ask(2, 2, 4_600, Outcome::Passing), "tried again");
    }

    #[test]
    fn who_asks_comes_first() {
        let mut queue = queue();
        (0..5).for_each(|n| queue.offer(query(n, SECOND), at(0)));
        queue.ask(query(4, SECOND));
        assert_eq!(queue.next(at(0)).unwrap().fingerprint, Fingerprint(4));
        assert_eq!(queue.waiting.len(), 4);
        assert_eq!(queue.wait(at(0)), Some(Duration::ZERO));
        while queue.next(at(1)).is_some() {}
        assert_eq!(queue.wait(at(10)), Some(Duration::from_secs(50)));
        // The clock was set back a day.
        assert!(queue.next(UtcMicros(-86_400_000_000)).is_some());
    }

    #[test]
    fn what_has_no_plan_does_not_wait_and_what_is_known_is_bounded() {
        let mut queue = queue();
        let ddl = SlowQuery { class: StatementClass::Ddl, ..(*query(1, 1)).clone() };
        queue.offer(Arc::new(ddl), at(0));
        assert!(queue.waiting.is_empty());
        for n in 0..30_000 {
            queue.tried(&query(n, 1), Outcome::Settled, at(n as u64));
        }
        assert!(queue.known.len() <= MOST_KNOWN);
        queue.offer(query(29_999, 1), at(29_999));
        assert!(queue.waiting.is_empty(), "the latest is known");
    }
}
