//! Moves bytes from the inputs to the digest's jobs, on as many threads as there are cores.

use std::collections::BTreeMap;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use auroscope_slowlog::PartStart;
use auroscope_slowlog::digest::{DigestOptions, Job, Next, Plan, Progress, Source, Worker};

use super::inputs::Input;
use super::interrupt::Interrupt;
use super::outcome::Reading;
use super::places::Places;
use super::progress::ProgressLine;
use super::sources::{FilePart, Packed, Shelved, ShelvedKind};
use super::stream::Taken;
use crate::commands::storing::Importer;

/// So much is read at once: it stays in the core's cache until it is parsed.
const PIECE_BYTES: usize = 128 * 1024;

/// Digests all inputs as one log.
pub(super) fn read(
    inputs: Vec<Input>,
    options: DigestOptions,
    threads: usize,
    interrupt: &Interrupt,
    importer: Option<&Mutex<Importer>>,
) -> Reading {
    let options = Arc::new(options);
    let names: Vec<String> = inputs.iter().map(|input| input.name.clone()).collect();
    let shelved = Shelved::of(inputs);
    // What is stored too is read from start to end.
    let of_all = importer.is_some().then_some(Source::Streamed);
    let sources = shelved.iter().map(|shelved| of_all.unwrap_or_else(|| shelved.source())).collect();
    let known_bytes = shelved.iter().map(Shelved::bytes).sum();
    let shared = Shared {
        plan: Mutex::new(Plan::new(Arc::clone(&options), sources).for_threads(threads)),
        changed: Condvar::new(),
        is_broken: AtomicBool::new(false),
        places: Mutex::new(Places::of_sources(&shelved, names.len())),
        names,
        shelved,
        forms: Mutex::default(),
        mishaps: Mutex::default(),
        read_bytes: AtomicU64::new(0),
        interrupt,
        importer,
    };
    let line = ProgressLine::begin(known_bytes);
    thread::scope(|scope| {
        if let Some(line) = &line {
            scope.spawn(|| line.run(&shared.read_bytes));
        }
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(|| shared.work(&options))).collect();
        // Whichever thread panics, all end before the panic goes on.
        let mine = catch_unwind(AssertUnwindSafe(|| shared.work(&options)));
        let theirs: Vec<_> = others.into_iter().map(thread::ScopedJoinHandle::join).collect();
        if let Some(line) = &line {
            line.end();
        }
        for outcome in std::iter::once(mine).chain(theirs) {
            outcome.unwrap_or_else(|panic| resume_unwind(panic));
        }
    });
    Reading {
        digest: shared.plan.into_inner().unwrap_or_else(PoisonError::into_inner).finish(),
        places: shared.places.into_inner().unwrap_or_else(PoisonError::into_inner),
        forms: locked(&shared.forms).values().cloned().collect(),
        mishaps: locked(&shared.mishaps).values().cloned().collect(),
        is_interrupted: interrupt.is_requested(),
    }
}

struct Shared<'a> {
    plan: Mutex<Plan>,
    /// An outcome was taken, so there may be something to do; or there never will be.
    changed: Condvar,
    /// A thread has panicked, and its outcome will never come.
    is_broken: AtomicBool,
    /// Of the inputs.
    names: Vec<String>,
    places: Mutex<Places>,
    shelved: Vec<Shelved>,
    forms: Mutex<BTreeMap<usize, String>>,
    mishaps: Mutex<BTreeMap<usize, String>>,
    read_bytes: AtomicU64,
    interrupt: &'a Interrupt,
    /// Gets all that is read.
    importer: Option<&'a Mutex<Importer>>,
}

/// What a read gave.
#[derive(Clone, Copy)]
enum Given {
    Bytes(usize),
    /// Nothing, since a file ended; the next one of its set begins like this.
    PartEnd(PartStart),
    End,
    /// Nothing of the rest of a file; the next one of its set begins with an entry of its own.
    Gap,
    /// Nothing, though there is more.
    Stop,
}

