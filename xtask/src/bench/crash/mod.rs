//! `cargo xtask bench crash`: Auroscope is killed again and again in mid-run, then MySQL is restarted; what had
//! been seen must be there once, and nothing twice.

mod clients;
mod judge;

use std::collections::HashSet;
use std::time::Duration;

use auroscope_testkit::MysqlOptions;
use clap::Args;

use super::Recording;
use super::report::Report;
use super::rig::Rig;
use super::truth::{SlowLog, mark_in};
use crate::api::State;
use crate::binary::Launch;
use crate::phases::Phases;
use crate::random::Random;
use clients::Clients;
use judge::{Survival, UpTime, judge_kills, now_us};

const THRESHOLD: Duration = Duration::from_millis(500);
const INTERVAL: Duration = Duration::from_millis(500);
const SETTLE_BOUND: Duration = Duration::from_secs(20);
const RESUME_BOUND_US: i64 = 5_000_000;

#[derive(Args)]
pub(crate) struct CrashArguments {
    /// How often Auroscope is killed
    #[arg(long, default_value_t = 20)]
    kills: u32,
    /// Clients that run slow statements
    #[arg(long, default_value_t = 24)]
    clients: u32,
    /// Where the random choices begin
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    recording: Recording,
}

pub(crate) async fn run(arguments: CrashArguments) -> anyhow::Result<()> {
    let mut phases = Phases::begin();
    let mut rig = Rig::start("crash", MysqlOptions::new().slow_log_file(THRESHOLD)).await?;
    phases.done("binary built, MySQL started");
    let survival = kills(&rig, &arguments, &mut phases).await?;
    let restart = restart(&mut rig, &arguments, &mut phases).await?;
    for line in survival.examples.iter().chain(&restart.survival.examples) {
        eprintln!("{line}");
    }
    let version = rig.server.installation().version();
    let introduction = format!(
        "MySQL {version}, threshold and interval 500 ms, {} clients with slow statements one after another, a quarter \
         of them leaving after each; Auroscope killed {} times after 1.5 to 4 s and started again within 1.5 s (seed \
         {}); then MySQL restarted once, away for 3 s. \"Seen\" is what the API had given before a kill.",
        arguments.clients, arguments.kills, arguments.seed
    );
    report(introduction, &survival, &restart).finish("cargo xtask bench crash", arguments.recording)
}

/// Phase one: kill -9.
async fn kills(rig: &Rig, arguments: &CrashArguments, phases: &mut Phases) -> anyhow::Result<Survival> {
    let slow_log = SlowLog::from_now(rig.server.slow_log_file())?;
    let launch = rig.auroscope(THRESHOLD, INTERVAL)?;
    let mut random = Random::new(arguments.seed);
    let mut seen: HashSet<u32> = HashSet::new();
    let mut up_times = Vec::new();
    let mut auroscope = launch.start().await?;
    let mut up_since_us = now_us();
    let clients = Clients::start(rig.endpoint(), arguments.clients, 1);
    for _ in 0..arguments.kills {
        tokio::time::sleep(random.millis(1_500..=4_000)).await;
        let given = auroscope.api.slow_queries().await?;
        up_times.push(UpTime { from_us: up_since_us, to_us: now_us() });
        auroscope.process.kill9()?;
        seen.extend(given.iter().filter_map(|query| mark_in(&query.sql)));
        tokio::time::sleep(random.millis(0..=1_500)).await;
        auroscope = launch.start().await?;
        up_since_us = now_us();
    }
    clients.stop().await;
    phases.done(&format!("killed {} times", arguments.kills));
    let captured = auroscope.api.settled_slow_queries(SETTLE_BOUND).await?;
    up_times.push(UpTime { from_us: up_since_us, to_us: now_us() });
    let logged = slow_log.read(rig.watcher.user())?;
    auroscope.stop()?;
    Ok(judge_kills(&seen, &up_times, &logged, &captured, None))
}

struct Restart {
    survival: Survival,
    /// Start of the first statement captured after the server's return, after that return.
    resumed_after_us: Option<i64>,
    /// Statements started later than the bound after the return, and how many of them were missed.
    later: u64,
    later_missed: u64,
    left_running: usize,
}

