//! `cargo xtask test`: everything that can be tested, with what that needs installed first, and an honest count.

mod browser;
mod tally;

use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};
use auroscope_testkit::{
    Installation, SKIPS_FILE_VARIABLE, TEST_MYSQL_VARIABLE, dev_folder, skips_in, under_ci,
};
use clap::Args;

use crate::node::Node;
use crate::phases::Phases;
use crate::{tool, ui_check};
use tally::Tally;

#[derive(Args)]
pub(crate) struct TestArguments {
    /// Only Rust tests whose name contains this; the web UI's are then left out
    filter: Option<String>,
}

pub(crate) async fn run(arguments: &TestArguments) -> anyhow::Result<()> {
    let mut phases = Phases::begin();
    let skips_file = dev_folder()?.join(format!("skips-{}", std::process::id()));
    let mut tally = Tally::default();
    if std::env::var_os(TEST_MYSQL_VARIABLE).is_none() {
        // Each test that needs it says so when there is none; here it is only made before the clock of one runs.
        match Installation::ensure() {
            Ok(mysql) => phases.done(&format!("MySQL {} installed", mysql.version())),
            Err(error) => eprintln!("{error:#}"),
        }
    }
    rust(arguments.filter.as_deref(), &skips_file, &mut tally)?;
    phases.done("Rust: unit, real server and documentation tests");
    if arguments.filter.is_none() {
        ui(&mut tally, &mut phases).await?;
    }
    tally.skip(skips_in(&skips_file));
    let _ = fs::remove_file(&skips_file);
    eprintln!("{:>7.1} s  in all", phases.total().as_secs_f64());
    println!("{tally}");
    ensure!(tally.failures() == 0, "there are failures");
    ensure!(!under_ci() || tally.skipped() == 0, "under CI nothing may be skipped");
    Ok(())
}

fn rust(filter: Option<&str>, skips_file: &Path, tally: &mut Tally) -> anyhow::Result<()> {
    let mut cargo = tool::cargo();
    cargo.args(["test", "--workspace", "--no-fail-fast"]).env(SKIPS_FILE_VARIABLE, skips_file);
    // The output of tests that pass is not shown, so a skip shows in the count at the end alone.
    cargo.args(filter);
    tally.run("cargo test", &mut cargo, tally::cargo_line)
}

async fn ui(tally: &mut Tally, phases: &mut Phases) -> anyhow::Result<()> {
    let node = match Node::ensure() {
        Ok(node) => node,
        Err(error) => {
            tally.skip([format!("web UI types, unit and browser tests: {error:#}")]);
            return Ok(());
        }
    };
    ui_check::install(&node).context("the web UI's development tools")?;
    tally.check("web UI types", ui_check::check_types(&node));
    tally.run("web UI unit tests", &mut ui_check::node_tests(&node, "tests/unit")?, tally::node_line)?;
    phases.done("web UI: types and unit tests");
    match browser::chromium() {
        Ok(chromium) => {
            let mut tests = ui_check::node_tests(&node, "tests/browser")?;
            browser::run(&mut tests, chromium, tally).await?;
            phases.done("web UI in a browser");
        }
        Err(error) => tally.skip([format!("web UI browser tests: {error:#}")]),
    }
    Ok(())
}
