//! What a stretch of text is looked up by: its bytes up to the first that may begin a literal or a comment.

use crate::lex::chunk::{Chunk, WIDTH};

/// A longer start says enough.
const LONGEST: usize = 4_096;
/// Odd numbers without a pattern.
const MULTIPLIERS: [u64; 2] = [0x9E37_79B9_7F4A_7C15, 0xD6E8_FEB8_6659_FD93];

/// A hash of the start of `rest`, taken on the way to its end. Where the literals really begin it need not know, nor
/// tell all starts apart: what is found is compared.
#[inline]
pub(super) fn key_of(rest: &[u8], node: u32) -> u64 {
    let mut hash = u64::from(node);
    let (mut length, mut after_name) = (0, 0);
    while length < rest.len().min(LONGEST) {
        let chunk = Chunk::load(rest, length);
        let names = chunk.identifiers();
        let numbers = chunk.digits() & !(names << 1 | after_name);
        let stops = numbers | chunk.equal(b'\'') | chunk.equal(b'"') | chunk.equal(b'/') | chunk.equal(b'#');
        let kept = stops.trailing_zeros().min(WIDTH as u32) as usize;
        let [low, high] = chunk.first(kept);
        // Each chunk's part depends on its place and on no other part, so that none waits for another.
        let place = (length + kept) as u64;
        let product = u128::from(low ^ MULTIPLIERS[0]) * u128::from(high ^ place ^ MULTIPLIERS[1]);
        hash = hash.wrapping_add(product as u64 ^ (product >> 64) as u64);
        if stops != 0 {
            break;
        }
        after_name = names >> (WIDTH - 1) & 1;
        length += WIDTH;
    }
    hash.wrapping_mul(MULTIPLIERS[0])
}
