//! `cargo xtask tidy`: the house rules that no compiler and no clippy checks.
//!
//! Each check is a file and a function from the tree to the faults it finds; `docs` of a rule are its messages.

mod allow_list;
mod dependencies;
mod fault;
mod layers;
mod length;
mod machine_paths;
mod markdown;
mod naming;
mod opening;
mod source;
mod target_sql;
mod tree;
#[cfg(test)]
mod tree_for_tests;

use std::path::Path;

use anyhow::{Result, bail};
use fault::Fault;
use tree::Tree;

/// A rule: what it finds wrong in a tree.
type Check = fn(&Tree) -> Result<Vec<Fault>>;

const CHECKS: &[(&str, Check)] = &[
    ("dependency direction", dependencies::check),
    ("length of files and functions", length::check),
    ("no SQL for a target outside its module", target_sql::check),
    ("each file says what it is", opening::check),
    ("names that say something", naming::check),
    ("links and translations", markdown::check),
    ("no path of one machine", machine_paths::check),
];

/// Runs every check on the repository and fails with the list of all that is wrong.
pub(crate) fn run(root: &Path) -> Result<()> {
    let tree = Tree::read(root)?;
    let mut wrong = Vec::new();
    for (name, check) in CHECKS {
        let faults = check(&tree)?;
        if !faults.is_empty() {
            wrong.push(format!("{name}:"));
            wrong.extend(faults.iter().map(|fault| format!("  {fault}")));
        }
    }
    if wrong.is_empty() {
        println!("tidy: {} checks on {} files, nothing wrong", CHECKS.len(), tree.files.len());
        return Ok(());
    }
    bail!("tidy found what the house rules forbid\n{}", wrong.join("\n"))
}
