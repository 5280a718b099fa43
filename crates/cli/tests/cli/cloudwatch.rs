//! `auroscope cloudwatch collect` on an emulator of AWS, into a real store.

use std::path::Path;
use std::process::Output;

use auroscope_testkit::{AwsEmulator, start_aws_or_skip};
use serde_json::{Value, json};

use crate::harness::{auroscope, serve, told};

const SEOUL: &str = "ap-northeast-2";
const GROUP: &str = "/aws/rds/cluster/shop/slowquery";

fn collect(emulator: &AwsEmulator, data: &Path, arguments: &[&str]) -> Output {
    let mut command = auroscope();
    command.envs(emulator.environment());
    command.args(["cloudwatch", "collect", "--data"]).arg(data).args(arguments).output().unwrap()
}

/// What each instance came to.
fn collected(emulator: &AwsEmulator, data: &Path, arguments: &[&str], code: i32) -> Vec<Value> {
    let (printed, _) = told(collect(emulator, data, &[arguments, &["-o", "json"]].concat()), code);
    serde_json::from_str(&printed).unwrap()
}

fn of<'a>(entries: &'a [Value], instance: &str) -> &'a Value {
    entries.iter().find(|entry| entry["instance"] == instance).unwrap()
}

/// The entry number `n` as Aurora exports it: some say their schema, and some are the same but for the time.
fn message(n: i64, at_ms: i64) -> String {
    let at = jiff::Timestamp::from_millisecond(at_ms).unwrap().strftime("%Y-%m-%dT%H:%M:%S.%6fZ").to_string();
    let schema = if n == 0 { "use 상점;\n" } else { "" };
    format!(
        "# Time: {at}\n# User@Host: app[app] @  [10.0.0.7]  Id: {}\n# Query_time: 2.500000  Lock_time: 0.000012 \
         Rows_sent: 1  Rows_examined: {n}\n{schema}SET timestamp={};\nSELECT '주문 {n}\n# Time: x' FROM orders WHERE id = {n};",
        n % 3,
        at_ms / 1_000
    )
}

fn put(emulator: &AwsEmulator, stream: &str, events: impl Iterator<Item = (i64, String)>) {
    let events: Vec<Value> =
        events.map(|(timestamp, message)| json!({"timestamp": timestamp, "message": message})).collect();
    for part in events.chunks(500) {
        let body = json!({"logGroupName": GROUP, "logStreamName": stream, "logEvents": part});
        emulator.logs(SEOUL, "PutLogEvents", &body.to_string()).unwrap();
    }
}

/// A cluster of three, of which one has a log of so many entries, one each minute until an hour ago, one an empty one,
/// and one none.
fn shop(emulator: &AwsEmulator, entries: i64) -> i64 {
    emulator.aurora(SEOUL, "shop", 3, &[]).unwrap();
    emulator.logs(SEOUL, "CreateLogGroup", &json!({"logGroupName": GROUP}).to_string()).unwrap();
    for stream in ["shop-1", "shop-2"] {
        let body = json!({"logGroupName": GROUP, "logStreamName": stream});
        emulator.logs(SEOUL, "CreateLogStream", &body.to_string()).unwrap();
    }
    let last_ms = jiff::Timestamp::now().as_millisecond() - 3_600_000;
    let first_ms = last_ms - entries * 60_000;
    put(emulator, "shop-1", (0..entries).map(|n| (first_ms + n * 60_000, message(n, first_ms + n * 60_000))));
    first_ms
}

