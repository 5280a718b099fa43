//! The parser's state, which reads one window of the stream after the other: the same for a slice and a feed.
//!
//! The window begins where the entry (or what stands there instead) begins, and grows while the machine asks
//! for more. Of a statement beyond the bound, and of lines that belong to nothing, the middle may be missing:
//! see [`Machine::surplus`].

mod statement;

use std::ops::Range;

use auroscope_model::UtcMicros;

use crate::banner::{self, Version, WALK_LIMIT};
use crate::boundary::{self, Finder, Search};
use crate::carry::Carry;
use crate::chunk::Reliance;
use crate::event::Entry;
use crate::head::{self, ADMINISTRATOR, Head, Logged, Opens};
use crate::problem::ProblemKind;
use crate::text_end::TextEnd;
use statement::text_until;

/// The bounds of what is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Of a statement's text this much is kept.
    pub text_bytes: usize,
    /// How many heads may stand within the strings of one statement.
    pub heads_in_text: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { text_bytes: 1024 * 1024, heads_in_text: 8 }
    }
}

/// What a step found at the window's start, and how much of the window it takes.
#[derive(Debug)]
pub(crate) enum Step {
    Event(Entry, usize, Option<ProblemKind>),
    Problem(ProblemKind, usize),
    Banner(Option<Version>, usize),
    /// The window must grow.
    More,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// The window begins with what comes next.
    Between,
    /// It begins with a head, and the statement's end is being looked for.
    Statement,
    /// It begins with lines that belong to nothing.
    Stray,
}

#[derive(Debug, Clone)]
pub(crate) struct Machine {
    finder: Finder,
    limits: Limits,
    phase: Phase,
    /// The head that the window begins with.
    pub(crate) head: Head,
    /// The time of the head that the next window begins with, as far as it is known from looking for the end before.
    next_time: Option<UtcMicros>,
    /// How far the window has been searched for an end.
    searched: usize,
    /// The first place where the statement may end, once its text has been found to be open there.
    first: Option<usize>,
    /// At how many places the text was open.
    open_at: u32,
    pub(crate) carry: Carry,
    pub(crate) reliance: Reliance,
    /// Nothing has been read yet of a stream that may begin anywhere.
    at_start: bool,
    /// Where bytes were taken out of the window, and what they were.
    gap: Option<(usize, Gap)>,
}

/// What was taken out of the window.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Gap {
    pub(crate) bytes: u64,
    /// Line feeds among them, where lines are counted.
    pub(crate) line_ends: u64,
}

