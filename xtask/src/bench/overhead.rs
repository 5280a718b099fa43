//! `cargo xtask bench overhead`: throughput with and without Auroscope in alternating windows, and the server time
//! of its own statements as the server counts it.

use std::time::{Duration, Instant};

use anyhow::ensure;
use auroscope_testkit::{Endpoint, MysqlOptions};
use clap::Args;
use mysql_async::prelude::Queryable as _;

use super::Recording;
use super::crowd::Crowd;
use super::load::Load;
use super::report::Report;
use super::rig::Rig;
use crate::binary::Auroscope;
use crate::phases::Phases;

const SETTLE: Duration = Duration::from_secs(3);
const WARM_UP: Duration = Duration::from_secs(10);
/// A thousandth of a core.
const BUDGET_US_PER_S: f64 = 1_000.0;
/// Lets performance_schema count the CPU time of statements, which it does not by default.
pub(super) const COUNT_CPU: &str = "--performance-schema-consumer-events-statements-cpu=ON";
/// The disk of a small virtual machine varies far more than what is to be seen here.
const WITHOUT_DISK: [&str; 3] =
    ["--innodb-flush-log-at-trx-commit=0", "--sync-binlog=0", "--max-connections=1000"];
/// A difference of throughput is only told when the runs agree to so many percent.
const MOST_NOISE_PERCENT: f64 = 3.0;
/// Clients that are all slow at once.
const CROWD: u64 = 200;
/// How long Auroscope has to find out that the crowd makes it dear.
const CROWD_SETTLE: Duration = Duration::from_secs(25);
/// What the crowd may cost, above all the whole texts of all clients, which one statement sends.
const CROWD_BUDGET_US_PER_S: f64 = 40_000.0;
/// Of each client between two transactions, in the run that leaves the machine mostly idle.
const PACE: Duration = Duration::from_millis(500);
/// For 95 %, two-sided, with many pairs.
const STUDENT_T: f64 = 2.0;
/// How long one window is, and what comes before it.
const WINDOW: Duration = Duration::from_secs(2);
const WINDOW_SETTLE: Duration = Duration::from_millis(300);

#[derive(Args)]
pub(crate) struct OverheadArguments {
    /// Pairs of windows, one with Auroscope and one without
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u32).range(20..))]
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
    /// Of our account, as the server's performance_schema sums it, per second.
    cost: Cost,
    /// As Auroscope itself says.
    said_us_per_s: Option<f64>,
}

/// What an account's statements cost the server.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cost {
    /// From their starts to their ends: on a busy machine they mostly wait for a core.
    pub(super) wall_us: f64,
    pub(super) cpu_us: f64,
    pub(super) statements: f64,
}

pub(crate) async fn run(arguments: OverheadArguments) -> anyhow::Result<()> {
    let mut phases = Phases::begin();
    let options = WITHOUT_DISK
        .iter()
        .fold(MysqlOptions::new().arg(COUNT_CPU), |options, argument| options.arg(*argument));
    let rig = Rig::start("overhead", options).await?;
    let load = Load::start(rig.endpoint(), arguments.connections, arguments.read_only).await?;
    tokio::time::sleep(WARM_UP).await;
    phases.done("built, started, warmed up");
    let length = Duration::from_secs(arguments.seconds);
    let full = watched(&rig, &load, length).await?;
    phases.done("one run under full load");
    let pairs = toggled(&rig, &load, arguments.pairs).await?;
    phases.done(&format!("{} pairs of windows", arguments.pairs));
    load.pace(PACE);
    let paced = watched(&rig, &load, length).await?;
    phases.done("one run with a paced load");
    load.stop().await?;
    let crowd = Crowd::start(rig.endpoint(), CROWD).await?;
    let slow = crowded(&rig, &crowd, length).await?;
    crowd.stop().await?;
    ensure!(
        slow.transactions_per_s > 40.0,
        "the crowd has gone: {:.0} statements/s",
        slow.transactions_per_s
    );
    phases.done("one run with a crowd of slow statements");
    let version = rig.server.installation().version();
    let kind = if arguments.read_only { "reads" } else { "reads and writes" };
    let introduction = format!(
        "MySQL {version}, {} connections of {kind} as fast as they go, on the same machine as the load and Auroscope \
         at 1 Hz; commits do not wait for the disk, whose speed varies more than what is to be seen. In the row \
         \"paced\" each connection pauses half a second between transactions; in the row \"crowd\" {CROWD} clients run \
         nothing but slow statements of 20 kB. Runs of {} s. For the throughput, {} pairs of windows of {} s under full \
         load, with Auroscope going on and stopped in its tracks (SIGSTOP), which comes first alternating. Wall time \
         on a saturated machine is mostly waiting for a core.",
        arguments.connections,
        arguments.seconds,
        arguments.pairs,
        WINDOW.as_secs()
    );
    let name = if arguments.read_only { "overhead-read-only" } else { "overhead" };
    let command = if arguments.read_only {
        "cargo xtask bench overhead --read-only"
    } else {
        "cargo xtask bench overhead"
    };
    report(name, introduction, [&full, &paced, &slow], &pairs).finish(command, arguments.recording)
}

