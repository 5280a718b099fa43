//! No crate and no module is called by a name that would fit any other.

use anyhow::Result;

use super::fault::Fault;
use super::source::rust;
use super::tree::{File, Tree};

const BANNED: &[&str] = &["common", "utils", "util", "types", "helpers", "helper", "core", "misc"];

pub(super) fn check(tree: &Tree) -> Result<Vec<Fault>> {
    let mut faults = Vec::new();
    for file in tree.rust().chain(tree.scripts()) {
        check_path(file, &mut faults);
        if file.has_extension("rs") {
            check_modules(file, &mut faults);
        }
    }
    Ok(faults)
}

fn check_path(file: &File, faults: &mut Vec<Fault>) {
    let folders = file.path.split('/').rev().skip(1);
    if let Some(name) = std::iter::once(file.stem()).chain(folders).find(|name| BANNED.contains(name)) {
        faults.push(Fault::in_file(&file.path, format!("`{name}` says nothing: name what it holds")));
    }
}

/// Modules that have no file of their own.
fn check_modules(file: &File, faults: &mut Vec<Fault>) {
    for (index, line) in rust::mask(&file.text).code.lines().enumerate() {
        let mut words =
            line.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
        let inline = line.trim_end().ends_with('{');
        if inline
            && words.any(|word| word == "mod")
            && words.next().is_some_and(|name| BANNED.contains(&name))
        {
            faults.push(Fault::at(&file.path, index + 1, "a module's name must say what it holds"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree_for_tests::faults;
    use super::check;

    #[test]
    fn names_that_say_nothing_are_found() {
        let found = faults(
            check,
            &[
                ("crates/a/src/utils.rs", ""),
                ("crates/core/src/lib.rs", ""),
                ("crates/a/tests/common/mod.rs", ""),
                ("crates/a/src/lib.rs", "// mod common {\nmod helpers {\n}\nlet s = \"mod core {\";\n"),
                ("ui/src/helpers.js", ""),
                ("crates/a/src/statement_types.rs", ""),
            ],
        );
        assert_eq!(found.len(), 5, "{found:?}");
        assert!(found.iter().any(|fault| fault.starts_with("crates/a/src/lib.rs:2:")));
    }
}
