//! Where servers and tools are kept between runs: one folder that git ignores, made again when deleted.

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::Context;

/// Whether we run under continuous integration, where a skipped test is a failure.
#[must_use]
pub fn under_ci() -> bool {
    env::var("CI").is_ok_and(|value| !matches!(value.as_str(), "" | "0" | "false"))
}

/// The root of the repository this crate was built from.
#[must_use]
pub fn repository_root() -> PathBuf {
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    crate_folder.ancestors().nth(2).unwrap_or(crate_folder).to_path_buf()
}

/// The developer folder: `AUROSCOPE_DEV_DIR`; else, under CI, a folder in the home that outlives the clone;
/// else `.dev` in the repository. It is made when it does not exist.
///
/// # Errors
/// When the folder cannot be made.
pub fn dev_folder() -> anyhow::Result<PathBuf> {
    let folder = match (env::var_os("AUROSCOPE_DEV_DIR"), env::var_os("HOME")) {
        (Some(folder), _) if !folder.is_empty() => PathBuf::from(folder),
        (_, Some(home)) if under_ci() => Path::new(&home).join(".cache/auroscope-dev"),
        _ => repository_root().join(".dev"),
    };
    fs::create_dir_all(&folder)
        .with_context(|| format!("cannot make the developer folder {}", folder.display()))?;
    folder.canonicalize().with_context(|| format!("cannot resolve {}", folder.display()))
}

/// Takes an exclusive lock named `name` in the developer folder; it is released when the file is dropped.
/// Parallel test processes so install each thing once, and the others wait for it.
///
/// # Errors
/// When the lock file cannot be made or locked.
pub fn cache_lock(name: &str) -> anyhow::Result<File> {
    let path = dev_folder()?.join(format!("{name}.lock"));
    let file = File::create(&path).with_context(|| format!("cannot create {}", path.display()))?;
    file.lock().with_context(|| format!("cannot lock {}", path.display()))?;
    Ok(file)
}
