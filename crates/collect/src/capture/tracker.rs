//! Which executions are followed, which are slow, and when to look again. Pure: what a poll showed comes in,
//! what to do about it goes out.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use auroscope_model::{Source, UtcMicros};
use auroscope_mysql::statements::TAG;
use auroscope_mysql::{Ended, Look, Poll, Running};
use tokio::time::Instant;

use super::clock::ServerClock;
use super::closing::Verdict;
use super::execution::Execution;
use super::sums;
use crate::Exclusions;

/// An execution's name within one boot: thread and event.
pub(crate) type Key = (u64, u64);

/// How far beyond the interval a crossing may at least lie and still be waited for now: polls come late at times.
const MARGIN_US: u64 = 20_000;

/// How many looks in a row may find nothing before an execution is given up.
const LOOKS_BEFORE_GIVING_UP: u8 = 2;

/// How many looks in a row may see nothing of an execution before the next poll is waited for.
const LOOKS_WHILE_UNSEEN: u8 = 4;

/// So many executions of one digest at a time can mostly be told apart by its sums.
const CROWD: usize = 3;

/// How much longer than the process list's whole seconds prove a hidden statement may have run.
const ROUGH_US: u64 = 2_000_000;

/// What a poll or a look asks to be done.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// Executions that are followed from now on, and may cross the threshold before the next poll.
    pub(crate) followed: Vec<Key>,
    /// Executions that have just crossed the threshold.
    pub(crate) slow: Vec<Key>,
    /// Executions that were followed and are no longer there: find out what they came to.
    pub(crate) vanished: Vec<Key>,
}

/// The executions of one server process that are followed.
pub(crate) struct Tracker {
    threshold_us: u64,
    interval_us: u64,
    pub(crate) clock: ServerClock,
    followed: HashMap<Key, Execution>,
}

impl Tracker {
    pub(crate) fn new(threshold_us: u64, interval: Duration) -> Self {
        let interval_us = u64::try_from(interval.as_micros()).unwrap_or(u64::MAX);
        Self { threshold_us, interval_us, clock: ServerClock::default(), followed: HashMap::new() }
    }

    /// Follows an execution left running by a former process or connection.
    pub(crate) fn resume(&mut self, execution: Execution) {
        self.followed.entry(execution.key()).or_insert(execution);
    }

    pub(crate) fn get(&self, key: Key) -> Option<&Execution> {
        self.followed.get(&key)
    }

    pub(crate) fn get_mut(&mut self, key: Key) -> Option<&mut Execution> {
        self.followed.get_mut(&key)
    }

    /// What is over the threshold and still followed.
    pub(crate) fn slow(&self) -> impl Iterator<Item = &Execution> {
        self.followed.values().filter(|execution| execution.slow)
    }

    /// Takes in what runs now; `at` is the moment of the poll by our own clock.
    pub(crate) fn observe(&mut self, poll: &Poll, exclusions: &Exclusions, at: Instant) -> Outcome {
        self.clock.read(poll.now, poll.timer_now_ps);
        let mut outcome = Outcome::default();
        let mut present: HashSet<Key> = HashSet::with_capacity(poll.running.len());
        for running in poll.running.iter().filter(|running| is_captured(running, exclusions)) {
            let key = (running.thread_id, running.event_id);
            present.insert(key);
            // A row that the server is still filling says that the statement is there, and nothing else yet.
            let Some(mut elapsed_us) = running.elapsed_us else { continue };
            if let (true, Some(execution)) = (running.hidden, self.followed.get(&key)) {
                elapsed_us = elapsed_us.max(execution.elapsed_unseen_us(poll));
            }
            let most_us = elapsed_us.saturating_add(if running.hidden { ROUGH_US } else { 0 });
            if self.is_worth_following(key, most_us) {
                let threshold_us = self.threshold_us;
                if elapsed_us < threshold_us && !running.hidden && !self.followed.contains_key(&key) {
                    outcome.followed.push(key);
                }
                let execution = self.follow(running, elapsed_us, poll, at);
                if elapsed_us >= threshold_us && !execution.slow {
                    outcome.slow.push(key);
                }
            }
        }
        outcome.vanished = self.followed.keys().filter(|key| !present.contains(key)).copied().collect();
        outcome.vanished.sort_unstable();
        for key in &outcome.vanished {
            let is_later = |running: &Running| running.thread_id == key.0 && running.event_id > key.1;
            if let Some(execution) = self.followed.get_mut(key) {
                execution.overtaken |= poll.running.iter().any(is_later);
            }
        }
        outcome
    }

