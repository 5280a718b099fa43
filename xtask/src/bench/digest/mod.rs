//! `cargo xtask bench digest`: `auroscope digest` beside pt-query-digest on generated logs whose totals are known.

mod check;
mod log;
mod measure;
mod statements;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;
use auroscope_testkit::{dev_folder, repository_root};
use clap::Args;

use self::log::Truth;
use self::measure::Run;
use super::Recording;
use super::report::Report;
use crate::phases::Phases;
use crate::tool;

const MB: u64 = 1_000_000;
/// How much faster than pt-query-digest, by CPU time.
const LEAST_RATIO: f64 = 100.0;
/// How much less time two threads take than one.
const LEAST_SPEEDUP: f64 = 1.8;
const MOST_START_MS: f64 = 20.0;
const MOST_MEMORY_MB: f64 = 256.0;
const LEAST_FINGERPRINTS_PER_S: f64 = 1.5e6;
/// Statements for `auroscope fingerprint`, of so many bytes on average.
const STATEMENTS: u64 = 1_000_000;
const STATEMENT_BYTES: usize = 500;
const RUNS: usize = 3;

#[derive(Args)]
pub(crate) struct DigestArguments {
    /// Measure a log of 10 GB too
    #[arg(long)]
    large: bool,
    /// Leave pt-query-digest out
    #[arg(long)]
    without_peer: bool,
    /// Seed of the generated logs
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    recording: Recording,
}

/// A generated log.
struct Made {
    path: PathBuf,
    truth: Truth,
}

pub(crate) fn run(arguments: &DigestArguments) -> anyhow::Result<()> {
    let mut phases = Phases::begin();
    measure::prepare()?;
    let ours = release_binary()?;
    let peer = if arguments.without_peer { None } else { Some(peer()?) };
    phases.done("built, and the peer installed");
    let seed = arguments.seed;
    let [start, small, large] = [("1mb", 1), ("100mb", 100), ("1gb", 1_000)]
        .map(|(name, megabytes)| made(name, megabytes * MB, seed));
    let (start, small, large) = (start?, small?, large?);
    phases.done("logs written");
    let mut report = Report::new("digest", introduction(peer.as_ref(), seed, &large.truth), &COLUMNS);
    let mut bench = Bench { ours: &ours, report: &mut report, wrong: Vec::new() };
    let small_run = bench.ours("auroscope digest, 100 MB", &small, 2)?;
    let one = bench.ours("auroscope digest, 1 GB, one thread", &large, 1)?;
    let two = bench.ours("auroscope digest, 1 GB, two threads", &large, 2)?;
    phases.done("auroscope digest measured");
    let mut peak_mb = small_run.peak_mb.max(one.peak_mb).max(two.peak_mb);
    if arguments.large {
        let huge = made("10gb", 10_000 * MB, seed)?;
        peak_mb = peak_mb.max(bench.ours("auroscope digest, 10 GB, two threads", &huge, 2)?.peak_mb);
        fs::remove_file(&huge.path)?;
        phases.done("10 GB measured");
    }
    let theirs = peer.as_ref().map(|peer| bench.peer(peer, &small)).transpose()?;
    phases.done("pt-query-digest measured");
    let fingerprints_per_s = bench.fingerprints(seed)?;
    let scan_mb_per_s = scan_limit(&large.path)?;
    bench.report.row(&[
        "looking at each byte once (memchr), 1 GB in memory".to_owned(),
        "".to_owned(),
        "".to_owned(),
        format!("{scan_mb_per_s:.0}"),
        "".to_owned(),
    ]);
    let start_ms = measure::walls_ms(&ours, &["digest".as_ref(), start.path.as_os_str()], 21)?;
    phases.done("fingerprints, scan and start measured");
    let wrong = std::mem::take(&mut bench.wrong);
    let rate = rate(&large.truth, two);
    let found = Found {
        ratio: theirs.map(|theirs| rate / self::rate(&small.truth, theirs)),
        of_scan: rate / scan_mb_per_s,
        speedup: one.wall_s / two.wall_s,
        start_ms,
        peak_mb,
        fingerprints_per_s,
        wrong,
    };
    promise(&mut report, &found, &large.truth);
    let options = if arguments.large { " --large" } else { "" };
    report.finish(&format!("cargo xtask bench digest{options}"), arguments.recording)
}

