//! Who ran a statement, from where and in which schema, each combination kept once.

use super::counts::OTHER;
use super::key::{KeyMap, hash_on};
use crate::event::{Event, SchemaOrigin};

/// So many combinations are kept; the others are counted as [`OTHER`].
const MOST_ORIGINS: usize = 20_000;

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

/// The same, borrowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Seen<'a> {
    user: Option<&'a [u8]>,
    host: Option<&'a [u8]>,
    schema: Option<&'a [u8]>,
    is_before_block: bool,
}

/// All combinations seen, by number.
#[derive(Debug, Default)]
pub(crate) struct Origins {
    all: Vec<Origin>,
    /// By hash, or by the next number that was free when two had the same.
    numbers: KeyMap<u64, u32>,
    last: u32,
}

impl Origins {
    /// The number of an event's origin.
    #[inline]
    pub(crate) fn number(&mut self, event: &Event<'_>) -> u32 {
        let seen = Seen::of(event);
        if self.all.get(self.last as usize).is_some_and(|last| last.seen() == seen) {
            return self.last;
        }
        self.intern(seen)
    }

    /// The number of an origin that another part of the stream had, with the schema that held before that part.
    pub(crate) fn take_over(&mut self, origin: &Origin, before: Option<&[u8]>) -> u32 {
        let mut seen = origin.seen();
        if seen.is_before_block {
            seen = Seen { schema: before, is_before_block: false, ..seen };
        }
        self.intern(seen)
    }

    pub(crate) fn get(&self, number: u32) -> Option<&Origin> {
        self.all.get(number as usize)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Origin> {
        self.all.iter()
    }

    fn intern(&mut self, seen: Seen<'_>) -> u32 {
        let mut hash = seen.hash();
        while let Some(&number) = self.numbers.get(&hash) {
            if self.all[number as usize].seen() == seen {
                self.last = number;
                return number;
            }
            hash = hash.wrapping_add(1);
        }
        if self.all.len() >= MOST_ORIGINS {
            return OTHER;
        }
        let number = self.all.len() as u32;
        self.all.push(seen.kept());
        self.numbers.insert(hash, number);
        self.last = number;
        number
    }
}

impl Origin {
    pub(crate) fn schema(&self) -> Option<&[u8]> {
        self.seen().schema
    }

    fn seen(&self) -> Seen<'_> {
        Seen {
            user: self.user.as_deref(),
            host: self.host.as_deref(),
            schema: match &self.schema {
                Schema::Named(name) => Some(name),
                Schema::None | Schema::BeforeBlock => None,
            },
            is_before_block: self.schema == Schema::BeforeBlock,
        }
    }
}

impl<'a> Seen<'a> {
    fn of(event: &Event<'a>) -> Self {
        Self {
            user: event.user,
            host: event.host.or(event.address),
            schema: event.schema,
            is_before_block: event.schema_origin == SchemaOrigin::BeforeChunk,
        }
    }

    fn hash(&self) -> u64 {
        let parts = [self.user, self.host, self.schema];
        let hash = parts.iter().fold(0, |hash, part| match part {
            Some(part) => hash_on(hash, part),
            None => hash ^ 1,
        });
        hash ^ u64::from(self.is_before_block) << 1
    }

    fn kept(&self) -> Origin {
        let schema = match (self.is_before_block, self.schema) {
            (true, _) => Schema::BeforeBlock,
            (false, Some(name)) => Schema::Named(name.into()),
            (false, None) => Schema::None,
        };
        Origin { user: self.user.map(Into::into), host: self.host.map(Into::into), schema }
    }
}
