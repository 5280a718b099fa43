//! All keywords in one hash table, made at compile time: a word is looked up by its capitals, sixteen bytes at once.

use super::words;
use crate::lex::chunk::{Chunk, Key, WIDTH, key_of};
use crate::writer::Last;

/// A word that is or may be a keyword.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Keyword(u16);

const RESERVED: u16 = 1;
const CALLED_DIRECTLY: u16 = 1 << 1;
const CONTEXTUAL: u16 = 1 << 2;
const TYPE: u16 = 1 << 3;
const ENDS_OPERAND: u16 = 1 << 4;
const OPENS_OPERAND: u16 = 1 << 5;
const HUGS: u16 = 1 << 6;
const NAMES_TABLE: u16 = 1 << 7;
const VALUE: u16 = 1 << 8;

/// What a word needs a look at its neighbours for, or more than writing it down.
const SPECIAL: u16 = 1 << 9;

/// More than the lists hold; the first place is [`Keyword::NONE`]'s.
const PLACES: usize = 512;
const BUCKETS: usize = 256;
/// At most so many words fall into one.
const FULLEST: usize = 12;
const SLOTS: usize = 2_048;

/// What is known of a word.
#[derive(Debug, Clone, Copy)]
struct Entry {
    key: Key,
    name: &'static str,
    marks: u16,
    last: Last,
}

/// A perfect hash: the words of a bucket are moved, all by one number, to slots where no other word is. So one
/// comparison tells, and there is nothing to guess for the processor.
struct Table {
    entries: [Entry; PLACES],
    count: usize,
    moves: [u16; BUCKETS],
    slots: [u16; SLOTS],
}

static TABLE: Table = Table::new();

impl Table {
    const fn new() -> Self {
        let none = Entry { key: [0; 2], name: "", marks: 0, last: Last::Name };
        let mut table = Self { entries: [none; PLACES], count: 1, moves: [0; BUCKETS], slots: [0; SLOTS] };
        table.add(words::RESERVED, RESERVED);
        table.add(words::CALLED_DIRECTLY, CALLED_DIRECTLY | SPECIAL);
        table.add(words::CONTEXTUAL, CONTEXTUAL | SPECIAL);
        table.add(words::TYPES, TYPE);
        table.add(words::ENDING_OPERANDS, ENDS_OPERAND);
        table.add(words::OPENING_OPERANDS, OPENS_OPERAND);
        table.add(words::HUGGING, HUGS);
        table.add(words::BEFORE_TABLES, NAMES_TABLE);
        table.add(&["NULL", "TRUE", "FALSE"], VALUE);
        table.add(&["NULL", "TRUE", "FALSE", "CASE", "ROW"], SPECIAL);
        let mut place = 1;
        while place < table.count {
            table.entries[place].last = last_of(table.entries[place].name, table.entries[place].marks);
            place += 1;
        }
        table.spread();
        table
    }

