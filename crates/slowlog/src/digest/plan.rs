//! Who reads what, and in which order the outcomes are joined: for any number of threads the same digest.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::digest::Digest;
use super::gathered::Gathered;
use super::job::Job;
use super::memory::{Held, MOST_HELD_BYTES};
use super::options::{DigestOptions, GroupBy};
use super::tally::Tally;
use crate::carry::{CarriedSchema, Carry};
use crate::chunk::{ChunkParser, Verdict};

/// Memory that grew beyond this for one long statement is given back.
const MOST_BUFFER_BYTES: usize = 8 << 20;

/// How a source can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// At any place; it has so many bytes, and what is written behind them meanwhile does not count.
    Sized(u64),
    /// From its start to its end only: a pipe, or something compressed.
    Streamed,
}

/// What a thread is to do next.
#[derive(Debug)]
pub enum Next {
    /// This.
    Job(Box<Job>),
    /// Ask again once another thread has given its outcome to [`Plan::take`].
    Wait,
    /// All outcomes are there: see [`Plan::finish`].
    Finished,
}

/// Hands out jobs, takes their outcomes in any order and joins them in the order of the sources.
#[derive(Debug)]
pub struct Plan {
    options: Arc<DigestOptions>,
    sources: Vec<Source>,
    /// The next block to hand out.
    next: (usize, u64),
    /// A block that has to be read again, since it began elsewhere than was guessed.
    again: Option<Box<Job>>,
    /// Blocks handed out and not yet joined.
    in_flight: usize,
    most_in_flight: usize,
    /// So many blocks like the last one fit into memory.
    most_fitting: usize,
    /// What its jobs share.
    pub(super) held: Arc<Held>,
    /// Blocks of sized sources handed out so far.
    numbered: u64,
    is_streaming: bool,
    /// Memory that blocks were read into.
    buffers: Vec<Vec<u8>>,
    /// Memory that executions were gathered in.
    spare: Vec<Gathered>,
    /// Outcomes that wait for one before them.
    waiting: BTreeMap<(usize, u64), Box<Tally>>,
    joined: Joined,
    digest: Digest,
}

/// How far all is joined.
#[derive(Debug, Default)]
struct Joined {
    source: usize,
    block: u64,
    /// Where in the source what follows begins, and what it takes over.
    end: u64,
    carry: Carry,
}

impl Plan {
    /// A plan for one digest of these sources, in this order. Each begins a stream anew.
    #[must_use]
    pub fn new(options: Arc<DigestOptions>, sources: Vec<Source>) -> Self {
        let digest = Digest::new(Arc::clone(&options), sources.len());
        Self {
            options,
            sources,
            next: (0, 0),
            again: None,
            in_flight: 0,
            most_in_flight: 3,
            most_fitting: usize::MAX,
            held: Arc::default(),
            numbered: 0,
            is_streaming: false,
            buffers: Vec::new(),
            spare: Vec::new(),
            waiting: BTreeMap::new(),
            joined: Joined::default(),
            digest,
        }
    }

    /// For so many threads (two, if nothing is said). Outcomes that wait for others take memory: so only one block
    /// more than there are threads is worked on ahead.
    #[must_use]
    pub fn for_threads(mut self, threads: usize) -> Self {
        self.most_in_flight = threads.saturating_add(1);
        self
    }

    /// What to do next. With one thread it is never [`Next::Wait`].
    #[expect(clippy::should_implement_trait, reason = "it may say to wait, which no iterator does")]
    pub fn next(&mut self) -> Next {
        if let Some(job) = self.again.take() {
            return self.handed_out(*job);
        }
        let Some(source) = self.sources.get(self.next.0).copied() else {
            return if self.in_flight == 0 { Next::Finished } else { Next::Wait };
        };
        let most_in_flight = self.most_in_flight.min(self.most_fitting);
        let must_be_alone = source == Source::Streamed;
        if self.is_streaming || self.in_flight >= most_in_flight || must_be_alone && self.in_flight > 0 {
            return Next::Wait;
        }
        self.in_flight += 1;
        let job = match source {
            Source::Streamed => {
                self.is_streaming = true;
                let job = Job::streamed(
                    self.next.0,
                    self.block_bytes(),
                    self.options.limits,
                    Arc::clone(&self.held),
                );
                self.next = (self.next.0 + 1, 0);
                job
            }
            Source::Sized(length) => self.next_block(length),
        };
        self.handed_out(job)
    }

    fn handed_out(&mut self, job: Job) -> Next {
        let (buffer, gathered) = (self.buffers.pop(), self.spare.pop());
        Next::Job(Box::new(job.reading_into(buffer.unwrap_or_default(), gathered.unwrap_or_default())))
    }

