//! From the bytes of logs to records with their ids, in the order of the logs. What is left out is counted.

use std::collections::VecDeque;
use std::ops::Range;

use auroscope_model::{LogEntryKey, TargetId};
use auroscope_slowlog::digest::DigestOptions;
use auroscope_slowlog::{Event, Item, Parser, PartStart, ProblemKind, TimeOrigin};
use auroscope_store::SlowQueryWrite;
use serde::Serialize;

use super::record::{self, Judge};
use super::repeats::Repeats;
use super::sieve::Sieve;

/// Entries that are not kept, by the reason.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(crate) struct LeftOut {
    /// By `--since`, `--until`, `--min-time` or `--filter`.
    pub(crate) by_options: u64,
    /// What clients sent that is no statement (`Quit`, `Ping`).
    pub(crate) administrator_commands: u64,
    /// The log begins or ends within them: in the whole log they are others.
    pub(crate) cut: u64,
    /// The log does not say when they ran, or says what is no date.
    pub(crate) without_time: u64,
}

/// Reads logs, one after the other.
#[derive(Debug)]
pub(super) struct Entries {
    target: TargetId,
    is_redacted: bool,
    parser: Parser,
    judge: Judge,
    sieve: Sieve,
    repeats: Repeats,
    /// Where files begin whose first entry has not come yet.
    beginnings: VecDeque<u64>,
    /// How much was fed of this log.
    fed_bytes: u64,
    /// It begins within an entry.
    begins_within: bool,
    /// It ends as a statement does, so far.
    ends_whole: bool,
    /// Where what was read broke off last.
    broken_at: Option<u64>,
    /// The last entry: what follows it tells whether it is whole.
    last: Option<Last>,
    options: DigestOptions,
    pub(super) left_out: LeftOut,
}

#[derive(Debug)]
struct Last {
    content: u128,
    /// Where it begins and ends.
    place: Range<u64>,
    second: i64,
    /// None when it is not to be kept.
    write: Option<SlowQueryWrite>,
    /// Why its statement is not whole.
    note: Option<ProblemKind>,
    /// It is the first one of a file.
    is_first: bool,
    says_user: bool,
    /// Its text is one that servers write before a statement.
    may_be_head: bool,
    time_origin: TimeOrigin,
}

impl Entries {
    pub(super) fn new(target: TargetId, options: DigestOptions, is_redacted: bool) -> Self {
        Self {
            target,
            is_redacted,
            parser: Parser::new(options.limits),
            judge: Judge::new(options.mode),
            sieve: Sieve::new(&options),
            repeats: Repeats::default(),
            beginnings: [0].into(),
            fed_bytes: 0,
            begins_within: false,
            ends_whole: false,
            broken_at: None,
            last: None,
            options,
            left_out: LeftOut::default(),
        }
    }

    /// Takes the next bytes of a log.
    pub(super) fn feed(&mut self, bytes: &[u8], keep: &mut impl FnMut(SlowQueryWrite)) {
        self.parser.feed(bytes);
        self.fed_bytes += bytes.len() as u64;
        if let Some(last) = bytes.iter().rev().find(|byte| !byte.is_ascii_whitespace()) {
            self.ends_whole = *last == b';';
        }
        self.read(keep);
    }

    /// A file of a rotated log has ended.
    pub(super) fn end_part(&mut self, next: PartStart) {
        self.parser.end_part(next);
        match next {
            // It is whole in itself: none begins within an entry.
            PartStart::Message { offset, .. } => {
                self.fed_bytes = self.fed_bytes.max(offset);
                self.beginnings.clear();
            }
            PartStart::Entry | PartStart::Other => self.beginnings.push_back(self.fed_bytes),
        }
    }

    /// What was read breaks off, and the log goes on with what is not known: its last entry may not be whole, however it
    /// ends.
    pub(super) fn break_off(&mut self) {
        self.broken_at = Some(self.fed_bytes);
    }

