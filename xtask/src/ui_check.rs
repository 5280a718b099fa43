//! `cargo xtask ui-check`: the web UI's types and unit tests.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};
use auroscope_testkit::{cache_lock, repository_root};

use crate::node::Node;
use crate::tool;

pub(crate) fn run() -> anyhow::Result<()> {
    let node = Node::ensure()?;
    install(&node)?;
    check_types(&node)?;
    tool::run(&mut node_tests(&node, "tests/unit")?)
}

/// Node's own test runner on the tests of a folder, with a report whose totals can be read.
pub(crate) fn node_tests(node: &Node, tests: &str) -> anyhow::Result<Command> {
    let mut command = node.command("node");
    command.args(["--test", "--test-reporter=spec"]).current_dir(folder());
    let mut found = false;
    // Named one by one: a folder means one thing to Node 20 and another to Node 22.
    for entry in fs::read_dir(folder().join(tests)).with_context(|| format!("there is no ui/{tests}"))? {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(".test.js") {
            command.arg(path);
            found = true;
        }
    }
    ensure!(found, "there are no tests in ui/{tests}");
    Ok(command)
}

pub(crate) fn folder() -> PathBuf {
    repository_root().join("ui")
}

/// Installs the UI's development tools when the lock file is newer than what is there.
pub(crate) fn install(node: &Node) -> anyhow::Result<()> {
    let _lock = cache_lock("npm")?;
    let modified =
        |path: &str| Path::new(&folder()).join(path).metadata().and_then(|about| about.modified()).ok();
    let installed = modified("node_modules/.package-lock.json");
    if installed.is_none() || installed < modified("package-lock.json") {
        let mut npm = node.command("npm");
        tool::run(npm.args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(folder()))?;
    }
    Ok(())
}

pub(crate) fn check_types(node: &Node) -> anyhow::Result<()> {
    let compiler = folder().join("node_modules/.bin/tsc");
    tool::run(node.command(compiler).args(["--noEmit", "-p", "tsconfig.json"]).current_dir(folder()))
}
