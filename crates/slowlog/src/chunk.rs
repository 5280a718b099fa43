//! Parsing the chunks of one stream side by side, with the outcome of parsing it in one go.
//!
//! A worker cannot know whether the first head in its chunk is one or stands in a string that began before. It
//! takes it for one ([`ChunkParser::guessed`]); whoever joins the chunks in their order asks [`Seam::judge`]
//! whether the chunk before, which runs past its own end to finish its last entry, arrived at just that place.
//! If not, that chunk is parsed anew from where the one before arrived ([`ChunkParser::known`]).

use std::ops::Range;

use crate::carry::{CarriedSchema, Carry};
use crate::head::{Head, Logged};
use crate::machine::Limits;
use crate::parser::{Item, Parser, PartStart};
use crate::text_end::TextEnd;

/// Parses the entries that begin in a range of the stream; the last one is read to its end.
#[derive(Debug, Clone)]
pub struct ChunkParser {
    parser: Parser,
    range: Range<u64>,
    assumed: Carry,
    /// The first head is still being looked for.
    is_seeking: bool,
    start: Option<u64>,
    is_done: bool,
}

/// How a chunk's parse fits between its neighbours'.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seam {
    /// Where the chunk's range ends.
    pub range_end: u64,
    /// Where its first item begins; none when no entry begins in it.
    pub start: Option<u64>,
    /// Where the item after its last one begins.
    pub end: u64,
    /// What it hands on to the next, if it joins the one before.
    pub carry: Carry,
    assumed: Carry,
    reliance: Reliance,
}

/// What a parse took over from before its beginning, but for schemas, which events mark themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Reliance {
    pub(crate) version: bool,
    pub(crate) local_time: bool,
    /// A banner, one with a version, or an old `# Time` since then: what follows relies on that.
    pub(crate) has_banner: bool,
    pub(crate) has_version: bool,
    pub(crate) has_local_time: bool,
}

impl Reliance {
    /// Takes note of what an entry with this head took over.
    pub(crate) fn note(&mut self, head: &Head) {
        match head.logged {
            Some(Logged::Utc(_)) => return,
            Some(Logged::Local(_)) => self.has_local_time = true,
            None => {}
        }
        if head.started_at.is_some() || head.finished_at.is_some() {
            return;
        }
        if head.set_timestamp.is_some() {
            self.version |= !self.has_version && head.logged.is_none();
        } else {
            self.local_time |= !self.has_banner && !self.has_local_time;
        }
    }
}

/// What is to be done with a chunk's outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It counts. Its events of [`crate::SchemaOrigin::BeforeChunk`] take the schema handed on to it.
    Joins,
    /// The chunk before reached beyond it: it counts for nothing.
    Swallowed,
    /// It began at a wrong place or on a wrong assumption: parse it anew with [`ChunkParser::known`].
    Redo,
}

impl ChunkParser {
    /// So much of the stream before a guessed chunk is fed too, as far as there is so much.
    pub const LOOK_BEHIND: u64 = 1_024;

    /// A parser that begins at the first head in `range`, or where the stream does. Feed it from [`ChunkParser::feed_from`].
    ///
    /// `assumed` is what holds at the stream's start, where known: its banner's version.
    #[must_use]
    pub fn guessed(range: Range<u64>, limits: Limits, assumed: Carry) -> Self {
        if range.start == 0 {
            return Self::known(range, limits, Carry::default());
        }
        let assumed = Carry { schema: CarriedSchema::BeforeChunk, ..assumed };
        let from = range.start.saturating_sub(Self::LOOK_BEHIND);
        let parser = Parser::new(limits).continued(from, assumed.clone());
        Self { parser, range, assumed, is_seeking: true, start: None, is_done: false }
    }

    /// A parser that begins exactly where the range does, with what was handed on there.
    #[must_use]
    pub fn known(range: Range<u64>, limits: Limits, carry: Carry) -> Self {
        let parser = match range.start {
            0 => Parser::new(limits),
            start => Parser::new(limits).continued(start, carry.clone()),
        };
        let start = Some(range.start);
        Self { parser, range, assumed: carry, is_seeking: false, start, is_done: false }
    }

