//! What a thread keeps from one block to the next: memory and facts, nothing that changes an outcome.

use std::sync::Arc;

use auroscope_sql::{Fingerprinter, Scan, SqlMode};

use super::facts::KnownFacts;
use super::key::{Key, KeyMap};
use super::options::DigestOptions;
use crate::text_end::TextEnd;

/// One per thread.
#[derive(Debug)]
pub struct Worker {
    pub(crate) options: Arc<DigestOptions>,
    pub(crate) judge: Judge,
    pub(crate) facts: KnownFacts,
    pub(crate) labels: KnownLabels,
}

/// So many normalised texts are kept; then all are copied anew, which changes nothing.
const MOST_LABELS: usize = 10_000;

/// The normalised texts of the statements met so far, so that each block need not copy them.
#[derive(Debug, Default)]
pub(crate) struct KnownLabels {
    known: KeyMap<Key, Arc<str>>,
}

impl KnownLabels {
    pub(crate) fn of(&mut self, fingerprint: Key, normalized: &str) -> Arc<str> {
        if self.known.len() > MOST_LABELS {
            self.known.clear();
        }
        Arc::clone(self.known.entry(fingerprint).or_insert_with(|| normalized.into()))
    }
}

/// Fingerprints each text that the parser asks about, so that it is lexed once.
#[derive(Debug)]
pub(crate) struct Judge {
    pub(crate) fingerprinter: Fingerprinter,
    pub(crate) mode: SqlMode,
    /// Of the last text.
    pub(crate) scan: Option<Scan>,
}

impl Worker {
    /// For jobs of a plan with the same options.
    #[must_use]
    pub fn new(options: Arc<DigestOptions>) -> Self {
        let fingerprinter = Fingerprinter::new(options.fingerprint);
        let judge = Judge { fingerprinter, mode: options.mode, scan: None };
        Self { options, judge, facts: KnownFacts::default(), labels: KnownLabels::default() }
    }
}

impl TextEnd for Judge {
    #[inline]
    fn ends_open(&mut self, text: &[u8]) -> bool {
        let scan = self.fingerprinter.scan(text, self.mode);
        self.scan = Some(scan);
        scan.ends_open
    }
}
