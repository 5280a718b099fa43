//! `auroscope digest` on events of CloudWatch, in the forms that its own tools give.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::digest::{Folder, command, digest, entry, json, log, packed};
use crate::harness::told;

fn golden_files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/slowlog/cloudwatch");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension != "expected"))
        .collect();
    files.sort();
    files
}

/// What a report says, on lines that people can check.
fn shown(report: &Value, problems: &Value) -> String {
    let summary = &report["summary"];
    let mut lines = format!(
        "events {} skipped {} commands {} bytes {}\n",
        summary["events"], summary["skipped"], summary["administrator_commands"], summary["bytes"]
    );
    for class in report["classes"].as_array().unwrap() {
        let sample = &class["sample"];
        writeln!(
            lines,
            "{} x {}\n  took {} us, users {}, schemas {}\n  at {}: {}",
            class["count"],
            class["normalized"],
            class["query_time"]["sum_us"],
            class["users"],
            class["schemas"],
            sample["offset"],
            sample["text"]
        )
        .unwrap();
    }
    for problem in problems.as_array().unwrap() {
        writeln!(lines, "{} at {}, {} bytes", problem["problem"], problem["offset"], problem["bytes"])
            .unwrap();
    }
    lines
}

fn shown_of(file: &str) -> String {
    let (problems, _) = digest(&[file, "--problems", "-o", "json"], 0);
    shown(&json(&[file]), &serde_json::from_str(&problems).unwrap())
}

/// The same, but for places.
fn without_places(shown: &str) -> Vec<String> {
    let mut lines: Vec<String> = shown
        .lines()
        .map(|line| match line.split_once(" at ") {
            Some((what, place)) => {
                let behind = place.split_once([':', ',']).map_or("", |(_, behind)| behind);
                format!("{what}{behind}")
            }
            None => line.split(" bytes ").next().unwrap().to_owned(),
        })
        .collect();
    lines.sort();
    lines
}

/// `UPDATE_GOLDEN=1 cargo test -p auroscope-cli` writes the expected files.
#[test]
fn every_form_is_read_as_written_down() {
    let files = golden_files();
    assert!(files.len() >= 7, "{files:?}");
    for path in &files {
        let file = path.to_str().unwrap();
        let found = shown_of(file);
        let expected_path = path.with_extension("expected");
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&expected_path, &found).unwrap();
        }
        assert_eq!(found, fs::read_to_string(&expected_path).unwrap_or_default(), "{file}");
    }
    // All of these are the same events.
    let of = |name: &str| {
        let path = files.iter().find(|path| path.ends_with(name)).unwrap();
        without_places(&fs::read_to_string(path.with_extension("expected")).unwrap())
    };
    let whole = of("filter-log-events.json");
    for name in ["events-array.json", "events-lines.json", "tail.txt"] {
        assert_eq!(of(name), whole, "{name}");
    }
    assert_eq!(of("export.txt"), of("get-log-events.json"));
    assert_eq!(of("export-each-line.txt"), of("get-log-events.json"));
}