/// What the promises are about.
struct Found {
    /// How often as fast as the peer, by CPU time.
    ratio: Option<f64>,
    of_scan: f64,
    speedup: f64,
    start_ms: Vec<f64>,
    peak_mb: f64,
    fingerprints_per_s: f64,
    /// Totals that are not the truth's.
    wrong: Vec<String>,
}

fn promise(report: &mut Report, found: &Found, truth: &Truth) {
    if let Some(ratio) = found.ratio {
        report.promise(
            "at least 100 × pt-query-digest, in MB per second of CPU",
            ratio >= LEAST_RATIO,
            &format!("{ratio:.0} ×; {:.0} % of looking at each byte once", 100.0 * found.of_scan),
        );
    }
    report.promise(
        "two threads take at most 1/1.8 of the time of one",
        found.speedup >= LEAST_SPEEDUP,
        &format!("{:.2} ×", found.speedup),
    );
    let walls = &found.start_ms;
    let (median_ms, most_ms) = (walls[walls.len() / 2], walls[walls.len() - 1]);
    report.promise(
        "a log of 1 MB takes at most 20 ms from start to finish",
        median_ms <= MOST_START_MS,
        &format!("{median_ms:.1} ms, at most {most_ms:.1} ms in {} runs", walls.len()),
    );
    let peak_mb = found.peak_mb;
    report.promise("at most 256 MB of memory", peak_mb <= MOST_MEMORY_MB, &format!("{peak_mb:.0} MB"));
    report.promise(
        "at least 1.5 million fingerprints per second of CPU at 500 bytes",
        found.fingerprints_per_s >= LEAST_FINGERPRINTS_PER_S,
        &format!("{:.2} million", found.fingerprints_per_s / 1e6),
    );
    report.promise(
        "count, times and rows of every statement are what was written",
        found.wrong.is_empty(),
        &found.wrong.first().map_or_else(
            || format!("{} statements, {} executions", truth.statements.len(), truth.entries),
            |first| format!("{} differ: {first}", found.wrong.len()),
        ),
    );
}

const COLUMNS: [&str; 5] = ["what", "wall s", "CPU s", "MB per second of CPU", "memory at most, MB"];

fn introduction(peer: Option<&Peer>, seed: u64, truth: &Truth) -> String {
    let peer = peer.map_or_else(|| "left out".to_owned(), |peer| peer.version.clone());
    format!(
        "Generated logs in the form of Aurora 8.0 (seed {seed}): {} distinct statements by Zipf, {:.0} bytes an entry, \
         Korean text, lists, inserts of many rows, long strings; read from the page cache, the whole job from start to \
         printed report. Ours is the median of {RUNS} runs. The peer: {peer}, its defaults, one run.",
        truth.statements.len(),
        truth.bytes as f64 / truth.entries as f64,
    )
}

/// Megabytes per second of CPU.
fn rate(truth: &Truth, run: Run) -> f64 {
    truth.bytes as f64 / MB as f64 / run.cpu_s
}

/// The measuring, row by row.
struct Bench<'a> {
    ours: &'a Path,
    report: &'a mut Report,
    wrong: Vec<String>,
}

