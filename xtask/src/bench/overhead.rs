//! `cargo xtask bench overhead`: throughput with and without Auroscope in alternating runs, and the server time
//! of its own statements as the server counts it.

use std::time::{Duration, Instant};

use auroscope_testkit::{Endpoint, MysqlOptions};
use clap::Args;
use mysql_async::prelude::Queryable as _;

use super::Recording;
use super::load::Load;
use super::report::Report;
use super::rig::Rig;
use crate::phases::Phases;

const SETTLE: Duration = Duration::from_secs(3);
const WARM_UP: Duration = Duration::from_secs(10);
/// A thousandth of a core.
const BUDGET_US_PER_S: f64 = 1_000.0;
/// Student's t for 95 %, two-sided, by degrees of freedom from 1.
const STUDENT_T: &[f64] =
    &[12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179];

#[derive(Args)]
pub(crate) struct OverheadArguments {
    /// Pairs of runs, one with Auroscope and one without
    #[arg(long, default_value_t = 6, value_parser = clap::value_parser!(u32).range(2..=13))]
    pairs: u32,
    /// Length of a run in seconds
    #[arg(long, default_value_t = 20)]
    seconds: u64,
    /// Connections of the load
    #[arg(long, default_value_t = 100)]
    connections: u64,
    /// Leave out the writes
    #[arg(long)]
    read_only: bool,
    #[command(flatten)]
    recording: Recording,
}

/// One run with Auroscope.
struct Watched {
    transactions_per_s: f64,
    /// As the server's performance_schema sums it for our account.
    server_us_per_s: f64,
    statements_per_s: f64,
    /// As Auroscope itself says.
    said_us_per_s: Option<f64>,
}

pub(crate) async fn run(arguments: OverheadArguments) -> anyhow::Result<()> {
    let mut phases = Phases::begin();
    let rig = Rig::start("overhead", MysqlOptions::new()).await?;
    let load = Load::start(rig.endpoint(), arguments.connections, arguments.read_only).await?;
    tokio::time::sleep(WARM_UP).await;
    phases.done("built, started, warmed up");
    let length = Duration::from_secs(arguments.seconds);
    let mut pairs = Vec::new();
    for number in 0..arguments.pairs {
        // Off first, then on first, and so on: a drift of the machine weighs on both alike.
        let pair = if number % 2 == 0 {
            let off = without(&load, length).await;
            (off, watched(&rig, &load, length).await?)
        } else {
            let on = watched(&rig, &load, length).await?;
            (without(&load, length).await, on)
        };
        phases.done(&format!("pair {}: {:.0} off, {:.0} on", number + 1, pair.0, pair.1.transactions_per_s));
        pairs.push(pair);
    }
    load.stop().await?;
    let version = rig.server.installation().version();
    let kind = if arguments.read_only { "reads" } else { "reads and writes" };
    let introduction = format!(
        "MySQL {version}, {} connections of {kind} as fast as they go, on the same machine as the load and Auroscope \
         at 1 Hz; {} pairs of runs of {} s, which of a pair comes first alternating.",
        arguments.connections, arguments.pairs, arguments.seconds
    );
    let name = if arguments.read_only { "overhead-read-only" } else { "overhead" };
    let command = if arguments.read_only {
        "cargo xtask bench overhead --read-only"
    } else {
        "cargo xtask bench overhead"
    };
    report(name, introduction, &pairs).finish(command, arguments.recording)
}

async fn without(load: &Load, length: Duration) -> f64 {
    tokio::time::sleep(SETTLE).await;
    load.measure(length).await
}

async fn watched(rig: &Rig, load: &Load, length: Duration) -> anyhow::Result<Watched> {
    let auroscope = rig.auroscope(Duration::from_secs(2), Duration::from_secs(1))?.start().await?;
    tokio::time::sleep(SETTLE).await;
    let (start, before) = (Instant::now(), cost(rig.endpoint(), rig.watcher.user()).await?);
    let transactions_per_s = load.measure(length).await;
    let after = cost(rig.endpoint(), rig.watcher.user()).await?;
    let seconds = start.elapsed().as_secs_f64();
    let mut said_us_per_s = None;
    for target in auroscope.api.targets().await? {
        said_us_per_s = auroscope.api.cost(&target).await?.map(|cost| cost.server_us_per_s);
    }
    auroscope.stop()?;
    Ok(Watched {
        transactions_per_s,
        server_us_per_s: (after.0 - before.0) / seconds,
        statements_per_s: (after.1 - before.1) / seconds,
        said_us_per_s,
    })
}

/// Microseconds and number of all statements of `user` so far.
pub(super) async fn cost(endpoint: &Endpoint, user: &str) -> anyhow::Result<(f64, f64)> {
    let mut connection = endpoint.connect().await?;
    let sums: Option<(Option<f64>, Option<f64>)> = connection
        .exec_first(
            "SELECT SUM(SUM_TIMER_WAIT) / 1e6, CAST(SUM(COUNT_STAR) AS DOUBLE) \
             FROM performance_schema.events_statements_summary_by_user_by_event_name WHERE USER = ?",
            (user,),
        )
        .await?;
    connection.disconnect().await?;
    let (server_us, statements) = sums.unwrap_or_default();
    Ok((server_us.unwrap_or(0.0), statements.unwrap_or(0.0)))
}

fn report(name: &'static str, introduction: String, pairs: &[(f64, Watched)]) -> Report {
    let columns = [
        "pair",
        "without, transactions/s",
        "with",
        "difference",
        "own statements, µs of server time/s",
        "the same as Auroscope says",
        "own statements/s",
    ];
    let mut report = Report::new(name, introduction, &columns);
    for (number, (off, on)) in (1..).zip(pairs) {
        let difference = 100.0 * (on.transactions_per_s - off) / off;
        let said = on.said_us_per_s.map_or_else(|| "not measured".to_owned(), |said| format!("{said:.0}"));
        report.row(&[
            format!("{number}"),
            format!("{off:.0}"),
            format!("{:.0}", on.transactions_per_s),
            format!("{difference:+.2} %"),
            format!("{:.0}", on.server_us_per_s),
            said,
            format!("{:.1}", on.statements_per_s),
        ]);
    }
    let off: Vec<f64> = pairs.iter().map(|(off, _)| *off).collect();
    let differences: Vec<f64> =
        pairs.iter().map(|(off, on)| 100.0 * (on.transactions_per_s - off) / off).collect();
    let costs: Vec<f64> = pairs.iter().map(|(_, on)| on.server_us_per_s).collect();
    let (mean_off, spread_off) = mean_and_deviation(&off);
    let (difference, deviation) = mean_and_deviation(&differences);
    let (cost, _) = mean_and_deviation(&costs);
    let half = STUDENT_T[differences.len() - 2] * deviation / (differences.len() as f64).sqrt();
    report.promise(
        "at most 1 ms of server time per second",
        cost <= BUDGET_US_PER_S,
        &format!("{cost:.0} µs per second on average, {:.3} % of a core", cost / 1e4),
    );
    report.promise(
        "no loss of throughput beyond the noise",
        difference + half >= 0.0,
        &format!(
            "{difference:+.2} % ± {half:.2} % (95 % of {} paired runs); the runs without vary by {:.2} %",
            differences.len(),
            100.0 * spread_off / mean_off
        ),
    );
    report
}

fn mean_and_deviation(values: &[f64]) -> (f64, f64) {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (mean, (squares / (values.len() as f64 - 1.0).max(1.0)).sqrt())
}
