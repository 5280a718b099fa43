//! `auroscope digest`: what it reads, what it reports, and what it says when something is wrong.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::harness::{auroscope, run, told};

/// An entry that began so many seconds after 2026-11-21T04:00:00Z.
pub(crate) fn entry(second: u32, user: &str, query_time: &str, text: &str) -> String {
    format!(
        "# Time: 2026-11-21T04:{:02}:{:02}.000000Z\n# User@Host: {user}[{user}] @  [10.0.0.1]  Id: 7\n# Query_time: \
         {query_time}  Lock_time: 0.000010 Rows_sent: 1  Rows_examined: 100\nuse shop;\nSET timestamp=1795233600;\n{text};\n",
        second / 60,
        second % 60
    )
}

/// Three statements, one of them twice.
pub(crate) fn log() -> String {
    [
        entry(1, "app", "0.500000", "select * from orders where id = 1"),
        entry(2, "app", "1.500000", "select * from orders where id = 2"),
        entry(3, "관리자", "0.250000", "update items set name = '한국어' where id = 7"),
        entry(90, "batch", "0.125000", "delete from sessions where a < 5 -- old"),
    ]
    .concat()
}

pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

pub(crate) fn digest(arguments: &[&str], code: i32) -> (String, String) {
    told(run(&[&["digest"], arguments].concat()), code)
}

pub(crate) fn json(arguments: &[&str]) -> Value {
    let (printed, _) = digest(&[arguments, &["-o", "json"]].concat(), 0);
    serde_json::from_str(&printed).unwrap()
}

#[test]
fn the_json_is_as_documented() {
    let folder = Folder::new();
    let log = folder.file("slow.log", log());
    let report = json(&[&log]);
    let summary = &report["summary"];
    assert_eq!([&summary["events"], &summary["unique"], &summary["skipped"]], [4, 3, 0]);
    assert_eq!(summary["query_time_sum_us"], 2_375_000);
    assert_eq!(summary["range_start"], "2026-11-21T04:00:00.500000Z");
    let classes = report["classes"].as_array().unwrap();
    let first = &classes[0];
    assert_eq!(first["normalized"], "SELECT * FROM orders WHERE id = ?");
    assert_eq!([&first["class"], &first["count"]], [&Value::from("read"), &Value::from(2)]);
    let time = &first["query_time"];
    let names = ["sum_us", "min_us", "max_us", "mean_us", "p95_us", "p99_us"];
    let values = names.map(|name| time[name].as_f64().unwrap());
    assert_eq!(values, [2e6, 5e5, 15e5, 1e6, 15e5, 15e5]);
    assert_eq!([&first["users"]["app"], &first["hosts"]["10.0.0.1"], &first["schemas"]["shop"]], [2, 2, 2]);
    assert_eq!(first["sample"]["text"], "select * from orders where id = 2");
    assert_eq!(first["rows_examined"]["sum"], 200);
    assert_eq!([&first["first_seen"], &first["last_seen"]], ["2026-11-21T04:00:00.500000Z"; 2]);
    assert!(classes[1]["sample"]["text"].as_str().unwrap().contains("한국어"));
}

#[test]
fn the_report_for_people_has_what_they_look_for() {
    let folder = Folder::new();
    let log = folder.file("slow.log", log());
    let (printed, said) = digest(&[&log], 0);
    assert_eq!(said, "");
    for part in [
        "executions  4",
        "statements  3",
        "Profile of statements, by query_time:sum",
        "84.2 %",
        "SELECT * FROM orders WHERE id = ?",
        "EXPLAIN select * from orders where id = 2;",
        "EXPLAIN update items set name = '한국어' where id = 7;",
        "-- old\n;",
        "SHOW CREATE TABLE `shop`.`orders`;",
        "USE `shop`;",
        "관리자",
    ] {
        assert!(printed.contains(part), "{part} is missing:\n{printed}");
    }
    assert!(!printed.contains('\u{1b}'));
    let limited = digest(&[&log, "--limit", "1"], 0).0;
    assert!(limited.contains("Not shown: 2 more with 2 executions"), "{limited}");
    assert_eq!(limited.matches("──  ").count() + limited.matches("\n── ").count(), 1, "{limited}");
}

