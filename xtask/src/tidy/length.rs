//! Files and functions have a length that a reader can keep in mind.

use std::collections::BTreeMap;

use anyhow::Result;

use super::allow_list::AllowList;
use super::fault::Fault;
use super::source::functions::{self, Function};
use super::source::{javascript, rust};
use super::tree::{File, Tree};

const LONGEST_FILE: usize = 300;
const LONGEST_TEST_FILE: usize = 600;
const LONGEST_FUNCTION: usize = 70;

pub(super) fn check(tree: &Tree) -> Result<Vec<Fault>> {
    let mut allowed = AllowList::read(tree)?;
    let mut faults = Vec::new();
    for file in tree.rust().chain(tree.scripts()) {
        check_file(file, &mut allowed, &mut faults);
    }
    faults.extend(allowed.stale());
    Ok(faults)
}

fn check_file(file: &File, allowed: &mut AllowList, faults: &mut Vec<Fault>) {
    let limit = if file.is_test() { LONGEST_TEST_FILE } else { LONGEST_FILE };
    // A dictionary is data: it is as long as there are words.
    let limit = if file.path.contains("/i18n/") { usize::MAX } else { limit };
    if let Some(what) = allowed.measure(&file.path, "", file.text.lines().count(), limit) {
        faults.push(Fault::in_file(&file.path, what));
    }
    for function in longest_of_each_name(functions_of(file)) {
        if let Some(what) = allowed.measure(&file.path, &function.name, function.lines(), LONGEST_FUNCTION) {
            faults.push(Fault::at(&file.path, function.first, what));
        }
    }
}

fn functions_of(file: &File) -> Vec<Function> {
    if file.has_extension("rs") {
        functions::of_rust(&rust::mask(&file.text).code)
    } else {
        functions::of_javascript(&javascript::mask(&file.text).code)
    }
}

/// An entry of the allow-list names a function, so of several with one name the longest counts.
fn longest_of_each_name(functions: Vec<Function>) -> Vec<Function> {
    let mut longest: BTreeMap<String, Function> = BTreeMap::new();
    for function in functions {
        let known = longest.entry(function.name.clone()).or_insert_with(|| function.clone());
        if function.lines() > known.lines() {
            *known = function;
        }
    }
    longest.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::super::allow_list::PATH;
    use super::super::tree_for_tests::faults;
    use super::check;

    fn function(lines: usize) -> String {
        format!("//! A file.\nfn long() {{\n{}}}\n", "    work();\n".repeat(lines - 2))
    }

    #[test]
    fn what_is_too_long_is_found() {
        let (file, script) =
            ("// a\n".repeat(301), format!("function long() {{\n{}}}\n", "work();\n".repeat(69)));
        let found = faults(
            check,
            &[
                ("crates/a/src/lib.rs", &file),
                ("crates/a/tests/b.rs", &file),
                ("crates/a/src/c.rs", &function(71)),
                ("crates/a/src/d.rs", &function(70)),
                ("ui/e.js", &script),
                ("ui/vendor/f.js", &file),
                ("ui/app/i18n/ko.js", &file),
            ],
        );
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found[0].starts_with("crates/a/src/c.rs:2: the function `long` has 71 lines"));
        assert!(found[1].starts_with("crates/a/src/lib.rs: the file has 301 lines"));
        assert!(found[2].starts_with("ui/e.js:1:"));
    }

    #[test]
    fn the_allow_list_may_only_shrink() {
        let entry =
            |lines: usize| format!("[[function]]\npath = \"xtask/a.rs\"\nname = \"long\"\nlines = {lines}\n");
        let with = |listed: usize, lines: usize| {
            faults(check, &[("xtask/a.rs", &function(lines)), (PATH, &entry(listed))]).join("")
        };
        assert_eq!(with(90, 90), "");
        assert_eq!(with(90, 85), "");
        assert!(with(90, 91).contains("grew to 91"));
        assert!(with(90, 80).contains("shrank to 80"));
        assert!(with(90, 70).contains("strike it"));
        let gone = faults(check, &[(PATH, &entry(90))]);
        assert!(gone[0].contains("stale entry: xtask/a.rs long"), "{gone:?}");
    }

    #[test]
    fn a_misspelt_allow_list_is_an_error() {
        let found = std::panic::catch_unwind(|| faults(check, &[(PATH, "[[functions]]\npath = \"a\"\n")]));
        assert!(found.is_err());
    }
}
