//! `Writer::write` for short words, each copied as one chunk.

use super::{Last, Neighbour, Run, Writer};
use crate::lex::chunk::{Key, WIDTH};

impl Writer {
    /// Writes a name of at most [`WIDTH`] bytes.
    #[inline(always)]
    pub(crate) fn write_short(&mut self, kind: Last, chunk: &[u8; WIDTH], length: usize) {
        self.flush_signs();
        self.out.spaced(self.last.stands_apart_from(kind), chunk, length);
        (self.run, self.neighbour, self.last) = (Run::None, Neighbour::None, kind);
    }

    /// The same for a name in two pieces.
    #[inline(always)]
    pub(crate) fn write_pair(
        &mut self,
        kind: Last,
        first: (&[u8; WIDTH], usize),
        second: (&[u8; WIDTH], usize),
    ) {
        self.flush_signs();
        self.out.spaced_pair(self.last.stands_apart_from(kind), first, second);
        (self.run, self.neighbour, self.last) = (Run::None, Neighbour::None, kind);
    }

    /// The same for a keyword by its capitals.
    #[inline(always)]
    pub(crate) fn write_key(&mut self, kind: Last, key: Key, length: usize) {
        self.flush_signs();
        self.out.spaced_key(self.last.stands_apart_from(kind), key, length);
        if kind == Last::Row {
            self.row_start = self.out.len() - length;
        } else {
            self.neighbour = Neighbour::None;
        }
        (self.run, self.last) = (Run::None, kind);
    }
}
