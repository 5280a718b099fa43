//! Whether the options let an entry into the store: the same that let it into the report.

use auroscope_slowlog::Event;
use auroscope_slowlog::digest::DigestOptions;
use auroscope_sql::Fingerprinter;

/// The options that leave entries out.
#[derive(Debug)]
pub(super) struct Sieve {
    options: DigestOptions,
    fingerprinter: Fingerprinter,
}

impl Sieve {
    pub(super) fn new(options: &DigestOptions) -> Self {
        Self { options: options.clone(), fingerprinter: Fingerprinter::new(options.fingerprint) }
    }

    /// Whether the entry passes.
    pub(super) fn passes(&mut self, event: &Event<'_>) -> bool {
        self.options.let_pass(event, &mut self.fingerprinter)
    }
}
