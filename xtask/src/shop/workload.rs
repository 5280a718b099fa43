//! Who does what in the shop, how many at a time, until told to stop.

use std::ops::RangeInclusive;
use std::time::Duration;

use auroscope_testkit::Endpoint;
use mysql_async::prelude::Queryable as _;
use mysql_async::{Conn, Params};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::{SCHEMA, checkout, mishaps, reads, reports, visits};
use crate::random::Random;

const AFTER_FAILURE: Duration = Duration::from_millis(300);

/// One kind of client.
#[derive(Debug, Clone, Copy)]
enum Part {
    PointReads,
    RangeScan,
    OrderPage,
    Checkout,
    RevenueReport,
    BasketReport,
    Search,
    NightlyJob,
    LockHolder,
    LockWaiter,
    Deadlock,
    Visit,
}

/// Part, clients, pause between two rounds of one client in milliseconds.
const CAST: &[(Part, u64, RangeInclusive<u64>)] = &[
    (Part::PointReads, 4, 5..=40),
    (Part::RangeScan, 2, 50..=300),
    (Part::OrderPage, 2, 100..=600),
    (Part::Checkout, 3, 50..=400),
    (Part::RevenueReport, 1, 4_000..=9_000),
    (Part::BasketReport, 1, 3_000..=9_000),
    (Part::Search, 1, 1_000..=4_000),
    (Part::NightlyJob, 1, 8_000..=15_000),
    (Part::LockHolder, 1, 3_000..=8_000),
    (Part::LockWaiter, 2, 500..=1_500),
    (Part::Deadlock, 1, 10_000..=25_000),
    (Part::Visit, 2, 200..=1_500),
];

/// A running workload; it goes on until stopped.
#[derive(Debug)]
pub(crate) struct Workload {
    stop: CancellationToken,
    clients: TaskTracker,
}

impl Workload {
    /// Lets the whole cast loose on the shop.
    pub(crate) fn start(endpoint: &Endpoint) -> Self {
        let workload = Self { stop: CancellationToken::new(), clients: TaskTracker::new() };
        let cast = CAST.iter().flat_map(|(part, count, pause)| (0..*count).map(move |_| (*part, pause)));
        for (seed, (part, pause)) in (1..).zip(cast) {
            let client = Client::new(endpoint.clone(), seed);
            let stop = workload.stop.clone();
            let life = client.live(part, pause.clone());
            workload.clients.spawn(async move {
                tokio::select! {
                    () = stop.cancelled() => {}
                    () = life => {}
                }
            });
        }
        workload.clients.close();
        workload
    }

    /// Stops every client and waits until all have gone.
    pub(crate) async fn stop(self) {
        self.stop.cancel();
        self.clients.wait().await;
    }
}

/// One client: a place to connect to, a connection that is kept between rounds, and its own dice.
pub(super) struct Client {
    pub(super) endpoint: Endpoint,
    pub(super) random: Random,
    connection: Option<Conn>,
}

impl Client {
    pub(super) fn new(endpoint: Endpoint, seed: u64) -> Self {
        Self { endpoint, random: Random::new(seed), connection: None }
    }

    async fn live(mut self, part: Part, pause: RangeInclusive<u64>) {
        // Not all at once.
        let first = self.random.millis(0..=*pause.end());
        tokio::time::sleep(first).await;
        loop {
            if let Err(error) = self.round(part).await {
                // Deadlocks and lock wait time-outs are part of the play; after anything else the connection
                // may be broken, and a new one is made.
                if !matches!(error.downcast_ref(), Some(mysql_async::Error::Server(_))) {
                    self.connection = None;
                }
                tokio::time::sleep(AFTER_FAILURE).await;
            }
            let rest = self.random.millis(pause.clone());
            tokio::time::sleep(rest).await;
        }
    }

    async fn round(&mut self, part: Part) -> anyhow::Result<()> {
        match part {
            Part::PointReads => reads::points(self).await,
            Part::RangeScan => reads::range(self).await,
            Part::OrderPage => reads::order_page(self).await,
            Part::Checkout => checkout::buy(self).await,
            Part::RevenueReport => reports::revenue(self).await,
            Part::BasketReport => reports::baskets(self).await,
            Part::Search => reports::search(self).await,
            Part::NightlyJob => reports::nightly_job(self).await,
            Part::LockHolder => mishaps::hold_a_lock(self).await,
            Part::LockWaiter => mishaps::wait_for_a_lock(self).await,
            Part::Deadlock => mishaps::deadlock(self).await,
            Part::Visit => visits::come_and_go(self).await,
        }
    }

    /// The kept connection, made when there is none.
    pub(super) async fn connection(&mut self) -> anyhow::Result<&mut Conn> {
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.endpoint.connect_in(SCHEMA).await?,
        };
        Ok(self.connection.insert(connection))
    }

    /// Runs a statement as text and drops what it returns.
    pub(super) async fn query(&mut self, statement: &str) -> anyhow::Result<()> {
        Ok(self.connection().await?.query_drop(statement).await?)
    }

    /// Runs a prepared statement and drops what it returns.
    pub(super) async fn execute(
        &mut self,
        statement: &str,
        values: impl Into<Params> + Send,
    ) -> anyhow::Result<()> {
        let values = values.into();
        Ok(self.connection().await?.exec_drop(statement, values).await?)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use auroscope_testkit::{MysqlOptions, start_mysql_or_skip};

    use super::*;

    /// Every part plays its round without an error that is not in the play, and a shop that exists is kept.
    #[tokio::test]
    async fn every_part_knows_its_lines() -> anyhow::Result<()> {
        let Some(server) = start_mysql_or_skip(MysqlOptions::new()) else { return Ok(()) };
        assert!(super::super::make(server.endpoint()).await?);
        assert!(!super::super::make(server.endpoint()).await?);
        for (part, ..) in CAST {
            let mut client = Client::new(server.endpoint().clone(), 1);
            let start = Instant::now();
            match (part, client.round(*part).await) {
                (Part::Deadlock, result) => {
                    let error = result.expect_err("one of the two must be ended");
                    assert!(error.to_string().contains("Deadlock found"), "{error:#}");
                }
                (_, result) => result?,
            }
            println!("{part:?} {:?}", start.elapsed());
        }
        Ok(())
    }
}
