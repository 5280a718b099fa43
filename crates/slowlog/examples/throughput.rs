//! How fast the parser alone is: `cargo run --release -p auroscope-slowlog --example throughput [FILE]`.
//!
//! Without a file it makes a log of 256 MB. "parse" reads borrowed events with no question asked about texts;
//! "feed" does so from pieces of 1 MiB, which are copied; "whole" asks the lexer about each text.
#![allow(clippy::unwrap_used, reason = "an example that cannot go on fails")]

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Instant;

use auroscope_slowlog::{Item, Limits, Parser, SliceParser, SqlTextEnd, TextEnd};

/// Takes every text for whole.
struct NeverOpen;

impl TextEnd for NeverOpen {
    fn ends_open(&mut self, _: &[u8]) -> bool {
        false
    }
}

fn main() {
    let log = match std::env::args().nth(1) {
        Some(path) => std::fs::read(path).unwrap(),
        None => made(256 << 20),
    };
    for _ in 0..3 {
        measure("scan", &log, |log| memchr::memchr_iter(b'\0', log).count() as u64);
        measure("parse", &log, |log| parse(log, &mut NeverOpen));
        measure("feed", &log, feed);
    }
    measure("whole", &log, |log| parse(log, &mut SqlTextEnd::default()));
}

fn measure(name: &str, log: &[u8], run: impl Fn(&[u8]) -> u64) {
    let begin = Instant::now();
    let events = black_box(run(black_box(log)));
    let seconds = begin.elapsed().as_secs_f64();
    let megabytes = log.len() as f64 / 1e6;
    println!("{name:6} {:8.0} MB/s  {events} events, {seconds:.3} s", megabytes / seconds);
}

fn parse(log: &[u8], judge: &mut impl TextEnd) -> u64 {
    let mut parser = SliceParser::new(log, Limits::default());
    let mut events = 0;
    while let Some(item) = parser.next(judge) {
        events += count(&item);
    }
    events
}

fn feed(log: &[u8]) -> u64 {
    let mut parser = Parser::default();
    let mut events = 0;
    for piece in log.chunks(1 << 20) {
        parser.feed(piece);
        while let Some(item) = parser.next(&mut NeverOpen) {
            events += count(&item);
        }
    }
    parser.finish();
    while let Some(item) = parser.next(&mut NeverOpen) {
        events += count(&item);
    }
    events
}

fn count(item: &Item<'_>) -> u64 {
    match item {
        Item::Event(event) => {
            black_box((event.query_time_us, event.started_at, event.user, event.text));
            1
        }
        _ => 0,
    }
}

/// A log as MySQL 8.0 writes it, with statements of 80 to 4,000 bytes, most of them short.
fn made(bytes: usize) -> Vec<u8> {
    let mut log = String::with_capacity(bytes + 8192);
    let mut random = 0x9E37_79B9_7F4A_7C15_u64;
    while log.len() < bytes {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let (at, us) = (random % 86_400, random % 1_000_000);
        let (hour, minute, second) = (at / 3_600, at / 60 % 60, at % 60);
        let time = format!("2026-11-21T{hour:02}:{minute:02}:{second:02}.{us:06}Z");
        write!(
            log,
            "# Time: {time}\n# User@Host: app[app] @ web-{} [10.0.0.{}]  Id: {:5}\n",
            us % 9,
            us % 250,
            us
        )
        .unwrap();
        write!(log, "# Query_time: {}.{us:06}  Lock_time: 0.000{:03} ", random % 7, us % 1000).unwrap();
        writeln!(log, "Rows_sent: {}  Rows_examined: {}", us % 500, us * 3).unwrap();
        writeln!(log, "SET timestamp={};", 1_795_219_200 + at).unwrap();
        let end = log.len() + 80 + (random >> 32) as usize % [200, 800, 3_900][(random % 3) as usize];
        log.push_str(
            "select o.id, o.주문, c.name from orders o join customers c on c.id = o.customer_id where",
        );
        while log.len() < end {
            write!(log, "\n  o.amount > {us} and c.name <> '이름 {at}' and o.state in (1,2,3) or").unwrap();
        }
        log.push_str(" true;\n");
    }
    log.into_bytes()
}
