//! The corpus on MySQL.

use auroscope_testkit::{MysqlOptions, MysqlServer};

use super::cases::{Case, Server};
use super::recorder::{Question, Recorder};
use super::{facts, folder, making};

const VERSION_1: Option<&str> = Some("SET SESSION explain_json_format_version = 1");
const VERSION_2: Option<&str> = Some("SET SESSION explain_json_format_version = 2");

const QUESTIONS: &[Question] = &[
    Question { document: "v1.json", setting: VERSION_1, prefix: "EXPLAIN FORMAT=JSON" },
    Question { document: "v2.json", setting: VERSION_2, prefix: "EXPLAIN FORMAT=JSON" },
    Question { document: "tree.txt", setting: None, prefix: "EXPLAIN FORMAT=TREE" },
    Question { document: "tabular.tsv", setting: None, prefix: "EXPLAIN FORMAT=TRADITIONAL" },
    Question { document: "analyze_tree.txt", setting: None, prefix: "EXPLAIN ANALYZE FORMAT=TREE" },
    Question { document: "analyze_v2.json", setting: VERSION_2, prefix: "EXPLAIN ANALYZE FORMAT=JSON" },
];

/// Records the cases on a new server; what is wrong with them. With `all`, the facts of the tables too.
pub(super) async fn record(cases: &[Case], all: bool) -> anyhow::Result<Vec<String>> {
    let server = MysqlServer::start(options())?;
    let version = server.installation().version();
    let release: Vec<&str> = version.split('.').take(2).collect();
    let recorder = Recorder {
        server: Server::Mysql,
        endpoint: server.endpoint(),
        folder: folder().join(format!("mysql-{}", release.join("."))),
        questions: QUESTIONS,
        bound: "SET SESSION max_execution_time = 20000",
    };
    recorder.make(&making()?).await?;
    eprintln!("MySQL {version}: the tables are made");
    let mut faults = Vec::new();
    for case in cases {
        faults.extend(recorder.record(case).await?);
        if case.reads_only() {
            facts::write_execution(&recorder, case).await?;
        }
    }
    if all {
        facts::write_tables(&recorder).await?;
        recorder.write_version().await?;
        recorder.remove_others(cases)?;
    }
    Ok(faults)
}

/// Estimates that are the same in each run: statistics of all pages, never taken again by themselves, and all
/// pages in memory, since the optimizer counts on what it finds there.
fn options() -> MysqlOptions {
    MysqlOptions::new()
        .arg("--innodb-buffer-pool-size=256M")
        .arg("--innodb-redo-log-capacity=256M")
        .arg("--innodb-stats-persistent-sample-pages=100000")
        .arg("--innodb-stats-auto-recalc=OFF")
}