    /// The log has ended; another one may follow.
    pub(super) fn end_log(&mut self, keep: &mut impl FnMut(SlowQueryWrite)) {
        self.parser.finish();
        self.read(keep);
        // Nothing behind it proves that it is whole. Of a long one the parser does not say whether its end was there.
        let is_cut = self.last.as_ref().is_some_and(|last| match last.note {
            Some(ProblemKind::StatementLong) => !self.ends_whole,
            None => {
                last.may_be_head
                    || last.is_first && (!last.says_user || self.begins_within && last.lacks_time())
            }
            Some(_) => true,
        });
        self.settle(is_cut, keep);
        self.parser = Parser::new(self.options.limits);
        self.repeats.clear();
        self.beginnings = [0].into();
        (self.fed_bytes, self.begins_within, self.ends_whole, self.broken_at) = (0, false, false, None);
    }

    fn read(&mut self, keep: &mut impl FnMut(SlowQueryWrite)) {
        // Taken out for as long as its items borrow from it.
        let mut parser = std::mem::take(&mut self.parser);
        while let Some(item) = parser.next(&mut self.judge) {
            match item {
                Item::Event(event) => self.take(&event, keep),
                // A note on the entry before.
                Item::Problem(problem) if problem.length == 0 => match problem.kind {
                    ProblemKind::CutEnd => self.settle(true, keep),
                    kind => self.last.iter_mut().for_each(|last| last.note = Some(kind)),
                },
                Item::Problem(problem) => self.begins_within |= problem.kind == ProblemKind::CutStart,
                Item::Banner(_) => {}
            }
        }
        self.parser = parser;
    }

    fn take(&mut self, event: &Event<'_>, keep: &mut impl FnMut(SlowQueryWrite)) {
        let place = event.offset..event.offset.saturating_add(event.length);
        let is_first = self.beginnings.front().is_some_and(|beginning| *beginning <= place.start);
        // A file that begins within this entry has the rest of it, and so its first entry is not cut.
        while self.beginnings.pop_front_if(|beginning| *beginning < place.end).is_some() {}
        let is_cut = self.last.as_ref().is_some_and(|last| last.began_before(event));
        self.settle(is_cut, keep);
        if event.administrator_command.is_some() {
            self.left_out.administrator_commands += 1;
            return;
        }
        let write = if !self.sieve.passes(event) {
            self.left_out.by_options += 1;
            None
        } else {
            let write = self.judge.record(event, &self.target, self.is_redacted);
            self.left_out.without_time += u64::from(write.is_none());
            write
        };
        self.last = Some(Last {
            content: record::content(event, &self.target),
            place,
            second: record::at(event).unwrap_or_default().0.div_euclid(1_000_000),
            write,
            note: None,
            is_first,
            says_user: says_user(event),
            may_be_head: may_be_head(event.text),
            time_origin: event.time_origin,
        });
    }

    /// Gives the last entry out, or leaves it out.
    fn settle(&mut self, is_cut: bool, keep: &mut impl FnMut(SlowQueryWrite)) {
        let Some(last) = self.last.take() else { return };
        let is_broken = self.broken_at.is_some_and(|at| last.place.start < at && at <= last.place.end);
        if is_cut || is_broken {
            self.left_out.cut += u64::from(last.write.is_some());
            return;
        }
        // Also those that are not kept count: what the options leave out moves no id.
        let ordinal = self.repeats.ordinal(last.second, last.content);
        if let Some(mut write) = last.write {
            write.query.id = LogEntryKey::id(last.content, ordinal);
            keep(write);
        }
    }
}

impl Last {
    /// Whether the file begins within this entry: it lacks a line that all entries of its kind have, as `next` shows.
    fn began_before(&self, next: &Event<'_>) -> bool {
        let lacks_time = next.time_origin == TimeOrigin::Logged && self.lacks_time();
        let lacks_user = says_user(next) && !self.says_user;
        self.is_first && (lacks_time || lacks_user)
    }

    /// Whether it has no exact time of its own.
    fn lacks_time(&self) -> bool {
        !matches!(self.time_origin, TimeOrigin::Logged | TimeOrigin::StartAndEnd)
    }
}

fn may_be_head(text: &[u8]) -> bool {
    text.starts_with(b"use ")
        || text.starts_with(b"SET ") && memchr::memmem::find(text, b"timestamp=").is_some()
}

fn says_user(event: &Event<'_>) -> bool {
    memchr::memmem::find(event.head, b"# User@Host: ").is_some()
}

#[cfg(test)]
#[path = "entries_tests.rs"]
mod tests;
