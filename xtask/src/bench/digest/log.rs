//! Writes a slow log as an Aurora server would, and keeps account of what it wrote: the truth a digest must find.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

use super::statements::{Statement, statements};
use crate::random::Random;

/// Distinct statements of a log.
pub(super) const DISTINCT: usize = 2_000;
/// A server repeats its banner each hour; a log of a day has so many entries between two.
const BANNER_EVERY: u64 = 100_000;
/// 2026-11-01T00:00:00Z.
const BEGIN_S: u64 = 1_793_491_200;
/// Draws by weight are looked up in a table of so many places.
const DRAWS: usize = 1 << 16;

const USERS: [&str; 5] = ["app", "shop", "report", "batch", "관리자"];
const SCHEMAS: [&str; 4] = ["shop", "billing", "crm", "analytics"];
const BANNER: &[u8] = b"/rdsdbbin/oscar/bin/mysqld, Version: 8.0.39 (Source distribution). started with:\n\
Tcp port: 3306  Unix socket: /tmp/mysql.sock\nTime                 Id Command    Argument\n";

/// What a statement's entries add up to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sums {
    pub(super) count: u64,
    pub(super) query_time_us: u64,
    pub(super) lock_time_us: u64,
    pub(super) rows_sent: u64,
    pub(super) rows_examined: u64,
}

/// A written log: how long it is and what it holds, by marker.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Truth {
    pub(super) bytes: u64,
    pub(super) entries: u64,
    pub(super) statements: Vec<(String, Sums)>,
}

/// Writes a log of at least `bytes`; the same seed gives the same log.
pub(super) fn write(path: &Path, bytes: u64, seed: u64) -> anyhow::Result<Truth> {
    let file = File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
    let mut random = Random::new(seed);
    let statements = statements(DISTINCT, &mut random);
    let draws = zipf(statements.len(), &mut random);
    let out = BufWriter::with_capacity(1 << 20, file);
    let mut log = Log { out, random, bytes: 0, now_us: BEGIN_S * 1_000_000, schema: "" };
    let mut sums = vec![Sums::default(); statements.len()];
    let mut entries = 0;
    while log.bytes < bytes {
        if entries % BANNER_EVERY == 0 {
            log.put(BANNER)?;
            log.schema = "";
        }
        let number = draws[log.random.number(0..=DRAWS as u64 - 1) as usize];
        log.entry(&statements[number], &mut sums[number])?;
        entries += 1;
    }
    log.out.flush().context("cannot write the log")?;
    let markers = statements.into_iter().map(|statement| statement.marker);
    let statements = markers.zip(sums).filter(|(_, sums)| sums.count > 0).collect();
    Ok(Truth { bytes: log.bytes, entries, statements })
}

/// A file of statements alone, one a line, `bytes` long on average; how many there are.
pub(super) fn write_statements(path: &Path, count: u64, bytes: usize, seed: u64) -> anyhow::Result<u64> {
    let mut random = Random::new(seed);
    let statements = statements(DISTINCT, &mut random);
    let texts: Vec<&String> = statements.iter().flat_map(|statement| &statement.texts).collect();
    let near = |text: &&&String| text.len().abs_diff(bytes) < bytes / 5;
    let lines: Vec<String> = texts.iter().filter(near).map(|text| text.replace('\n', " ")).collect();
    let mut out = BufWriter::new(File::create(path)?);
    let mut written = 0;
    for _ in 0..count {
        let line = &lines[random.number(0..=lines.len() as u64 - 1) as usize];
        writeln!(out, "{line}")?;
        written += line.len() as u64 + 1;
    }
    out.flush()?;
    Ok(written)
}

/// A table of draws in which the statement of rank n is as frequent as 1/n, the ranks given at random.
fn zipf(count: usize, random: &mut Random) -> Vec<usize> {
    let mut ranked: Vec<usize> = (0..count).collect();
    for place in (1..count).rev() {
        ranked.swap(place, random.number(0..=place as u64) as usize);
    }
    let whole: f64 = (1..=count).map(|rank| 1.0 / rank as f64).sum();
    let mut draws = Vec::with_capacity(DRAWS);
    for (rank, statement) in (1..).zip(ranked) {
        let share = (DRAWS as f64 / f64::from(rank) / whole).ceil() as usize;
        draws.extend(std::iter::repeat_n(statement, share.min(DRAWS - draws.len())));
    }
    // Rounding up leaves nothing for the rarest: each of them gets one of the most frequent's places.
    let missing: Vec<usize> = (0..count).filter(|statement| !draws.contains(statement)).collect();
    let begin = missing.len().min(draws.len());
    draws[..begin].copy_from_slice(&missing[..begin]);
    draws.resize(DRAWS, draws[0]);
    draws
}

struct Log {
    out: BufWriter<File>,
    random: Random,
    bytes: u64,
    now_us: u64,
    schema: &'static str,
}

