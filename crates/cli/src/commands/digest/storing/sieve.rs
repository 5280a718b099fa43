//! Whether the options let an entry into the store: the same that let it into the report.

use std::sync::Arc;

use auroscope_slowlog::Event;
use auroscope_slowlog::digest::{DigestOptions, Limit, Next, Plan, Progress, ReportOptions, Source, Worker};

/// Bytes of a statement beyond those that the parser keeps count, but are gone: as many others stand for them.
static FILLING: [u8; 64 * 1024] = [b'x'; 64 * 1024];

/// The options that leave entries out.
#[derive(Debug)]
pub(super) struct Sieve {
    options: DigestOptions,
    filter: Option<(Arc<DigestOptions>, Worker)>,
}

impl Sieve {
    pub(super) fn new(options: &DigestOptions) -> Self {
        let filter = options.filter.is_some().then(|| {
            let only = DigestOptions {
                filter: options.filter.clone(),
                fingerprint: options.fingerprint,
                mode: options.mode,
                ..DigestOptions::default()
            };
            let only = Arc::new(only);
            (Arc::clone(&only), Worker::new(only))
        });
        Self { options: options.clone(), filter }
    }

    /// Whether the entry passes.
    pub(super) fn passes(&mut self, event: &Event<'_>) -> bool {
        let DigestOptions { since, until, least_query_time_us, .. } = self.options;
        let began = event.started_at;
        event.query_time_us >= least_query_time_us
            && since.is_none_or(|since| began.is_some_and(|began| began >= since))
            && until.is_none_or(|until| began.is_some_and(|began| began < until))
            && self.filter.as_mut().is_none_or(|(options, worker)| matches(event, options, worker))
    }
}

/// Whether a digest of this entry alone has it: so the filter means here exactly what it means there.
fn matches(event: &Event<'_>, options: &Arc<DigestOptions>, worker: &mut Worker) -> bool {
    let mut plan = Plan::new(Arc::clone(options), vec![Source::Streamed]).for_threads(1);
    while let Next::Job(mut job) = plan.next() {
        let mut feed = |bytes: &[u8]| {
            job.space(bytes.len())[..bytes.len()].copy_from_slice(bytes);
            job.fed(bytes.len());
        };
        feed(event.head);
        for part in event.schema.iter().flat_map(|schema| [&b"use "[..], schema, b";\n"]) {
            feed(part);
        }
        // No filter asks when it was; but the line stands before every statement.
        feed(&[&b"SET"[..], b" timestamp=1;\n"].concat());
        feed(event.text);
        let mut missing = event.text_bytes.saturating_sub(event.text.len() as u64);
        let mut is_ended = false;
        loop {
            match job.run(worker) {
                Progress::Block(tally) => plan.take(tally),
                Progress::Done(tally) => break plan.take(tally),
                Progress::More if missing > 0 => {
                    let count = missing.min(FILLING.len() as u64) as usize;
                    job.space(count)[..count].copy_from_slice(&FILLING[..count]);
                    job.fed(count);
                    missing -= count as u64;
                }
                Progress::More if !is_ended => {
                    job.space(2)[..2].copy_from_slice(b";\n");
                    job.fed(2);
                    is_ended = true;
                }
                Progress::More => job.finish(),
            }
        }
    }
    let options = ReportOptions { limit: Limit::First(0), ..ReportOptions::default() };
    plan.finish().report(&options).summary.events > 0
}
