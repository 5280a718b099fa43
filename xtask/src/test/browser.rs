//! The web UI in a real browser, on a real Auroscope that watches a real MySQL with something slow on it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::Context as _;
use auroscope_testkit::{Endpoint, MysqlOptions, MysqlServer, dev_folder, wait_until};
use mysql_async::prelude::Queryable as _;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::tally::{self, Tally};
use crate::binary::{self, Auroscope, Launch};
use crate::tool;

const CHROMIUM: &str = "/usr/bin/chromium";
/// What the Auroscope that asks for a log-in is told, and the tests tell it.
const ADMIN_PASSWORD: &str = "only for browser tests";

/// What each client repeats: texts that a page may mishandle, and one that runs for long.
const STATEMENTS: &[&str] = &[
    "SELECT SLEEP(1.2), '<img src=x onerror=\"window.hostile=1\"><script>window.hostile=1</script>' AS hostile",
    "SELECT SLEEP(1.1) AS 대기, '한국어로 된 주문 조회' AS 설명, '🐟' AS fish FROM DUAL WHERE 1 = 1",
    "SELECT SLEEP(0.9) AS a /*route='/orders',traceparent='00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'*/",
    "SELECT COUNT(*) FROM information_schema.columns WHERE SLEEP(0.7) = 1 LIMIT 1",
    "SELECT SLEEP(25) AS long_running",
    "SELECT COUNT(*) AS 쌍 FROM shop.numbers a JOIN shop.numbers b ON a.v + b.v = -1 WHERE a.id > 0",
];

/// What the last of them reads: it has a plan, where the others are refused because they sleep.
const TABLES: &[&str] = &[
    "CREATE DATABASE shop",
    "CREATE TABLE shop.numbers (id INT PRIMARY KEY, v INT NOT NULL, KEY by_v (v))",
    "SET cte_max_recursion_depth = 20000",
    "INSERT INTO shop.numbers WITH RECURSIVE n AS (SELECT 1 i UNION ALL SELECT i + 1 FROM n WHERE i < 12000) \
     SELECT i, i % 100 FROM n",
    "ANALYZE TABLE shop.numbers",
];

const GRANTS: &[&str] = &["PROCESS ON *.*", "SELECT ON performance_schema.*", "SELECT, SHOW VIEW ON shop.*"];

/// The browser, installed when it is missing and we may.
pub(super) fn chromium() -> anyhow::Result<&'static Path> {
    if !Path::new(CHROMIUM).exists() {
        tool::install_package("chromium")?;
    }
    Ok(Path::new(CHROMIUM))
}

/// Runs the browser tests against what this starts; they find it by `AUROSCOPE_URL` and `AUROSCOPE_LOGIN_URL`.
pub(super) async fn run(tests: &mut Command, chromium: &Path, tally: &mut Tally) -> anyhow::Result<()> {
    let binary = binary::build()?;
    let server =
        MysqlServer::start(MysqlOptions::new()).context("the browser tests need a MySQL of their own")?;
    let mut connection = server.endpoint().connect().await?;
    for statement in TABLES {
        connection.query_drop(*statement).await?;
    }
    let account = server.endpoint().account(GRANTS).await?;
    let url = account.url();
    let launch = Launch::fresh(
        &binary,
        folder("browser-tests")?,
        &["--target", &url, "--threshold", "500ms", "--interval", "500ms"],
    )?;
    let auroscope = launch.start().await?;
    let guarded = start_guarded(&binary).await?;
    let clients = Clients::start(server.endpoint());
    wait_until(Duration::from_secs(30), "the first slow queries", async || {
        auroscope.api.slow_queries().await.is_ok_and(|all| all.len() >= STATEMENTS.len())
    })
    .await;
    wait_until(Duration::from_secs(60), "a plan, and one that is refused", async || {
        let has = async |skipped: bool| {
            let plans =
                auroscope.api.get::<serde_json::Value>(&format!("/api/v1/plans?skipped={skipped}")).await;
            plans.is_ok_and(|plans| plans["items"].get(0).is_some())
        };
        has(true).await && has(false).await
    })
    .await;
    *tests = one_at_a_time(tests);
    tests.env("AUROSCOPE_URL", auroscope.api.url()).env("CHROMIUM", chromium);
    tests.env("AUROSCOPE_LOGIN_URL", guarded.api.url()).env("AUROSCOPE_LOGIN_PASSWORD", ADMIN_PASSWORD);
    let result = tally.run("web UI browser tests", tests, tally::node_line);
    clients.stop().await;
    result.and(guarded.stop()).and(auroscope.stop())
}

/// An Auroscope that asks for a log-in and watches nothing.
async fn start_guarded(binary: &Path) -> anyhow::Result<Auroscope> {
    let mut launch = Launch::fresh(binary, folder("browser-tests-log-in")?, &[])?;
    let configuration = launch.folder.join("auroscope.toml");
    fs::create_dir_all(&launch.folder)?;
    fs::write(&configuration, format!("admin_password = {ADMIN_PASSWORD:?}\n"))?;
    launch.arguments = vec!["--config".into(), configuration.display().to_string()];
    launch.start().await
}

/// The same tests file by file: browsers side by side keep each other waiting on a small machine.
fn one_at_a_time(tests: &Command) -> Command {
    let mut command = Command::new(tests.get_program());
    // Node takes options only before the first file.
    command.arg("--test-concurrency=1").args(tests.get_args());
    command.envs(tests.get_envs().filter_map(|(key, value)| Some((key, value?))));
    if let Some(folder) = tests.get_current_dir() {
        command.current_dir(folder);
    }
    command
}

fn folder(name: &str) -> anyhow::Result<PathBuf> {
    Ok(dev_folder()?.join(name))
}

/// One client per statement, each repeating its own.
struct Clients {
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Clients {
    fn start(endpoint: &Endpoint) -> Self {
        let clients = Self { stop: CancellationToken::new(), tasks: TaskTracker::new() };
        for statement in STATEMENTS {
            let (endpoint, stop) = (endpoint.clone(), clients.stop.clone());
            clients.tasks.spawn(async move {
                let repeat = async {
                    while let Ok(mut connection) = endpoint.connect().await {
                        while connection.query_drop(*statement).await.is_ok() {}
                    }
                };
                tokio::select! { () = stop.cancelled() => {}, () = repeat => {} }
            });
        }
        clients.tasks.close();
        clients
    }

    async fn stop(self) {
        self.stop.cancel();
        self.tasks.wait().await;
    }
}
