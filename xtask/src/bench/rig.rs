//! What a bench stands on: one MySQL with its slow log on, an account that may only watch, the binary.

use std::path::PathBuf;
use std::time::Duration;

use auroscope_testkit::{Endpoint, MysqlOptions, MysqlServer, dev_folder};

use crate::binary::{self, Launch};

/// The least that watching needs.
const GRANTS: &[&str] = &["PROCESS ON *.*", "SELECT ON performance_schema.*"];

/// The rig of one bench.
#[derive(Debug)]
pub(super) struct Rig {
    pub(super) server: MysqlServer,
    /// The account Auroscope watches with.
    pub(super) watcher: Endpoint,
    name: &'static str,
    pub(super) binary: PathBuf,
}

impl Rig {
    /// Builds and starts all but Auroscope.
    pub(super) async fn start(name: &'static str, options: MysqlOptions) -> anyhow::Result<Self> {
        Self::start_with(name, options, GRANTS).await
    }

    /// The same, with an account that has these rights.
    pub(super) async fn start_with(
        name: &'static str,
        options: MysqlOptions,
        grants: &[&str],
    ) -> anyhow::Result<Self> {
        let binary = binary::build()?;
        let server = MysqlServer::start(options)?;
        let watcher = server.endpoint().account(grants).await?;
        Ok(Self { server, watcher, name, binary })
    }

    /// MySQL as its administrator.
    pub(super) fn endpoint(&self) -> &Endpoint {
        self.server.endpoint()
    }

    /// An Auroscope with an empty data folder on this server.
    pub(super) fn auroscope(&self, threshold: Duration, interval: Duration) -> anyhow::Result<Launch> {
        let (threshold, interval) = (millis(threshold), millis(interval));
        let target = self.watcher.url();
        self.auroscope_with(&["--target", &target, "--threshold", &threshold, "--interval", &interval])
    }

    /// An Auroscope with an empty data folder and these arguments.
    pub(super) fn auroscope_with(&self, arguments: &[&str]) -> anyhow::Result<Launch> {
        Launch::fresh(&self.binary, self.folder()?, arguments)
    }

    /// Where Auroscope keeps its data.
    pub(super) fn folder(&self) -> anyhow::Result<PathBuf> {
        Ok(dev_folder()?.join("bench").join(self.name))
    }
}

fn millis(time: Duration) -> String {
    format!("{}ms", time.as_millis())
}
