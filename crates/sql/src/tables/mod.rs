//! Which tables a statement reads and which it writes, by its grammar, as far as its own text says.
//!
//! Views, triggers and what a routine does are not in the text; aliases and the tables of WITH are no tables.

mod finder;
mod scope;

use std::collections::BTreeMap;

use crate::items::Items;
use crate::{SqlMode, TableUse};

pub(crate) fn run(sql: &str, mode: SqlMode) -> Vec<TableUse> {
    let items: Vec<_> = Items::new(sql.as_bytes(), mode).collect();
    let mut uses: BTreeMap<(Option<String>, String), (bool, bool)> = BTreeMap::new();
    for found in finder::Finder::new(&items).run() {
        let known = uses.entry((found.schema, found.name)).or_default();
        known.0 |= !found.written;
        known.1 |= found.written;
    }
    let uses = uses.into_iter();
    uses.map(|((schema, name), (read, written))| TableUse { schema, name, read, written }).collect()
}

/// One mention of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Mention {
    schema: Option<String>,
    name: String,
    alias: Option<String>,
    written: bool,
    /// It stands in no parentheses.
    outermost: bool,
}

impl Mention {
    /// What the statement calls it: the `a` of `a.x` and of `DELETE a FROM …`, in small letters.
    fn called(&self) -> String {
        self.alias.as_ref().unwrap_or(&self.name).to_lowercase()
    }
}
