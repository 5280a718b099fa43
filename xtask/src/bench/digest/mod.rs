//! `cargo xtask bench digest`: `auroscope digest` beside pt-query-digest on generated logs whose totals are known.

mod check;
mod log;
mod measure;
mod rounds;
mod statements;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use auroscope_testkit::{dev_folder, repository_root};
use clap::Args;

use self::log::Truth;
use self::rounds::{Bench, Peer, Round, peer, rate};
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
const RUNS: usize = 5;

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
    let rounds = bench.rounds(&small, &large, peer.as_ref())?;
    phases.done("auroscope digest and pt-query-digest measured");
    let mut peak_mb = rounds.iter().map(Round::peak_mb).fold(0.0, f64::max);
    if arguments.large {
        let huge = made("10gb", 10_000 * MB, seed)?;
        peak_mb = peak_mb.max(bench.ours("auroscope digest, 10 GB, two threads", &huge, 2)?.peak_mb);
        fs::remove_file(&huge.path)?;
        phases.done("10 GB measured");
    }
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
    let rates = rounds.iter().map(|round| rate(&large.truth, round.one));
    let ratios = |run: fn(&Round) -> measure::Run| {
        rounds.iter().map(|round| round.ratio(run(round), &large.truth, &small.truth)).collect()
    };
    let found = Found {
        ratios: ratios(|round| round.one),
        ratios_of_two: ratios(|round| round.two),
        of_scan: median(rates.collect()) / scan_mb_per_s,
        speedups: rounds.iter().map(|round| round.one.wall_s / round.two.wall_s).collect(),
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
    /// How often as fast as the peer by CPU time one thread is, in each round; none without the peer.
    ratios: Option<Vec<f64>>,
    /// The same of two threads, which wait for each other's memory.
    ratios_of_two: Option<Vec<f64>>,
    of_scan: f64,
    speedups: Vec<f64>,
    start_ms: Vec<f64>,
    peak_mb: f64,
    fingerprints_per_s: f64,
    /// Totals that are not the truth's.
    wrong: Vec<String>,
}

fn promise(report: &mut Report, found: &Found, truth: &Truth) {
    if let (Some(ratios), Some(of_two)) = (&found.ratios, &found.ratios_of_two) {
        let ratio = median(ratios.clone());
        let (of_scan, each) = (100.0 * found.of_scan, listed(ratios, 0));
        let two = format!("{:.0} × ({})", median(of_two.clone()), listed(of_two, 0));
        report.promise(
            "at least 100 × pt-query-digest, in MB per second of CPU, on one thread",
            ratio >= LEAST_RATIO,
            &format!("{ratio:.0} ×; by round {each}; with two threads {two}; {of_scan:.0} % of looking at each byte once"),
        );
    }
    let speedup = median(found.speedups.clone());
    report.promise(
        "two threads take at most 1/1.8 of the time of one",
        speedup >= LEAST_SPEEDUP,
        &format!("{speedup:.2} ×; by round {}", listed(&found.speedups, 2)),
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
         printed report. Medians of {RUNS} rounds, in each of which 1 GB is read before the peer runs and after it. The peer: {peer}, its defaults.",
        truth.statements.len(),
        truth.bytes as f64 / truth.entries as f64,
    )
}

/// The middle one.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn listed(values: &[f64], decimals: usize) -> String {
    values.iter().map(|value| format!("{value:.decimals$}")).collect::<Vec<_>>().join(", ")
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
