//! What is imported of whole logs and of parts of them.

use std::collections::HashSet;

use auroscope_model::ExecutionId;

use super::*;

fn imported(logs: &[&[u8]]) -> (Vec<SlowQueryWrite>, LeftOut) {
    let mut entries = Entries::new("shop".parse().unwrap(), DigestOptions::default(), false);
    let mut writes = Vec::new();
    for log in logs {
        log.chunks(97).for_each(|piece| entries.feed(piece, &mut |write| writes.push(write)));
        entries.end_log(&mut |write| writes.push(write));
    }
    (writes, entries.left_out)
}

fn ids(logs: &[&[u8]]) -> HashSet<ExecutionId> {
    imported(logs).0.iter().map(|write| write.query.id).collect()
}

fn corpus(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/slowlog/");
    std::fs::read(format!("{folder}{name}")).unwrap()
}

/// What is imported of the parts of a log, wherever it is cut, is what is imported of the whole: nothing else.
#[test]
fn a_log_that_is_cut_anywhere_gives_no_other_executions() {
    for name in ["aurora-3.log", "mysql-5.6.log", "mysql-5.7.log", "percona-8.0.log", "mariadb-10.11.log"] {
        let log = corpus(name);
        let whole = ids(&[&log]);
        assert_eq!(whole.len(), imported(&[&log]).0.len());
        let mut both = HashSet::new();
        for at in 0..=log.len() {
            let (before, after) = log.split_at(at);
            let parts = ids(&[before, after]);
            let strange = parts.difference(&whole).count();
            // Of a single entry that begins with its second line nobody can tell that it had another.
            let is_untold = after.trim_ascii_start().starts_with(b"# User@Host") && ids(&[after]).len() == 1;
            assert!(strange == 0 || is_untold && strange == 1, "{name} cut at {at}");
            assert!(parts.len() + 1 >= whole.len(), "{name} cut at {at}");
            both.extend(parts.intersection(&whole).copied());
        }
        assert_eq!(both, whole, "{name}");
    }
}

/// The files of a set make up the whole, wherever the border is: an entry whose second line began a file was another one,
/// with another time.
#[test]
fn a_set_that_is_cut_anywhere_gives_the_executions_of_the_whole() {
    for name in ["aurora-3.log", "mysql-5.6.log", "mysql-5.7.log", "percona-8.0.log", "mariadb-10.11.log"] {
        let log = corpus(name);
        let whole = ids(&[&log]);
        for at in 1..log.len() {
            let (before, after) = log.split_at(at);
            let mut entries = Entries::new("shop".parse().unwrap(), DigestOptions::default(), false);
            let mut joined = HashSet::new();
            entries.feed(before, &mut |write| joined.extend([write.query.id]));
            entries.end_part(PartStart::of(after));
            entries.feed(after, &mut |write| joined.extend([write.query.id]));
            entries.end_log(&mut |write| joined.extend([write.query.id]));
            // Of a file that ends within a banner's first line, the last statement seems to go on in that.
            let line = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
            let is_in_banner = line < at
                && log[line..].split(|&byte| byte == b'\n').next().unwrap().ends_with(b"started with:");
            assert!(joined.is_subset(&whole), "{name} cut at {at}");
            assert!(joined.len() + usize::from(is_in_banner) >= whole.len(), "{name} cut at {at}");
        }
    }
}

/// The body of a stored program that was cut behind one of its `;` was kept as an execution that never was.
#[test]
fn what_stands_last_where_the_reading_broke_off_is_left_out() {
    let head = "# User@Host: a[a] @ web [10.0.0.1]  Id: 7\n# Query_time: 0.1  Lock_time: 0.0 Rows_sent: 1  Rows_examined: 1\n";
    let entry = |second: u32, text: &str| format!("{head}SET timestamp={second};\n{text};\n");
    let log = entry(100, "do 1") + &entry(101, "create procedure p() begin select 1;\nselect 2;\nend");
    let whole = ids(&[log.as_bytes()]);
    assert_eq!(whole.len(), 2);
    for (at, _) in log.match_indices('\n') {
        let mut entries = Entries::new("shop".parse().unwrap(), DigestOptions::default(), false);
        let mut kept = HashSet::new();
        entries.feed(&log.as_bytes()[..=at], &mut |write| kept.extend([write.query.id]));
        entries.break_off();
        entries.end_log(&mut |write| kept.extend([write.query.id]));
        assert!(kept.is_subset(&whole) && kept.len() < 2, "{at}: {kept:?}");
        // A head behind it proves that the first is whole.
        let is_proved = log[..at].matches("# User@Host").count() == 2;
        assert_eq!(kept.len(), usize::from(is_proved), "{at}");
        let is_open_text = log[..at].matches("timestamp=101;\nc").count() == 1;
        assert_eq!(
            entries.left_out.cut,
            u64::from(is_open_text || !is_proved && log[..at].contains("do 1")),
            "{at}"
        );
        // Of another log nothing is broken.
        entries.feed(log.as_bytes(), &mut |write| kept.extend([write.query.id]));
        entries.end_log(&mut |write| kept.extend([write.query.id]));
        assert_eq!(kept, whole, "{at}");
    }
}

