//! `auroscope digest` on the files of a rotated log, which are one stream, and on files that hurt.

use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::digest::{Folder, command, digest, entry, json, log, packed};
use crate::harness::told;

/// As `log`, but the schema is named once, as servers do.
fn log_with_one_use() -> String {
    let log = log();
    let (first, rest) = log.split_once("use shop;\n").unwrap();
    format!("{first}use shop;\n{}", rest.replace("use shop;\n", ""))
}

#[test]
fn a_rotated_set_is_one_stream_wherever_it_was_cut() {
    let folder = Folder::new();
    let log = log_with_one_use();
    let whole = json(&[&folder.file("whole.log", &log), "--group-by", "schema"]);
    assert_eq!(whole["classes"][0]["count"], 4);
    let starts: Vec<usize> = log.match_indices("# Time").map(|(at, _)| at).collect();
    // At an entry, in a head, in a name, in a statement of Korean text.
    let in_text = log.find("한국어").unwrap() + 1;
    for (cut, is_packed) in [(starts[2], false), (starts[2], true), (starts[1] + 70, false), (in_text, true)]
    {
        let (older, newer) = log.as_bytes().split_at(cut);
        let older = if is_packed { packed("gzip", older) } else { older.to_vec() };
        let older = folder.file("slow.log.1", older);
        let newer = folder.file("slow.log", newer);
        for threads in ["1", "2"] {
            let report = json(&[&newer, &older, "--group-by", "schema", "--threads", threads]);
            let figures = |report: &Value| {
                let class = &report["classes"][0];
                [class["group"].clone(), class["count"].clone(), class["query_time"].clone()]
            };
            assert_eq!(figures(&report), figures(&whole), "{cut}");
            let summary = &report["summary"];
            assert_eq!([&summary["files"], &summary["skipped"]], [2, 0], "{cut}");
            assert_eq!(summary["bytes"], log.len());
        }
    }
}

#[test]
fn what_is_said_of_a_place_is_said_of_its_file() {
    let folder = Folder::new();
    // The first one was cut, and its rest is lost: what the next one begins with is another entry.
    let log = [entry(1, "app", "1.0", "select 1"), entry(2, "app", "3.0", "select 'cut off', 2")].concat();
    let older = folder.file("slow.log.1", &log[..log.len() - 10]);
    let newer = folder.file("slow.log", entry(3, "app", "9.0", "select 3 from dual"));
    let (printed, _) = digest(&[&newer, &older, "--problems", "-o", "json"], 0);
    let problems: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(problems.as_array().unwrap().len(), 1);
    assert_eq!(
        [&problems[0]["file"], &problems[0]["offset"]],
        [&Value::from(older.clone()), &(log.len() - 10).into()]
    );
    let (_, said) = digest(&[&newer, &older], 0);
    assert!(said.contains("entries that are not whole: 1, see --problems"), "{said}");
    let report = json(&[&newer, &older]);
    let sample = &report["classes"][0]["sample"];
    assert_eq!([&sample["source"], &sample["offset"]], [1, 0]);
    let (table, _) = digest(&[&newer, &older], 0);
    assert!(table.contains(&format!("{newer} at byte 0")), "{table}");
    // Of a packed one too.
    let older = folder.file("slow.log.1", packed("zstd", &log.as_bytes()[..log.len() - 10]));
    assert_eq!(json(&[&newer, &older])["classes"][0]["sample"]["offset"], 0);
    let (printed, _) = digest(&[&newer, &older, "--problems", "-o", "json"], 0);
    assert_eq!(serde_json::from_str::<Value>(&printed).unwrap()[0]["offset"], log.len() - 10);
}

#[test]
fn a_file_that_breaks_off_ends_nothing_but_itself() {
    let folder = Folder::new();
    let mut cut = packed("gzip", log().repeat(50).as_bytes());
    cut.truncate(cut.len() - 20);
    let older = folder.file("slow.log.2", cut);
    let empty = folder.file("slow.log.1", "");
    let newer = folder.file("slow.log", log());
    let (printed, said) = digest(&[&older, &empty, &newer, "-o", "json"], 3);
    assert!(said.contains("slow.log.2 could not be read to its end"), "{said}");
    let events = serde_json::from_str::<Value>(&printed).unwrap()["summary"]["events"].as_u64().unwrap();
    // All of the newer one, and of the older one all but what its end took along.
    assert!(events > 4 && events < 51 * 4, "{events}");
    let report = json(&[&empty, &newer]);
    assert_eq!([&report["summary"]["events"], &report["summary"]["files"]], [4, 2]);
}

/// A bomb, long names and a statement without an end: in bounded memory, with what is sound still counted.
#[cfg(target_os = "linux")]
#[test]
fn what_is_meant_to_hurt_does_not() {
    let folder = Folder::new();
    let bomb = folder.file("bomb.zst", packed("zstd", &vec![0; 4 << 20]).repeat(80));
    let endless = format!("{}{}", entry(1, "app", "1.0", "select 1"), "# Time: ".repeat(1 << 20));
    let endless = folder.file("endless.log", endless);
    let user = folder.file("user.log", entry(1, &"u".repeat(1 << 20), "1.0", "select 1"));
    for (file, code) in [(&bomb, 1), (&endless, 0), (&user, 0)] {
        // In kilobytes of address space: the binary's own, its threads' stacks and what it may take.
        let limit = format!("ulimit -v {}; exec \"$0\" digest \"$1\"", 320 << 10);
        let program = env!("CARGO_BIN_EXE_auroscope");
        let output = Command::new("sh").args(["-c", &limit, program, file]).output().unwrap();
        let (_, said) = told(output, code);
        assert!(!said.contains("memory"), "{said}");
    }
}

#[test]
fn nothing_but_a_mishap_is_a_failure() {
    let folder = Folder::new();
    let garbage = folder.file("bad.gz", b"\x1f\x8bgarbage");
    let (printed, said) = digest(&[&garbage], 1);
    assert_eq!((printed.as_str(), said.lines().count()), ("", 1), "{said}");
    assert!(said.contains("bad.gz could not be read to its end"), "{said}");
    // What is there and cannot be written is said too.
    if fs::metadata("/dev/full").is_ok() {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let sound = folder.file("slow.log", log());
        let output = command(&[&sound]).stdout(full).output().unwrap();
        assert!(told(output, 1).1.contains("cannot write the report: No space left"));
    }
}
