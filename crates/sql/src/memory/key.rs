//! What a stretch of text is looked up by: its bytes up to the first that may begin a literal or a comment.

use crate::lex::chunk::{Chunk, Mask, WIDTH};
use crate::lex::is_identifier_byte;

/// A longer start says enough.
const LONGEST: usize = 4_096;
/// Odd numbers without a pattern.
const MULTIPLIERS: [u64; 2] = [0x9E37_79B9_7F4A_7C15, 0xD6E8_FEB8_6659_FD93];

/// A hash of the start of `rest`, taken on the way to its end. Where the literals really begin it need not know, nor
/// tell all starts apart: what is found is compared.
#[inline]
pub(super) fn key_of(rest: &[u8], node: u32) -> u64 {
    let mut hash = u64::from(node);
    let mut length = 0;
    while length < rest.len().min(LONGEST) {
        let chunk = Chunk::load(rest, length);
        let signs = chunk.literal_signs();
        let stops = if signs == 0 { 0 } else { signs & !in_names(&chunk, rest, length) };
        let kept = stops.trailing_zeros().min(WIDTH as u32) as usize;
        let [low, high] = chunk.first(kept);
        // Each chunk's part depends on its place and on no other part, so that none waits for another.
        let place = (length + kept) as u64;
        let product = u128::from(low ^ MULTIPLIERS[0]) * u128::from(high ^ place ^ MULTIPLIERS[1]);
        hash = hash.wrapping_add(product as u64 ^ (product >> 64) as u64);
        if stops != 0 {
            break;
        }
        length += WIDTH;
    }
    hash.wrapping_mul(MULTIPLIERS[0])
}

/// The digits of a chunk that stand behind a name's first byte.
#[inline(always)]
fn in_names(chunk: &Chunk, rest: &[u8], start: usize) -> Mask {
    let before = start.checked_sub(1).and_then(|at| rest.get(at));
    let after_name = Mask::from(before.is_some_and(|byte| is_identifier_byte(*byte)));
    chunk.digits() & (chunk.identifiers() << 1 | after_name)
}
