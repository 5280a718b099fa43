//! Folded lists: what follows in them is passed over as long as it surely folds as well.
//!
//! Nothing here decides what anything means. At the first byte that is not plainly a literal, a comma or a
//! parenthesis the position stays behind the last comma, and the usual way goes on from there.

use super::chunk::{Chunk, Key, WIDTH, key_of};
use super::{After, Lexer, is_space_byte};

const NULL: Key = key_of("NULL");
const TRUE: Key = key_of("TRUE");
const FALSE: Key = key_of("FALSE");

impl Lexer<'_> {
    /// Behind a comma in a list of literals: moves over all literals that a further comma follows.
    pub(crate) fn skip_listed(&mut self) {
        self.after = After::Other;
        loop {
            let start = self.space_end(self.position);
            let end = match self.byte(start) {
                b'\'' => self.text_end(start + 1, b'\''),
                b'0'..=b'9' if self.skip_whole_numbers() => continue,
                _ => self.literal_end(start),
            };
            let Some(end) = end else { return };
            let end = self.space_end(end);
            if self.byte(end) != b',' {
                return;
            }
            self.position = end + 1;
        }
    }

    /// Behind the comma after a row of one literal or of several: moves over all such rows that a further comma
    /// follows.
    pub(crate) fn skip_rows(&mut self, of_one: bool) {
        self.after = After::Other;
        while let Some(end) = self.row_end(self.space_end(self.position), of_one) {
            let end = self.space_end(end);
            if self.byte(end) != b',' {
                return;
            }
            self.position = end + 1;
        }
    }

    /// Behind `(literal, …)`.
    fn row_end(&self, start: usize, of_one: bool) -> Option<usize> {
        if self.byte(start) != b'(' {
            return None;
        }
        let (mut position, mut one) = (start, true);
        loop {
            position = self.literal_end(self.space_end(position + 1))?;
            position = self.space_end(position);
            match self.byte(position) {
                b',' => one = false,
                b')' if one == of_one => return Some(position + 1),
                _ => return None,
            }
        }
    }

    /// Directly behind a comma: moves over whole numbers with commas between them, with a blank behind them or none,
    /// sixteen bytes at a time. This is what a list of ids looks like. False: it did not move.
    #[inline(always)]
    fn skip_whole_numbers(&mut self) -> bool {
        let before = self.position;
        let mut position = before;
        let (mut after_digit, mut after_comma) = (0, 1);
        loop {
            let chunk = Chunk::load(self.bytes, position);
            let (digits, commas) = (chunk.digits(), chunk.equal(b','));
            let fits = digits
                | commas & (digits << 1 | after_digit)
                | chunk.equal(b' ') & (commas << 1 | after_comma);
            let length = fits.trailing_ones() as usize;
            let kept = commas & ((1 << length) - 1);
            if kept != 0 {
                self.position = position + (u32::BITS - kept.leading_zeros()) as usize;
            }
            if length < WIDTH {
                return self.position > before;
            }
            position += WIDTH;
            (after_digit, after_comma) = (digits >> (WIDTH - 1), commas >> (WIDTH - 1));
        }
    }

    /// Behind the literal at `start`, if it is a plain one. What follows must be looked at: with `1` of `1e5` or
    /// `'a'` of `'a' 'b'` only a part has been seen.
    #[inline(always)]
    fn literal_end(&self, start: usize) -> Option<usize> {
        match self.byte(start) {
            b'0' if self.byte(start + 1) == b'x' => {
                let rest = self.bytes.get(start + 2..)?;
                let digits = rest.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
                (digits > 0).then_some(start + 2 + digits)
            }
            b'0'..=b'9' => Some(self.number_end(start)),
            b'-' | b'+' if self.byte(start + 1).is_ascii_digit() => Some(self.number_end(start + 1)),
            b'\'' => self.text_end(start + 1, b'\''),
            b'"' if !self.mode.ansi_quotes => self.text_end(start + 1, b'"'),
            b'N' | b'n' | b'T' | b't' | b'F' | b'f' => {
                let chunk = Chunk::load(self.bytes, start);
                let length = chunk.identifier_length();
                let word = chunk.capitals(length);
                (length < WIDTH && (word == NULL || word == TRUE || word == FALSE)).then_some(start + length)
            }
            _ => None,
        }
    }

    /// Behind the digits at `start`, and behind the digits of a fraction.
    #[inline(always)]
    fn number_end(&self, start: usize) -> usize {
        let end = self.digits_end(start);
        if self.byte(end) == b'.' { self.digits_end(end + 1) } else { end }
    }

    #[inline(always)]
    fn digits_end(&self, mut position: usize) -> usize {
        loop {
            let digits = Chunk::load(self.bytes, position).digits_length();
            position += digits;
            if digits < WIDTH {
                return position;
            }
        }
    }

    #[inline(always)]
    fn space_end(&self, mut position: usize) -> usize {
        // One blank or none is what there is most often.
        position += usize::from(self.byte(position) == b' ');
        while self.byte(position) <= b' ' && is_space_byte(self.byte(position)) {
            position += 1;
        }
        position
    }

    /// The byte there; 0 past the end.
    #[inline(always)]
    fn byte(&self, position: usize) -> u8 {
        self.bytes.get(position).copied().unwrap_or(0)
    }
}
