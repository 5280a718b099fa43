//! The binary as people and scripts use it: what goes wrong gives one clear message and the right exit code.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use auroscope_store::{SlowQueryWrite, Store};
use auroscope_store_sqlite::SqliteStore;
use auroscope_testkit::free_port;

fn auroscope() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_auroscope"));
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("NO_COLOR", "1");
    command
}

fn run(arguments: &[&str]) -> Output {
    auroscope().args(arguments).stdin(Stdio::null()).output().unwrap()
}

/// What `serve` says when it cannot start: on standard error, with exit code 1, without a backtrace.
fn refused(arguments: &[&str]) -> String {
    let output = run(&[&["serve"], arguments].concat());
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{message}");
    assert!(output.stdout.is_empty());
    assert!(
        message.contains("auroscope: ") && !message.contains("panicked") && !message.contains("hunter2"),
        "{message}"
    );
    message
}

struct Serving {
    child: Child,
    url: String,
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn serve(data: &Path, arguments: &[&str]) -> Serving {
    let listen = format!("127.0.0.1:{}", free_port().unwrap());
    let mut child = auroscope()
        .args(["serve", "--listen", &listen, "--data"])
        .arg(data)
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // It prints where it serves once it does.
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.contains(&listen), "{line}");
    Serving { child, url: format!("http://{listen}") }
}

#[test]
fn wrong_settings_are_said_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let data = data.to_str().unwrap();
    for (arguments, says) in [
        (vec!["--target", "db1"], "mysql://user@host:3306/"),
        (vec!["--target", "mysql://u:hunter2@h/shop"], "names a schema"),
        (vec!["--target", "mysql://u:hunter2@h", "--target", "mysql://v:hunter2@h"], "give another id"),
        (vec!["--threshold", "soon"], "threshold (flag --threshold)"),
        (vec!["--threshold", "1s", "--interval", "2s"], "make interval at most the threshold"),
        (vec!["--listen", "nowhere"], "listen is 'nowhere'"),
        (vec!["--listen", "0.0.0.0:0"], "set an admin password"),
        (vec!["--log-format", "xml"], "use text or json"),
        (vec!["--retention", "0"], "retention (flag --retention) is 0"),
        (vec!["--retention", "59min"], "make it at least 1h"),
    ] {
        let message = refused(&[&["--data", data], arguments.as_slice()].concat());
        assert!(message.contains(says), "{arguments:?}: {message}");
    }
    let config = folder.path().join("auroscope.toml");
    fs::write(&config, "treshold = \"2s\"").unwrap();
    let message = refused(&["--config", config.to_str().unwrap()]);
    assert!(message.contains("unknown key 'treshold'") && message.contains("known are"), "{message}");
    fs::write(&config, "[[target]]\nurl = \"mysql://u@h\"\npasword = \"hunter2\"").unwrap();
    assert!(refused(&["--config", config.to_str().unwrap()]).contains("unknown key 'pasword'"));
    assert_eq!(run(&["serve", "--no-such-flag"]).status.code(), Some(2));
}

#[test]
fn a_port_in_use_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = taken.local_addr().unwrap().to_string();
    let message = refused(&["--data", folder.path().to_str().unwrap(), "--listen", &listen]);
    assert!(message.contains("is in use by another program") && message.contains("--listen"), "{message}");
}

#[test]
fn a_data_folder_that_cannot_be_used_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let message = refused(&["--data", file.join("below").to_str().unwrap()]);
    assert!(message.contains("cannot be written") && message.contains("--data"), "{message}");

    let corrupt = folder.path().join("corrupt");
    fs::create_dir(&corrupt).unwrap();
    fs::write(corrupt.join("auroscope.db"), "no database at all".repeat(500)).unwrap();
    let message = refused(&["--data", corrupt.to_str().unwrap()]);
    assert!(
        message.contains("is damaged or is not an Auroscope store") && message.contains("move it away"),
        "{message}"
    );

    let used = folder.path().join("used");
    let _first = serve(&used, &[]);
    let message = refused(&["--data", used.to_str().unwrap(), "--listen", "127.0.0.1:0"]);
    assert!(message.contains("in use by another Auroscope"), "{message}");
}

