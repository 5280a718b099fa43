//! How fast texts are fingerprinted on one core, beside what the machine can do: looking at each byte once.
//!
//! `cargo run --release -p auroscope-sql --example fingerprint_speed` prints, for a mix of statements as slow logs
//! hold them and for statements of 500 bytes, how many a second and how many bytes.

mod maker;
mod mix;

use std::collections::HashSet;
use std::hint::black_box;
use std::time::{Duration, Instant};

use auroscope_sql::{Fingerprinter, SqlMode, lex};
use mix::{Shape, Texts};

/// How long each figure is measured; the best pass counts: whatever else the machine does only slows it.
const MEASURED: Duration = Duration::from_millis(1_500);

fn main() {
    // An argument picks the sets whose name begins with it.
    let only = std::env::args().nth(1);
    for (name, shape) in Shape::ALL {
        if only.as_deref().is_none_or(|only| name.starts_with(only)) {
            // More bytes than any cache but the last holds.
            measure(name, &Texts::new(shape, 24 << 20));
        }
    }
}

fn measure(name: &str, texts: &Texts) {
    let mut fingerprinter = Fingerprinter::default();
    let mode = SqlMode::default();
    let fingerprint = best(|| {
        texts.iter().fold(0_u128, |sum, text| sum ^ fingerprinter.scan(black_box(text), mode).fingerprint.0)
    });
    let lexer = best(|| texts.iter().map(|text| lex::tokens(black_box(text), mode).count()).sum::<usize>());
    let limit = best(|| memchr::memchr(0, black_box(texts.bytes())));
    let (count, bytes) = (texts.iter().count() as f64, texts.bytes().len() as f64);
    let names: HashSet<_> = texts.iter().map(|text| fingerprinter.scan(text, mode).fingerprint.0).collect();
    println!("{name}: {count} texts of {:.0} bytes in the mean, {} statements", bytes / count, names.len());
    for (what, took) in [("fingerprint", fingerprint), ("lexer alone", lexer), ("memchr, the limit", limit)] {
        let seconds = took.as_secs_f64();
        println!(
            "  {what:18} {:7.2} M texts/s {:8.0} MB/s {:6.1} % of the limit",
            count / seconds / 1e6,
            bytes / seconds / 1e6,
            100.0 * limit.as_secs_f64() / seconds,
        );
    }
}

/// The time of the fastest pass.
fn best<T>(mut pass: impl FnMut() -> T) -> Duration {
    let begin = Instant::now();
    let mut best = Duration::MAX;
    while begin.elapsed() < MEASURED {
        let start = Instant::now();
        black_box(pass());
        best = best.min(start.elapsed());
    }
    best
}
