//! Documents of EXPLAIN, read from files and standard input.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::Path;

use anyhow::{Context, Result, bail};
use auroscope_plan::{Plan, SIZE_LIMIT_BYTES};

use crate::output::say;

/// The plan in a file, or in standard input for `-`.
pub(super) fn plan(path: &Path) -> Result<Plan> {
    let document = bytes(path)?;
    Plan::parse(&document).with_context(|| format!("there is no plan in {}", name(path)))
}

/// A statement's text from a file, without what ends it.
pub(super) fn statement(path: &Path) -> Result<String> {
    let document = bytes(path)?;
    if document.len() > SIZE_LIMIT_BYTES {
        bail!("the statement in {} is longer than {} MB", name(path), SIZE_LIMIT_BYTES >> 20);
    }
    let text = String::from_utf8_lossy(&document).into_owned();
    let text = text.trim_start_matches('\u{feff}').trim().trim_end_matches(';').trim_end();
    if text.is_empty() {
        bail!("there is no statement in {}", name(path));
    }
    Ok(text.to_owned())
}

pub(super) fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}

fn name(path: &Path) -> String {
    if is_standard_input(path) { "standard input".to_owned() } else { path.display().to_string() }
}

/// No more than a plan may have, and a byte, so that what is too large is told as that.
fn bytes(path: &Path) -> Result<Vec<u8>> {
    let context = || format!("cannot read {}", name(path));
    let most = SIZE_LIMIT_BYTES as u64 + 1;
    let mut document = Vec::new();
    if is_standard_input(path) {
        let stdin = io::stdin().lock();
        if stdin.is_terminal() {
            say("paste what EXPLAIN said; Ctrl-D ends");
        }
        stdin.take(most).read_to_end(&mut document).with_context(context)?;
    } else {
        let file = File::open(path).with_context(context)?;
        file.take(most).read_to_end(&mut document).with_context(context)?;
    }
    Ok(document)
}
