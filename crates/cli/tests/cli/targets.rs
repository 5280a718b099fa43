//! Targets from the command line: added, checked, listed, removed.

use std::fs;

use auroscope_testkit::{free_port, shared_mysql_or_skip};

use crate::harness::{Serving, ask, auroscope, run, serve, told};

#[test]
fn targets_are_added_listed_and_removed_and_survive_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let password = folder.path().join("password");
    fs::write(&password, "hunter2\n").unwrap();
    let port = free_port().unwrap();
    let url = format!("mysql://watcher@127.0.0.1:{port}/");
    let data = folder.path().join("data");
    let serving = serve(&data, &[]);
    let by = |serving: &Serving, arguments: &[&str]| {
        let output = auroscope().args(arguments).env("AUROSCOPE_SERVER", &serving.url).output().unwrap();
        assert!(!String::from_utf8_lossy(&output.stdout).contains("hunter2"));
        output
    };
    assert_eq!(by(&serving, &["target", "list", "-o", "json"]).stdout, b"[]\n");
    let password = password.to_str().unwrap();
    let added = by(&serving, &["target", "add", &url, "--id", "shop", "--password-file", password]);
    // Nothing is said of a state that nobody knows yet.
    assert!(!told(added, 0).0.contains("phase"));
    let again = by(&serving, &["target", "add", &url, "--id", "shop"]);
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&again.stderr).contains("there is a target 'shop' already"));
    drop(serving);

    let serving = serve(&data, &[]);
    let listed = by(&serving, &["target", "list", "-o", "csv"]);
    assert!(String::from_utf8(listed.stdout).unwrap().contains(&format!("shop,127.0.0.1:{port},watcher")));
    for format in ["table", "json", "csv", "markdown"] {
        assert!(by(&serving, &["health", "-o", format]).status.success(), "{format}");
    }
    assert_eq!(by(&serving, &["slow", "list", "-o", "json"]).stdout, b"[]\n");
    assert_eq!(by(&serving, &["slow", "show", "xyz"]).status.code(), Some(1));
    let removed = by(&serving, &["target", "remove", "shop", "-o", "csv"]);
    assert_eq!(told(removed, 0).0, "id,state\nshop,no longer watched\n");
    assert_eq!(by(&serving, &["target", "remove", "shop"]).status.code(), Some(1));
}

/// Defect: adding took the default password before the URL's, and no default user, while checking did otherwise.
#[tokio::test(flavor = "multi_thread")]
async fn a_target_is_added_with_the_account_that_it_is_checked_with() {
    let Some(mysql) = shared_mysql_or_skip() else { return };
    let account = mysql.account(&["PROCESS ON *.*", "SELECT ON performance_schema.*"]).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let serving = serve(&folder.path().join("data"), &[]);
    let url = account.url();
    let (credentials, place) = url.strip_prefix("mysql://").unwrap().split_once('@').unwrap();
    let user = credentials.split(':').next().unwrap();
    let password = folder.path().join("password");
    fs::write(&password, account.password()).unwrap();
    let password = password.to_str().unwrap();
    let without_user = format!("mysql://{place}");
    let with_wrong_password = format!("mysql://{user}:hunter2@{place}");
    let by = |arguments: &[&str], default: &str| {
        let mut command = auroscope();
        command.args(arguments).env("AUROSCOPE_SERVER", &serving.url);
        command.env("AUROSCOPE_TARGET_USER", user).env("AUROSCOPE_TARGET_PASSWORD", default);
        command.output().unwrap()
    };
    for (id, arguments, default) in [
        ("by-url", [url.as_str()].as_slice(), "other"),
        ("by-default", &[&without_user], account.password()),
        ("by-file", &[&with_wrong_password, "--password-file", password], "other"),
    ] {
        told(by(&[&["target", "check"], arguments].concat(), default), 0);
        told(by(&[&["target", "add", "--id", id], arguments].concat(), default), 0);
        // The kept account serves.
        told(run(&["target", "check", id, "--server", &serving.url]), 0);
    }
    let listed = ask(&serving.url, &["target", "list"]).unwrap();
    assert!(listed.as_array().unwrap().iter().all(|target| target["user"] == user), "{listed}");
}
