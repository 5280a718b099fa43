//! Both ways of asking sixteen bytes agree with asking each byte.

use proptest::prelude::*;

use super::{Chunk, WIDTH, key_of, portable};
use crate::lex::{is_identifier_byte, is_space_byte};

/// Bytes near every border of a range, more often than others.
fn any_chunk() -> impl Strategy<Value = [u8; WIDTH]> {
    let byte = prop_oneof![
        any::<u8>(),
        prop::sample::select(b"@AZ[`az{./09:_$ \t\r\x08\x0e\x1f!\"#&'(\x7f\x80\xff\0".to_vec())
    ];
    prop::array::uniform16(byte)
}

fn one_by_one(bytes: [u8; WIDTH], is: impl Fn(u8) -> bool) -> u32 {
    (0..WIDTH).filter(|&index| is(bytes[index])).map(|index| 1 << index).sum()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn all_ways_to_ask_agree(bytes in any_chunk(), sought in any::<u8>()) {
        let sought = if sought < 128 { bytes[usize::from(sought) % WIDTH] } else { sought };
        let identifiers = one_by_one(bytes, is_identifier_byte);
        let spaces = one_by_one(bytes, is_space_byte);
        let digits = one_by_one(bytes, |byte| byte.is_ascii_digit());
        let signs = one_by_one(bytes, |byte| byte.is_ascii_digit() || b"\"'#/".contains(&byte));
        let equal = one_by_one(bytes, |byte| byte == sought);
        let capitals = u128::from_le_bytes(bytes.map(|byte| byte.to_ascii_uppercase()));
        let capitals = [capitals as u64, (capitals >> 64) as u64];
        prop_assert_eq!(portable::identifiers(bytes), identifiers);
        prop_assert_eq!(portable::spaces(bytes), spaces);
        prop_assert_eq!(portable::digits(bytes), digits);
        prop_assert_eq!(portable::literal_signs(bytes), signs);
        prop_assert_eq!(portable::equal(bytes, sought), equal);
        prop_assert_eq!(portable::capitals(bytes), capitals);
        let chunk = Chunk::load(&bytes, 0);
        prop_assert_eq!(chunk.identifier_length(), identifiers.trailing_ones() as usize);
        prop_assert_eq!(chunk.space_length(), spaces.trailing_ones() as usize);
        prop_assert_eq!(chunk.digits(), digits);
        prop_assert_eq!(chunk.literal_signs(), signs);
        prop_assert_eq!(chunk.equal(sought), equal);
        prop_assert_eq!(chunk.capitals(WIDTH), capitals);
    }
}

#[test]
fn behind_the_end_nothing_is_found() {
    let chunk = Chunk::load(b"select", 2);
    assert_eq!((chunk.identifier_length(), chunk.space_length()), (4, 0));
    assert_eq!(chunk.capitals(4), key_of("LECT"));
    assert_eq!(Chunk::load(b"a", 5).identifier_length(), 0);
    assert_eq!(chunk.find(b'c', b't'), 2);
    assert_eq!(chunk.find(b'(', b')'), WIDTH);
}
