//! `cargo xtask bench capture`: every slow statement of a hostile mix, against the server's slow log.

mod judge;
mod perform;
mod plan;
mod watch;

use std::time::{Duration, Instant};

use anyhow::ensure;
use auroscope_testkit::MysqlOptions;
use clap::Args;

use super::Recording;
use super::overhead::{COUNT_CPU, cost};
use super::report::Report;
use super::rig::Rig;
use super::truth::SlowLog;
use crate::phases::Phases;
use judge::{Delays, GroupFigures, Verdict, judge};
use plan::{Manner, Plan};
use watch::Watch;

const THRESHOLD: Duration = Duration::from_millis(500);
const INTERVAL: Duration = Duration::from_millis(500);
const SETTLE_BOUND: Duration = Duration::from_secs(20);
/// Percent of the finished records of connections that stay that must be within a millisecond.
const EXACT_PERCENT: f64 = 99.0;

#[derive(Args)]
pub(crate) struct CaptureArguments {
    /// Slow statements to run
    #[arg(long, default_value_t = 2_000)]
    statements: u32,
    /// Connections at a time
    #[arg(long, default_value_t = 100)]
    connections: u32,
    /// Where the random choices begin; the same seed makes the same plan
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// 150 statements from 20 connections
    #[arg(long)]
    quick: bool,
    #[command(flatten)]
    recording: Recording,
}

pub(crate) async fn run(arguments: CaptureArguments) -> anyhow::Result<()> {
    let (statements, connections) =
        if arguments.quick { (150, 20) } else { (arguments.statements, arguments.connections) };
    ensure!(connections >= 5 && statements >= connections, "at least 5 connections and a statement for each");
    let mut phases = Phases::begin();
    let options = MysqlOptions::new().slow_log_file(THRESHOLD).arg("--max-connections=1000").arg(COUNT_CPU);
    let rig = Rig::start("capture", options).await?;
    phases.done("binary built, MySQL started");
    let stage = perform::Stage::set(rig.endpoint()).await?;
    let plan = Plan::new(statements, connections, arguments.seed, stage.scan_rows());
    phases.done("tables made, scans calibrated");
    let slow_log = SlowLog::from_now(rig.server.slow_log_file())?;
    let auroscope = rig.auroscope(THRESHOLD, INTERVAL)?.start().await?;
    let began = Instant::now();
    let watch = Watch::open(auroscope.api.clone());
    perform::perform(&stage, &plan).await?;
    phases.done(&format!("{statements} slow statements run"));
    let captured = auroscope.api.settled_slow_queries(SETTLE_BOUND).await?;
    let logged = slow_log.read(rig.watcher.user())?;
    phases.done("captured and logged ones read");
    let delays = watch.close(&logged);
    let cost = cost(rig.endpoint(), rig.watcher.user()).await?;
    let seconds = began.elapsed().as_secs_f64();
    let stopped = auroscope.stop();
    let verdict = judge(&plan, &logged, &captured);
    for line in &verdict.examples {
        eprintln!("{line}");
    }
    let command =
        if arguments.quick { "cargo xtask bench capture --quick" } else { "cargo xtask bench capture" };
    let version = rig.server.installation().version();
    let introduction = format!(
        "MySQL {version}, threshold and interval 500 ms, {statements} statements of 0.6 to 5 s from {connections} \
         connections (seed {}). The truth is the server's slow log file. How many of those that leave are exact \
         depends on how many run the same statement at a time: most kinds here share one digest each. Meanwhile the capture sent {:.0} statements \
         a second, which took {:.1} ms of the server's CPU a second.",
        arguments.seed,
        cost.statements / seconds,
        cost.cpu_us / seconds / 1e3,
    );
    report(&verdict, delays, introduction).finish(command, arguments.recording).and(stopped)
}

