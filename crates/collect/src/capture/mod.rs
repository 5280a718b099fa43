//! The collector of slow queries: one task for each target.
//!
//! Each interval it reads what runs; it looks again at the moment a statement would cross the threshold, keeps
//! what is slow at once, and closes each record with the server's exact figures where the server still has
//! them. `tracker` decides what is followed, `closing` what an execution came to, `session` asks the server.

mod budget;
mod clock;
mod closing;
mod complaint;
mod execution;
mod memory;
mod resolution;
mod session;
mod sums;
#[cfg(test)]
mod tests;
mod texts;
mod tracker;
mod unnamed;

use std::sync::Arc;
use std::time::Duration;

use auroscope_model::{AbandonReason, CollectorPhase, TargetId};
use auroscope_mysql::{Connection, Endpoint, Limits, MysqlError, capabilities};
use auroscope_store::Store;
use tokio_util::sync::CancellationToken;

use self::complaint::Complaint;
use self::execution::Boot;
pub(crate) use self::execution::Execution;
pub(crate) use self::memory::Memory;
use self::session::Session;
use crate::backoff::Backoff;
use crate::fleet::wall_clock;
use crate::{Board, CaptureSettings, Spool};

/// Collects the slow queries of one target.
pub(crate) struct SlowQueryCollector {
    pub(crate) target: TargetId,
    pub(crate) endpoint: Arc<Endpoint>,
    pub(crate) settings: Arc<CaptureSettings>,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) board: Arc<Board>,
    pub(crate) spool: Arc<Spool>,
    pub(crate) stop: CancellationToken,
}

impl SlowQueryCollector {
    /// Watches until told to stop, connecting again for ever. Begins and ends with what is known of the server process.
    pub(crate) async fn run(&self, mut memory: Option<Memory>) -> Option<Memory> {
        let mut backoff = Backoff::default();
        let mut complaint = Complaint::default();
        while !self.stop.is_cancelled() {
            self.board.phase(&self.target, CollectorPhase::Connecting, wall_clock());
            let watched = tokio::select! {
                watched = self.watch(&mut memory, &mut backoff) => watched,
                () = self.stop.cancelled() => break,
            };
            let Err(error) = watched else { break };
            let wait = backoff.after(&error);
            let now = wall_clock();
            complaint.say(&self.target, error.chain(), wait);
            let wait_us = u64::try_from(wait.as_micros()).unwrap_or(u64::MAX);
            self.board.failed(&self.target, error.chain(), now, now.saturating_add_us(wait_us));
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = self.stop.cancelled() => break,
            }
        }
        memory
    }

    /// Watches over one connection, until it fails.
    async fn watch(&self, memory: &mut Option<Memory>, backoff: &mut Backoff) -> Result<(), MysqlError> {
        let mut connection = Connection::open(Arc::clone(&self.endpoint), Limits::default()).await?;
        let capabilities = capabilities(&mut connection, false).await;
        self.board.connected(&self.target, connection.identity(), capabilities);
        connection.identity().must_show_statements()?;
        let boot = Boot::new(&self.target, connection.identity());
        let state = self.remember(memory, &boot).await;
        let mut session = Session::new(self, connection, state);
        session.catch_up().await?;
        self.board.phase(&self.target, CollectorPhase::Running, wall_clock());
        loop {
            session.pass().await?;
            // Only now: a server that takes connections and then fails must not be asked again at once.
            backoff.reset();
        }
    }

    /// What is known of this server process: from the last connection, or from the store. What was left running
    /// on another process of the same target is over, and nobody can tell when it ended.
    async fn remember<'a>(&self, memory: &'a mut Option<Memory>, boot: &Boot) -> &'a mut Memory {
        let kept = match memory.take() {
            Some(kept) => kept,
            None => self.remember_from_store(boot).await,
        };
        let kept = if kept.boot == *boot { kept } else { self.after_restart(kept, boot) };
        memory.insert(kept)
    }

    fn after_restart(&self, mut old: Memory, boot: &Boot) -> Memory {
        for execution in old.tracker.take_all() {
            self.spool.put(execution.abandoned(&old.boot, AbandonReason::ServerRestarted));
        }
        tracing::info!(target = %self.target, "the server has restarted");
        let mut memory = Memory::new(boot, &self.settings);
        memory.mark_from_start();
        memory
    }

    async fn remember_from_store(&self, boot: &Boot) -> Memory {
        let mut memory = Memory::new(boot, &self.settings);
        loop {
            let read = async {
                Ok::<_, auroscope_store::StoreError>((
                    self.store.open_slow_queries(&self.target).await?,
                    self.store.watch_mark(&self.target).await?,
                ))
            };
            match read.await {
                Ok((open, mark)) => {
                    for open in open {
                        let Some((of, execution)) = Execution::resume(open) else { continue };
                        if of == *boot {
                            memory.tracker.resume(execution);
                        } else {
                            self.spool.put(execution.abandoned(&of, AbandonReason::ServerRestarted));
                        }
                    }
                    match mark {
                        Some(mark)
                            if mark.server_uuid == boot.server_uuid
                                && mark.booted_at_s == boot.booted_at_s =>
                        {
                            memory.mark = Some(mark);
                        }
                        // It was watched, and has restarted since.
                        Some(_) => memory.mark_from_start(),
                        None => {}
                    }
                    return memory;
                }
                Err(error) => {
                    // Going on without would leave records running for ever.
                    tracing::error!(target = %self.target, %error, "the store cannot be read; waiting for it");
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
        }
    }
}
