//! The `auroscope` binary: built, started, watched from outside.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use auroscope_testkit::{GuardedProcess, free_port, repository_root};

use crate::api::Api;
use crate::tool;

const READY_BOUND: Duration = Duration::from_secs(30);
const STOP_BOUND: Duration = Duration::from_secs(20);

/// Builds the binary with the demo's profile, whose build a newcomer can wait for, and returns its path.
/// `AUROSCOPE_BINARY` names one that is built already, such as a release to be measured.
pub(crate) fn build() -> anyhow::Result<PathBuf> {
    if let Some(binary) = env::var_os("AUROSCOPE_BINARY") {
        return Ok(PathBuf::from(binary));
    }
    tool::run(tool::cargo().args([
        "build",
        "--profile",
        "demo",
        "--package",
        "auroscope",
        "--bin",
        "auroscope",
    ]))?;
    let target =
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| repository_root().join("target"), PathBuf::from);
    Ok(target.join("demo/auroscope"))
}

/// How `auroscope serve` is started.
#[derive(Debug, Clone)]
pub(crate) struct Launch {
    pub(crate) binary: PathBuf,
    /// Where it keeps its data and we its log.
    pub(crate) folder: PathBuf,
    pub(crate) port: u16,
    /// Arguments after `serve`, besides address and data folder.
    pub(crate) arguments: Vec<String>,
}

impl Launch {
    /// In a new folder on a free port.
    pub(crate) fn fresh(binary: &Path, folder: PathBuf, arguments: &[&str]) -> anyhow::Result<Self> {
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("cannot empty {}", folder.display()))?;
        }
        let arguments = arguments.iter().map(|argument| (*argument).to_owned()).collect();
        Ok(Self { binary: binary.to_path_buf(), folder, port: free_port()?, arguments })
    }

    /// Starts it and waits until it is ready.
    pub(crate) async fn start(&self) -> anyhow::Result<Auroscope> {
        let auroscope = self.start_unready()?;
        let start = Instant::now();
        while !auroscope.api.is_ready().await {
            if !auroscope.process.is_running() || start.elapsed() > READY_BOUND {
                bail!("auroscope did not become ready:\n{}", auroscope.log_end());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(auroscope)
    }

    /// Starts it without waiting.
    pub(crate) fn start_unready(&self) -> anyhow::Result<Auroscope> {
        fs::create_dir_all(&self.folder)?;
        let log = self.folder.join("auroscope.log");
        let mut command = Command::new(&self.binary);
        command.arg("serve").arg("--listen").arg(format!("127.0.0.1:{}", self.port));
        command.arg("--data").arg(self.folder.join("data")).args(&self.arguments);
        let process = GuardedProcess::spawn(&command, &log)?;
        Ok(Auroscope { process, api: Api::at(self.port), log })
    }
}

/// A running `auroscope serve`; it dies with us.
#[derive(Debug)]
pub(crate) struct Auroscope {
    pub(crate) process: GuardedProcess,
    pub(crate) api: Api,
    log: PathBuf,
}

impl Auroscope {
    /// Ends it in order.
    pub(crate) fn stop(mut self) -> anyhow::Result<()> {
        let status = self.process.stop(STOP_BOUND).context("auroscope")?;
        if !status.success() {
            bail!("auroscope ended with {status}:\n{}", self.log_end());
        }
        Ok(())
    }

    pub(crate) fn log_end(&self) -> String {
        let text = fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }
}
