//! Any bytes: what a log comes to is the same from any place or in one go, in any pieces, by however many threads,
//! and neither the order in which they are done nor the bounds that are met change it.
#![no_main]

use std::sync::Arc;

use auroscope_slowlog::Limits;
use auroscope_slowlog::digest::{
    DigestOptions, GroupBy, Job, Next, Plan, Progress, ReportOptions, Source, Worker,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let [flags, size, order, log @ ..] = bytes else { return };
    let group_by = match flags & 3 {
        0 => GroupBy::Schema,
        1 => GroupBy::Table,
        _ => GroupBy::Fingerprint,
    };
    let filter = (flags & 4 != 0).then(|| "schema = shop or not user = app".parse().ok()).flatten();
    let options = Arc::new(DigestOptions {
        group_by,
        filter,
        limits: Limits { text_bytes: 200, heads_in_text: 3 },
        block_bytes: u64::from(*size) * 4 + 50,
        most_groups: if flags & 8 != 0 { 3 } else { 1_000 },
        ..DigestOptions::default()
    });
    let piece = usize::from(*order) + 1;
    let plain = said(log, &options, Source::Sized(log.len() as u64), log.len().max(1), 1);
    assert_eq!(said(log, &options, Source::Streamed, piece, 1), plain);
    assert_eq!(
        said(log, &options, Source::Sized(log.len() as u64), piece, usize::from(*order % 4) + 2),
        plain
    );
});

/// The report, with so many jobs under way at a time, of which the last one is done first.
fn said(log: &[u8], options: &Arc<DigestOptions>, source: Source, piece: usize, threads: usize) -> String {
    let mut plan = Plan::new(Arc::clone(options), vec![source]).for_threads(threads);
    let mut worker = Worker::new(Arc::clone(options));
    let mut under_way = Vec::new();
    loop {
        match plan.next() {
            Next::Job(job) if under_way.len() < threads => {
                under_way.push(job);
                if under_way.len() < threads {
                    continue;
                }
            }
            Next::Job(job) => under_way.push(job),
            Next::Wait => assert!(!under_way.is_empty(), "nothing would ever come"),
            Next::Finished => break,
        }
        while let Some(job) = under_way.pop() {
            read(log, job, &mut worker, piece, &mut plan);
        }
    }
    let digest = plan.finish();
    format!("{:?} {:?}", digest.report(&ReportOptions::default()), digest.problems())
}

fn read(log: &[u8], mut job: Box<Job>, worker: &mut Worker, piece: usize, plan: &mut Plan) {
    let mut rest = log.get(job.feed_from() as usize..).unwrap_or_default();
    loop {
        match job.run(worker) {
            Progress::More if rest.is_empty() => job.finish(),
            Progress::More => {
                let (fed, behind) = rest.split_at(piece.min(rest.len()));
                job.space(fed.len())[..fed.len()].copy_from_slice(fed);
                job.fed(fed.len());
                rest = behind;
            }
            Progress::Block(tally) => plan.take(tally),
            Progress::Done(tally) => return plan.take(tally),
        }
    }
}
