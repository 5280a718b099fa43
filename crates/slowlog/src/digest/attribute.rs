//! The attributes that only some logs write, by number: a block and a digest have a table each of those they met.

use std::borrow::Cow;

/// So many of the log's names are told apart.
pub const MOST_ATTRIBUTES: usize = 64;
/// A longer name is none that a server writes.
const LONGEST_NAME: usize = 64;

/// The number of an attribute in a table.
pub(crate) type Slot = u8;

/// What values an attribute has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Number,
    /// Seconds in the log, microseconds here.
    TimeUs,
    /// Yes or no: 1 or 0.
    Truth,
    /// A number that names something, such as an error. There is no use in adding them up.
    Code,
}

/// An attribute of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attribute {
    pub(crate) name: Cow<'static, str>,
    pub(crate) kind: Kind,
}

pub(crate) const ROWS_AFFECTED: Slot = 0;
pub(crate) const BYTES_SENT: Slot = 1;
pub(crate) const TMP_TABLES: Slot = 2;
pub(crate) const TMP_DISK_TABLES: Slot = 3;
pub(crate) const SORT_ROWS: Slot = 4;
pub(crate) const FULL_SCAN: Slot = 5;
pub(crate) const FULL_JOIN: Slot = 6;
pub(crate) const ERROR: Slot = 7;

/// Those that have the same number in every table, by our names: varieties call them differently.
const FIXED: [Attribute; 8] = [
    Attribute { name: Cow::Borrowed("rows affected"), kind: Kind::Number },
    Attribute { name: Cow::Borrowed("bytes sent"), kind: Kind::Number },
    Attribute { name: Cow::Borrowed("tmp tables"), kind: Kind::Number },
    Attribute { name: Cow::Borrowed("tmp disk tables"), kind: Kind::Number },
    Attribute { name: Cow::Borrowed("sort rows"), kind: Kind::Number },
    Attribute { name: Cow::Borrowed("full scan"), kind: Kind::Truth },
    Attribute { name: Cow::Borrowed("full join"), kind: Kind::Truth },
    Attribute { name: Cow::Borrowed("error"), kind: Kind::Truth },
];
/// So many numbers there may be.
pub(crate) const MOST_SLOTS: usize = FIXED.len() + MOST_ATTRIBUTES;

/// Attributes by number, in the order in which they were met.
#[derive(Debug)]
pub(crate) struct AttributeTable {
    all: Vec<Attribute>,
    /// Values of names beyond the bound.
    pub(crate) left_out: u64,
}

impl Default for AttributeTable {
    fn default() -> Self {
        Self { all: FIXED.into(), left_out: 0 }
    }
}

impl AttributeTable {
    /// The number of an attribute; none when there are too many.
    pub(crate) fn number(&mut self, name: &str, kind: Kind) -> Option<Slot> {
        let is_it = |known: &Attribute| known.kind == kind && known.name == name;
        // Our own names are no names of a log.
        let found = self.all.iter().skip(FIXED.len()).position(is_it).map(|at| at + FIXED.len());
        let at = found.or_else(|| {
            let has_room = self.all.len() < MOST_SLOTS && name.len() <= LONGEST_NAME;
            has_room.then(|| {
                self.all.push(Attribute { name: name.to_owned().into(), kind });
                self.all.len() - 1
            })
        });
        at.map(|at| at as Slot)
    }

    /// Those that the log names, in the order of their numbers.
    pub(crate) fn named(&self) -> impl Iterator<Item = (Slot, &Attribute)> {
        (0..).zip(&self.all).skip(FIXED.len())
    }

    /// The number here, and the kind, of each attribute of a block's table, of which there were so many values each.
    pub(crate) fn numbers_of(&mut self, block: &Self, counts: &[u64]) -> Vec<Option<(Slot, Kind)>> {
        self.left_out += block.left_out;
        let fixed = (0..).zip(&FIXED).map(|(slot, attribute)| Some((slot, attribute.kind)));
        let mut numbers: Vec<_> = fixed.collect();
        for (slot, Attribute { name, kind }) in block.named() {
            let number = self.number(name, *kind).map(|slot| (slot, *kind));
            if number.is_none() {
                self.left_out += counts.get(usize::from(slot)).copied().unwrap_or_default();
            }
            numbers.push(number);
        }
        numbers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_its_number_and_the_bound_holds() {
        let mut table = AttributeTable::default();
        let first = table.number("Read_key", Kind::Number);
        assert_ne!(table.number("Read_key", Kind::Truth), first);
        let last = (0..100).filter_map(|at| table.number(&format!("Name_{at}"), Kind::Number)).last();
        assert_eq!((last, table.named().count()), (Some(MOST_SLOTS as Slot - 1), MOST_ATTRIBUTES));
        assert_eq!(
            (table.number("Read_key", Kind::Number), table.number("New", Kind::Number)),
            (first, None)
        );
        assert_eq!(AttributeTable::default().number(&"n".repeat(65), Kind::Number), None);
    }
}
