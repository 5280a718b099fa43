//! Messages on their way to whoever digests them: many in one piece, with marks where each begins.

use std::collections::VecDeque;
use std::io;

use super::form::Form;

/// So many bytes are handed over at once.
pub(in super::super) const PIECE_BYTES: usize = 512 * 1024;
/// And so many messages, since short ones are little but marks.
const MOST_MARKS: usize = 16 * 1024;

/// Bytes of a log, or of messages.
#[derive(Debug, Default)]
pub(in super::super) struct Piece {
    pub(in super::super) bytes: Vec<u8>,
    /// Where messages begin in it.
    pub(in super::super) marks: VecDeque<Mark>,
    /// Said once, by the first piece, of what is no plain log.
    pub(in super::super) form: Option<Form>,
}

impl Piece {
    /// Joins what follows it.
    pub(in super::super) fn append(&mut self, piece: Self) {
        let before = self.bytes.len();
        self.bytes.extend_from_slice(&piece.bytes);
        self.marks.extend(piece.marks.into_iter().map(|mark| Mark { at: mark.at + before, ..mark }));
        self.form = self.form.or(piece.form);
    }
}

/// Where a message begins: the one before it has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Mark {
    /// In the piece.
    pub(in super::super) at: usize,
    /// In the file.
    pub(in super::super) offset: u64,
    /// Which log stream it is of.
    pub(in super::super) log_stream: u64,
}

/// Gathers messages, and hands them over piece by piece.
pub(super) struct Sink<F> {
    send: F,
    piece: Piece,
    log_stream: u64,
}

impl<F: FnMut(Piece) -> Option<Vec<u8>>> Sink<F> {
    pub(super) fn new(form: Form, send: F) -> Self {
        let piece = Piece { form: Some(form), ..Piece::default() };
        Self { send, piece, log_stream: 0 }
    }

    /// A message begins that stands here in the file.
    pub(super) fn begin(&mut self, offset: u64, log_stream: u64) {
        self.log_stream = log_stream;
        self.piece.marks.push_back(Mark { at: self.piece.bytes.len(), offset, log_stream });
    }

    /// Bytes of the message.
    pub(super) fn add(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            let room = PIECE_BYTES.saturating_sub(self.piece.bytes.len()).min(bytes.len());
            let (first, rest) = bytes.split_at(room);
            self.piece.bytes.extend_from_slice(first);
            bytes = rest;
            if self.piece.bytes.len() >= PIECE_BYTES || self.piece.marks.len() >= MOST_MARKS {
                self.hand_over()?;
            }
        }
        Ok(())
    }

    /// Hands over what is there, since nobody knows when more comes.
    pub(super) fn hand_over(&mut self) -> io::Result<()> {
        if self.piece.bytes.is_empty() && self.piece.marks.is_empty() && self.piece.form.is_none() {
            return Ok(());
        }
        let mut memory = (self.send)(std::mem::take(&mut self.piece)).ok_or(io::ErrorKind::BrokenPipe)?;
        memory.clear();
        self.piece.bytes = memory;
        Ok(())
    }

    /// All has been read to this place.
    pub(super) fn end(&mut self, offset: u64) -> io::Result<()> {
        self.begin(offset, self.log_stream);
        self.hand_over()
    }
}