#[test]
fn every_form_is_printed_and_hostile_text_stays_text() {
    let folder = Folder::new();
    let text = "select '</pre><script>alert(1)</script>', '\u{1b}[31m', '```', '|' from `<b>\u{202e}`";
    let log = folder.file("slow.log", entry(1, "<i>", "1.000000", text));
    let (table, _) = digest(&[&log], 0);
    assert!(!table.contains('\u{1b}') && !table.contains('\u{202e}'), "{table:?}");
    let (html, _) = digest(&[&log, "-o", "html"], 0);
    assert!(
        html.starts_with("<!doctype html>") && !html.contains("<script") && !html.contains("<b>\u{202e}")
    );
    assert!(!html.contains("<i>") && !html.contains('\u{1b}') && html.contains("prefers-color-scheme"));
    let (markdown, _) = digest(&[&log, "-o", "markdown"], 0);
    assert!(markdown.contains("````sql\n") && !markdown.contains('\u{1b}'), "{markdown}");
    let (csv, _) = digest(&[&log, "-o", "csv"], 0);
    assert!(
        csv.starts_with("rank,fingerprint,group,class,count,share,") && csv.contains(",query_time_p99_us,")
    );
    assert_eq!(csv.lines().count(), 2);
    for form in ["table", "html", "markdown", "csv", "json"] {
        let (redacted, _) = digest(&[&log, "--redact", "-o", form], 0);
        assert!(!redacted.contains("alert"), "{form}: {redacted}");
    }
}

#[test]
fn what_is_asked_for_is_what_counts() {
    let folder = Folder::new();
    let log = folder.file("slow.log", log());
    let events =
        |arguments: &[&str]| json(&[&[log.as_str()], arguments].concat())["summary"]["events"].clone();
    assert_eq!(events(&["--since", "2026-11-21 04:01"]), 1);
    assert_eq!(events(&["--until", "2026-11-21T04:00:02Z"]), 2);
    assert_eq!(events(&["--min-time", "300ms"]), 2);
    assert_eq!(events(&["--filter", "user = 'app' and query_time > 1s"]), 1);
    let by_count = json(&[&log, "--group-by", "user", "--order-by", "count"]);
    assert_eq!(by_count["classes"][0]["group"], "app");
    let by_mean = json(&[&log, "--order-by", "lock_time:mean", "--limit", "1"]);
    assert_eq!(by_mean["classes"].as_array().unwrap().len(), 1);
    assert_eq!(by_mean["other"]["groups"], 2);
    // 84 % of the time are one statement's, and half of the executions.
    for (share, order, shown) in
        [("84%", "query_time:sum", 1), ("85%", "query_time:sum", 2), ("50%", "count", 1), ("51%", "count", 2)]
    {
        let report = json(&[&log, "--limit", share, "--order-by", order]);
        assert_eq!(report["classes"].as_array().unwrap().len(), shown, "{share} {order}");
    }
    // Nothing matches: said, and no failure.
    let (_, said) = digest(&[&log, "--since", "2027-01-01"], 0);
    assert!(said.contains("nothing matches: 4 executions were left out"), "{said}");
    for (arguments, says) in [
        (["--filter", "user = "], "--filter"),
        (["--order-by", "beauty"], "--order-by"),
        (["--group-by", "colour"], "--group-by"),
        (["--limit", "many"], "--limit"),
        (["--since", "soon"], "2h"),
    ] {
        let (_, said) = digest(&[&[log.as_str()], &arguments[..]].concat(), 2);
        assert!(said.contains(says), "{said}");
    }
}

pub(crate) fn packed(program: &str, bytes: &[u8]) -> Vec<u8> {
    match program {
        "gzip" => {
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap()
        }
        _ => zstd::encode_all(bytes, 1).unwrap(),
    }
}

