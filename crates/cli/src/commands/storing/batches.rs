//! Writes records into the store on a thread of its own, so many at a time. Whoever brings them waits when the store is
//! slower: nothing piles up.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use auroscope_store::{Kept, SlowQueryWrite, Store, StoreError};
use auroscope_store_sqlite::SqliteStore;

/// Records of a batch, as far as their texts are no more than these bytes. Large enough that a commit costs little,
/// and short enough that a capture need not wait long.
const MOST_RECORDS: usize = 8_000;
const MOST_BYTES: usize = 8 << 20;

/// Takes records one by one.
pub(super) struct Batches {
    batch: Vec<SlowQueryWrite>,
    text_bytes: usize,
    /// None once the writer has failed.
    writer: Option<SyncSender<Vec<SlowQueryWrite>>>,
    written: JoinHandle<(Kept, Option<StoreError>)>,
}

impl Batches {
    pub(super) fn begin(store: SqliteStore, runtime: tokio::runtime::Runtime) -> Self {
        // One waits while another is written.
        let (writer, batches) = sync_channel(1);
        let written = thread::spawn(move || write(&store, &runtime, &batches));
        Self { batch: Vec::new(), text_bytes: 0, writer: Some(writer), written }
    }

    /// Whether the store takes no more.
    pub(super) fn is_broken(&self) -> bool {
        self.writer.is_none()
    }

    pub(super) fn add(&mut self, write: SlowQueryWrite) {
        self.text_bytes += write.query.sql.len() + write.normalized.len();
        self.batch.push(write);
        if self.batch.len() >= MOST_RECORDS || self.text_bytes >= MOST_BYTES {
            self.hand_over();
        }
    }

    fn hand_over(&mut self) {
        self.text_bytes = 0;
        let mut batch = std::mem::take(&mut self.batch);
        // Neighbours in the store are written together; of two accounts of one execution the first stays the first.
        batch.sort_by_key(|write| write.query.id);
        if let Some(writer) = &self.writer
            && !batch.is_empty()
            && writer.send(batch).is_err()
        {
            self.writer = None;
        }
    }

    /// Writes what is left: what came of all, and what went wrong.
    pub(super) fn end(mut self) -> (Kept, Option<StoreError>) {
        self.hand_over();
        drop(self.writer);
        self.written.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

fn write(
    store: &SqliteStore,
    runtime: &tokio::runtime::Runtime,
    batches: &Receiver<Vec<SlowQueryWrite>>,
) -> (Kept, Option<StoreError>) {
    let mut sum = Kept::default();
    for batch in batches {
        match runtime.block_on(store.put_slow_queries(batch)) {
            Ok(kept) => {
                sum.new += kept.new;
                sum.known += kept.known;
            }
            // A batch is written as a whole or not at all.
            Err(error) => return (sum, Some(error)),
        }
    }
    (sum, runtime.block_on(store.close()).err())
}
