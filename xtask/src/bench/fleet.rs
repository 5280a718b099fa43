//! `cargo xtask bench fleet`: what one process needs to watch many targets each second.
//!
//! All targets are one server by many names: it is the process that is measured here, not the server.

use std::fmt::Write as _;
use std::fs;
use std::time::{Duration, Instant};

use anyhow::ensure;
use auroscope_testkit::{MysqlOptions, wait_until};
use clap::Args;
use mysql_async::prelude::Queryable as _;

use super::report::Report;
use super::rig::Rig;
use super::{Recording, overhead, process};
use crate::binary::Auroscope;
use crate::phases::Phases;

const CONNECT_BOUND: Duration = Duration::from_secs(60);
const SETTLE: Duration = Duration::from_secs(10);
/// Aims: a quarter of a core, 150 MB.
const CPU_PERCENT: f64 = 25.0;
const MEMORY_MB: f64 = 150.0;

#[derive(Args)]
pub(crate) struct FleetArguments {
    /// Targets
    #[arg(long, default_value_t = 200)]
    targets: u64,
    /// Length of each measurement in seconds
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    #[command(flatten)]
    recording: Recording,
}

pub(crate) async fn run(arguments: FleetArguments) -> anyhow::Result<()> {
    let mut phases = Phases::begin();
    let rig = Rig::start("fleet", MysqlOptions::new().arg("--max-connections=2000")).await?;
    let launch = {
        let file = rig.folder()?.with_extension("toml");
        fs::create_dir_all(file.parent().unwrap_or(&file))?;
        fs::write(&file, configuration(&rig.watcher.url(), arguments.targets))?;
        rig.auroscope_with(&["--config", &file.display().to_string()])?
    };
    let auroscope = launch.start().await?;
    wait_until(CONNECT_BOUND, "a connection to every target", async || {
        sessions(&rig).await.is_ok_and(|sessions| sessions >= arguments.targets)
    })
    .await;
    phases.done("every target connected");
    tokio::time::sleep(SETTLE).await;
    let columns = [
        "what happens on the targets",
        "CPU of one core",
        "memory",
        "memory at most",
        "statements/s sent",
        "slow queries stored/s",
    ];
    let version = rig.server.installation().version();
    let introduction = format!(
        "{} targets (MySQL {version}, one server under as many names) at 1 Hz for {} s each; CPU time and resident \
         memory of the one process.",
        arguments.targets, arguments.seconds
    );
    let mut report = Report::new("fleet", introduction, &columns);
    let length = Duration::from_secs(arguments.seconds);
    let calm = measure(&rig, &auroscope, length).await?;
    report.row(&calm.cells("nothing slow"));
    phases.done("measured with nothing slow");
    let slow = slow_client(&rig);
    let busy = measure(&rig, &auroscope, length).await?;
    slow.abort();
    report.row(&busy.cells("a slow query of 3 s each 5 s on every target"));
    phases.done("measured with slow queries");
    ensure!(auroscope.process.is_running(), "auroscope ended:\n{}", auroscope.log_end());
    let stopped = auroscope.stop();
    let seen = |figures: &Figures| format!("{:.1} %, {:.0} MB", figures.cpu_percent, figures.memory_mb.1);
    report.promise("at most 25 % of a core", calm.cpu_percent <= CPU_PERCENT, &seen(&calm));
    report.promise(
        "at most 150 MB",
        calm.memory_mb.1 <= MEMORY_MB && busy.memory_mb.1 <= MEMORY_MB,
        &seen(&busy),
    );
    report.finish("cargo xtask bench fleet", arguments.recording).and(stopped)
}

fn configuration(url: &str, targets: u64) -> String {
    let mut text = String::from("threshold = \"2s\"\ninterval = \"1s\"\n");
    for number in 1..=targets {
        // Writing to a String cannot fail.
        let _ = write!(text, "\n[[target]]\nid = \"target-{number:03}\"\nurl = \"{url}\"\n");
    }
    text
}

async fn sessions(rig: &Rig) -> anyhow::Result<u64> {
    let mut connection = rig.server.connect().await?;
    let count: Option<u64> = connection
        .exec_first(
            "SELECT COUNT(*) FROM performance_schema.threads WHERE PROCESSLIST_USER = ?",
            (rig.watcher.user(),),
        )
        .await?;
    connection.disconnect().await?;
    Ok(count.unwrap_or(0))
}

/// One client that is slow for 3 of each 5 seconds; every target has it, being the same server.
fn slow_client(rig: &Rig) -> tokio::task::JoinHandle<()> {
    let endpoint = rig.endpoint().clone();
    tokio::spawn(async move {
        let Ok(mut connection) = endpoint.connect().await else { return };
        while connection.query_drop("SELECT SLEEP(3), 'fleet'").await.is_ok() {
            tokio::time::sleep(Duration::from_secs(2)).await;
        }
    })
}

struct Figures {
    cpu_percent: f64,
    /// Now and at most.
    memory_mb: (f64, f64),
    statements_per_s: f64,
    slow_per_s: f64,
}

impl Figures {
    fn cells(&self, title: &str) -> Vec<String> {
        vec![
            title.to_owned(),
            format!("{:.1} %", self.cpu_percent),
            format!("{:.0} MB", self.memory_mb.0),
            format!("{:.0} MB", self.memory_mb.1),
            format!("{:.0}", self.statements_per_s),
            format!("{:.1}", self.slow_per_s),
        ]
    }
}

async fn measure(rig: &Rig, auroscope: &Auroscope, length: Duration) -> anyhow::Result<Figures> {
    let pid = auroscope.process.pid();
    let stored_before = auroscope.api.slow_queries().await?.len();
    let statements_before = overhead::cost(rig.endpoint(), rig.watcher.user()).await?.statements;
    let (start, cpu_before) = (Instant::now(), process::cpu_s(pid)?);
    tokio::time::sleep(length).await;
    let seconds = start.elapsed().as_secs_f64();
    let cpu_percent = 100.0 * (process::cpu_s(pid)? - cpu_before) / seconds;
    // Read after the CPU, since reading costs CPU.
    let memory_mb = process::memory_mb(pid)?;
    let statements = overhead::cost(rig.endpoint(), rig.watcher.user()).await?.statements;
    let stored = auroscope.api.slow_queries().await?.len();
    Ok(Figures {
        cpu_percent,
        memory_mb,
        statements_per_s: (statements - statements_before) / seconds,
        slow_per_s: (stored - stored_before) as f64 / seconds,
    })
}
