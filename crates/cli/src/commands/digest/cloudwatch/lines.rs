//! Events as lines: each begins with its time (and the name of its log stream), and goes on in lines of its own.
//!
//! Whether the lines of an event but its first have its time before them too is not known of every tool: where the
//! second one has the same time, all have. A line like an event's first one may stand in a string of a statement; so
//! an event has only ended where its statement has.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Read};

use auroscope_slowlog::{Item, Limits, Problem, ProblemKind, SliceParser, SqlTextEnd, TextEnd};

use super::form::{Prefix, begins_entry};
use super::pieces::{Piece, Sink};
use super::window::Window;

/// An event has at most 1 MB. What goes on for longer is handed out as it comes.
const MOST_EVENT_BYTES: usize = 4 << 20;
/// A line's beginning, with all of what may stand before an entry, and of the entry as much as tells that it is one.
const LINE_START_BYTES: usize = 4 * 1024;
/// So many lines like an event's first one may stand in the strings of one statement.
const MOST_WITHIN: usize = 8;

/// Reads all, and hands over the messages.
pub(super) fn read<R: Read, F>(window: &mut Window<R>, sink: &mut Sink<F>, has_name: bool) -> io::Result<()>
where
    F: FnMut(Piece) -> Option<Vec<u8>>,
{
    while let Some(event) = Event::next(window, has_name)? {
        let bytes = &window.bytes()[..event.length];
        if bytes[event.prefix.length..].trim_ascii().is_empty() {
            window.pass(event.length);
            continue;
        }
        sink.begin(window.offset() + event.prefix.length as u64, event.log_stream(bytes));
        if event.is_each_line {
            for line in bytes.split_inclusive(|byte| *byte == b'\n') {
                sink.add(line.strip_prefix(event.before(bytes)).unwrap_or(line))?;
            }
        } else {
            sink.add(&bytes[event.prefix.length..])?;
        }
        window.pass(event.length);
        if event.is_long {
            rest(window, sink, has_name)?;
        }
        if window.bytes().is_empty() {
            // More may be long in coming.
            sink.hand_over()?;
        }
    }
    Ok(())
}

/// Hands over what is left of an event that is too long to be looked at as a whole.
fn rest<R: Read, F>(window: &mut Window<R>, sink: &mut Sink<F>, has_name: bool) -> io::Result<()>
where
    F: FnMut(Piece) -> Option<Vec<u8>>,
{
    let mut is_line_start = true;
    loop {
        while window.bytes().len() < LINE_START_BYTES && window.grow()? {}
        let bytes = window.bytes();
        let begins = Prefix::of(bytes, has_name).is_some_and(|prefix| begins_entry(&bytes[prefix.length..]));
        if bytes.is_empty() || is_line_start && begins {
            return Ok(());
        }
        let end = memchr::memchr(b'\n', bytes).map(|at| at + 1);
        let length = end.unwrap_or(bytes.len());
        sink.add(&bytes[..length])?;
        window.pass(length);
        is_line_start = end.is_some();
    }
}

/// A log stream's name as a number.
pub(super) fn number(name: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}

/// An event at the window's start.
struct Event {
    prefix: Prefix,
    length: usize,
    /// All of its lines have the same before them.
    is_each_line: bool,
    is_long: bool,
}

