//! What a statement's normalised text says besides its fingerprint, found out once and kept.

use std::sync::Arc;

use auroscope_model::StatementClass;
use auroscope_sql::{SqlMode, TableUse};

use super::key::{self, Key, KeyMap};

/// So many statements' facts are kept; then all are found out anew, which changes nothing.
const MOST: usize = 20_000;

/// Facts that all texts of one fingerprint share.
#[derive(Debug)]
pub(crate) struct Facts {
    pub(crate) class: StatementClass,
    pub(crate) tables: Vec<TableUse>,
    /// For each table its key and its name with the schema, where the text has one.
    pub(crate) named: Vec<(Key, Arc<str>)>,
}

impl Facts {
    /// Of a normalised text, so that they do not depend on which of its texts came first.
    pub(crate) fn of(normalized: &str, mode: SqlMode) -> Self {
        let tables = auroscope_sql::tables(normalized.as_bytes(), mode);
        let named = tables.iter().map(|table| {
            let name = match &table.schema {
                Some(schema) => format!("{schema}.{}", table.name),
                None => table.name.clone(),
            };
            (key::of_name(name.as_bytes()), name.into())
        });
        Self { class: auroscope_sql::classify(normalized.as_bytes(), mode), named: named.collect(), tables }
    }
}

/// The facts of the statements met so far.
#[derive(Debug, Default)]
pub(crate) struct KnownFacts {
    known: KeyMap<Key, Arc<Facts>>,
}

impl KnownFacts {
    pub(crate) fn of(&mut self, fingerprint: Key, normalized: &str, mode: SqlMode) -> Arc<Facts> {
        if self.known.len() > MOST {
            self.known.clear();
        }
        let facts = self.known.entry(fingerprint).or_insert_with(|| Arc::new(Facts::of(normalized, mode)));
        Arc::clone(facts)
    }
}