    /// Polls will come at this interval now.
    pub(crate) fn set_interval(&mut self, interval: Duration) {
        self.interval_us = u64::try_from(interval.as_micros()).unwrap_or(u64::MAX);
    }

    /// The longest time between two polls for which what is followed suffices. After a longer one, what ended in
    /// between has to be asked for.
    pub(crate) fn longest_gap_us(&self) -> u64 {
        self.interval_us.saturating_add((self.interval_us / 4).max(MARGIN_US))
    }

    fn is_worth_following(&self, key: Key, elapsed_us: u64) -> bool {
        self.followed.contains_key(&key)
            || elapsed_us.saturating_add(self.longest_gap_us()) >= self.threshold_us
    }

    fn follow(&mut self, running: &Running, elapsed_us: u64, poll: &Poll, at: Instant) -> &mut Execution {
        let now = poll.now;
        let started_at =
            self.clock.at(running.timer_start_ps).unwrap_or_else(|| now.saturating_sub_us(elapsed_us));
        let execution =
            self.followed.entry((running.thread_id, running.event_id)).or_insert_with(|| Execution {
                running: running.clone(),
                started_at,
                start_is_rough: running.hidden,
                elapsed_us,
                last_seen_at: now,
                slow: false,
                truncated: false,
                sources: vec![Source::Live],
                baseline: None,
                thread_baseline: None,
                overtaken: false,
                text_tries: 0,
                looks_missed: 0,
                looks_unseen: 0,
                look_at: None,
            });
        execution.elapsed_us = execution.elapsed_us.max(elapsed_us);
        execution.last_seen_at = execution.last_seen_at.max(now);
        execution.looks_missed = 0;
        execution.looks_unseen = 0;
        if running.hidden {
            // A look before the next poll would see as little as this one.
            execution.look_at = None;
            execution.count_unseen(poll);
            return execution;
        }
        execution.look_at = crossing(execution, self.threshold_us, at);
        execution.correct_start(running.timer_start_ps, &self.clock);
        execution.learn(running.digest.as_ref(), running.schema.as_ref(), running.text.as_ref());
        // Until it is parsed a statement has the kind of its packet, which is not the one it ends with.
        execution.running.event_name.clone_from(&running.event_name);
        execution
    }

    /// Of these, what the sums of its digest can be told apart by: not one of a crowd that runs the same statement.
    pub(crate) fn told_apart(&self, mut keys: Vec<Key>) -> Vec<Key> {
        if keys.is_empty() {
            return keys;
        }
        let mut of_digest: HashMap<&str, usize> = HashMap::new();
        for digest in self.followed.values().filter_map(|execution| execution.running.digest.as_deref()) {
            *of_digest.entry(digest).or_default() += 1;
        }
        keys.retain(|key| {
            let Some(execution) = self.get(*key) else { return false };
            // What has only begun ends long before, nearly always.
            let runs_on = execution.elapsed_us >= self.threshold_us / 8;
            let digest = execution.running.digest.as_deref().filter(|_| runs_on);
            digest.is_some_and(|digest| of_digest.get(digest).is_some_and(|times| *times <= CROWD))
        });
        keys
    }

    /// When the next look is due, by our own clock.
    pub(crate) fn next_look(&self) -> Option<Instant> {
        self.followed.values().filter_map(|execution| execution.look_at).min()
    }

    /// The executions whose look is due by `now`.
    pub(crate) fn due(&self, now: Instant) -> Vec<Key> {
        let due = |execution: &&Execution| execution.look_at.is_some_and(|at| at <= now);
        let mut keys: Vec<Key> = self.followed.values().filter(due).map(Execution::key).collect();
        keys.sort_unstable();
        keys
    }

    /// What a look says of an execution, together with what polls have shown of its thread.
    pub(crate) fn judged(&self, key: Key, verdict: Verdict) -> Verdict {
        let overtaken = self.get(key).is_some_and(|execution| execution.overtaken);
        if overtaken && verdict == Verdict::Unseen { Verdict::MovedOn } else { verdict }
    }

