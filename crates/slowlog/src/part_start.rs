//! How the parts of a stream begin, which tells what ends before them.

use crate::banner;
use crate::head;

/// How a part of a stream begins: a file that follows another one of a rotated set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartStart {
    /// With an entry or a banner: whatever stands before it has ended.
    Entry,
    /// With something else: an entry that is not whole goes on in it.
    Other,
    /// It is a message of a log stream, as CloudWatch has them, and stands at this offset or behind it: whatever stands
    /// before it has ended. What it takes over, such as the schema, comes from the messages before it of its own log
    /// stream. For what is read from its start to its end.
    Message {
        /// Where it stands; what lies between is no part of the stream.
        offset: u64,
        /// Which log stream.
        log_stream: u64,
    },
}

impl PartStart {
    /// How a part begins, of which this is the beginning. A few hundred bytes tell.
    #[must_use]
    pub fn of(beginning: &[u8]) -> Self {
        let is_head = head::has_opening(beginning) || head::may_become_opening(beginning);
        match banner::read(beginning, true) {
            banner::Read::No if !is_head => Self::Other,
            _ => Self::Entry,
        }
    }
}
