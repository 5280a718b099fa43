//! `cargo xtask bench`: what Auroscope promises, measured against what the servers themselves say.
//!
//! Each bench prints a table for docs/measurements.md (and with `--record` puts it there), and fails when a
//! promise is not kept.

mod capture;
mod crash;
mod crowd;
mod digest;
mod first_start;
mod fleet;
mod load;
mod overhead;
mod plan;
mod process;
mod report;
mod rig;
mod truth;

use clap::{Args, Subcommand};

pub(crate) use self::report::Report;

#[derive(Subcommand)]
pub(crate) enum Bench {
    /// Recall, duplicates and exactness of the capture against the server's slow log
    Capture(capture::CaptureArguments),
    /// What watching costs a server under load
    Overhead(overhead::OverheadArguments),
    /// CPU and memory of one process with many targets
    Fleet(fleet::FleetArguments),
    /// kill -9 of Auroscope and a restart of MySQL in mid-run
    Crash(crash::CrashArguments),
    /// `auroscope digest` beside pt-query-digest, on logs whose totals are known
    Digest(digest::DigestArguments),
    /// Plans: how fast they are read, and what taking one costs a server
    Plan(plan::PlanArguments),
    /// A newcomer's first demo: build, install, first capture
    FirstStart(Recording),
}

/// What every bench takes.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Recording {
    /// Put the result into docs/measurements.md
    #[arg(long)]
    record: bool,
}

pub(crate) async fn run(bench: Bench) -> anyhow::Result<()> {
    match bench {
        Bench::Capture(arguments) => capture::run(arguments).await,
        Bench::Overhead(arguments) => overhead::run(arguments).await,
        Bench::Fleet(arguments) => fleet::run(arguments).await,
        Bench::Crash(arguments) => crash::run(arguments).await,
        Bench::Digest(arguments) => digest::run(&arguments),
        Bench::Plan(arguments) => plan::run(arguments).await,
        Bench::FirstStart(recording) => first_start::run(recording),
    }
}
