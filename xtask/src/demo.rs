//! `cargo xtask demo`: a real MySQL, a shop with a workload that never stops, and Auroscope on it.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use auroscope_testkit::{Endpoint, Installation, MysqlOptions, MysqlServer, dev_folder, free_port_near};
use clap::Args;

use crate::api::{Api, DurationKind, SlowQuery, State};
use crate::binary::{self, Auroscope, Launch};
use crate::phases::Phases;
use crate::shop::{self, Workload};

const USER: &str = "auroscope";
const PASSWORD: &str = "auroscope-demo";
/// All that watching needs.
const GRANTS: &[&str] =
    &["PROCESS ON *.*", "SELECT ON performance_schema.*", "SELECT, SHOW VIEW ON `shop`.*"];
const FIRST_CAPTURE_BOUND: Duration = Duration::from_secs(120);

#[derive(Args)]
pub(crate) struct DemoArguments {
    /// Run this long, print what was captured and end; fails when nothing was
    #[arg(long = "for", value_name = "TIME", value_parser = parse_time)]
    length: Option<Duration>,
    /// Where the page is served, or the next free port
    #[arg(long, default_value_t = 8306)]
    port: u16,
    /// From how long a statement is slow
    #[arg(long, default_value = "1s")]
    threshold: String,
}

pub(crate) async fn run(arguments: DemoArguments) -> anyhow::Result<()> {
    // Whatever is started below is stopped when this ends, also by Ctrl-C: each thing stops when dropped.
    tokio::select! {
        result = play(&arguments) => result,
        signal = tokio::signal::ctrl_c() => {
            signal?;
            eprintln!("\nstopped");
            Ok(())
        }
    }
}

async fn play(arguments: &DemoArguments) -> anyhow::Result<()> {
    let mut phases = Phases::begin();
    let binary = binary::build()?;
    phases.done("built");
    let folder = dev_folder()?.join("demo");
    let server = start_mysql(&folder, &mut phases).await?;
    let auroscope = start_auroscope(&binary, &folder, arguments, &server).await?;
    phases.done("Auroscope started");
    println!("\n  {}\n", auroscope.api.url());
    let workload = Workload::start(server.endpoint());
    wait_for_first_capture(&auroscope).await?;
    phases.done("first slow query captured");
    eprintln!("{:>7.1} s  in all", phases.total().as_secs_f64());
    match arguments.length {
        Some(length) => tokio::time::sleep(length).await,
        None => {
            println!("A workload runs on {}; Ctrl-C stops everything.", server.url());
            std::future::pending::<()>().await;
        }
    }
    workload.stop().await;
    print_summary(&auroscope.api).await?;
    auroscope.stop()
}

async fn start_mysql(folder: &Path, phases: &mut Phases) -> anyhow::Result<MysqlServer> {
    let version = Installation::ensure()?.version().to_owned();
    phases.done(&format!("MySQL {version} installed"));
    let options = MysqlOptions::new()
        .port(free_port_near(23_306)?)
        .keep_data_in(folder)
        .arg("--innodb-buffer-pool-size=256M")
        .arg("--innodb-redo-log-capacity=256M");
    let server = MysqlServer::start(options)?;
    phases.done("MySQL started");
    if shop::make(server.endpoint()).await? {
        phases.done("shop made: 855,000 rows");
    }
    make_account(server.endpoint()).await?;
    Ok(server)
}

async fn make_account(endpoint: &Endpoint) -> anyhow::Result<()> {
    let create = format!("CREATE USER IF NOT EXISTS '{USER}'@'%' IDENTIFIED BY '{PASSWORD}'");
    let grants = GRANTS.iter().map(|grant| format!("GRANT {grant} TO '{USER}'@'%'"));
    let statements: Vec<String> = std::iter::once(create).chain(grants).collect();
    endpoint.run(&statements.iter().map(String::as_str).collect::<Vec<_>>()).await
}

async fn start_auroscope(
    binary: &Path,
    folder: &Path,
    arguments: &DemoArguments,
    server: &MysqlServer,
) -> anyhow::Result<Auroscope> {
    let target = format!("mysql://{USER}:{PASSWORD}@127.0.0.1:{}/", server.port());
    let launch = Launch {
        binary: binary.to_path_buf(),
        folder: folder.join("auroscope"),
        port: free_port_near(arguments.port)?,
        arguments: vec!["--target".into(), target, "--threshold".into(), arguments.threshold.clone()],
    };
    // Each demo begins with an empty page, on which the first slow query is seen to come.
    if launch.folder.exists() {
        fs::remove_dir_all(&launch.folder)?;
    }
    launch.start().await
}

async fn wait_for_first_capture(auroscope: &Auroscope) -> anyhow::Result<()> {
    let start = Instant::now();
    while auroscope.api.slow_queries().await?.is_empty() {
        ensure!(
            start.elapsed() < FIRST_CAPTURE_BOUND,
            "no slow query was captured:\n{}",
            auroscope.log_end()
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Ok(())
}

async fn print_summary(api: &Api) -> anyhow::Result<()> {
    let all = api.settled_slow_queries(Duration::from_secs(5)).await?;
    ensure!(!all.is_empty(), "nothing was captured");
    let count = |test: &dyn Fn(&SlowQuery) -> bool| all.iter().filter(|query| test(query)).count();
    println!("{} slow queries captured", all.len());
    println!("  {:>5} exact", count(&|query| query.duration_kind == DurationKind::Exact));
    println!(
        "  {:>5} finished with a lower bound",
        count(&|query| { query.state == State::Finished && query.duration_kind == DurationKind::LowerBound })
    );
    println!("  {:>5} abandoned", count(&|query| query.state == State::Abandoned));
    println!("  {:>5} running", count(&|query| query.state == State::Running));
    println!("top statements by total time");
    for statement in api.statements().await?.iter().take(8) {
        let (total_s, max_s) = (statement.total_us as f64 / 1e6, statement.max_us as f64 / 1e6);
        let text: String = statement.normalized.chars().take(80).collect();
        println!(
            "  {total_s:>7.1} s  {:>4} ×  max {max_s:>5.2} s  {}",
            statement.count,
            text.replace('\n', " ")
        );
    }
    for target in api.targets().await? {
        if let Some(cost) = api.cost(&target).await? {
            println!(
                "own cost on {target}: {:.2} ms of server time per second, {:.1} statements per second",
                cost.server_us_per_s / 1e3,
                cost.statements_per_s
            );
            if cost.slowdown > 1.0 {
                println!("  it slows itself down {:.1} times, being over its budget", cost.slowdown);
            }
        }
    }
    Ok(())
}

/// `60s`, `5m` or `1h`.
fn parse_time(text: &str) -> anyhow::Result<Duration> {
    let unit = text.chars().last().context("give a time such as 60s")?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        _ => anyhow::bail!("give a time such as 60s, 5m or 1h"),
    };
    let number: u64 = text[..text.len() - 1].parse().context("give a time such as 60s")?;
    Ok(Duration::from_secs(number * seconds))
}
