//! `cargo xtask fuzz`: the targets under fuzz/ for a bounded time, on the stable toolchain.
//!
//! They are built with the compiler's coverage passes and linked with libFuzzer; no other tool is needed. Without a
//! sanitizer, which needs a nightly toolchain: there is no unsafe code to watch.
//!
//! What is found goes into the corpora under fuzz/corpus, which git keeps; a crash fails the command, and its input
//! is kept in the developer folder, from where it becomes a regression test. The targets run at the lowest priority:
//! whatever else the machine does comes first.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use auroscope_testkit::{dev_folder, repository_root};
use clap::Args;

use crate::bench::{Recording, Report};
use crate::tool;

/// What cargo-fuzz gives the compiler, but for the sanitizer.
const COVERAGE: [&str; 8] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "--cfg fuzzing",
    "-Ccodegen-units=1",
    "-Cdebug-assertions",
];
/// An input that takes longer is a crash.
const LONGEST_INPUT_S: u64 = 10;
/// The longest input that is tried; what is wrong with longer ones, shorter ones show.
const MOST_INPUT_BYTES: u64 = 4_096;
/// The lowest priority there is.
const NICENESS: &str = "19";

#[derive(Args)]
pub(crate) struct FuzzArguments {
    /// The targets; all of them when none is named
    targets: Vec<String>,
    /// How long they are run in all, such as 60s, 15m or 1h: each target has its share
    #[arg(long = "for", value_name = "DURATION", default_value = "4m", value_parser = duration)]
    length: Duration,
    /// So many targets are run at the same time, and the whole takes so much less time
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    jobs: u32,
    /// Take what was found into the corpora, each as small as it covers
    #[arg(long)]
    keep: bool,
    #[command(flatten)]
    recording: Recording,
}

/// What a target's run came to.
struct Outcome {
    executions: Option<u64>,
    per_s: Option<u64>,
    /// Places in the code that the corpus reaches, as the run began and as it ended.
    coverage: [Option<u64>; 2],
    /// Inputs that each reach something of their own, then too.
    inputs: [Option<u64>; 2],
    /// Inputs that were written because of a crash.
    crashes: Vec<PathBuf>,
}

pub(crate) fn run(arguments: &FuzzArguments) -> anyhow::Result<()> {
    let root = repository_root().join("fuzz");
    let known = targets(&root)?;
    for name in &arguments.targets {
        ensure!(known.contains(name), "there is no fuzz target '{name}'; there are: {}", known.join(", "));
    }
    let chosen = if arguments.targets.is_empty() { known } else { arguments.targets.clone() };
    let programs = build(&root, &chosen)?;
    let share = arguments.length / u32::try_from(chosen.len()).unwrap_or(1).max(1);
    let columns = ["target", "executions", "executions/s", "coverage", "inputs in the corpus", "crashes"];
    let mut report = Report::new("fuzz", introduction(share), &columns);
    let mut crashed = Vec::new();
    let outcomes = fuzz_all(&root, &chosen, &programs, share, arguments)?;
    for (target, outcome) in chosen.iter().zip(outcomes) {
        report.row(&outcome.row(target));
        crashed.extend(outcome.crashes);
    }
    let seen = format!("{} crashes", crashed.len());
    report.promise("no input crashes a target, or takes it 10 s", crashed.is_empty(), &seen);
    let inputs: Vec<String> = crashed.iter().map(|path| path.display().to_string()).collect();
    let reported = report.finish(&command(arguments), arguments.recording);
    if !inputs.is_empty() {
        bail!("crashed by:\n{}\nmake each a regression test, and mend it", inputs.join("\n"));
    }
    reported
}

