//! Any bytes, cut anywhere: each byte belongs to one item, and neither pieces nor chunks change what comes out.
#![no_main]

use auroscope_slowlog::{Carry, ChunkParser, Item, Limits, Parser, SliceParser, SqlTextEnd, Verdict};
use libfuzzer_sys::fuzz_target;

/// Small bounds are met soon.
const LIMITS: Limits = Limits { text_bytes: 200, heads_in_text: 3 };

fuzz_target!(|bytes: &[u8]| {
    let Some((&size, log)) = bytes.split_first() else { return };
    let size = usize::from(size) + 1;
    let whole = whole(log);
    assert_eq!(fed(log, size), whole);
    assert_eq!(in_chunks(log, size * 5), whole);
});

/// What an item is; its schema is left out, since a chunk may not know it.
fn shown(item: &Item<'_>) -> String {
    match item {
        Item::Event(event) => {
            let attributes: Vec<_> = event.attributes().collect();
            let times = (event.started_at, event.finished_at, event.more_figures());
            format!("{} {} {:?} {times:?} {attributes:?}", event.offset, event.length, event.text)
        }
        other => format!("{other:?}"),
    }
}

fn whole(log: &[u8]) -> Vec<String> {
    let mut parser = SliceParser::new(log, LIMITS);
    let (mut items, mut covered) = (Vec::new(), 0);
    while let Some(item) = parser.next(&mut SqlTextEnd::default()) {
        let (offset, length) = match &item {
            Item::Event(event) => (event.offset, event.length),
            Item::Problem(problem) => (problem.offset, problem.length),
            Item::Banner(banner) => (banner.offset, banner.length),
        };
        assert_eq!(offset, covered);
        covered += length;
        items.push(shown(&item));
    }
    assert_eq!(covered, log.len() as u64);
    items
}

fn fed(log: &[u8], size: usize) -> Vec<String> {
    let mut parser = Parser::new(LIMITS);
    let mut items = Vec::new();
    for piece in log.chunks(size) {
        parser.feed(piece);
        while let Some(item) = parser.next(&mut SqlTextEnd::default()) {
            items.push(shown(&item));
        }
    }
    parser.finish();
    while let Some(item) = parser.next(&mut SqlTextEnd::default()) {
        items.push(shown(&item));
    }
    items
}

fn in_chunks(log: &[u8], size: usize) -> Vec<String> {
    let (mut items, mut end, mut carry) = (Vec::new(), 0, Carry::default());
    for start in (0..log.len()).step_by(size) {
        let range = start as u64..(start + size).min(log.len()) as u64;
        let mut chunk = ChunkParser::guessed(range.clone(), LIMITS, Carry::default());
        let mut found = work(&mut chunk, log);
        match chunk.seam().judge(end, &carry) {
            Verdict::Swallowed => continue,
            Verdict::Joins => {}
            Verdict::Redo => {
                chunk = ChunkParser::known(end..range.end, LIMITS, carry.clone());
                found = work(&mut chunk, log);
            }
        }
        items.append(&mut found);
        end = chunk.seam().end;
        carry = chunk.seam().carry_after(&carry);
    }
    items
}

fn work(chunk: &mut ChunkParser, log: &[u8]) -> Vec<String> {
    chunk.feed(&log[chunk.feed_from() as usize..]);
    chunk.finish();
    let mut items = Vec::new();
    while let Some(item) = chunk.next(&mut SqlTextEnd::default()) {
        items.push(shown(&item));
    }
    items
}
