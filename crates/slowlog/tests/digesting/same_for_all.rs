//! The outcome is the same for any number of threads and any cutting of the input.

use auroscope_slowlog::digest::{DigestOptions, Filter, GroupBy};
use proptest::prelude::*;

use crate::made;
use crate::reading::{IN_ONE_GO, Way, digest, report};

fn json(logs: &[Vec<u8>], options: &DigestOptions, way: Way) -> String {
    serde_json::to_string_pretty(&report(logs, options.clone(), way)).unwrap()
}

fn group_by() -> impl Strategy<Value = GroupBy> {
    prop::sample::select(vec!["fingerprint", "table", "user", "host", "schema", "class", "tag:route"])
        .prop_map(|text| text.parse().unwrap())
}

fn filter() -> impl Strategy<Value = Option<Filter>> {
    let texts = ["schema = shop", "not schema ~ 's*' or query_time > 1ms", "class = write", "host ~ '*.1*'"];
    prop::option::of(prop::sample::select(texts.to_vec()).prop_map(|text| text.parse().unwrap()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn any_way_of_reading_gives_the_same(
        all in prop::collection::vec(made::made(), 1..120),
        others in prop::collection::vec(made::made(), 0..20),
        damage in prop::option::of((any::<prop::sample::Index>(), 0_usize..300)),
        group_by in group_by(),
        filter in filter(),
        most_groups in prop_oneof![Just(3_usize), Just(1_000)],
        block_bytes in 200_u64..5_000,
        ways in prop::collection::vec((1_usize..5, 1_usize..3_000, any::<bool>()), 1..4),
    ) {
        let mut log = made::written(&all);
        if let Some((place, length)) = damage {
            let from = place.index(log.len() + 1);
            log.drain(from..(from + length).min(log.len()));
        }
        let logs = [log, made::written(&others)];
        let options =
            DigestOptions { group_by, filter, block_bytes, most_groups, ..DigestOptions::default() };
        let plain = json(&logs, &options, IN_ONE_GO);
        for (threads, piece, is_streamed) in ways {
            let way = Way { threads, piece, is_streamed };
            prop_assert_eq!(&json(&logs, &options, way), &plain, "{:?}", way);
            let problems = digest(&logs, options.clone(), way).problems().to_vec();
            let plainly = digest(&logs, options.clone(), IN_ONE_GO).problems().to_vec();
            prop_assert_eq!(problems, plainly);
        }
        if most_groups > 100 {
            let other = DigestOptions { block_bytes: block_bytes * 7, ..options };
            prop_assert_eq!(json(&logs, &other, IN_ONE_GO), plain);
        }
    }
}

/// A statement over many blocks: those it swallows count for nothing.
#[test]
fn a_statement_longer_than_blocks() {
    let long = format!("insert into t values ('{}')", "x;\n# Time: of day\n".repeat(2_000));
    let head = "# Query_time: 1.0  Lock_time: 0.0 Rows_sent: 0  Rows_examined: 0\n";
    let log = format!("{head}select 1;\n{head}{long};\n{head}select 2;\n").into_bytes();
    let options = DigestOptions { block_bytes: 1_000, ..DigestOptions::default() };
    let plain = json(std::slice::from_ref(&log), &options, IN_ONE_GO);
    assert!(plain.contains("\"events\": 3"), "{plain}");
    for is_streamed in [false, true] {
        assert_eq!(
            json(std::slice::from_ref(&log), &options, Way { threads: 3, piece: 700, is_streamed }),
            plain
        );
    }
}

/// The file ends before it was said to.
#[test]
fn a_source_that_shrank_while_it_was_read() {
    let head = "# Query_time: 1.0  Lock_time: 0.0 Rows_sent: 0  Rows_examined: 0\n";
    let log = format!("{head}select 1;\n").repeat(50).into_bytes();
    let options = std::sync::Arc::new(DigestOptions { block_bytes: 500, ..DigestOptions::default() });
    let source = auroscope_slowlog::digest::Source::Sized(10_000);
    let mut plan = auroscope_slowlog::digest::Plan::new(options.clone(), vec![source]);
    let mut worker = auroscope_slowlog::digest::Worker::new(options);
    loop {
        use auroscope_slowlog::digest::{Next, Progress};
        let mut job = match plan.next() {
            Next::Job(job) => job,
            Next::Wait => panic!("the only thread waits"),
            Next::Finished => break,
        };
        let rest = log.get(job.feed_from() as usize..).unwrap_or_default();
        job.space(rest.len())[..rest.len()].copy_from_slice(rest);
        job.fed(rest.len());
        job.finish();
        let Progress::Done(tally) = job.run(&mut worker) else { panic!("all was fed") };
        plan.take(tally);
    }
    let report = plan.finish().report(&Default::default());
    assert_eq!((report.summary.events, report.summary.bytes), (50, log.len() as u64));
}
