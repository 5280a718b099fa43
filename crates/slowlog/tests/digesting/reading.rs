//! Reading logs in memory as a program reads files: with threads, piece by piece, from any place or in one go.

use std::sync::{Arc, Condvar, Mutex};

use auroscope_slowlog::digest::{
    Digest, DigestOptions, Job, Next, Plan, Progress, Report, ReportOptions, Source, Worker,
};

/// How to read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Way {
    pub(crate) threads: usize,
    pub(crate) piece: usize,
    pub(crate) is_streamed: bool,
}

/// The plainest way.
pub(crate) const IN_ONE_GO: Way = Way { threads: 1, piece: usize::MAX, is_streamed: false };

pub(crate) fn report(logs: &[Vec<u8>], options: DigestOptions, way: Way) -> Report {
    digest(logs, options, way).report(&ReportOptions::default())
}

pub(crate) fn digest(logs: &[Vec<u8>], options: DigestOptions, way: Way) -> Digest {
    let options = Arc::new(options);
    let source = |log: &Vec<u8>| match way.is_streamed {
        true => Source::Streamed,
        false => Source::Sized(log.len() as u64),
    };
    let plan = Plan::new(Arc::clone(&options), logs.iter().map(source).collect()).for_threads(way.threads);
    let shared = (Mutex::new(plan), Condvar::new());
    std::thread::scope(|scope| {
        for _ in 0..way.threads {
            scope.spawn(|| work(logs, Worker::new(Arc::clone(&options)), &shared, way.piece));
        }
    });
    shared.0.into_inner().unwrap().finish()
}

fn work(logs: &[Vec<u8>], mut worker: Worker, (plan, changed): &(Mutex<Plan>, Condvar), piece: usize) {
    loop {
        let mut guard = plan.lock().unwrap();
        let job = loop {
            match guard.next() {
                Next::Job(job) => break job,
                Next::Wait => guard = changed.wait(guard).unwrap(),
                Next::Finished => return,
            }
        };
        drop(guard);
        read(&logs[job.source()], job, &mut worker, piece, |tally| {
            plan.lock().unwrap().take(tally);
            changed.notify_all();
        });
    }
}

fn read(
    log: &[u8],
    mut job: Box<Job>,
    worker: &mut Worker,
    piece: usize,
    mut take: impl FnMut(Box<auroscope_slowlog::digest::Tally>),
) {
    let mut at = usize::try_from(job.feed_from()).unwrap();
    loop {
        match job.run(worker) {
            Progress::More => match piece.min(log.len() - at) {
                0 => job.finish(),
                count => {
                    job.space(count)[..count].copy_from_slice(&log[at..at + count]);
                    job.fed(count);
                    at += count;
                }
            },
            Progress::Block(tally) => take(tally),
            Progress::Done(tally) => return take(tally),
        }
    }
}
