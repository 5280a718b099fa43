//! Running other programs: cargo, npm, node, apt-get.

use std::env;
use std::ffi::OsString;
use std::process::{Command, Stdio};

use anyhow::{Context, ensure};

/// The cargo that runs us.
pub(crate) fn cargo() -> Command {
    let program = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(program);
    command.current_dir(auroscope_testkit::repository_root());
    command
}

/// Runs it to its end, its output going where ours goes; that it failed is an error.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<()> {
    let shown = shown(command);
    let status = command.status().with_context(|| format!("cannot run `{shown}`"))?;
    ensure!(status.success(), "`{shown}` failed: {status}");
    Ok(())
}

/// Runs it to its end and returns what it printed.
pub(crate) fn output(command: &mut Command) -> anyhow::Result<String> {
    let shown = shown(command);
    let output =
        command.stderr(Stdio::inherit()).output().with_context(|| format!("cannot run `{shown}`"))?;
    ensure!(output.status.success(), "`{shown}` failed: {}", output.status);
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Whether a program is there.
pub(crate) fn exists(program: &str) -> bool {
    let mut command = Command::new(program);
    command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// Installs a package of the machine's own distribution, which takes root and apt-get.
pub(crate) fn install_package(package: &str) -> anyhow::Result<()> {
    let advice = || format!("install it: apt-get install {package}");
    let root = output(Command::new("id").arg("-u"))? == "0";
    ensure!(root && exists("apt-get"), "{package} is missing and only root can {}", advice());
    let mut install = Command::new("apt-get");
    install.env("DEBIAN_FRONTEND", "noninteractive");
    install.args(["install", "--yes", "--quiet=2", "--no-install-recommends", package]).stdout(Stdio::null());
    if !install.status().is_ok_and(|status| status.success()) {
        run(Command::new("apt-get").args(["update", "--quiet=2"]))?;
        run(&mut install).with_context(advice)?;
    }
    Ok(())
}
