//! What a thread keeps from one block to the next: memory and facts, nothing that changes an outcome.

use std::sync::Arc;

use auroscope_sql::{Fingerprinter, Scan, SqlMode};

use super::facts::KnownFacts;
use super::options::DigestOptions;
use crate::text_end::TextEnd;

/// One per thread.
#[derive(Debug)]
pub struct Worker {
    pub(crate) options: Arc<DigestOptions>,
    pub(crate) judge: Judge,
    pub(crate) facts: KnownFacts,
    /// Memory for the name of a table.
    pub(crate) name: Vec<u8>,
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
        Self { options, judge, facts: KnownFacts::default(), name: Vec::new() }
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
