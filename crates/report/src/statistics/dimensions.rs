//! By what executions are kept apart: day, target, user, schema, class, statement.

use std::collections::HashMap;
use std::sync::Arc;

use auroscope_model::{Fingerprint, StatementClass};
use jiff::civil::Date;

/// A name, or why there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Named<T> {
    /// It is this.
    Is(T),
    /// The executions do not say.
    Unknown,
    /// One of many beyond the account's limit, summed together.
    Other,
}

impl<T> Named<T> {
    /// The name, if there is one.
    pub fn known(self) -> Option<T> {
        match self {
            Self::Is(name) => Some(name),
            Self::Unknown | Self::Other => None,
        }
    }
}

/// What the executions that are summed together have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dimensions<'a> {
    /// The day on which they began, in the account's zone; none once days were given up to stay within limits.
    pub day: Option<Date>,
    /// The target's name.
    pub target: &'a str,
    /// The user.
    pub user: Named<&'a str>,
    /// The default schema.
    pub schema: Named<&'a str>,
    /// The class of the statements.
    pub class: StatementClass,
    /// The statement.
    pub statement: Named<Fingerprint>,
}

/// [`Dimensions`] as an account keeps them: names by their places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) day: Option<Date>,
    pub(super) target: u32,
    pub(super) user: Named<u32>,
    pub(super) schema: Named<u32>,
    pub(super) class: StatementClass,
    pub(super) statement: Named<Fingerprint>,
}

/// Names are no longer than this: MySQL allows 64 characters, a log that was tampered with may hold anything.
const NAME_CHARACTERS: usize = 256;

/// Names and their places.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    list: Vec<Arc<str>>,
    places: HashMap<Arc<str>, u32>,
}

impl Names {
    /// The place of a name, if it is known or there is room for it.
    pub(super) fn place(&mut self, name: &str, limit: usize) -> Named<u32> {
        let name = match name.char_indices().nth(NAME_CHARACTERS) {
            Some((end, _)) => &name[..end],
            None => name,
        };
        if let Some(place) = self.places.get(name) {
            return Named::Is(*place);
        }
        let Ok(place) = u32::try_from(self.list.len()) else { return Named::Other };
        if self.list.len() >= limit {
            return Named::Other;
        }
        let name: Arc<str> = name.into();
        self.places.insert(Arc::clone(&name), place);
        self.list.push(name);
        Named::Is(place)
    }

    pub(super) fn find(&self, name: &str) -> Option<u32> {
        self.places.get(name).copied()
    }

    /// The name in that place.
    pub(super) fn name(&self, place: u32) -> &str {
        self.list.get(place as usize).map_or("", |name| name)
    }

    pub(super) fn named(&self, place: Named<u32>) -> Named<&str> {
        match place {
            Named::Is(place) => Named::Is(self.name(place)),
            Named::Unknown => Named::Unknown,
            Named::Other => Named::Other,
        }
    }

    pub(super) fn list(&self) -> &[Arc<str>] {
        &self.list
    }
}
