//! The part of a session that asks the server what has become of executions, and closes their records.

use std::collections::HashMap;

use auroscope_model::{AbandonReason, Source};
use auroscope_mysql::{Asked, Ended, Look, MysqlError, SUMS_AT_ONCE, Sums};

use tokio::time::Instant;

use super::closing::{Verdict, judge};
use super::execution::{Baseline, Execution};
use super::session::Session;
use super::sums;
use super::tracker::Key;

impl Session<'_> {
    /// Looks at executions that run, or did a moment ago, with their sums. Those of what the look still shows running
    /// are its baseline: had it ended before, they would hold it already, and the next execution of its digest would
    /// pass for it.
    pub(super) async fn look_with_baselines(&mut self, keys: &[Key]) -> Result<Vec<Look>, MysqlError> {
        let tracker = &self.memory.tracker;
        let asked: Vec<Asked> = keys.iter().filter_map(|key| Some(tracker.get(*key)?.asked())).collect();
        let mut all_looks = Vec::new();
        // As many as one statement reads, so that each baseline knows well when it was taken.
        for asked in asked.chunks(SUMS_AT_ONCE) {
            let from_ps = self.memory.timer_now_ps();
            let (sums, looks) = self.connection.look_with_sums(asked).await?;
            let taken_ps = from_ps.zip(self.memory.timer_now_ps());
            for (asked, sums) in asked.iter().zip(sums) {
                let key = (asked.thread_id, asked.event_id);
                if let (Some(execution), Verdict::Running(_)) =
                    (self.memory.tracker.get_mut(key), judge(key, &looks))
                {
                    // No row: the digest has never ended yet, and its first execution will make the row.
                    let sums_then = sums.digest.unwrap_or_default();
                    execution.baseline = asked.digest.is_some().then_some(Baseline::new(sums_then, taken_ps));
                    execution.thread_baseline = sums.thread;
                }
            }
            all_looks.extend(looks);
        }
        Ok(all_looks)
    }

    /// Fetches the whole texts that are due, and looks at what they belong to once more.
    pub(super) async fn fetch_texts(&mut self) -> Result<(), MysqlError> {
        let texts = self.read_full_texts().await?;
        let keys: Vec<Key> = texts.iter().map(|(key, _)| *key).collect();
        if keys.is_empty() {
            return Ok(());
        }
        let looks = self.connection.look(&keys).await?;
        let accepted = self.accept_texts(texts, &looks);
        self.keep_running(&accepted);
        Ok(())
    }

    /// Finds out what has become of executions that were followed and did not show in a poll.
    pub(super) async fn resolve(&mut self, keys: Vec<Key>) -> Result<(), MysqlError> {
        let looks = self.connection.look(&keys).await?;
        self.take_in(keys, &looks).await
    }

    /// Finds out whether executions have crossed the threshold, at the moment when they would.
    pub(super) async fn look_at_crossing(&mut self, keys: Vec<Key>) -> Result<(), MysqlError> {
        let looks = self.look_with_baselines(&keys).await?;
        self.take_in(keys, &looks).await
    }

    /// Takes in what a look says of executions: closes those that have ended, keeps those that have crossed.
    pub(super) async fn take_in(&mut self, keys: Vec<Key>, looks: &[Look]) -> Result<(), MysqlError> {
        let (now, at) = (self.memory.server_now(), Instant::now());
        let again_at = at + self.looks_apart();
        let (mut crossed, mut lost) = (Vec::new(), Vec::new());
        for key in keys {
            match self.memory.tracker.judged(key, judge(key, looks)) {
                Verdict::Ended(ended) => self.finish_looked_at(key, &ended, looks),
                Verdict::Running(look) => {
                    if self.memory.tracker.seen_running(key, &look, now, at) {
                        crossed.push(key);
                    }
                }
                Verdict::Unseen => self.memory.tracker.unseen(key, again_at),
                // The server may be between showing it as current and putting it into the history.
                Verdict::MovedOn => {
                    if self.memory.tracker.missed(key, again_at) {
                        lost.push((key, AbandonReason::HistoryOverwritten));
                    }
                }
                Verdict::Gone => lost.push((key, AbandonReason::ConnectionGone)),
            }
        }
        self.mark_slow(&crossed);
        self.keep_running(&crossed);
        self.close_lost(lost).await?;
        self.fetch_texts().await
    }

    /// Closes an execution whose end a look has found, with what else that look says of it.
    fn finish_looked_at(&mut self, key: Key, ended: &Ended, looks: &[Look]) {
        if let Some(look) = looks.iter().find(|look| (look.thread_id, look.event_id) == key) {
            self.memory.tracker.learn(key, look);
        }
        self.finish(key, ended, Source::History);
    }

    fn finish(&mut self, key: Key, ended: &Ended, source: Source) {
        let Some(mut execution) = self.memory.tracker.close(key, Some(ended)) else { return };
        if execution.slow || ended.duration_us >= self.collector.settings.threshold_us {
            let start_ps = ended.timer_end_ps.checked_sub(ended.timer_ps);
            execution.correct_start(start_ps, &self.memory.tracker.clock);
            execution.judge_text(self.connection.identity());
            self.collector.spool.put(execution.finished(&self.memory.boot, ended, source));
        }
    }

    /// Closes executions whose thread shows nothing of them: from the long history, from the sums of their thread or
    /// digest, or as a lower bound.
    async fn close_lost(&mut self, mut lost: Vec<(Key, AbandonReason)>) -> Result<(), MysqlError> {
        if lost.is_empty() {
            return Ok(());
        }
        if self.connection.identity().consumer("events_statements_history_long") == Some(true) {
            let keys: Vec<Key> = lost.iter().map(|(key, _)| *key).collect();
            let looks = self.connection.look_in_long_history(&keys).await?;
            lost.retain(|(key, _)| match judge(*key, &looks) {
                Verdict::Ended(ended) => {
                    self.finish(*key, &ended, Source::HistoryLong);
                    false
                }
                _ => true,
            });
        }
        // First what their own threads can tell, so that in a digest's sums no such end passes for another's.
        lost.sort_by_key(|(_, because)| *because != AbandonReason::HistoryOverwritten);
        let tracker = &self.memory.tracker;
        let asked: Vec<Asked> = lost.iter().filter_map(|(key, _)| asked_at_end(tracker.get(*key)?)).collect();
        let (sums, _) = self.connection.look_with_sums(&asked).await?;
        let sums: HashMap<Key, Sums> =
            asked.iter().map(|asked| (asked.thread_id, asked.event_id)).zip(sums).collect();
        for (key, because) in lost {
            self.close_by_sums(key, because, sums.get(&key).copied().unwrap_or_default());
        }
        Ok(())
    }

    fn close_by_sums(&mut self, key: Key, because: AbandonReason, sums: Sums) {
        let Some(execution) = self.memory.tracker.get(key) else { return };
        let unseen_us = self.memory.server_now().since_us(execution.last_seen_at);
        let of_thread = || {
            let ended = sums::derive_from_thread(execution, sums.thread?, unseen_us)?;
            Some((ended, Source::Thread))
        };
        let of_digest = || Some((sums::derive(execution, sums.digest?, unseen_us)?, Source::Digest));
        if let Some((ended, source)) = of_thread().or_else(of_digest) {
            self.finish(key, &ended, source);
            return;
        }
        let Some(execution) = self.memory.tracker.close(key, None) else { return };
        if !execution.slow {
            return;
        }
        let interval_us = u64::try_from(self.collector.settings.interval.as_micros()).unwrap_or(u64::MAX);
        // Its end was noticed at once, or only after we had been away.
        let write = if unseen_us <= interval_us.saturating_mul(3).max(2_000_000) {
            execution.finished_unmeasured(&self.memory.boot)
        } else {
            execution.abandoned(&self.memory.boot, because)
        };
        self.collector.spool.put(write);
    }
}

/// What to ask about an execution of which nothing is left; none where its sums while it ran are not known either.
fn asked_at_end(execution: &Execution) -> Option<Asked> {
    let digest = execution.baseline.and_then(|_| execution.digest_key());
    let tells = digest.is_some() || execution.thread_baseline.is_some();
    tells.then(|| Asked { digest, ..execution.asked() })
}
