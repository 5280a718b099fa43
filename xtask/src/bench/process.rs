//! CPU time and memory of a process, from /proc.

use std::fs;

use anyhow::Context as _;

/// The kernel counts CPU time in these; 100 on every Linux we run on.
const TICKS_PER_SECOND: f64 = 100.0;

/// CPU time used so far, seconds, user and system.
pub(super) fn cpu_s(pid: u32) -> anyhow::Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).context("the process is gone")?;
    // The name may hold spaces and parentheses; after it come the state and, 11 fields on, utime and stime.
    let after_name = stat.rsplit_once(')').context("an odd /proc/…/stat")?.1;
    let ticks: Vec<f64> =
        after_name.split_whitespace().skip(11).take(2).filter_map(|field| field.parse().ok()).collect();
    Ok(ticks.iter().sum::<f64>() / TICKS_PER_SECOND)
}

/// Resident memory now and at its highest, megabytes.
pub(super) fn memory_mb(pid: u32) -> anyhow::Result<(f64, f64)> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).context("the process is gone")?;
    let field = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name))?;
        Some(line.split_whitespace().nth(1)?.parse::<f64>().ok()? / 1024.0)
    };
    field("VmRSS:").zip(field("VmHWM:")).context("an odd /proc/…/status")
}
