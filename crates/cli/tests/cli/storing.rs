//! `auroscope digest --store`: executions of logs in the store, once, from whatever file they come.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use auroscope_model::{SlowQuery, SlowQueryFilter, SlowQuerySort, StatementFilter, StatementSort};
use auroscope_store::Store;
use auroscope_store_sqlite::SqliteStore;
use auroscope_testkit::wait_for;
use serde_json::Value;

use crate::harness::{ask, auroscope, run, serve, told};

const BOUND: Duration = Duration::from_secs(60);

/// A folder with a store and logs.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn data(&self) -> PathBuf {
        self.0.path().join("data")
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.0.path().join(name);
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// Imports: the report with what it says of the store, and what was said besides.
    fn import(&self, arguments: &[&str]) -> (Value, String) {
        let data = self.data();
        let options = ["--store", "--target", "shop", "-o", "json", "--data", data.to_str().unwrap()];
        let (printed, said) = told(run(&[&["digest"], arguments, &options].concat()), 0);
        (serde_json::from_str(&printed).unwrap(), said)
    }

    /// How many executions an import found new, and how many known.
    fn counts(&self, arguments: &[&str]) -> (u64, u64) {
        let store = &self.import(arguments).0["store"];
        (store["new"].as_u64().unwrap(), store["known"].as_u64().unwrap())
    }

    /// Asks the store, on a thread of its own: a test may be within a runtime.
    fn ask<T: Send>(&self, question: impl AsyncFnOnce(&SqliteStore) -> T + Send) -> T {
        let answer = || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            let store = SqliteStore::open_beside(&self.data()).unwrap();
            runtime.block_on(question(&store))
        };
        thread::scope(|scope| scope.spawn(answer).join().unwrap())
    }

    fn records(&self) -> Vec<SlowQuery> {
        self.ask(async |store| {
            let all = SlowQueryFilter::default();
            store.slow_queries(all, SlowQuerySort::StartedAt, None, 1_000_000).await.unwrap().items
        })
    }

    /// Count and total time of each statement in the store.
    fn statements(&self) -> BTreeMap<String, (u64, u64)> {
        let filter = StatementFilter {
            executions: SlowQueryFilter::default(),
            sort: StatementSort::TotalUs,
            limit: usize::MAX,
        };
        let ranking = self.ask(async |store| store.statements(filter).await.unwrap());
        ranking.items.iter().map(|s| (s.fingerprint.to_string(), (s.count, s.total_us))).collect()
    }

    fn count(&self) -> u64 {
        self.statements().values().map(|(count, _)| count).sum()
    }
}

/// Count and total time of each statement in a report.
fn classes(report: &Value) -> BTreeMap<String, (u64, u64)> {
    let of = |class: &Value| {
        let fingerprint = class["fingerprint"].as_str().unwrap().to_owned();
        (fingerprint, (class["count"].as_u64().unwrap(), class["query_time"]["sum_us"].as_u64().unwrap()))
    };
    report["classes"].as_array().unwrap().iter().map(of).collect()
}

fn corpus(name: &str) -> String {
    format!("{}/../../testdata/slowlog/{name}", env!("CARGO_MANIFEST_DIR"))
}

const WHOLE: [&str; 8] = [
    "aurora-3.log",
    "mariadb-10.11.log",
    "mysql-4.1.log",
    "mysql-5.7.log",
    "mysql-9.7-extra.log",
    "mysql-9.7.log",
    "percona-5.6.log",
    "percona-8.0.log",
];

/// So many entries as 8.0 writes them, of eleven statements, none like another.
fn log(count: u32) -> String {
    let entry = |n: u32| {
        let schema = if n.is_multiple_of(10) { "use shop;\n" } else { "" };
        format!(
            "# Time: 2026-11-21T04:{:02}:{:02}.{:06}Z\n# User@Host: app[app] @  [10.0.0.1]  Id: {}\n# Query_time: {}.{:06}  \
             Lock_time: 0.000010 Rows_sent: 1  Rows_examined: {n}\n{schema}SET timestamp=1795233600;\n\
             select * from orders_{} where id = {n} and note = '한국어 {n}';\n",
            n / 60_000 % 60,
            n / 1_000 % 60,
            n % 1_000 * 1_000,
            n % 7,
            n % 3,
            n,
            ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"][n as usize % 11]
        )
    };
    (0..count).map(entry).collect()
}

