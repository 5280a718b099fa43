//! The questions of [`super`], asked by SSE2. A comparison gives a byte of ones, whose top bit goes into the mask.

use safe_arch::{
    add_i8_m128i, bitand_m128i, bitor_m128i, cmp_eq_mask_i8_m128i, cmp_lt_mask_i8_m128i,
    load_unaligned_m128i, m128i, move_mask_i8_m128i, set_splat_i8_m128i, sub_i8_m128i,
};

use super::{Key, Mask, WIDTH};

#[inline(always)]
fn load(bytes: [u8; WIDTH]) -> m128i {
    load_unaligned_m128i(&bytes)
}

#[inline(always)]
fn same(byte: u8) -> m128i {
    set_splat_i8_m128i(byte as i8)
}

/// Where a byte is one of the `count` from `first` on. Moved to the lowest signed numbers, one comparison tells.
#[inline(always)]
fn within(bytes: m128i, first: u8, count: u8) -> m128i {
    let moved = add_i8_m128i(bytes, same(0x80_u8.wrapping_sub(first)));
    cmp_lt_mask_i8_m128i(moved, same(0x80 + count))
}

#[inline(always)]
fn mask(found: m128i) -> Mask {
    move_mask_i8_m128i(found) as Mask
}

#[inline(always)]
pub(super) fn identifiers(bytes: [u8; WIDTH]) -> Mask {
    let bytes = load(bytes);
    let letters = within(bitor_m128i(bytes, same(0x20)), b'a', 26);
    let digits = within(bytes, b'0', 10);
    let signs = bitor_m128i(cmp_eq_mask_i8_m128i(bytes, same(b'_')), cmp_eq_mask_i8_m128i(bytes, same(b'$')));
    // Beyond ASCII the top bit is set already.
    mask(bitor_m128i(bitor_m128i(letters, digits), bitor_m128i(signs, bytes)))
}

#[inline(always)]
pub(super) fn digits(bytes: [u8; WIDTH]) -> Mask {
    mask(within(load(bytes), b'0', 10))
}

#[inline(always)]
pub(super) fn literal_signs(bytes: [u8; WIDTH]) -> Mask {
    let bytes = load(bytes);
    let signs = bitor_m128i(within(bytes, b'"', 2), cmp_eq_mask_i8_m128i(bytes, same(b'\'')));
    mask(bitor_m128i(signs, within(bytes, b'/', 11)))
}

#[inline(always)]
pub(super) fn spaces(bytes: [u8; WIDTH]) -> Mask {
    let bytes = load(bytes);
    mask(bitor_m128i(cmp_eq_mask_i8_m128i(bytes, same(b' ')), within(bytes, 9, 5)))
}

#[inline(always)]
pub(super) fn equal(bytes: [u8; WIDTH], byte: u8) -> Mask {
    mask(cmp_eq_mask_i8_m128i(load(bytes), same(byte)))
}

#[inline(always)]
pub(super) fn capitals(bytes: [u8; WIDTH]) -> Key {
    let bytes = load(bytes);
    let small = within(bytes, b'a', 26);
    let capitals = sub_i8_m128i(bytes, bitand_m128i(small, same(0x20)));
    capitals.into()
}
