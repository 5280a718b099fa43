//! From which client hosts a statement came.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use auroscope_model::Fingerprint;

/// So many are kept of each statement on each target.
const KEPT: usize = 20;
/// DNS allows 255 characters.
const NAME_CHARACTERS: usize = 255;

/// The hosts of a statement: of more than can be kept those that are first by name, whatever order they came in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Hosts {
    pub(super) names: BTreeSet<Arc<str>>,
    /// There were others.
    pub(super) more: bool,
}

impl Hosts {
    pub(super) fn add(&mut self, name: &str) {
        let name = match name.char_indices().nth(NAME_CHARACTERS) {
            Some((end, _)) => &name[..end],
            None => name,
        };
        if self.names.contains(name) {
            return;
        }
        if self.names.len() >= KEPT {
            self.more = true;
            if self.names.last().is_some_and(|last| **last < *name) {
                return;
            }
            self.names.pop_last();
        }
        self.names.insert(name.into());
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.more |= other.more;
        other.names.iter().for_each(|name| self.add(name));
    }
}

/// Of each statement on each target.
pub(super) type HostsByStatement = HashMap<(u32, Fingerprint), Hosts>;
