//! Between the collectors and the store: a bounded buffer that waits for a store that is away, and keeps account
//! of what did not fit. Collectors never wait for a disk.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use auroscope_model::{ExecutionId, Fingerprint, SlowQuery, SlowQueryState, TargetId};
use auroscope_store::{SlowQueryWrite, Store};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::board::{Board, SpoolCounts};

/// Bounds of what may wait.
const MOST_RECORDS: usize = 50_000;
const MOST_BYTES: usize = 64 * 1024 * 1024;
/// Records beyond that for ends alone, without their texts.
const RESERVE: usize = 50_000;
/// How many lost executions are remembered by name; beyond that each account that does not fit counts.
const MOST_LOST_IDS: usize = 200_000;
/// How many records one transaction takes.
const BATCH: usize = 500;
const FIRST_WAIT: Duration = Duration::from_millis(100);
const LONGEST_WAIT: Duration = Duration::from_secs(5);
/// How long a shutdown waits for a store that does not take what is left.
const LAST_TRIES: u32 = 3;

#[derive(Default)]
struct Buffer {
    waiting: HashMap<ExecutionId, SlowQueryWrite>,
    order: VecDeque<ExecutionId>,
    bytes: usize,
    counts: HashMap<TargetId, SpoolCounts>,
    /// Executions of which an account did not fit. Each counts once, and no longer when a later account does fit.
    lost: HashSet<ExecutionId>,
    /// The running records that have been told of, with what was told.
    told: HashMap<ExecutionId, Fingerprint>,
}

/// The buffer.
pub struct Spool {
    store: Arc<dyn Store>,
    board: Arc<Board>,
    buffer: Mutex<Buffer>,
    filled: Notify,
}

impl Spool {
    /// A spool into `store`, showing its counts on `board`.
    #[must_use]
    pub fn new(store: Arc<dyn Store>, board: Arc<Board>) -> Arc<Self> {
        Arc::new(Self { store, board, buffer: Mutex::default(), filled: Notify::new() })
    }

    /// Takes a record to be kept. Two accounts of one execution that both wait become one.
    pub(crate) fn put(&self, write: SlowQueryWrite) {
        let target = write.query.target.clone();
        let counts = self.locked(|buffer| {
            buffer.push(write);
            buffer.counts(&target)
        });
        // Only trouble is shown; in health the buffer is empty again within milliseconds.
        if counts.lost > 0 {
            self.board.spool(&target, counts);
        }
        self.filled.notify_one();
    }

    /// Writes what waits until told to stop; then writes what is left, if the store takes it.
    pub async fn run(self: Arc<Self>, stop: CancellationToken) {
        let mut wait = FIRST_WAIT;
        let mut last_tries = 0;
        loop {
            let batch = self.locked(Buffer::take);
            if batch.is_empty() {
                if stop.is_cancelled() {
                    return;
                }
                tokio::select! {
                    () = self.filled.notified() => {}
                    () = stop.cancelled() => {}
                }
                continue;
            }
            match self.store.put_slow_queries(batch.clone()).await {
                Ok(_) => {
                    wait = FIRST_WAIT;
                    self.board.set_store_trouble(None);
                    self.written(batch);
                }
                Err(error) => {
                    last_tries += u32::from(stop.is_cancelled());
                    tracing::error!(
                        records = batch.len(),
                        error = chain(&error),
                        "the store did not take slow queries; they wait"
                    );
                    self.board.set_store_trouble(Some(error.to_string()));
                    self.give_back(batch);
                    if last_tries >= LAST_TRIES {
                        let left = self.locked(|buffer| buffer.order.len());
                        tracing::error!(
                            records = left,
                            "stopping with slow queries that the store did not take"
                        );
                        return;
                    }
                    // While stopping, the last tries come quickly.
                    if stop.is_cancelled() {
                        tokio::time::sleep(FIRST_WAIT).await;
                    } else {
                        tokio::select! {
                            () = tokio::time::sleep(wait) => {}
                            () = stop.cancelled() => {}
                        }
                    }
                    wait = (wait * 2).min(LONGEST_WAIT);
                }
            }
        }
    }