impl Bench<'_> {
    /// A digest of a log, checked once and measured several times.
    fn ours(&mut self, title: &str, log: &Made, threads: usize) -> anyhow::Result<Run> {
        let printed = folder()?.join("report.json");
        let threads = threads.to_string();
        let arguments = ["digest".as_ref(), "--threads".as_ref(), threads.as_ref(), log.path.as_os_str()];
        let json = ["-o".as_ref(), "json".as_ref(), "--limit".as_ref(), "all".as_ref()];
        measure::run(self.ours, &[&arguments[..], &json].concat(), None, Some(&printed))?;
        self.wrong.extend(check::differences(&printed, &log.truth)?);
        let runs: anyhow::Result<Vec<Run>> =
            (0..RUNS).map(|_| measure::run(self.ours, &arguments, None, None)).collect();
        let run = Run::median(runs?);
        self.row(title, &log.truth, run);
        Ok(run)
    }

    fn peer(&mut self, peer: &Peer, log: &Made) -> anyhow::Result<Run> {
        let arguments = ["--no-version-check".as_ref(), log.path.as_os_str()];
        let run = measure::run(&peer.program, &arguments, None, None)?;
        self.row("pt-query-digest, 100 MB", &log.truth, run);
        Ok(run)
    }

    fn row(&mut self, title: &str, truth: &Truth, run: Run) {
        self.report.row(&[
            title.to_owned(),
            format!("{:.2}", run.wall_s),
            format!("{:.2}", run.cpu_s),
            format!("{:.1}", rate(truth, run)),
            format!("{:.0}", run.peak_mb),
        ]);
    }

    /// `auroscope fingerprint`, statements per second of CPU.
    fn fingerprints(&mut self, seed: u64) -> anyhow::Result<f64> {
        let path = folder()?.join("statements.sql");
        let bytes = log::write_statements(&path, STATEMENTS, STATEMENT_BYTES, seed)?;
        let runs: anyhow::Result<Vec<Run>> =
            (0..RUNS).map(|_| measure::run(self.ours, &["fingerprint"], Some(&path), None)).collect();
        let run = Run::median(runs?);
        let each = bytes / STATEMENTS;
        self.report.row(&[
            format!("auroscope fingerprint, a million statements of {each} bytes"),
            format!("{:.2}", run.wall_s),
            format!("{:.2}", run.cpu_s),
            format!("{:.1}", bytes as f64 / MB as f64 / run.cpu_s),
            format!("{:.0}", run.peak_mb),
        ]);
        Ok(STATEMENTS as f64 / run.cpu_s)
    }
}

/// What is measured beside ours.
struct Peer {
    program: PathBuf,
    version: String,
}

fn peer() -> anyhow::Result<Peer> {
    let program = "pt-query-digest";
    if !tool::exists(program) {
        tool::install_package("percona-toolkit")?;
    }
    let version = tool::output(Command::new(program).arg("--version"))?;
    Ok(Peer { program: PathBuf::from("/usr/bin").join(program), version })
}

/// The binary as it is shipped, or the one that `AUROSCOPE_BINARY` names.
fn release_binary() -> anyhow::Result<PathBuf> {
    if let Some(binary) = std::env::var_os("AUROSCOPE_BINARY") {
        return Ok(PathBuf::from(binary));
    }
    tool::run(tool::cargo().args(["build", "--release", "--package", "auroscope", "--bin", "auroscope"]))?;
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| repository_root().join("target"), PathBuf::from);
    Ok(target.join("release/auroscope"))
}

/// Where logs and reports are written.
fn folder() -> anyhow::Result<PathBuf> {
    let folder = dev_folder()?.join("bench/digest");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    Ok(folder)
}

/// Writes a log and its truth, or takes those of a run before. Either is as if it were new.
fn made(name: &str, bytes: u64, seed: u64) -> anyhow::Result<Made> {
    let path = folder()?.join(format!("{name}-{seed}.log"));
    let account = path.with_extension("truth.json");
    let known = fs::read_to_string(&account).ok().and_then(|text| serde_json::from_str::<Truth>(&text).ok());
    let length = fs::metadata(&path).map_or(0, |metadata| metadata.len());
    if let Some(truth) = known.filter(|truth| truth.bytes == length) {
        return Ok(Made { path, truth });
    }
    let truth = log::write(&path, bytes, seed)?;
    fs::write(&account, serde_json::to_string(&truth)?)?;
    Ok(Made { path, truth })
}

/// Megabytes per second of a pass that looks at each byte once and does nothing.
fn scan_limit(log: &Path) -> anyhow::Result<f64> {
    let example =
        ["run", "--release", "--quiet", "--package", "auroscope-slowlog", "--example", "throughput"];
    let printed = tool::output(tool::cargo().args(example).arg("--").arg(log))?;
    let rates =
        printed.lines().filter_map(|line| line.strip_prefix("scan")?.split_whitespace().next()?.parse().ok());
    rates.max_by(f64::total_cmp).context("the example throughput told no rate")
}
