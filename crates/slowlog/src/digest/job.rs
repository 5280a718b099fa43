//! The reading of one block, or of a whole stream block by block: bytes go in, tallies come out.

use std::sync::Arc;

use super::gathered::Gathered;
use super::memory::Held;
use super::tally::Tally;
use super::worker::Worker;
use crate::carry::{CarriedSchema, Carry};
use crate::chunk::ChunkParser;
use crate::machine::Limits;
use crate::parser::PartStart;

/// Something to read: [`Job::run`] it, feed it what it asks for, and give what comes out to [`super::Plan::take`].
#[derive(Debug)]
pub struct Job {
    parser: ChunkParser,
    tally: Tally,
    /// Of a stream that goes from block to block: the bytes of a block, and what the stream hands on.
    streamed: Option<(u64, Carry)>,
    is_finished: bool,
    /// So many blocks were handed out before it, where they all have to be joined before it.
    number: u64,
}

/// What a job wants, or gives.
#[derive(Debug)]
pub enum Progress {
    /// Feed it more of the source, or tell it that the source has ended.
    More,
    /// A block is whole; run the job again.
    Block(Box<Tally>),
    /// The job is done, and this is its last block.
    Done(Box<Tally>),
}

impl Job {
    /// With memory to read into and to gather in, which holds nothing that counts.
    pub(crate) fn reading_into(mut self, buffer: Vec<u8>, gathered: Gathered) -> Self {
        self.parser.use_buffer(buffer);
        self.tally.groups = gathered;
        self
    }

    /// A block whose beginning is guessed.
    pub(crate) fn guessed(
        place: (usize, u64),
        parser: ChunkParser,
        schema: CarriedSchema,
        (held, number): (Arc<Held>, u64),
    ) -> Self {
        let tally = Tally::new(place, schema, held);
        Self { parser, tally, streamed: None, is_finished: false, number }
    }

    /// A block whose beginning is known.
    pub(crate) fn known(
        place: (usize, u64),
        parser: ChunkParser,
        schema: CarriedSchema,
        held: Arc<Held>,
    ) -> Self {
        let mut job = Self::guessed(place, parser, schema, (held, 0));
        job.tally.is_known = true;
        job
    }

    /// A source that is read from its start to its end.
    pub(crate) fn streamed(source: usize, block_bytes: u64, limits: Limits, held: Arc<Held>) -> Self {
        let parser = ChunkParser::known(0..block_bytes, limits, Carry::default());
        let streamed = Some((block_bytes, Carry::default()));
        Self { streamed, ..Self::known((source, 0), parser, CarriedSchema::Unused, held) }
    }

    /// The index of the source to read from.
    #[must_use]
    pub fn source(&self) -> usize {
        self.tally.source
    }

    /// Where in the source the first byte to feed stands. The others follow it without a gap.
    #[must_use]
    pub fn feed_from(&self) -> u64 {
        self.parser.feed_from()
    }

    /// Room for at least `least` bytes of the source; tell with [`Job::fed`] how many were read into it.
    pub fn space(&mut self, least: usize) -> &mut [u8] {
        self.parser.space(least)
    }

    /// Told that the first `count` bytes of [`Job::space`] are the source's next.
    pub fn fed(&mut self, count: usize) {
        self.parser.fed(count);
    }

    /// See [`ChunkParser::end_part`].
    pub fn end_part(&mut self, next: PartStart) {
        self.parser.end_part(next);
    }

    /// Told that the source has ended.
    pub fn finish(&mut self) {
        self.parser.finish();
        self.is_finished = true;
    }

    /// Reads all that was fed.
    pub fn run(&mut self, worker: &mut Worker) -> Progress {
        while let Some(item) = self.parser.next(&mut worker.judge) {
            self.tally.take(&item, worker);
        }
        self.tally.note_held();
        if self.tally.held.is_too_much(self.number) {
            return self.give_up();
        }
        let is_block_done = self.parser.is_done();
        if !is_block_done && !self.is_finished {
            return Progress::More;
        }
        self.close_block(is_block_done)
    }

    /// As [`Job::run`], for a stream that has been quiet: gives its last entry too if that is whole, as a block. None
    /// when there is nothing new.
    pub fn run_when_quiet(&mut self, worker: &mut Worker) -> Option<Box<Tally>> {
        while let Some(item) = self.parser.next_when_quiet(&mut worker.judge) {
            self.tally.take(&item, worker);
        }
        let is_new = self.parser.seam().end > self.parser.feed_from();
        match (self.streamed.is_some() && is_new).then(|| self.close_block(true))? {
            Progress::Block(tally) => Some(tally),
            Progress::More | Progress::Done(_) => None,
        }
    }

    /// Ends without an outcome.
    fn give_up(&mut self) -> Progress {
        let seam = Some(self.parser.seam());
        let mut tally = self.replaced(None);
        let (place, schema) = ((tally.source, tally.block), tally.assumed_schema.clone());
        let mut empty = Tally::new(place, schema, Arc::clone(&tally.held));
        tally.release();
        (empty.seam, empty.is_given_up, empty.buffer) = (seam, true, self.parser.take_buffer());
        Progress::Done(Box::new(empty))
    }

    /// The tally so far, and another one in its place.
    fn replaced(&mut self, next: Option<Tally>) -> Tally {
        let held = Arc::clone(&self.tally.held);
        let next =
            next.unwrap_or_else(|| Tally::new((self.tally.source, u64::MAX), CarriedSchema::Unused, held));
        std::mem::replace(&mut self.tally, next)
    }

    /// Hands out what was gathered, and goes on with the block that follows where one does.
    fn close_block(&mut self, goes_on: bool) -> Progress {
        let seam = self.parser.seam();
        let place = (self.tally.source, seam.end);
        let next = match &mut self.streamed {
            Some((block_bytes, carry)) if goes_on => {
                *carry = seam.carry_after(carry);
                let block = place.1 / *block_bytes;
                self.parser.go_on((block + 1) * *block_bytes);
                let held = Arc::clone(&self.tally.held);
                Some(Tally { is_known: true, ..Tally::new((place.0, block), carry.schema.clone(), held) })
            }
            _ => None,
        };
        let is_last = next.is_none();
        let mut tally = self.replaced(next);
        tally.groups.put_in_order();
        tally.note_held();
        let buffer = if is_last { self.parser.take_buffer() } else { Vec::new() };
        let tally = Box::new(Tally { seam: Some(seam), is_last, buffer, ..tally });
        if is_last { Progress::Done(tally) } else { Progress::Block(tally) }
    }
}
