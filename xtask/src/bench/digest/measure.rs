//! Runs a command to its end under GNU time, a neutral witness: wall, CPU and the most memory it held.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, ensure};

use crate::tool;

const TIME: &str = "/usr/bin/time";

/// What a run took.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    pub(super) wall_s: f64,
    /// User and system, of all threads.
    pub(super) cpu_s: f64,
    pub(super) peak_mb: f64,
}

impl Run {
    /// The one of the median CPU time.
    pub(super) fn median(mut runs: Vec<Self>) -> Self {
        runs.sort_by(|a, b| a.cpu_s.total_cmp(&b.cpu_s));
        runs[runs.len() / 2]
    }

    /// What two runs took on average, and the most memory of both.
    pub(super) fn mean(self, other: Self) -> Self {
        Self {
            wall_s: f64::midpoint(self.wall_s, other.wall_s),
            cpu_s: f64::midpoint(self.cpu_s, other.cpu_s),
            peak_mb: self.peak_mb.max(other.peak_mb),
        }
    }
}

/// Installs the witness where it is missing.
pub(super) fn prepare() -> anyhow::Result<()> {
    if Path::new(TIME).exists() { Ok(()) } else { tool::install_package("time") }
}

/// Runs `program`; what it prints goes nowhere, or into `printed`.
pub(super) fn run<S: AsRef<OsStr>>(
    program: &Path,
    arguments: &[S],
    stdin: Option<&Path>,
    printed: Option<&Path>,
) -> anyhow::Result<Run> {
    let account = tempfile("account")?;
    let mut command = Command::new(TIME);
    command.arg("-o").arg(&account).args(["-f", "%U %S %M"]).arg(program).args(arguments);
    command.stdin(stdin.map_or_else(|| Ok(Stdio::null()), |path| File::open(path).map(Stdio::from))?);
    command.stdout(printed.map_or_else(|| Ok(Stdio::null()), |path| File::create(path).map(Stdio::from))?);
    let begin = Instant::now();
    let status = command.status().with_context(|| format!("cannot run {}", program.display()))?;
    let wall_s = begin.elapsed().as_secs_f64();
    ensure!(status.success(), "{} failed: {status}", program.display());
    let account = fs::read_to_string(&account)?;
    let fields: Vec<f64> = account.split_whitespace().filter_map(|field| field.parse().ok()).collect();
    let &[user_s, system_s, peak_kb] = &fields[..] else {
        anyhow::bail!("GNU time said '{}'", account.trim());
    };
    Ok(Run { wall_s, cpu_s: user_s + system_s, peak_mb: peak_kb / 1024.0 })
}

/// Wall times of `times` runs without the witness, in milliseconds, sorted.
pub(super) fn walls_ms<S: AsRef<OsStr>>(
    program: &Path,
    arguments: &[S],
    times: usize,
) -> anyhow::Result<Vec<f64>> {
    let mut walls = Vec::new();
    for _ in 0..times {
        let begin = Instant::now();
        let status =
            Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
        walls.push(begin.elapsed().as_secs_f64() * 1e3);
        ensure!(status.success(), "{} failed: {status}", program.display());
    }
    walls.sort_by(f64::total_cmp);
    Ok(walls)
}

fn tempfile(name: &str) -> anyhow::Result<std::path::PathBuf> {
    Ok(super::folder()?.join(name))
}
