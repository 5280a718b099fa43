//! The files of a rotated log as one stream, and a log that is followed: what ends where.

use auroscope_slowlog::{
    CarriedSchema, Carry, ChunkParser, Item, Limits, Parser, PartStart, SchemaOrigin, SqlTextEnd, TextEnd,
    Verdict,
};
use proptest::prelude::*;

use crate::made::{entries, written};
use crate::shown::{parsed, shown};

const HEAD: &str = "# Time: 2026-11-21T04:00:01.000000Z\n# User@Host: a[a] @ web [10.0.0.1]  Id: 7\n\
    # Query_time: 1.000000  Lock_time: 0.000010 Rows_sent: 1  Rows_examined: 100\n";

fn entry(settings: &str, text: &str) -> String {
    format!("{HEAD}{settings}SET timestamp=1795233600;\n{text};\n")
}

/// Files as one stream, fed in pieces: the items.
fn joined(files: &[&[u8]], piece: usize) -> Vec<String> {
    let mut parser = Parser::new(Limits::default());
    let mut items = Vec::new();
    for (place, file) in files.iter().enumerate() {
        if place > 0 {
            parser.end_part(PartStart::of(file));
        }
        for piece in file.chunks(piece) {
            parser.feed(piece);
            take(&mut parser, &mut items);
        }
    }
    parser.finish();
    take(&mut parser, &mut items);
    items
}

fn take(parser: &mut Parser, items: &mut Vec<String>) {
    while let Some(item) = parser.next(&mut SqlTextEnd::default()) {
        items.push(shown(&item));
    }
}

#[test]
fn a_schema_holds_in_the_file_that_follows() {
    let (first, second) = (entry("use shop;\n", "select 1"), entry("", "select 2"));
    let items = joined(&[first.as_bytes(), second.as_bytes()], 50);
    assert!(
        items[0].contains("schema shop, Written") && items[1].contains("schema shop, Inferred"),
        "{items:?}"
    );
    // A server that opened its log anew writes the schema again: where it does not, there is none.
    let anew = format!(
        "/usr/sbin/mysqld, Version: 8.0.36 (x). started with:\nTcp port: 3306  Unix socket: (null)\n\
         Time                 Id Command    Argument\n{second}"
    );
    let items = joined(&[first.as_bytes(), anew.as_bytes()], 50);
    assert!(items[2].contains("schema -, Unknown"), "{items:?}");
}

#[test]
fn an_entry_that_is_cut_goes_on_in_the_next_file_unless_that_begins_with_one() {
    let log = [entry("use shop;\n", "select 'a;\nb', 2"), entry("", "select 3")].concat();
    let whole = parsed(log.as_bytes(), Limits::default());
    let second = log.rfind("# Time").unwrap();
    for cut in (1..second).chain(second + 1..log.len()) {
        let (one, other) = log.as_bytes().split_at(cut);
        // Where the entry seems to have ended before, it is not joined. Where a line of its head begins the file it is,
        // though one stands first in the entries of other servers.
        let is_border = log[..cut].ends_with("select 3;\n");
        let items = joined(&[one, other], 40);
        assert_eq!(items == whole, !is_border, "{cut}: {items:?}");
    }
    // What is lost behind a cut is a problem, and the next file's first entry is none of its.
    let cut = &log[..second - 8];
    let items = joined(&[cut.as_bytes(), entry("", "select 'b'").as_bytes()], 40);
    assert!(items[1].contains("StatementOpen") && items[2].contains("select 'b'"), "{items:?}");
}

