//! One connection's worth of watching: asks the server, hands what it says to the tracker, keeps what comes out.

use std::time::Duration;

use auroscope_model::{LiveSession, LiveSnapshot, Source};
use auroscope_mysql::{Connection, MysqlError, Poll, capabilities};
use tokio::time::{Instant, sleep_until};

use super::execution::{Execution, analyze};
use super::tracker::{Key, is_captured};
use super::{Memory, SlowQueryCollector};
use crate::fleet::wall_clock;

/// Looks come at least this far apart, so that many statements near the threshold do not become many looks.
const LOOKS_APART: Duration = Duration::from_millis(20);
const LOOKS_APART_AT_MOST: Duration = Duration::from_millis(50);
/// For how many statements sums are read before they cross the threshold.
const BASELINES_AHEAD: usize = 64;
/// How often our own cost is read and the watch mark is kept.
const HOUSEKEEPING: Duration = Duration::from_secs(10);

/// How often it is found out again what can be seen: grants, consumers and actors change while a server runs.
const CHECK_AGAIN: Duration = Duration::from_secs(3_600);
/// The same, while polls do not show even ourselves.
const CHECK_AGAIN_BLIND: Duration = Duration::from_secs(5);

pub(crate) struct Session<'a> {
    pub(super) collector: &'a SlowQueryCollector,
    pub(super) connection: Connection,
    pub(super) memory: &'a mut Memory,
    next_poll: Instant,
    /// When the last poll or look was.
    looked: Instant,
    housekept: Instant,
    /// When it was last found out what can be seen here.
    checked: Instant,
    /// Whether polls did not show ourselves then.
    blind: bool,
    /// When it was last asked which consumers are on.
    asked_consumers: Instant,
}

impl<'a> Session<'a> {
    pub(crate) fn new(
        collector: &'a SlowQueryCollector,
        connection: Connection,
        memory: &'a mut Memory,
    ) -> Self {
        let now = Instant::now();
        Self {
            collector,
            connection,
            memory,
            next_poll: now,
            looked: now,
            housekept: now,
            checked: now,
            blind: false,
            asked_consumers: now,
        }
    }

    /// Records what ended over the threshold since this server process was last watched, as far as it remembers.
    pub(crate) async fn catch_up(&mut self) -> Result<(), MysqlError> {
        // Until when it was watched: by the last connection of this process, or else by the store's mark.
        let since_ps =
            self.memory.polled_at_ps().or(self.memory.mark.as_ref().map(|mark| mark.seen_until_timer_ps));
        let poll = self.poll().await?;
        self.memory.tracker.clock.read(poll.now, poll.timer_now_ps);
        self.own_cost(Duration::ZERO).await?;
        if let Some(since_ps) = since_ps {
            self.recover(&poll, since_ps).await?;
        }
        // Only now: a mark says that everything before it has been asked for.
        self.keep_mark(&poll).await;
        Ok(())
    }

    async fn poll(&mut self) -> Result<Poll, MysqlError> {
        let mut poll = self.connection.running().await?;
        if poll.now.0 == 0 {
            // Nothing runs, and our own thread is not instrumented: the clock was not read.
            poll.now = self.memory.server_now();
        }
        self.looked = Instant::now();
        self.memory.polled(&poll);
        Ok(poll)
    }

    /// Records what ended over the threshold while nobody looked, as far as the server remembers.
    async fn recover(&mut self, poll: &Poll, since_ps: u64) -> Result<(), MysqlError> {
        let missed = self.connection.missed(self.collector.settings.threshold_us, since_ps).await?;
        let found = Poll {
            now: poll.now,
            timer_now_ps: poll.timer_now_ps,
            running: missed.running,
            unnamed: Vec::new(),
        };
        let outcome =
            self.memory.tracker.observe(&found, &self.collector.settings.exclusions, Instant::now());
        for key in &outcome.slow {
            if let Some(execution) = self.memory.tracker.get_mut(*key) {
                execution.slow = true;
                execution.sources = vec![Source::History];
            }
        }
        self.resolve(outcome.slow).await
    }

