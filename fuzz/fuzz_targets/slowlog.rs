//! Any bytes, cut anywhere: each byte belongs to one item, and neither pieces nor chunks change what comes out. Nor do
//! pieces when the log is the files of a rotated set; and a log that falls quiet, or comes as messages of several log
//! streams, loses no byte either.
#![no_main]

use auroscope_slowlog::{
    Carry, ChunkParser, Item, Limits, Messages, Parser, PartStart, SliceParser, SqlTextEnd, Verdict,
};
use libfuzzer_sys::fuzz_target;

/// Small bounds are met soon.
const LIMITS: Limits = Limits { text_bytes: 200, heads_in_text: 3 };

fuzz_target!(|bytes: &[u8]| {
    let [size, part, log @ ..] = bytes else { return };
    let size = usize::from(*size) + 1;
    let part = (usize::from(*part) + 1) * 3;
    let whole = whole(log);
    assert_eq!(fed(log, size), whole);
    assert_eq!(in_chunks(log, size * 5), whole);
    assert_eq!(in_parts(log, part, size), in_parts(log, part, log.len().max(1)));
    quiet(log, size);
    assert_eq!(as_messages(log, part, size), as_single_messages(log, part));
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

/// Checks that an item begins where the one before it ended.
fn covers(item: &Item<'_>, covered: &mut u64) {
    let (offset, length) = match item {
        Item::Event(event) => (event.offset, event.length),
        Item::Problem(problem) => (problem.offset, problem.length),
        Item::Banner(banner) => (banner.offset, banner.length),
    };
    assert_eq!(offset, *covered);
    *covered += length;
}

fn whole(log: &[u8]) -> Vec<String> {
    let mut parser = SliceParser::new(log, LIMITS);
    let (mut items, mut covered) = (Vec::new(), 0);
    while let Some(item) = parser.next(&mut SqlTextEnd::default()) {
        covers(&item, &mut covered);
        items.push(shown(&item));
    }
    assert_eq!(covered, log.len() as u64);
    items
}

fn drain(parser: &mut Parser, items: &mut Vec<String>) {
    while let Some(item) = parser.next(&mut SqlTextEnd::default()) {
        items.push(shown(&item));
    }
}

fn fed(log: &[u8], size: usize) -> Vec<String> {
    let mut parser = Parser::new(LIMITS);
    let mut items = Vec::new();
    for piece in log.chunks(size) {
        parser.feed(piece);
        drain(&mut parser, &mut items);
    }
    parser.finish();
    drain(&mut parser, &mut items);
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

/// Files of a rotated set, each as long as this, fed in pieces of that size.
fn in_parts(log: &[u8], part: usize, size: usize) -> Vec<String> {
    let mut parser = Parser::new(LIMITS);
    let (mut items, mut covered) = (Vec::new(), 0);
    let mut take = |parser: &mut Parser| {
        while let Some(item) = parser.next(&mut SqlTextEnd::default()) {
            covers(&item, &mut covered);
            items.push(shown(&item));
        }
    };
    for (place, file) in log.chunks(part).enumerate() {
        if place > 0 {
            parser.end_part(PartStart::of(file));
        }
        for piece in file.chunks(size) {
            parser.feed(piece);
            take(&mut parser);
        }
    }
    parser.finish();
    take(&mut parser);
    assert_eq!(covered, log.len() as u64);
    items
}

/// A log that is followed and falls quiet after every other piece.
fn quiet(log: &[u8], size: usize) {
    let mut parser = Parser::new(LIMITS);
    let mut covered = 0;
    let mut judge = SqlTextEnd::default();
    for (place, piece) in log.chunks(size).enumerate() {
        parser.feed(piece);
        while let Some(item) = parser.next(&mut judge) {
            covers(&item, &mut covered);
        }
        if place % 2 == 0 {
            continue;
        }
        while let Some(item) = parser.next_when_quiet(&mut judge) {
            covers(&item, &mut covered);
        }
    }
    parser.finish();
    while let Some(item) = parser.next(&mut judge) {
        covers(&item, &mut covered);
    }
    assert_eq!(covered, log.len() as u64);
}

/// Which of two log streams a message is of.
fn log_stream(place: usize) -> u64 {
    (place % 3 % 2) as u64
}

/// Messages of two log streams through one parser, each with a gap before it.
fn as_messages(log: &[u8], message: usize, size: usize) -> Vec<String> {
    let mut parser = Parser::new(LIMITS);
    let mut items = Vec::new();
    for (place, message) in log.chunks(message).enumerate() {
        let offset = place as u64 * 100_000;
        parser.end_part(PartStart::Message { offset, log_stream: log_stream(place) });
        take_named(&mut parser, place.saturating_sub(1), &mut items);
        for piece in message.chunks(size) {
            parser.feed(piece);
            take_named(&mut parser, place, &mut items);
        }
    }
    parser.finish();
    take_named(&mut parser, log.len().div_ceil(message).saturating_sub(1), &mut items);
    items
}

fn take_named(parser: &mut Parser, place: usize, items: &mut Vec<String>) {
    while let Some(item) = parser.next(&mut SqlTextEnd::default()) {
        items.push(named(&item, place as u64 * 100_000));
    }
}

/// The same by the reader of messages, one for each log stream.
fn as_single_messages(log: &[u8], message: usize) -> Vec<String> {
    let mut readers = [Messages::new(LIMITS), Messages::new(LIMITS)];
    let mut items = Vec::new();
    for (place, message) in log.chunks(message).enumerate() {
        let reader = &mut readers[log_stream(place) as usize];
        reader.read(message, &mut SqlTextEnd::default(), |item| items.push(named(&item, 0)));
    }
    items
}

/// What an item is with its schema, at its place behind this one.
fn named(item: &Item<'_>, start: u64) -> String {
    match item {
        Item::Event(event) => {
            let of = (event.schema, event.schema_origin, event.started_at, event.finished_at);
            format!("{} {} {:?} {of:?}", event.offset - start, event.length, event.text)
        }
        // What begins a message is the first of its stream for one, and of its own reader for the other.
        Item::Problem(problem) => format!("{} {} {}", problem.offset - start, problem.length, problem.lines),
        Item::Banner(banner) => format!("{} {} {:?}", banner.offset - start, banner.length, banner.version),
    }
}