proptest! {
    /// Each file begins with an entry, so its items are those of its own, but for what is handed on to it.
    #[test]
    fn files_are_read_as_they_would_be_alone(
        files in prop::collection::vec(entries(), 1..4),
        cut in prop::option::of(any::<prop::sample::Index>()),
        piece in 1_usize..500,
    ) {
        let mut files: Vec<Vec<u8>> = files.iter().map(|entries| written(entries).into_bytes()).collect();
        // The first one may end anywhere.
        let length = cut.map_or(files[0].len(), |cut| cut.index(files[0].len()));
        files[0].truncate(length);
        // Of an entry whose head has only begun, the next file has the rest, if it begins like that.
        let last = files[0][..length].trim_ascii_end().rsplit(|&byte| byte == b'\n').next().unwrap_or_default();
        prop_assume!(!last.starts_with(b"# Time: ") && !last.starts_with(b"# User@Host: "));
        let mut alone = Vec::new();
        for file in &files {
            alone.extend(parsed(file, Limits::default()).into_iter().map(|item| without_place(&item)));
        }
        let files: Vec<&[u8]> = files.iter().map(Vec::as_slice).collect();
        let joined: Vec<String> = joined(&files, piece).iter().map(|item| without_place(item)).collect();
        prop_assert_eq!(joined, alone);
    }

    /// Where blocks are cut changes nothing, and nor does a border in a block.
    #[test]
    fn files_in_chunks_are_the_whole(
        files in prop::collection::vec(entries(), 1..4),
        borders in prop::collection::vec(any::<prop::sample::Index>(), 0..3),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
        piece in 1_usize..500,
    ) {
        let log: Vec<u8> = files.iter().flat_map(|entries| written(entries).into_bytes()).collect();
        let at = |places: &[prop::sample::Index]| {
            let mut places: Vec<usize> = places.iter().map(|place| place.index(log.len() + 1)).collect();
            places.sort_unstable();
            places
        };
        let (borders, cuts) = (at(&borders), at(&cuts));
        let mut starts = vec![0];
        starts.extend(&borders);
        let parts: Vec<&[u8]> = starts
            .iter()
            .zip(borders.iter().chain([&log.len()]))
            .map(|(&start, &end)| &log[start..end])
            .filter(|part| !part.is_empty())
            .collect();
        prop_assert_eq!(in_chunks(&log, &parts, &cuts, piece), joined(&parts, piece));
    }
}