    /// One interval: a poll, the looks that fall before the next one, and the waiting.
    pub(crate) async fn pass(&mut self) -> Result<(), MysqlError> {
        sleep_until(self.next_poll).await;
        let interval = self.collector.settings.interval.mul_f64(self.memory.budget.slowdown());
        let late = self.next_poll.elapsed() > interval / 2;
        self.next_poll = if late { Instant::now() + interval } else { self.next_poll + interval };

        let before_ps = self.memory.polled_at_ps();
        let longest_gap_us = self.memory.tracker.longest_gap_us();
        let poll = self.poll().await?;
        self.check_again(&poll).await?;
        self.memory.tracker.set_interval(interval);
        let outcome = self.memory.tracker.observe(&poll, &self.collector.settings.exclusions, self.looked);
        // First on the way to the disk, then the rest: the process may be killed in between.
        self.mark_slow(&outcome.slow);
        self.keep_running(&outcome.slow);
        // Then what has ended: histories of ten statements are overwritten meanwhile.
        self.resolve(outcome.vanished).await?;
        let looks = self.look_with_baselines(&outcome.slow).await?;
        self.keep_running(&outcome.slow);
        self.take_in(outcome.slow, &looks).await?;
        if let Some(since_ps) = self.memory.unnamed.ended(&poll, self.collector.settings.threshold_us) {
            self.recover(&poll, since_ps).await?;
        }
        // A client may leave just after the crossing, before the look: then the sums know what it came to.
        let ahead = self.memory.tracker.told_apart(outcome.followed);
        let most = (BASELINES_AHEAD as f64 / self.memory.budget.pressure().sqrt()) as usize;
        self.look_with_baselines(&ahead[..ahead.len().min(most)]).await?;
        if let (Some(before_ps), Some(now_ps)) = (before_ps, poll.timer_now_ps)
            && now_ps.saturating_sub(before_ps) / 1_000_000 > longest_gap_us
        {
            // The network, the server or this machine stood still: more may have come and gone than was followed.
            self.recover(&poll, before_ps).await?;
        }
        self.fetch_texts().await?;
        self.show(&poll, late);
        while let Some(at) = self.next_look() {
            sleep_until(at).await;
            self.looked = Instant::now();
            let due = self.memory.tracker.due(self.looked);
            self.look_at_crossing(due).await?;
        }
        let since = self.housekept.elapsed();
        if since >= HOUSEKEEPING {
            self.housekept = Instant::now();
            self.own_cost(since).await?;
            self.keep_mark(&poll).await;
            // What a record says of a statement that runs for hours should not be hours old after a kill.
            let slow: Vec<Key> = self.memory.tracker.slow().map(Execution::key).collect();
            self.keep_running(&slow);
        }
        Ok(())
    }

    /// Finds out again what can be seen: once a while, and soon when polls no longer show even ourselves, or do again.
    /// A poll that shows nobody because nobody can be seen must not pass for a server on which nothing runs.
    async fn check_again(&mut self, poll: &Poll) -> Result<(), MysqlError> {
        let blind = poll.timer_now_ps.is_none();
        let turned = blind != self.blind;
        let is_due = self.checked.elapsed() >= CHECK_AGAIN;
        let is_soon = (blind || turned) && self.asked_consumers.elapsed() >= CHECK_AGAIN_BLIND;
        if !is_due && !is_soon {
            return Ok(());
        }
        self.asked_consumers = Instant::now();
        self.connection.refresh_consumers().await?;
        self.connection.identity().must_show_statements()?;
        if is_due || turned {
            (self.checked, self.blind) = (Instant::now(), blind);
            let found = capabilities(&mut self.connection, false).await;
            self.collector.board.capable(&self.collector.target, found);
        }
        Ok(())
    }

