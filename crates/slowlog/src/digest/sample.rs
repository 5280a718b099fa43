//! The execution of a group that is shown: its slowest.

use auroscope_model::UtcMicros;

use super::names::Who;
use crate::event::Event;

/// So much of a sample's text is kept.
const MOST_TEXT_BYTES: usize = 8 * 1024;

/// A real execution.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Sample {
    /// There is one.
    is_taken: bool,
    pub(crate) query_time_us: u64,
    /// Which of the sources, and where in it.
    pub(crate) place: (u32, u64),
    pub(crate) text: Vec<u8>,
    pub(crate) is_cut: bool,
    pub(crate) started_at: Option<UtcMicros>,
    pub(crate) connection_id: Option<u64>,
    /// The number of its origin in its block, and what that means in the digest.
    pub(crate) origin: u16,
    pub(crate) who: Who,
}

impl Sample {
    /// An execution, but for its text.
    pub(crate) fn without_text(event: &Event<'_>, source: u32, origin: u16) -> Self {
        Self {
            is_taken: true,
            query_time_us: event.query_time_us,
            place: (source, event.offset),
            text: Vec::new(),
            is_cut: event.is_cut || event.text.len() > cut(event.text),
            started_at: event.started_at,
            connection_id: event.connection_id,
            origin,
            who: Who::OTHER,
        }
    }

    /// As much of an execution's text as is kept.
    pub(crate) fn text_of<'a>(event: &Event<'a>) -> &'a [u8] {
        &event.text[..cut(event.text)]
    }

    /// Whether this is the one to show of two.
    pub(crate) fn beats(&self, other: &Self) -> bool {
        let rank = |sample: &Self| (sample.is_taken, sample.query_time_us, std::cmp::Reverse(sample.place));
        rank(self) > rank(other)
    }
}

/// How much of a text is kept, ending before a character.
fn cut(text: &[u8]) -> usize {
    let mut end = text.len().min(MOST_TEXT_BYTES);
    while end < text.len() && end > 0 && text[end] & 0xC0 == 0x80 {
        end -= 1;
    }
    end
}
