//! The part of a stream that is looked at: it grows until what is looked for is whole, and moves on.

use std::io::{self, Read};

/// Read at once.
const READ_BYTES: usize = 128 * 1024;

pub(super) struct Window<R> {
    stream: R,
    buffer: Vec<u8>,
    start: usize,
    filled: usize,
    /// Where in the stream the window begins.
    offset: u64,
    is_end: bool,
}

impl<R: Read> Window<R> {
    pub(super) fn new(stream: R) -> Self {
        Self { stream, buffer: Vec::new(), start: 0, filled: 0, offset: 0, is_end: false }
    }

    /// What has been read and not passed.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.buffer[self.start..self.filled]
    }

    /// Where in the stream they begin.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// Moves on behind these.
    pub(super) fn pass(&mut self, count: usize) {
        let count = count.min(self.filled - self.start);
        self.start += count;
        self.offset += count as u64;
    }

    /// Reads more. False: there is no more.
    pub(super) fn grow(&mut self) -> io::Result<bool> {
        if self.is_end {
            return Ok(false);
        }
        if self.start > 0 && (self.start == self.filled || self.buffer.len() - self.filled < READ_BYTES) {
            self.buffer.copy_within(self.start..self.filled, 0);
            self.filled -= self.start;
            self.start = 0;
        }
        if self.buffer.len() - self.filled < READ_BYTES {
            self.buffer.resize((self.filled + READ_BYTES).max(self.buffer.len() * 3 / 2), 0);
        }
        loop {
            match self.stream.read(&mut self.buffer[self.filled..]) {
                Ok(count) => {
                    self.filled += count;
                    self.is_end = count == 0;
                    return Ok(count > 0);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}
