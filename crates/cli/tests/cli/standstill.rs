//! The process stands still (a paused machine, a starved one): what was slow meanwhile, on connections that stay, is
//! asked for afterwards.

use std::process::Command;
use std::time::Duration;

use auroscope_testkit::{shared_mysql_or_skip, wait_for};
use mysql_async::prelude::Queryable;

use crate::harness::{ask, serve};

const BOUND: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread")]
async fn what_was_slow_while_the_process_stood_still_is_found() {
    let Some(mysql) = shared_mysql_or_skip() else { return };
    let account = mysql.account(&["PROCESS ON *.*", "SELECT ON performance_schema.*"]).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["--threshold", "500ms", "--interval", "250ms", "--target", &account.url()];
    let mut serving = serve(&folder.path().join("data"), &arguments);
    let url = serving.url.clone();
    wait_for(BOUND, "the target to be watched", async || {
        (ask(&url, &["target", "list"])?[0]["health"]["collectors"][0]["runs"].as_u64()? > 2).then_some(())
    })
    .await;
    let pid = serving.child.id().to_string();
    let signal = |name: &str| {
        assert!(Command::new("sh").args(["-c", "kill -$0 $1", name, &pid]).status().unwrap().success());
    };
    let mut clients = Vec::new();
    for _ in 0..10 {
        clients.push(mysql.connect().await.unwrap());
    }
    signal("STOP");
    let running = clients.into_iter().enumerate().map(|(i, mut client)| {
        tokio::spawn(async move {
            client.query_drop(format!("SELECT SLEEP(0.8), 'while it stood still {i}'")).await.unwrap();
            client
        })
    });
    let running: Vec<_> = running.collect();
    let mut stay = Vec::new();
    for client in running {
        stay.push(client.await.unwrap());
    }
    signal("CONT");
    let found = wait_for(BOUND, "all that was slow meanwhile", async || {
        let found = ask(&url, &["slow", "list", "--text", "while it stood still", "--state", "finished"])?;
        (found.as_array()?.len() == 10).then_some(found)
    })
    .await;
    for query in found.as_array().unwrap() {
        assert_eq!(query["duration_kind"], "exact");
        assert!((800_000..900_000).contains(&query["duration_us"].as_u64().unwrap()), "{query}");
    }
    signal("TERM");
    assert!(serving.child.wait().unwrap().success());
}
