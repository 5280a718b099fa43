//! The AWS APIs as moto answers them: RDS, CloudWatch Logs, STS, Secrets Manager. It keeps all in memory, and knows
//! neither costs, limits nor permissions.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};

use crate::{GuardedProcess, cache_lock, dev_folder, free_port, skip, under_ci};

/// What is installed.
const PACKAGE: &str = "moto[server]==5.2.5";
/// Raised when what is installed changes.
const STAMP: &str = "1";
const START_BOUND: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(20);

/// An emulator of ours on 127.0.0.1, which dies with the process that started it.
#[derive(Debug)]
pub struct AwsEmulator {
    port: u16,
    _process: GuardedProcess,
    _folder: tempfile::TempDir,
}

impl AwsEmulator {
    /// Installs the emulator when it is not yet, and starts one that knows nothing.
    ///
    /// # Errors
    /// When it cannot be installed or does not come up; the message holds the end of what it printed.
    pub fn start() -> anyhow::Result<Self> {
        let program = install()?;
        let (folder, port) = (tempfile::tempdir()?, free_port()?);
        let log = folder.path().join("log");
        let mut command = Command::new(program);
        command.args(["-H", "127.0.0.1", "-p", &port.to_string()]);
        let process = GuardedProcess::spawn(&command, &log)?;
        let start = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if !process.is_running() || start.elapsed() > START_BOUND {
                let printed = fs::read_to_string(&log).unwrap_or_default();
                bail!("the AWS emulator did not come up on port {port}:\n{printed}");
            }
            thread::sleep(PAUSE);
        }
        Ok(Self { port, _process: process, _folder: folder })
    }

    /// Where it answers, for every service: the value of `AWS_ENDPOINT_URL`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Calls an action of RDS, such as `CreateDBInstance`, with its parameters; what was answered.
    ///
    /// # Errors
    /// When the emulator refuses it.
    pub fn rds(&self, region: &str, action: &str, parameters: &[(&str, &str)]) -> anyhow::Result<String> {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.append_pair("Action", action).append_pair("Version", "2014-10-31").extend_pairs(parameters);
        self.ask(("rds", region), "application/x-www-form-urlencoded", action, &form.finish())
    }

    /// Calls an action of CloudWatch Logs, such as `PutLogEvents`, with its JSON; what was answered.
    ///
    /// # Errors
    /// When the emulator refuses it.
    pub fn logs(&self, region: &str, action: &str, json: &str) -> anyhow::Result<String> {
        self.ask(("logs", region), "application/x-amz-json-1.1", action, json)
    }

    fn ask(
        &self,
        (service, region): (&str, &str),
        content: &str,
        action: &str,
        body: &str,
    ) -> anyhow::Result<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        // It tells services and regions apart by the scope of the signature, which it does not check.
        write!(
            stream,
            "POST / HTTP/1.0\r\nHost: {service}.{region}.amazonaws.com\r\n\
             Authorization: AWS4-HMAC-SHA256 Credential=testing/20260101/{region}/{service}/aws4_request, \
             SignedHeaders=host, Signature=00\r\nX-Amz-Target: Logs_20140328.{action}\r\n\
             Content-Type: {content}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        ensure!(answer.lines().next().is_some_and(|line| line.contains(" 200 ")), "{action}: {answer}");
        Ok(answer)
    }

    /// Makes a cluster of Aurora MySQL with so many instances, `{id}-1` the first, all with these tags.
    ///
    /// # Errors
    /// When the emulator refuses it.
    pub fn aurora(
        &self,
        region: &str,
        id: &str,
        instances: u32,
        tags: &[(&str, &str)],
    ) -> anyhow::Result<()> {
        let numbered: Vec<(String, &str)> = tags
            .iter()
            .enumerate()
            .flat_map(|(n, (key, value))| {
                [(format!("Tags.Tag.{}.Key", n + 1), *key), (format!("Tags.Tag.{}.Value", n + 1), *value)]
            })
            .collect();
        let tags: Vec<(&str, &str)> = numbered.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        let cluster = [
            ("DBClusterIdentifier", id),
            ("Engine", "aurora-mysql"),
            ("EngineVersion", "8.0.mysql_aurora.3.08.0"),
            ("MasterUsername", "root"),
            ("MasterUserPassword", "password"),
            ("EnableCloudwatchLogsExports.member.1", "slowquery"),
        ];
        self.rds(region, "CreateDBCluster", &[&cluster, &tags[..]].concat())?;
        for n in 1..=instances {
            let name = format!("{id}-{n}");
            let instance = [
                ("DBInstanceIdentifier", name.as_str()),
                ("DBClusterIdentifier", id),
                ("Engine", "aurora-mysql"),
                ("EngineVersion", "8.0.mysql_aurora.3.08.0"),
                ("DBInstanceClass", "db.r6g.large"),
            ];
            self.rds(region, "CreateDBInstance", &[&instance, &tags[..]].concat())?;
        }
        Ok(())
    }

    /// The environment of a process that is to take it for AWS.
    #[must_use]
    pub fn environment(&self) -> [(&'static str, String); 5] {
        [
            ("AWS_ENDPOINT_URL", self.url()),
            ("AWS_ACCESS_KEY_ID", "testing".into()),
            ("AWS_SECRET_ACCESS_KEY", "testing".into()),
            ("AWS_REGION", "ap-northeast-2".into()),
            // Not to be asked of a machine that is none of Amazon's.
            ("AWS_EC2_METADATA_DISABLED", "true".into()),
        ]
    }
}

/// An emulator of the test's own; none where it cannot be had, which is then said (and a failure under CI).
///
/// # Panics
/// Under CI, when there is none.
#[must_use]
pub fn start_aws_or_skip() -> Option<AwsEmulator> {
    // One test finds out for all that there is none.
    static TROUBLE: LazyLock<Mutex<Option<String>>> = LazyLock::new(Mutex::default);
    let mut trouble = TROUBLE.lock().unwrap_or_else(PoisonError::into_inner);
    if trouble.is_none() {
        match AwsEmulator::start() {
            Ok(emulator) => return Some(emulator),
            Err(error) => *trouble = Some(format!("{error:#}")),
        }
    }
    skip(trouble.as_deref().unwrap_or_default());
    None
}

/// A virtual environment with the emulator; its program.
fn install() -> anyhow::Result<PathBuf> {
    let _lock = cache_lock("moto")?;
    let folder = dev_folder()?.join("moto");
    let (stamp, program) = (folder.join("stamp"), folder.join("bin/moto_server"));
    let wanted = format!("{STAMP} {PACKAGE}");
    if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(program);
    }
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("cannot renew {}", folder.display()))?;
    }
    make_environment(&folder)?;
    let quiet = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", PACKAGE];
    run(Command::new(folder.join("bin/python")).args(quiet)).context("moto could not be installed")?;
    fs::write(&stamp, wanted)?;
    Ok(program)
}

/// Debian has what makes one in a package of its own.
fn make_environment(folder: &Path) -> anyhow::Result<()> {
    let make = || run(Command::new("python3").args(["-m", "venv"]).arg(folder));
    if make().is_ok() {
        return Ok(());
    }
    ensure!(under_ci(), "python3 cannot make a virtual environment: install python3-venv");
    run(Command::new("apt-get").args(["install", "--yes", "--quiet", "python3-venv"]))?;
    make()
}

fn run(command: &mut Command) -> anyhow::Result<()> {
    let output = command.output().with_context(|| format!("cannot run {:?}", command.get_program()))?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{:?} failed: {}", command.get_program(), said.trim());
    Ok(())
}
