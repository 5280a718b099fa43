//! The count of what passed, failed and was skipped, read from what the test runners print.

use std::fmt;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use anyhow::Context as _;

/// Counts over all runners.
#[derive(Debug, Default)]
pub(super) struct Tally {
    passed: u64,
    /// Names of what failed, with counts where a runner gave only that.
    failed: Vec<(String, u64)>,
    skipped: Vec<String>,
}

/// What one line of a runner's output adds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    passed: u64,
    failed: u64,
    skipped: u64,
}

impl Tally {
    /// Runs a test runner, shows its output as it comes, and adds what `read` finds in its lines.
    pub(super) fn run(
        &mut self,
        name: &str,
        command: &mut Command,
        read: fn(&str) -> Option<Counts>,
    ) -> anyhow::Result<()> {
        let mut child =
            command.stdout(Stdio::piped()).spawn().with_context(|| format!("cannot run {name}"))?;
        let mut sum = Counts::default();
        if let Some(stdout) = child.stdout.take() {
            for line in BufReader::new(stdout).split(b'\n') {
                let line = String::from_utf8_lossy(&line?).into_owned();
                println!("{line}");
                if let Some(counts) = read(&line) {
                    sum.passed += counts.passed;
                    sum.failed += counts.failed;
                    sum.skipped += counts.skipped;
                }
            }
        }
        let status = child.wait()?;
        if !status.success() && sum.failed == 0 {
            // It failed before or besides its tests: a build that breaks, say.
            sum.failed = 1;
        }
        self.passed += sum.passed;
        if sum.failed > 0 {
            self.failed.push((name.to_owned(), sum.failed));
        }
        let runner_skips = (0..sum.skipped).map(|_| format!("{name}: one the runner itself left out"));
        self.skipped.extend(runner_skips);
        Ok(())
    }

    /// Adds one check that either holds or not.
    pub(super) fn check(&mut self, name: &str, result: anyhow::Result<()>) {
        match result {
            Ok(()) => self.passed += 1,
            Err(error) => self.failed.push((format!("{name}: {error:#}"), 1)),
        }
    }

    /// Adds skips, each as `name: reason`.
    pub(super) fn skip(&mut self, skips: impl IntoIterator<Item = String>) {
        for skip in skips {
            // The runner counted the test as passed: it returned without running.
            self.skipped.push(skip);
        }
    }

    pub(super) fn failures(&self) -> u64 {
        self.failed.iter().map(|(_, count)| count).sum()
    }

    pub(super) fn skipped(&self) -> usize {
        self.skipped.len()
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for skip in &self.skipped {
            writeln!(f, "SKIPPED {skip}")?;
        }
        for (name, count) in &self.failed {
            writeln!(f, "FAILED {name} ({count})")?;
        }
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failures(), self.skipped.len())
    }
}

/// `test result: ok. 8 passed; 0 failed; 0 ignored; …`
pub(super) fn cargo_line(line: &str) -> Option<Counts> {
    let rest = line.strip_prefix("test result: ")?;
    let count = |what: &str| {
        let before = &rest[..rest.find(what)?];
        before.split_whitespace().last()?.parse().ok()
    };
    Some(Counts { passed: count(" passed")?, failed: count(" failed")?, skipped: count(" ignored")? })
}

/// `ℹ pass 8`, `ℹ fail 0`, `ℹ skipped 0`: one line each.
pub(super) fn node_line(line: &str) -> Option<Counts> {
    let (what, count) = line.strip_prefix("ℹ ")?.split_once(' ')?;
    let count = count.parse().ok()?;
    match what {
        "pass" => Some(Counts { passed: count, ..Counts::default() }),
        "fail" | "cancelled" => Some(Counts { failed: count, ..Counts::default() }),
        "skipped" | "todo" => Some(Counts { skipped: count, ..Counts::default() }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_runners_totals_are_read() {
        let line = "test result: FAILED. 8 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.22s";
        assert_eq!(cargo_line(line), Some(Counts { passed: 8, failed: 2, skipped: 1 }));
        assert_eq!(cargo_line("test a::passed ... ok"), None);
        assert_eq!(node_line("ℹ pass 12"), Some(Counts { passed: 12, ..Counts::default() }));
        assert_eq!(node_line("ℹ duration_ms 12.5"), None);
    }

    #[test]
    fn a_runner_that_breaks_before_its_tests_is_a_failure() {
        let mut tally = Tally::default();
        tally.run("broken", Command::new("sh").args(["-c", "exit 101"]), cargo_line).unwrap();
        tally.skip(["a test: no server".into()]);
        let shown = tally.to_string();
        assert!(
            shown.ends_with("0 passed, 1 failed, 1 skipped") && shown.contains("SKIPPED a test"),
            "{shown}"
        );
    }
}
