//! A log through what its rotation does, step by step.

use std::io::Write;

use super::*;

struct Rotated {
    folder: tempfile::TempDir,
    log: Followed,
}

impl Rotated {
    /// A log that has been read to its end.
    fn begin(text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("slow.log");
        fs::write(&path, text).unwrap();
        let mut rotated = Self { log: Followed::open(&path).unwrap(), folder };
        assert_eq!(rotated.next(), (text.to_owned(), false));
        rotated
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn append(&self, name: &str, text: &str) {
        let mut options = fs::OpenOptions::new();
        options.append(true).create(true).open(self.path(name)).unwrap().write_all(text.as_bytes()).unwrap();
    }

    /// What the next reads give, until one gives something or four have given nothing; and whether it is a beginning.
    fn next(&mut self) -> (String, bool) {
        let mut into = [0; 64];
        for _ in 0..4 {
            let count = self.log.read(&mut into).unwrap();
            if count > 0 {
                let text = String::from_utf8(into[..count].to_vec()).unwrap();
                return (text, std::mem::take(&mut self.log.begins_anew));
            }
        }
        (String::new(), self.log.begins_anew)
    }
}

/// It was left at the first sight of another file, though servers write to a renamed log until FLUSH LOGS.
#[test]
fn a_renamed_log_is_read_to_its_end_before_the_new_one() {
    let mut log = Rotated::begin("one ");
    fs::rename(log.path("slow.log"), log.path("slow.log.1")).unwrap();
    assert_eq!(log.next(), (String::new(), false));
    log.append("slow.log.1", "two ");
    assert_eq!(log.next().0, "two ");
    // As logrotate's `create` does, before the server is told.
    log.append("slow.log", "");
    assert_eq!(log.next(), (String::new(), false));
    log.append("slow.log.1", "three ");
    assert_eq!(log.next(), ("three ".to_owned(), false));
    // What was written to the old one before the server let it go, and after we had seen its end.
    log.append("slow.log", "four ");
    assert_eq!(log.log.read(&mut [0; 64]).unwrap(), 0);
    log.append("slow.log.1", "three and a half ");
    assert_eq!(log.next(), ("three and a half ".to_owned(), false));
    assert_eq!(log.next(), ("four ".to_owned(), true));
    log.append("slow.log", "five ");
    assert_eq!(log.next(), ("five ".to_owned(), false));
}

/// That ended the following, without a report.
#[test]
fn a_new_log_that_cannot_be_opened_yet_is_opened_later() {
    let mut log = Rotated::begin("one ");
    fs::rename(log.path("slow.log"), log.path("slow.log.1")).unwrap();
    fs::create_dir(log.path("slow.log")).unwrap();
    fs::write(log.path("slow.log/so that it is not empty"), "").unwrap();
    assert_eq!(log.next(), (String::new(), false));
    fs::remove_dir_all(log.path("slow.log")).unwrap();
    log.append("slow.log", "three ");
    let now = fs::metadata(log.path("slow.log")).unwrap();
    for refused in [io::ErrorKind::PermissionDenied, io::ErrorKind::NotFound] {
        log.log.go_to(&now, Err(refused.into()));
        assert!(log.log.is_next_refused && log.log.next.is_none());
    }
    log.append("slow.log.1", "two ");
    assert_eq!(log.next(), ("two ".to_owned(), false));
    assert_eq!(log.next(), ("three ".to_owned(), true));
    assert!(!log.log.is_next_refused);
}

/// Only a file shorter than what had been read of it was taken for emptied.
#[test]
fn a_log_that_was_emptied_and_has_grown_beyond_is_read_from_its_start() {
    let mut log = Rotated::begin("one ");
    fs::write(log.path("slow.log"), "another, and longer").unwrap();
    assert_eq!(log.next(), ("another, and longer".to_owned(), true));
    fs::write(log.path("slow.log"), "short").unwrap();
    assert_eq!(log.next(), ("short".to_owned(), true));
    log.append("slow.log", " and on");
    assert_eq!(log.next(), (" and on".to_owned(), false));
}
