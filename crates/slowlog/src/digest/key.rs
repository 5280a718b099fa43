//! What groups are found by: 128 bits that are spread evenly already, so no map needs to hash them again.

use std::hash::{BuildHasherDefault, Hasher};

use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed, xxh3_128, xxh3_128_with_seed};

/// A group's key: the fingerprint, or the hash of a name.
pub(crate) type Key = u128;
/// A map by keys or by hashes.
pub(crate) type KeyMap<K, V> = std::collections::HashMap<K, V, BuildHasherDefault<TakeAsIs>>;

/// The key of executions without what is grouped by.
pub(crate) const NOTHING: Key = 0;
/// The key of executions whose schema stands before their block.
pub(crate) const SCHEMA_BEFORE_BLOCK: Key = 1;
/// The key of all executions together.
pub(crate) const EVERYTHING: Key = 2;
/// Tells the tables of the schema before a block from others.
const BEFORE_BLOCK_SEED: u64 = 1;

/// The key of a name.
pub(crate) fn of_name(name: &[u8]) -> Key {
    xxh3_128(name)
}

/// The key of a table of a schema, whose whole name comes into `name`.
pub(crate) fn of_table(schema: &[u8], table: &str, name: &mut Vec<u8>) -> Key {
    name.clear();
    name.extend_from_slice(schema);
    name.push(b'.');
    name.extend_from_slice(table.as_bytes());
    of_name(name)
}

/// The key of a table whose schema stands before its block.
pub(crate) fn of_table_before_block(name: &[u8]) -> Key {
    of_name_with(name, BEFORE_BLOCK_SEED)
}

/// The key of a name among others of the same seed.
#[inline]
pub(crate) fn of_name_with(name: &[u8], seed: u64) -> Key {
    xxh3_128_with_seed(name, seed)
}

/// The hash of a name.
#[inline]
pub(crate) fn hash_of(name: &[u8]) -> u64 {
    xxh3_64(name)
}

/// Hashes numbers that are hashes by taking them as they are.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct TakeAsIs(u64);

impl Hasher for TakeAsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxh3_64_with_seed(bytes, self.0);
    }

    fn write_u32(&mut self, number: u32) {
        // Small numbers differ in their low bits only; the map wants high ones as well.
        self.0 = u64::from(number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }

    fn write_u128(&mut self, number: u128) {
        self.0 = number as u64;
    }
}
