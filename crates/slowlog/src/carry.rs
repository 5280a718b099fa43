//! What entries take over from the stream before them.

use auroscope_model::UtcMicros;

use crate::banner::Version;

/// What a stream hands on from one entry to the next, and a chunk's parse to the chunk behind it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Carry {
    /// The schema of the last `use`.
    pub schema: CarriedSchema,
    /// From the last banner.
    pub version: Option<Version>,
    /// The last `# Time` without a zone, taken as UTC: older servers leave it out while the second repeats.
    pub local_time: Option<UtcMicros>,
}

/// The schema that the last `use` named.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum CarriedSchema {
    /// There was none since the stream began, or since the server opened its log anew.
    #[default]
    Unused,
    /// There was none since a chunk began: what counts stands before it.
    BeforeChunk,
    /// This one.
    Used(Vec<u8>),
}

impl CarriedSchema {
    /// Takes a new name over, without a new allocation where it can be.
    pub(crate) fn set(&mut self, name: &[u8]) {
        if let Self::Used(kept) = self {
            kept.clear();
            kept.extend_from_slice(name);
        } else {
            *self = Self::Used(name.to_vec());
        }
    }
}
