//! The project must not name a folder that only one machine has.

use anyhow::Result;

use super::fault::Fault;
use super::tree::Tree;

/// In two halves, so that this file may be checked too.
const FORBIDDEN: &[(&str, &str)] = &[("../", "shared"), ("/wo", "rk/")];

pub(super) fn check(tree: &Tree) -> Result<Vec<Fault>> {
    let mut faults = Vec::new();
    for file in &tree.files {
        for (index, line) in file.text.lines().enumerate() {
            for (head, tail) in FORBIDDEN {
                let path = format!("{head}{tail}");
                if line.match_indices(&path).any(|(start, _)| stands_alone(&line[..start])) {
                    faults.push(Fault::at(
                        &file.path,
                        index + 1,
                        format!("names `{path}`, a path of one machine"),
                    ));
                }
            }
        }
    }
    Ok(faults)
}

/// What follows another part of a path is inside something, and no path from a machine's root.
fn stands_alone(before: &str) -> bool {
    !before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | '}' | '$'))
}

#[cfg(test)]
mod tests {
    use super::super::tree_for_tests::faults;
    use super::check;

    #[test]
    fn a_path_of_one_machine_is_found() {
        let (first, second) =
            (format!("see {}{}/x", "../", "shared"), format!("in\n\"{}{}main\"", "/wo", "rk/"));
        let inside = format!("a url of http://host{}{}x is fine", "/wo", "rk/");
        let found = faults(check, &[("README.md", &first), ("a/b.rs", &second), ("c.toml", &inside)]);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[1].starts_with("a/b.rs:2:"));
    }
}
