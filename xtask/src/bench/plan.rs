//! `cargo xtask bench plan`: how many plans a second one core reads and judges, and what taking a plan costs a server.
//!
//! Taking is measured on the statements of the corpus: they come into the store as if from a slow log, so that nothing
//! else is sent meanwhile, and a plan of each is asked for. What the server's statements of our account took is read
//! before and after.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use anyhow::{Context, ensure};
use auroscope_testkit::MysqlOptions;
use clap::Args;
use mysql_async::Conn;
use mysql_async::prelude::Queryable as _;
use serde::Deserialize;

use super::Recording;
use super::report::{Report, percentiles};
use super::rig::Rig;
use crate::phases::Phases;
use crate::{plan_corpus, tool};

const GRANTS: &[&str] = &["PROCESS ON *.*", "SELECT, SHOW VIEW ON *.*"];
/// Plans per second of one core.
const LEAST_PER_S: f64 = 20_000.0;
/// Time of a server's statements for one plan in the median.
const MOST_MEDIAN_US: u64 = 2_000;
/// The documents that are read: a join of ten tables, as the corpus has it, and the largest there is.
const DOCUMENTS: [(&str, &str); 5] = [
    ("JSON of a join of ten tables, of which some are scanned", "join_10_tables_scanned/v1.json"),
    ("JSON of a join of ten tables in which nothing stands out", "join_10_tables/v1.json"),
    ("TREE of it", "join_10_tables/tree.txt"),
    ("JSON version 2 of it", "join_10_tables/v2.json"),
    ("JSON of a join of 61 tables", "join_61_tables/v1.json"),
];

#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct PlanArguments {
    #[command(flatten)]
    recording: Recording,
}