#[test]
fn packed_logs_pipes_and_rotated_sets_are_one_log() {
    let folder = Folder::new();
    let log = log();
    let plain = folder.file("plain.log", &log);
    let whole = json(&[&plain])["classes"].clone();
    // Two packed members in one file, as `cat a.gz b.gz` makes.
    let middle = log.find("# Time: 2026-11-21T04:00:03").unwrap();
    let (older, newer) = log.as_bytes().split_at(middle);
    for program in ["gzip", "zstd"] {
        let joined = [packed(program, older), packed(program, newer)].concat();
        let file = folder.file(&format!("{program}.bin"), joined);
        assert_eq!(
            without_places(json(&[&file])["classes"].clone()),
            without_places(whole.clone()),
            "{program}"
        );
    }
    let current = folder.file("slow.log", newer);
    let rotated = folder.file("slow.log.1", packed("gzip", older));
    for files in [[&current, &rotated], [&rotated, &current]] {
        let report = json(&[files[0], files[1]]);
        assert_eq!(without_places(report["classes"].clone()), without_places(whole.clone()));
        // The older one comes first, however they are given.
        assert_eq!(report["classes"][0]["sample"]["source"], 0);
    }
    for bytes in [log.clone().into_bytes(), packed("zstd", log.as_bytes())] {
        let mut child = command(&["-", "-o", "json"]).stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(&bytes).unwrap();
        let (printed, _) = told(child.wait_with_output().unwrap(), 0);
        let report: Value = serde_json::from_str(&printed).unwrap();
        assert_eq!(without_places(report["classes"].clone()), without_places(whole.clone()));
    }
    // `< slow.log`
    let output = command(&["-", "-o", "json"]).stdin(File::open(&plain).unwrap()).output().unwrap();
    assert_eq!(serde_json::from_str::<Value>(&told(output, 0).0).unwrap()["classes"], whole);
}

/// Where a sample stands depends on the files; all else does not.
pub(crate) fn without_places(mut classes: Value) -> Value {
    for class in classes.as_array_mut().unwrap() {
        class["sample"]["offset"].take();
        class["sample"]["source"].take();
    }
    classes
}

pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = auroscope();
    command.arg("digest").args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

#[test]
fn any_number_of_threads_gives_the_same() {
    let folder = Folder::new();
    let log: String = (0..150_000)
        .map(|n| entry(n % 3_000, "app", "0.123456", &format!("select {n} from t{}", n % 97)))
        .collect();
    let log = folder.file("slow.log", log);
    let one = digest(&[&log, "--threads", "1", "-o", "json"], 0).0;
    assert_eq!(digest(&[&log, "--threads", "3", "-o", "json"], 0).0, one);
    assert_eq!(serde_json::from_str::<Value>(&one).unwrap()["summary"]["events"], 150_000);
}

#[test]
fn what_cannot_be_read_is_said_with_a_remedy() {
    let folder = Folder::new();
    let log = folder.file("slow.log", log());
    let name = folder.path(".").to_str().unwrap().trim_end_matches("/.").to_owned();
    let zeros = folder.file("zeros", vec![0; 100_000]);
    let empty = folder.file("empty", "");
    let general = folder.file("general.log", "2026-11-21T04:00:00Z\t 7 Query\tselect 1\n");
    let bzip2 = folder.file("slow.bz2", "BZh91AY&SY");
    let other_json = folder.file("other.json", "{\"rows\": [{\"message\": \"# Time: …\\nselect 1;\"}]}");
    for (file, says) in [
        ("/nonexistent/slow.log", "cannot read /nonexistent/slow.log: No such file"),
        (name.as_str(), "is a directory; name the logs in it, such as"),
        (zeros.as_str(), "begins with zero bytes"),
        (empty.as_str(), "no slow-log entry found in"),
        (general.as_str(), "is it a slow log"),
        (bzip2.as_str(), "bzip2 -dc"),
        (other_json.as_str(), "it is JSON, but not the events of a log"),
    ] {
        let (printed, said) = digest(&[file], 1);
        assert!(
            said.contains(says) && printed.is_empty() && said.lines().count() == 1,
            "{file}: {printed}{said}"
        );
    }
    // One that is missing: nothing is reported as if all had been read.
    assert!(digest(&[&log, "/nonexistent/slow.log"], 1).0.is_empty());
    // A packed file that was cut: what was read is reported, and said to be part.
    let mut cut = packed("gzip", fs::read(&log).unwrap().repeat(50).as_slice());
    cut.truncate(cut.len() - 20);
    let cut = folder.file("cut.gz", cut);
    let (printed, said) = digest(&[&cut, "-o", "json"], 3);
    assert!(said.contains("cut.gz could not be read to its end"), "{said}");
    assert!(serde_json::from_str::<Value>(&printed).unwrap()["summary"]["events"].as_u64() > Some(10));
}

