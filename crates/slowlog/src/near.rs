//! Finding a byte that is near: the parts of a line are mostly shorter than what a wide search takes to begin.

use memchr::memchr;

const ONES: u64 = 0x0101_0101_0101_0101;
const TOPS: u64 = 0x8080_8080_8080_8080;
/// So many words are looked at before the wide search takes over.
const WORDS: usize = 4;

/// The first place of the byte, as [`memchr`] finds it.
#[inline(always)]
pub(crate) fn find_near(byte: u8, text: &[u8]) -> Option<usize> {
    let wanted = ONES * u64::from(byte);
    let words = text.as_chunks::<8>().0;
    for (number, word) in words.iter().take(WORDS).enumerate() {
        // Zero where the byte is; the lowest zero sets the lowest of the bits, whatever it may set above.
        let others = u64::from_le_bytes(*word) ^ wanted;
        let found = others.wrapping_sub(ONES) & !others & TOPS;
        if found != 0 {
            return Some(number * 8 + found.trailing_zeros() as usize / 8);
        }
    }
    let seen = words.len().min(WORDS) * 8;
    memchr(byte, &text[seen..]).map(|at| seen + at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_finds_what_memchr_finds(
            text in prop::collection::vec(prop_oneof![Just(b']'), Just(b'\\'), Just(b'^'), any::<u8>()], 0..70),
            skipped in 0_usize..70,
        ) {
            let text = &text[skipped.min(text.len())..];
            for byte in [b']', b'\\', 0, 0xFF, 0x80] {
                prop_assert_eq!(find_near(byte, text), memchr(byte, text));
            }
        }
    }
}
