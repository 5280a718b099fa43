//! The parser of a stream that comes in pieces.

use std::collections::VecDeque;

use crate::banner::{self, Banner, WALK_LIMIT};
use crate::boundary::Search;
use crate::carry::{CarriedSchema, Carry};
use crate::chunk::Reliance;
use crate::event::Event;
use crate::head;
use crate::machine::Limits;
use crate::messages::Carries;
pub use crate::part_start::PartStart;
use crate::problem::{Problem, ProblemKind};
use crate::state::{Outcome, State};
use crate::text_end::TextEnd;

/// What a slow log consists of. The lengths of all items, joined, are the stream's.
#[expect(clippy::large_enum_variant, reason = "no allocation per entry")]
#[derive(Debug, Clone, PartialEq)]
pub enum Item<'a> {
    /// One execution.
    Event(Event<'a>),
    /// Bytes that are no event, or a note on the event before.
    Problem(Problem),
    /// The lines that a server writes when it opens its log.
    Banner(Banner),
}

/// Less than this is not worth moving the rest for.
const LEAST_SURPLUS: usize = 256 * 1024;

/// Reads a stream that is fed piece by piece. Where the pieces are cut changes nothing.
///
/// ```
/// use auroscope_slowlog::{Item, Parser, SqlTextEnd};
///
/// let mut parser = Parser::default();
/// parser.feed(b"# Time: 2026-11-21T06:16:23.052470Z\n# User@Host: app[app] @ web [10.0.0.1]  Id: 16\n");
/// parser.feed(b"# Query_time: 0.600417  Lock_time: 0.000002 Rows_sent: 1  Rows_examined: 1\n");
/// parser.feed(b"SET timestamp=1795241782;\nselect 1;\n");
/// parser.finish();
/// let Some(Item::Event(event)) = parser.next(&mut SqlTextEnd::default()) else { panic!("an event") };
/// assert_eq!((event.text, event.query_time_us), (&b"select 1"[..], 600_417));
/// ```
#[derive(Debug, Clone)]
pub struct Parser {
    buffer: Vec<u8>,
    /// Where the window begins in the buffer.
    start: usize,
    /// Where the buffer's filled part ends.
    filled: usize,
    is_end: bool,
    /// Where in the buffer a part of the stream ends, and how the next one begins.
    part_ends: VecDeque<(usize, PartStart)>,
    state: State,
    /// Of messages of several log streams.
    carries: Option<Box<Carries>>,
}

impl Default for Parser {
    fn default() -> Self {
        Self::new(Limits::default())
    }
}

