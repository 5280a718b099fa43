//! A bench's result: what was run, on what, the table, and which promises were kept.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;
use std::thread::available_parallelism;

use anyhow::{Context, bail};
use auroscope_testkit::repository_root;

use super::Recording;
use crate::tool;

/// One bench's section of docs/measurements.md.
#[derive(Debug)]
pub(crate) struct Report {
    name: &'static str,
    introduction: String,
    table: String,
    broken: Vec<String>,
    promises: Vec<String>,
}

impl Report {
    /// `name` is that of the sub-command; `introduction` says in words what was done.
    pub(crate) fn new(name: &'static str, introduction: String, columns: &[&str]) -> Self {
        let table = format!("| {} |\n|{}\n", columns.join(" | "), "---|".repeat(columns.len()));
        Self { name, introduction, table, broken: Vec::new(), promises: Vec::new() }
    }

    /// Adds a row of the table.
    pub(crate) fn row(&mut self, cells: &[String]) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.table, "| {} |", cells.join(" | "));
    }

    /// Says whether a promise was kept.
    pub(crate) fn promise(&mut self, promise: &str, kept: bool, seen: &str) {
        let mark = if kept { "kept" } else { "**not kept**" };
        self.promises.push(format!("- {promise}: {mark} ({seen})"));
        if !kept {
            self.broken.push(format!("{promise}: {seen}"));
        }
    }

    /// Prints the section, records it when asked, and fails when a promise was not kept.
    pub(crate) fn finish(self, command: &str, recording: Recording) -> anyhow::Result<()> {
        let section = self.render(command)?;
        println!("\n{section}");
        if recording.record {
            record(self.name, &section)?;
        }
        if !self.broken.is_empty() {
            bail!("not kept: {}", self.broken.join("; "));
        }
        Ok(())
    }

    fn render(&self, command: &str) -> anyhow::Result<String> {
        let date = tool::output(Command::new("date").args(["-u", "+%Y-%m-%d"]))?;
        let promises = self.promises.join("\n");
        Ok(format!(
            "`{command}` · {date} · {}\n\n{}\n\n{}\n{promises}\n",
            machine(),
            self.introduction,
            self.table
        ))
    }
}

/// The processor, its cores and the memory.
fn machine() -> String {
    let field = |file: &str, name: &str| {
        let text = fs::read_to_string(file).unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        line.split_once(':').map_or_else(|| "unknown".to_owned(), |(_, value)| value.trim().to_owned())
    };
    let cores = available_parallelism().map_or(0, usize::from);
    let memory_kb: u64 = field("/proc/meminfo", "MemTotal")
        .split_whitespace()
        .next()
        .and_then(|kb| kb.parse().ok())
        .unwrap_or(0);
    let memory_gb = memory_kb as f64 / 1024.0 / 1024.0;
    format!("{cores} cores of {}, {memory_gb:.0} GB, Linux", field("/proc/cpuinfo", "model name"))
}

/// Puts the section between its marks in docs/measurements.md.
fn record(name: &str, section: &str) -> anyhow::Result<()> {
    let path = repository_root().join("docs/measurements.md");
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    fs::write(&path, replaced(&text, name, section)?)
        .with_context(|| format!("cannot write {}", path.display()))
}

fn replaced(text: &str, name: &str, section: &str) -> anyhow::Result<String> {
    let (begin, end) = (format!("<!-- bench {name} -->\n"), format!("<!-- end of {name} -->"));
    let parts = text.split_once(&begin).and_then(|(before, rest)| Some((before, rest.split_once(&end)?.1)));
    let (before, after) = parts.with_context(|| format!("docs/measurements.md has no marks for {name}"))?;
    Ok(format!("{before}{begin}{section}{end}{after}"))
}

/// The values at these percents of sorted values (nearest rank).
pub(super) fn percentiles<const N: usize>(values: &mut [u64], percents: [u64; N]) -> [u64; N] {
    values.sort_unstable();
    percents.map(|percent| {
        let rank = (values.len() as u64 * percent).div_ceil(100).max(1) as usize;
        values.get(rank - 1).copied().unwrap_or(0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_replaced_between_its_marks() {
        let text = "# A\n<!-- bench x -->\nold\n<!-- end of x -->\ntail\n";
        let new = replaced(text, "x", "new\n").unwrap();
        assert_eq!(new, "# A\n<!-- bench x -->\nnew\n<!-- end of x -->\ntail\n");
        assert!(replaced(text, "y", "new").is_err());
    }

    #[test]
    fn percentiles_are_nearest_ranks() {
        let mut values: Vec<u64> = (1..=200).rev().collect();
        assert_eq!(percentiles(&mut values, [50, 99, 100]), [100, 198, 200]);
        assert_eq!(percentiles(&mut [], [50]), [0]);
    }
}
