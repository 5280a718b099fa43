//! The part of a session that fetches whole texts where performance_schema has cut them.

use std::collections::HashMap;

use auroscope_model::Source;
use auroscope_mysql::MysqlError;

use super::session::Session;
use super::tracker::Key;

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
        if cut.is_empty() || identity.processlist_cuts_texts {
            return Ok(());
        }
        let mut texts = HashMap::new();
        for (id, text, lossy) in self.connection.full_texts().await? {
            texts.insert(id, (text, lossy));
        }
        let after = self.look(&cut).await?;
        for key in cut {
            let still_current = after
                .iter()
                .any(|look| !look.history && (look.thread_id, look.event_id) == key && look.ended.is_none());
            let Some(execution) = self.memory.tracker.get_mut(key).filter(|_| still_current) else {
                continue;
            };
            let Some((text, lossy)) = texts.remove(&execution.running.connection_id) else { continue };
            let begins = execution.running.text.as_deref().and_then(|cut| cut.strip_suffix("..."));
            if begins.is_some_and(|begins| text.starts_with(begins)) {
                execution.running.text = Some(text);
                execution.running.lossy = lossy;
                execution.truncated = false;
                execution.sources.push(Source::Processlist);
                execution.sources.sort_unstable();
            }
        }
        Ok(())
    }
}
