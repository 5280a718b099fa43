//! Every Rust file opens by saying what it is.

use anyhow::Result;

use super::fault::Fault;
use super::tree::{File, Tree};

/// A longer opening is a chapter. A crate may have one, with its examples; other files point there.
const LONGEST: usize = 8;

pub(super) fn check(tree: &Tree) -> Result<Vec<Fault>> {
    let rust = tree.files.iter().filter(|file| file.has_extension("rs"));
    Ok(rust.filter_map(|file| objection(file).map(|what| Fault::in_file(&file.path, what))).collect())
}

fn objection(file: &File) -> Option<&'static str> {
    let text = &file.text;
    let lines = text.lines().take_while(|line| line.starts_with("//!")).count();
    let says_something =
        text.lines().next().is_some_and(|line| line.trim_start_matches("//!").trim().len() > 3);
    match lines {
        0 => Some("must open with `//!` and what this file is"),
        _ if !says_something => Some("its first line says nothing"),
        _ if lines > LONGEST && !file.path.ends_with("/src/lib.rs") => {
            Some("opens with a chapter: keep what the file is, move the rest")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree_for_tests::faults;
    use super::check;

    #[test]
    fn a_file_without_an_opening_is_found() {
        let chapter = "//! A chapter.\n".repeat(9);
        let found = faults(
            check,
            &[
                ("crates/a/src/lib.rs", &chapter),
                ("crates/a/src/e.rs", &chapter),
                ("crates/a/src/f.rs", "//! What it is.\n"),
                ("crates/a/src/b.rs", "use c;\n"),
                ("d.rs", "//!\n"),
            ],
        );
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found[0].starts_with("crates/a/src/b.rs: must open"));
        assert!(found[1].starts_with("crates/a/src/e.rs: opens with a chapter"));
        assert!(found[2].ends_with("says nothing"));
    }
}