impl Parser {
    /// A parser at the beginning of a stream.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        let part_ends = VecDeque::new();
        let state = State::new(limits);
        Self { buffer: Vec::new(), start: 0, filled: 0, is_end: false, part_ends, state, carries: None }
    }

    /// A parser of a stream's part that begins here, where the part before hands on this.
    #[must_use]
    pub fn continued(mut self, offset: u64, carry: Carry) -> Self {
        self.state.continue_at(offset, carry);
        self
    }

    /// Takes the next piece of the stream.
    pub fn feed(&mut self, piece: &[u8]) {
        self.space(piece.len())[..piece.len()].copy_from_slice(piece);
        self.fed(piece.len());
    }

    /// Room for at least `least` bytes, to read into; tell how many were with [`Parser::fed`].
    pub fn space(&mut self, least: usize) -> &mut [u8] {
        self.make_room();
        if self.buffer.len() - self.filled < least {
            self.buffer.resize((self.filled + least).max(self.buffer.len() * 3 / 2), 0);
        }
        &mut self.buffer[self.filled..]
    }

    /// Told that the first `count` bytes of [`Parser::space`] are the stream's next.
    pub fn fed(&mut self, count: usize) {
        self.filled = (self.filled + count).min(self.buffer.len());
    }

    /// Told that the stream has ended: what is left comes out.
    pub fn finish(&mut self) {
        self.is_end = true;
    }

    /// Told that a part of the stream ends here, and how the next one begins: an entry may go on in it, but only
    /// one that is not whole and only if the next part does not begin with one.
    pub fn end_part(&mut self, next: PartStart) {
        self.part_ends.push_back((self.filled, next));
    }

    /// What comes next. None: feed more, or all has been read if the stream has ended.
    pub fn next(&mut self, judge: &mut impl TextEnd) -> Option<Item<'_>> {
        self.start += std::mem::take(&mut self.state.consumed);
        let (filled, outcome) = loop {
            self.pass_part_ends();
            let Some(&(end, next)) = self.part_ends.front() else {
                let window = &self.buffer[self.start..self.filled];
                break (self.filled, self.state.step(window, self.is_end, judge));
            };
            let rest = &self.buffer[end..self.filled];
            let outcome = match next {
                PartStart::Entry => match head::goes_on(&self.buffer[self.start..end], rest, self.is_end) {
                    Some(true) => Outcome::More,
                    Some(false) => self.state.step(&self.buffer[self.start..end], true, judge),
                    None => break (end, Outcome::More),
                },
                PartStart::Message { .. } => self.state.step(&self.buffer[self.start..end], true, judge),
                PartStart::Other => self.step_if_whole(end, judge),
            };
            if !matches!(outcome, Outcome::More) {
                break (end, outcome);
            }
            self.part_ends.pop_front();
        };
        self.state.item(outcome, &self.buffer[self.start..filled])
    }

    /// As [`Parser::next`], for a log that is being followed and has been quiet: a last statement with its `;`
    /// counts as whole, though nothing behind it proves that.
    pub fn next_when_quiet(&mut self, judge: &mut impl TextEnd) -> Option<Item<'_>> {
        self.start += std::mem::take(&mut self.state.consumed);
        let outcome = self.step_if_whole(self.filled, judge);
        self.state.item(outcome, &self.buffer[self.start..self.filled])
    }

    /// What comes next, also if it is an entry that ends where the window does and looks whole.
    fn step_if_whole(&mut self, filled: usize, judge: &mut impl TextEnd) -> Outcome {
        let window = &self.buffer[self.start..filled];
        let outcome = self.state.step(window, false, judge);
        if !matches!(outcome, Outcome::More) {
            return outcome;
        }
        let before = self.state.clone();
        let outcome = self.state.step(window, true, judge);
        let is_whole = match &outcome {
            Outcome::Event(entry, _) => match &window[self.state.consumed..] {
                [] => self.ends_whole(entry.is_cut, window),
                rest => {
                    head::has_opening(rest) || matches!(banner::read(rest, false), banner::Read::Banner(..))
                }
            },
            Outcome::Problem(_) | Outcome::Banner(_) | Outcome::More => false,
        };
        if is_whole {
            return outcome;
        }
        self.state = before;
        Outcome::More
    }

    /// Whether the entry that the window is, and that was taken, ends as one does.
    fn ends_whole(&self, is_cut: bool, window: &[u8]) -> bool {
        let is_long = self.state.note.is_some_and(|note| note.kind == ProblemKind::StatementLong);
        let is_ended = window.ends_with(b";\n") || window.ends_with(b";\r\n");
        (is_long || !is_cut) && is_ended && !self.state.machine.head.may_go_on(window)
    }

    /// Where the next item begins in the stream.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.state.offset
    }

    /// What the stream hands on at [`Parser::offset`].
    #[must_use]
    pub fn carry(&self) -> &Carry {
        &self.state.machine.carry
    }

    /// Whether a note on the last event is still to come.
    pub(crate) fn has_note(&self) -> bool {
        self.state.note.is_some()
    }

    /// What the events so far took over from before.
    pub(crate) fn reliance(&self) -> Reliance {
        self.state.machine.reliance
    }

    /// Reads into memory that was used before, as long as nothing was fed.
    pub(crate) fn use_buffer(&mut self, buffer: Vec<u8>) {
        if self.filled == 0 {
            self.buffer = buffer;
        }
    }

    /// Its memory, with which what was fed is gone.
    pub(crate) fn take_buffer(&mut self) -> Vec<u8> {
        (self.start, self.filled, self.state.consumed) = (0, 0, 0);
        self.part_ends.clear();
        std::mem::take(&mut self.buffer)
    }

    /// Forgets the schema and what was relied on, as at the beginning of a chunk.
    pub(crate) fn begin_chunk(&mut self) {
        // Of messages the parser itself knows what stands before: it is not always what stood last.
        if self.carries.is_none() {
            self.state.machine.carry.schema = CarriedSchema::BeforeChunk;
        }
        self.state.machine.reliance = Reliance::default();
    }

    /// Moves to the first head at or behind `from`, an offset in the stream, or to the banners before it.
    /// `Some(None)`: there is none. None: more is needed to tell.
    pub(crate) fn seek(&mut self, from: u64) -> Option<Option<u64>> {
        let window = &self.buffer[self.start..self.filled];
        let lowest = usize::try_from(from.saturating_sub(self.state.offset)).unwrap_or(usize::MAX);
        let found = self.state.machine.seek(window, lowest, self.is_end);
        let (skipped, is_found) = match found {
            Search::Found { end, .. } => (end, true),
            // What was searched is needed no more, but for what may be a banner or a line before.
            Search::More(searched) => (searched.saturating_sub(WALK_LIMIT + 64), false),
            Search::Nothing => (0, false),
        };
        self.start += skipped;
        self.state.offset += skipped as u64;
        if is_found {
            Some(Some(self.state.offset))
        } else if self.is_end {
            Some(None)
        } else {
            None
        }
    }

    /// Begins the parts that all before them has been taken of.
    fn pass_part_ends(&mut self) {
        while let Some((_, next)) = self.part_ends.pop_front_if(|(end, _)| *end <= self.start) {
            if let PartStart::Message { offset, log_stream } = next {
                self.state.offset = self.state.offset.max(offset);
                self.carries.get_or_insert_default().switch(log_stream, &mut self.state.machine.carry);
            }
        }
    }

    /// Moves what is still needed to the buffer's front.
    fn make_room(&mut self) {
        self.start += std::mem::take(&mut self.state.consumed);
        let surplus = self.state.machine.surplus(self.filled - self.start);
        if surplus.len() >= LEAST_SURPLUS {
            let (from, to) = (self.start + surplus.end, self.start + surplus.start);
            self.state.machine.removed(&surplus, &self.buffer[to..from]);
            self.buffer.copy_within(from..self.filled, to);
            self.filled -= surplus.len();
            // What goes on behind a part's end has passed it.
            self.part_ends.clear();
        }
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.filled, 0);
            self.pass_part_ends();
            self.part_ends.iter_mut().for_each(|(end, _)| *end -= self.start);
            self.filled -= self.start;
            self.start = 0;
        }
    }
}
