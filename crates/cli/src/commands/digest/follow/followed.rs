//! The file that is followed: it grows, and may be rotated away.

use std::fs::{self, File, Metadata};
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::super::inputs::{self, InputKind};
use crate::output::say;

/// So much of a file's beginning tells it from another one in its place: the banner is shorter, and times follow it.
const KNOWN_BYTES: usize = 1024;

/// A file that grows and may be rotated away.
pub(super) struct Followed {
    path: PathBuf,
    file: File,
    offset: u64,
    /// What it begins with, as far as it was read.
    beginning: Vec<u8>,
    /// The file that has taken its place, and is read once this one has been read to its end.
    next: Option<File>,
    /// It was said that what has taken its place cannot be read.
    is_next_refused: bool,
    /// What comes next is the beginning of a file that follows another one.
    pub(super) begins_anew: bool,
}

impl Followed {
    pub(super) fn open(path: &Path) -> Result<Self> {
        // What is no plain file cannot be followed.
        match inputs::open(path)?.kind {
            InputKind::Plain(file, _) => Ok(Self::of(path, file)),
            InputKind::Events(_) => bail!(
                "{} holds events of CloudWatch, which cannot be followed: leave --follow out, or follow them with 'aws \
                 logs tail --follow GROUP | auroscope digest -'",
                path.display()
            ),
            InputKind::Stream(_) => bail!("{} cannot be followed: only a plain file can", path.display()),
        }
    }

    fn of(path: &Path, file: File) -> Self {
        Self {
            path: path.to_path_buf(),
            file,
            offset: 0,
            beginning: Vec::new(),
            next: None,
            is_next_refused: false,
            begins_anew: false,
        }
    }

    /// What is there now; nothing when that is nothing.
    pub(super) fn read(&mut self, into: &mut [u8]) -> Result<usize> {
        let context = || format!("cannot read {}", self.path.display());
        let count = match self.file.read_at(into, self.offset) {
            // That says nothing, least of all that the file has ended.
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Ok(0),
            count => count.with_context(context)?,
        };
        // Only then: what was read of a file that was emptied before is no continuation.
        if self.is_emptied().with_context(context)? {
            say(format_args!("{} was emptied; it is read from its start", self.path.display()));
            self.begin();
            return Ok(0);
        }
        if self.offset == self.beginning.len() as u64 {
            let rest = KNOWN_BYTES - self.beginning.len();
            self.beginning.extend_from_slice(&into[..count.min(rest)]);
        }
        self.offset += count as u64;
        if count > 0 {
            return Ok(count);
        }
        if let Some(next) = self.next.take() {
            say(format_args!("{} was rotated; the new one is read", self.path.display()));
            self.file = next;
            self.begin();
        } else if let Some(now) = self.successor().with_context(context)? {
            self.go_to(&now, File::open(&self.path));
        }
        Ok(0)
    }

    /// What comes is read from its start.
    fn begin(&mut self) {
        (self.offset, self.begins_anew) = (0, true);
        self.beginning.clear();
    }

    /// Whether the file was emptied since it was read, however long it has become again.
    fn is_emptied(&self) -> io::Result<bool> {
        if self.file.metadata()?.len() < self.offset {
            return Ok(true);
        }
        let mut now = [0; KNOWN_BYTES];
        let now = &mut now[..self.beginning.len()];
        match self.file.read_at(now, 0) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(false),
            count => Ok(count? == self.beginning.len() && *now != self.beginning[..]),
        }
    }

    /// Another file that has the name now and holds something: until it does, the server writes to the old one. Between
    /// two names it has none.
    fn successor(&self) -> io::Result<Option<Metadata>> {
        let open = self.file.metadata()?;
        let is_other = |now: &Metadata| (now.dev(), now.ino()) != (open.dev(), open.ino()) && now.len() > 0;
        Ok(fs::metadata(&self.path).ok().filter(is_other))
    }

    /// Goes to the file that has taken this one's place, once this one, to which the server may have written until then,
    /// has been read to its end. One that cannot be opened may be opened the next time.
    fn go_to(&mut self, now: &Metadata, opened: io::Result<File>) {
        let reason = match opened {
            Ok(_) if !now.is_file() => "it is no plain file".to_owned(),
            Ok(file) => {
                (self.next, self.is_next_refused) = (Some(file), false);
                return;
            }
            Err(error) => error.to_string(),
        };
        if !std::mem::replace(&mut self.is_next_refused, true) {
            say(format_args!(
                "what is named {} now cannot be read: {reason}; the one before it is followed until it can",
                self.path.display()
            ));
        }
    }
}

#[cfg(test)]
#[path = "followed_tests.rs"]
mod tests;
