//! Many clients that run nothing but slow statements with long texts: the night when everything is slow.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use auroscope_testkit::Endpoint;
use mysql_async::prelude::Queryable as _;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::random::Random;

const TEXT_BYTES: usize = 20_000;

/// A running crowd.
pub(super) struct Crowd {
    statements: Arc<AtomicU64>,
    stop: CancellationToken,
    clients: TaskTracker,
}

impl Crowd {
    /// Starts it on so many connections.
    pub(super) async fn start(endpoint: &Endpoint, connections: u64) -> anyhow::Result<Self> {
        let crowd =
            Self { statements: Arc::default(), stop: CancellationToken::new(), clients: TaskTracker::new() };
        for seed in 0..connections {
            let mut connection = endpoint.connect().await?;
            let (stop, statements) = (crowd.stop.clone(), Arc::clone(&crowd.statements));
            let mut random = Random::new(seed);
            crowd.clients.spawn(async move {
                while !stop.is_cancelled() {
                    let seconds = random.number(2_050..=4_000) as f64 / 1e3;
                    let sql =
                        format!("SELECT SLEEP({seconds}), '{}' AS shape_{seed}", "x".repeat(TEXT_BYTES));
                    if connection.query_drop(sql).await.is_err() {
                        return;
                    }
                    statements.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        crowd.clients.close();
        Ok(crowd)
    }

    /// Statements per second over the next `length`.
    pub(super) async fn measure(&self, length: Duration) -> f64 {
        let (start, before) = (Instant::now(), self.statements.load(Ordering::Relaxed));
        tokio::time::sleep(length).await;
        (self.statements.load(Ordering::Relaxed) - before) as f64 / start.elapsed().as_secs_f64()
    }

    /// Lets the last statements end.
    pub(super) async fn stop(self) -> anyhow::Result<()> {
        self.stop.cancel();
        self.clients.wait().await;
        Ok(())
    }
}
