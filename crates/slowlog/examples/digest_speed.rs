//! What a digest costs per event: `cargo run --release -p auroscope-slowlog --example digest_speed [FILE]`.
//!
//! Without a file it makes a log of 256 MB: 2,000 statements of 80 to 4,000 bytes, the frequent ones far more
//! frequent than the rare. "lex" parses and fingerprints, "digest" does all but the report, so the difference is
//! what grouping and joining cost. `-` for FILE makes the log too; behind it `digest` leaves "lex" out, for profilers.
#![allow(clippy::unwrap_used, reason = "an example that cannot go on fails")]

use std::fmt::Write as _;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use auroscope_slowlog::digest::{Digest, DigestOptions, Next, Plan, Progress, ReportOptions, Source, Worker};
use auroscope_slowlog::{Item, Limits, Parser, TextEnd};
use auroscope_sql::{Fingerprinter, SqlMode};

/// What fits beside all else into the second cache.
const PIECE: usize = 128 << 10;

/// Fingerprints each text, and that is all.
struct Lexing(Fingerprinter);

impl TextEnd for Lexing {
    fn ends_open(&mut self, text: &[u8]) -> bool {
        black_box(self.0.scan(text, SqlMode::default())).ends_open
    }
}

fn main() {
    let log = match std::env::args().nth(1) {
        Some(path) if path != "-" => std::fs::read(path).unwrap(),
        _ => made(256 << 20),
    };
    if let Some(part) = std::env::args().nth(2) {
        for _ in 0..5 {
            match part.as_str() {
                "lex" => drop(black_box(lex(&log))),
                _ => drop(black_box(digest(&log))),
            }
        }
        return;
    }
    for _ in 0..3 {
        let (lex_s, events) = timed(|| lex(&log));
        let (digest_s, digest) = timed(|| digest(&log));
        let (report_s, report) = timed(|| digest.report(&ReportOptions::default()));
        let speed = |seconds: f64| log.len() as f64 / 1e6 / seconds;
        let per_event_ns = (digest_s - lex_s) * 1e9 / events as f64;
        println!("lex {:6.0} MB/s   digest {:6.0} MB/s   {events} events", speed(lex_s), speed(digest_s));
        println!("  the difference is {per_event_ns:.0} ns per event; report {:.1} ms", report_s * 1e3);
        println!("  {} statements, {} events in groups", report.summary.unique, report.summary.events);
    }
}

fn timed<T>(run: impl FnOnce() -> T) -> (f64, T) {
    let begin = Instant::now();
    let outcome = black_box(run());
    (begin.elapsed().as_secs_f64(), outcome)
}

fn lex(log: &[u8]) -> u64 {
    let mut parser = Parser::new(Limits::default());
    let mut judge = Lexing(Fingerprinter::default());
    let mut events = 0;
    let mut pieces = log.chunks(PIECE);
    loop {
        while let Some(item) = parser.next(&mut judge) {
            events += u64::from(matches!(item, Item::Event(_)));
        }
        match pieces.next() {
            Some(piece) => parser.feed(piece),
            None => return events,
        }
    }
}

fn digest(log: &[u8]) -> Digest {
    let options = Arc::new(DigestOptions::default());
    let mut plan = Plan::new(Arc::clone(&options), vec![Source::Sized(log.len() as u64)]);
    let mut worker = Worker::new(options);
    while let Next::Job(mut job) = plan.next() {
        let mut at = job.feed_from() as usize;
        loop {
            match job.run(&mut worker) {
                Progress::More => match PIECE.min(log.len() - at) {
                    0 => job.finish(),
                    count => {
                        job.space(count)[..count].copy_from_slice(&log[at..at + count]);
                        job.fed(count);
                        at += count;
                    }
                },
                Progress::Block(tally) => plan.take(tally),
                Progress::Done(tally) => {
                    plan.take(tally);
                    break;
                }
            }
        }
    }
    plan.finish()
}

struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) % bound
    }

    /// The lower, the more often, about as words are in a text.
    fn rank(&mut self, ranks: u64) -> u64 {
        let share = self.below(1 << 30) as f64 / f64::from(1 << 30);
        ((ranks as f64).powf(share) as u64).min(ranks - 1)
    }
}

fn made(bytes: usize) -> Vec<u8> {
    let mut log = String::with_capacity(bytes + 8192);
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    while log.len() < bytes {
        let statement = random.rank(2_000);
        let (at, us) = (random.below(86_400), random.below(1_000_000));
        let (hour, minute, second) = (at / 3_600, at / 60 % 60, at % 60);
        writeln!(log, "# Time: 2026-11-21T{hour:02}:{minute:02}:{second:02}.{us:06}Z").unwrap();
        let (user, host) = (random.below(5), random.below(60));
        writeln!(log, "# User@Host: app{user}[app{user}] @ web-{host} [10.0.0.{host}]  Id: {us:5}").unwrap();
        write!(log, "# Query_time: {}.{us:06}  Lock_time: 0.000{:03} ", random.rank(30), us % 1_000).unwrap();
        writeln!(log, "Rows_sent: {}  Rows_examined: {}", random.rank(500), random.rank(1 << 20)).unwrap();
        writeln!(log, "SET timestamp={};", 1_795_219_200 + at).unwrap();
        let length = [80, 150, 300, 600, 1_200, 4_000][(statement % 6) as usize] - 20;
        let end = log.len() + length as usize;
        if statement.is_multiple_of(4) {
            write!(log, "insert into orders_t{statement} (id, 이름, amount) values ({us}, '김{at}', 1.5)")
                .unwrap();
            while log.len() < end {
                write!(log, ",\n({}, '이름 {at}', {}.{us})", us + at, at % 100).unwrap();
            }
        } else {
            write!(log, "select o.id, c.name from orders o join t{statement} c on c.id = {us} where")
                .unwrap();
            while log.len() < end {
                write!(log, "\n  o.amount > {us} and c.주문 <> '이름 {at}' and o.state in (1,2,3) or")
                    .unwrap();
            }
            log.push_str(" true");
        }
        log.push_str(";\n");
    }
    log.into_bytes()
}