/// Throughput without and with, in short windows that follow each other: a drift of the machine weighs on both alike.
async fn toggled(rig: &Rig, load: &Load, pairs: u32) -> anyhow::Result<Vec<(f64, f64)>> {
    let mut auroscope = rig.auroscope(Duration::from_secs(2), Duration::from_secs(1))?.start().await?;
    let mut measured = Vec::new();
    for number in 0..pairs {
        let mut pair = (0.0, 0.0);
        for goes_on in [number % 2 == 0, number % 2 == 1] {
            auroscope.process.signal(if goes_on { "CONT" } else { "STOP" })?;
            tokio::time::sleep(WINDOW_SETTLE).await;
            let transactions_per_s = load.measure(WINDOW).await;
            *(if goes_on { &mut pair.1 } else { &mut pair.0 }) = transactions_per_s;
        }
        measured.push(pair);
    }
    auroscope.process.signal("CONT")?;
    auroscope.stop()?;
    Ok(measured)
}

async fn watched(rig: &Rig, load: &Load, length: Duration) -> anyhow::Result<Watched> {
    let auroscope = rig.auroscope(Duration::from_secs(2), Duration::from_secs(1))?.start().await?;
    tokio::time::sleep(SETTLE).await;
    finish(rig, auroscope, load.measure(length)).await
}

/// What Auroscope costs while `measured` runs; then it is stopped.
async fn finish(
    rig: &Rig,
    auroscope: Auroscope,
    measured: impl Future<Output = f64>,
) -> anyhow::Result<Watched> {
    let (start, before) = (Instant::now(), cost(rig.endpoint(), rig.watcher.user()).await?);
    let transactions_per_s = measured.await;
    let after = cost(rig.endpoint(), rig.watcher.user()).await?;
    let seconds = start.elapsed().as_secs_f64();
    let mut said_us_per_s = None;
    for target in auroscope.api.targets().await? {
        said_us_per_s = auroscope.api.cost(&target).await?.map(|cost| cost.server_us_per_s);
    }
    auroscope.stop()?;
    let cost = Cost {
        wall_us: (after.wall_us - before.wall_us) / seconds,
        cpu_us: (after.cpu_us - before.cpu_us) / seconds,
        statements: (after.statements - before.statements) / seconds,
    };
    Ok(Watched { transactions_per_s, cost, said_us_per_s })
}

/// The cost while a crowd is slow, once Auroscope has had time to notice.
async fn crowded(rig: &Rig, crowd: &Crowd, length: Duration) -> anyhow::Result<Watched> {
    let auroscope = rig.auroscope(Duration::from_secs(2), Duration::from_secs(1))?.start().await?;
    tokio::time::sleep(CROWD_SETTLE).await;
    finish(rig, auroscope, crowd.measure(length)).await
}

