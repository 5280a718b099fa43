//! What the server itself wrote down: its slow log, which every captured record is held against.
//!
//! The log is the file, not the table: writing a row of the table takes part of a millisecond, under load several,
//! and the server counts that into performance_schema's figure of the statement but not into the logged one.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, bail};
use jiff::Timestamp;

/// One entry of the slow log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Logged {
    pub(super) user: String,
    pub(super) connection_id: u64,
    pub(super) duration_us: u64,
    /// Start by the server's clock, microseconds of the epoch.
    pub(super) started_us: i64,
    pub(super) sql: String,
}

/// The slow log from some moment on.
#[derive(Debug)]
pub(super) struct SlowLog {
    file: PathBuf,
    from_byte: usize,
}

impl SlowLog {
    /// What is written from now on.
    pub(super) fn from_now(file: PathBuf) -> anyhow::Result<Self> {
        let from_byte = fs::metadata(&file).context("the server has no slow log")?.len() as usize;
        Ok(Self { file, from_byte })
    }

    /// All of it so far of statements that are not `watcher`'s.
    pub(super) fn read(&self, watcher: &str) -> anyhow::Result<Vec<Logged>> {
        let bytes = fs::read(&self.file)?;
        let text = String::from_utf8_lossy(&bytes[self.from_byte..]);
        let entries = parse(&text)?;
        Ok(entries.into_iter().filter(|entry| entry.user != watcher).collect())
    }
}

/// Entries begin with a line `# Time: `; no statement of a bench holds such a line.
fn parse(text: &str) -> anyhow::Result<Vec<Logged>> {
    let text = format!("\n{text}");
    text.split("\n# Time: ")
        .skip(1)
        .map(|entry| parse_entry(entry).with_context(|| format!("{entry:.300}")))
        .collect()
}

fn parse_entry(entry: &str) -> anyhow::Result<Logged> {
    let mut lines = entry.split_inclusive('\n');
    let time: Timestamp = lines.next().unwrap_or_default().trim().parse()?;
    let who = lines.next().unwrap_or_default();
    let figures = lines.next().unwrap_or_default();
    let user =
        who.strip_prefix("# User@Host: ").and_then(|rest| rest.split('[').next()).context("no user")?;
    let connection_id = who.rsplit_once("Id:").context("no connection")?.1.trim().parse()?;
    let seconds =
        figures.strip_prefix("# Query_time: ").and_then(|rest| rest.split(' ').next()).context("no time")?;
    let duration_us = micros(seconds)?;
    let mut rest: String = lines.collect();
    for before in ["use ", "SET timestamp="] {
        if rest.starts_with(before) {
            rest = rest.split_once('\n').map(|(_, rest)| rest.to_owned()).unwrap_or_default();
        }
    }
    // A restarted server begins with its version, which stands after the last entry of the one before.
    let sql = rest.split(";\n/").next().unwrap_or_default();
    let sql = sql.trim_end_matches('\n').trim_end_matches(';').to_owned();
    // The time is when it was written: at the end.
    let started_us = time.as_microsecond() - i64::try_from(duration_us)?;
    Ok(Logged { user: user.to_owned(), connection_id, duration_us, started_us, sql })
}

/// `1.000403` in microseconds, without the rounding of a floating point number.
fn micros(seconds: &str) -> anyhow::Result<u64> {
    match seconds.split_once('.') {
        Some((whole, part)) if part.len() == 6 => {
            Ok(whole.parse::<u64>()? * 1_000_000 + part.parse::<u64>()?)
        }
        _ => bail!("{seconds} are not seconds with six decimals"),
    }
}

/// The mark a bench puts into each of its statements: `m` and eight digits and `x`.
pub(super) fn mark(number: u32) -> String {
    format!("m{number:08}x")
}

/// The mark in a text.
pub(super) fn mark_in(sql: &str) -> Option<u32> {
    let bytes = sql.as_bytes();
    bytes.windows(10).find_map(|window| {
        let digits = std::str::from_utf8(&window[1..9]).ok()?;
        let framed =
            window[0] == b'm' && window[9] == b'x' && digits.bytes().all(|byte| byte.is_ascii_digit());
        if framed { digits.parse().ok() } else { None }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_found_again() {
        assert_eq!(mark_in(&format!("SELECT 'mx {}', '한글'", mark(42))), Some(42));
        assert_eq!(mark_in("SELECT 1"), None);
    }

    #[test]
    fn entries_are_read_across_lines_and_restarts() {
        let text = "# Time: 2026-11-21T05:25:00.994038Z\n\
            # User@Host: root[root] @ localhost [127.0.0.1]  Id:    10\n\
            # Query_time: 1.000403  Lock_time: 0.000000 Rows_sent: 1  Rows_examined: 1\n\
            use bench;\nSET timestamp=1795238699;\nSELECT SLEEP(1) -- 한국어\n FROM DUAL;\n\
            /usr/sbin/mysqld, Version: 9.7.4 ((Debian)). started with:\nTcp port: 1  Unix socket: s\n\
            # Time: 2026-11-21T05:25:02.000000Z\n\
            # User@Host: t1[t1] @  [127.0.0.1]  Id: 11\n\
            # Query_time: 0.600000  Lock_time: 0.000000 Rows_sent: 1  Rows_examined: 1\n\
            SET timestamp=1795238701;\nSELECT 1;\n";
        let entries = parse(text).unwrap();
        assert_eq!(entries.len(), 2);
        assert_eq!(entries[0].sql, "SELECT SLEEP(1) -- 한국어\n FROM DUAL");
        assert_eq!((entries[0].connection_id, entries[0].duration_us), (10, 1_000_403));
        assert_eq!((entries[1].user.as_str(), entries[1].sql.as_str()), ("t1", "SELECT 1"));
        assert_eq!(entries[1].started_us, 1_795_238_701_400_000);
    }
}
