//! The part of a session that fetches whole texts where performance_schema has cut them.

use std::collections::HashMap;
use std::time::Duration;

use auroscope_model::Source;
use auroscope_mysql::{FullText, LookedAt, MysqlError};
use tokio::time::Instant;

use super::session::Session;
use super::tracker::Key;

/// How long whole texts are not asked for after that failed.
const TEXTS_OFF: Duration = Duration::from_secs(60);

impl Session<'_> {
    /// Fetches whole texts for statements whose text was cut, and believes them only when the connection still
    /// runs the same execution afterwards and the text begins as the cut one does.
    pub(super) async fn read_full_texts(&mut self, keys: &[Key]) -> Result<(), MysqlError> {
        let identity = self.connection.identity();
        let cut: Vec<Key> = keys
            .iter()
            .filter(|key| {
                self.memory.tracker.get(**key).is_some_and(|execution| {
                    execution.running.text.as_deref().is_some_and(|text| identity.is_cut(text))
                })
            })
            .copied()
            .collect();
        let off = self.memory.texts_off_until.is_some_and(|until| Instant::now() < until);
        if cut.is_empty() || off || identity.processlist_cuts_texts {
            return Ok(());
        }
        let wanted: Vec<u64> =
            cut.iter().filter_map(|key| Some(self.memory.tracker.get(*key)?.running.connection_id)).collect();
        let mut texts: HashMap<u64, FullText> = match self.connection.full_texts(&wanted).await {
            Ok(texts) => texts.into_iter().collect(),
            Err(error) => {
                // What breaks this (a statement of a gigabyte) would break it again on the next connection.
                self.memory.texts_off_until = Some(Instant::now() + TEXTS_OFF);
                return Err(error);
            }
        };
        let after = self.look(&cut).await?;
        for key in cut {
            let still_current = after.iter().any(|look| {
                look.from == LookedAt::Current
                    && (look.thread_id, look.event_id) == key
                    && look.ended.is_none()
            });
            let Some(execution) = self.memory.tracker.get_mut(key).filter(|_| still_current) else {
                continue;
            };
            let Some(full) = texts.remove(&execution.running.connection_id) else { continue };
            let begins = execution.running.text.as_deref().and_then(|cut| cut.strip_suffix("..."));
            if begins.is_some_and(|begins| full.text.starts_with(begins)) {
                execution.running.text = Some(full.text);
                execution.running.lossy = full.lossy;
                execution.truncated = full.cut;
                execution.sources.push(Source::Processlist);
                execution.sources.sort_unstable();
            }
        }
        Ok(())
    }
}
