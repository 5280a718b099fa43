//! Texts that make careless scanners quadratic, or overflow the stack: each must take linear time.

use std::time::{Duration, Instant};

use auroscope_sql::{SqlMode, analyze, format, redact, tables, tags};

const LENGTH: usize = 1 << 18;

/// Quadratic time on a quarter of a megabyte is a minute; linear time, unoptimised on a busy machine, is a second.
const BOUND: Duration = Duration::from_secs(15);

/// Each is repeated.
const SCRAPS: &[&str] = &[
    "/*",
    "/*!80000",
    "/*!99999 /*",
    "/*+",
    "/*+ /*",
    "*/",
    "(",
    ")",
    "(1),",
    "((1),(1)),",
    "'",
    "''",
    "\\",
    "'\\",
    "\"",
    "`",
    "``",
    "`a`.",
    "$a$",
    "$",
    "--",
    "-- ",
    "#",
    "-",
    "- ",
    "1,",
    "-1,",
    "@",
    "@`",
    ".",
    "..",
    "a.",
    "0x",
    "0b",
    "1e",
    ";",
    "in(",
    "row(",
    "select ",
    "update t set a=b,",
    "update a,b set c=1;",
    "from a,",
    "with a as(",
    "(select ",
    "case ",
    "date _utf8 ",
    "\0",
    "한",
    "(1,2),",
    "(1,2),(",
    "('a',",
    "f(1,2,3),'",
    "1 ,2,",
    "12345678901234567890",
    "x",
    "a.b,",
    "a_long_name_that_goes_on.",
    "                ",
    "status ",
    "`a` ",
    "$한$",
    "$한",
    "\u{fffd}$",
];

#[test]
fn every_function_takes_linear_time() {
    for scrap in SCRAPS {
        let text = scrap.repeat(LENGTH / scrap.len());
        let begin = Instant::now();
        let analysis = analyze(text.as_bytes(), SqlMode::default());
        let _ = redact(text.as_bytes(), SqlMode::default());
        let _ = (tables(text.as_bytes(), SqlMode::default()), tags(text.as_bytes(), SqlMode::default()));
        let laid_out = format(&text, SqlMode::default());
        assert!(begin.elapsed() < BOUND, "{scrap:?} took {:?}", begin.elapsed());
        assert!(analysis.normalized.len() <= 4 * LENGTH, "{scrap:?} grew to {}", analysis.normalized.len());
        assert!(laid_out.len() <= 32 * LENGTH, "{scrap:?} was laid out on {} bytes", laid_out.len());
    }
}