    /// When to look before the next poll, if a followed statement would cross the threshold before it.
    fn next_look(&self) -> Option<Instant> {
        let at = self.memory.tracker.next_look()?.max(self.looked + self.looks_apart());
        (at < self.next_poll).then_some(at)
    }

    /// How far apart looks come: further when we cost too much, but not so far that clients which leave soon after
    /// the crossing would be missed.
    pub(super) fn looks_apart(&self) -> Duration {
        LOOKS_APART.mul_f64(self.memory.budget.pressure()).min(LOOKS_APART_AT_MOST)
    }

    pub(super) fn mark_slow(&mut self, keys: &[Key]) {
        for key in keys {
            if let Some(execution) = self.memory.tracker.get_mut(*key) {
                execution.slow = true;
                execution.look_at = None;
            }
        }
    }

    pub(super) fn keep_running(&mut self, keys: &[Key]) {
        for key in keys {
            if let Some(execution) = self.memory.tracker.get_mut(*key) {
                execution.judge_text(self.connection.identity());
                self.collector.spool.put(execution.record(&self.memory.boot));
            }
        }
    }

    fn show(&mut self, poll: &Poll, late: bool) {
        let settings = &self.collector.settings;
        let mut sessions: Vec<LiveSession> = poll
            .running
            .iter()
            .filter(|running| is_captured(running, &settings.exclusions))
            .map(|running| {
                let sql = running.text.clone().unwrap_or_default();
                let followed = self.memory.tracker.get((running.thread_id, running.event_id));
                let elapsed_us = running.elapsed_us.max(followed.map(|e| e.elapsed_us)).unwrap_or(0);
                let started_at = followed
                    .map(|execution| execution.started_at)
                    .or_else(|| self.memory.tracker.clock.at(running.timer_start_ps));
                LiveSession {
                    target: self.collector.target.clone(),
                    id: self.memory.boot.key(running.thread_id, running.event_id).id(),
                    connection_id: running.connection_id,
                    thread_id: running.thread_id,
                    event_id: running.event_id,
                    user: running.user.clone(),
                    host: running.host.clone(),
                    schema: running.schema.clone(),
                    state: running.state.clone(),
                    started_at: started_at.unwrap_or_else(|| poll.now.saturating_sub_us(elapsed_us)),
                    elapsed_us,
                    slow: elapsed_us >= settings.threshold_us,
                    fingerprint: analyze(&sql).fingerprint,
                    truncated: running.text.is_none() || self.connection.identity().is_cut(&sql),
                    sql,
                }
            })
            .collect();
        sessions.sort_by_key(|session| std::cmp::Reverse(session.elapsed_us));
        let snapshot = LiveSnapshot { target: self.collector.target.clone(), at: poll.now, sessions };
        self.collector.board.passed(snapshot, wall_clock(), late, self.memory.tracker.slow().count() as u64);
    }

    async fn own_cost(&mut self, passed: Duration) -> Result<(), MysqlError> {
        let reading = self.connection.own_use().await?;
        // Beyond the threshold, slow statements could pass between two polls.
        let longest = self.collector.settings.threshold_us as f64
            / 1e6
            / self.collector.settings.interval.as_secs_f64();
        if let Some(cost) = self.memory.budget.read(reading, passed, longest) {
            self.collector.board.cost(&self.collector.target, cost);
        }
        Ok(())
    }

    async fn keep_mark(&mut self, poll: &Poll) {
        let Some(seen_until_timer_ps) = poll.timer_now_ps else { return };
        let mark = self.memory.mark_at(seen_until_timer_ps);
        self.memory.mark = Some(mark.clone());
        if let Err(error) = self.collector.store.put_watch_mark(&self.collector.target, mark).await {
            // The older mark only means that more is read again after a restart, and recognised.
            tracing::warn!(target = %self.collector.target, %error, "the watch mark was not kept");
        }
    }
}
