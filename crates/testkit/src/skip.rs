//! Tests that cannot run here: named and counted, and a failure under CI.

use std::env;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;

use crate::under_ci;

/// The variable that names the file skips are written to; `cargo xtask test` counts its lines at the end.
pub const SKIPS_FILE_VARIABLE: &str = "AUROSCOPE_SKIPS_FILE";

/// Says that the running test cannot run on this machine, and why. The test then returns.
///
/// The test's name is that of its thread, which the test harness sets.
///
/// # Panics
/// Under CI, where everything must run.
pub fn skip(reason: &str) {
    let thread = std::thread::current();
    let line = format!("{}: {}", thread.name().unwrap_or("unnamed"), reason.replace('\n', " "));
    assert!(!under_ci(), "under CI no test may be skipped, but {line}");
    println!("SKIPPED {line}");
    let Some(path) = env::var_os(SKIPS_FILE_VARIABLE) else { return };
    let file = OpenOptions::new().create(true).append(true).open(Path::new(&path));
    // One write call per line: parallel test processes append to the same file.
    if let Err(error) = file.and_then(|mut file| file.write_all(format!("{line}\n").as_bytes())) {
        eprintln!("cannot note the skip in {}: {error}", Path::new(&path).display());
    }
}

/// The skips noted in `file`, one `name: reason` each. A file that does not exist holds none.
#[must_use]
pub fn skips_in(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}