impl Event {
    /// What stands before it.
    fn before<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        &bytes[..self.prefix.length]
    }

    fn log_stream(&self, bytes: &[u8]) -> u64 {
        match self.prefix.name(bytes) {
            [] => 0,
            name => number(name.trim_ascii_end()),
        }
    }

    /// The event at the window's start. None at the end.
    fn next<R: Read>(window: &mut Window<R>, has_name: bool) -> io::Result<Option<Self>> {
        let mut at = line_end(window, 0)?;
        if at == 0 {
            return Ok(None);
        }
        // What begins like no event is given as it is.
        let prefix = Prefix::of(window.bytes(), has_name).unwrap_or_default();
        let mut event = Self { prefix, length: 0, is_each_line: false, is_long: false };
        let mut is_second = true;
        // Places within strings where, if they are none, the next event begins.
        let mut within = Vec::new();
        loop {
            let end = line_end(window, at)?;
            if end == at {
                event.length = within.first().copied().unwrap_or(at);
                return Ok(Some(event));
            }
            let bytes = window.bytes();
            let has_same = prefix.length > 0 && bytes[at..end].starts_with(event.before(bytes));
            if std::mem::take(&mut is_second) {
                let state = State::of(&bytes[prefix.length..at]);
                let begins = begins_entry(&bytes[at + prefix.length.min(end - at)..]);
                event.is_each_line = has_same && (state == State::Unfinished || !begins);
            }
            let is_own = event.is_each_line && has_same;
            let ends = Prefix::of(&bytes[at..end], has_name)
                .map_or(Ends::No, |next| event.ends(bytes, at, next, is_own));
            match ends {
                Ends::No => {}
                Ends::WithinText => within.push(at),
                Ends::Yes => {
                    event.length = at;
                    return Ok(Some(event));
                }
                Ends::Before => {
                    event.length = within.first().copied().unwrap_or(at);
                    return Ok(Some(event));
                }
            }
            if within.len() > MOST_WITHIN || at > MOST_EVENT_BYTES {
                event.length = within.first().copied().unwrap_or(at);
                event.is_long = within.is_empty();
                return Ok(Some(event));
            }
            at = end;
        }
    }

    /// Whether it ends where a line begins that has this before it.
    fn ends(&self, bytes: &[u8], at: usize, next: Prefix, is_own: bool) -> Ends {
        let begins = begins_entry(&bytes[at + next.length..]);
        if is_own && !begins {
            return Ends::No;
        }
        let state = if self.is_each_line {
            let line = |line: &[u8]| line.strip_prefix(self.before(bytes)).unwrap_or(line).to_vec();
            State::of(&bytes[..at].split_inclusive(|byte| *byte == b'\n').flat_map(line).collect::<Vec<_>>())
        } else {
            State::of(&bytes[self.prefix.length..at])
        };
        match state {
            State::Finished => Ends::Yes,
            State::BrokeOff => Ends::Before,
            State::WithinText if begins => Ends::WithinText,
            State::Unfinished if begins && !is_own => Ends::Yes,
            State::WithinText | State::Unfinished => Ends::No,
        }
    }
}

enum Ends {
    Yes,
    No,
    /// It would, were it not in a string.
    WithinText,
    /// What seemed to be a string is none: it ended at the first such line, if there was one.
    Before,
}

/// How a message ends.
#[derive(Debug, PartialEq, Eq)]
enum State {
    /// With a `;`, or it is no entry.
    Finished,
    /// In a string or a comment.
    WithinText,
    /// Before its statement's end.
    Unfinished,
    /// Behind a statement that never ended.
    BrokeOff,
}

impl State {
    fn of(message: &[u8]) -> Self {
        let mut parser = SliceParser::new(message, Limits::default());
        let mut judge = SqlTextEnd::default();
        let (mut state, mut is_cut, mut broke_off) = (Self::Unfinished, false, false);
        while let Some(item) = parser.next(&mut judge) {
            // Before another entry one has ended, whole or not.
            broke_off |= is_cut && matches!(item, Item::Event(_));
            is_cut = matches!(
                item,
                Item::Problem(Problem { kind: ProblemKind::StatementCut | ProblemKind::StatementOpen, .. })
            );
            state = match item {
                Item::Event(event) if judge.ends_open(event.text) => Self::WithinText,
                Item::Event(event) if event.is_cut => Self::Unfinished,
                Item::Problem(problem) if problem.length == 0 => state,
                Item::Problem(problem) if problem.kind.is_loss() => Self::Unfinished,
                Item::Event(_) | Item::Banner(_) | Item::Problem(_) => Self::Finished,
            };
        }
        if broke_off { Self::BrokeOff } else { state }
    }
}

/// Where the line ends that begins here; here, if there is none.
fn line_end<R: Read>(window: &mut Window<R>, at: usize) -> io::Result<usize> {
    let mut searched = at;
    loop {
        let bytes = window.bytes();
        if let Some(end) = memchr::memchr(b'\n', &bytes[searched..]) {
            return Ok(searched + end + 1);
        }
        searched = bytes.len();
        if searched - at > MOST_EVENT_BYTES || !window.grow()? {
            return Ok(searched);
        }
    }
}
