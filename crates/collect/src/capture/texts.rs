//! The part of a session that fetches whole texts where performance_schema has cut them.
//!
//! The one statement that shows them sends the texts of all clients, so it is the dearest of all: it serves every
//! statement that waits for its text at once, comes at most once in an interval, and takes a small share of the time.

use std::collections::HashMap;
use std::time::Duration;

use auroscope_model::Source;
use auroscope_mysql::{FullText, Look, LookedAt, MysqlError};
use tokio::time::Instant;

use super::session::Session;
use super::tracker::Key;

/// How long whole texts are not asked for after that failed.
const TEXTS_OFF: Duration = Duration::from_secs(60);

/// How many intervals lie at most between two times, however dear we are: what ends before has no whole text.
const MOST_PRESSURE: f64 = 4.0;

/// Asking for whole texts takes at most one part in this many of the time.
const SHARE: u32 = 50;

impl Session<'_> {
    /// Whether somebody waits for a whole text, and it may be asked for.
    fn texts_are_due(&self) -> bool {
        let identity = self.connection.identity();
        !identity.processlist_cuts_texts
            && self.memory.texts_not_before.is_none_or(|at| at <= Instant::now())
            && self.memory.tracker.slow().any(|execution| execution.wants_text(identity))
    }

    /// Fetches the whole texts that are waited for, if it is time. They are to be believed only for what
    /// still runs afterwards.
    pub(super) async fn read_full_texts(&mut self) -> Result<Vec<(Key, FullText)>, MysqlError> {
        if !self.texts_are_due() {
            return Ok(Vec::new());
        }
        let identity = self.connection.identity();
        let mut wanted = HashMap::new();
        for execution in self.memory.tracker.slow().filter(|execution| execution.wants_text(identity)) {
            wanted.insert(execution.running.connection_id, execution.key());
        }
        let began = Instant::now();
        let connections: Vec<u64> = wanted.keys().copied().collect();
        let texts = match self.connection.full_texts(&connections).await {
            Ok(texts) => texts,
            Err(error) => {
                // What breaks this (a statement of a gigabyte) would break it again on the next connection.
                self.memory.texts_not_before = Some(Instant::now() + TEXTS_OFF);
                return Err(error);
            }
        };
        let pressure = self.memory.budget.pressure().min(MOST_PRESSURE);
        let apart = self.collector.settings.interval.mul_f64(pressure);
        self.memory.texts_not_before = Some(Instant::now() + apart.max(began.elapsed() * SHARE));
        for key in wanted.values() {
            if let Some(execution) = self.memory.tracker.get_mut(*key) {
                execution.text_tries += 1;
            }
        }
        Ok(texts.into_iter().filter_map(|(id, text)| Some((*wanted.get(&id)?, text))).collect())
    }

    /// Believes the texts whose connection still runs the same execution, and that begin as the cut ones do.
    /// The executions that have got theirs.
    pub(super) fn accept_texts(&mut self, texts: Vec<(Key, FullText)>, after: &[Look]) -> Vec<Key> {
        let mut accepted = Vec::new();
        for (key, full) in texts {
            let still_current = after.iter().any(|look| {
                look.from == LookedAt::Current
                    && (look.thread_id, look.event_id) == key
                    && look.ended.is_none()
            });
            let Some(execution) = self.memory.tracker.get_mut(key).filter(|_| still_current) else {
                continue;
            };
            let begins = execution.running.text.as_deref().map_or(Some(""), |cut| cut.strip_suffix("..."));
            if begins.is_some_and(|begins| full.text.starts_with(begins)) {
                execution.running.text = Some(full.text);
                execution.running.lossy = full.lossy;
                execution.truncated = full.cut;
                execution.sources.push(Source::Processlist);
                execution.sources.sort_unstable();
                accepted.push(key);
            }
        }
        accepted
    }
}