#[test]
fn targets_are_added_listed_and_removed_and_survive_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let password = folder.path().join("password");
    fs::write(&password, "hunter2\n").unwrap();
    let port = free_port().unwrap();
    let url = format!("mysql://watcher@127.0.0.1:{port}/");
    let data = folder.path().join("data");
    let serving = serve(&data, &[]);
    let ask = |serving: &Serving, arguments: &[&str]| {
        let output = auroscope().args(arguments).env("AUROSCOPE_SERVER", &serving.url).output().unwrap();
        assert!(!String::from_utf8_lossy(&output.stdout).contains("hunter2"));
        output
    };
    assert_eq!(ask(&serving, &["target", "list", "-o", "json"]).stdout, b"[]\n");
    let password = password.to_str().unwrap();
    let added = ask(&serving, &["target", "add", &url, "--id", "shop", "--password-file", password]);
    assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
    let again = ask(&serving, &["target", "add", &url, "--id", "shop"]);
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&again.stderr).contains("there is a target 'shop' already"));
    drop(serving);

    let serving = serve(&data, &[]);
    let listed = ask(&serving, &["target", "list", "-o", "csv"]);
    assert!(String::from_utf8(listed.stdout).unwrap().contains(&format!("shop,127.0.0.1:{port},watcher")));
    assert!(ask(&serving, &["health"]).status.success());
    assert_eq!(ask(&serving, &["slow", "list", "-o", "json"]).stdout, b"[]\n");
    assert_eq!(ask(&serving, &["slow", "show", "xyz"]).status.code(), Some(1));
    assert!(ask(&serving, &["target", "remove", "shop"]).status.success());
    assert_eq!(ask(&serving, &["target", "remove", "shop"]).status.code(), Some(1));
}

#[test]
fn a_server_that_is_not_there_is_said() {
    let url = format!("http://127.0.0.1:{}", free_port().unwrap());
    let output = run(&["health", "--server", &url]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("auroscope serve"));
    let target = format!("mysql://u@127.0.0.1:{}/", free_port().unwrap());
    let output = run(&["target", "check", &target]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot reach 127.0.0.1"));
}

#[test]
fn what_needs_no_server_needs_none() {
    let statements = run(&["target", "statements", "-o", "json"]);
    assert!(String::from_utf8_lossy(&statements.stdout).contains("/* auroscope:running */"));
    let shown = auroscope()
        .args(["config", "show", "-o", "csv", "--threshold", "3s"])
        .env("MGMT_USER_PASS", "hunter2")
        .env("AUROSCOPE_INTERVAL", "500ms")
        .output()
        .unwrap();
    let shown = String::from_utf8(shown.stdout).unwrap();
    assert!(
        shown.contains("threshold,3s,flag --threshold")
            && shown.contains("interval,500ms,environment AUROSCOPE_INTERVAL"),
        "{shown}"
    );
    assert!(shown.contains("target_password,(set)") && !shown.contains("hunter2"), "{shown}");
    assert!(!run(&["completions", "bash"]).stdout.is_empty());
    let folder = tempfile::tempdir().unwrap();
    assert!(run(&["man", folder.path().to_str().unwrap()]).status.success());
    assert!(folder.path().join("auroscope-slow-list.1").exists());
    assert!(run(&["--version"]).status.success());
}

/// SIGTERM ends it in order: at once after it has said that it serves, and while a client holds a stream open.
#[test]
fn a_termination_ends_it_in_order() {
    for with_stream in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let mut serving = serve(&folder.path().join("data"), &[]);
        let address = serving.url.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        if with_stream {
            write!(stream, "GET /api/v1/live/stream HTTP/1.1\r\nHost: {address}\r\n\r\n").unwrap();
            let mut line = String::new();
            BufReader::new(stream.try_clone().unwrap()).read_line(&mut line).unwrap();
            assert!(line.contains("200 OK"), "{line}");
        }
        let pid = serving.child.id().to_string();
        assert!(Command::new("sh").args(["-c", "kill -TERM \"$0\"", &pid]).status().unwrap().success());
        assert_eq!(serving.child.wait().unwrap().code(), Some(0), "with a stream: {with_stream}");
    }
}

