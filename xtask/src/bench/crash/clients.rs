//! Clients that run slow statements until told to stop, and come back when the server does.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use auroscope_testkit::Endpoint;
use mysql_async::Conn;
use mysql_async::prelude::Queryable as _;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::bench::truth::mark;
use crate::random::Random;

/// Marks from here on belong to clients that leave after each statement.
const LEAVERS_FROM: u32 = 50_000_000;
const AWAY: Duration = Duration::from_millis(100);

/// Whether the statement with this mark was run by a client that stays.
pub(super) fn stays(mark: u32) -> bool {
    mark < LEAVERS_FROM
}

/// The running clients.
#[derive(Debug)]
pub(super) struct Clients {
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Clients {
    /// Every fourth client leaves after each statement. Rounds keep the marks of two runs apart.
    pub(super) fn start(endpoint: &Endpoint, count: u32, round: u32) -> Self {
        let clients = Self { stop: CancellationToken::new(), tasks: TaskTracker::new() };
        let next = Arc::new(AtomicU32::new(round * 1_000_000));
        for number in 0..count {
            let client = Client {
                endpoint: endpoint.clone(),
                leaves: number % 4 == 3,
                random: Random::new(u64::from(round * 1_000 + number)),
                next: Arc::clone(&next),
                stop: clients.stop.clone(),
            };
            clients.tasks.spawn(client.live());
        }
        clients.tasks.close();
        clients
    }

    /// Lets each finish what it runs, so that all of it is in the slow log.
    pub(super) async fn stop(self) {
        self.stop.cancel();
        self.tasks.wait().await;
    }
}

struct Client {
    endpoint: Endpoint,
    leaves: bool,
    random: Random,
    next: Arc<AtomicU32>,
    stop: CancellationToken,
}

impl Client {
    async fn live(mut self) {
        let mut kept: Option<Conn> = None;
        while !self.stop.is_cancelled() {
            let connected = match kept.take() {
                Some(connection) => Ok(connection),
                None => self.endpoint.connect().await,
            };
            let Ok(mut connection) = connected else {
                tokio::time::sleep(AWAY).await;
                continue;
            };
            if connection.query_drop(self.statement()).await.is_err() {
                continue;
            }
            if self.leaves {
                // The server may be gone in this very moment.
                let _ = connection.disconnect().await;
            } else {
                kept = Some(connection);
            }
        }
        if let Some(connection) = kept {
            tokio::time::sleep(Duration::from_secs(2)).await;
            let _ = connection.disconnect().await;
        }
    }

    fn statement(&mut self) -> String {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let mark = mark(if self.leaves { number + LEAVERS_FROM } else { number });
        let seconds = self.random.number(700..=5_000) as f64 / 1e3;
        format!("SELECT SLEEP({seconds}), '{mark}'")
    }
}