/// One connection may run the same statement several times in a second, which is all that the log tells apart.
#[test]
fn entries_that_say_the_same_are_counted_within_a_second() {
    let entry = |second: u32| {
        format!(
            "# User@Host: app[app] @ web [10.0.0.1]  Id: 7\n# Query_time: 0.000100  Lock_time: 0.000010 Rows_sent: 1  \
             Rows_examined: 1\nSET timestamp={second};\nselect 1;\n"
        )
    };
    let log = [entry(100), entry(100), entry(101), entry(100), entry(160)].concat();
    let first = ids(&[log.as_bytes()]);
    assert_eq!(first.len(), 5);
    assert_eq!(ids(&[log.as_bytes(), log.as_bytes()]), first);
    let twice = log.repeat(2);
    assert_eq!(ids(&[twice.as_bytes()]), first, "the same log joined with itself");
    // What the options leave out counts all the same.
    let options = DigestOptions {
        since: Some(auroscope_model::UtcMicros(101_000_000 - 100)),
        ..DigestOptions::default()
    };
    let mut entries = Entries::new("shop".parse().unwrap(), options, false);
    let mut late = HashSet::new();
    entries.feed(log.as_bytes(), &mut |write| late.extend([write.query.id]));
    entries.end_log(&mut |write| late.extend([write.query.id]));
    assert!(late.len() == 2 && late.is_subset(&first), "{late:?}");
    assert_eq!(entries.left_out.by_options, 3);
}

#[test]
fn what_is_left_out_is_counted_by_its_reason() {
    let (writes, left_out) = imported(&[&corpus("cut.log")]);
    assert_eq!((writes.len(), left_out.cut, left_out.administrator_commands), (3, 1, 1));
    let head = "# User@Host: a[a] @ web [10.0.0.1]  Id: 7\n# Query_time: 0.1  Lock_time: 0.0 Rows_sent: 1  Rows_examined: 1\n";
    let log = format!(
        "{head}select 1;\n{head}SET timestamp=999999999999999;\nselect 1;\n{head}SET timestamp=5;\nselect 'open;\n"
    );
    let (writes, left_out) = imported(&[log.as_bytes()]);
    assert_eq!((writes.len(), left_out.without_time, left_out.cut), (0, 2, 1));
}

/// A record of it could not be written as a date.
#[test]
fn what_ends_behind_the_last_date_has_no_time() {
    let banner = "/usr/sbin/mysqld, Version: 8.0.36 (x). started with:\nTcp port: 3306  Unix socket: (null)\n\
        Time                 Id Command    Argument\n";
    let entry = |seconds: u32| {
        format!(
            "# User@Host: a[a] @ web [10.0.0.1]  Id: 7\n# Query_time: {seconds}.5  Lock_time: 0.0 Rows_sent: 1  \
             Rows_examined: 1\nSET timestamp=253402300799;\nselect 1;\n"
        )
    };
    let log = [banner, &entry(0), &entry(1)].concat();
    let (writes, left_out) = imported(&[log.as_bytes()]);
    assert_eq!((writes.len(), left_out.without_time), (1, 1));
}

/// A statement beyond the parser's bound is kept as its beginning, and says so.
#[test]
fn a_long_statement_is_cut_and_whole_only_with_its_end() {
    let head = "# Time: 2026-11-21T04:00:01.000000Z\n# User@Host: a[a] @ web [10.0.0.1]  Id: 7\n\
        # Query_time: 0.1  Lock_time: 0.0 Rows_sent: 1  Rows_examined: 1\nSET timestamp=1795233600;\n";
    let text = format!("insert into t values (' {}')", "한".repeat(700_000));
    let (writes, left_out) = imported(&[format!("{head}{text};\n").as_bytes()]);
    let query = &writes[0].query;
    assert!(query.truncated && !query.lossy && text.starts_with(&query.sql), "{}", query.sql.len());
    assert!(query.sql.len() > 1_000_000 && left_out == LeftOut::default());
    let (writes, left_out) = imported(&[format!("{head}{text}").as_bytes()]);
    assert_eq!((writes.len(), left_out.cut), (0, 1));
}
