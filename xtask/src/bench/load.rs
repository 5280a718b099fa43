//! A load like that of sysbench's OLTP tests: short transactions from many connections, as fast as they go.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::ensure;
use auroscope_testkit::Endpoint;
use mysql_async::prelude::Queryable as _;
use mysql_async::{Conn, Statement};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::random::Random;

const SCHEMA: &str = "oltp";
const ROWS: u64 = 100_000;
const POINTS: u32 = 10;
const RANGE: u64 = 20;

const SET_UP: &[&str] = &[
    "CREATE DATABASE oltp",
    "CREATE TABLE oltp.rows_of (id INT UNSIGNED PRIMARY KEY, k INT UNSIGNED NOT NULL, c CHAR(120) NOT NULL, KEY (k))",
    "INSERT INTO oltp.rows_of WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 999) \
     SELECT a.i * 1000 + b.i + 1, (b.i * 7919) % 1000, SHA2(a.i * 1000 + b.i, 256) FROM n a JOIN n b WHERE a.i < 100",
];

/// A running load.
#[derive(Debug)]
pub(super) struct Load {
    transactions: Arc<AtomicU64>,
    failures: Arc<AtomicU64>,
    /// What each client waits between two transactions, milliseconds.
    pause_ms: Arc<AtomicU64>,
    stop: CancellationToken,
    clients: TaskTracker,
}

impl Load {
    /// Makes its table and starts it on so many connections.
    pub(super) async fn start(
        endpoint: &Endpoint,
        connections: u64,
        read_only: bool,
    ) -> anyhow::Result<Self> {
        endpoint.run(SET_UP).await?;
        let load = Self {
            transactions: Arc::default(),
            failures: Arc::default(),
            pause_ms: Arc::default(),
            stop: CancellationToken::new(),
            clients: TaskTracker::new(),
        };
        for seed in 0..connections {
            let mut client = Client::connect(endpoint, seed, read_only).await?;
            let (stop, pause_ms) = (load.stop.clone(), Arc::clone(&load.pause_ms));
            let (transactions, failures) = (Arc::clone(&load.transactions), Arc::clone(&load.failures));
            load.clients.spawn(async move {
                while !stop.is_cancelled() {
                    let counter = if client.transaction().await.is_ok() { &transactions } else { &failures };
                    counter.fetch_add(1, Ordering::Relaxed);
                    let pause = Duration::from_millis(pause_ms.load(Ordering::Relaxed));
                    if !pause.is_zero() {
                        tokio::time::sleep(pause).await;
                    }
                }
            });
        }
        load.clients.close();
        Ok(load)
    }

    /// From now on each client waits this long between two transactions.
    pub(super) fn pace(&self, pause: Duration) {
        self.pause_ms.store(pause.as_millis() as u64, Ordering::Relaxed);
    }

    /// Transactions per second over the next `length`.
    pub(super) async fn measure(&self, length: Duration) -> f64 {
        let (start, before) = (Instant::now(), self.transactions.load(Ordering::Relaxed));
        tokio::time::sleep(length).await;
        let done = self.transactions.load(Ordering::Relaxed) - before;
        done as f64 / start.elapsed().as_secs_f64()
    }

    /// Stops it; that a transaction failed is an error, since the figures would mean something else.
    pub(super) async fn stop(self) -> anyhow::Result<()> {
        self.stop.cancel();
        self.clients.wait().await;
        let (failures, done) =
            (self.failures.load(Ordering::Relaxed), self.transactions.load(Ordering::Relaxed));
        // Two writers of one row may end up in a deadlock; more than a handful would be something else.
        ensure!(failures * 1_000 <= done, "{failures} transactions failed and {done} did not");
        Ok(())
    }
}

struct Client {
    connection: Conn,
    random: Random,
    point: Statement,
    range: Statement,
    update: Option<Statement>,
}

impl Client {
    async fn connect(endpoint: &Endpoint, seed: u64, read_only: bool) -> anyhow::Result<Self> {
        let mut connection = endpoint.connect_in(SCHEMA).await?;
        let point = connection.prep("SELECT c FROM rows_of WHERE id = ?").await?;
        let range = connection.prep("SELECT id, c FROM rows_of WHERE id BETWEEN ? AND ? ORDER BY c").await?;
        let update = match read_only {
            true => None,
            false => Some(connection.prep("UPDATE rows_of SET k = k + 1 WHERE id = ?").await?),
        };
        Ok(Self { connection, random: Random::new(seed), point, range, update })
    }

    async fn transaction(&mut self) -> mysql_async::Result<()> {
        self.connection.query_drop("BEGIN").await?;
        for _ in 0..POINTS {
            let id = self.random.number(1..=ROWS);
            self.connection.exec_drop(&self.point, (id,)).await?;
        }
        let from = self.random.number(1..=ROWS - RANGE);
        self.connection.exec_drop(&self.range, (from, from + RANGE)).await?;
        if let Some(update) = &self.update {
            let id = self.random.number(1..=ROWS);
            self.connection.exec_drop(update, (id,)).await?;
        }
        self.connection.query_drop("COMMIT").await
    }
}
