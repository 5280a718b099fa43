//! How far the files of a slow log have been read, through their being renamed each hour. Pure.
//!
//! The file that is written becomes one with a name of its own, and of that file only those bytes are new that were
//! not read under the old name. Markers of the API are only good for one name, so it is read from its begin, and a hash
//! of what was read tells whether it is the same file.

use serde::{Deserialize, Serialize};

use super::LogFile;

/// How far one file has been read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogFileMark {
    /// What the API wants to be told to go on; none at the begin.
    pub(super) marker: Option<String>,
    /// Bytes read.
    pub(super) bytes: u64,
    /// Of those bytes, however they were cut into portions.
    pub(super) hash: u64,
}

impl LogFileMark {
    /// Bytes read.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// FNV-1a, which can be gone on with from what it has come to.
    pub(super) fn read(&mut self, text: &str) {
        const BASIS: u64 = 0xCBF2_9CE4_8422_2325;
        const PRIME: u64 = 0x0100_0000_01B3;
        let begin = if self.bytes == 0 { BASIS } else { self.hash };
        self.hash = text.bytes().fold(begin, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME));
        self.bytes += text.len() as u64;
    }
}

/// Where to begin in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileStart {
    /// At its begin.
    Begin,
    /// Where it was left.
    At(LogFileMark),
    /// It should be the file that was read so far under another name; what follows that is new.
    After(LogFileMark),
}

/// What to read next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextFile {
    /// The file.
    pub file: LogFile,
    /// Where to begin in it.
    pub start: FileStart,
    /// The newest file that is no longer written: a newer one tells that the file has been renamed.
    pub(super) newest_closed: Option<Closed>,
}

/// A file that is no longer written; a name may come back after a day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Closed {
    last_written_ms: i64,
    name: String,
}

impl Closed {
    fn of(file: &LogFile) -> Self {
        Self { last_written_ms: file.last_written_ms, name: file.name.clone() }
    }

    /// The newest of a list.
    pub(super) fn newest(files: &[LogFile]) -> Option<Self> {
        files.iter().filter(|file| !file.is_written()).map(Self::of).max()
    }
}

/// How far the slow log of an instance has been read. It is to be kept with what was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogFileProgress {
    /// This file and those before it are done with.
    done: Option<Closed>,
    /// The file after it, and how far it was read.
    open: Option<(Closed, LogFileMark)>,
}

impl LogFileProgress {
    /// What to read next, of the files that are there; none when there is none.
    #[must_use]
    pub fn next(&self, files: &[LogFile]) -> Option<NextFile> {
        let is_new = |file: &&LogFile| !file.is_written() && self.done < Some(Closed::of(file));
        let oldest = files.iter().filter(is_new).min_by_key(|file| Closed::of(file));
        let file = oldest.or_else(|| files.iter().find(|file| file.is_written()))?;
        let start = match &self.open {
            // Nothing of it was read yet, so that it need not be known again.
            Some((_, mark)) if mark.bytes == 0 => FileStart::Begin,
            Some((open, mark)) if open.name != file.name => FileStart::After(mark.clone()),
            Some((open, mark)) if file.is_written() || *open == Closed::of(file) => {
                FileStart::At(mark.clone())
            }
            // Another file of the same name, a day later.
            Some(_) | None => FileStart::Begin,
        };
        Some(NextFile { file: file.clone(), start, newest_closed: Closed::newest(files) })
    }

    /// So far a file has been read.
    pub fn went_to(&mut self, file: &LogFile, mark: LogFileMark) {
        self.open = Some((Closed::of(file), mark));
    }

    /// The end of a file was reached. One that is still written is not done with.
    pub fn ended(&mut self, file: &LogFile) {
        if !file.is_written() {
            self.done = self.done.take().max(Some(Closed::of(file)));
            self.open = None;
        }
    }

    /// The file that was read is no longer there: what it had more is lost, and reading goes on with the oldest that is
    /// left.
    pub fn lost(&mut self) {
        self.open = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(suffix: &str, last_written_ms: i64) -> LogFile {
        let name = format!("slowquery/mysql-slowquery.log{suffix}");
        LogFile { name, last_written_ms, size_bytes: None }
    }

    fn mark(text: &str) -> LogFileMark {
        let mut mark = LogFileMark { marker: Some("1:7".into()), ..LogFileMark::default() };
        mark.read(text);
        mark
    }

    #[test]
    fn a_hash_does_not_depend_on_portions() {
        let mut parts = mark("한국");
        parts.read("");
        parts.read("어\n");
        assert_eq!(parts, mark("한국어\n"));
        assert_ne!(parts, mark("한국어!"));
    }

    #[test]
    fn files_are_read_from_the_oldest_to_the_one_that_is_written() {
        let files = [file("", 50), file(".2", 20), file(".1", 10)];
        let mut progress = LogFileProgress::default();
        for expected in [".1", ".2", ""] {
            let next = progress.next(&files).unwrap();
            assert_eq!((&next.file.name, &next.start), (&file(expected, 0).name, &FileStart::Begin));
            progress.went_to(&next.file, mark("a"));
            let again = progress.next(&files).unwrap();
            assert_eq!((again.file, again.start), (next.file.clone(), FileStart::At(mark("a"))));
            progress.ended(&next.file);
        }
        // The written one goes on, though it was written to since.
        let next = progress.next(&[file("", 60), file(".2", 20)]).unwrap();
        assert_eq!((next.file.name, next.start), (file("", 0).name, FileStart::At(mark("a"))));
        assert_eq!(LogFileProgress::default().next(&[]), None);
    }

    #[test]
    fn a_renamed_file_is_gone_on_with_under_its_new_name() {
        let mut progress = LogFileProgress::default();
        progress.ended(&file(".1", 10));
        progress.went_to(&file("", 15), mark("a"));
        // Twice, so that there is one between.
        let files = [file(".2", 20), file(".3", 30), file("", 31)];
        let next = progress.next(&files).unwrap();
        assert_eq!((&next.file, next.start), (&files[0], FileStart::After(mark("a"))));
        progress.ended(&next.file);
        let next = progress.next(&files).unwrap();
        assert_eq!((&next.file, next.start), (&files[1], FileStart::Begin));
        // Had it been removed by then, the next one is read from its begin.
        progress.went_to(&file("", 15), mark("a"));
        progress.lost();
        assert_eq!(progress.next(&files).unwrap().start, FileStart::Begin);
    }

    #[test]
    fn a_name_that_comes_back_is_another_file() {
        let mut progress = LogFileProgress::default();
        progress.went_to(&file(".13", 10), mark("a"));
        let next = progress.next(&[file(".13", 86_400_010)]).unwrap();
        assert_eq!(next.start, FileStart::Begin);
        progress.ended(&next.file);
        assert_eq!(progress.next(&[file(".13", 86_400_010)]), None);
    }

    #[test]
    fn nothing_read_of_a_file_needs_no_proof() {
        let mut progress = LogFileProgress::default();
        progress
            .went_to(&file("", 15), LogFileMark { marker: Some("14:0".into()), ..LogFileMark::default() });
        assert_eq!(progress.next(&[file(".2", 20)]).unwrap().start, FileStart::Begin);
    }
}
