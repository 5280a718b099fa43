//! Slow logs that come entry by entry, as CloudWatch has them.

use crate::carry::Carry;
use crate::machine::Limits;
use crate::parser::Item;
use crate::slice::SliceParser;
use crate::text_end::TextEnd;

/// Reads the messages of one log stream in their order.
///
/// A message holds an entry (or a banner, or several entries), and is whole in itself: nothing of it is carried
/// into the next but what the server itself writes only once, such as the schema.
#[derive(Debug, Clone, Default)]
pub struct Messages {
    limits: Limits,
    carry: Option<Carry>,
}

impl Messages {
    /// A reader at the beginning of a log stream.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self { limits, carry: None }
    }

    /// Gives the items of one message. Their offsets count from the message's first byte.
    pub fn read(&mut self, message: &[u8], judge: &mut impl TextEnd, mut take: impl FnMut(Item<'_>)) {
        let mut parser = SliceParser::new(message, self.limits);
        if let Some(carry) = self.carry.take() {
            parser = parser.carrying(carry);
        }
        while let Some(item) = parser.next(judge) {
            take(item);
        }
        self.carry = Some(parser.carry().clone());
    }
}