/// Phase two: MySQL goes away and comes back.
async fn restart(rig: &mut Rig, arguments: &CrashArguments, phases: &mut Phases) -> anyhow::Result<Restart> {
    let slow_log = SlowLog::from_now(rig.server.slow_log_file())?;
    let launch: Launch = rig.auroscope(THRESHOLD, INTERVAL)?;
    let auroscope = launch.start().await?;
    let up_since_us = now_us();
    let clients = Clients::start(rig.endpoint(), arguments.clients, 2);
    tokio::time::sleep(Duration::from_secs(8)).await;
    let stopped_us = now_us();
    rig.server.stop()?;
    tokio::time::sleep(Duration::from_secs(3)).await;
    rig.server.start_again()?;
    let returned_us = now_us();
    tokio::time::sleep(Duration::from_secs(15)).await;
    clients.stop().await;
    let captured = auroscope.api.settled_slow_queries(SETTLE_BOUND).await?;
    let logged = slow_log.read(rig.watcher.user())?;
    auroscope.stop()?;
    phases.done("MySQL restarted");
    let marks: HashSet<u32> = captured.iter().filter_map(|query| mark_in(&query.sql)).collect();
    let late_enough = logged.iter().filter(|entry| entry.started_us >= returned_us + RESUME_BOUND_US);
    let later: Vec<u32> = late_enough.filter_map(|entry| mark_in(&entry.sql)).collect();
    let after = captured.iter().map(|query| query.started_us - returned_us).filter(|after_us| *after_us >= 0);
    let up_time = UpTime { from_us: up_since_us, to_us: up_since_us };
    Ok(Restart {
        resumed_after_us: after.min(),
        later: later.len() as u64,
        later_missed: later.iter().filter(|mark| !marks.contains(mark)).count() as u64,
        left_running: captured.iter().filter(|query| query.state == State::Running).count(),
        survival: judge_kills(&HashSet::new(), &[up_time], &logged, &captured, Some(stopped_us)),
    })
}

fn report(introduction: String, kills: &Survival, restart: &Restart) -> Report {
    let columns = ["", "logged", "seen before a kill", "records", "exact", "lower bound", "abandoned"];
    let mut report = Report::new("crash", introduction, &columns);
    for (title, survival) in [("kill -9", kills), ("MySQL restarted", &restart.survival)] {
        let counts = [
            survival.logged,
            survival.seen,
            survival.records,
            survival.exact,
            survival.lower_bound,
            survival.abandoned,
        ];
        let mut cells = vec![title.to_owned()];
        cells.extend(counts.iter().map(ToString::to_string));
        report.row(&cells);
    }
    report.promise(
        "what had been seen is there",
        kills.lost == 0,
        &format!("{} of {} lost", kills.lost, kills.seen),
    );
    report.promise(
        "what was slow for 0.8 s while it was up is there",
        kills.missed == 0,
        &format!("{} of {} missed", kills.missed, kills.visible),
    );
    let doubled = kills.duplicates + restart.survival.duplicates;
    report.promise("nothing is doubled", doubled == 0, &format!("{doubled} doubled"));
    let false_captures = kills.false_captures + restart.survival.false_captures;
    report.promise(
        "nothing is invented",
        false_captures == 0,
        &format!("{false_captures} not in the slow log"),
    );
    report.promise(
        "exact means within 1 ms for 99 %, a bound is one",
        kills.wrong_durations * 100 <= kills.records,
        &format!("{} of {} wrong", kills.wrong_durations, kills.records),
    );
    report.promise(
        "abandoned is only what nobody can close",
        kills.abandoned_needlessly == 0,
        &format!("{} of {} could have been closed", kills.abandoned_needlessly, kills.abandoned),
    );
    let resumed_us = restart.resumed_after_us;
    report.promise(
        "after MySQL's return the capture goes on within 5 s",
        resumed_us.is_some_and(|us| us <= RESUME_BOUND_US) && restart.later_missed == 0 && restart.later > 0,
        &format!(
            "the first captured one began {} after the return; of {} begun later than 5 s {} were missed",
            resumed_us.map_or_else(|| "never".to_owned(), |us| format!("{:.1} s", us as f64 / 1e6)),
            restart.later,
            restart.later_missed
        ),
    );
    report.promise(
        "none is left running",
        restart.left_running == 0,
        &format!("{} are", restart.left_running),
    );
    report
}