/// All statements of `user` so far.
pub(super) async fn cost(endpoint: &Endpoint, user: &str) -> anyhow::Result<Cost> {
    let mut connection = endpoint.connect().await?;
    let sums: Option<(f64, f64, f64)> = connection
        .exec_first(
            "SELECT CAST(COALESCE(SUM(SUM_TIMER_WAIT), 0) / 1e6 AS DOUBLE), \
             CAST(COALESCE(SUM(SUM_CPU_TIME), 0) / 1e6 AS DOUBLE), CAST(COALESCE(SUM(COUNT_STAR), 0) AS DOUBLE) \
             FROM performance_schema.events_statements_summary_by_user_by_event_name WHERE USER = ?",
            (user,),
        )
        .await?;
    connection.disconnect().await?;
    let (wall_us, cpu_us, statements) = sums.unwrap_or_default();
    Ok(Cost { wall_us, cpu_us, statements })
}

fn report(name: &'static str, introduction: String, runs: [&Watched; 3], pairs: &[(f64, f64)]) -> Report {
    let columns = [
        "load",
        "transactions/s",
        "own statements: server CPU µs/s",
        "wall µs/s",
        "wall as Auroscope says",
        "own statements/s",
    ];
    let mut report = Report::new(name, introduction, &columns);
    for (title, run) in ["full", "paced", "crowd"].into_iter().zip(runs) {
        report.row(&cells(title, run));
    }
    let [full, paced, crowd] = runs;
    report.promise(
        "at most 1 ms of server CPU per second under full load",
        full.cost.cpu_us <= BUDGET_US_PER_S,
        &format!("{:.0} µs per second, {:.3} % of a core", full.cost.cpu_us, full.cost.cpu_us / 1e4),
    );
    report.promise(
        "at most 1 ms of server time per second under a paced load",
        paced.cost.wall_us <= BUDGET_US_PER_S,
        &format!("{:.0} µs per second from starts to ends", paced.cost.wall_us),
    );
    report.promise(
        "at most 4 % of a core while a crowd of 200 is slow",
        crowd.cost.cpu_us <= CROWD_BUDGET_US_PER_S,
        &format!("{:.0} µs of server CPU per second", crowd.cost.cpu_us),
    );
    throughput(&mut report, pairs);
    report
}

fn cells(title: &str, on: &Watched) -> [String; 6] {
    let said = on.said_us_per_s.map_or_else(|| "not measured".to_owned(), |said| format!("{said:.0}"));
    [
        title.to_owned(),
        format!("{:.0}", on.transactions_per_s),
        format!("{:.0}", on.cost.cpu_us),
        format!("{:.0}", on.cost.wall_us),
        said,
        format!("{:.1}", on.cost.statements),
    ]
}

/// Whether the throughput suffered, by the paired differences and their confidence.
fn throughput(report: &mut Report, pairs: &[(f64, f64)]) {
    let off: Vec<f64> = pairs.iter().map(|(off, _)| *off).collect();
    let differences: Vec<f64> = pairs.iter().map(|(off, on)| 100.0 * (on - off) / off).collect();
    let (mean_off, spread_off) = mean_and_deviation(&off);
    let (difference, deviation) = mean_and_deviation(&differences);
    let half = STUDENT_T * deviation / (differences.len() as f64).sqrt();
    report.promise(
        "no loss of throughput beyond the noise",
        difference + half >= 0.0 && half <= MOST_NOISE_PERCENT,
        &format!(
            "{difference:+.2} % ± {half:.2} % (95 % of {} pairs of windows); the windows without vary by {:.2} %",
            differences.len(),
            100.0 * spread_off / mean_off
        ),
    );
}

fn mean_and_deviation(values: &[f64]) -> (f64, f64) {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (mean, (squares / (values.len() as f64 - 1.0).max(1.0)).sqrt())
}