#[test]
fn what_is_stored_is_what_the_digest_reports_and_is_stored_once() {
    for name in WHOLE {
        let folder = Folder::new();
        let (report, _) = folder.import(&[&corpus(name)]);
        let events = report["summary"]["events"].as_u64().unwrap();
        assert_eq!(
            (&report["store"]["new"], &report["store"]["known"]),
            (&events.into(), &0.into()),
            "{name}"
        );
        assert_eq!(folder.statements(), classes(&report), "{name}");
        let bytes = fs::read(corpus(name)).unwrap();
        let renamed = folder.file("other name", &bytes);
        assert_eq!(folder.counts(&[&renamed]), (0, events), "{name}");
        assert_eq!(folder.records().len() as u64, events);
    }
}

#[test]
fn the_same_entries_are_the_same_in_any_file() {
    let folder = Folder::new();
    let all: Vec<Vec<u8>> = WHOLE.iter().map(|name| fs::read(corpus(name)).unwrap()).collect();
    let files: Vec<String> = WHOLE.iter().map(|name| corpus(name)).collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let (new, known) = folder.counts(&files);
    assert!(new > 100 && known == 0, "{new} {known}");
    let backwards: Vec<u8> = all.iter().rev().flatten().copied().collect();
    let joined = folder.file("joined.log", &backwards);
    assert_eq!(folder.counts(&[&joined]), (0, new));
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&backwards).unwrap();
    let packed = folder.file("joined.log.1.gz", gzip.finish().unwrap());
    assert_eq!(folder.counts(&[&packed]), (0, new));
    // A rotated set whose border is within an entry, and each of its files alone.
    let (older, newer) = backwards.split_at(backwards.len() / 3 + 7);
    let (older, newer) = (folder.file("set.log.1", older), folder.file("set.log", newer));
    assert_eq!(folder.counts(&[&newer, &older]), (0, new));
    for file in [&older, &newer] {
        assert_eq!(folder.counts(&[file]).0, 0, "{file}");
    }
    assert_eq!(folder.records().len() as u64, new);
}

#[test]
fn a_record_says_what_the_log_says_and_no_more() {
    let folder = Folder::new();
    let log = b"# Time: 2026-11-21T04:00:02.500000Z\n# User@Host: <b>[app] @ web [10.0.0.1]  Id: 42\n# Query_time: 1.500000  \
        Lock_time: 0.000007 Rows_sent: 3  Rows_examined: 9\nuse \xec\xa0\x95\xec\x82\xb0;\nSET timestamp=1795233601;\n\
        select '\xed\x95\x9c\xea\xb5\xad\xec\x96\xb4', '\xff\xfe';\n\
        # Time: 2026-11-21T04:00:03.000000Z\n# User@Host: app[app] @  [10.0.0.1]  Id: 43\n# Query_time: 0.250000  \
        Lock_time: 0.000000 Rows_sent: 0  Rows_examined: 0\nSET timestamp=1795233602;\n# administrator command: Quit;\n\
        # Time: 2026-11-21T04:00:04.000000Z\n# User@Host: app[app] @  [10.0.0.1]  Id: 44\n# Query_time: 0.250000  \
        Lock_time: 0.000000 Rows_sent: 0  Rows_examined: 0\nSET timestamp=1795233603;\nupdate t set a = '\0''; drop table x; --';\n";
    let log = folder.file("slow.log", log);
    let (report, said) = folder.import(&[&log]);
    assert_eq!(report["store"]["left_out"]["administrator_commands"], 1);
    assert!(
        said.contains("stored 2 executions of 'shop'") && said.contains("administrator commands 1"),
        "{said}"
    );
    assert!(said.contains("no target 'shop' is watched (there are: none)"), "{said}");
    let records = folder.records();
    let [second, first] = records.as_slice() else { panic!("{records:?}") };
    let value = serde_json::to_value(first).unwrap();
    for (name, expected) in [
        ("target", "shop".into()),
        ("state", "finished".into()),
        ("started_at", "2026-11-21T04:00:01.000000Z".into()),
        ("finished_at", "2026-11-21T04:00:02.500000Z".into()),
        ("duration_us", 1_500_000.into()),
        ("duration_kind", "exact".into()),
        ("lock_us", 7.into()),
        ("rows_sent", 3.into()),
        ("rows_examined", 9.into()),
        ("rows_affected", Value::Null),
        ("errors", Value::Null),
        ("user", "<b>".into()),
        ("host", "web".into()),
        ("schema", "정산".into()),
        ("schema_inferred", false.into()),
        ("connection_id", 42.into()),
        ("thread_id", Value::Null),
        ("event_id", Value::Null),
        ("server_uuid", Value::Null),
        ("booted_at_s", Value::Null),
        ("class", "read".into()),
        ("sql", "select '한국어', '\u{fffd}\u{fffd}'".into()),
        ("lossy", true.into()),
        ("truncated", false.into()),
        ("sources", serde_json::json!(["slow_log"])),
    ] {
        assert_eq!(value[name], expected, "{name}");
    }
    assert_eq!(second.sql, "update t set a = '\0''; drop table x; --'");
    assert_eq!((second.schema.as_deref(), second.schema_inferred, second.lossy), (Some("정산"), true, false));
}

