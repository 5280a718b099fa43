//! An entry's head: the lines with `#`, `use schema;` and `SET timestamp=…;`, up to the statement's first byte.

mod lines;
mod settings;
mod usual;

use auroscope_model::UtcMicros;
use memchr::memchr;

/// A head may take this much (MariaDB writes plans into it); what is longer is none.
pub(crate) const HEAD_LIMIT: usize = 256 * 1024;

/// The line that stands for a statement when a command was none.
pub(crate) const ADMINISTRATOR: &[u8] = b"# administrator command: ";

/// A part of the window: where it begins and ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Span {
    start: u32,
    end: u32,
}

impl Span {
    fn of(part: &[u8], whole: &[u8]) -> Self {
        // Both are parts of one window, so the distance of their ends is known from their addresses.
        let start = (part.as_ptr() as usize).saturating_sub(whole.as_ptr() as usize);
        Self { start: start as u32, end: (start + part.len()) as u32 }
    }

    pub(crate) fn bytes<'a>(&self, window: &'a [u8]) -> &'a [u8] {
        window.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

/// What the `# Time` line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Logged {
    /// With its zone (5.7 and later).
    Utc(UtcMicros),
    /// The server's local time (5.6, MariaDB).
    Local(UtcMicros),
}

/// An entry's head. Its spans count from the head's own start.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Head {
    pub(crate) logged: Option<Logged>,
    pub(crate) user: Option<Span>,
    /// The part of the line that names user, host and address.
    pub(crate) account: Span,
    pub(crate) host: Span,
    pub(crate) address: Span,
    pub(crate) connection_id: Option<u64>,
    pub(crate) query_time_us: Option<u64>,
    pub(crate) lock_time_us: Option<u64>,
    pub(crate) rows_sent: Option<u64>,
    pub(crate) rows_examined: Option<u64>,
    pub(crate) started_at: Option<UtcMicros>,
    pub(crate) finished_at: Option<UtcMicros>,
    /// `Schema:` of the lines with `#`; empty says that there is none.
    pub(crate) schema_attribute: Option<Span>,
    /// `use schema;`.
    pub(crate) schema_used: Option<Span>,
    /// Seconds since 1970.
    pub(crate) set_timestamp: Option<u64>,
    /// The lines with `#` say more than when, who and the four figures that all varieties write.
    pub(crate) says_more: bool,
    /// Where the lines with `#` end.
    pub(crate) lines_end: usize,
    /// Where the statement begins.
    pub(crate) text_start: usize,
}

/// What stands at a place where an entry may begin.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Read {
    /// A head that ends in the window.
    Whole,
    /// The window ends before the head does.
    More,
    /// No head: its lines end, or break off, at this place.
    Broken(usize),
}

/// The beginnings of the lines that an entry may begin with: servers leave out those before.
const OPENINGS: [&[u8]; 3] = [b"# Time: ", b"# User@Host: ", b"# Query_time: "];

/// Whether the text begins as an entry does.
#[inline]
pub(crate) fn has_opening(text: &[u8]) -> bool {
    OPENINGS.iter().any(|opening| text.starts_with(opening))
}

/// Whether the text is too short to say that it does not begin as an entry does.
pub(crate) fn may_become_opening(text: &[u8]) -> bool {
    OPENINGS.iter().any(|opening| opening.starts_with(text))
}

/// Whether a part of a stream ends within the first lines of a head, of which the part behind it has the next one: that
/// line may begin an entry, too. None: more of it is needed to tell.
pub(crate) fn goes_on(left: &[u8], next: &[u8], is_end: bool) -> Option<bool> {
    let opening = |text: &[u8]| OPENINGS.iter().position(|opening| text.starts_with(opening));
    let mut last = None;
    for line in left.split_inclusive(|&byte| byte == b'\n') {
        match opening(line).filter(|_| line.ends_with(b"\n")) {
            // The figures stand last of the three: what follows them begins no entry.
            Some(place @ 0..2) if Some(place) > last => last = Some(place),
            // Such as Percona's `# Schema`.
            None if last.is_some() && line.starts_with(b"# ") && line.ends_with(b"\n") => {}
            _ => return Some(false),
        }
    }
    match last {
        None => Some(false),
        Some(_) if !is_end && !has_opening(next) && may_become_opening(next) => None,
        Some(_) => Some(opening(next) > last),
    }
}

/// Whether an entry's first line stands somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opens {
    No,
    /// In the usual form, with this time, which [`read`] need not read again.
    Time(UtcMicros),
    /// In another form.
    Otherwise,
}

/// Whether an entry's first line stands at the window's start. None: the window ends before that can be told.
#[inline]
pub(crate) fn opens(window: &[u8], is_end: bool) -> Option<Opens> {
    if let Some(time) = usual::time(window) {
        return Some(Opens::Time(time));
    }
    if !has_opening(window) {
        return if !is_end && may_become_opening(window) { None } else { Some(Opens::No) };
    }
    let Some((line, _)) = line_at(window, 0) else {
        return if is_end || window.len() >= HEAD_LIMIT { Some(Opens::No) } else { None };
    };
    let opened = Head::default().read_opening(line, window);
    Some(opened.map_or(Opens::No, |()| Opens::Otherwise))
}

/// The line that begins at `at`, without its end, and where the next one begins.
#[inline]
pub(crate) fn line_at(window: &[u8], at: usize) -> Option<(&[u8], usize)> {
    let rest = window.get(at..)?;
    let length = memchr(b'\n', &rest[..rest.len().min(HEAD_LIMIT)])?;
    let line = &rest[..length];
    Some((line.strip_suffix(b"\r").unwrap_or(line), at + length + 1))
}

/// Reads the head at the window's start. `time`: what [`opens`] has found there, if it was asked.
pub(crate) fn read(head: &mut Head, window: &[u8], time: Option<UtcMicros>, is_end: bool) -> Read {
    *head = Head::default();
    let mut at = 0;
    if let Some(time) = time.or_else(|| usual::time(window)) {
        head.logged = Some(Logged::Utc(time));
        at = usual::LENGTH;
    }
    while window.get(at) == Some(&b'#') {
        if window.get(at + 2) == Some(&b'a') && window[at..].starts_with(ADMINISTRATOR) {
            break;
        }
        let Some((line, next)) = line_at(window, at) else {
            return unfinished(window, at, is_end);
        };
        // A second opening line without a statement in between: the first entry broke off.
        if at > HEAD_LIMIT || !head.read_line(line, window) {
            return Read::Broken(at);
        }
        at = next;
    }
    if at == window.len() && !is_end {
        return unfinished(window, at, is_end);
    }
    if head.query_time_us.is_none() {
        return Read::Broken(at);
    }
    head.lines_end = at;
    head.read_settings(window, is_end)
}

/// What a head is that the window's end cuts off in the line at `at`.
fn unfinished(window: &[u8], at: usize, is_end: bool) -> Read {
    if window.len() - at >= HEAD_LIMIT {
        Read::Broken(at)
    } else if is_end {
        Read::Broken(window.len())
    } else {
        Read::More
    }
}