/// The documents say what the binary does: the statements it sends, and every setting with its default.
#[test]
fn the_documents_are_true() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let printed = String::from_utf8(run(&["target", "statements", "-o", "markdown"]).stdout).unwrap();
    let statements = fs::read_to_string(docs.join("statements.md")).unwrap();
    assert!(statements.ends_with(&printed), "docs/statements.md: print it again");

    let guide = fs::read_to_string(docs.join("operating.md")).unwrap();
    let shown = String::from_utf8(run(&["config", "show", "-o", "json"]).stdout).unwrap();
    let settings: Vec<serde_json::Value> = serde_json::from_str(&shown).unwrap();
    assert!(settings.len() > 10);
    for setting in settings {
        let (key, variable) = (setting["key"].as_str().unwrap(), setting["variable"].as_str().unwrap());
        let row = guide.lines().find(|line| line.starts_with(&format!("| `{key}` | `{variable}` |")));
        let row = row.unwrap_or_else(|| panic!("docs/operating.md does not tell of {key}"));
        let default = setting["value"].as_str().unwrap();
        if key != "data" && !default.starts_with('(') && !default.is_empty() {
            assert!(row.contains(&format!("`{default}`")), "{key}: {row}");
        }
    }
}

const ID: &str = "00000000000000000000000000000007";

/// Puts one slow query with a long text into the store of a folder.
fn keep_one(data: &Path, sql: &str) {
    let query = serde_json::from_value(serde_json::json!({
        "id": ID, "target": "shop", "state": "finished", "started_at": "2026-11-21T00:00:00.000000Z",
        "finished_at": null, "last_seen_at": "2026-11-21T00:00:02.000000Z", "duration_us": 2_000_000,
        "duration_kind": "exact", "user": null, "host": null, "schema": null, "connection_id": 1, "thread_id": 1,
        "event_id": 1, "server_uuid": "5d61edde-e567-11f1-aedf-02fc00000001", "booted_at_s": 1_795_200_000,
        "fingerprint": "00000000000000000000000000000001", "class": "read", "server_digest": null, "sql": sql,
        "truncated": false, "lossy": false, "sources": ["live"], "abandoned_because": null
    }))
    .unwrap();
    let write = SlowQueryWrite { query, normalized: "SELECT ?".into(), baseline: None };
    let store = SqliteStore::open(data).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(store.put_slow_queries(vec![write])).unwrap();
}

/// Defect: a reader that went away (`| head`) gave a panic and exit code 101, or an error.
#[test]
fn a_reader_that_goes_away_is_no_error() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    keep_one(&data, "SELECT 1");
    let serving = serve(&data, &[]);
    for arguments in [
        &["health"][..],
        &["completions", "bash"],
        &["config", "show"],
        &["target", "statements"],
        &["slow", "list"],
        &["slow", "show", ID],
        &["slow", "show", ID, "-o", "markdown"],
        &["slow", "tail", "-o", "csv"],
        &["slow", "tail", "-o", "markdown"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = auroscope();
        let output =
            command.args(arguments).env("AUROSCOPE_SERVER", &serving.url).stdout(writer).output().unwrap();
        let message = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), &*message), (Some(0), ""), "{arguments:?}");
    }
}

/// What a program reads is whole, although the API cuts long texts in lists.
#[test]
fn a_long_text_is_listed_whole_for_programs() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let sql = format!("SELECT '{}'", "x".repeat(20_000));
    keep_one(&data, &sql);
    let serving = serve(&data, &[]);
    for format in ["json", "csv"] {
        let listed = run(&["slow", "list", "--server", &serving.url, "-o", format]);
        assert!(String::from_utf8_lossy(&listed.stdout).contains(&sql), "{format}");
    }
    let listed = run(&["slow", "list", "--server", &serving.url]);
    assert!(listed.status.success() && listed.stdout.len() < 2_000);
}
