//! Where a statement ends, and what its text is then.

use super::{Machine, Step};
use crate::boundary::{self, Search};
use crate::cursor::Cursor;
use crate::event::Entry;
use crate::problem::ProblemKind;
use crate::text_end::TextEnd;

impl Machine {
    /// Looks for the end of the statement whose head the window begins with.
    pub(super) fn statement_end(&mut self, window: &[u8], is_end: bool, judge: &mut impl TextEnd) -> Step {
        let start = self.head.text_start;
        let lowest = self.gap.map_or(start, |(at, _)| at);
        loop {
            // A text that was open at its first end is followed only as far as it is kept.
            let bound = self.first.map_or(usize::MAX, |_| start.saturating_add(self.limits.text_bytes));
            let (end, place, time) = match self.finder.find(window, lowest, self.searched, bound, is_end) {
                Search::Found { end, place, time } => (end, place, time),
                Search::More(searched) if !is_end => {
                    self.searched = searched;
                    return Step::More;
                }
                Search::More(_) => (boundary::end_of_stream(window, lowest), window.len(), None),
                Search::Nothing => break,
            };
            let text = self.text(window, end);
            if text.bytes > self.limits.text_bytes as u64 {
                if self.first.is_some() {
                    break;
                }
                judge.ends_open(&window[start..text.end]);
                return self.event(window, end, &text, Some(ProblemKind::StatementLong), is_end);
            }
            if !judge.ends_open(&window[start..text.end]) {
                self.next_time = time.filter(|_| end == place);
                return self.event(window, end, &text, None, is_end);
            }
            self.first.get_or_insert(end);
            self.open_at += 1;
            if place == window.len() || self.open_at > self.limits.heads_in_text {
                break;
            }
            self.searched = place;
        }
        let end = self.first.unwrap_or(window.len());
        let text = self.text(window, end);
        // What it was asked last may have been another text: of another end, or of a guess that was given up.
        judge.ends_open(&window[start..text.end]);
        self.event(window, end, &text, Some(ProblemKind::StatementOpen), is_end)
    }

    /// The statement's text if the entry ends here.
    fn text(&self, window: &[u8], end: usize) -> Text {
        let start = self.head.text_start;
        let (lowest, missing) = self.gap.map_or((start, 0), |(at, gap)| (at, gap.bytes));
        let mut text = text_until(window, start, lowest, end);
        text.bytes += missing;
        text.end = text.end.min(start.saturating_add(self.limits.text_bytes));
        text
    }

    fn event(&self, window: &[u8], end: usize, text: &Text, note: Option<ProblemKind>, is_end: bool) -> Step {
        if text.bytes == 0 && !text.is_complete {
            let is_cut = is_end && end == window.len();
            return Step::Problem(if is_cut { ProblemKind::CutEnd } else { ProblemKind::NoStatement }, end);
        }
        if note.is_none()
            && text.is_complete
            && let Some(count) = throttled(&window[self.head.text_start..text.end])
        {
            return Step::Problem(ProblemKind::Throttled(count), end);
        }
        let note = match note {
            Some(ProblemKind::StatementLong) => note,
            _ if text.is_complete => note,
            _ if is_end && end == window.len() => Some(ProblemKind::CutEnd),
            _ => Some(ProblemKind::StatementCut),
        };
        let entry = Entry {
            text_end: text.end,
            text_bytes: text.bytes,
            is_cut: note.is_some(),
            is_administrator: false,
        };
        Step::Event(entry, end, note)
    }
}

/// A statement's text in the window.
pub(super) struct Text {
    pub(super) end: usize,
    /// Its length.
    pub(super) bytes: u64,
    /// A `;` ended it.
    pub(super) is_complete: bool,
}

/// The text between `start` and `end`, without its `;` and the line's end.
pub(super) fn text_until(window: &[u8], start: usize, lowest: usize, end: usize) -> Text {
    let from = lowest.max(end.saturating_sub(64)).min(end);
    let last = from + window[from..end].trim_ascii_end().len();
    let is_complete = last > start && window.get(last - 1) == Some(&b';');
    let text_end = if is_complete { last - 1 } else { last.max(start) };
    Text { end: text_end, bytes: (text_end - start) as u64, is_complete }
}

/// `throttle:       2878 'index not used' warning(s) suppressed.`, which is logged as if it were a statement.
fn throttled(text: &[u8]) -> Option<u64> {
    let mut cursor = Cursor::new(text);
    if !cursor.eat(b"throttle:") || !text.ends_with(b"suppressed.") {
        return None;
    }
    cursor.skip_blanks();
    cursor.number()
}
