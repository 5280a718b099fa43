//! One running server with a data folder of its own.

use std::fs;
use std::io::Read as _;
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};

use super::apt::run;
use super::install::{Installation, option};
use super::{Endpoint, MysqlOptions, TlsFiles};
use crate::{GuardedProcess, free_port};

pub(super) const START_BOUND: Duration = Duration::from_secs(60);
const STOP_BOUND: Duration = Duration::from_secs(60);
const GREETING_BOUND: Duration = Duration::from_secs(2);
pub(super) const PAUSE: Duration = Duration::from_millis(20);
/// A port found free may be taken before mysqld binds it.
const ATTEMPTS: u32 = 3;

/// A MySQL server of ours on 127.0.0.1. It is killed when dropped, and when the process that started it ends.
#[derive(Debug)]
pub struct MysqlServer {
    installation: Installation,
    options: MysqlOptions,
    folder: PathBuf,
    endpoint: Endpoint,
    tls: Option<TlsFiles>,
    process: Option<GuardedProcess>,
}

impl MysqlServer {
    /// Installs MySQL when it is not yet, and starts a server with an empty root password.
    ///
    /// # Errors
    /// When it cannot be installed or does not come up; the message holds the end of its error log.
    pub fn start(options: MysqlOptions) -> anyhow::Result<Self> {
        let installation = Installation::ensure()?;
        let folder = match &options.kept_in {
            Some(folder) => folder.clone(),
            None => new_folder(&installation.servers())?,
        };
        fs::create_dir_all(&folder)?;
        if !folder.join("data").exists() {
            copy_template(&installation, &folder)?;
        }
        let tls = options.tls.then(|| TlsFiles::make(&installation, &folder.join("tls"))).transpose()?;
        let endpoint = Endpoint::root_at(0)?;
        let mut server = Self { installation, options, folder, endpoint, tls, process: None };
        for attempt in 1.. {
            let port = server.options.port.map_or_else(free_port, Ok)?;
            server.endpoint = Endpoint::root_at(port)?;
            match server.start_again() {
                Ok(()) => break,
                Err(error) if attempt == ATTEMPTS || server.options.port.is_some() => return Err(error),
                Err(_) => server.process = None,
            }
        }
        Ok(server)
    }

    /// Where it answers, as root.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// `mysql://root@127.0.0.1:PORT/`.
    #[must_use]
    pub fn url(&self) -> String {
        self.endpoint.url()
    }

