//! Files that only this user may read: statements hold people's data.

use std::fs::{DirBuilder, File};
use std::io;
use std::path::Path;

/// Makes the folder with mode 0700. One that is there already is left as its owner set it up: its files are
/// private all the same.
pub(crate) fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Opens the file for writing; where there is none, makes it with mode 0600.
pub(crate) fn make_file(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    tighten(path);
    Ok(file)
}

/// Takes a file that is there already away from everybody else.
#[cfg(unix)]
pub(crate) fn tighten(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let Ok(metadata) = std::fs::metadata(path) else { return };
    let mut permissions = metadata.permissions();
    if permissions.mode() & 0o077 != 0 {
        permissions.set_mode(0o600);
        // The file may belong to another user who lets us write it; then it is that user's to protect.
        if let Err(error) = std::fs::set_permissions(path, permissions) {
            tracing::warn!(path = %path.display(), %error, "others may read this file");
        }
    }
}

/// Takes a file that is there already away from everybody else.
#[cfg(not(unix))]
pub(crate) fn tighten(_: &Path) {}
