//! The part of a session that asks the server what has become of executions, and closes their records.

use std::collections::HashMap;

use auroscope_model::{AbandonReason, DigestSums, Source};
use auroscope_mysql::{Asked, Connection, DigestKey, Ended, Look, MysqlError, ThreadSums};

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
        let (sums, looks) = self.connection.look_with_sums(&asked).await?;
        let taken_at_ps = self.memory.timer_now_ps();
        for (asked, sums) in asked.iter().zip(sums) {
            let key = (asked.thread_id, asked.event_id);
            if let (Some(execution), Verdict::Running(_)) =
                (self.memory.tracker.get_mut(key), judge(key, &looks))
            {
                // No row: the digest has never ended yet, and its first execution will make the row.
                let sums_then = sums.digest.unwrap_or_default();
                let others = DigestSums::default();
                execution.baseline = asked.digest.is_some().then_some(Baseline {
                    sums: sums_then,
                    taken_at_ps,
                    others,
                    blurred: false,
                });
                execution.thread_baseline = sums.thread;
            }
        }
        Ok(looks)
    }

    /// What the threads of some followed executions have come to, in statements of the same kind.
    async fn thread_sums(&mut self, keys: &[Key]) -> Result<HashMap<Key, ThreadSums>, MysqlError> {
        let tracker = &self.memory.tracker;
        let asked: Vec<(Key, String)> = keys
            .iter()
            .filter_map(|key| Some((*key, tracker.get(*key)?.running.event_name.clone())))
            .collect();
        let threads: Vec<(u64, String)> = asked.iter().map(|(key, event)| (key.0, event.clone())).collect();
        let sums = self.connection.thread_sums(&threads).await?;
        Ok(asked.into_iter().zip(sums).filter_map(|((key, _), sums)| Some((key, sums?))).collect())
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
            match judge(key, looks) {
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

    /// Closes executions whose thread shows nothing of them: from the long history, from their digest's sums,
    /// or as a lower bound.
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
        lost.retain(|(key, _)| {
            let tells = |execution: &Execution| execution.slow || execution.baseline.is_some();
            let may_tell = self.memory.tracker.get(*key).is_some_and(tells);
            // Never seen over the threshold, and no trace left: nothing can be said about it.
            if !may_tell {
                self.memory.tracker.close(*key, None);
            }
            may_tell
        });
        self.close_by_thread(&mut lost).await?;
        let digests: Vec<DigestKey> = lost
            .iter()
            .filter_map(|(key, _)| {
                self.memory.tracker.get(*key).filter(|e| e.baseline.is_some())?.digest_key()
            })
            .collect();
        let sums = sums_of(&mut self.connection, digests.iter()).await?;
        for (key, because) in lost {
            self.close_by_sums(key, because, &sums);
        }
        Ok(())
    }

    /// Closes those whose connection lives on and tells enough.
    async fn close_by_thread(&mut self, lost: &mut Vec<(Key, AbandonReason)>) -> Result<(), MysqlError> {
        let moved_on = |(_, because): &&(Key, AbandonReason)| *because == AbandonReason::HistoryOverwritten;
        let keys: Vec<Key> = lost.iter().filter(moved_on).map(|(key, _)| *key).collect();
        if keys.is_empty() {
            return Ok(());
        }
        for (key, sums) in self.thread_sums(&keys).await? {
            let Some(execution) = self.memory.tracker.get(key) else { continue };
            let unseen_us = self.memory.server_now().since_us(execution.last_seen_at);
            if let Some(ended) = sums::derive_from_thread(execution, sums, unseen_us) {
                self.finish(key, &ended, Source::Thread);
                lost.retain(|(lost, _)| *lost != key);
            }
        }
        Ok(())
    }

    fn close_by_sums(&mut self, key: Key, because: AbandonReason, sums: &HashMap<DigestKey, DigestSums>) {
        let Some(execution) = self.memory.tracker.get(key) else { return };
        let unseen_us = self.memory.server_now().since_us(execution.last_seen_at);
        let derived = execution
            .digest_key()
            .and_then(|digest| sums.get(&digest))
            .and_then(|sums| sums::derive(execution, *sums, unseen_us));
        if let Some(ended) = derived {
            self.finish(key, &ended, Source::Digest);
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

async fn sums_of(
    connection: &mut Connection,
    digests: impl Iterator<Item = &DigestKey>,
) -> Result<HashMap<DigestKey, DigestSums>, MysqlError> {
    let mut asked: Vec<DigestKey> = digests.cloned().collect();
    asked.sort_unstable_by(|a, b| (&a.schema, &a.digest).cmp(&(&b.schema, &b.digest)));
    asked.dedup();
    if asked.is_empty() {
        return Ok(HashMap::new());
    }
    let sums = connection.digest_sums(&asked).await?;
    Ok(asked.into_iter().zip(sums).filter_map(|(digest, sums)| Some((digest, sums?))).collect())
}
