//! A map of the bytes from the position on: where names run and where tokens begin, a bit for each byte.
//!
//! Drawn for 64 bytes at once, it makes the way from token to token a shift and a count of zeros: no load and no
//! comparison has to be waited for.

use super::chunk::{Chunk, WIDTH};
use super::{After, Lexer};

/// How many bytes a map shows.
const SPAN: usize = 64;

/// The map of the bytes from `start` on.
#[derive(Debug, Clone)]
pub(super) struct Window {
    start: usize,
    /// Bytes that may stand in a name.
    identifiers: u64,
    /// Bytes that are no white space and continue no name. Of the first byte it is not known.
    begins: u64,
}

impl Window {
    pub(super) const EMPTY: Self = Self { start: 0, identifiers: 0, begins: 0 };
}

/// How long a name is, and how far behind its first byte the next token stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step {
    pub(crate) length: usize,
    pub(crate) stride: usize,
}

impl Step {
    /// More than a map shows.
    const LONG: Self = Self { length: SPAN, stride: SPAN };

    pub(crate) fn is_long(self) -> bool {
        self.stride >= SPAN
    }
}

impl Lexer<'_> {
    /// The name at the position, and how far it is to the next token. A byte that begins no name is one of length 0.
    #[inline(always)]
    pub(crate) fn measure(&mut self) -> Step {
        match self.measure_ahead(0) {
            Some(step) => step,
            None => self.draw(),
        }
    }

    /// The same for the name `ahead` bytes further on; none if the map ends before it does.
    #[inline(always)]
    pub(crate) fn measure_ahead(&self, ahead: usize) -> Option<Step> {
        let offset = self.position.wrapping_sub(self.window.start).wrapping_add(ahead);
        if offset >= SPAN - 1 {
            return None;
        }
        let following = self.window.begins >> offset >> 1;
        let length = (self.window.identifiers >> offset).trailing_ones() as usize;
        let stride = 1 + following.trailing_zeros() as usize;
        (following != 0).then_some(Step { length, stride })
    }

    /// Draws the map anew, from the position on.
    #[inline(never)]
    fn draw(&mut self) -> Step {
        let (mut identifiers, mut spaces) = (0, 0);
        let rest = self.bytes.get(self.position..).unwrap_or_default();
        if let Some(whole) = rest.first_chunk::<SPAN>() {
            for part in 0..SPAN / WIDTH {
                let chunk = Chunk::load(whole, part * WIDTH);
                identifiers |= u64::from(chunk.identifiers()) << (part * WIDTH);
                spaces |= u64::from(chunk.spaces()) << (part * WIDTH);
            }
        } else {
            // Near the end; what is behind it begins tokens of no bytes.
            for part in 0..=rest.len() / WIDTH {
                let chunk = Chunk::load(self.bytes, self.position + part * WIDTH);
                identifiers |= u64::from(chunk.identifiers()) << (part * WIDTH);
                spaces |= u64::from(chunk.spaces()) << (part * WIDTH);
            }
        }
        let begins = !spaces & !(identifiers & identifiers << 1);
        self.window = Window { start: self.position, identifiers, begins };
        self.measure_ahead(0).unwrap_or(Step::LONG)
    }

    /// Moves over one byte, which is a token of its own, and what white space follows.
    #[inline(always)]
    pub(crate) fn pass_byte(&mut self) {
        let step = self.measure();
        self.after = After::Other;
        // Where more follows than the map shows, nothing is known.
        self.position += if step.is_long() { 1 } else { step.stride };
    }

    /// Moves over the name at the position, and over white space.
    #[inline(always)]
    pub(crate) fn pass_step(&mut self, step: Step) {
        self.after = if step.length == step.stride { After::Name } else { After::Other };
        self.position += step.stride;
    }
}
