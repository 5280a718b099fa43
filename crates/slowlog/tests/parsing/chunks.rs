//! A stream parsed in chunks side by side gives what it gives in one go.

use auroscope_slowlog::{
    CarriedSchema, Carry, ChunkParser, Item, Limits, SchemaOrigin, Seam, SqlTextEnd, Verdict,
};
use proptest::prelude::*;

use crate::made::{entries, written};
use crate::shown::{parsed, shown};

/// A worker's outcome: the items, and whether their schema stands before the chunk.
struct Outcome {
    items: Vec<(String, bool)>,
    seam: Seam,
}

/// What a worker does: it moves bytes until nothing more comes.
fn work(mut chunk: ChunkParser, log: &[u8], piece: usize) -> Outcome {
    let mut at = usize::try_from(chunk.feed_from()).unwrap();
    let mut items = Vec::new();
    let mut is_finished = false;
    loop {
        while let Some(item) = chunk.next(&mut SqlTextEnd::default()) {
            let is_open =
                matches!(&item, Item::Event(event) if event.schema_origin == SchemaOrigin::BeforeChunk);
            items.push((shown(&item), is_open));
        }
        if chunk.is_done() || is_finished {
            return Outcome { items, seam: chunk.seam() };
        }
        let end = (at + piece).min(log.len());
        chunk.feed(&log[at..end]);
        at = end;
        if at == log.len() {
            chunk.finish();
            is_finished = true;
        }
    }
}

/// All chunks, joined in their order; also how many had to be parsed anew.
fn joined(log: &[u8], cuts: &[usize], piece: usize) -> (Vec<String>, usize) {
    let limits = Limits::default();
    let (mut items, mut redone) = (Vec::new(), 0);
    let (mut end, mut carry) = (0, Carry::default());
    let mut start = 0;
    for &cut in cuts.iter().chain([&log.len()]) {
        let range = start as u64..cut as u64;
        start = cut;
        let guess = ChunkParser::guessed(range.clone(), limits, Carry::default());
        let mut outcome = work(guess, log, piece);
        match outcome.seam.judge(end, &carry) {
            Verdict::Swallowed => continue,
            Verdict::Joins => {}
            Verdict::Redo => {
                redone += 1;
                outcome = work(ChunkParser::known(end..range.end, limits, carry.clone()), log, piece);
            }
        }
        let before = match &carry.schema {
            CarriedSchema::Used(name) => format!("schema {}, Inferred", line(name)),
            _ => "schema -, Unknown".to_owned(),
        };
        let resolved = |(item, is_open): (String, bool)| match is_open {
            true => item.replace("schema -, BeforeChunk", &before),
            false => item,
        };
        items.extend(outcome.items.into_iter().map(resolved));
        end = outcome.seam.end;
        carry = outcome.seam.carry_after(&carry);
    }
    (items, redone)
}

fn line(name: &[u8]) -> String {
    String::from_utf8_lossy(name).replace('\n', "\\n").replace('\r', "\\r")
}

proptest! {
    #[test]
    fn chunks_joined_are_the_whole(
        entries in entries(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
        damage in prop::option::of((any::<prop::sample::Index>(), 0_usize..200)),
        piece in 1_usize..500,
    ) {
        let mut log = written(&entries).into_bytes();
        if let Some((place, length)) = damage {
            let from = place.index(log.len() + 1);
            log.drain(from..(from + length).min(log.len()));
        }
        let mut cuts: Vec<_> = cuts.iter().map(|cut| cut.index(log.len() + 1)).collect();
        cuts.sort_unstable();
        prop_assert_eq!(joined(&log, &cuts, piece).0, parsed(&log, Limits::default()));
    }
}

#[test]
fn real_logs_in_chunks_are_the_whole_and_seldom_parsed_twice() {
    for path in crate::varieties::logs() {
        let log = std::fs::read(&path).unwrap();
        for size in [500, 3_000, 20_000] {
            let cuts: Vec<_> = (1..).map(|n| n * size).take_while(|&cut| cut < log.len()).collect();
            let (items, redone) = joined(&log, &cuts, 777);
            assert_eq!(items, parsed(&log, Limits::default()), "{} {size}", path.display());
            let is_sound = path.to_string_lossy().contains("mysql-");
            assert!(
                !is_sound || redone * 4 <= cuts.len() + 2,
                "{}: {redone} of {}",
                path.display(),
                cuts.len()
            );
        }
    }
}

/// Found by fuzzing: the second entry is no event, and yet the third takes its time over.
#[test]
fn a_time_carried_by_an_entry_that_is_no_event_is_handed_on() {
    let rest = "# User@Host: a[a] @ web []\n# Query_time: 1  Lock_time: 0  Rows_sent: 1  Rows_examined: 1\n";
    let throttled = "throttle: 2 'index not used' warning(s) suppressed.;\n";
    let log = format!("# Time: 260101  1:02:03\n{rest}{throttled}{rest}select 2;\n{rest}select 3;\n");
    let whole = parsed(log.as_bytes(), Limits::default());
    assert!(whole[1].contains("LocalTime"), "{whole:?}");
    for cut in 0..log.len() {
        assert_eq!(joined(log.as_bytes(), &[cut], 50).0, whole, "{cut}");
    }
}

/// Found by fuzzing: a banner without a version keeps that of the banner before, which may stand before the chunk.
#[test]
fn a_banner_without_a_version_leaves_the_version_before() {
    let banner = |version: &str| {
        format!(
            "/usr/sbin/mysqld, Version: {version} (Source distribution). started with:\nTcp port: 3306  Unix socket: \
             /tmp/mysql.sock\nTime                 Id Command    Argument\n"
        )
    };
    let entry = "# User@Host: a[a] @ web []\n# Query_time: 2  Lock_time: 0  Rows_sent: 1  Rows_examined: 1\n\
                 SET timestamp=1714982400;\nselect 1;\n";
    let log = [&banner("8.0.39"), entry, &banner("unknown"), entry, entry].concat();
    let whole = parsed(log.as_bytes(), Limits::default());
    assert_eq!(whole.iter().filter(|item| item.starts_with("event")).count(), 3, "{whole:?}");
    let starts_then = |item: &&String| item.contains("2024-05-06T08:00:00.000000Z to");
    assert_eq!(whole.iter().filter(starts_then).count(), 3, "{whole:?}");
    for cut in 0..log.len() {
        assert_eq!(joined(log.as_bytes(), &[cut], 50).0, whole, "{cut}");
    }
}
