//! Who ran a block's statements, from where and in which schema, each combination kept once.

use super::key::{self, Key, KeyMap};
use crate::event::{Event, SchemaOrigin};

/// So many combinations are kept; the others have the number [`OTHER_ORIGIN`].
const MOST_ORIGINS: usize = 20_000;
/// Longer than any account that a server allows; memory is not to depend on it.
const LONGEST_ACCOUNT: usize = 2_048;
/// The number of those that are not kept.
pub(crate) const OTHER_ORIGIN: u16 = u16::MAX;

/// A schema, as far as a part of the stream knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Schema {
    /// No schema is known.
    None,
    /// This one.
    Named(Box<[u8]>),
    /// The one that held before this part of the stream.
    BeforeBlock,
}

/// User, host and schema of executions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin {
    pub(crate) user: Option<Box<[u8]>>,
    pub(crate) host: Option<Box<[u8]>>,
    pub(crate) schema: Schema,
}

/// All combinations seen, by number.
#[derive(Debug, Default)]
pub(crate) struct Origins {
    all: Vec<Origin>,
    numbers: KeyMap<Key, u16>,
}

impl Origins {
    /// The number of an event's origin.
    #[inline]
    pub(crate) fn number(&mut self, event: &Event<'_>) -> u16 {
        let schema = match event.schema {
            _ if event.schema_origin == SchemaOrigin::BeforeChunk => 1,
            Some(name) => key::hash_of(name),
            None => 0,
        };
        // User and host are what the line says, so one hash of the line names them both.
        let key = key::of_name_with(event.account, schema);
        match self.numbers.get(&key) {
            Some(number) => *number,
            None => self.keep(key, event),
        }
    }

    /// About how many bytes they take.
    pub(crate) fn held_bytes(&self) -> usize {
        // Two short names each, and a place in the map.
        self.all.capacity() * (size_of::<Origin>() + 64) + self.numbers.capacity() * 40
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Origin> {
        self.all.iter()
    }

    #[cold]
    fn keep(&mut self, key: Key, event: &Event<'_>) -> u16 {
        if self.all.len() >= MOST_ORIGINS || event.account.len() > LONGEST_ACCOUNT {
            return OTHER_ORIGIN;
        }
        let number = self.all.len() as u16;
        self.all.push(Origin::of(event));
        self.numbers.insert(key, number);
        number
    }
}

impl Origin {
    fn of(event: &Event<'_>) -> Self {
        let schema = match event.schema {
            _ if event.schema_origin == SchemaOrigin::BeforeChunk => Schema::BeforeBlock,
            Some(name) => Schema::Named(name.into()),
            None => Schema::None,
        };
        Self { user: event.user.map(Into::into), host: event.host.or(event.address).map(Into::into), schema }
    }
}