impl Machine {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            finder: Finder::new(),
            limits,
            phase: Phase::Between,
            head: Head::default(),
            next_time: None,
            searched: 0,
            first: None,
            open_at: 0,
            carry: Carry::default(),
            reliance: Reliance::default(),
            at_start: true,
            gap: None,
        }
    }

    /// Goes on in mid-stream.
    pub(crate) fn continue_with(&mut self, carry: Carry) {
        self.carry = carry;
        self.at_start = false;
    }

    /// The first head at or behind `lowest`, whether or not it stands in a string, or the banners before it.
    pub(crate) fn seek(&mut self, window: &[u8], lowest: usize, is_end: bool) -> Search {
        let mut from = self.searched.max(lowest.saturating_sub(1));
        let found = loop {
            match self.finder.find(window, lowest, from, usize::MAX, is_end) {
                Search::Found { place, .. } if boundary::is_within_head(window, place) => from = place,
                found => break found,
            }
        };
        match found {
            Search::More(searched) => self.searched = searched.min(WALK_LIMIT + 64),
            _ => self.searched = 0,
        }
        found
    }

    /// What is missing in the part of the window that the last step took.
    pub(crate) fn take_gap(&mut self) -> Gap {
        self.gap.take().map_or(Gap::default(), |(_, gap)| gap)
    }

    /// What comes next in the stream. The window begins where the step before ended.
    pub(crate) fn step(&mut self, window: &[u8], is_end: bool, judge: &mut impl TextEnd) -> Step {
        if window.is_empty() {
            return Step::More;
        }
        if self.phase == Phase::Between
            && let Some(step) = self.begin(window, is_end)
        {
            self.at_start &= matches!(step, Step::More);
            return step;
        }
        let step = match self.phase {
            Phase::Statement => self.statement_end(window, is_end, judge),
            _ => self.stray_end(window, is_end),
        };
        if !matches!(step, Step::More) {
            self.phase = Phase::Between;
            self.at_start = false;
        }
        step
    }

    /// Looks at what the window begins with. None: a phase was entered.
    fn begin(&mut self, window: &[u8], is_end: bool) -> Option<Step> {
        let time = self.next_time.take();
        if time.is_some() || head::has_opening(window) {
            match head::read(&mut self.head, window, time, is_end) {
                head::Read::Whole => return self.begin_entry(window, is_end),
                head::Read::More => return Some(Step::More),
                head::Read::Broken(end) => match head::opens(window, is_end) {
                    None => return Some(Step::More),
                    Some(Opens::No) => {}
                    Some(_) if is_end && end == window.len() => {
                        return Some(Step::Problem(ProblemKind::CutEnd, end));
                    }
                    Some(_) => return Some(Step::Problem(ProblemKind::UnreadableHead, end.max(1))),
                },
            }
        } else if !is_end && head::may_become_opening(window) {
            return Some(Step::More);
        }
        match banner::read(window, is_end) {
            banner::Read::More => return Some(Step::More),
            banner::Read::Banner(length, version) => {
                // A server that opens its log anew writes the next statement's schema whatever came before.
                self.reliance.has_banner = true;
                self.reliance.has_version |= version.is_some();
                self.carry = Carry { version: version.or(self.carry.version), ..Carry::default() };
                return Some(Step::Banner(version, length));
            }
            banner::Read::No => {}
        }
        self.phase = Phase::Stray;
        self.searched = 0;
        None
    }

    fn begin_entry(&mut self, window: &[u8], is_end: bool) -> Option<Step> {
        let body = &window[self.head.text_start..];
        if !is_end && body.len() < ADMINISTRATOR.len() && ADMINISTRATOR.starts_with(body) {
            return Some(Step::More);
        }
        if body.starts_with(ADMINISTRATOR) {
            let end = match head::line_at(window, self.head.text_start) {
                Some((_, next)) => next,
                None if !is_end && body.len() < head::HEAD_LIMIT => return Some(Step::More),
                None => window.len().min(self.head.text_start + head::HEAD_LIMIT),
            };
            self.take_over(window);
            return Some(self.administrator_command(window, end));
        }
        self.take_over(window);
        self.phase = Phase::Statement;
        // The line feed before the statement belongs to a head that may follow at once.
        self.searched = self.head.text_start - 1;
        self.first = None;
        self.open_at = 0;
        None
    }

    /// Keeps what the head says for the entries after it.
    fn take_over(&mut self, window: &[u8]) {
        self.reliance.note(&self.head);
        if let Some(span) = self.head.schema_used {
            self.carry.schema.set(span.bytes(window));
        }
        if let Some(Logged::Local(at)) = self.head.logged {
            self.carry.local_time = Some(at);
        }
    }

    /// The line after the head says what the command was.
    fn administrator_command(&mut self, window: &[u8], end: usize) -> Step {
        self.head.text_start += ADMINISTRATOR.len();
        let start = self.head.text_start;
        let text = text_until(window, start, start, end);
        let entry =
            Entry { text_end: text.end, text_bytes: 0, is_cut: !text.is_complete, is_administrator: true };
        let note = if text.is_complete { None } else { Some(ProblemKind::CutEnd) };
        Step::Event(entry, end, note)
    }

    fn stray_end(&mut self, window: &[u8], is_end: bool) -> Step {
        let lowest = self.gap.map_or(0, |(at, _)| at);
        let end = match self.finder.find(window, lowest, self.searched, usize::MAX, is_end) {
            // Banners at the very start would have been taken for what they are.
            Search::Found { end, place, .. } => {
                if end == 0 {
                    place
                } else {
                    end
                }
            }
            _ if is_end => boundary::end_of_stream(window, lowest),
            Search::More(searched) => {
                self.searched = searched;
                return Step::More;
            }
            Search::Nothing => window.len(),
        };
        let end = if end == 0 { window.len() } else { end };
        let is_cut_head = self.gap.is_none()
            && is_end
            && end == window.len()
            && (head::has_opening(window) || head::may_become_opening(window));
        let kind = match () {
            () if is_cut_head => ProblemKind::CutEnd,
            () if self.at_start => ProblemKind::CutStart,
            () => ProblemKind::StrayLines,
        };
        Step::Problem(kind, end)
    }

    /// Which part of a window of this length is needed no more, though what it begins with goes on.
    pub(crate) fn surplus(&self, window_length: usize) -> Range<usize> {
        let first = match self.phase {
            Phase::Statement if self.first.is_none() => self.head.text_start + self.limits.text_bytes + 1,
            Phase::Stray => 1,
            _ => return 0..0,
        };
        let first = self.gap.map_or(first, |(at, _)| at);
        let last = self.searched.min(window_length).saturating_sub(WALK_LIMIT + 64);
        first..last.max(first)
    }

    /// Told that this part, which is these bytes, is taken out of the window.
    pub(crate) fn removed(&mut self, part: &Range<usize>, bytes: &[u8]) {
        self.searched = self.searched.saturating_sub(part.len());
        let (_, gap) = self.gap.get_or_insert((part.start, Gap::default()));
        gap.bytes += bytes.len() as u64;
        // A statement's lines are not counted.
        if self.phase == Phase::Stray {
            gap.line_ends += memchr::memchr_iter(b'\n', bytes).count() as u64;
        }
    }
}
