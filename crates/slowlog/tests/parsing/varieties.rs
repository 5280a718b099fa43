//! One log per variety, with what is expected beside it in the same folder.

use std::path::{Path, PathBuf};

use auroscope_slowlog::Limits;

use crate::shown::{fed, parsed};

/// `UPDATE_GOLDEN=1 cargo test -p auroscope-slowlog` writes the expected files.
#[test]
fn every_variety_is_read_as_written_down() {
    let logs = logs();
    assert!(logs.len() >= 10, "{logs:?}");
    for path in logs {
        let log = std::fs::read(&path).unwrap();
        let items = parsed(&log, Limits::default());
        let expected_path = path.with_extension("expected");
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&expected_path, items.concat()).unwrap();
        }
        let expected = std::fs::read_to_string(&expected_path).unwrap_or_default();
        assert_eq!(items.concat(), expected, "{}", path.display());
        for sizes in [&[1][..], &[7, 100, 3], &[1_000]] {
            assert_eq!(
                fed(&log, sizes, Limits::default()).concat(),
                expected,
                "{} {sizes:?}",
                path.display()
            );
        }
    }
}

pub(crate) fn logs() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/slowlog");
    let mut logs: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "log"))
        .collect();
    logs.sort();
    logs
}
