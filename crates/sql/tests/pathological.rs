//! Texts that make careless scanners quadratic, or overflow the stack: each must take linear time.

use std::time::{Duration, Instant};

use auroscope_sql::{SqlMode, analyze, format, redact};

const MEGABYTE: usize = 1 << 20;

/// Quadratic time on a megabyte is minutes; linear time, unoptimised on a busy machine, is seconds.
const BOUND: Duration = Duration::from_secs(20);

#[test]
fn every_function_takes_linear_time() {
    let scraps: &[&str] = &[
        "/*",
        "/*!80000",
        "/*!99999 /*",
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
        "(select ",
        "case ",
        "date _utf8 ",
        "\0",
        "한",
    ];
    for scrap in scraps {
        let text = scrap.repeat(MEGABYTE / scrap.len());
        let begin = Instant::now();
        let analysis = analyze(text.as_bytes(), SqlMode::default());
        let _ = redact(text.as_bytes(), SqlMode::default());
        let laid_out = format(&text, SqlMode::default());
        assert!(begin.elapsed() < BOUND, "{scrap:?} took {:?}", begin.elapsed());
        assert!(analysis.normalized.len() <= 4 * MEGABYTE, "{scrap:?} grew to {}", analysis.normalized.len());
        assert!(laid_out.len() <= 32 * MEGABYTE, "{scrap:?} was laid out on {} bytes", laid_out.len());
    }
}
