//! Developer commands: `cargo xtask demo`, `test`, `bench`, `fuzz`, `tidy`, `plans`, `mysql`, `ui-check`.
//!
//! It starts the built binary and real servers and looks at them from outside, through the HTTP API and the
//! servers' own logs; it uses none of our crates but the test kit.

mod api;
mod bench;
mod binary;
mod demo;
mod fuzz;
mod http;
mod mysql;
mod node;
mod phases;
mod plan_corpus;
mod random;
mod shop;
mod test;
mod tidy;
mod tool;
mod ui_check;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Auroscope's developer commands")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Start a real MySQL with a workload that never stops, and Auroscope on it
    Demo(demo::DemoArguments),
    /// Install what the tests need and run every one of them
    Test(test::TestArguments),
    /// Measure what Auroscope promises
    #[command(subcommand)]
    Bench(bench::Bench),
    /// Run the fuzz targets for a bounded time
    Fuzz(fuzz::FuzzArguments),
    /// Check the house rules that no compiler checks
    Tidy,
    /// The corpus of EXPLAIN documents
    #[command(subcommand)]
    Plans(plan_corpus::Plans),
    /// A MySQL server to develop with
    #[command(subcommand)]
    Mysql(mysql::Mysql),
    /// Type-check the web UI and run its unit tests
    UiCheck,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse().command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Not through `Termination`, which would add a backtrace that tells a reader nothing.
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Demo(arguments) => demo::run(arguments).await,
        Command::Test(arguments) => test::run(&arguments).await,
        Command::Bench(bench) => bench::run(bench).await,
        Command::Fuzz(arguments) => fuzz::run(&arguments),
        Command::Tidy => tidy::run(&auroscope_testkit::repository_root()),
        Command::Plans(command) => plan_corpus::run(command).await,
        Command::Mysql(command) => mysql::run(command).await,
        Command::UiCheck => ui_check::run(),
    }
}
