//! `cargo xtask bench first-start`: how long a newcomer waits for the first captured slow query, with nothing
//! built and nothing installed. Only the crates are already fetched.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::Stdio;
use std::time::Instant;

use anyhow::{Context, ensure};
use auroscope_testkit::dev_folder;

use super::Recording;
use super::report::Report;
use crate::tool;

pub(super) fn run(recording: Recording) -> anyhow::Result<()> {
    let folder = dev_folder()?.join("first-start");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let mut demo = tool::cargo();
    demo.args(["xtask", "demo", "--for", "1s"]);
    demo.env("CARGO_TARGET_DIR", folder.join("target")).env("AUROSCOPE_DEV_DIR", folder.join("dev"));
    let start = Instant::now();
    let mut child = demo.stderr(Stdio::piped()).spawn().context("cannot run cargo")?;
    let mut phases: Vec<(f64, String)> = Vec::new();
    let mut first_capture_s = 0.0;
    for line in BufReader::new(child.stderr.take().context("no output")?).lines() {
        let line = line?;
        eprintln!("{line}");
        if let Some((seconds, what)) = phase(&line) {
            if what == "first slow query captured" {
                first_capture_s = start.elapsed().as_secs_f64();
            }
            phases.push((seconds, what.to_owned()));
        }
    }
    ensure!(child.wait()?.success(), "the demo failed");
    let in_all = phases.pop().context("the demo printed no phases")?.0;
    let mut report = Report::new(
        "first-start",
        "Nothing built, nothing installed, crates already fetched; from the command to the first slow query in the \
         API."
            .to_owned(),
        &["phase", "seconds"],
    );
    let xtask_s = first_capture_s - in_all;
    report.row(&["building xtask itself".to_owned(), format!("{xtask_s:.1}")]);
    for (seconds, what) in &phases {
        report.row(&[what.clone(), format!("{seconds:.1}")]);
    }
    report.row(&["**in all**".to_owned(), format!("{first_capture_s:.1}")]);
    let build_s = xtask_s + phases.first().map_or(0.0, |(seconds, _)| *seconds);
    report.promise(
        "the demo captures something",
        first_capture_s > 0.0,
        &format!("{build_s:.0} s of build and {:.0} s of all the rest", first_capture_s - build_s),
    );
    report.finish("cargo xtask bench first-start", recording)?;
    fs::remove_dir_all(&folder).context("cannot remove what was built for this")
}

/// `   12.3 s  built`
fn phase(line: &str) -> Option<(f64, &str)> {
    let (seconds, what) = line.trim_start().split_once(" s  ")?;
    Some((seconds.parse().ok()?, what))
}
