//! A stream read ahead on a thread of its own: unpacking takes one core, digesting the other.

use std::io::{self, Read};
use std::panic::resume_unwind;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::interrupt::Interrupt;

/// Bytes of a piece, and how many are read ahead.
const PIECE_BYTES: usize = 512 * 1024;
const AHEAD: usize = 4;
/// How soon an interrupt is noticed while nothing comes.
const PATIENCE: Duration = Duration::from_millis(50);

/// What comes of a stream, piece by piece.
pub(super) struct ReadAhead {
    pieces: Receiver<io::Result<Vec<u8>>>,
    /// Pieces that were used, to be filled again.
    used: Sender<Vec<u8>>,
    piece: Vec<u8>,
    at: usize,
    /// What ended it, once the piece is used.
    failure: Option<io::Error>,
    /// Pieces taken since the interrupt: those that were there count, no more are waited for.
    after_interrupt: usize,
    thread: Option<JoinHandle<()>>,
}

impl ReadAhead {
    /// Begins to read. The thread is not waited for: a read of a terminal or pipe may never return.
    pub(super) fn begin(stream: Box<dyn Read + Send>) -> Self {
        let (send, pieces) = sync_channel(AHEAD);
        let (used, reused) = channel();
        let thread = Some(thread::spawn(move || read(stream, &send, &reused)));
        Self { pieces, used, piece: Vec::new(), at: 0, failure: None, after_interrupt: 0, thread }
    }

    /// What it begins with: so much, if there is so much. To be asked for before it is read.
    pub(super) fn beginning(&mut self, bytes: usize, interrupt: &Interrupt) -> &[u8] {
        while self.piece.len() < bytes && self.failure.is_none() {
            match self.next_piece(interrupt) {
                Ok(Some(piece)) => self.piece.extend_from_slice(&piece),
                Ok(None) => break,
                Err(error) => self.failure = Some(error),
            }
        }
        &self.piece
    }

    /// Whether it ends with an error behind what is there.
    pub(super) fn has_failed(&self) -> bool {
        self.failure.is_some()
    }

    /// The next bytes; none at the end, or when interrupted.
    pub(super) fn read(&mut self, into: &mut [u8], interrupt: &Interrupt) -> io::Result<usize> {
        while self.at == self.piece.len() {
            if let Some(error) = self.failure.take() {
                return Err(error);
            }
            let Some(piece) = self.next_piece(interrupt)? else { return Ok(0) };
            let used = std::mem::replace(&mut self.piece, piece);
            self.at = 0;
            // A reader that is done wants no more pieces.
            let _ = self.used.send(used);
        }
        let rest = &self.piece[self.at..];
        let count = rest.len().min(into.len());
        into[..count].copy_from_slice(&rest[..count]);
        self.at += count;
        Ok(count)
    }

    fn next_piece(&mut self, interrupt: &Interrupt) -> io::Result<Option<Vec<u8>>> {
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
fn read(
    mut stream: Box<dyn Read + Send>,
    send: &SyncSender<io::Result<Vec<u8>>>,
    reused: &Receiver<Vec<u8>>,
) {
    loop {
        let mut piece = reused.try_recv().unwrap_or_default();
        piece.resize(PIECE_BYTES, 0);
        let outcome = match stream.read(&mut piece) {
            Ok(0) => return,
            Ok(count) => {
                piece.truncate(count);
                Ok(piece)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => Err(error),
        };
        let is_over = outcome.is_err();
        if send.send(outcome).is_err() || is_over {
            return;
        }
    }
}