/// What is read first keeps the program busy while the second file is cut.
#[cfg(target_os = "linux")]
#[test]
fn a_file_that_shrinks_is_said() {
    let folder = Folder::new();
    let fifo = folder.path("pipe");
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    let log = log().repeat(1_000);
    let second = folder.file("slow.log", &log);
    let child = command(&[fifo.to_str().unwrap(), &second, "-o", "json", "--threads", "1"]).spawn().unwrap();
    // Both are open, and nothing of the second is read, once the program waits for the pipe's end.
    let mut writer = fs::OpenOptions::new().write(true).open(&fifo).unwrap();
    writer.write_all(log.as_bytes()).unwrap();
    until("its reading", || has_read(&child, log.len() / 2));
    File::options().write(true).open(&second).unwrap().set_len(log.len() as u64 / 2).unwrap();
    drop(writer);
    let (printed, said) = told(child.wait_with_output().unwrap(), 3);
    assert!(said.contains("slow.log became shorter while it was read"), "{said}");
    let events = serde_json::from_str::<Value>(&printed).unwrap()["summary"]["events"].as_u64();
    assert!(events > Some(5_000) && events < Some(6_010), "{events:?}");
}

#[test]
fn what_is_skipped_is_counted_and_shown() {
    let folder = Folder::new();
    let log = folder.file(
        "slow.log",
        format!(
            "ment\nfrom t\nwhere a;\n{}stray\n{}",
            entry(1, "a", "1.0", "select 1"),
            entry(2, "a", "1.0", "select 2")
        ),
    );
    let (_, said) = digest(&[&log], 0);
    assert!(said.contains("lines skipped: 3, see --problems"), "{said}");
    let (printed, said) = digest(&[&log, "--problems"], 0);
    assert!(printed.contains("cut_start") && printed.contains("the log begins within an entry"), "{printed}");
    assert_eq!(said, "");
    let (printed, _) = digest(&[&log, "--problems", "-o", "json"], 0);
    let problems: Value = serde_json::from_str(&printed).unwrap();
    let first = &problems[0];
    assert_eq!([&first["offset"], &first["bytes"], &first["lines"]], [0, 21, 3]);
    let sound = folder.file("sound.log", self::log());
    let (printed, said) = digest(&[&sound, "--problems", "-o", "json"], 0);
    assert_eq!((printed.as_str(), said.contains("no problems")), ("[]\n", true));
}

