//! What is measured, side by side in rounds.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::log::{self, Truth};
use super::measure::{self, Run};
use super::{MB, Made, RUNS, STATEMENT_BYTES, STATEMENTS, check, folder};
use crate::bench::report::Report;
use crate::tool;

/// What is compared is measured side by side, since a machine is not always as fast.
pub(super) struct Round {
    pub(super) small: Run,
    pub(super) one: Run,
    pub(super) two: Run,
    pub(super) theirs: Option<Run>,
}

impl Round {
    pub(super) fn peak_mb(&self) -> f64 {
        self.small.peak_mb.max(self.one.peak_mb).max(self.two.peak_mb)
    }

    /// How often as fast as the peer one run of ours is, by CPU time.
    pub(super) fn ratio(&self, ours: Run, large: &Truth, small: &Truth) -> Option<f64> {
        Some(rate(large, ours) / rate(small, self.theirs?))
    }
}

/// Megabytes per second of CPU.
pub(super) fn rate(truth: &Truth, run: Run) -> f64 {
    truth.bytes as f64 / MB as f64 / run.cpu_s
}

/// The measuring, row by row.
pub(super) struct Bench<'a> {
    pub(super) ours: &'a Path,
    pub(super) report: &'a mut Report,
    pub(super) wrong: Vec<String>,
}

impl Bench<'_> {
    /// All that is compared, round by round.
    pub(super) fn rounds(
        &mut self,
        small: &Made,
        large: &Made,
        peer: Option<&Peer>,
    ) -> anyhow::Result<Vec<Round>> {
        for (log, threads) in [(small, 2), (large, 1), (large, 2)] {
            self.check(log, threads)?;
        }
        let round = |_| {
            // The peer takes much longer, so ours stands before it and behind it.
            let small_run = self.run(small, 2)?;
            let before = (self.run(large, 1)?, self.run(large, 2)?);
            let theirs = peer.map(|peer| peer.run(small)).transpose()?;
            let after = (self.run(large, 1)?, self.run(large, 2)?);
            let (one, two) = (before.0.mean(after.0), before.1.mean(after.1));
            anyhow::Ok(Round { small: small_run, one, two, theirs })
        };
        let rounds: Vec<Round> = (0..RUNS).map(round).collect::<anyhow::Result<_>>()?;
        let middle = |run: fn(&Round) -> Run| Run::median(rounds.iter().map(run).collect());
        self.row("auroscope digest, 100 MB", &small.truth, middle(|round| round.small));
        self.row("auroscope digest, 1 GB, one thread", &large.truth, middle(|round| round.one));
        self.row("auroscope digest, 1 GB, two threads", &large.truth, middle(|round| round.two));
        let theirs: Vec<Run> = rounds.iter().filter_map(|round| round.theirs).collect();
        if !theirs.is_empty() {
            self.row("pt-query-digest, 100 MB", &small.truth, Run::median(theirs));
        }
        Ok(rounds)
    }

    /// A digest of a log, checked once and measured several times.
    pub(super) fn ours(&mut self, title: &str, log: &Made, threads: usize) -> anyhow::Result<Run> {
        self.check(log, threads)?;
        let runs: anyhow::Result<Vec<Run>> = (0..RUNS).map(|_| self.run(log, threads)).collect();
        let run = Run::median(runs?);
        self.row(title, &log.truth, run);
        Ok(run)
    }

    /// Whether the totals are what was written.
    fn check(&mut self, log: &Made, threads: usize) -> anyhow::Result<()> {
        let printed = folder()?.join("report.json");
        let threads = threads.to_string();
        let arguments = ["digest".as_ref(), "--threads".as_ref(), threads.as_ref(), log.path.as_os_str()];
        let json = ["-o".as_ref(), "json".as_ref(), "--limit".as_ref(), "all".as_ref()];
        measure::run(self.ours, &[&arguments[..], &json].concat(), None, Some(&printed))?;
        self.wrong.extend(check::differences(&printed, &log.truth)?);
        Ok(())
    }

    fn run(&self, log: &Made, threads: usize) -> anyhow::Result<Run> {
        let threads = threads.to_string();
        let arguments = ["digest".as_ref(), "--threads".as_ref(), threads.as_ref(), log.path.as_os_str()];
        measure::run(self.ours, &arguments, None, None)
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
    pub(super) fn fingerprints(&mut self, seed: u64) -> anyhow::Result<f64> {
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
pub(super) struct Peer {
    pub(super) program: PathBuf,
    pub(super) version: String,
}

impl Peer {
    fn run(&self, log: &Made) -> anyhow::Result<Run> {
        let arguments = ["--no-version-check".as_ref(), log.path.as_os_str()];
        measure::run(&self.program, &arguments, None, None)
    }
}

pub(super) fn peer() -> anyhow::Result<Peer> {
    let program = "pt-query-digest";
    if !tool::exists(program) {
        tool::install_package("percona-toolkit")?;
    }
    let version = tool::output(Command::new(program).arg("--version"))?;
    Ok(Peer { program: PathBuf::from("/usr/bin").join(program), version })
}