    fn written(&self, batch: Vec<SlowQueryWrite>) {
        for write in batch {
            let mut counts = self.locked(|buffer| buffer.counts(&write.query.target));
            // The store takes records: what came while it wrote the last batch is on its way, and no trouble.
            if counts.waiting <= BATCH as u64 {
                counts.waiting = 0;
            }
            self.board.spool(&write.query.target, counts);
            if self.locked(|buffer| buffer.is_news(&write.query)) {
                self.board.kept(write.query);
            }
        }
    }

    fn give_back(&self, batch: Vec<SlowQueryWrite>) {
        for write in batch {
            let target = write.query.target.clone();
            self.locked(|buffer| buffer.give_back(write));
            self.show(&target);
        }
    }

    fn show(&self, target: &TargetId) {
        let counts = self.locked(|buffer| buffer.counts(target));
        self.board.spool(target, counts);
    }

    fn locked<T>(&self, act: impl FnOnce(&mut Buffer) -> T) -> T {
        act(&mut self.buffer.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Buffer {
    fn push(&mut self, write: SlowQueryWrite) {
        let id = write.query.id;
        if let Some(kept) = self.waiting.get_mut(&id) {
            self.bytes = self.bytes.saturating_sub(size(kept));
            let baseline = write.baseline.or(kept.baseline);
            let query = kept.query.merged_with(&write.query);
            let normalized = if query.fingerprint == write.query.fingerprint {
                write.normalized
            } else {
                std::mem::take(&mut kept.normalized)
            };
            *kept = SlowQueryWrite { query, normalized, baseline };
            self.bytes += size(kept);
            return;
        }
        let mut write = write;
        if self.is_full(&write) {
            if write.query.state == SlowQueryState::Running || self.order.len() >= MOST_RECORDS + RESERVE {
                if self.lost.len() >= MOST_LOST_IDS || self.lost.insert(id) {
                    self.counts.entry(write.query.target).or_default().lost += 1;
                }
                return;
            }
            // An end that is lost would leave its record running for ever: of it, the text is given up first.
            write.query.sql.clear();
            write.query.truncated = true;
        }
        let counts = self.counts.entry(write.query.target.clone()).or_default();
        counts.waiting += 1;
        if self.lost.remove(&id) {
            counts.lost = counts.lost.saturating_sub(1);
        }
        self.bytes += size(&write);
        self.order.push_back(id);
        self.waiting.insert(id, write);
    }

    /// Whether those who listen have not heard this yet: that it is slow, its whole text, its end.
    fn is_news(&mut self, query: &SlowQuery) -> bool {
        if query.state == SlowQueryState::Running {
            return self.told.insert(query.id, query.fingerprint) != Some(query.fingerprint);
        }
        self.told.remove(&query.id);
        true
    }

    fn is_full(&self, write: &SlowQueryWrite) -> bool {
        self.order.len() >= MOST_RECORDS || self.bytes + size(write) > MOST_BYTES
    }

    /// Puts a record back that the store did not take; a newer account may have come meanwhile.
    fn give_back(&mut self, write: SlowQueryWrite) {
        if let Some(newer) = self.waiting.remove(&write.query.id) {
            self.order.retain(|id| *id != newer.query.id);
            self.removed(&newer);
            self.push(write);
            self.push(newer);
        } else {
            self.push(write);
        }
    }

    fn take(&mut self) -> Vec<SlowQueryWrite> {
        let count = self.order.len().min(BATCH);
        let batch: Vec<SlowQueryWrite> =
            self.order.drain(..count).filter_map(|id| self.waiting.remove(&id)).collect();
        batch.iter().for_each(|write| self.removed(write));
        batch
    }

    fn removed(&mut self, write: &SlowQueryWrite) {
        self.bytes = self.bytes.saturating_sub(size(write));
        if let Some(counts) = self.counts.get_mut(&write.query.target) {
            counts.waiting = counts.waiting.saturating_sub(1);
        }
    }

    fn counts(&self, target: &TargetId) -> SpoolCounts {
        self.counts.get(target).copied().unwrap_or_default()
    }
}

/// What a record takes, roughly: its texts and its fields.
fn size(write: &SlowQueryWrite) -> usize {
    write.query.sql.len() + write.normalized.len() + 512
}

fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(": ");
        text.push_str(&error.to_string());
        source = error.source();
    }
    text
}
