//! A MariaDB server of Debian 12, for what it says otherwise than MySQL. Each start makes its data anew.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Instant;

use anyhow::{Context, bail};

use super::apt::{self, run};
use super::install::option;
use super::server::{PAUSE, START_BOUND, end_of, greets, new_folder};
use super::{Endpoint, install};
use crate::{GuardedProcess, cache_lock, dev_folder, free_port};

/// What Debian 12 is called; its MariaDB is 10.11.
const SUITE: &str = "bookworm";
const PACKAGES: &[&str] = &["mariadb-server-core"];
/// Raised when what is unpacked changes, so that older folders are made anew.
const LAYOUT: u32 = 1;

/// What makes the system tables, in order, and lets root in without a password.
const SYSTEM_TABLES: &[&str] =
    &["mysql_system_tables.sql", "mysql_performance_tables.sql", "mysql_system_tables_data.sql"];
const BEFORE: &str = "create database mysql;\nuse mysql;\nset @auth_root_socket=NULL;\n";

/// A MariaDB server of ours on 127.0.0.1. It is killed when dropped, and when the process that started it ends.
#[derive(Debug)]
pub struct MariadbServer {
    version: String,
    folder: PathBuf,
    endpoint: Endpoint,
    _process: GuardedProcess,
}

impl MariadbServer {
    /// Installs MariaDB when it is not yet, and starts a new server with more arguments and an empty root password.
    ///
    /// # Errors
    /// When it cannot be installed or does not come up; the message holds the end of its error log.
    pub fn start(arguments: &[&str]) -> anyhow::Result<Self> {
        let installed = dev_folder()?.join("mariadb");
        let version = install(&installed)?;
        let root = installed.join("root");
        let folder = new_folder(&installed.join("servers"))?;
        fs::create_dir_all(folder.join("data"))?;
        make_system_tables(&root, &folder)?;
        let port = free_port()?;
        let mut command = mariadbd(&root, &folder);
        command.args(["--bind-address=127.0.0.1", "--socket=socket", "--innodb-flush-log-at-trx-commit=2"]);
        command.arg(format!("--port={port}")).args(arguments);
        let log = folder.join("error.log");
        let process = GuardedProcess::spawn(&command, &log)?;
        let start = Instant::now();
        while !greets(port) {
            if !process.is_running() || start.elapsed() > START_BOUND {
                bail!("mariadbd did not come up on port {port}:\n{}", end_of(&log));
            }
            thread::sleep(PAUSE);
        }
        Ok(Self { version, folder, endpoint: Endpoint::root_at(port)?, _process: process })
    }

    /// Where it answers, as root.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// The server's version, such as `10.11.14`.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }
}

impl Drop for MariadbServer {
    fn drop(&mut self) {
        // Its files may go while it still has them open: nobody reads them again.
        if !thread::panicking() {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

/// Unpacks it into `folder` unless it is there; its version.
fn install(folder: &Path) -> anyhow::Result<String> {
    let _lock = cache_lock("mariadb")?;
    let (root, stamp) = (folder.join("root"), folder.join("version"));
    if let Some(version) = install::read_stamp(&stamp, LAYOUT) {
        return Ok(version);
    }
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot renew {}", folder.display()))?;
    }
    let work = folder.join("apt");
    fs::create_dir_all(&work)?;
    apt::unpack(SUITE, PACKAGES, &work, &root).context("MariaDB could not be installed")?;
    fs::remove_dir_all(&work)?;
    let said = run(mariadbd(&root, folder).arg("--version"))?;
    let version = install::version_in(&said).with_context(|| format!("mariadbd said no version: {said}"))?;
    fs::write(&stamp, install::stamp_of(LAYOUT, &version))?;
    Ok(version)
}

fn make_system_tables(root: &Path, folder: &Path) -> anyhow::Result<()> {
    let mut script = BEFORE.to_owned();
    for name in SYSTEM_TABLES {
        let path = root.join("usr/share/mysql").join(name);
        script += &fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    }
    let path = folder.join("system_tables.sql");
    fs::write(&path, script)?;
    let mut command = mariadbd(root, folder);
    command.args(["--bootstrap", "--skip-grant-tables"]).stdin(Stdio::from(File::open(&path)?));
    run(&mut command).context("mariadbd could not make its data folder").map(drop)
}

/// `mariadbd` with the options every run of it needs, with its own loader and libraries.
fn mariadbd(root: &Path, folder: &Path) -> Command {
    let libraries = root.join("usr/lib/x86_64-linux-gnu");
    let share = root.join("usr/share/mysql");
    let mut command = Command::new(libraries.join("ld-linux-x86-64.so.2"));
    command.arg("--library-path").arg(&libraries).arg(root.join("usr/sbin/mariadbd"));
    command.args(["--no-defaults", "--user=root"]);
    command.arg(option("--basedir", &root.join("usr")));
    command.arg(option("--datadir", &folder.join("data")));
    command.arg(option("--lc-messages-dir", &share));
    command.arg(option("--character-sets-dir", &share.join("charsets")));
    command.arg(option("--plugin-dir", &root.join("usr/lib/mysql/plugin")));
    command
}
