//! The users, hosts and schemas of a digest, each name kept once.

use super::counts::OTHER;
use super::key::{KeyMap, hash_of};
use super::origin::{Origin, Schema};

/// So many names of a kind are kept; executions under others are counted as [`OTHER`].
const MOST_NAMES: usize = 20_000;
/// No server allows a longer one; memory is not to depend on it.
const LONGEST_NAME: usize = 1_024;
/// The number of none: no user, no schema.
const NOTHING: u32 = OTHER - 1;

/// Who ran an execution, from where and in which schema, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Who {
    pub(crate) user: u32,
    pub(crate) host: u32,
    pub(crate) schema: u32,
}

impl Who {
    /// One of those that are not told apart.
    pub(crate) const OTHER: Self = Self { user: OTHER, host: OTHER, schema: OTHER };
}

impl Default for Who {
    fn default() -> Self {
        Self::OTHER
    }
}

/// Names of one kind.
#[derive(Debug, Default)]
pub(crate) struct Kind {
    all: Vec<Box<[u8]>>,
    /// By hash, or by the next number that was free when two had the same.
    numbers: KeyMap<u64, u32>,
}

/// The names of all kinds.
#[derive(Debug, Default)]
pub(crate) struct Names {
    pub(crate) users: Kind,
    pub(crate) hosts: Kind,
    pub(crate) schemas: Kind,
}

impl Names {
    /// The numbers of an origin in a block, with the schema that held before that block.
    pub(crate) fn who(&mut self, origin: &Origin, before: Option<&[u8]>) -> Who {
        let schema = match &origin.schema {
            Schema::Named(name) => Some(&**name),
            Schema::None => None,
            Schema::BeforeBlock => before,
        };
        Who {
            user: self.users.number(origin.user.as_deref()),
            host: self.hosts.number(origin.host.as_deref()),
            schema: self.schemas.number(schema),
        }
    }
}

impl Kind {
    fn number(&mut self, name: Option<&[u8]>) -> u32 {
        let Some(name) = name else { return NOTHING };
        if name.len() > LONGEST_NAME {
            return OTHER;
        }
        let mut hash = hash_of(name);
        while let Some(&number) = self.numbers.get(&hash) {
            if self.name(number) == Some(name) {
                return number;
            }
            hash = hash.wrapping_add(1);
        }
        if self.all.len() >= MOST_NAMES {
            return OTHER;
        }
        let number = self.all.len() as u32;
        self.all.push(name.into());
        self.numbers.insert(hash, number);
        number
    }

    /// The name of this number; none for what has none, and for [`OTHER`].
    pub(crate) fn name(&self, number: u32) -> Option<&[u8]> {
        self.all.get(number as usize).map(|name| &**name)
    }
}

/// Whether what has this number has no name, rather than one that is not told.
pub(crate) fn is_nothing(number: u32) -> bool {
    number == NOTHING
}