/// Runs each target for its share of the time; the outcomes in the targets' order.
fn fuzz_all(
    root: &Path,
    targets: &[String],
    programs: &[PathBuf],
    share: Duration,
    arguments: &FuzzArguments,
) -> anyhow::Result<Vec<Outcome>> {
    let next = AtomicUsize::new(0);
    let take_next = || {
        let mut done = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let (Some(target), Some(program)) = (targets.get(number), programs.get(number)) else {
                return anyhow::Ok(done);
            };
            let outcome = fuzz(root, target, program, share, arguments.keep)?;
            println!("{}", outcome.row(target).join("  "));
            done.push((number, outcome));
        }
    };
    let outcomes = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..arguments.jobs).map(|_| scope.spawn(take_next)).collect();
        let ended = workers.into_iter().map(|worker| match worker.join() {
            Ok(done) => done,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        ended.collect::<anyhow::Result<Vec<_>>>()
    })?;
    let mut outcomes: Vec<_> = outcomes.into_iter().flatten().collect();
    outcomes.sort_by_key(|(number, _)| *number);
    Ok(outcomes.into_iter().map(|(_, outcome)| outcome).collect())
}

fn introduction(share: Duration) -> String {
    format!(
        "Each target for {} s, at the lowest priority (nice {NICENESS}), by libFuzzer with the \
         coverage of branches and comparisons, inputs of at most {MOST_INPUT_BYTES} bytes. Coverage and corpus: at the \
         start, from what was kept of earlier runs, and at the end.",
        share.as_secs()
    )
}

fn command(arguments: &FuzzArguments) -> String {
    let mut words = vec!["cargo xtask fuzz".to_owned()];
    words.extend(arguments.targets.iter().cloned());
    words.push(format!("--for {}s", arguments.length.as_secs()));
    if arguments.jobs > 1 {
        words.push(format!("--jobs {}", arguments.jobs));
    }
    words.join(" ")
}

impl Outcome {
    fn row(&self, target: &str) -> [String; 6] {
        // A target that crashed at once has said nothing of these.
        let said = |figure: Option<u64>| figure.map_or_else(|| "–".to_owned(), |figure| figure.to_string());
        let grown = |[before, after]: [Option<u64>; 2]| format!("{} → {}", said(before), said(after));
        [
            target.to_owned(),
            said(self.executions),
            said(self.per_s),
            grown(self.coverage),
            grown(self.inputs),
            self.crashes.len().to_string(),
        ]
    }
}

/// The names of the binaries in fuzz/Cargo.toml.
fn targets(root: &Path) -> anyhow::Result<Vec<String>> {
    let path = root.join("Cargo.toml");
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let manifest: toml::Table = text.parse().with_context(|| format!("cannot read {}", path.display()))?;
    let bins =
        manifest.get("bin").and_then(toml::Value::as_array).context("fuzz/Cargo.toml has no target")?;
    let name = |bin: &toml::Value| bin.get("name").and_then(toml::Value::as_str).map(str::to_owned);
    Ok(bins.iter().filter_map(name).collect())
}

/// Builds the targets with the coverage that libFuzzer steers by; where they are.
fn build(root: &Path, targets: &[String]) -> anyhow::Result<Vec<PathBuf>> {
    let host = tool::output(Command::new("rustc").args(["--print", "host-tuple"]))?;
    let folder = repository_root().join("target/fuzz");
    let mut cargo = tool::cargo();
    cargo.current_dir(root).env("RUSTFLAGS", COVERAGE.join(" "));
    // Naming the target keeps the flags away from build scripts.
    cargo.args(["build", "--quiet", "--release", "--target", &host, "--target-dir"]).arg(&folder);
    for target in targets {
        cargo.args(["--bin", target]);
    }
    tool::run(&mut cargo)?;
    Ok(targets.iter().map(|target| folder.join(&host).join("release").join(target)).collect())
}

