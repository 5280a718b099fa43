//! The parser of a stream that is in memory.

use crate::carry::Carry;
use crate::machine::Limits;
use crate::parser::Item;
use crate::state::State;
use crate::text_end::TextEnd;

/// Reads a stream, or a part of one, that is in memory.
#[derive(Debug, Clone)]
pub struct SliceParser<'a> {
    rest: &'a [u8],
    state: State,
}

impl<'a> SliceParser<'a> {
    /// A parser of a whole stream.
    #[must_use]
    pub fn new(stream: &'a [u8], limits: Limits) -> Self {
        Self { rest: stream, state: State::new(limits) }
    }

    /// A parser of a stream's part that begins here, where the part before hands on this.
    #[must_use]
    pub fn continued(mut self, offset: u64, carry: Carry) -> Self {
        self.state.continue_at(offset, carry);
        self
    }

    /// The same, but for a stream that begins here and takes something over: a message of a log stream.
    pub(crate) fn carrying(mut self, carry: Carry) -> Self {
        self.state.machine.carry = carry;
        self
    }

    /// What comes next. None: all has been read.
    pub fn next(&mut self, judge: &mut impl TextEnd) -> Option<Item<'_>> {
        let consumed = std::mem::take(&mut self.state.consumed);
        self.rest = self.rest.get(consumed..).unwrap_or_default();
        let outcome = self.state.step(self.rest, true, judge);
        self.state.item(outcome, self.rest)
    }

    /// Where the next item begins in the stream.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.state.offset
    }

    /// What the stream hands on at [`SliceParser::offset`].
    #[must_use]
    pub fn carry(&self) -> &Carry {
        &self.state.machine.carry
    }
}