    /// Takes in that a look could say nothing of an execution. A server that hides it may do so for long, so after a
    /// few looks in a row only the next poll will tell.
    pub(crate) fn unseen(&mut self, key: Key, again_at: Instant) {
        if let Some(execution) = self.followed.get_mut(&key) {
            execution.looks_unseen = execution.looks_unseen.saturating_add(1);
            execution.look_at = (execution.looks_unseen < LOOKS_WHILE_UNSEEN).then_some(again_at);
        }
    }

    /// Takes in that a look found its connection moved on, and no trace of it. True when that was the last chance.
    pub(crate) fn missed(&mut self, key: Key, again_at: Instant) -> bool {
        let Some(execution) = self.followed.get_mut(&key) else { return false };
        execution.looks_missed += 1;
        execution.look_at = Some(again_at);
        execution.looks_missed >= LOOKS_BEFORE_GIVING_UP
    }

    /// Takes in that an execution was seen running by a look. True when that makes it slow.
    pub(crate) fn seen_running(&mut self, key: Key, look: &Look, now: UtcMicros, at: Instant) -> bool {
        self.learn(key, look);
        let Some(execution) = self.followed.get_mut(&key) else { return false };
        execution.looks_missed = 0;
        execution.looks_unseen = 0;
        execution.elapsed_us = execution.elapsed_us.max(look.elapsed_us.unwrap_or(0));
        execution.last_seen_at = execution.last_seen_at.max(now);
        execution.look_at = crossing(execution, self.threshold_us, at);
        !execution.slow && execution.elapsed_us >= self.threshold_us
    }

    /// Takes in what a look shows of an execution: early in its life it had no digest, text or schema yet.
    pub(crate) fn learn(&mut self, key: Key, look: &Look) {
        if let Some(execution) = self.followed.get_mut(&key) {
            execution.learn(look.digest.as_ref(), look.schema.as_ref(), look.text.as_ref());
            execution.running.event_name.clone_from(&look.event_name);
        }
    }

    /// Stops following an execution. When its end is known exactly, the baselines of others learn of it.
    pub(crate) fn close(&mut self, key: Key, ended: Option<&Ended>) -> Option<Execution> {
        let closed = self.followed.remove(&key)?;
        if let (Some(ended), Some(digest)) = (ended, closed.digest_key()) {
            for other in self.followed.values_mut() {
                if other.digest_key().as_ref() == Some(&digest)
                    && let Some(baseline) = &mut other.baseline
                {
                    sums::note_other(baseline, ended);
                }
            }
        }
        Some(closed)
    }

    /// Stops following everything, for a server that is no longer the same.
    pub(crate) fn take_all(&mut self) -> Vec<Execution> {
        self.followed.drain().map(|(_, execution)| execution).filter(|execution| execution.slow).collect()
    }
}

/// When an execution that had run for `elapsed_us` at `at` crosses the threshold; none when it has.
fn crossing(execution: &Execution, threshold_us: u64, at: Instant) -> Option<Instant> {
    let left_us = threshold_us.checked_sub(execution.elapsed_us).filter(|left_us| *left_us > 0)?;
    (!execution.slow).then(|| at + Duration::from_micros(left_us))
}

/// What is in no slow log because nobody waits for it: it "runs" for as long as a replica is there. The bodies of
/// events have neither text nor digest in performance_schema, so nothing could be said about them but their time.
const NOT_CAPTURED: [&str; 8] = [
    "statement/com/Binlog Dump",
    "statement/com/Register ",
    "statement/com/Group Replication",
    "statement/com/Clone",
    "statement/com/clone",
    "statement/com/Daemon",
    "statement/rpl/",
    "statement/scheduler/",
];

/// Whether an execution is a statement somebody waits for, and is not left out.
pub(crate) fn is_captured(running: &Running, exclusions: &Exclusions) -> bool {
    !NOT_CAPTURED.iter().any(|kind| running.event_name.starts_with(kind))
        && !exclusions.excludes(running.user.as_deref(), running.schema.as_deref())
        // An EXPLAIN ANALYZE that somebody asked us for is no load of the application.
        && !running.text.as_deref().is_some_and(|text| text.starts_with(TAG))
}