/// Without what a file takes over from the one before, and where it stands.
fn without_place(item: &str) -> String {
    let lines = item.lines().map(|line| {
        let line = if line.starts_with("event") { "event" } else { line };
        let line = if line.starts_with("banner") { "banner" } else { line };
        let line = line.strip_prefix("problem ").map_or(line, |rest| rest.split_once(' ').unwrap().1);
        if line.contains(", Inferred") || line.contains(", Unknown") { "" } else { line }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The same by workers side by side.
fn in_chunks(log: &[u8], parts: &[&[u8]], cuts: &[usize], piece: usize) -> Vec<String> {
    let (mut items, mut end, mut carry, mut start) = (Vec::new(), 0, Carry::default(), 0);
    for &cut in cuts.iter().chain([&log.len()]) {
        let range = start as u64..cut as u64;
        start = cut;
        let mut chunk = ChunkParser::guessed(range.clone(), Limits::default(), Carry::default());
        let mut found = work(&mut chunk, parts, piece);
        match chunk.seam().judge(end, &carry) {
            Verdict::Swallowed => continue,
            Verdict::Joins => {}
            Verdict::Redo => {
                chunk = ChunkParser::known(end..range.end, Limits::default(), carry.clone());
                found = work(&mut chunk, parts, piece);
            }
        }
        let before = match &carry.schema {
            CarriedSchema::Used(name) => {
                format!("schema {}, Inferred", String::from_utf8_lossy(name).replace('\n', "\\n"))
            }
            _ => "schema -, Unknown".to_owned(),
        };
        items.extend(found.into_iter().map(|item| item.replace("schema -, BeforeChunk", &before)));
        end = chunk.seam().end;
        carry = chunk.seam().carry_after(&carry);
    }
    items
}

/// Feeds a chunk as a reader of files does: a border is told wherever it is passed.
fn work(chunk: &mut ChunkParser, parts: &[&[u8]], piece: usize) -> Vec<String> {
    let mut items = Vec::new();
    let from = usize::try_from(chunk.feed_from()).unwrap();
    let mut start = 0;
    for part in parts {
        let end = start + part.len();
        if start > from {
            chunk.end_part(PartStart::of(part));
        }
        if end > from {
            for piece in part[from.saturating_sub(start)..].chunks(piece) {
                chunk.feed(piece);
                drain(chunk, &mut items);
            }
        }
        start = end;
    }
    chunk.finish();
    drain(chunk, &mut items);
    items
}

fn drain(chunk: &mut ChunkParser, items: &mut Vec<String>) {
    while let Some(item) = chunk.next(&mut SqlTextEnd::default()) {
        items.push(shown(&item));
    }
}

#[test]
fn a_followed_log_gives_its_last_entry_when_it_is_whole() {
    let log = [entry("use shop;\n", "select ';\n', 1"), entry("", "select 3")].concat();
    let whole_at = [log.rfind("# Time").unwrap(), log.len()];
    let mut parser = Parser::new(Limits::default());
    let mut seen = 0;
    for (at, byte) in log.bytes().enumerate() {
        parser.feed(&[byte]);
        assert!(parser.next(&mut SqlTextEnd::default()).is_none());
        while let Some(item) = parser.next_when_quiet(&mut SqlTextEnd::default()) {
            assert!(matches!(&item, Item::Event(event) if !event.is_cut), "{item:?}");
            assert_eq!(at + 1, whole_at[seen]);
            seen += 1;
        }
    }
    parser.finish();
    assert_eq!((parser.next(&mut SqlTextEnd::default()), seen), (None, 2));
}

/// Seen on a real server: two entries come at once, and the first one names a schema, behind which the parser looks far.
#[test]
fn entries_that_come_at_once_are_given_at_once() {
    let mut parser = Parser::new(Limits::default());
    parser.feed([entry("use shop;\n", "select 1"), entry("", "select 2")].concat().as_bytes());
    let mut texts = Vec::new();
    while let Some(item) = parser.next_when_quiet(&mut SqlTextEnd::default()) {
        let Item::Event(event) = item else { panic!("{item:?}") };
        texts.push(event.text.to_vec());
    }
    assert_eq!(texts, [b"select 1", b"select 2"]);
}

#[test]
fn what_goes_on_after_all_is_not_counted_again() {
    let mut parser = Parser::new(Limits { text_bytes: 100, ..Limits::default() });
    let mut judge = SqlTextEnd::default();
    // A statement beyond the bound ends like any other.
    parser.feed(entry("", &"x".repeat(500)).as_bytes());
    assert!(
        matches!(parser.next_when_quiet(&mut judge), Some(Item::Event(event)) if event.text_bytes == 500)
    );
    assert!(matches!(parser.next_when_quiet(&mut judge), Some(Item::Problem(_))));
    parser.feed(entry("", "begin").as_bytes());
    assert!(matches!(parser.next_when_quiet(&mut judge), Some(Item::Event(_))));
    parser.feed(b"end;\n");
    assert_eq!(parser.next_when_quiet(&mut judge), None);
    parser.feed(entry("", "select 1").as_bytes());
    let Some(Item::Problem(problem)) = parser.next(&mut judge) else { panic!("stray lines") };
    assert_eq!((problem.length, problem.lines), (5, 1));
    let Some(Item::Event(event)) = parser.next_when_quiet(&mut judge) else { panic!("an event") };
    assert_eq!((event.text, event.schema_origin), (&b"select 1"[..], SchemaOrigin::Unknown));
}

/// Keeps what it was asked last, as whoever wants a statement's fingerprint does.
#[derive(Default)]
struct Remembering(SqlTextEnd, Vec<u8>);

impl TextEnd for Remembering {
    fn ends_open(&mut self, text: &[u8]) -> bool {
        self.1 = text.to_vec();
        self.0.ends_open(text)
    }
}

/// Behind a guess that was given up, it had been asked of the text of the guess.
#[test]
fn of_each_statement_its_own_text_is_asked_last() {
    let limits = Limits { text_bytes: 250, ..Limits::default() };
    let (mut parser, mut judge) = (Parser::new(limits), Remembering::default());
    parser.feed(entry("", "select 'open").as_bytes());
    // Closed here, if nothing came.
    parser.feed(format!("{HEAD}SET timestamp=1795233600;\nselect '").as_bytes());
    assert!(parser.next_when_quiet(&mut judge).is_none());
    assert!(judge.1.starts_with(b"select 'open;\n# Time") && judge.1.ends_with(b"select '"));
    parser.feed(&[b'x'; 200]);
    parser.finish();
    let Some(Item::Event(event)) = parser.next(&mut judge) else { panic!("an event") };
    assert_eq!((event.text, event.is_cut), (&b"select 'open"[..], true));
    assert_eq!(judge.1, b"select 'open");
}
