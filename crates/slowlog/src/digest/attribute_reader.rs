//! From an entry's attributes to numbers. Entries of one log have the same names in the same order, so a name is first
//! looked for behind the one before it.

use super::attribute::{
    AttributeTable, BYTES_SENT, ERROR, FULL_JOIN, FULL_SCAN, Kind, ROWS_AFFECTED, SORT_ROWS, Slot,
    TMP_DISK_TABLES, TMP_TABLES,
};
use crate::cursor::Cursor;
use crate::event::Event;

/// So many names are remembered, those that say nothing to us too; others are looked at anew each time.
const MOST_REMEMBERED: usize = 160;
const KINDS: usize = 4;

/// Reads the attributes of a block's entries.
#[derive(Debug, Default)]
pub(crate) struct AttributeReader {
    pub(crate) table: AttributeTable,
    known: Vec<Known>,
    /// Where the next name is expected.
    next: usize,
    /// What the last entry said.
    values: Vec<(Slot, u64)>,
    /// How often each attribute was said.
    pub(crate) counts: Vec<u64>,
    /// A bit for each attribute of `values`.
    said: u128,
    /// The server logged one of so many.
    pub(crate) log_rate_limit: Option<u64>,
}

#[derive(Debug, Clone)]
struct Known {
    name: Box<[u8]>,
    role: Role,
    /// Its number for each kind of value, once it had such a one.
    slots: [Option<Slot>; KINDS],
}

/// What an attribute is to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Said elsewhere, or a name, a time of day, an id.
    Ignored,
    /// One of those that have a place of their own.
    Fixed(Slot, Kind),
    /// The number of an error.
    Error,
    Code,
    RateLimit,
    /// Seconds.
    Time,
    /// What its values are.
    Any,
}

impl AttributeReader {
    /// What an entry says, each attribute once: the last of its name.
    pub(crate) fn read(&mut self, event: &Event<'_>) -> &[(Slot, u64)] {
        self.values.clear();
        (self.said, self.next) = (0, 0);
        for (name, value) in event.attributes() {
            self.take(name, value);
        }
        &self.values
    }

    fn take(&mut self, name: &[u8], value: &[u8]) {
        let is_it = |known: &Known| *known.name == *name;
        let at = match self.known.get(self.next) {
            Some(known) if is_it(known) => self.next,
            _ => match self.known.iter().position(is_it) {
                Some(at) => at,
                None => return self.take_new(name, value),
            },
        };
        self.next = at + 1;
        let mut known = std::mem::replace(&mut self.known[at], Known::none());
        self.take_known(&mut known, value);
        self.known[at] = known;
    }

    #[cold]
    fn take_new(&mut self, name: &[u8], value: &[u8]) {
        let mut known = Known { name: name.into(), role: Role::of(name), slots: [None; KINDS] };
        self.take_known(&mut known, value);
        if self.known.len() < MOST_REMEMBERED {
            self.known.push(known);
            self.next = self.known.len();
        }
    }

    fn take_known(&mut self, known: &mut Known, value: &[u8]) {
        let (kind, value) = match known.role {
            Role::Ignored => return,
            Role::Fixed(slot, Kind::Truth) => return self.say(slot, truth(value)),
            Role::Fixed(slot, _) => return self.say(slot, number(value)),
            Role::RateLimit => {
                self.log_rate_limit = self.log_rate_limit.max(number(value));
                return;
            }
            Role::Error => {
                self.say(ERROR, number(value).map(|number| u64::from(number > 0)));
                (Kind::Code, number(value))
            }
            Role::Code => (Kind::Code, number(value)),
            Role::Time => (Kind::TimeUs, time_us(value)),
            Role::Any => match truth(value) {
                None => (Kind::Number, number(value)),
                truth => (Kind::Truth, truth),
            },
        };
        if value.is_none() {
            return;
        }
        let slot = &mut known.slots[kind as usize];
        if slot.is_none() {
            *slot = self.table.number(&String::from_utf8_lossy(&known.name), kind);
        }
        match *slot {
            Some(slot) => self.say(slot, value),
            None => self.table.left_out += 1,
        }
    }

    fn say(&mut self, slot: Slot, value: Option<u64>) {
        let Some(value) = value else { return };
        let bit = 1 << slot;
        if self.said & bit == 0 {
            self.said |= bit;
            self.values.push((slot, value));
            let at = usize::from(slot);
            if at >= self.counts.len() {
                self.counts.resize(at + 1, 0);
            }
            self.counts[at] += 1;
        } else if let Some(said) = self.values.iter_mut().find(|said| said.0 == slot) {
            said.1 = value;
        }
    }
}

impl Known {
    fn none() -> Self {
        Self { name: Box::default(), role: Role::Ignored, slots: [None; KINDS] }
    }
}

impl Role {
    fn of(name: &[u8]) -> Self {
        match name {
            b"Query_time"
            | b"Lock_time"
            | b"Rows_sent"
            | b"Rows_examined"
            | b"Id"
            | b"Thread_id"
            | b"Schema"
            | b"Start"
            | b"End"
            | b"Log_slow_rate_type"
            | b"InnoDB_trx_id"
            | b"explain" => Self::Ignored,
            b"Rows_affected" => Self::Fixed(ROWS_AFFECTED, Kind::Number),
            b"Bytes_sent" => Self::Fixed(BYTES_SENT, Kind::Number),
            b"Created_tmp_tables" | b"Tmp_tables" => Self::Fixed(TMP_TABLES, Kind::Number),
            b"Created_tmp_disk_tables" | b"Tmp_disk_tables" => Self::Fixed(TMP_DISK_TABLES, Kind::Number),
            b"Sort_rows" => Self::Fixed(SORT_ROWS, Kind::Number),
            b"Full_scan" => Self::Fixed(FULL_SCAN, Kind::Truth),
            b"Full_join" => Self::Fixed(FULL_JOIN, Kind::Truth),
            b"Errno" | b"Last_errno" => Self::Error,
            b"Killed" => Self::Code,
            b"Log_slow_rate_limit" => Self::RateLimit,
            _ if name.ends_with(b"_wait") || name.ends_with(b"_time") => Self::Time,
            _ => Self::Any,
        }
    }
}

/// A whole number, and nothing else.
fn number(value: &[u8]) -> Option<u64> {
    let mut cursor = Cursor::new(value);
    cursor.number().filter(|_| cursor.rest().is_empty())
}

fn time_us(value: &[u8]) -> Option<u64> {
    let mut cursor = Cursor::new(value);
    cursor.decimal_us().filter(|_| cursor.rest().is_empty())
}

fn truth(value: &[u8]) -> Option<u64> {
    match value {
        b"Yes" => Some(1),
        b"No" => Some(0),
        _ => None,
    }
}