    /// Takes the outcome of a job, or of one of its blocks.
    pub fn take(&mut self, mut tally: Box<Tally>) {
        if tally.is_given_up {
            self.most_fitting = (self.in_flight / 2).max(1);
        }
        let buffer = std::mem::take(&mut tally.buffer);
        if buffer.capacity() > 0
            && buffer.capacity() <= MOST_BUFFER_BYTES
            && self.buffers.len() < self.most_in_flight
        {
            self.buffers.push(buffer);
        }
        self.waiting.insert((tally.source, tally.block), tally);
        while let Some(first) = self.waiting.first_entry() {
            let (source, block) = *first.key();
            // A stream passes over blocks in which nothing begins; those of others are numbered without a gap.
            let is_next = source == self.joined.source && (self.is_streaming || block == self.joined.block);
            if !is_next {
                return;
            }
            let tally = first.remove();
            if !self.join(tally) {
                return;
            }
        }
    }

    /// What has been joined so far.
    #[must_use]
    pub fn digest(&self) -> &Digest {
        &self.digest
    }

    /// What all comes to, once there is nothing more to do.
    #[must_use]
    pub fn finish(self) -> Digest {
        self.digest
    }

    /// Told how much a block held.
    fn note_weight(&mut self, bytes: usize) {
        self.most_fitting = MOST_HELD_BYTES.checked_div(bytes).unwrap_or(usize::MAX).max(1);
    }

    fn block_bytes(&self) -> u64 {
        // An execution counts for each of its tables, so a block of those may hold many times as much.
        let parts = if self.options.group_by == GroupBy::Table { 4 } else { 1 };
        (self.options.block_bytes / parts).max(1)
    }

    fn blocks(&self, source: usize) -> u64 {
        match self.sources.get(source) {
            Some(Source::Sized(length)) => length.div_ceil(self.block_bytes()).max(1),
            _ => 0,
        }
    }

    fn range(&self, block: u64, length: u64) -> std::ops::Range<u64> {
        let start = block.saturating_mul(self.block_bytes());
        start..start.saturating_add(self.block_bytes()).min(length)
    }

    fn next_block(&mut self, length: u64) -> Job {
        let place = self.next;
        self.next.1 += 1;
        if self.next.1 >= self.blocks(place.0) {
            self.next = (place.0 + 1, 0);
        }
        // What was handed on last is the best guess at what is handed on here.
        let is_near = self.joined.source == place.0;
        let assumed = if is_near { self.joined.carry.clone() } else { Carry::default() };
        let schema = assumed.schema.clone();
        let range = self.range(place.1, length);
        let number = self.numbered;
        self.numbered += 1;
        let parser = ChunkParser::guessed(range, self.options.limits, assumed);
        Job::guessed(place, parser, schema, (Arc::clone(&self.held), number))
    }

    /// Joins the outcome that follows. False: its block has to be read again first.
    fn join(&mut self, mut tally: Box<Tally>) -> bool {
        let Joined { source, block, end, ref carry } = self.joined;
        let Some(seam) = tally.seam.clone() else { return true };
        let mut verdict = seam.judge(end, carry);
        let is_schema_wrong = tally.relies_on_schema && tally.assumed_schema != carry.schema;
        if verdict == Verdict::Joins && (is_schema_wrong || tally.is_given_up) {
            verdict = Verdict::Redo;
        }
        // An empty source has one block, in which nothing begins.
        if verdict == Verdict::Redo && !tally.is_known {
            let open = Carry { schema: CarriedSchema::BeforeChunk, ..carry.clone() };
            let parser = ChunkParser::known(end..seam.range_end, self.options.limits, open);
            let schema = carry.schema.clone();
            self.again = Some(Box::new(Job::known((source, block), parser, schema, Arc::clone(&self.held))));
            tally.release();
            return false;
        }
        let (number, is_last_of_stream) = (tally.block, tally.is_last);
        let released = tally.release();
        if verdict != Verdict::Swallowed {
            let after = seam.carry_after(carry);
            let gathered = self.digest.join(*tally, &self.joined.carry.schema);
            let is_light = gathered.held_bytes() <= MOST_HELD_BYTES / self.most_in_flight.saturating_mul(2);
            if is_light && self.spare.len() < self.most_in_flight {
                self.spare.push(gathered);
            }
            (self.joined.end, self.joined.carry) = (seam.end, after);
        }
        self.note_weight(released);
        self.joined.block = number + 1;
        let is_source_done = match self.is_streaming {
            true => is_last_of_stream,
            false => self.joined.block >= self.blocks(source),
        };
        if !self.is_streaming {
            self.held.note_joined();
        }
        if is_source_done || !self.is_streaming {
            self.in_flight -= 1;
        }
        if is_source_done {
            self.digest.add_bytes(self.joined.end);
            self.is_streaming = false;
            self.joined = Joined { source: source + 1, ..Joined::default() };
        }
        true
    }
}
