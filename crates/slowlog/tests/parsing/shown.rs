//! Items as lines that people can check, and the parsers run over a whole log.

use std::fmt::Write as _;

use auroscope_slowlog::{Event, Item, Limits, Parser, SliceParser, SqlTextEnd};

/// Everything that an item says.
pub(crate) fn shown(item: &Item<'_>) -> String {
    match item {
        Item::Event(event) => event_shown(event),
        Item::Problem(problem) => {
            let lines = if problem.length > 0 { format!("{} lines ", problem.lines) } else { String::new() };
            format!("problem {}+{} {lines}{:?}\n", problem.offset, problem.length, problem.kind)
        }
        Item::Banner(banner) => {
            let version =
                banner.version.map(|v| format!("{}.{}.{} {}", v.major, v.minor, v.patch, v.mariadb));
            format!("banner {}+{} {version:?}\n", banner.offset, banner.length)
        }
    }
}

fn event_shown(event: &Event<'_>) -> String {
    let mut out = format!("event {}+{}\n", event.offset, event.length);
    match event.administrator_command {
        Some(command) => writeln!(out, "  command: {}", text(command)).unwrap(),
        None => writeln!(out, "  text: {} ({} bytes)", text(event.text), event.text_bytes).unwrap(),
    }
    if event.is_cut {
        out.push_str("  cut\n");
    }
    let part = |part: Option<&[u8]>| part.map_or("-".to_owned(), text);
    let (user, host, address) = (part(event.user), part(event.host), part(event.address));
    writeln!(out, "  by {user} at {host} [{address}], connection {:?}", event.connection_id).unwrap();
    writeln!(out, "  schema {}, {:?}", part(event.schema), event.schema_origin).unwrap();
    let time = |at: Option<auroscope_model::UtcMicros>| at.map_or("-".to_owned(), |at| at.to_string());
    writeln!(out, "  {} to {}, {:?}", time(event.started_at), time(event.finished_at), event.time_origin)
        .unwrap();
    write!(out, "  took {} us, locks {:?} us", event.query_time_us, event.lock_time_us).unwrap();
    writeln!(out, ", sent {:?}, examined {:?}", event.rows_sent, event.rows_examined).unwrap();
    let known = ["Query_time", "Lock_time", "Rows_sent", "Rows_examined"];
    let more: Vec<_> = event
        .attributes()
        .map(|(name, value)| (text(name), text(value)))
        .filter(|(name, _)| !known.contains(&name.as_str()))
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    if !more.is_empty() {
        writeln!(out, "  {}", more.join(" | ")).unwrap();
    }
    out
}

/// A text on one line; of a long one its ends.
fn text(bytes: &[u8]) -> String {
    let line = String::from_utf8_lossy(bytes).replace('\\', r"\\").replace('\n', r"\n").replace('\r', r"\r");
    let count = line.chars().count();
    if count <= 1_000 {
        return line;
    }
    let (head, tail) = (line.chars().take(60), line.chars().skip(count - 60));
    format!("{} … {}", head.collect::<String>(), tail.collect::<String>())
}

/// A log that is in memory.
pub(crate) fn parsed(log: &[u8], limits: Limits) -> Vec<String> {
    let mut parser = SliceParser::new(log, limits);
    let mut items = Vec::new();
    let mut covered = 0;
    while let Some(item) = parser.next(&mut SqlTextEnd::default()) {
        covered = covers_next(&item, covered);
        items.push(shown(&item));
    }
    assert_eq!(covered, log.len() as u64, "every byte belongs to one item");
    items
}

/// A log fed in pieces of these sizes, over and over.
pub(crate) fn fed(log: &[u8], sizes: &[usize], limits: Limits) -> Vec<String> {
    let mut parser = Parser::new(limits);
    let mut judge = SqlTextEnd::default();
    let mut items = Vec::new();
    let mut rest = log;
    for &size in sizes.iter().cycle() {
        let (piece, after) = rest.split_at(size.clamp(1, rest.len().max(1)).min(rest.len()));
        rest = after;
        parser.feed(piece);
        if rest.is_empty() {
            parser.finish();
        }
        while let Some(item) = parser.next(&mut judge) {
            items.push(shown(&item));
        }
        if rest.is_empty() {
            break;
        }
    }
    items
}

/// Checks that an item begins where the one before ended, and says where it ends.
fn covers_next(item: &Item<'_>, covered: u64) -> u64 {
    let (offset, length) = match item {
        Item::Event(event) => (event.offset, event.length),
        Item::Problem(problem) => (problem.offset, problem.length),
        Item::Banner(banner) => (banner.offset, banner.length),
    };
    assert_eq!(offset, covered, "{item:?}");
    covered + length
}
