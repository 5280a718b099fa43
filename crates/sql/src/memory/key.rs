//! What a stretch of text is looked up by: its bytes up to the first that may begin a literal or a comment.

use crate::lex::chunk::{Chunk, WIDTH};

/// A longer start says enough.
const LONGEST: usize = 4_096;

/// A hash of the start of `rest`. Where the literals really begin it need not know: what is found is compared.
#[inline]
pub(super) fn key_of(rest: &[u8], node: u32) -> u64 {
    xxhash_rust::xxh3::xxh3_64_with_seed(start_of(rest), u64::from(node))
}

/// The bytes before the first quote, number or comment.
#[inline(always)]
fn start_of(rest: &[u8]) -> &[u8] {
    let mut length = 0;
    let mut in_name = 0;
    while length < rest.len().min(LONGEST) {
        let chunk = Chunk::load(rest, length);
        let names = chunk.identifiers();
        let numbers = chunk.digits() & !(names << 1 | in_name);
        let stops = numbers | chunk.equal(b'\'') | chunk.equal(b'"') | chunk.equal(b'/') | chunk.equal(b'#');
        if stops != 0 {
            length += stops.trailing_zeros() as usize;
            break;
        }
        in_name = names >> (WIDTH - 1) & 1;
        length += WIDTH;
    }
    &rest[..length.min(rest.len())]
}
