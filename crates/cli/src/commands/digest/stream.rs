//! A stream read ahead on a thread of its own: unpacking it, and taking events of CloudWatch apart, takes one core,
//! digesting the other.

use std::io::{self, Cursor, Read};
use std::panic::resume_unwind;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::cloudwatch::{self, Form, Mark, PIECE_BYTES, Piece};
use super::interrupt::Interrupt;

/// Pieces that are read ahead.
const AHEAD: usize = 4;
/// How soon an interrupt is noticed while nothing comes.
const PATIENCE: Duration = Duration::from_millis(50);

/// What comes of a stream, piece by piece.
pub(super) struct ReadAhead {
    pieces: Receiver<io::Result<Piece>>,
    /// Memory that was used, to be filled again.
    used: Sender<Vec<u8>>,
    piece: Piece,
    at: usize,
    /// What ended it, once the piece is used.
    failure: Option<io::Error>,
    /// Pieces taken since the interrupt: those that were there count, no more are waited for.
    after_interrupt: usize,
    thread: Option<JoinHandle<()>>,
}

/// What a read gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// So many bytes; none at the end.
    Bytes(usize),
    /// It holds events of this form.
    Form(Form),
    /// A message begins; the one before it has ended.
    Message(Mark),
}

impl ReadAhead {
    /// Begins to read. The thread is not waited for: a read of a terminal or pipe may never return.
    pub(super) fn begin(stream: Box<dyn Read + Send>) -> Self {
        let (send, pieces) = sync_channel(AHEAD);
        let (used, reused) = channel();
        let thread = Some(thread::spawn(move || read(stream, &send, &reused)));
        let piece = Piece::default();
        Self { pieces, used, piece, at: 0, failure: None, after_interrupt: 0, thread }
    }

    /// What it begins with: so much, if there is so much. To be asked for before it is read.
    pub(super) fn beginning(&mut self, bytes: usize, interrupt: &Interrupt) -> &[u8] {
        while self.piece.bytes.len() < bytes && self.failure.is_none() {
            match self.next_piece(interrupt) {
                Ok(Some(piece)) => self.piece.append(piece),
                Ok(None) => break,
                Err(error) => self.failure = Some(error),
            }
        }
        &self.piece.bytes
    }

    /// Whether it ends with an error behind what is there.
    pub(super) fn has_failed(&self) -> bool {
        self.failure.is_some()
    }

    /// What comes next; no bytes at the end, or when interrupted.
    pub(super) fn read(&mut self, into: &mut [u8], interrupt: &Interrupt) -> io::Result<Taken> {
        let end = loop {
            if let Some(form) = self.piece.form.take() {
                return Ok(Taken::Form(form));
            }
            let next = self.piece.marks.front().copied();
            if let Some(mark) = next.filter(|mark| mark.at == self.at) {
                self.piece.marks.pop_front();
                return Ok(Taken::Message(mark));
            }
            if self.at < self.piece.bytes.len() {
                break next.map_or(self.piece.bytes.len(), |mark| mark.at);
            }
            if let Some(error) = self.failure.take() {
                return Err(error);
            }
            let Some(piece) = self.next_piece(interrupt)? else { return Ok(Taken::Bytes(0)) };
            let used = std::mem::replace(&mut self.piece, piece);
            self.at = 0;
            // A reader that is done wants no more pieces.
            let _ = self.used.send(used.bytes);
        };
        let rest = &self.piece.bytes[self.at..end];
        let count = rest.len().min(into.len());
        into[..count].copy_from_slice(&rest[..count]);
        self.at += count;
        Ok(Taken::Bytes(count))
    }

    fn next_piece(&mut self, interrupt: &Interrupt) -> io::Result<Option<Piece>> {
        loop {
            let is_interrupted = interrupt.is_requested();
            self.after_interrupt += usize::from(is_interrupted);
            if self.after_interrupt > AHEAD {
                return Ok(None);
            }
            match self.pieces.recv_timeout(if is_interrupted { Duration::ZERO } else { PATIENCE }) {
                Ok(piece) => return piece.map(Some),
                Err(RecvTimeoutError::Disconnected) => {
                    // A panic of the thread is no end of the stream.
                    if let Some(Err(panic)) = self.thread.take().map(JoinHandle::join) {
                        resume_unwind(panic);
                    }
                    return Ok(None);
                }
                Err(RecvTimeoutError::Timeout) if is_interrupted => return Ok(None),
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }
}

/// Reads to the end, or until nobody wants more.
fn read(mut stream: Box<dyn Read + Send>, send: &SyncSender<io::Result<Piece>>, reused: &Receiver<Vec<u8>>) {
    let mut hand_over = |piece| send.send(Ok(piece)).is_ok().then(|| reused.try_recv().unwrap_or_default());
    let mut beginning = Vec::new();
    let form = seen(&mut stream, &mut beginning);
    // What came before an error counts.
    let mut stream: Box<dyn Read> = match form {
        Ok(_) => stream,
        Err(ref error) => Box::new(Broken(Some(io::Error::new(error.kind(), error.to_string())))),
    };
    let outcome = match form {
        Ok(Some(form)) => cloudwatch::decode(form, Cursor::new(beginning).chain(stream), &mut hand_over),
        _ => copy(beginning, &mut stream, &mut hand_over),
    };
    if let Err(error) = outcome {
        // Whoever wants no more wants no error.
        let _ = send.send(Err(error));
    }
}

/// Reads as much as tells whether it holds events of CloudWatch.
fn seen(stream: &mut dyn Read, beginning: &mut Vec<u8>) -> io::Result<Option<Form>> {
    let mut piece = vec![0; PIECE_BYTES];
    loop {
        let count = match stream.read(&mut piece) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            count => count?,
        };
        beginning.extend_from_slice(&piece[..count]);
        if let Some(form) = cloudwatch::form(beginning, count == 0) {
            return Ok(form);
        }
    }
}

/// A stream that has failed.
struct Broken(Option<io::Error>);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// Hands over what is read, as it comes.
fn copy(
    beginning: Vec<u8>,
    stream: &mut dyn Read,
    hand_over: &mut dyn FnMut(Piece) -> Option<Vec<u8>>,
) -> io::Result<()> {
    let of_bytes = |bytes| Piece { bytes, ..Piece::default() };
    let mut memory = if beginning.is_empty() { Some(beginning) } else { hand_over(of_bytes(beginning)) };
    while let Some(mut piece) = memory {
        piece.resize(PIECE_BYTES, 0);
        let count = loop {
            match stream.read(&mut piece) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                count => break count?,
            }
        };
        if count == 0 {
            return Ok(());
        }
        piece.truncate(count);
        memory = hand_over(of_bytes(piece));
    }
    Ok(())
}