impl Log {
    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.bytes += bytes.len() as u64;
        self.out.write_all(bytes)
    }

    fn number(&mut self, number: u64, width: usize) -> io::Result<()> {
        let mut digits = [b'0'; 20];
        let (mut rest, mut at) = (number, digits.len());
        while rest > 0 || digits.len() - at < width.max(1) {
            at -= 1;
            digits[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        self.put(&digits[at..])
    }

    /// `1.234567`.
    fn seconds(&mut self, us: u64) -> io::Result<()> {
        self.number(us / 1_000_000, 1)?;
        self.put(b".")?;
        self.number(us % 1_000_000, 6)
    }

    fn entry(&mut self, statement: &Statement, sums: &mut Sums) -> io::Result<()> {
        self.now_us += self.random.number(0..=20_000);
        // Durations spread over six powers of ten, as in life; the bits of one draw serve all figures.
        let bits = self.random.number(0..=u64::MAX - 1);
        let query_time_us = (1 << (8 + bits % 14)) + (bits >> 8) % 1_000;
        let lock_time_us = (bits >> 20) % 300;
        let rows_sent = (bits >> 30) % 120;
        let rows_examined = rows_sent + (1 << ((bits >> 40) % 18));
        sums.count += 1;
        sums.query_time_us += query_time_us;
        sums.lock_time_us += lock_time_us;
        sums.rows_sent += rows_sent;
        sums.rows_examined += rows_examined;
        self.put(b"# Time: ")?;
        self.time()?;
        let user = USERS[(bits >> 46) as usize % USERS.len()].as_bytes();
        for part in [b"\n# User@Host: ", user, b"[", user, b"] @  [10.0.0."] {
            self.put(part)?;
        }
        self.number((bits >> 50) % 24, 1)?;
        self.put(b"]  Id: ")?;
        self.number((bits >> 48) % 4_000, 5)?;
        self.put(b"\n# Query_time: ")?;
        self.seconds(query_time_us)?;
        self.put(b"  Lock_time: ")?;
        self.seconds(lock_time_us)?;
        self.put(b" Rows_sent: ")?;
        self.number(rows_sent, 1)?;
        self.put(b"  Rows_examined: ")?;
        self.number(rows_examined, 1)?;
        self.put(b"\n")?;
        // One connection in four changes the schema.
        let schema = SCHEMAS[(bits >> 60) as usize % SCHEMAS.len()];
        if schema != self.schema && (bits >> 56).is_multiple_of(4) {
            self.schema = schema;
            for part in [b"use ", schema.as_bytes(), b";\n"] {
                self.put(part)?;
            }
        }
        self.put(b"SET timestamp=")?;
        self.number(self.now_us.saturating_sub(query_time_us) / 1_000_000, 1)?;
        self.put(b";\n")?;
        let text = &statement.texts[(bits >> 16) as usize % statement.texts.len()];
        self.put(text.as_bytes())?;
        self.put(b";\n")
    }

    /// `2026-11-01T00:00:00.000000Z`; a log longer than November goes on with its days.
    fn time(&mut self) -> io::Result<()> {
        let since_s = self.now_us / 1_000_000 - BEGIN_S;
        self.put(b"2026-11-")?;
        self.number(since_s / 86_400 % 30 + 1, 2)?;
        for (mark, value) in [(b"T", since_s / 3_600 % 24), (b":", since_s / 60 % 60), (b":", since_s % 60)] {
            self.put(mark)?;
            self.number(value, 2)?;
        }
        self.put(b".")?;
        self.number(self.now_us % 1_000_000, 6)?;
        self.put(b"Z")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_log_and_the_truth_is_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let [one, other] = ["one", "other"].map(|name| folder.path().join(name));
        let truth = write(&one, 1 << 20, 7).unwrap();
        write(&other, 1 << 20, 7).unwrap();
        let text = std::fs::read_to_string(&one).unwrap();
        assert_eq!(text, std::fs::read_to_string(&other).unwrap());
        assert_eq!(text.len() as u64, truth.bytes);
        assert_eq!(text.matches("# Query_time: ").count() as u64, truth.entries);
        assert_eq!(truth.statements.iter().map(|(_, sums)| sums.count).sum::<u64>(), truth.entries);
        for (marker, sums) in &truth.statements {
            assert_eq!(text.matches(marker.as_str()).count() as u64, sums.count);
        }
    }

    #[test]
    fn every_statement_can_be_drawn_and_few_make_most() {
        let draws = zipf(DISTINCT, &mut Random::new(1));
        assert_eq!(draws.len(), DRAWS);
        let mut counts = vec![0; DISTINCT];
        draws.iter().for_each(|&statement| counts[statement] += 1);
        assert!(counts.iter().all(|&count| count > 0));
        counts.sort_unstable_by(|a, b| b.cmp(a));
        assert!(counts[..100].iter().sum::<usize>() * 2 > DRAWS);
    }
}
