//! `xtask/tidy-allow.toml`: files and functions that are longer than the house allows, with their length.
//!
//! An entry may only shrink: longer than listed is a fault, and so is being much shorter, or short enough.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::fault::Fault;
use super::tree::Tree;

pub(super) const PATH: &str = "xtask/tidy-allow.toml";

/// How much shorter than listed something may be before its entry must follow.
const MARGIN: usize = 5;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    #[serde(default)]
    file: Vec<Entry>,
    #[serde(default)]
    function: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    path: String,
    /// The function; none for a whole file.
    #[serde(default)]
    name: String,
    lines: usize,
}

/// The list, which is struck off as files and functions are measured.
#[derive(Debug, Default)]
pub(super) struct AllowList {
    entries: BTreeMap<(String, String), (usize, bool)>,
}

impl AllowList {
    pub(super) fn read(tree: &Tree) -> Result<Self> {
        let Some(file) = tree.file(PATH) else { return Ok(Self::default()) };
        let listed: Listed = toml::from_str(&file.text).with_context(|| format!("reading {PATH}"))?;
        let entries = listed.file.into_iter().chain(listed.function);
        Ok(Self { entries: entries.map(|entry| ((entry.path, entry.name), (entry.lines, false))).collect() })
    }

    /// What is wrong with a file, or a function of it, that is this long.
    pub(super) fn measure(&mut self, path: &str, name: &str, lines: usize, limit: usize) -> Option<String> {
        let what = if name.is_empty() { "the file".to_owned() } else { format!("the function `{name}`") };
        let Some((listed, seen)) = self.entries.get_mut(&(path.to_owned(), name.to_owned())) else {
            return (lines > limit)
                .then(|| format!("{what} has {lines} lines, and may have {limit}: split it"));
        };
        *seen = true;
        let listed = *listed;
        if lines > listed {
            Some(format!("{what} grew to {lines} lines; {PATH} allows {listed} and may only shrink"))
        } else if lines <= limit {
            Some(format!("{what} has {lines} lines, which is short enough: strike it from {PATH}"))
        } else if lines + MARGIN < listed {
            Some(format!("{what} shrank to {lines} lines: say so in {PATH}, which allows {listed}"))
        } else {
            None
        }
    }

    /// Entries for what is no more.
    pub(super) fn stale(self) -> Vec<Fault> {
        let unseen = self.entries.into_iter().filter(|(_, (_, seen))| !seen);
        unseen.map(|((path, name), _)| Fault::in_file(PATH, format!("stale entry: {path} {name}"))).collect()
    }
}
