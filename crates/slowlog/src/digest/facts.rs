//! What a statement's normalised text says besides its fingerprint, found out once and kept.

use std::sync::Arc;

use auroscope_model::StatementClass;
use auroscope_sql::{Fingerprinter, SqlMode, TableUse};

use super::key::{self, Key, KeyMap};

/// So many bytes of facts are kept of the statements met last, and as many of those before them; what is found out
/// anew is the same.
const MOST_BYTES: usize = 384 << 10;

/// Facts that all texts of one fingerprint share.
#[derive(Debug)]
pub(crate) struct Facts {
    pub(crate) class: StatementClass,
    pub(crate) tables: Vec<TableUse>,
    /// For each table its key and its name with the schema, where the text has one.
    pub(crate) named: Vec<(Key, Arc<str>)>,
    /// A table is there with a schema and, perhaps the same, without one.
    pub(crate) is_ambiguous: bool,
}

impl Facts {
    /// Of a normalised text, so that they do not depend on which of its texts came first.
    pub(crate) fn of(normalized: &str, mode: SqlMode) -> Self {
        let tables = auroscope_sql::tables(normalized.as_bytes(), mode);
        let named = tables.iter().map(|table| {
            let name: Arc<str> = match &table.schema {
                Some(schema) => format!("{schema}.{}", table.name).into(),
                None => table.name.as_str().into(),
            };
            (key::of_name(name.as_bytes()), name)
        });
        let named = named.collect();
        let is_with = |name: &str| tables.iter().any(|table| table.schema.is_some() && table.name == name);
        let is_ambiguous = tables.iter().any(|table| table.schema.is_none() && is_with(&table.name));
        Self { class: auroscope_sql::classify(normalized.as_bytes(), mode), named, is_ambiguous, tables }
    }

    /// About how many bytes they take.
    fn weight(&self) -> usize {
        let names = self.named.iter().map(|(_, name)| 2 * name.len() + size_of::<TableUse>() + 96);
        size_of::<Self>() + 64 + names.sum::<usize>()
    }
}

/// The facts of the statements met so far.
#[derive(Debug, Default)]
pub(crate) struct KnownFacts {
    known: KeyMap<Key, Arc<Facts>>,
    before: KeyMap<Key, Arc<Facts>>,
    bytes: usize,
}

impl KnownFacts {
    /// The facts of the text that `fingerprinter` has just named.
    pub(crate) fn of(
        &mut self,
        fingerprint: Key,
        fingerprinter: &Fingerprinter,
        mode: SqlMode,
    ) -> Arc<Facts> {
        if let Some(facts) = self.known.get(&fingerprint) {
            return Arc::clone(facts);
        }
        let facts = match self.before.remove(&fingerprint) {
            Some(facts) => facts,
            None => Arc::new(Facts::of(fingerprinter.normalized(), mode)),
        };
        self.bytes += facts.weight();
        if self.bytes > MOST_BYTES {
            self.before = std::mem::take(&mut self.known);
            self.bytes = facts.weight();
        }
        self.known.insert(fingerprint, Arc::clone(&facts));
        facts
    }
}
