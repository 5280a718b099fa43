//! The questions of [`super`], asked of eight bytes at once in a 64-bit word. The answer is the top bit of each byte.

use super::{Key, Mask, WIDTH};

const TOPS: u64 = 0x8080_8080_8080_8080;
const ONES: u64 = 0x0101_0101_0101_0101;

#[inline(always)]
fn halves(bytes: [u8; WIDTH]) -> [u64; 2] {
    let both = u128::from_le_bytes(bytes);
    [both as u64, (both >> 64) as u64]
}

/// Where a byte is ASCII and one of the `count` from `first` on. Seven bits and a sum below 256 carry nowhere.
#[inline(always)]
fn within(word: u64, first: u8, count: u8) -> u64 {
    let low = word & !TOPS;
    let reaches = low + ONES * u64::from(0x80 - first);
    let exceeds = low + ONES * u64::from(0x80 - first - count);
    reaches & !exceeds & !word & TOPS
}

/// The top bits of the bytes, side by side.
#[inline(always)]
fn gather(tops: u64) -> Mask {
    (((tops & TOPS) >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56) as Mask
}

#[inline(always)]
fn ask(bytes: [u8; WIDTH], question: impl Fn(u64) -> u64) -> Mask {
    let [low, high] = halves(bytes);
    gather(question(low)) | (gather(question(high)) << 8)
}

#[inline(always)]
pub(super) fn identifiers(bytes: [u8; WIDTH]) -> Mask {
    ask(bytes, |word| {
        let letters = within(word | (ONES * 0x20), b'a', 26);
        letters | within(word, b'0', 10) | within(word, b'_', 1) | within(word, b'$', 1) | word
    })
}

#[inline(always)]
pub(super) fn digits(bytes: [u8; WIDTH]) -> Mask {
    ask(bytes, |word| within(word, b'0', 10))
}

#[inline(always)]
pub(super) fn literal_signs(bytes: [u8; WIDTH]) -> Mask {
    ask(bytes, |word| within(word, b'"', 2) | within(word, b'\'', 1) | within(word, b'/', 11))
}

#[inline(always)]
pub(super) fn spaces(bytes: [u8; WIDTH]) -> Mask {
    ask(bytes, |word| within(word, b' ', 1) | within(word, 9, 5))
}

#[inline(always)]
pub(super) fn equal(bytes: [u8; WIDTH], byte: u8) -> Mask {
    ask(bytes, |word| {
        let other = word ^ (ONES * u64::from(byte));
        !(((other & !TOPS) + !TOPS) | other)
    })
}

#[inline(always)]
pub(super) fn capitals(bytes: [u8; WIDTH]) -> Key {
    halves(bytes).map(|word| word - (within(word, b'a', 26) >> 2))
}
