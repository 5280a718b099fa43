//! What the jobs of a plan share: how much the blocks in flight hold, so that together they stay within a bound, however
//! many threads there are; and labels. Nothing of it changes an outcome.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use super::key::{Key, KeyMap};

/// What all blocks that are not joined yet may hold. A block that would make it more is given up, and read again when
/// its turn to be joined has come; the one whose turn it is may hold more.
pub(crate) const MOST_HELD_BYTES: usize = 64 << 20;

/// Shared by a plan and its jobs.
#[derive(Debug, Default)]
pub(crate) struct Held {
    bytes: AtomicUsize,
    joined: AtomicU64,
    labels: Mutex<KnownLabels>,
}

/// So many bytes of normalised texts are kept; then all are copied anew.
const MOST_LABEL_BYTES: usize = 6 << 20;
/// Longer ones are rare.
const LONGEST_LABEL: usize = 64 << 10;

/// The normalised texts of the statements met so far, so that each block need not copy them.
#[derive(Debug, Default)]
struct KnownLabels {
    known: KeyMap<Key, Arc<str>>,
    bytes: usize,
}

impl Held {
    /// Told that a block now holds `now` bytes and no longer `before`.
    pub(crate) fn change(&self, before: usize, now: usize) {
        if now >= before {
            self.bytes.fetch_add(now - before, Ordering::Relaxed);
        } else {
            self.bytes.fetch_sub(before - now, Ordering::Relaxed);
        }
    }

    /// Told that a block that was handed out has been joined.
    pub(crate) fn note_joined(&self) {
        self.joined.fetch_add(1, Ordering::Relaxed);
    }

    /// Whether the block that was handed out after so many others has to be given up.
    pub(crate) fn is_too_much(&self, number: u64) -> bool {
        self.bytes.load(Ordering::Relaxed) > MOST_HELD_BYTES && self.joined.load(Ordering::Relaxed) < number
    }

    /// The normalised text of a statement, shared with other blocks where that is simple.
    pub(crate) fn label(&self, fingerprint: Key, normalized: &str) -> Arc<str> {
        match self.labels.try_lock() {
            Ok(mut labels) if normalized.len() <= LONGEST_LABEL => labels.of(fingerprint, normalized),
            _ => normalized.into(),
        }
    }
}

impl KnownLabels {
    fn of(&mut self, fingerprint: Key, normalized: &str) -> Arc<str> {
        if let Some(label) = self.known.get(&fingerprint) {
            return Arc::clone(label);
        }
        let bytes = normalized.len() + size_of::<(Key, Arc<str>)>() + 32;
        if self.bytes + bytes > MOST_LABEL_BYTES {
            *self = Self::default();
        }
        self.bytes += bytes;
        let label: Arc<str> = normalized.into();
        self.known.insert(fingerprint, Arc::clone(&label));
        label
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::digest::{DigestOptions, Job, Next, Plan, Progress, Report, Source, Tally, Worker};

    fn log(statements: usize) -> String {
        let mut log = String::new();
        for at in 0..statements {
            let head = "Lock_time: 0.0 Rows_sent: 1  Rows_examined: 1 Errno: 0 Read_key: 7";
            writeln!(
                log,
                "# Query_time: {}.5  {head}\nselect c{at}, 'a' from t{at} where x = {at};",
                at % 997
            )
            .unwrap();
        }
        log
    }

    fn run(job: &mut Job, log: &str, worker: &mut Worker) -> Box<Tally> {
        let mut rest = &log.as_bytes()[job.feed_from() as usize..];
        loop {
            match job.run(worker) {
                Progress::More if rest.is_empty() => job.finish(),
                Progress::More => {
                    let count = rest.len().min(1 << 16);
                    job.space(count)[..count].copy_from_slice(&rest[..count]);
                    job.fed(count);
                    rest = &rest[count..];
                }
                Progress::Block(tally) | Progress::Done(tally) => return tally,
            }
        }
    }

    /// Digests it with two jobs at a time. The report, and how many blocks were given up.
    fn digested(log: &str, foreign_bytes: usize) -> (Report, usize) {
        let options = Arc::new(DigestOptions { block_bytes: 20_000, ..DigestOptions::default() });
        let source = Source::Sized(log.len() as u64);
        let mut plan = Plan::new(Arc::clone(&options), vec![source]).for_threads(4);
        let held = Arc::clone(&plan.held);
        held.change(0, foreign_bytes);
        let (mut worker, mut given_up) = (Worker::new(options), 0);
        loop {
            let mut jobs = Vec::new();
            while let Next::Job(job) = plan.next() {
                jobs.push(job);
            }
            if jobs.is_empty() {
                held.change(foreign_bytes, 0);
                assert_eq!(held.bytes.load(Ordering::Relaxed), 0, "all was given back");
                return (plan.finish().report(&Default::default()), given_up);
            }
            // The last first: it cannot be joined yet.
            for mut job in jobs.into_iter().rev() {
                let tally = run(&mut job, log, &mut worker);
                given_up += usize::from(tally.is_given_up);
                plan.take(tally);
            }
        }
    }

    #[test]
    fn a_block_that_is_given_up_is_read_again() {
        let log = log(2_000);
        let (plain, none) = digested(&log, 0);
        let (pressed, some) = digested(&log, MOST_HELD_BYTES + 1);
        assert_eq!((plain.summary.events, none), (2_000, 0));
        assert!(some > 0);
        assert_eq!(pressed, plain);
    }

    /// As many statements as a block can hold, all different: what it gathers of them stays small.
    #[test]
    fn a_block_of_different_statements_holds_little() {
        let log = log(120_000);
        let options = Arc::new(DigestOptions::default());
        let source = Source::Sized(log.len() as u64);
        let mut plan = Plan::new(Arc::clone(&options), vec![source]);
        let Next::Job(mut job) = plan.next() else { panic!("there is a block") };
        let tally = run(&mut job, &log, &mut Worker::new(options));
        assert_eq!(tally.totals.events, 120_000);
        assert!(tally.groups.times_left_out > 90_000);
        assert!(tally.held_bytes < 24 << 20, "{}", tally.held_bytes);
        plan.take(tally);
        let report = plan.finish().report(&Default::default());
        let other = report.other.as_ref().unwrap();
        let shown: u64 = report.classes.iter().map(|class| class.figures.count).sum();
        assert_eq!((shown + other.figures.count, report.overall.count), (120_000, 120_000));
        assert_eq!(report.overall.attributes.numbers["Read_key"].sum, 840_000);
    }
}
