//! The corpus on MariaDB.

use auroscope_testkit::MariadbServer;

use super::cases::{Case, Server};
use super::recorder::{Question, Recorder};
use super::{folder, making};

const QUESTIONS: &[Question] = &[
    Question { document: "explain.json", setting: None, prefix: "EXPLAIN FORMAT=JSON" },
    Question { document: "tabular.tsv", setting: None, prefix: "EXPLAIN" },
    Question { document: "analyze.json", setting: None, prefix: "ANALYZE FORMAT=JSON" },
    Question { document: "analyze_tabular.tsv", setting: None, prefix: "ANALYZE" },
];

/// Records the cases on a new server; what is wrong with them.
pub(super) async fn record(cases: &[Case], all: bool) -> anyhow::Result<Vec<String>> {
    let server = MariadbServer::start(&[
        "--innodb-buffer-pool-size=256M",
        "--innodb-stats-persistent-sample-pages=100000",
        "--innodb-stats-auto-recalc=OFF",
    ])?;
    let release: Vec<&str> = server.version().split('.').take(2).collect();
    let recorder = Recorder {
        server: Server::Mariadb,
        endpoint: server.endpoint(),
        folder: folder().join(format!("mariadb-{}", release.join("."))),
        questions: QUESTIONS,
        bound: "SET SESSION max_statement_time = 20",
    };
    recorder.make(&making()?).await?;
    eprintln!("MariaDB {}: the tables are made", server.version());
    let mut faults = Vec::new();
    for case in cases {
        faults.extend(recorder.record(case).await?);
    }
    if all {
        recorder.write_version().await?;
        recorder.remove_others(cases)?;
    }
    Ok(faults)
}
