//! `cargo xtask fuzz`: the targets under fuzz/ for a bounded time, on the stable toolchain.
//!
//! They are built with the compiler's coverage passes and linked with libFuzzer; no other tool is needed. Without a
//! sanitizer, which needs a nightly toolchain: there is no unsafe code to watch.
//!
//! What is found goes into the corpora under fuzz/corpus, which git keeps; a crash fails the command, and its input
//! is kept in the developer folder, from where it becomes a regression test.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use auroscope_testkit::{dev_folder, repository_root};
use clap::Args;

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

#[derive(Args)]
pub(crate) struct FuzzArguments {
    /// The targets; all of them when none is named
    targets: Vec<String>,
    /// How long each target is run, such as 60s, 15m or 1h
    #[arg(long = "for", value_name = "DURATION", default_value = "60s", value_parser = duration)]
    length: Duration,
    /// Take what was found into the corpora, each as small as it covers
    #[arg(long)]
    keep: bool,
}

/// What a target's run came to.
struct Outcome {
    executions: u64,
    per_s: u64,
    coverage: u64,
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
    let mut crashed = Vec::new();
    for (target, program) in chosen.iter().zip(&programs) {
        let outcome = fuzz(&root, target, program, arguments)?;
        println!(
            "{target}: {} executions, {} per second, coverage {}, crashes {}",
            outcome.executions,
            outcome.per_s,
            outcome.coverage,
            outcome.crashes.len()
        );
        crashed.extend(outcome.crashes);
    }
    if !crashed.is_empty() {
        let inputs: Vec<String> = crashed.iter().map(|path| path.display().to_string()).collect();
        bail!("crashed by:\n{}\nmake each a regression test, and mend it", inputs.join("\n"));
    }
    Ok(())
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

fn fuzz(root: &Path, target: &str, program: &Path, arguments: &FuzzArguments) -> anyhow::Result<Outcome> {
    // What is found in passing is kept out of git's sight; `--keep` takes of it what covers more.
    let home = dev_folder()?.join("fuzz").join(target);
    let (found, crashes) = (home.join("found"), home.join("crashes"));
    let corpus = root.join("corpus").join(target);
    for folder in [&found, &crashes, &corpus] {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    let before = entries(&crashes)?;
    let mut command = Command::new(program);
    command.arg(format!("-max_total_time={}", arguments.length.as_secs()));
    command.arg(format!("-timeout={LONGEST_INPUT_S}")).arg(format!("-max_len={MOST_INPUT_BYTES}"));
    command.arg(format!("-artifact_prefix={}/", crashes.display())).arg("-print_final_stats=1");
    let (is_sound, log) = told(command.args([&found, &corpus]))?;
    let figure = |name: &str| log.iter().rev().find_map(|line| number_after(line, name)).unwrap_or(0);
    let crashes: Vec<PathBuf> =
        entries(&crashes)?.into_iter().filter(|path| !before.contains(path)).collect();
    ensure!(
        is_sound || !crashes.is_empty(),
        "the fuzz target {target} failed without an input to blame:\n{}",
        log[log.len().saturating_sub(30)..].join("\n")
    );
    if arguments.keep && crashes.is_empty() {
        told(Command::new(program).arg("-merge=1").args([&corpus, &found]))?;
    }
    Ok(Outcome {
        executions: figure("stat::number_of_executed_units:"),
        per_s: figure("stat::average_exec_per_sec:"),
        coverage: figure("cov:"),
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
    rest.split_whitespace().next()?.parse().ok()
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
        assert_eq!(duration("15m"), Ok(Duration::from_secs(900)));
        assert!(duration("soon").is_err());
    }

    #[test]
    fn the_targets_are_those_of_the_manifest() {
        let found = targets(&repository_root().join("fuzz")).unwrap();
        assert!(found.iter().any(|name| name == "slowlog"), "{found:?}");
    }
}
