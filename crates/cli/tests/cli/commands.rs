//! What goes wrong gives one clear message and the right exit code, and the documents are true.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;

use auroscope_testkit::free_port;

use crate::harness::{auroscope, run, serve, told};

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

/// Defect: whatever was wrong with an address or a name, the advice was to start an Auroscope, or to read its API.
#[test]
fn a_wrong_address_or_name_is_told_from_a_server_that_is_not_there() {
    let stranger = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = stranger.local_addr().unwrap().port();
    // What speaks first and speaks otherwise, such as a MySQL server.
    std::thread::spawn(move || {
        for connection in stranger.incoming() {
            let _ = connection.unwrap().write_all(b"J\0\0\0\x0a8.4.6\0hello, this is no HTTP at all\r\n\r\n");
        }
    });
    let stranger = format!("http://127.0.0.1:{port}");
    for (arguments, says) in [
        (["health", "--server", "foo"].as_slice(), "'foo' is no address of an Auroscope; write one such as"),
        (&["health", "--server", "ftp://x"], "'ftp://x' is no address of an Auroscope"),
        (&["health", "--server", &stranger], "does not speak as an Auroscope does"),
        (&["target", "check", "root@db1"], "write mysql://user@host:3306/"),
        (&["target", "check", "db1:3306"], "write mysql://user@host:3306/"),
        (&["slow", "show", ""], "'' is no id of a slow query"),
        (&["slow", "show", "x/../y"], "'x/../y' is no id of a slow query"),
        (&["target", "remove", "?"], "'?' cannot name a target"),
    ] {
        let (printed, said) = told(run(arguments), 1);
        assert!(printed.is_empty() && said.contains(says), "{arguments:?}: {said}");
        assert!(!said.contains("auroscope serve") && !said.contains("openapi"), "{arguments:?}: {said}");
    }
    assert!(!told(run(&["target", "check", "root:hunter2@db1"]), 1).1.contains("hunter2"));
    assert_eq!(run(&["slow", "list", "--limit", "0"]).status.code(), Some(2));
    assert_eq!(run(&["slow", "tail", "--limit", "0"]).status.code(), Some(2));
}

/// What a server says may hold anything; it must not move the cursor of a terminal.
#[test]
fn what_a_server_says_is_printable() {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", server.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut connection, _) = server.accept().unwrap();
        let mut lines = BufReader::new(connection.try_clone().unwrap()).lines();
        while lines.next().unwrap().unwrap() != "" {}
        let body = r#"{"detail": "\u001b[31mred"}"#;
        write!(connection, "HTTP/1.1 503 X\r\ncontent-length: {}\r\n\r\n{body}", body.len()).unwrap();
    });
    let (_, said) = told(run(&["health", "--server", &url]), 1);
    assert!(said.contains("[31mred") && !said.contains('\u{1b}'), "{said:?}");
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