fn report(verdict: &Verdict, mut delays: Delays, introduction: String) -> Report {
    let columns = [
        "how the client behaves",
        "logged",
        "captured once",
        "exact",
        "lower bound",
        "abandoned",
        "within 1 ms",
        "difference p50 / p99 / max µs",
        "text whole",
        "text cut, marked",
    ];
    let mut report = Report::new("capture", introduction, &columns);
    for (manner, figures) in &verdict.groups {
        report.row(&row(manner.title(), figures));
    }
    report.row(&row("all", &verdict.all));
    recall(&mut report, verdict);
    exactness(&mut report, verdict);
    let long = delays.us.len() as u64;
    let [p50, p99, max] = super::report::percentiles(&mut delays.us, [50, 99, 100]).map(|us| us / 1_000);
    report.promise(
        "what runs for a second past its threshold is seen while it runs",
        delays.while_running == long && long > 0,
        &format!(
            "{} of {long}; in the API {p50} / {p99} / {max} ms after crossing it, p50 / p99 / max",
            delays.while_running
        ),
    );
    report
}

/// What is there, and only once.
fn recall(report: &mut Report, verdict: &Verdict) {
    let all = &verdict.all;
    let at_crossing = verdict.groups.get(&Manner::LeavesAtCrossing).cloned().unwrap_or_default();
    report.promise(
        "recall 100 %, but for clients that leave within 12 ms of crossing",
        verdict.missed == 0,
        &format!("{} of {} missed", verdict.missed, all.logged - at_crossing.logged),
    );
    report.promise(
        "of those too, 85 % are captured",
        verdict.missed_at_crossing * 100 <= at_crossing.logged * 15,
        &format!("{} of {} missed", verdict.missed_at_crossing, at_crossing.logged),
    );
    report.promise("no duplicate", verdict.duplicates == 0, &format!("{} duplicates", verdict.duplicates));
    report.promise(
        "no false capture",
        verdict.false_captures == 0,
        &format!("{} false", verdict.false_captures),
    );
}

/// What is there is right.
fn exactness(report: &mut Report, verdict: &Verdict) {
    let all = &verdict.all;
    let (stays, near) = (verdict.stays.logged, verdict.stays.within_1_ms);
    let share = 100.0 * near as f64 / stays.max(1) as f64;
    report.promise(
        "at most 1 ms off for 99 % of those on connections that stay",
        share >= EXACT_PERCENT,
        &format!("{near} of {stays}, {share:.2} %"),
    );
    let leavers_exact = all.exact - verdict.stays.exact;
    report.promise(
        "what is called exact of clients that leave is at most 1 ms off for 99 %",
        leavers_exact > 0 && verdict.leavers_off * 100 <= leavers_exact,
        &format!("{} of {leavers_exact} off", verdict.leavers_off),
    );
    report.promise(
        "a lower bound is one",
        verdict.bounds_too_high == 0,
        &format!("{} of {} above the truth", verdict.bounds_too_high, all.lower_bound),
    );
    report.promise(
        "a text that is not whole is marked",
        verdict.wrong_texts == 0,
        &format!("{} differ and are not marked", verdict.wrong_texts),
    );
    report.promise(
        "connection and schema are right",
        verdict.wrong_columns == 0,
        &format!("{} differ", verdict.wrong_columns),
    );
}

fn row(title: &str, figures: &GroupFigures) -> Vec<String> {
    let [p50, p99, max] = super::report::percentiles(&mut figures.differences_us.clone(), [50, 99, 100]);
    let counts = [
        figures.logged,
        figures.captured_once,
        figures.exact,
        figures.lower_bound,
        figures.abandoned,
        figures.within_1_ms,
    ];
    let mut cells = vec![title.to_owned()];
    cells.extend(counts.iter().map(ToString::to_string));
    cells.push(format!("{p50} / {p99} / {max}"));
    cells.push(figures.whole_texts.to_string());
    cells.push(figures.cut_texts.to_string());
    cells
}

impl Manner {
    fn title(self) -> &'static str {
        match self {
            Self::BackToBack => "stays, next slow one at once",
            Self::Paused => "stays, idle between",
            Self::Flooded => "stays, 25 fast ones right after",
            Self::Leaves => "leaves at once",
            Self::LeavesAtCrossing => "leaves at once, within 12 ms of crossing",
        }
    }
}
