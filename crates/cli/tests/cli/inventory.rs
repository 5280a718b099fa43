//! `auroscope inventory …` of a serving process that takes an emulator for AWS.

use std::path::Path;
use std::time::Duration;

use auroscope_testkit::{AwsEmulator, free_port, start_aws_or_skip, wait_for};
use serde_json::Value;

use crate::harness::{Serving, ask, run, serve_with, told};

const BOUND: Duration = Duration::from_secs(60);
const SEOUL: &str = "ap-northeast-2";

/// A process that keeps an inventory by an emulator, or by what answers at this URL.
fn serving(data: &Path, url: &str) -> Serving {
    let mut environment: Vec<(&str, String)> = vec![
        ("AWS_ENDPOINT_URL", url.to_owned()),
        ("AWS_ACCESS_KEY_ID", "testing".into()),
        ("AWS_SECRET_ACCESS_KEY", "testing".into()),
        ("AWS_EC2_METADATA_DISABLED", "true".into()),
        ("AUROSCOPE_AWS_INVENTORY", "true".into()),
        ("MGMT_USER", "watcher".into()),
        ("MGMT_USER_PASS", "secret".into()),
    ];
    environment.push(("AUROSCOPE_AWS_REGIONS", format!("{SEOUL},ap-northeast-1")));
    serve_with(data, &[], &environment)
}

async fn watched(serving: &Serving, count: usize) -> Vec<String> {
    wait_for(BOUND, "targets", async || {
        let targets = ask(&serving.url, &["target", "list"])?;
        let ids: Vec<String> =
            targets.as_array()?.iter().map(|target| target["id"].as_str().unwrap().to_owned()).collect();
        (ids.len() == count).then_some(ids)
    })
    .await
}

fn listed(serving: &Serving, arguments: &[&str], code: i32) -> (String, String) {
    told(run(&[&["inventory"], arguments, &["--server", &serving.url]].concat()), code)
}

fn shop(emulator: &AwsEmulator) {
    emulator.aurora(SEOUL, "shop", 2, &[("env", "prd"), ("real_time_slow_sql", "true")]).unwrap();
    emulator.aurora(SEOUL, "test", 1, &[("env", "dev")]).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_tagged_is_watched_and_all_is_listed() {
    let Some(emulator) = start_aws_or_skip() else { return };
    shop(&emulator);
    let folder = tempfile::tempdir().unwrap();
    let first = serving(folder.path(), &emulator.url());
    assert_eq!(watched(&first, 2).await, ["shop-1", "shop-2"]);
    // Until the other region has answered, too, the list says that it may be missing something.
    listed(&first, &["refresh"], 0);
    let (table, _) = listed(&first, &["list", "--kind", "instance", "-o", "csv"], 0);
    let line = |name: &str| table.lines().find(|line| line.starts_with(name)).unwrap().to_owned();
    assert!(
        line("shop-1").ends_with("as shop-1") && line("test-1").contains("tag env is dev, not prd"),
        "{table}"
    );
    let (json, _) = listed(&first, &["list", "--kind", "cluster", "-o", "json"], 0);
    let clusters: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(clusters.as_array().unwrap().len(), 2);
    let (json, _) = listed(&first, &["list", "--account", "000000000000", "-o", "json"], 0);
    assert_eq!(json.trim(), "[]");

    // A deleted one is let go, and what became of it is told.
    let delete = [("DBInstanceIdentifier", "shop-2"), ("SkipFinalSnapshot", "true")];
    emulator.rds(SEOUL, "DeleteDBInstance", &delete).unwrap();
    listed(&first, &["refresh"], 0);
    assert_eq!(watched(&first, 1).await, ["shop-1"]);
    let (changes, _) = listed(&first, &["changes", "--limit", "1", "-o", "csv"], 0);
    assert!(changes.contains(",shop-2,instance,gone,ap-northeast-2,"), "{changes}");

    // Without AWS the same is watched after a restart, and it is said how old the list is.
    drop(first);
    let second = serving(folder.path(), &format!("http://127.0.0.1:{}", free_port().unwrap()));
    assert_eq!(watched(&second, 1).await, ["shop-1"]);
    let said = wait_for(BOUND, "both regions to fail", async || {
        let output = run(&["inventory", "list", "--server", &second.url]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code() == Some(1) && !said.contains("not answered yet")).then_some(said)
    })
    .await;
    assert!(said.contains("did not answer") && said.contains("cannot be reached"), "{said}");
}

#[test]
fn settings_of_the_inventory_are_checked() {
    for (variable, value, says) in [
        ("AUROSCOPE_AWS_INVENTORY", "yes", "use true or false"),
        ("AUROSCOPE_AWS_INVENTORY_PERIOD", "1s", "make it at least 30s"),
        ("AUROSCOPE_WATCH_TAGS", "env", "write tag=value"),
    ] {
        let output = crate::harness::auroscope().env(variable, value).arg("serve").output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.code() == Some(1) && said.contains(says), "{variable}: {said}");
    }
}