    const fn add(&mut self, words: &[&'static str], mark: u16) {
        let mut index = 0;
        while index < words.len() {
            let place = self.place_of(words[index]);
            self.entries[place].marks |= mark;
            index += 1;
        }
    }

    /// Where the word is, or now is.
    const fn place_of(&mut self, word: &'static str) -> usize {
        let key = key_of(word);
        let mut place = 1;
        while place < self.count {
            let known = &self.entries[place];
            if known.key[0] == key[0] && is_same(known.name.as_bytes(), word.as_bytes()) {
                return place;
            }
            place += 1;
        }
        (self.entries[place].name, self.entries[place].key) = (word, key);
        self.count += 1;
        place
    }

    /// Gives each word that fits into a key a slot of its own, those of the fullest buckets first.
    const fn spread(&mut self) {
        let mut members = [[0_usize; FULLEST]; BUCKETS];
        let mut sizes = [0_usize; BUCKETS];
        let mut place = 1;
        while place < self.count {
            if self.entries[place].name.len() <= WIDTH {
                let bucket = bucket_of(mixed(self.entries[place].key));
                members[bucket][sizes[bucket]] = place;
                sizes[bucket] += 1;
            }
            place += 1;
        }
        let mut size = FULLEST;
        while size > 0 {
            let mut bucket = 0;
            while bucket < BUCKETS {
                if sizes[bucket] == size {
                    self.moves[bucket] = self.settle(&members[bucket], size);
                }
                bucket += 1;
            }
            size -= 1;
        }
    }

    /// Finds the number by which the words of a bucket are moved, and moves them. That there is none, or that a bucket
    /// is too full, is seen when this is compiled: another multiplier is needed then.
    const fn settle(&mut self, members: &[usize; FULLEST], count: usize) -> u16 {
        let mut moved = 0;
        loop {
            let mut settled = 0;
            while settled < count {
                let slot = slot_of(mixed(self.entries[members[settled]].key), moved);
                if self.slots[slot] != 0 {
                    break;
                }
                self.slots[slot] = members[settled] as u16;
                settled += 1;
            }
            if settled == count {
                return moved;
            }
            while settled > 0 {
                settled -= 1;
                self.slots[slot_of(mixed(self.entries[members[settled]].key), moved)] = 0;
            }
            moved += 1;
            assert!((moved as usize) < SLOTS, "another multiplier is needed");
        }
    }
}

#[inline(always)]
const fn mixed(key: Key) -> u64 {
    (key[0] ^ key[1].rotate_left(29)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

#[inline(always)]
const fn bucket_of(mixed: u64) -> usize {
    (mixed >> 56) as usize
}

#[inline(always)]
const fn slot_of(mixed: u64, moved: u16) -> usize {
    ((mixed >> 40) as usize ^ moved as usize) % SLOTS
}

/// Whether an operand may begin behind the word, and whether a `(` stands close to it.
const fn last_of(word: &str, marks: u16) -> Last {
    let opens =
        if marks & RESERVED != 0 { marks & (TYPE | ENDS_OPERAND) == 0 } else { marks & OPENS_OPERAND != 0 };
    match (opens, marks & (TYPE | HUGS) != 0) {
        _ if is_same(word.as_bytes(), b"ROW") => Last::Row,
        (true, false) => Last::OpeningKeyword,
        (true, true) => Last::Function,
        (false, _) => Last::ClosingFunction,
    }
}

const fn is_same(one: &[u8], other: &[u8]) -> bool {
    let mut index = 0;
    while index < one.len() && index < other.len() && one[index] == other[index] {
        index += 1;
    }
    index == one.len() && index == other.len()
}

impl Keyword {
    /// No word.
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const CASE: Self = Self::named("CASE");
    pub(crate) const CAST: Self = Self::named("CAST");
    pub(crate) const CONVERT: Self = Self::named("CONVERT");
    pub(crate) const END: Self = Self::named("END");
    pub(crate) const IN: Self = Self::named("IN");
    pub(crate) const IS: Self = Self::named("IS");
    pub(crate) const NOT: Self = Self::named("NOT");
    pub(crate) const NULL: Self = Self::named("NULL");
    pub(crate) const ROW: Self = Self::named("ROW");
    pub(crate) const SET: Self = Self::named("SET");

    /// One of the lists' words, when it is compiled in.
    const fn named(word: &str) -> Self {
        let mixed = mixed(key_of(word));
        let place = TABLE.slots[slot_of(mixed, TABLE.moves[bucket_of(mixed)])];
        assert!(is_same(TABLE.entries[place as usize].name.as_bytes(), word.as_bytes()), "it is in no list");
        Self(place)
    }

    /// The keyword of a word of at most [`WIDTH`] bytes, by its capitals; or none. No branch depends on which.
    #[inline(always)]
    pub(crate) fn of_key(key: Key) -> Self {
        let mixed = mixed(key);
        let place = TABLE.slots[slot_of(mixed, TABLE.moves[bucket_of(mixed)])];
        let found = TABLE.entries[usize::from(place) % PLACES].key;
        let differs = (found[0] ^ key[0]) | (found[1] ^ key[1]);
        Self(place & u16::from(differs == 0).wrapping_neg())
    }

    /// The keyword of a word of any length, in any case.
    pub(crate) fn of(word: &[u8]) -> Option<Self> {
        let found = if word.len() <= WIDTH {
            Self::of_key(Chunk::load(word, 0).capitals(word.len()))
        } else {
            let mut long = (1..TABLE.count).map(|place| Self(place as u16));
            long.find(|keyword| keyword.as_str().as_bytes().eq_ignore_ascii_case(word)).unwrap_or(Self::NONE)
        };
        (found != Self::NONE).then_some(found)
    }

    /// In capitals; empty for no word.
    pub(crate) fn as_str(self) -> &'static str {
        self.entry().name
    }

    /// A number below 1,024.
    #[inline(always)]
    pub(super) fn bits(self) -> u64 {
        u64::from(self.0)
    }

    #[inline(always)]
    fn entry(self) -> &'static Entry {
        &TABLE.entries[usize::from(self.0) % PLACES]
    }

    #[inline(always)]
    fn has(self, mark: u16) -> bool {
        self.entry().marks & mark != 0
    }

    /// A word that no version takes for an identifier unless it is quoted.
    #[inline(always)]
    pub(crate) fn is_reserved(self) -> bool {
        self.has(RESERVED)
    }

    /// A function that is one only when its `(` follows directly: `COUNT(`.
    #[inline(always)]
    pub(crate) fn is_called_directly(self) -> bool {
        self.has(CALLED_DIRECTLY)
    }

    /// NULL, TRUE or FALSE.
    #[inline(always)]
    pub(crate) fn is_value(self) -> bool {
        self.has(VALUE)
    }

    /// A table's name may follow, and its columns in parentheses.
    #[inline(always)]
    pub(crate) fn is_before_table(self) -> bool {
        self.has(NAMES_TABLE)
    }

    /// There is more to it than writing it down: it is no keyword everywhere, a value, or counted.
    #[inline(always)]
    pub(crate) fn is_special(self) -> bool {
        self.has(SPECIAL)
    }

    /// This, or else `other`.
    #[inline(always)]
    pub(crate) fn or(self, other: Self) -> Self {
        if self == Self::NONE { other } else { self }
    }

    /// What the writer needs to know of it.
    #[inline(always)]
    pub(crate) fn last(self) -> Last {
        self.entry().last
    }
}
