//! The part of a session that asks the server what has become of executions, and closes their records.

use std::collections::HashMap;

use auroscope_model::{AbandonReason, DigestSums, Source};
use auroscope_mysql::{Connection, DigestKey, Ended, Look, MysqlError, ThreadSums};

use tokio::time::Instant;

use super::closing::{Verdict, judge};
use super::execution::{Baseline, Execution};
use super::session::Session;
use super::sums;
use super::tracker::Key;

/// How many executions one look asks for.
const LOOK_AT_ONCE: usize = 200;

impl Session<'_> {
    /// Reads what the digests and threads of some executions have come to, to be compared when they are gone.
    pub(super) async fn take_baselines(&mut self, keys: &[Key]) -> Result<(), MysqlError> {
        if keys.is_empty() {
            return Ok(());
        }
        let threads = self.thread_sums(keys).await?;
        let taken_at_ps = self.memory.timer_now_ps();
        let tracker = &mut self.memory.tracker;
        let asked: Vec<(Key, DigestKey)> =
            keys.iter().filter_map(|key| Some((*key, tracker.get(*key)?.digest_key()?))).collect();
        let sums = sums_of(&mut self.connection, asked.iter().map(|(_, digest)| digest)).await?;
        for (key, sums) in threads {
            if let Some(execution) = tracker.get_mut(key) {
                execution.thread_baseline = Some(sums);
            }
        }
        for (key, digest) in asked {
            if let Some(execution) = tracker.get_mut(key) {
                // No row: the digest has never ended yet, and its first execution will make the row.
                let sums = sums.get(&digest).copied().unwrap_or_default();
                let others = DigestSums::default();
                execution.baseline = Some(Baseline { sums, taken_at_ps, others, blurred: false });
            }
        }
        Ok(())
    }

    /// Reads the whole texts that are due, and looks once more. Only what still runs then has a baseline to be
    /// believed: had it ended before the sums were read, they would hold it already, and the next execution of its
    /// digest would pass for it.
    pub(super) async fn confirm(&mut self, keys: &[Key]) -> Result<(), MysqlError> {
        let texts = self.read_full_texts().await?;
        let mut asked: Vec<Key> = texts.iter().map(|(key, _)| *key).chain(keys.iter().copied()).collect();
        asked.sort_unstable();
        asked.dedup();
        let looks = self.look(&asked).await?;
        let mut running = self.accept_texts(texts, &looks);
        for key in keys {
            match judge(*key, &looks) {
                Verdict::Ended(ended) => self.finish_looked_at(*key, &ended, &looks),
                Verdict::Running(_) => running.push(*key),
                Verdict::Unseen | Verdict::MovedOn | Verdict::Gone => {
                    if let Some(execution) = self.memory.tracker.get_mut(*key) {
                        execution.baseline = None;
                        execution.thread_baseline = None;
                    }
                }
            }
        }
        self.keep_running(&running);
        Ok(())
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

    pub(super) async fn look(&mut self, keys: &[Key]) -> Result<Vec<Look>, MysqlError> {
        let mut looks = Vec::new();
        for chunk in keys.chunks(LOOK_AT_ONCE) {
            looks.extend(self.connection.look(chunk).await?);
        }
        Ok(looks)
    }

    /// Finds out what has become of some followed executions, and closes those that have ended.
    pub(super) async fn resolve(&mut self, keys: Vec<Key>) -> Result<(), MysqlError> {
        if keys.is_empty() {
            return Ok(());
        }
        let looks = self.look(&keys).await?;
        let (now, at) = (self.memory.server_now(), Instant::now());
        let again_at = at + self.looks_apart();
        let (mut crossed, mut lost) = (Vec::new(), Vec::new());
        for key in keys {
            match judge(key, &looks) {
                Verdict::Ended(ended) => self.finish_looked_at(key, &ended, &looks),
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
        self.became_slow(crossed).await?;
        self.close_lost(lost).await
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