#[derive(Debug, Deserialize)]
struct Taken {
    outcome: String,
    code: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Query {
    id: String,
}

#[derive(Debug, Deserialize)]
struct Page {
    items: Vec<Query>,
}

pub(super) async fn run(arguments: PlanArguments) -> anyhow::Result<()> {
    let mut report = Report::new(
        "plan",
        "Reading: one core, each document again and again for two seconds, from bytes to its model, shape and findings. \
         Taking: the corpus's statements on MySQL 9.7.4, a plan of each as JSON and TREE with what is known of its tables; \
         what the server's statements for it took, by performance_schema."
            .to_owned(),
        &["what", "median", "p95", "of"],
    );
    let mut phases = Phases::begin();
    let per_s = reading(&mut report)?;
    phases.done("documents read");
    let (median_us, p95_us) = taking(&mut report).await?;
    phases.done("plans taken");
    let seen = format!("{per_s:.0}");
    report.promise(
        "at least 20,000 plans of ten tables read and judged per second of one core",
        per_s >= LEAST_PER_S,
        &seen,
    );
    let seen = format!("{median_us} µs, p95 {p95_us} µs");
    report.promise("at most 2 ms of server time per plan in the median", median_us <= MOST_MEDIAN_US, &seen);
    report.finish("cargo xtask bench plan", arguments.recording)
}

/// Plans per second of the first document.
fn reading(report: &mut Report) -> anyhow::Result<f64> {
    let folder = plan_corpus::folder().join("mysql-9.7");
    let mut first = None;
    for (what, document) in DOCUMENTS {
        let path = folder.join(document);
        let mut command = tool::cargo();
        command.args([
            "run",
            "--quiet",
            "--release",
            "-p",
            "auroscope-plan",
            "--example",
            "plan_speed",
            "--",
        ]);
        let mut rates = Vec::new();
        for _ in 0..3 {
            let said = tool::output(Command::new(command.get_program()).args(command.get_args()).arg(&path))?;
            rates.push(rate(&said).with_context(|| format!("plan_speed printed {said}"))?);
        }
        let [low, median] = percentiles(&mut rates, [5, 50]);
        let bytes = fs::metadata(&path)?.len();
        report.row(&[
            what.into(),
            format!("{median} plans/s"),
            format!("at least {low}"),
            format!("{bytes} bytes"),
        ]);
        first.get_or_insert(median as f64);
    }
    first.context("no document")
}

/// `  read, with findings: 20123 plans/s, …`.
fn rate(said: &str) -> Option<u64> {
    let line = said.lines().find(|line| line.trim_start().starts_with("read, with findings:"))?;
    line.split(':').nth(1)?.split_whitespace().next()?.parse().ok()
}

/// Median and 95th percentile of the server's time for one plan, microseconds.
async fn taking(report: &mut Report) -> anyhow::Result<(u64, u64)> {
    let rig = Rig::start_with("plan", MysqlOptions::new(), GRANTS).await?;
    let schema = plan_corpus::make_tables(rig.endpoint()).await?;
    let target = rig.watcher.url();
    // Nothing else is sent: the capture looks once in ten minutes.
    let arguments =
        ["--target", &target, "--threshold", "600s", "--interval", "600s", "--plans-per-minute", "600"];
    let auroscope = rig.auroscope_with(&arguments)?.start().await?;
    let name = auroscope.api.targets().await?.into_iter().next().context("no target")?;
    import(&rig, &name, schema)?;
    let mut connection = rig.endpoint().connect().await?;
    let queries = auroscope.api.get::<Page>("/api/v1/slow-queries?limit=500").await?.items;
    ensure!(queries.len() > 100, "only {} statements came into the store", queries.len());
    let (mut taken_us, mut refused_us, mut failed) = (Vec::new(), Vec::new(), Vec::new());
    let user = rig.watcher.user();
    // The first one connects.
    for (number, query) in queries.iter().enumerate() {
        let before = server_us(&mut connection, user).await?;
        let path = format!("/api/v1/slow-queries/{}/plan", query.id);
        let taken: Taken = auroscope.api.post(&path, "{}").await?;
        let took_us = server_us(&mut connection, user).await? - before;
        match taken.outcome.as_str() {
            _ if number == 0 => {}
            "captured" => taken_us.push(took_us),
            "refused" => refused_us.push(took_us),
            _ => failed.push(format!("{} {:?}", taken.outcome, taken.code)),
        }
    }
    auroscope.stop()?;
    ensure!(failed.is_empty(), "not every plan could be asked for: {failed:?}");
    let mut row = |what: &str, times: &mut Vec<u64>| {
        let count = times.len();
        let [median, p95] = percentiles(times, [50, 95]);
        report.row(&[
            what.into(),
            format!("{median} µs"),
            format!("{p95} µs"),
            format!("{count} statements"),
        ]);
        (median, p95)
    };
    row("server time of one that is refused", &mut refused_us);
    Ok(row("server time of one plan", &mut taken_us))
}

/// Puts the corpus's statements into the store.
fn import(rig: &Rig, target: &str, schema: &str) -> anyhow::Result<()> {
    let mut log = String::new();
    for (number, (_, statement)) in plan_corpus::plain_statements()?.iter().enumerate() {
        // Writing to a String cannot fail.
        let _ = write!(
            log,
            "# Time: 2026-11-21T06:{:02}:{:02}.000000Z\n# User@Host: app[app] @ web [10.0.0.1]  Id: 16\n\
             # Query_time: 3.000000  Lock_time: 0.000002 Rows_sent: 1  Rows_examined: 1\nuse {schema};\n\
             SET timestamp=1795241782;\n{};\n",
            number / 60,
            number % 60,
            statement.trim_end().trim_end_matches(';')
        );
    }
    let folder = rig.folder()?;
    let path = folder.join("statements.log");
    fs::write(&path, log)?;
    let mut command = Command::new(&rig.binary);
    command.args(["digest", "--store", "--target", target]).arg("--data").arg(folder.join("data")).arg(&path);
    tool::output(&mut command).map(drop)
}

/// What all statements of an account have taken so far, microseconds.
async fn server_us(connection: &mut Conn, user: &str) -> anyhow::Result<u64> {
    let sum = "SELECT CAST(COALESCE(SUM(SUM_TIMER_WAIT), 0) DIV 1000000 AS UNSIGNED) FROM \
        performance_schema.events_statements_summary_by_user_by_event_name WHERE USER = ?";
    connection.exec_first(sum, (user,)).await?.context("the server does not sum up statements")
}

#[cfg(test)]
mod tests {
    use super::rate;

    #[test]
    fn a_rate_is_read() {
        let said = "a.json: 9 bytes\n  read: 50000 plans/s, 20 µs\n  read, with findings: 39871 plans/s, 25.1 µs each";
        assert_eq!(rate(said), Some(39_871));
        assert_eq!(rate("no such file"), None);
    }
}