#[test]
fn options_that_leave_out_of_the_report_leave_out_of_the_store() {
    let folder = Folder::new();
    let log = folder.file("slow.log", log(600));
    let extra = corpus("mysql-9.7-extra.log");
    for (file, options) in [
        (&log, &["--min-time", "1s"][..]),
        (&log, &["--since", "2026-11-21T03:59:59Z", "--until", "2026-11-21T04:00:00.1Z"]),
        (&log, &["--filter", "rows_examined > 300 and user = app and text_bytes < 80"]),
        (&log, &["--filter", "schema = shop and table ~ 'orders_?' or connection_id in (1, 2)"]),
        (&extra, &["--filter", "errno != 0 or class = write or rows_affected > 0", "--min-time", "1ms"]),
        (
            &extra,
            &[
                "--filter",
                "fingerprint != 00000000000000000000000000000000 and lock_time < 1s",
                "--group-by",
                "user",
            ],
        ),
    ] {
        let other = Folder::new();
        let (report, _) = other.import(&[&[file.as_str()][..], options].concat());
        let events = report["summary"]["events"].as_u64().unwrap();
        assert_eq!(report["store"]["new"], events, "{options:?}");
        // The store may count commands apart that the report counts as left out.
        assert!(report["store"]["left_out"]["by_options"].as_u64() <= report["summary"]["left_out"].as_u64());
        folder.import(&[&[file.as_str()][..], options].concat());
    }
    let all = 600 + 46;
    folder.import(&[&log]);
    folder.import(&[&extra]);
    assert_eq!(folder.records().len(), all, "a part first, then the whole");
}

#[test]
fn what_is_redacted_is_stored_redacted_and_is_the_same_execution() {
    let folder = Folder::new();
    let log = folder.file("slow.log", log(50));
    assert_eq!(folder.counts(&[&log, "--redact"]), (50, 0));
    for record in folder.records() {
        assert!(!record.sql.contains("한국어") && record.sql.contains("orders_"), "{}", record.sql);
    }
    assert_eq!(folder.counts(&[&log, "--redact"]), (0, 50));
    for file in ["auroscope.db", "auroscope.db-wal"] {
        let bytes = fs::read(folder.data().join(file)).unwrap_or_default();
        assert!(memchr::memmem::find(&bytes, "한국어".as_bytes()).is_none(), "{file}");
    }
}

/// Which of two texts was longer decided, however often a log had been stored.
#[test]
fn what_a_log_gave_first_stays_masked_or_not() {
    let log = log(20) + &log(21)[log(20).len()..].replace("note = '한국어 20'", "note = 1 and 7 > 3");
    for redacted in [[true, false], [false, true]] {
        let folder = Folder::new();
        let file = folder.file("slow.log", &log);
        let import = |is_redacted: bool| {
            let arguments = [file.as_str(), "--redact"];
            folder.counts(if is_redacted { &arguments } else { &arguments[..1] })
        };
        assert_eq!(import(redacted[0]), (21, 0));
        let texts = || folder.records().into_iter().map(|record| record.sql).collect::<Vec<_>>();
        let first = texts();
        assert_eq!(first.iter().any(|text| text.contains("한국어")), !redacted[0]);
        assert_eq!(import(redacted[1]), (0, 21));
        assert_eq!(texts(), first);
    }
}

