//! Moves bytes from the inputs to the digest's jobs, on as many threads as there are cores.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::FileExt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use auroscope_slowlog::digest::{Digest, DigestOptions, Job, Next, Plan, Progress, Source, Worker};

use super::inputs::{Input, InputKind};
use super::interrupt::Interrupt;
use super::progress::ProgressLine;
use super::stream::ReadAhead;

/// So much is read at once: it stays in the core's cache until it is parsed.
const PIECE_BYTES: usize = 256 * 1024;

/// What was read.
pub(super) struct Reading {
    pub(super) digest: Digest,
    /// What could not be read, said for people; one for each input at most.
    pub(super) mishaps: Vec<String>,
    pub(super) is_interrupted: bool,
}

/// Digests all inputs as one log.
pub(super) fn read(
    inputs: Vec<Input>,
    options: DigestOptions,
    threads: usize,
    interrupt: &Interrupt,
) -> Reading {
    let options = Arc::new(options);
    let sources: Vec<Source> = inputs
        .iter()
        .map(|input| match &input.kind {
            InputKind::Plain(_, length) => Source::Sized(*length),
            InputKind::Stream(_) => Source::Streamed,
        })
        .collect();
    let known_bytes = sources.iter().try_fold(0, |sum, source| match source {
        Source::Sized(length) => Some(sum + length),
        Source::Streamed => None,
    });
    let shared = Shared {
        plan: Mutex::new(Plan::new(Arc::clone(&options), sources).for_threads(threads)),
        changed: Condvar::new(),
        inputs: inputs.into_iter().map(Shelved::of).collect(),
        mishaps: Mutex::default(),
        read_bytes: AtomicU64::new(0),
        interrupt,
    };
    let line = ProgressLine::begin(known_bytes);
    thread::scope(|scope| {
        if let Some(line) = &line {
            scope.spawn(|| line.run(&shared.read_bytes));
        }
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(|| shared.work(&options))).collect();
        shared.work(&options);
        others.into_iter().for_each(|other| drop(other.join()));
        if let Some(line) = &line {
            line.end();
        }
    });
    Reading {
        digest: shared.plan.into_inner().unwrap_or_else(PoisonError::into_inner).finish(),
        mishaps: locked(&shared.mishaps).values().cloned().collect(),
        is_interrupted: interrupt.is_requested(),
    }
}

/// An input as the threads share it.
struct Shelved {
    name: String,
    kind: ShelvedKind,
}

enum ShelvedKind {
    Plain(File, u64),
    /// Whoever reads it takes it.
    Stream(Mutex<Option<Box<dyn Read + Send>>>),
}

impl Shelved {
    fn of(input: Input) -> Self {
        let kind = match input.kind {
            InputKind::Plain(file, length) => ShelvedKind::Plain(file, length),
            InputKind::Stream(stream) => ShelvedKind::Stream(Mutex::new(Some(stream))),
        };
        Self { name: input.name, kind }
    }
}

struct Shared<'a> {
    plan: Mutex<Plan>,
    /// An outcome was taken, so there may be something to do.
    changed: Condvar,
    inputs: Vec<Shelved>,
    mishaps: Mutex<BTreeMap<usize, String>>,
    read_bytes: AtomicU64,
    interrupt: &'a Interrupt,
}

impl Shared<'_> {
    fn work(&self, options: &Arc<DigestOptions>) {
        let mut worker = Worker::new(Arc::clone(options));
        while let Some(job) = self.next() {
            let source = job.source();
            match &self.inputs[source].kind {
                ShelvedKind::Plain(file, length) => self.run_plain(job, &mut worker, file, *length),
                ShelvedKind::Stream(stream) => {
                    let stream = locked(stream).take().unwrap_or_else(|| Box::new(io::empty()));
                    self.run_stream(job, &mut worker, ReadAhead::begin(stream));
                }
            }
        }
    }

    fn next(&self) -> Option<Box<Job>> {
        let mut plan = locked(&self.plan);
        loop {
            match plan.next() {
                Next::Job(job) => return Some(job),
                Next::Finished => return None,
                Next::Wait => plan = self.changed.wait(plan).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }

    fn run_plain(&self, mut job: Box<Job>, worker: &mut Worker, file: &File, length: u64) {
        let source = job.source();
        let mut offset = job.feed_from();
        self.run(&mut job, worker, |space| {
            let rest = usize::try_from(length - offset).unwrap_or(usize::MAX);
            // Once interrupted, what was read counts, and no more is.
            let most = if self.interrupt.is_requested() { 0 } else { rest.min(space.len()).min(PIECE_BYTES) };
            let count = if most == 0 { 0 } else { file.read_at(&mut space[..most], offset)? };
            offset += count as u64;
            if count == 0 && most > 0 {
                self.mishap(source, |name| {
                    format!("{name} became shorter while it was read: {length} bytes at first, then {offset}")
                });
            }
            Ok(count)
        });
    }

    fn run_stream(&self, mut job: Box<Job>, worker: &mut Worker, mut stream: ReadAhead) {
        self.run(&mut job, worker, |space| stream.read(space, self.interrupt));
    }

    /// Runs a job to its end on what `read` gives.
    fn run(&self, job: &mut Job, worker: &mut Worker, mut read: impl FnMut(&mut [u8]) -> io::Result<usize>) {
        let source = job.source();
        loop {
            let (tally, is_done) = match job.run(worker) {
                Progress::More => {
                    self.feed(source, job, &mut read);
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

    fn feed(&self, source: usize, job: &mut Job, read: &mut impl FnMut(&mut [u8]) -> io::Result<usize>) {
        match read(job.space(PIECE_BYTES)) {
            Ok(0) => job.finish(),
            Ok(count) => {
                job.fed(count);
                self.read_bytes.fetch_add(count as u64, Ordering::Relaxed);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => {
                self.mishap(source, |name| format!("{name} could not be read to its end: {error}"));
                job.finish();
            }
        }
    }

    /// Keeps the first mishap of each input.
    fn mishap(&self, source: usize, say: impl FnOnce(&str) -> String) {
        locked(&self.mishaps).entry(source).or_insert_with(|| say(&self.inputs[source].name));
    }
}

/// A thread that panicked has left nothing half done that would matter more than going on.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