fn fuzz(root: &Path, target: &str, program: &Path, length: Duration, keep: bool) -> anyhow::Result<Outcome> {
    // What is found in passing is kept out of git's sight; `--keep` takes of it what covers more.
    let home = dev_folder()?.join("fuzz").join(target);
    let (found, crashes) = (home.join("found"), home.join("crashes"));
    let corpus = root.join("corpus").join(target);
    for folder in [&found, &crashes, &corpus] {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    let before = entries(&crashes)?;
    println!("{target} for {} s, at the lowest priority", length.as_secs());
    let mut command = Command::new("nice");
    command.args(["-n", NICENESS]).arg(program);
    command.arg(format!("-max_total_time={}", length.as_secs().max(1)));
    command.arg(format!("-timeout={LONGEST_INPUT_S}")).arg(format!("-max_len={MOST_INPUT_BYTES}"));
    command.arg(format!("-artifact_prefix={}/", crashes.display())).arg("-print_final_stats=1");
    let (is_sound, log) = told(command.args([&found, &corpus]))?;
    let figure = |name: &str| log.iter().rev().find_map(|line| number_after(line, name));
    // What it says first of each is what the corpus that was kept comes to.
    let begun = log.iter().find(|line| line.contains("INITED"));
    let grown = |name: &str| [begun.and_then(|line| number_after(line, name)), figure(name)];
    let crashes: Vec<PathBuf> =
        entries(&crashes)?.into_iter().filter(|path| !before.contains(path)).collect();
    ensure!(
        is_sound || !crashes.is_empty(),
        "the fuzz target {target} failed without an input to blame:\n{}",
        log[log.len().saturating_sub(30)..].join("\n")
    );
    if keep && crashes.is_empty() {
        let mut merge = Command::new("nice");
        merge.args(["-n", NICENESS]).arg(program).arg("-merge=1");
        told(merge.args([&corpus, &found]))?;
    }
    Ok(Outcome {
        executions: figure("stat::number_of_executed_units:"),
        per_s: figure("stat::average_exec_per_sec:"),
        coverage: grown("cov:"),
        inputs: grown("corp:"),
        crashes,
    })
}

/// Whether it succeeded, and the lines it said.
fn told(command: &mut Command) -> anyhow::Result<(bool, Vec<String>)> {
    let mut child =
        command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().context("cannot run the fuzz target")?;
    let mut lines = Vec::new();
    if let Some(said) = child.stderr.take() {
        for line in BufReader::new(said).split(b'\n') {
            lines.push(String::from_utf8_lossy(&line?).into_owned());
        }
    }
    Ok((child.wait()?.success(), lines))
}

fn entries(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries: Result<Vec<_>, _> =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect();
    Ok(entries?)
}

fn number_after(line: &str, name: &str) -> Option<u64> {
    let (_, rest) = line.split_once(name)?;
    rest.split_whitespace().next()?.split('/').next()?.parse().ok()
}

fn duration(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let number: u64 = digits.parse().map_err(|_| format!("'{text}' is no duration; write 60s, 15m or 1h"))?;
    let unit_s = match &text[digits.len()..] {
        "" | "s" => 1,
        "m" | "min" => 60,
        "h" => 3_600,
        _ => return Err(format!("'{text}' is no duration; write 60s, 15m or 1h")),
    };
    Ok(Duration::from_secs(number.saturating_mul(unit_s).max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_fuzzer_says_is_read() {
        assert_eq!(number_after("#12 DONE cov: 3101 ft: 1 corp: 2/3b", "cov:"), Some(3101));
        assert_eq!(
            number_after("stat::number_of_executed_units: 700", "stat::number_of_executed_units:"),
            Some(700)
        );
        assert_eq!(number_after("#12 INITED cov: 3101 ft: 1 corp: 2/3b exec/s: 0", "corp:"), Some(2));
        assert_eq!(duration("15m"), Ok(Duration::from_secs(900)));
        assert!(duration("soon").is_err());
    }

    #[test]
    fn the_targets_are_those_of_the_manifest() {
        let found = targets(&repository_root().join("fuzz")).unwrap();
        assert_eq!(found, ["lexer", "normalize", "slowlog", "digest", "plan", "guard", "plan_diff"]);
    }
}
