//! The inputs as the digest's sources: the files of a rotated log are one, that goes from each to the next.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::FileExt;
use std::sync::Mutex;

use auroscope_slowlog::PartStart;
use auroscope_slowlog::digest::Source;

use super::inputs::{Input, InputKind};
use super::interrupt::Interrupt;
use super::stream::{ReadAhead, Taken};

/// So much of a file tells how it begins: the longest line that may stand first is shorter.
pub(super) const BEGINNING_BYTES: usize = 2048;

/// A source as the threads share it.
pub(super) struct Shelved {
    /// The first of its inputs.
    pub(super) first: usize,
    pub(super) kind: ShelvedKind,
}

pub(super) enum ShelvedKind {
    /// Files that can be read at any place, by any thread.
    Plain(Vec<FilePart>),
    /// Whoever reads it takes it.
    Packed(Mutex<Packed>),
}

/// One of the files that are a source.
pub(super) struct FilePart {
    pub(super) input: usize,
    file: File,
    /// Where in the source.
    pub(super) start: u64,
    pub(super) length: u64,
    pub(super) begins: PartStart,
}

impl FilePart {
    pub(super) fn end(&self) -> u64 {
        self.start + self.length
    }

    /// How much of it there is from this place in the source on.
    pub(super) fn rest(&self, offset: u64) -> usize {
        usize::try_from(self.end() - offset).unwrap_or(usize::MAX)
    }

    /// Its length as it is now.
    pub(super) fn length_now(&self) -> u64 {
        self.file.metadata().map_or(0, |metadata| metadata.len())
    }

    pub(super) fn read_at(&self, into: &mut [u8], offset: u64) -> io::Result<usize> {
        self.file.read_at(into, offset - self.start)
    }
}

impl Shelved {
    /// The sources that the inputs make up, in their order.
    pub(super) fn of(inputs: Vec<Input>) -> Vec<Self> {
        let mut sets: Vec<(usize, Vec<InputKind>)> = Vec::new();
        for (place, input) in inputs.into_iter().enumerate() {
            match sets.last_mut() {
                Some((_, set)) if input.goes_on => set.push(input.kind),
                _ => sets.push((place, vec![input.kind])),
            }
        }
        let shelved = |(first, set)| Self { first, kind: ShelvedKind::of(first, set) };
        sets.into_iter().map(shelved).collect()
    }

    pub(super) fn source(&self) -> Source {
        self.bytes().map_or(Source::Streamed, Source::Sized)
    }

    /// Its length, where that is known.
    pub(super) fn bytes(&self) -> Option<u64> {
        match &self.kind {
            ShelvedKind::Plain(parts) => Some(parts.last().map_or(0, FilePart::end)),
            ShelvedKind::Packed(_) => None,
        }
    }
}

impl ShelvedKind {
    fn of(first: usize, set: Vec<InputKind>) -> Self {
        if set.iter().all(|kind| matches!(kind, InputKind::Plain(..))) {
            return Self::Plain(parts(first, set));
        }
        let stream = |kind| match kind {
            InputKind::Plain(file, _) => Box::new(file) as Box<dyn Read + Send>,
            InputKind::Events(file) => Box::new(file),
            InputKind::Stream(stream) => stream,
        };
        let mut rest: VecDeque<_> = (first..).zip(set.into_iter().map(stream)).collect();
        let current = rest.pop_front().map(|(_, stream)| Reader::Waiting(stream));
        Self::Packed(Mutex::new(Packed { input: first, current: current.unwrap_or_default(), rest }))
    }
}

/// An empty file, such as one that was rotated a moment ago, is no part.
fn parts(first: usize, set: Vec<InputKind>) -> Vec<FilePart> {
    let mut parts: Vec<FilePart> = Vec::new();
    for (input, kind) in (first..).zip(set) {
        let InputKind::Plain(file, length @ 1..) = kind else { continue };
        let mut beginning = [0; BEGINNING_BYTES];
        // What cannot be read is said when it is read for its own sake.
        let count = file.read_at(&mut beginning, 0).unwrap_or(0);
        let start = parts.last().map_or(0, FilePart::end);
        parts.push(FilePart { input, file, start, length, begins: PartStart::of(&beginning[..count]) });
    }
    parts
}

/// Streams, one after the other.
#[derive(Default)]
pub(super) struct Packed {
    input: usize,
    current: Reader,
    rest: VecDeque<(usize, Box<dyn Read + Send>)>,
}

/// A stream is read ahead from when it is its turn.
#[derive(Default)]
enum Reader {
    #[default]
    None,
    Waiting(Box<dyn Read + Send>),
    Ahead(ReadAhead),
}

impl Packed {
    /// The input that is read now.
    pub(super) fn input(&self) -> usize {
        self.input
    }

    /// What comes next of this stream; no bytes at its end, or when interrupted.
    pub(super) fn read(&mut self, into: &mut [u8], interrupt: &Interrupt) -> io::Result<Taken> {
        self.current = match std::mem::take(&mut self.current) {
            Reader::Waiting(stream) => Reader::Ahead(ReadAhead::begin(stream)),
            current => current,
        };
        match &mut self.current {
            Reader::Ahead(ahead) => ahead.read(into, interrupt),
            Reader::None | Reader::Waiting(_) => Ok(Taken::Bytes(0)),
        }
    }

    /// Goes to the next stream that is not empty: how it begins. None when there is no other, or when interrupted.
    pub(super) fn next_part(&mut self, interrupt: &Interrupt) -> Option<PartStart> {
        while let Some((input, stream)) = self.rest.pop_front().filter(|_| !interrupt.is_requested()) {
            let mut ahead = ReadAhead::begin(stream);
            let beginning = ahead.beginning(BEGINNING_BYTES, interrupt);
            let begins = PartStart::of(beginning);
            if !beginning.is_empty() || ahead.has_failed() {
                (self.input, self.current) = (input, Reader::Ahead(ahead));
                return Some(begins);
            }
        }
        None
    }
}
