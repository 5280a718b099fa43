//! Threads that own SQLite connections. Async callers hand them closures and await the answer, so no runtime
//! thread ever waits for the disk.

use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, SyncSender, TrySendError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use auroscope_store::StoreError;
use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::errors::explain;

/// How many calls may wait for a worker; more wait in their own tasks.
const QUEUE_LEN: usize = 256;

type Job = Box<dyn FnOnce(&mut Connection) + Send>;

/// Some threads that take jobs from one queue.
pub(crate) struct Workers {
    queue: Mutex<Option<SyncSender<Job>>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    path: Arc<PathBuf>,
}

impl Workers {
    /// Starts a thread for each connection.
    pub(crate) fn start(
        name: &str,
        path: Arc<PathBuf>,
        connections: Vec<Connection>,
    ) -> std::io::Result<Self> {
        let (queue, jobs) = mpsc::sync_channel::<Job>(QUEUE_LEN);
        let jobs = Arc::new(Mutex::new(jobs));
        let mut threads = Vec::with_capacity(connections.len());
        for connection in connections {
            let jobs = Arc::clone(&jobs);
            threads
                .push(std::thread::Builder::new().name(name.into()).spawn(move || serve(connection, &jobs))?);
        }
        Ok(Self { queue: Mutex::new(Some(queue)), threads: Mutex::new(threads), path })
    }

    /// Runs `work` on one of the connections and answers what it answered.
    pub(crate) async fn run<T, F>(&self, doing: &'static str, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Connection) -> rusqlite::Result<T> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            // A caller that went away does not want the answer; the work itself has been done.
            let _ = answer.send(work(connection));
        });
        self.send(job).await?;
        match answered.await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) => Err(explain(&self.path, doing, error)),
            Err(_) => Err(StoreError::Closed),
        }
    }

    async fn send(&self, mut job: Job) -> Result<(), StoreError> {
        loop {
            let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner).clone();
            match queue.ok_or(StoreError::Closed)?.try_send(job) {
                Ok(()) => return Ok(()),
                Err(TrySendError::Full(back)) => job = back,
                Err(TrySendError::Disconnected(_)) => return Err(StoreError::Closed),
            }
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        }
    }

    /// Finishes what is queued and ends the threads.
    pub(crate) fn close(&self) {
        drop(self.queue.lock().unwrap_or_else(PoisonError::into_inner).take());
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            if thread.join().is_err() {
                tracing::error!("a store thread panicked");
            }
        }
    }
}

fn serve(mut connection: Connection, jobs: &Mutex<Receiver<Job>>) {
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match job {
            Ok(job) => job(&mut connection),
            Err(_) => {
                // One after the other: of two that close at once, SQLite may take neither for the last one, which
                // is the one that brings the WAL into the file.
                let _turn = jobs.lock().unwrap_or_else(PoisonError::into_inner);
                drop(connection);
                return;
            }
        }
    }
}

impl Drop for Workers {
    // The connections must be shut before the folder's lock is given up.
    fn drop(&mut self) {
        self.close();
    }
}