    /// Its port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.endpoint.port()
    }

    /// The process id of mysqld; `None` while it is stopped.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        self.process.as_ref().map(GuardedProcess::pid)
    }

    /// The MySQL it runs.
    #[must_use]
    pub fn installation(&self) -> &Installation {
        &self.installation
    }

    /// Its data folder, where the log files are too.
    #[must_use]
    pub fn data_folder(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// The slow log's file, when started with [`MysqlOptions::slow_log_file`].
    #[must_use]
    pub fn slow_log_file(&self) -> PathBuf {
        self.data_folder().join("slow.log")
    }

    /// The certificate authority a client verifies it with, when started with TLS.
    #[must_use]
    pub fn tls_ca_file(&self) -> Option<PathBuf> {
        self.tls.as_ref().map(TlsFiles::authority)
    }

    /// A new connection as root; see [`Endpoint::connect`].
    ///
    /// # Errors
    /// When the server refuses or does not answer.
    pub async fn connect(&self) -> anyhow::Result<mysql_async::Conn> {
        self.endpoint.connect().await
    }

    /// The `mysql` client on it as root, ready for more arguments.
    #[must_use]
    pub fn client(&self) -> Command {
        let mut client = self.installation.command("bin/mysql");
        client.args(["--no-defaults", "--commands", "--host=127.0.0.1", "--user=root"]);
        client.arg(format!("--port={}", self.port()));
        client
    }

    /// Shuts it down in order. It keeps its port and data for [`start_again`](Self::start_again).
    ///
    /// # Errors
    /// When it does not end in time: it is then killed.
    pub fn stop(&mut self) -> anyhow::Result<()> {
        if let Some(mut process) = self.process.take() {
            process.stop(STOP_BOUND).context("mysqld")?;
        }
        Ok(())
    }

    /// Kills it as a crash would.
    ///
    /// # Errors
    /// When it cannot be waited for.
    pub fn kill9(&mut self) -> anyhow::Result<()> {
        if let Some(mut process) = self.process.take() {
            process.kill9()?;
        }
        Ok(())
    }

    /// Shuts it down and starts it on the same port and data.
    ///
    /// # Errors
    /// When either fails.
    pub fn restart(&mut self) -> anyhow::Result<()> {
        self.stop()?;
        self.start_again()
    }

    /// Starts it after [`stop`](Self::stop) or [`kill9`](Self::kill9) and waits until it answers.
    ///
    /// # Errors
    /// When it does not come up.
    pub fn start_again(&mut self) -> anyhow::Result<()> {
        ensure!(self.process.is_none(), "the server already runs");
        let log = self.folder.join("error.log");
        let process = GuardedProcess::spawn(&self.mysqld(), &log)?;
        let start = Instant::now();
        loop {
            if greets(self.port()) && process.is_running() {
                self.process = Some(process);
                return Ok(());
            }
            if !process.is_running() || start.elapsed() > START_BOUND {
                bail!("mysqld did not come up on port {}:\n{}", self.port(), end_of(&log));
            }
            thread::sleep(PAUSE);
        }
    }

    fn mysqld(&self) -> Command {
        let mut mysqld = self.installation.mysqld(&self.data_folder());
        mysqld.args([
            "--bind-address=127.0.0.1",
            "--mysqlx=OFF",
            "--secure-file-priv=",
            "--event-scheduler=OFF",
        ]);
        mysqld.arg(format!("--port={}", self.port()));
        // A path of a socket may have 107 bytes only; this one is relative to the data folder.
        mysqld.args(["--socket=socket", "--pid-file=mysqld.pid"]);
        mysqld.args(["--skip-log-bin", "--innodb-flush-log-at-trx-commit=2", "--innodb-doublewrite=OFF"]);
        mysqld.args([
            "--innodb-buffer-pool-size=64M",
            "--max-connections=400",
            "--explain-format=TRADITIONAL",
        ]);
        match &self.tls {
            Some(tls) => {
                mysqld.arg(option("--ssl-ca", &tls.authority()));
                mysqld.arg(option("--ssl-cert", &tls.certificate()));
                mysqld.arg(option("--ssl-key", &tls.key()));
            }
            // Making keys at every first start would cost a second.
            None => drop(mysqld.args(["--auto-generate-certs=OFF"])),
        }
        mysqld.args(&self.options.arguments);
        mysqld
    }
}

impl Drop for MysqlServer {
    fn drop(&mut self) {
        let kept = self.options.kept_in.is_some();
        if kept {
            // Data that is used again is closed in order, so that the next start need not recover it.
            let _ = self.stop();
        }
        self.process = None;
        if !kept && !thread::panicking() {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

/// Whether a MySQL says hello on this port.
pub(super) fn greets(port: u16) -> bool {
    let Ok(mut stream) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)) else { return false };
    let mut head = [0; 5];
    // Four bytes of packet header, then the version of the protocol: ten, for thirty years now.
    let read = stream.set_read_timeout(Some(GREETING_BOUND)).and_then(|()| stream.read_exact(&mut head));
    read.is_ok() && head[4] == 10
}

/// A folder for one server, named after our process; those of processes that are gone are removed.
pub(super) fn new_folder(servers: &Path) -> anyhow::Result<PathBuf> {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    fs::create_dir_all(servers)?;
    for entry in fs::read_dir(servers)?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let owner = name.split('-').next().unwrap_or_default();
        if !Path::new("/proc").join(owner).exists() {
            // Another process may be removing it too.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
    Ok(servers.join(format!("{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))))
}

fn copy_template(installation: &Installation, folder: &Path) -> anyhow::Result<()> {
    let mut copy = Command::new("cp");
    copy.args(["-a", "--reflink=auto"]).arg(installation.template()).arg(folder.join("data.new"));
    run(&mut copy)?;
    // Under its name only when whole, so that an interrupted copy is made again.
    fs::rename(folder.join("data.new"), folder.join("data")).context("cannot name the data folder")
}

pub(super) fn end_of(log: &Path) -> String {
    let text = fs::read(log).unwrap_or_default();
    let from = text.len().saturating_sub(4000);
    String::from_utf8_lossy(&text[from..]).into_owned()
}
