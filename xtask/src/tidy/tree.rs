//! The files of the repository that people write: read once, looked at by every check.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Folders of what is built, downloaded or other people's.
const SKIPPED: &[&str] = &["target", "node_modules", "vendor", "corpus", "artifacts", "coverage"];

/// Larger files hold data, not text that anyone wrote.
const LARGEST_BYTES: u64 = 1 << 20;

/// One text file.
#[derive(Debug)]
pub(super) struct File {
    /// From the root, with `/` between folders.
    pub(super) path: String,
    pub(super) text: String,
}

impl File {
    pub(super) fn has_extension(&self, extension: &str) -> bool {
        self.path.rsplit_once('.').is_some_and(|(_, found)| found == extension)
    }

    /// The crate's folder under `crates/`, if it is in one.
    pub(super) fn crate_name(&self) -> Option<&str> {
        self.path.strip_prefix("crates/")?.split('/').next()
    }

    /// The file's name without its extension.
    pub(super) fn stem(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or(&self.path);
        name.split('.').next().unwrap_or(name)
    }

    /// Nothing but tests: in a `tests` folder, or called so.
    pub(super) fn is_test(&self) -> bool {
        let mut folders: Vec<&str> = self.path.split('/').collect();
        folders.pop();
        folders.iter().any(|folder| matches!(*folder, "tests" | "test"))
            || matches!(self.stem(), "tests")
            || self.path.ends_with("_test.js")
            || self.path.ends_with(".test.js")
            || self.path.ends_with("_for_tests.rs")
    }
}

/// All text files below the root.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) root: PathBuf,
    pub(super) files: Vec<File>,
}

impl Tree {
    pub(super) fn read(root: &Path) -> Result<Self> {
        let mut files = Vec::new();
        let mut folders = vec![root.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).with_context(|| format!("reading {}", folder.display()))? {
                let entry = entry?;
                let name = entry.file_name().to_string_lossy().into_owned();
                let kind = entry.file_type()?;
                if kind.is_dir() {
                    // `.ci` and `.github` are ours, `.git` (in a worktree a file) and `.dev` are not.
                    let ours =
                        !name.starts_with('.') || matches!(name.as_str(), ".ci" | ".github" | ".cargo");
                    if ours && !SKIPPED.contains(&name.as_str()) {
                        folders.push(entry.path());
                    }
                } else if kind.is_file() && name != ".git" && entry.metadata()?.len() <= LARGEST_BYTES {
                    // What is not UTF-8 is a picture or a font.
                    if let Ok(text) = fs::read_to_string(entry.path()) {
                        files.push(File { path: from_root(root, &entry.path()), text });
                    }
                }
            }
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Self { root: root.to_owned(), files })
    }

    /// Rust files of the workspace.
    pub(super) fn rust(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| {
            file.has_extension("rs") && (file.path.starts_with("crates/") || file.path.starts_with("xtask/"))
        })
    }

    /// Modules of the web UI.
    pub(super) fn scripts(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| file.path.starts_with("ui/") && file.has_extension("js"))
    }

    pub(super) fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }
}

fn from_root(root: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path);
    relative.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}