impl Shared<'_> {
    fn work(&self, options: &Arc<DigestOptions>) {
        let _alarm = Alarm(self);
        let mut worker = Worker::new(Arc::clone(options));
        while let Some(job) = self.next() {
            match &self.shelved[job.source()].kind {
                ShelvedKind::Plain(parts) => self.run_plain(job, &mut worker, parts),
                ShelvedKind::Packed(packed) => {
                    let packed = std::mem::take(&mut *locked(packed));
                    self.run_packed(job, &mut worker, packed);
                }
            }
        }
    }

    fn next(&self) -> Option<Box<Job>> {
        let mut plan = locked(&self.plan);
        loop {
            if self.is_broken.load(Ordering::Relaxed) {
                return None;
            }
            match plan.next() {
                Next::Job(job) => return Some(job),
                Next::Finished => return None,
                Next::Wait => plan = self.changed.wait(plan).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }

    fn run_plain(&self, mut job: Box<Job>, worker: &mut Worker, parts: &[FilePart]) {
        let mut offset = job.feed_from();
        let mut at = parts.partition_point(|part| part.start <= offset).saturating_sub(1);
        let mut is_lost = false;
        self.run(&mut job, worker, |space| {
            // Once interrupted, what was read counts, and no more is.
            let Some(part) = parts.get(at) else { return Given::End };
            if offset >= part.end() {
                (at, is_lost) = (at + 1, false);
                return parts.get(at).map_or(Given::End, |next| Given::PartEnd(next.begins));
            }
            if self.interrupt.is_requested() {
                return Given::Stop;
            }
            let most = part.rest(offset).min(space.len()).min(PIECE_BYTES);
            if is_lost {
                // What follows keeps its place.
                space[..most].fill(b' ');
                offset += most as u64;
                return Given::Bytes(most);
            }
            match part.read_at(&mut space[..most], offset) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => return Given::Bytes(0),
                Err(error) => self.unreadable(part.input, &error),
                Ok(0) => self.shrunk(part),
                Ok(count) => {
                    offset += count as u64;
                    return Given::Bytes(count);
                }
            }
            is_lost = true;
            if at + 1 == parts.len() { Given::Stop } else { Given::Gap }
        });
    }

    fn run_packed(&self, mut job: Box<Job>, worker: &mut Worker, mut packed: Packed) {
        let source = job.source();
        let (mut offset, mut start) = (0, 0);
        self.run(&mut job, worker, |space| {
            let is_lost = match packed.read(space, self.interrupt) {
                Ok(Taken::Bytes(0)) => false,
                Ok(Taken::Bytes(count)) => {
                    offset += count as u64;
                    return Given::Bytes(count);
                }
                Ok(Taken::Form(form)) => {
                    let name = self.name(packed.input());
                    locked(&self.forms).insert(packed.input(), format!("{name} holds {form}"));
                    return Given::Bytes(0);
                }
                Ok(Taken::Message(mark)) => {
                    offset = start + mark.offset;
                    return Given::PartEnd(PartStart::Message { offset, log_stream: mark.log_stream });
                }
                Err(error) => {
                    self.unreadable(packed.input(), &error);
                    true
                }
            };
            let Some(begins) = packed.next_part(self.interrupt) else {
                let is_whole = !is_lost && !self.interrupt.is_requested();
                return if is_whole { Given::End } else { Given::Stop };
            };
            locked(&self.places).begin(source, offset, packed.input());
            start = offset;
            // An entry that is not whole goes on in what is lost, and not here.
            if is_lost { Given::Gap } else { Given::PartEnd(begins) }
        });
    }

    /// Runs a job to its end on what `read` gives.
    fn run(&self, job: &mut Job, worker: &mut Worker, mut read: impl FnMut(&mut [u8]) -> Given) {
        loop {
            let (tally, is_done) = match job.run(worker) {
                Progress::More => {
                    let space = job.space(PIECE_BYTES);
                    match self.imported(read(space), space) {
                        Given::Bytes(count) => {
                            job.fed(count);
                            self.read_bytes.fetch_add(count as u64, Ordering::Relaxed);
                        }
                        Given::PartEnd(next) => job.end_part(next),
                        Given::Gap => job.end_part(PartStart::Entry),
                        Given::End | Given::Stop => job.finish(),
                    }
                    continue;
                }
                Progress::Block(tally) => (tally, false),
                Progress::Done(tally) => (tally, true),
            };
            locked(&self.plan).take(tally);
            self.changed.notify_all();
            if is_done {
                return;
            }
        }
    }

    /// Hands what was read to the importer. Once that can do no more, the reading ends.
    fn imported(&self, given: Given, space: &[u8]) -> Given {
        let Some(importer) = self.importer else { return given };
        let mut importer = locked(importer);
        if matches!(given, Given::Gap | Given::Stop) {
            importer.break_off();
        }
        match given {
            Given::Bytes(count) => importer.feed(&space[..count]),
            Given::PartEnd(next) => importer.end_part(next),
            Given::Gap => importer.end_part(PartStart::Entry),
            Given::End | Given::Stop => importer.end_log(),
        }
        if importer.is_broken() { Given::End } else { given }
    }

    fn shrunk(&self, part: &FilePart) {
        let (length, now) = (part.length, part.length_now());
        self.mishap(part.input, |name| {
            format!("{name} became shorter while it was read: {length} bytes at first, then {now}")
        });
    }

    fn unreadable(&self, input: usize, error: &io::Error) {
        self.mishap(input, |name| format!("{name} could not be read to its end: {error}"));
    }

    /// Keeps the first mishap of each input.
    fn mishap(&self, input: usize, say: impl FnOnce(&str) -> String) {
        locked(&self.mishaps).entry(input).or_insert_with(|| say(self.name(input)));
    }

    fn name(&self, input: usize) -> &str {
        self.names.get(input).map_or("", String::as_str)
    }
}

/// Tells the other threads when this one panics: they would wait for its outcome for ever.
struct Alarm<'a>(&'a Shared<'a>);

impl Drop for Alarm<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            // Under the lock, since a thread may be about to wait.
            let _plan = locked(&self.0.plan);
            self.0.is_broken.store(true, Ordering::Relaxed);
            self.0.changed.notify_all();
        }
    }
}

/// A thread that panicked has left nothing half done that would matter: the panic goes on once all have ended.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[path = "reading_tests.rs"]
mod tests;
