//! Which bytes make names and white space, as MySQL's utf8mb4 tables have it.

const SPACE: u8 = 1;
const NAME: u8 = 2;

static CLASS: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut table = [0; 256];
    let mut index = 0;
    while index < 256 {
        let byte = index as u8;
        table[index] = match byte {
            b' ' | 9..=13 => SPACE,
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'_' | b'$' | 0x80.. => NAME,
            _ => 0,
        };
        index += 1;
    }
    table
}

/// A byte that an unquoted name may hold. Every byte of a character beyond ASCII is one: `주문`.
#[must_use]
#[inline]
pub fn is_identifier_byte(byte: u8) -> bool {
    CLASS[usize::from(byte)] == NAME
}

/// Blank, tab, line feed, vertical tab, form feed, carriage return.
#[must_use]
#[inline]
pub fn is_space_byte(byte: u8) -> bool {
    CLASS[usize::from(byte)] == SPACE
}