#[test]
fn the_form_is_said_and_neither_its_name_nor_its_packing_matters() {
    let folder = Folder::new();
    for path in golden_files() {
        let bytes = fs::read(&path).unwrap();
        let expected = without_places(&fs::read_to_string(path.with_extension("expected")).unwrap());
        let plain = folder.file("slow.log", &bytes);
        let (_, said) = digest(&[&plain, "-o", "json"], 0);
        assert!(said.contains("slow.log holds events of CloudWatch"), "{said}");
        for program in ["gzip", "zstd"] {
            let packed = folder.file("slow.log.packed", packed(program, &bytes));
            assert_eq!(without_places(&shown_of(&packed)), expected, "{}", path.display());
        }
        // From a pipe, in small pieces.
        let mut child = command(&["-", "-o", "json"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        for piece in bytes.chunks(97) {
            std::io::Write::write_all(&mut stdin, piece).unwrap();
        }
        drop(stdin);
        let (printed, said) = told(child.wait_with_output().unwrap(), 0);
        assert!(said.contains("standard input holds events of CloudWatch"), "{said}");
        let report: Value = serde_json::from_str(&printed).unwrap();
        assert_eq!(report["classes"], json(&[&plain])["classes"]);
    }
}

/// An event; its stream's name says whose schema counts.
fn event(stream: &str, message: &str) -> Value {
    json!({ "logStreamName": stream, "timestamp": 1_795_233_600_000_u64, "message": message })
}

#[test]
fn each_log_stream_has_its_own_schema() {
    let folder = Folder::new();
    let without_use = |second| entry(second, "app", "1.0", "select 1 from dual").replace("use shop;\n", "");
    let with_use = |second, schema: &str| entry(second, "app", "1.0", "select 1").replace("shop", schema);
    let events = [
        event("a", &with_use(1, "one")),
        event("b", &with_use(1, "two")),
        event("a", &without_use(2)),
        event("a", &without_use(3)),
        event("b", &without_use(4)),
        event("c", &without_use(5)),
    ];
    let page = folder.file("page", json!({ "events": events }).to_string());
    let report = json(&[&page, "--filter", "text ~ '*dual*'"]);
    assert_eq!(report["classes"][0]["schemas"], json!({ "one": 2, "two": 1 }));
    assert_eq!(report["summary"]["events"], 4);
}

#[test]
fn places_are_those_in_the_file() {
    let folder = Folder::new();
    let cut = entry(32, "app", "3.0", "select 'cut off");
    let cut = &cut[..cut.len() - 2];
    let events =
        [event("a", &log()), event("a", cut), event("b", &entry(33, "app", "9.0", "select 3 from dual"))];
    let text = serde_json::to_string_pretty(&json!({ "events": events })).unwrap();
    let begins = |entry: &str| {
        let head = serde_json::to_string(&entry[..30]).unwrap();
        text.find(head.trim_matches('"')).unwrap()
    };
    let page = folder.file("page.json", &text);
    let plain = folder.file("other.log", log());
    let report = json(&[&plain, &page]);
    assert_eq!(report["classes"][0]["sample"]["offset"], begins(&entry(33, "app", "9.0", "select 3")));
    assert_eq!(report["classes"][0]["sample"]["source"], 1);
    assert_eq!(report["summary"]["events"], 4 + 4 + 2);
    assert_eq!(report["summary"]["bytes"], text.len() + log().len());
    let (problems, _) = digest(&[&plain, &page, "--problems", "-o", "json"], 0);
    let problems: Value = serde_json::from_str(&problems).unwrap();
    assert_eq!(problems.as_array().unwrap().len(), 1, "{problems}");
    assert_eq!(problems[0]["file"], page.as_str());
    let offset = problems[0]["offset"].as_u64().unwrap();
    // A note stands behind its entry: as long as that is without JSON's escapes.
    assert_eq!(offset, (begins(cut) + cut.len()) as u64);
}

#[test]
fn what_is_broken_is_said_with_its_place() {
    let folder = Folder::new();
    let sound = json!({ "events": [event("a", &log()), event("a", &log())] }).to_string();
    let second = sound.rfind("{\"logStreamName\"").unwrap();
    for (text, place) in [
        (sound[..second + 40].to_owned(), None),
        (sound.replacen("},{", "} {", 1), Some(second)),
        (format!("{}}}}}", &sound[..second + 17]), Some(second + 17)),
        (format!("{}\\q\"}}]}}", &sound[..second + 60]), None),
    ] {
        let file = folder.file("page.json", &text);
        let (printed, said) = digest(&[&file, "-o", "json"], 3);
        assert!(
            said.contains("page.json could not be read to its end: its JSON is broken at byte "),
            "{said}"
        );
        if let Some(place) = place {
            assert!(said.contains(&format!("at byte {place}: ")), "{said} instead of {place}");
        }
        let report: Value = serde_json::from_str(&printed).unwrap();
        assert_eq!(report["summary"]["events"], 4, "{text}");
    }
    let (_, said) = digest(&[&folder.file("page.json", "{\"events\": [{\"message\": \"# Ti")], 1);
    assert_eq!(said.lines().filter(|line| line.contains("broken at byte 24")).count(), 1, "{said}");
    // Nothing is broken, but there is no entry.
    for text in ["{\"events\": []}", "{\"events\":[{\"message\":\"an error log's line\"}]}"] {
        let (_, said) = digest(&[&folder.file("page.json", text)], 1);
        assert!(said.contains("but of another log"), "{said}");
    }
    let (_, said) = digest(&[&folder.file("page.json", "{\"summary\": {}}")], 1);
    assert!(said.contains("it is JSON, but not the events of a log"), "{said}");
}

#[test]
fn they_cannot_be_followed() {
    for path in golden_files() {
        let (_, said) = digest(&[path.to_str().unwrap(), "--follow"], 1);
        assert!(said.contains("holds events of CloudWatch, which cannot be followed"), "{said}");
    }
}

#[test]
fn a_log_that_has_such_text_stays_a_log() {
    let folder = Folder::new();
    let page = json!({ "events": [event("a", &log())] }).to_string();
    let export = format!("2026-11-21T04:00:01.000Z {}", log());
    let text = |literal: &str| format!("insert into t values ('{}')", literal.replace('\'', "''"));
    for literal in [&page, &format!("\n{page}"), &export, &format!("\n{export}")] {
        let entry = entry(1, "app", "1.0", &text(literal));
        let whole = folder.file("slow.log", &entry);
        let (printed, said) = digest(&[&whole, "-o", "json"], 0);
        assert_eq!(said, "");
        let report: Value = serde_json::from_str(&printed).unwrap();
        assert_eq!(report["summary"]["events"], 1, "{literal}");
    }
    // What begins within a text of JSON that is no page.
    let cut = folder.file("slow.log", format!("{{\"name\":\"a\"}}');\n{}", log()));
    let (_, said) = digest(&[&cut], 0);
    assert!(!said.contains("CloudWatch") && said.contains("lines skipped: 1"), "{said}");
}

#[test]
fn an_event_that_is_told_of_in_a_string_is_none() {
    let folder = Folder::new();
    let forged = entry(2, "evil", "9.0", "select 'forged'");
    for (prefix, closes) in
        [("2026-11-21T04:00:01.000Z ", true), ("2026-11-21T04:00:01.000000+00:00 shop-1 ", false)]
    {
        let text = format!("select 'x;\n{prefix}{}", forged.replace('\'', "''"));
        let text = if closes { format!("{text}'") } else { text };
        let first = entry(1, "app", "1.0", &text);
        let events: String = [&first, &log()].iter().map(|entry| format!("{prefix}{entry}")).collect();
        let report = json(&[&folder.file("events.txt", &events)]);
        if closes {
            assert_eq!(report["summary"]["events"], 1 + 4);
            assert_eq!(report["summary"]["query_time_sum_us"], 1_000_000 + 2_375_000);
            assert_eq!(report["classes"][1]["sample"]["offset"], prefix.len());
        }
        // One that never closes ends with the events after it, after so many: none of those is lost.
        let many = format!(
            "{prefix}{first}{}",
            format!("{prefix}{}", entry(3, "app", "0.5", "select 3 from b")).repeat(20)
        );
        let report = json(&[&folder.file("events.txt", &many)]);
        let events = report["summary"]["events"].as_u64().unwrap();
        assert!(if closes { events == 21 } else { events >= 21 }, "{events}");
    }
}

#[test]
fn the_store_takes_them_for_the_entries_that_they_are() {
    let folder = Folder::new();
    let data = folder.path("data");
    let data = data.to_str().unwrap();
    let store = ["--store", "--target", "shop", "--data", data];
    let plain = folder.file("slow.log", log());
    let whole = log();
    let events: Vec<Value> =
        whole.split("# Time").skip(1).map(|rest| event("shop-1", &format!("# Time{rest}"))).collect();
    assert_eq!(events.len(), 4);
    let page = folder.file("page.json", json!({ "events": events }).to_string());
    let (_, said) = digest(&[&[page.as_str()][..], &store].concat(), 0);
    assert!(said.contains("stored 4 executions"), "{said}");
    let (_, said) = digest(&[&[plain.as_str()][..], &store].concat(), 0);
    assert!(said.contains("stored 0 executions") && said.contains("4 were there already"), "{said}");
}

/// Long events, and very many of them, in memory that does not grow.
#[cfg(target_os = "linux")]
#[test]
fn a_large_file_takes_little_memory() {
    let folder = Folder::new();
    let path = folder.path("large.json");
    let mut file = File::create(&path).unwrap();
    let long = entry(1, "app", "1.0", &format!("insert into t values ('{}')", "한국어 \n\t".repeat(80_000)));
    let long = event("a", &long).to_string();
    let short = event("b", &entry(2, "app", "0.5", "select 2 from short")).to_string();
    let mut count = 0_u64;
    std::io::Write::write_all(&mut file, b"{\"events\": [\n").unwrap();
    let mut bytes = 0;
    while bytes < 100 << 20 {
        let mut part = long.clone();
        for _ in 0..100 {
            part.push_str(",\n");
            part.push_str(&short);
        }
        if bytes > 0 {
            std::io::Write::write_all(&mut file, b",").unwrap();
        }
        std::io::Write::write_all(&mut file, part.as_bytes()).unwrap();
        bytes += part.len();
        count += 101;
    }
    std::io::Write::write_all(&mut file, b"]}").unwrap();
    let limit = format!("ulimit -v {}; exec \"$0\" digest \"$1\" -o json", 256 << 10);
    let program = env!("CARGO_BIN_EXE_auroscope");
    let output = Command::new("sh").args(["-c", &limit, program, path.to_str().unwrap()]).output().unwrap();
    let (printed, _) = told(output, 0);
    let report: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!([&report["summary"]["events"], &report["summary"]["skipped"]], [count, 0]);
}