#[test]
fn a_period_is_read_once_however_often() {
    let Some(emulator) = start_aws_or_skip() else { return };
    shop(&emulator, 1_200);
    let folder = tempfile::tempdir().unwrap();
    let entries = collected(&emulator, folder.path(), &["--from", "30d"], 3);
    let first = of(&entries, "shop-1");
    assert_eq!(
        (&first["outcome"], &first["events"], &first["new"], &first["known"], &first["group"]),
        (&json!("read"), &json!(1_200), &json!(1_200), &json!(0), &json!(GROUP)),
        "{first}"
    );
    // Three answers that are not the same.
    let empty = of(&entries, "shop-2");
    assert!(
        empty["outcome"] == "empty" && empty["details"][0].as_str().unwrap().contains("nothing was slow"),
        "{empty}"
    );
    let absent = of(&entries, "shop-3");
    assert!(
        absent["outcome"] == "absent"
            && absent["details"][0].as_str().unwrap().contains("no stream of shop-3"),
        "{absent}"
    );

    // Again, and a part of it by the seed's names, adds nothing.
    let again = collected(&emulator, folder.path(), &["--from", "30d", "--instance", "shop-1"], 0);
    assert_eq!((again.len(), &again[0]["new"], &again[0]["known"]), (1, &json!(0), &json!(1_200)));
    let part = collected(&emulator, folder.path(), &["--start-date", "3h", "--instance-id", "shop-1"], 0);
    let events = part[0]["events"].as_u64().unwrap();
    assert!((118..=121).contains(&events) && part[0]["new"] == 0, "{part:?}");

    // It is there for whoever looks, whole, with the schema that only the first entry said.
    let serving = serve(folder.path(), &[]);
    let listed = auroscope()
        .args(["slow", "list", "--server", &serving.url, "--since", "30d", "--limit", "2000", "-o", "json"])
        .output()
        .unwrap();
    let listed: Vec<Value> = serde_json::from_slice(&listed.stdout).unwrap();
    assert_eq!(listed.len(), 1_200);
    let last = listed
        .iter()
        .find(|item| item["figures"]["rows_examined"] == 1_199 || item["rows_examined"] == 1_199)
        .unwrap();
    assert_eq!(
        (&last["target"], &last["schema"], &last["schema_inferred"], &last["duration_us"]),
        (&json!("shop-1"), &json!("상점"), &json!(true), &json!(2_500_000)),
        "{last}"
    );
}

/// Defect: instances of one name in two regions were kept as one.
#[test]
fn equal_names_in_two_regions_are_two_targets() {
    let Some(emulator) = start_aws_or_skip() else { return };
    shop(&emulator, 10);
    emulator.aurora("us-east-1", "shop", 1, &[]).unwrap();
    for (action, body) in [
        ("CreateLogGroup", json!({"logGroupName": GROUP})),
        ("CreateLogStream", json!({"logGroupName": GROUP, "logStreamName": "shop-1"})),
    ] {
        emulator.logs("us-east-1", action, &body.to_string()).unwrap();
    }
    let at_ms = jiff::Timestamp::now().as_millisecond() - 3_600_000;
    let events = json!([{"timestamp": at_ms, "message": message(1, at_ms)}]);
    let body = json!({"logGroupName": GROUP, "logStreamName": "shop-1", "logEvents": events});
    emulator.logs("us-east-1", "PutLogEvents", &body.to_string()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let both = ["--from", "30d", "--instance", "shop-1", "--aws-region", SEOUL, "--aws-region", "us-east-1"];
    let entries = collected(&emulator, folder.path(), &both, 0);
    assert_eq!((entries.len(), &entries[0]["new"], &entries[1]["new"]), (2, &json!(10), &json!(1)));
    let serving = serve(folder.path(), &[]);
    let list = ["slow", "list", "--server", &serving.url, "--since", "30d", "-o", "json"];
    let listed = auroscope().args(list).output().unwrap();
    let listed: Vec<Value> = serde_json::from_slice(&listed.stdout).unwrap();
    let of_virginia = listed.iter().filter(|item| item["target"] == "shop-1.us-east-1.123456789012").count();
    assert_eq!((listed.len(), of_virginia), (11, 1));
}

#[test]
fn what_there_is_can_be_asked_before() {
    let Some(emulator) = start_aws_or_skip() else { return };
    shop(&emulator, 10);
    let folder = tempfile::tempdir().unwrap();
    let entries =
        collected(&emulator, folder.path(), &["--from", "30d", "--cluster", "shop", "--estimate"], 3);
    assert!(
        of(&entries, "shop-1")["outcome"] == "seen" && !folder.path().join("auroscope.db").exists(),
        "{entries:?}"
    );
    let (_, said) = told(collect(&emulator, folder.path(), &["--from", "30d", "--instance", "nobody"]), 1);
    assert!(said.contains("there is no such instance"), "{said}");
    let (_, said) =
        told(collect(&emulator, folder.path(), &["--from", "2026-10-02", "--to", "2026-10-01"]), 2);
    assert!(said.contains("--to is not after --from"), "{said}");
}
