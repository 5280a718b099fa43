//! `auroscope fingerprint`: statements in, a line each out.

use std::io::Write;
use std::process::{Output, Stdio};

use serde_json::Value;

use crate::harness::{auroscope, told};

/// Runs it on these bytes.
fn fingerprint(arguments: &[&str], input: &[u8]) -> Output {
    let mut command = auroscope();
    command.arg("fingerprint").args(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

#[test]
fn a_line_for_each_statement() {
    let input = "select * from t where a = 1\n\nselect * from t where a = 'x'\ninsert into s.t values (1),(2)\ncommit";
    let (printed, said) = told(fingerprint(&[], input.as_bytes()), 0);
    let lines: Vec<Vec<&str>> = printed.lines().map(|line| line.split('\t').collect()).collect();
    assert_eq!((lines.len(), said.as_str()), (4, ""));
    assert_eq!(lines[0], lines[1]);
    assert_eq!(lines[0][1..], ["read", "SELECT * FROM t WHERE a = ?"]);
    assert_eq!([lines[2][1], lines[3][1]], ["write", "tx"]);
    assert!(lines.iter().all(|line| line[0].len() == 32));
}

#[test]
fn statements_with_lines_end_with_nul() {
    let (printed, _) = told(fingerprint(&["-0"], b"select 1,\n2 -- x\nfrom t\0select\n3\0"), 0);
    let texts: Vec<&str> = printed.lines().map(|line| line.rsplit('\t').next().unwrap()).collect();
    assert_eq!(texts, ["SELECT ?, ... FROM t", "SELECT ?"]);
}

#[test]
fn json_has_tables_and_options_count() {
    let (printed, _) = told(
        fingerprint(&["-o", "json"], "update a.b set c = '한' where d in (select 1 from e)".as_bytes()),
        0,
    );
    let object: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(object["class"], "write");
    let read = serde_json::json!({"schema": null, "name": "e", "read": true, "written": false});
    let written = serde_json::json!({"schema": "a", "name": "b", "read": false, "written": true});
    assert_eq!(object["tables"], serde_json::json!([read, written]));
    assert!(!printed.contains('한') && printed.starts_with("{\"fingerprint\":"), "{printed}");
    let texts = |arguments: &[&str], input: &str| {
        let (printed, _) = told(fingerprint(arguments, input.as_bytes()), 0);
        printed.lines().map(|line| line[33..].to_owned()).collect::<Vec<_>>()
    };
    let folded = texts(&["--fold-digits"], "select 1 from t_2026\nselect 1 from t_2027\n");
    assert_eq!(folded[0], folded[1]);
    assert!(texts(&["--ansi-quotes"], "select \"a\" from t")[0].contains('a'));
    assert!(texts(&[], "select \"secret\" from t").iter().all(|text| !text.contains("secret")));
    assert!(texts(&["--no-backslash-escapes"], "select 'a\\' from t")[0].contains("FROM t"));
}

/// What a statement holds must not reach a terminal as it is, nor divide a line.
#[test]
fn a_line_stays_a_line() {
    let (printed, _) = told(fingerprint(&["-0"], b"select `a\n\x1b[31m\tb` from t\0"), 0);
    assert_eq!(printed.lines().count(), 1);
    assert_eq!(printed.matches('\t').count(), 2);
    assert!(!printed.contains('\u{1b}'));
}

#[test]
fn much_goes_through_and_a_reader_may_leave() {
    let long = format!("select '{}' from t\n", "x".repeat(3 << 20));
    let (printed, _) = told(fingerprint(&[], long.repeat(2).as_bytes()), 0);
    assert_eq!(printed.lines().count(), 2);
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let many: String = (0..100_000).map(|n| format!("select a{n}\n")).collect();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("many.sql");
    std::fs::write(&path, many).unwrap();
    let input = std::fs::File::open(&path).unwrap();
    let output = auroscope().arg("fingerprint").stdin(input).stdout(writer).output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}