    /// Where in the stream the first byte to feed stands.
    #[must_use]
    pub fn feed_from(&self) -> u64 {
        if self.is_seeking { self.range.start.saturating_sub(Self::LOOK_BEHIND) } else { self.range.start }
    }

    /// See [`Parser::feed`].
    pub fn feed(&mut self, piece: &[u8]) {
        self.parser.feed(piece);
    }

    /// See [`Parser::space`].
    pub fn space(&mut self, least: usize) -> &mut [u8] {
        self.parser.space(least)
    }

    /// See [`Parser::fed`].
    pub fn fed(&mut self, count: usize) {
        self.parser.fed(count);
    }

    /// See [`Parser::end_part`].
    pub fn end_part(&mut self, next: PartStart) {
        self.parser.end_part(next);
    }

    /// See [`Parser::finish`].
    pub fn finish(&mut self) {
        self.parser.finish();
    }

    /// What comes next. None: the chunk is done, or wants more of the stream.
    pub fn next(&mut self, judge: &mut impl TextEnd) -> Option<Item<'_>> {
        if self.is_seeking && !self.is_done {
            self.seek();
        }
        if self.is_seeking || self.is_done {
            return None;
        }
        // A note belongs to the event before it, whichever chunk its place is in.
        if self.parser.offset() >= self.range.end && !self.parser.has_note() {
            self.is_done = true;
            return None;
        }
        self.parser.next(judge)
    }

    /// See [`Parser::next_when_quiet`].
    pub fn next_when_quiet(&mut self, judge: &mut impl TextEnd) -> Option<Item<'_>> {
        if self.is_seeking || self.is_done {
            return None;
        }
        self.parser.next_when_quiet(judge)
    }

    /// Whether nothing more will come, however much is fed.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.is_done
    }

    /// Reads into memory that was used before; what it holds does not matter.
    pub(crate) fn use_buffer(&mut self, buffer: Vec<u8>) {
        self.parser.use_buffer(buffer);
    }

    /// Its memory, once nothing more comes.
    pub(crate) fn take_buffer(&mut self) -> Vec<u8> {
        self.parser.take_buffer()
    }

    /// Goes on with the chunk that follows, once this one is done, with what was fed already. Its schemas too are
    /// those of a chunk: what stands before it is not known to it.
    pub(crate) fn go_on(&mut self, range_end: u64) {
        self.parser.begin_chunk();
        self.assumed = self.parser.carry().clone();
        self.range = self.parser.offset()..range_end;
        self.start = Some(self.range.start);
        self.is_done = false;
    }

    /// How this chunk fits to the others, once nothing more comes.
    #[must_use]
    pub fn seam(&self) -> Seam {
        Seam {
            range_end: self.range.end,
            start: self.start,
            end: self.parser.offset(),
            carry: self.parser.carry().clone(),
            assumed: self.assumed.clone(),
            reliance: self.parser.reliance(),
        }
    }

    fn seek(&mut self) {
        match self.parser.seek(self.range.start) {
            Some(Some(place)) if place < self.range.end => {
                self.start = Some(place);
                self.is_seeking = false;
            }
            Some(_) => self.is_done = true,
            None if self.parser.offset() >= self.range.end => self.is_done = true,
            None => {}
        }
    }
}

impl Seam {
    /// What to do with this chunk when the one before ended at `end` and hands on `carry`.
    #[must_use]
    pub fn judge(&self, end: u64, carry: &Carry) -> Verdict {
        let same_version = !self.reliance.version || self.assumed.version == carry.version;
        let same_time = !self.reliance.local_time || self.assumed.local_time == carry.local_time;
        if end >= self.range_end {
            Verdict::Swallowed
        } else if self.start == Some(end) && same_version && same_time {
            Verdict::Joins
        } else {
            Verdict::Redo
        }
    }

    /// What this chunk hands on when it joins one that hands on `before`.
    #[must_use]
    pub fn carry_after(&self, before: &Carry) -> Carry {
        let schema = match &self.carry.schema {
            CarriedSchema::BeforeChunk => before.schema.clone(),
            schema => schema.clone(),
        };
        let own_time = self.reliance.has_banner || self.reliance.has_local_time;
        Carry {
            schema,
            version: if self.reliance.has_version { self.carry.version } else { before.version },
            local_time: if own_time { self.carry.local_time } else { before.local_time },
        }
    }
}
