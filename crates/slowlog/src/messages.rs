//! Slow logs that come entry by entry, as CloudWatch has them.

use std::collections::HashMap;

use crate::carry::Carry;
use crate::machine::Limits;
use crate::parser::Item;
use crate::slice::SliceParser;
use crate::text_end::TextEnd;

/// Of so many log streams it is known what they hand on; then all is forgotten.
const MOST_STREAMS: usize = 1_000;

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

/// What each of several log streams hands on, while the messages of one of them are read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Carries {
    current: Option<u64>,
    others: HashMap<u64, Carry>,
}

impl Carries {
    /// Goes over to the messages of this log stream. `carry` is what the current one hands on, then what that one does.
    pub(crate) fn switch(&mut self, log_stream: u64, carry: &mut Carry) {
        if self.current == Some(log_stream) {
            return;
        }
        if self.others.len() >= MOST_STREAMS {
            self.others.clear();
        }
        let before = std::mem::replace(carry, self.others.remove(&log_stream).unwrap_or_default());
        if let Some(current) = self.current.replace(log_stream) {
            self.others.insert(current, before);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::SchemaOrigin;
    use crate::parser::{Parser, PartStart};
    use crate::text_end::SqlTextEnd;

    const HEAD: &str = "# Query_time: 1.0  Lock_time: 0.0 Rows_sent: 1  Rows_examined: 1\n";

    /// Where each item stands, and of an event its text and schema.
    fn items(messages: &[(u64, u64, String)], piece: usize) -> Vec<(u64, String)> {
        let (mut parser, mut items) = (Parser::default(), Vec::new());
        let mut take = |parser: &mut Parser| {
            while let Some(item) = parser.next(&mut SqlTextEnd::default()) {
                items.push(match item {
                    Item::Event(event) => {
                        let [text, schema] =
                            [event.text, event.schema.unwrap_or(b"-")].map(String::from_utf8_lossy);
                        assert_ne!(event.schema_origin, SchemaOrigin::BeforeChunk);
                        (event.offset, format!("{text} in {schema}"))
                    }
                    Item::Problem(problem) => (problem.offset, problem.kind.name().to_owned()),
                    Item::Banner(banner) => (banner.offset, "banner".to_owned()),
                });
            }
        };
        for (offset, log_stream, message) in messages {
            parser.end_part(PartStart::Message { offset: *offset, log_stream: *log_stream });
            for piece in message.as_bytes().chunks(piece) {
                parser.feed(piece);
                take(&mut parser);
            }
        }
        parser.finish();
        take(&mut parser);
        items
    }

    #[test]
    fn each_log_stream_hands_on_its_own_schema_and_each_message_stands_in_its_place() {
        let messages = [
            (10, 1, format!("{HEAD}use one;\nselect 1;")),
            (500, 2, format!("{HEAD}use two;\nselect 2;\n{HEAD}select 3;\n")),
            (1_000, 1, format!("{HEAD}select 'cut")),
            (2_000, 2, String::new()),
            (3_000, 1, format!("{HEAD}select 4;")),
            (4_000, 3, format!("{HEAD}select 5;")),
            (5_000, 2, format!("{HEAD}select 6;")),
        ];
        let head = HEAD.len() as u64;
        let expected = [
            (10, "select 1 in one"),
            (500, "select 2 in two"),
            (500 + head + 19, "select 3 in two"),
            (1_000, "select 'cut in one"),
            (1_000 + head + 11, "cut_end"),
            (3_000, "select 4 in one"),
            (4_000, "select 5 in -"),
            (5_000, "select 6 in two"),
        ];
        for piece in [1, 7, 1_000] {
            let found = items(&messages, piece);
            let found: Vec<_> = found.iter().map(|(offset, said)| (*offset, said.as_str())).collect();
            assert_eq!(found, expected, "{piece}");
        }
    }
}