#[test]
fn what_cannot_be_stored_is_a_failure_without_a_report() {
    let folder = Folder::new();
    let log = folder.file("slow.log", log(5));
    let none = folder.file("none", "");
    let (printed, said) =
        told(run(&["digest", &log, "--store", "--target", "shop", "--data", &format!("{none}/below")]), 1);
    assert!(printed.is_empty() && said.contains("cannot be written"), "{printed}{said}");
    for arguments in [
        &["--store"][..],
        &["--target", "shop"],
        &["--data", "x"],
        &["--store", "--target", "../x"],
        &["--store", "--target", "shop", "--follow"],
    ] {
        told(run(&[&["digest", &log], arguments].concat()), 2);
    }
}

/// A disk that takes no more, here by a limit on the size of files.
#[test]
fn a_store_that_takes_no_more_is_said_and_what_it_took_stays() {
    let folder = Folder::new();
    let file = folder.file("slow.log", log(30_000));
    let output = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 16000; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_auroscope")])
        .args(["digest", &file, "--store", "--target", "shop", "--data"])
        .arg(folder.data())
        .output()
        .unwrap();
    let (printed, said) = told(output, 1);
    assert!(printed.is_empty() && said.contains("executions were stored, then no more"), "{printed}{said}");
    let stored = folder.count();
    assert!(
        stored < 30_000 && said.contains(&format!("{stored:?}").replace("000", ",000")),
        "{stored}: {said}"
    );
    assert_eq!(folder.counts(&[&file]), (30_000 - stored, stored));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_is_imported_beside_a_running_auroscope_and_shown() {
    let folder = Folder::new();
    let serving = serve(&folder.data(), &["--retention", "36500d"]);
    let log = folder.file("slow.log", log(3_000));
    assert_eq!(folder.counts(&[&log]), (3_000, 0));
    let listed = |arguments: &[&str]| ask(&serving.url, &[&["slow", "list"], arguments].concat()).unwrap();
    assert_eq!(listed(&["--target", "shop", "--limit", "5000"]).as_array().unwrap().len(), 3_000);
    assert_eq!(listed(&["--target", "shop2"]).as_array().unwrap().len(), 0);
    let first = &listed(&["--limit", "1"])[0];
    assert_eq!((&first["sources"][0], &first["thread_id"]), (&"slow_log".into(), &Value::Null));
    let id = first["id"].as_str().unwrap();
    let shown = told(run(&["slow", "show", id, "--server", &serving.url]), 0).0;
    assert!(shown.contains("slow_log") && !shown.contains("thread_id"), "{shown}");
    assert_eq!(folder.counts(&[&log]), (0, 3_000));
}

/// One that reads a log from a pipe.
struct Importing(Child);

impl Drop for Importing {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// kill -9 in the middle: what was stored is not stored again, and the rest is not missing.
#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_was_killed_is_made_whole_by_the_next_one() {
    let folder = Folder::new();
    let log = log(30_000);
    let child = auroscope()
        .args(["digest", "-", "--store", "--target", "shop", "--data"])
        .arg(folder.data())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut importing = Importing(child);
    // All but the end: it goes on waiting, with a part stored and a part not.
    let mut input = importing.0.stdin.take().unwrap();
    input.write_all(&log.as_bytes()[..log.len() - 10]).unwrap();
    let stored =
        wait_for(BOUND, "a part to be stored", async || Some(folder.count()).filter(|count| *count > 0))
            .await;
    importing.0.kill().unwrap();
    importing.0.wait().unwrap();
    assert!(stored < 30_000, "{stored}");
    let (new, known) = folder.counts(&[&folder.file("slow.log", log)]);
    assert!(known >= stored && new + known == 30_000, "{new} {known} {stored}");
    assert_eq!(folder.count(), 30_000);
}
