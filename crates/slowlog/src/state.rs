//! What the parsers share: the machine, and where in the stream it is.

use crate::banner::Banner;
use crate::carry::Carry;
use crate::event::{Entry, Event};
use crate::machine::{Limits, Machine, Step};
use crate::parser::Item;
use crate::problem::Problem;
use crate::text_end::TextEnd;

/// What both parsers share.
#[derive(Debug, Clone)]
pub(crate) struct State {
    pub(crate) machine: Machine,
    /// Where the window begins in the stream.
    pub(crate) offset: u64,
    /// How much of the window the last item took.
    pub(crate) consumed: usize,
    pub(crate) note: Option<Problem>,
}

/// A step's outcome, before it is given its bytes.
pub(crate) enum Outcome {
    Event(Entry, u64),
    Problem(Problem),
    Banner(Banner),
    More,
}

impl State {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { machine: Machine::new(limits), offset: 0, consumed: 0, note: None }
    }

    /// Goes on in mid-stream.
    pub(crate) fn continue_at(&mut self, offset: u64, carry: Carry) {
        self.offset = offset;
        self.machine.continue_with(carry);
    }

    pub(crate) fn step(&mut self, window: &[u8], is_end: bool, judge: &mut impl TextEnd) -> Outcome {
        if let Some(note) = self.note.take() {
            return Outcome::Problem(note);
        }
        let step = self.machine.step(window, is_end, judge);
        let (consumed, offset) = match &step {
            Step::Event(_, consumed, _) | Step::Problem(_, consumed) | Step::Banner(_, consumed) => {
                (*consumed, self.offset)
            }
            Step::More => return Outcome::More,
        };
        let gap = self.machine.take_gap();
        let length = consumed as u64 + gap.bytes;
        self.consumed = consumed;
        self.offset += length;
        match step {
            Step::Event(entry, _, note) => {
                self.note = note.map(|kind| Problem { offset: self.offset, length: 0, lines: 0, kind });
                Outcome::Event(entry, length)
            }
            Step::Problem(kind, _) => {
                let lines = gap.line_ends + lines(&window[..consumed]);
                Outcome::Problem(Problem { offset, length, lines, kind })
            }
            Step::Banner(version, _) => Outcome::Banner(Banner { offset, length, version }),
            Step::More => Outcome::More,
        }
    }

    pub(crate) fn item<'a>(&'a self, outcome: Outcome, window: &'a [u8]) -> Option<Item<'a>> {
        match outcome {
            Outcome::Event(entry, length) => {
                let offset = self.offset - length;
                Some(Item::Event(Event::new(&self.machine, &entry, window, offset, length)))
            }
            Outcome::Problem(problem) => Some(Item::Problem(problem)),
            Outcome::Banner(banner) => Some(Item::Banner(banner)),
            Outcome::More => None,
        }
    }
}

/// How many lines these bytes are, of which the last may lack its end.
fn lines(bytes: &[u8]) -> u64 {
    let is_cut = bytes.last().is_some_and(|&byte| byte != b'\n');
    memchr::memchr_iter(b'\n', bytes).count() as u64 + u64::from(is_cut)
}