#[test]
fn two_logs_are_compared() {
    let folder = Folder::new();
    let yesterday = folder.file("yesterday.log", log());
    let slower = log().replace("0.500000", "9.500000").replace("1.500000", "9.600000");
    let today = slower.replace("delete from sessions", "delete from visits");
    let today = folder.file("today.log", today);
    let report = folder.file("yesterday.json", digest(&[&yesterday, "-o", "json"], 0).0);
    for other in [&yesterday, &report] {
        let (printed, said) = digest(&[&today, "--compare", other], 0);
        assert_eq!(said, "");
        for part in ["Slower: 1", "New: 1", "Gone: 1", "DELETE FROM visits WHERE a &lt; ?"] {
            assert!(printed.contains(&part.replace("&lt;", "<")), "{part}: {printed}");
        }
        let comparison: Value =
            serde_json::from_str(&digest(&[&today, "--compare", other, "-o", "json"], 0).0).unwrap();
        assert_eq!(comparison["changes"][0]["verdict"], "slower");
        let (csv, _) = digest(&[&today, "--compare", other, "-o", "csv"], 0);
        let lines: Vec<&str> = csv.lines().collect();
        assert!(
            lines[0].starts_with("verdict,fingerprint,group,class,time_change_us,mean_ratio,before_count,")
        );
        assert!(lines[1].starts_with("slower,") && lines[1].ends_with(",SELECT * FROM orders WHERE id = ?"));
        // One that is new has nothing before, which is no zero.
        let new = lines.iter().find(|line| line.starts_with("new,")).unwrap();
        assert!(new.contains(",,,,,,,,,1,125000,") && lines.len() == 5, "{csv}");
    }
    let (csv, _) = digest(&[&today, "--compare", &report, "-o", "csv", "--limit", "1"], 0);
    assert_eq!(csv.lines().count(), 2);
    let (_, said) = digest(&[&today, "--compare", &report, "--limit", "95%"], 1);
    assert!(said.contains("--limit of a comparison is a number"), "{said}");
    let (_, said) = digest(&[&today, "--compare", &report, "--group-by", "user"], 1);
    assert!(said.contains("give --group-by fingerprint"), "{said}");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let folder = Folder::new();
    let log = folder.file("slow.log", log());
    for form in ["table", "json", "csv", "markdown", "html"] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = command(&[&log, "-o", form]).stdout(writer).output().unwrap();
        assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]), "{form}");
    }
}

/// Sends a signal as a shell would.
pub(crate) fn interrupt(child: &Child) {
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
}

/// Waits until something holds, or a bound has passed.
pub(crate) fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let begin = Instant::now();
    while !holds() {
        assert!(begin.elapsed() < Duration::from_secs(20), "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Whether a process has read so much, as the kernel counts. It reads some kilobytes to start: what is waited for
/// is far more, and its last piece is too.
pub(crate) fn has_read(child: &Child, bytes: usize) -> bool {
    let io = fs::read_to_string(format!("/proc/{}/io", child.id())).unwrap_or_default();
    let read = io.lines().find_map(|line| line.strip_prefix("rchar: ")?.parse::<usize>().ok());
    read.is_some_and(|read| read >= bytes)
}

#[cfg(target_os = "linux")]
#[test]
fn ctrl_c_gives_the_report_of_what_was_read() {
    let mut child = command(&["-", "-o", "json"]).stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let log = log().repeat(1_000);
    stdin.write_all(log.as_bytes()).unwrap();
    until("its reading", || has_read(&child, log.len()));
    interrupt(&child);
    let (printed, said) = told(child.wait_with_output().unwrap(), 3);
    drop(stdin);
    assert!(said.contains("stopped; the report is of what was read"), "{said}");
    assert!(serde_json::from_str::<Value>(&printed).unwrap()["summary"]["events"].as_u64() > Some(1));
}

#[cfg(target_os = "linux")]
#[test]
fn a_log_is_followed_through_its_rotation() {
    let folder = Folder::new();
    let path = folder.path("slow.log");
    let name = path.to_str().unwrap();
    let log = log().repeat(330);
    fs::write(&path, &log).unwrap();
    let child = command(&[name, "--follow", "-o", "json"]).spawn().unwrap();
    until("its reading", || has_read(&child, log.len()));
    append(&path, &log);
    until("its reading on", || has_read(&child, 2 * log.len()));
    fs::rename(&path, folder.path("slow.log.1")).unwrap();
    fs::write(&path, &log).unwrap();
    until("its reading of the new one", || has_read(&child, 3 * log.len()));
    interrupt(&child);
    let (printed, said) = told(child.wait_with_output().unwrap(), 0);
    assert!(said.contains("following") && said.contains("was rotated"), "{said}");
    assert_eq!(serde_json::from_str::<Value>(&printed).unwrap()["summary"]["events"], 4 * 330 * 3);
    let (_, said) = digest(&["-", "--follow"], 1);
    assert!(said.contains("leave --follow out"), "{said}");
}

pub(crate) fn append(path: &Path, text: &str) {
    let mut file = fs::OpenOptions::new().append(true).open(path).unwrap();
    file.write_all(text.as_bytes()).unwrap();
}
