//! A small tree in a temporary folder, to show each check a fault.

use std::fs;

use super::Check;
use super::tree::Tree;

/// The faults that a check finds in a tree of these files, as text.
pub(super) fn faults(check: Check, files: &[(&str, &str)]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let tree = Tree::read(folder.path()).unwrap();
    check(&tree).unwrap().iter().map(ToString::to_string).collect()
}
