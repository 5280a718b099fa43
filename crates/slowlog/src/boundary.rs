//! Where an entry ends: at the next head, or at the banner before it.
//!
//! A head ends the statement before it when a `;` ended that statement's line. A statement that broke off (a
//! full disk, joined files) has none; then only a head that is whole, with its figures, ends it. Whether the
//! place lies inside a string is not known here: see [`crate::TextEnd`].

use auroscope_model::UtcMicros;
use memchr::{memmem, memrchr};

use crate::banner;
use crate::head::{self, Head, Opens};

/// What a search found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Search {
    /// The entry ends at `end`, since a head stands at `place`; banners may lie between the two. `time`: see
    /// [`head::Opens`].
    Found { end: usize, place: usize, time: Option<UtcMicros> },
    /// Nothing before this place; the window ends too soon to say more.
    More(usize),
    /// Nothing before the search's bound.
    Nothing,
}

/// Finds the places where entries may end.
#[derive(Debug, Clone)]
pub(crate) struct Finder(memmem::Finder<'static>);

impl Finder {
    pub(crate) fn new() -> Self {
        Self(memmem::Finder::new(b"\n# "))
    }

    /// The first place at or behind `from` where an entry may end that began before `lowest`.
    ///
    /// A head further on than `bound` is not looked for.
    pub(crate) fn find(
        &self,
        window: &[u8],
        lowest: usize,
        from: usize,
        bound: usize,
        is_end: bool,
    ) -> Search {
        let mut at = from;
        // A head at the bound begins with the line feed before it.
        let within = &window[..window.len().min(bound.saturating_add(2))];
        while let Some(hit) = within.get(at..).and_then(|rest| self.0.find(rest)) {
            let place = at + hit + 1;
            match judge(window, lowest, place, is_end) {
                Some(Some((end, time))) => return Search::Found { end, place, time },
                Some(None) => at = place,
                None => return Search::More(place - 1),
            }
        }
        if within.len() < window.len() {
            return Search::Nothing;
        }
        // The needle may be cut off at the end.
        Search::More(window.len().saturating_sub(2).max(at))
    }
}

/// Whether a head at `place` ends the entry before it, and where then. None: the window ends too soon.
fn judge(
    window: &[u8],
    lowest: usize,
    place: usize,
    is_end: bool,
) -> Option<Option<(usize, Option<UtcMicros>)>> {
    let time = match head::opens(&window[place..], is_end)? {
        Opens::Time(time) => Some(time),
        Opens::Otherwise => None,
        Opens::No => return Some(None),
    };
    if is_after_semicolon(window, place) {
        return Some(Some((place, time)));
    }
    let end = banner::start_of_those_before(window, lowest, place);
    if end < place {
        return Some(Some((end, time)));
    }
    if follows_head_line(window, lowest, place) {
        return Some(None);
    }
    match head::read(&mut Head::default(), &window[place..], time, is_end) {
        head::Read::Whole => Some(Some((place, time))),
        head::Read::Broken(_) => Some(None),
        head::Read::More => None,
    }
}

/// Whether the line before begins as those of a head do: then the place is within a head, or what looks like one.
fn follows_head_line(window: &[u8], lowest: usize, place: usize) -> bool {
    let from = lowest.max(place.saturating_sub(banner::WALK_LIMIT));
    let before = &window[from.min(place - 1)..place - 1];
    let line = memrchr(b'\n', before).map_or(before, |at| &before[at + 1..]);
    line.starts_with(b"#")
}

/// Whether a head that seems to begin here has begun before: the line before is of a head, too.
pub(crate) fn is_within_head(window: &[u8], place: usize) -> bool {
    place > 0 && !is_after_semicolon(window, place) && follows_head_line(window, 0, place)
}

/// Whether the last thing before this line is a `;`.
fn is_after_semicolon(window: &[u8], place: usize) -> bool {
    let before = &window[place.saturating_sub(64)..place];
    before.ends_with(b";\n") || before.trim_ascii_end().ends_with(b";")
}

/// Where the last entry of a stream ends: before a head that the end cuts off, or before banners.
pub(crate) fn end_of_stream(window: &[u8], lowest: usize) -> usize {
    let last_line = memrchr(b'\n', window).map_or(0, |at| at + 1);
    let line = &window[last_line..];
    let is_opening = head::has_opening(line) || !line.is_empty() && head::may_become_opening(line);
    if is_opening && last_line >= lowest {
        let end = banner::start_of_those_before(window, lowest, last_line);
        if end < last_line || is_after_semicolon(window, last_line) {
            return end;
        }
    }
    banner::start_of_those_before(window, lowest, window.len())
}
