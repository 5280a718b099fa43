//! Where the normalised text is written: bytes that stay allocated from text to text.

use crate::lex::chunk::{Key, WIDTH};

/// Bytes, the first `length` of which are written. Those behind are of no meaning, so a short word is copied as
/// one whole chunk.
#[derive(Debug, Default)]
pub(crate) struct Buffer {
    bytes: Vec<u8>,
    length: usize,
}

impl Buffer {
    #[inline(always)]
    pub(crate) fn len(&self) -> usize {
        self.length
    }

    #[inline(always)]
    pub(crate) fn written(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }

    /// Back to an earlier length.
    #[inline(always)]
    pub(crate) fn truncate(&mut self, length: usize) {
        self.length = length.min(self.length);
    }

    #[inline(always)]
    pub(crate) fn push(&mut self, byte: u8) {
        self.reserve(1);
        if let Some(place) = self.bytes.get_mut(self.length) {
            *place = byte;
            self.length += 1;
        }
    }

    /// Appends a blank if there is to be one.
    #[inline(always)]
    pub(crate) fn blank(&mut self, wanted: bool) {
        self.reserve(1);
        if let Some(place) = self.bytes.get_mut(self.length) {
            *place = b' ';
            self.length += usize::from(wanted);
        }
    }

    /// Appends a blank, if there is to be one, and the first `length` bytes of a chunk.
    #[inline(always)]
    pub(crate) fn spaced(&mut self, blank: bool, chunk: &[u8; WIDTH], length: usize) {
        let start = usize::from(blank);
        let Some(place) = self.place() else { return self.spaced_further(blank, chunk, length) };
        place[0] = b' ';
        place[start..start + WIDTH].copy_from_slice(chunk);
        self.length += start + length.min(WIDTH);
    }

    /// The same, of a word's key. Its two words are written as they are: put together first, they would have to be
    /// waited for.
    #[inline(always)]
    pub(crate) fn spaced_key(&mut self, blank: bool, key: Key, length: usize) {
        let start = usize::from(blank);
        let Some(place) = self.place() else { return self.spaced_key_further(blank, key, length) };
        place[0] = b' ';
        place[start..start + 8].copy_from_slice(&key[0].to_le_bytes());
        place[start + 8..start + WIDTH].copy_from_slice(&key[1].to_le_bytes());
        self.length += start + length.min(WIDTH);
    }

    /// Appends a blank, if there is to be one, and a name in two pieces. The length is stored but once: each time it
    /// is, the next write waits for it.
    #[inline(always)]
    pub(crate) fn spaced_pair(
        &mut self,
        blank: bool,
        first: (&[u8; WIDTH], usize),
        second: (&[u8; WIDTH], usize),
    ) {
        let start = usize::from(blank);
        let middle = start + first.1.min(WIDTH);
        let place = self.bytes.get_mut(self.length..).and_then(<[u8]>::first_chunk_mut::<{ 2 * WIDTH + 1 }>);
        let Some(place) = place else { return self.spaced_pair_further(blank, first, second) };
        place[0] = b' ';
        place[start..start + WIDTH].copy_from_slice(first.0);
        place[middle..middle + WIDTH].copy_from_slice(second.0);
        self.length += middle + second.1.min(WIDTH);
    }

    #[cold]
    #[inline(never)]
    fn spaced_pair_further(
        &mut self,
        blank: bool,
        first: (&[u8; WIDTH], usize),
        second: (&[u8; WIDTH], usize),
    ) {
        self.grow(2 * WIDTH + 1);
        self.spaced_pair(blank, first, second);
    }

    /// Room for a blank and a chunk.
    #[inline(always)]
    fn place(&mut self) -> Option<&mut [u8; WIDTH + 1]> {
        self.bytes.get_mut(self.length..)?.first_chunk_mut()
    }

    #[cold]
    #[inline(never)]
    fn spaced_further(&mut self, blank: bool, chunk: &[u8; WIDTH], length: usize) {
        self.grow(WIDTH + 1);
        self.spaced(blank, chunk, length);
    }

    #[cold]
    #[inline(never)]
    fn spaced_key_further(&mut self, blank: bool, key: Key, length: usize) {
        self.grow(WIDTH + 1);
        self.spaced_key(blank, key, length);
    }

    pub(crate) fn extend(&mut self, text: &[u8]) {
        self.reserve(text.len());
        let Some(place) = self.bytes.get_mut(self.length..self.length + text.len()) else { return };
        // Short words are copied in two halves that overlap: a call to copy them would take longer.
        match (text.first_chunk::<8>(), text.last_chunk::<8>()) {
            (Some(first), Some(last)) if text.len() <= WIDTH => {
                place[..8].copy_from_slice(first);
                place[text.len() - 8..].copy_from_slice(last);
            }
            (None, _) => place.iter_mut().zip(text).for_each(|(place, byte)| *place = *byte),
            _ => place.copy_from_slice(text),
        }
        self.length += text.len();
    }

    #[inline(always)]
    fn reserve(&mut self, more: usize) {
        if self.bytes.len() - self.length < more {
            self.grow(more);
        }
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self, more: usize) {
        self.bytes.resize((self.bytes.len() + more).max(self.bytes.len() * 2).max(1_024), 0);
    }
}
