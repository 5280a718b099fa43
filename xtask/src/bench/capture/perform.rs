//! Runs the plan: one task per client, with real waits, real work and real locks.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use auroscope_testkit::Endpoint;
use mysql_async::Conn;
use mysql_async::prelude::Queryable as _;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::plan::{Kind, Manner, Part, Plan, Planned};

/// Rows of the table that scans read.
const ROWS: u64 = 1_000_000;
const FLOOD: u32 = 25;
const PAUSE: Duration = Duration::from_millis(1_300);
/// More would only wait for each other: scans take a core each.
const SCANS_AT_ONCE: usize = 1;

const SET_UP: &[&str] = &[
    "CREATE DATABASE bench DEFAULT CHARACTER SET utf8mb4",
    "CREATE TABLE bench.numbers (n INT UNSIGNED PRIMARY KEY)",
    "INSERT INTO bench.numbers WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 999) \
     SELECT a.i * 1000 + b.i + 1 FROM n a JOIN n b",
    "CREATE TABLE bench.locks (mark CHAR(10) PRIMARY KEY, touched INT NOT NULL)",
    "CREATE PROCEDURE bench.two_steps(seconds DOUBLE, mark CHAR(10)) BEGIN DO SLEEP(seconds); DO SLEEP(seconds); END",
];

/// The tables the plan needs.
#[derive(Debug, Clone)]
pub(super) struct Stage {
    endpoint: Endpoint,
    scan_rows: u64,
    scans: Arc<Semaphore>,
}

impl Stage {
    /// Makes them and finds how many rows a scan of about a second reads.
    pub(super) async fn set(endpoint: &Endpoint) -> anyhow::Result<Self> {
        endpoint.run(SET_UP).await?;
        let mut connection = endpoint.connect().await?;
        let sample = ROWS / 4;
        let start = Instant::now();
        let scan = format!(
            "SELECT SUM(CRC32(SHA2(REPEAT(CONCAT(n, 'sample____'), 50), 512))) FROM bench.numbers WHERE n <= {sample}"
        );
        connection.query_drop(scan).await?;
        let per_row_s = start.elapsed().as_secs_f64() / sample as f64;
        connection.disconnect().await?;
        let scan_rows = ((1.2 / per_row_s) as u64).min(ROWS);
        Ok(Self { endpoint: endpoint.clone(), scan_rows, scans: Arc::new(Semaphore::new(SCANS_AT_ONCE)) })
    }

    pub(super) fn scan_rows(&self) -> u64 {
        self.scan_rows
    }

    async fn connect(&self, part: &Part) -> anyhow::Result<Conn> {
        match part.schema {
            Some(schema) => self.endpoint.connect_in(schema).await,
            None => self.endpoint.connect().await,
        }
    }
}

/// Runs all parts at once to their ends.
pub(super) async fn perform(stage: &Stage, plan: &Plan) -> anyhow::Result<()> {
    prepare_locks(stage, plan).await?;
    let mut clients = JoinSet::new();
    for part in &plan.parts {
        clients.spawn(client(stage.clone(), part.clone()));
    }
    while let Some(ended) = clients.join_next().await {
        ended??;
    }
    Ok(())
}

/// A row for each statement that will wait for one.
async fn prepare_locks(stage: &Stage, plan: &Plan) -> anyhow::Result<()> {
    let waiting = plan.by_mark().into_values().filter(|planned| planned.kind == Kind::RowLock);
    let rows: Vec<String> =
        waiting.map(|planned| format!("('{}', 0)", crate::bench::truth::mark(planned.mark))).collect();
    if rows.is_empty() {
        return Ok(());
    }
    stage.endpoint.run(&[&format!("INSERT INTO bench.locks VALUES {}", rows.join(","))]).await
}

async fn client(stage: Stage, part: Part) -> anyhow::Result<()> {
    let mut kept: Option<Conn> = None;
    for planned in &part.statements {
        let mut connection = match kept.take() {
            Some(connection) => connection,
            None => stage.connect(&part).await?,
        };
        run(&stage, &mut connection, planned).await.with_context(|| format!("{:.200}", planned.sql))?;
        match planned.manner {
            Manner::Leaves | Manner::LeavesAtCrossing => {
                connection.disconnect().await?;
                continue;
            }
            Manner::BackToBack => {}
            Manner::Paused => tokio::time::sleep(PAUSE).await,
            Manner::Flooded => {
                for _ in 0..FLOOD {
                    connection.query_drop("DO 1").await?;
                }
            }
        }
        kept = Some(connection);
    }
    // A client of the other kind is still there when its last statement is looked at.
    if let Some(connection) = kept {
        tokio::time::sleep(3 * PAUSE).await;
        connection.disconnect().await?;
    }
    Ok(())
}

async fn run(stage: &Stage, connection: &mut Conn, planned: &Planned) -> anyhow::Result<()> {
    match planned.kind {
        Kind::Scan => {
            let _turn = stage.scans.acquire().await?;
            connection.query_drop(&planned.sql).await?;
        }
        Kind::Prepared => {
            // Not kept by the driver: closing it is one more statement of the connection's history.
            let statement = connection.prep(&planned.sql).await?;
            connection.exec_drop(&statement, (planned.length_ms as f64 / 1e3,)).await?;
            connection.close(statement).await?;
        }
        Kind::RowLock => wait_for_row(stage, connection, planned).await?,
        _ => connection.query_drop(&planned.sql).await?,
    }
    Ok(())
}

/// Another connection holds the row for the planned time.
async fn wait_for_row(stage: &Stage, connection: &mut Conn, planned: &Planned) -> anyhow::Result<()> {
    let mut holder = stage.endpoint.connect().await?;
    holder.query_drop("START TRANSACTION").await?;
    let mark = crate::bench::truth::mark(planned.mark);
    holder.query_drop(format!("SELECT touched FROM bench.locks WHERE mark = '{mark}' FOR UPDATE")).await?;
    let hold = async {
        tokio::time::sleep(Duration::from_millis(planned.length_ms)).await;
        holder.query_drop("ROLLBACK").await?;
        holder.disconnect().await
    };
    let (waited, held) = tokio::join!(connection.query_drop(&planned.sql), hold);
    Ok(waited.and(held)?)
}
