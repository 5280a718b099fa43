//! Sixteen bytes at a time: which of them make names, numbers and gaps, without a branch for each.
//!
//! On x86-64 by SSE2, which every such processor has; elsewhere by arithmetic on words. Both say the same (tested).

#[cfg(any(test, not(target_arch = "x86_64")))]
mod portable;
#[cfg(target_arch = "x86_64")]
mod sse2;
#[cfg(test)]
mod tests;

#[cfg(not(target_arch = "x86_64"))]
use portable as vector;
#[cfg(target_arch = "x86_64")]
use sse2 as vector;

/// How many bytes are looked at together.
pub(crate) const WIDTH: usize = 16;

/// The bytes from some position on; behind the text's end zeros, which belong to nothing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Chunk([u8; WIDTH]);

/// A word of at most [`WIDTH`] bytes in capitals, zeros behind it.
pub(crate) type Key = [u64; 2];

/// A bit for each byte of a chunk, the first one lowest.
pub(crate) type Mask = u32;

impl Chunk {
    #[inline(always)]
    pub(crate) fn load(bytes: &[u8], position: usize) -> Self {
        let rest = bytes.get(position..).unwrap_or_default();
        match rest.first_chunk() {
            Some(whole) => Self(*whole),
            None => Self::of_end(bytes, rest.len()),
        }
    }

    /// The last few bytes of a text.
    fn of_end(bytes: &[u8], length: usize) -> Self {
        match bytes.last_chunk() {
            _ if length == 0 => Self([0; WIDTH]),
            // The last whole chunk without what stands before.
            Some(last) => Self((u128::from_le_bytes(*last) >> (8 * (WIDTH - length))).to_le_bytes()),
            None => {
                let mut chunk = [0; WIDTH];
                for (place, byte) in chunk.iter_mut().zip(&bytes[bytes.len() - length..]) {
                    *place = *byte;
                }
                Self(chunk)
            }
        }
    }

    #[inline(always)]
    pub(crate) fn bytes(&self) -> &[u8; WIDTH] {
        &self.0
    }

    /// How many bytes at the start may stand in a name.
    #[inline(always)]
    pub(crate) fn identifier_length(&self) -> usize {
        leading(vector::identifiers(self.0))
    }

    /// Which bytes may stand in a name.
    #[inline(always)]
    pub(crate) fn identifiers(&self) -> Mask {
        vector::identifiers(self.0)
    }

    #[inline(always)]
    pub(crate) fn spaces(&self) -> Mask {
        vector::spaces(self.0)
    }

    /// How many bytes at the start are digits.
    #[inline(always)]
    pub(crate) fn digits_length(&self) -> usize {
        leading(vector::digits(self.0))
    }

    /// How many bytes at the start are white space.
    #[inline(always)]
    pub(crate) fn space_length(&self) -> usize {
        leading(vector::spaces(self.0))
    }

    #[inline(always)]
    pub(crate) fn digits(&self) -> Mask {
        vector::digits(self.0)
    }

    /// Which bytes a literal or a comment may begin with: quotes, `#`, `/` and digits.
    #[inline(always)]
    pub(crate) fn literal_signs(&self) -> Mask {
        vector::literal_signs(self.0)
    }

    /// Where this byte is.
    #[inline(always)]
    pub(crate) fn equal(&self, byte: u8) -> Mask {
        vector::equal(self.0, byte)
    }

    /// Where the first of two bytes is; [`WIDTH`] if there is none.
    #[inline(always)]
    pub(crate) fn find(&self, one: u8, other: u8) -> usize {
        leading(!(self.equal(one) | self.equal(other)))
    }

    /// Whether the first `length` bytes, or all of it, are those.
    #[inline(always)]
    pub(crate) fn begins_like(&self, other: &[u8; WIDTH], length: usize) -> bool {
        let [low, high] = self.key();
        let [other_low, other_high] = Self(*other).key();
        let [keep_low, keep_high] = KEEP[length.min(WIDTH)];
        ((low ^ other_low) & keep_low) | ((high ^ other_high) & keep_high) == 0
    }

    /// All of it, as a key.
    #[inline(always)]
    pub(crate) fn key(&self) -> Key {
        let both = u128::from_le_bytes(self.0);
        [both as u64, (both >> 64) as u64]
    }

    /// The first `length` bytes, at most [`WIDTH`], zeros behind them.
    #[inline(always)]
    pub(crate) fn first(&self, length: usize) -> Key {
        let [low, high] = self.key();
        let [keep_low, keep_high] = KEEP[length.min(WIDTH)];
        [low & keep_low, high & keep_high]
    }

    /// The first `length` bytes, at most [`WIDTH`], in capitals.
    #[inline(always)]
    pub(crate) fn capitals(&self, length: usize) -> Key {
        let [low, high] = vector::capitals(self.0);
        let [keep_low, keep_high] = KEEP[length.min(WIDTH)];
        [low & keep_low, high & keep_high]
    }
}

/// How many of the lowest bits are set, at most [`WIDTH`].
#[inline(always)]
fn leading(mask: Mask) -> usize {
    (!mask | 1 << WIDTH).trailing_zeros() as usize
}

/// What keeps the first bytes of a key, by their number.
static KEEP: [Key; WIDTH + 1] = {
    let mut keep = [[0, 0]; WIDTH + 1];
    let mut length = 1;
    while length <= WIDTH {
        let bits = u128::MAX >> (128 - 8 * length);
        keep[length] = [bits as u64, (bits >> 64) as u64];
        length += 1;
    }
    keep
};

/// The key of a word in capitals, when it is compiled in.
#[inline(always)]
pub(crate) const fn key_of(word: &str) -> Key {
    let bytes = word.as_bytes();
    let mut key = [0_u64; 2];
    let mut index = 0;
    while index < bytes.len() && index < WIDTH {
        key[index / 8] |= (bytes[index] as u64) << (8 * (index % 8));
        index += 1;
    }
    key
}
