//! The way from a text to its fingerprint, for those who have many texts: nothing is allocated for each.

use auroscope_model::Fingerprint;

use crate::memory::{Memory, Recalled};
use crate::normalize::Scratch;
use crate::{Analysis, FINGERPRINT_VERSION, SqlMode, normalize};

/// What a fingerprint leaves out besides what it always does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct FingerprintOptions {
    /// A run of digits in an identifier becomes one 0, so that `orders_2026_01` and `orders_2026_02` are one table.
    /// Such fingerprints equal the usual ones only where no identifier has digits: never mix them.
    pub fold_digits: bool,
}

/// What [`Fingerprinter::scan`] finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scan {
    /// Our name of the normalised text.
    pub fingerprint: Fingerprint,
    /// The text ended inside a string, a quoted name or a `/* … */`: more of it would go on there.
    pub ends_open: bool,
}

/// Names texts, one after the other. It keeps its memory: see "Speed" in `docs/fingerprints.md`.
#[derive(Debug, Default)]
pub struct Fingerprinter {
    options: FingerprintOptions,
    scratch: Scratch,
    memory: Memory,
    /// The last text, when all of it was known; else it stands in `scratch`.
    recalled: Option<Recalled>,
}

impl Fingerprinter {
    /// For fingerprints with these options; the default ones are what [`crate::fingerprint`] gives.
    #[must_use]
    pub fn new(options: FingerprintOptions) -> Self {
        Self { options, ..Self::default() }
    }

    /// The fingerprint of a text, in linear time. See [`crate::analyze`] on texts that are cut.
    #[inline]
    pub fn scan(&mut self, sql: &[u8], mode: SqlMode) -> Scan {
        self.recalled = self.memory.recall(sql, mode);
        match self.recalled {
            Some(recalled) => Scan { fingerprint: Fingerprint(recalled.fingerprint), ends_open: false },
            None => self.read(sql, mode),
        }
    }

    /// The fingerprint of a text that is not known.
    fn read(&mut self, sql: &[u8], mode: SqlMode) -> Scan {
        let fold_digits = self.options.fold_digits;
        let mut ends_open = normalize::run(sql, mode, fold_digits, &mut self.scratch);
        // Lexing sees no difference between bytes that are no text and U+FFFD, but the comparison of groups does.
        let is_text = std::str::from_utf8(self.scratch.writer.written()).is_ok();
        if !is_text {
            let text = String::from_utf8_lossy(sql);
            ends_open = normalize::run(text.as_bytes(), mode, fold_digits, &mut self.scratch);
        }
        let seed = u64::from(FINGERPRINT_VERSION);
        let name = xxhash_rust::xxh3::xxh3_128_with_seed(self.scratch.writer.written(), seed);
        if is_text && !ends_open && self.memory.wants(name) {
            normalize::learn(sql, mode, fold_digits, &mut self.scratch, &mut self.memory, name);
        }
        Scan { fingerprint: Fingerprint(name), ends_open }
    }

    /// The normalised text of the last [`scan`](Self::scan).
    #[must_use]
    pub fn normalized(&self) -> &str {
        let written = match self.recalled {
            Some(recalled) => self.memory.text(recalled),
            None => self.scratch.writer.written(),
        };
        // `scan` leaves nothing else.
        std::str::from_utf8(written).unwrap_or_default()
    }

    /// What [`crate::analyze`] finds, under these options.
    pub fn analyze(&mut self, sql: &[u8], mode: SqlMode) -> Analysis {
        let Scan { fingerprint, .. } = self.scan(sql, mode);
        Analysis { fingerprint, class: crate::classify(sql, mode), normalized: self.normalized().to_owned() }
    }
}
