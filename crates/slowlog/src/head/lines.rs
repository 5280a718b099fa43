//! The lines of a head that begin with `#`.

use memchr::memmem;

use super::{Head, Logged, Span};
use crate::attributes::Attributes;
use crate::cursor::Cursor;
use crate::near::find_near;

impl Head {
    /// Takes one line with `#`; says whether it may belong to this head.
    #[inline]
    pub(super) fn read_line(&mut self, line: &[u8], window: &[u8]) -> bool {
        match line.get(2) {
            Some(b'T') if line.starts_with(b"# Time: ") => {
                if self.logged.is_some() || self.user.is_some() || self.query_time_us.is_some() {
                    return false;
                }
                self.read_opening(line, window).is_some()
            }
            Some(b'U') if line.starts_with(b"# User@Host: ") => {
                let is_first = self.user.is_none() && self.query_time_us.is_none();
                is_first && self.read_user(&line[13..], window).is_some()
            }
            Some(b'Q') if line.starts_with(b"# Query_time: ") => {
                let cursor = Cursor { bytes: line, at: 14 };
                self.query_time_us.is_none() && self.read_figures(cursor, window).is_some()
            }
            Some(b'T' | b'S') => {
                self.says_more = true;
                self.read_attributes(&line[2..], window);
                true
            }
            _ => {
                self.says_more = true;
                true
            }
        }
    }

    /// One of the lines that may open an entry, if it is well formed.
    #[inline]
    pub(super) fn read_opening(&mut self, line: &[u8], window: &[u8]) -> Option<()> {
        let mut cursor = Cursor::new(line);
        if cursor.eat(b"# Time: ") {
            self.logged = match cursor.rfc3339() {
                Some(at) => Some(Logged::Utc(at)),
                None => Some(Logged::Local(cursor.old_time()?)),
            };
            cursor.skip_blanks();
            cursor.rest().is_empty().then_some(())
        } else if cursor.eat(b"# User@Host: ") {
            self.read_user(cursor.rest(), window)
        } else if cursor.eat(b"# Query_time: ") {
            self.read_figures(cursor, window)
        } else {
            None
        }
    }

    /// `root[root] @ localhost [127.0.0.1]  Id:    16`, where each part may be empty.
    #[inline]
    fn read_user(&mut self, text: &[u8], window: &[u8]) -> Option<()> {
        let open = find_near(b'[', text)?;
        let close = open + end_of_login(&text[open..])?;
        // The account comes first; it is empty for an anonymous one, which then has its login name only.
        let user = if open > 0 { &text[..open] } else { &text[open + 1..close] };
        let place = &text[close + 4..];
        let bracket = find_near(b'[', place)?;
        let end = bracket + find_near(b']', &place[bracket..])?;
        let host = &place[..bracket];
        self.user = Some(Span::of(user, window));
        self.account = Span::of(&text[..close + 4 + end], window);
        self.host = Span::of(host.strip_suffix(b" ").unwrap_or(host), window);
        self.address = Span::of(&place[bracket + 1..end], window);
        let mut rest = Cursor::new(&place[end + 1..]);
        if rest.eat_after_blanks(b"Id:") {
            rest.skip_blanks();
            self.connection_id = rest.number();
        }
        Some(())
    }

    /// `0.600417  Lock_time: 0.000000 Rows_sent: 1  Rows_examined: 1`, and what may follow.
    #[inline]
    fn read_figures(&mut self, mut cursor: Cursor<'_>, window: &[u8]) -> Option<()> {
        self.query_time_us = Some(cursor.decimal_us()?);
        if cursor.eat_after_blanks(b"Lock_time: ") {
            // A lock time of half a million years is a difference below zero: unknown.
            self.lock_time_us = cursor.decimal_us().filter(|&us| us < u64::MAX / 2);
        }
        if cursor.eat_after_blanks(b"Rows_sent: ") {
            self.rows_sent = cursor.number();
        }
        if cursor.eat_after_blanks(b"Rows_examined: ") {
            self.rows_examined = cursor.number();
        }
        cursor.skip_blanks();
        if cursor.rest().is_empty() {
            return Some(());
        }
        self.says_more = true;
        if cursor.eat(b"Thread_id: ") {
            self.connection_id = cursor.number().or(self.connection_id);
            if let Some(start) = start_of_times(cursor.rest()) {
                cursor.at += start + 8;
                self.started_at = cursor.rfc3339();
                self.finished_at = cursor.eat_after_blanks(b"End: ").then(|| cursor.rfc3339()).flatten();
            }
        }
        self.read_attributes(cursor.rest(), window);
        Some(())
    }

    /// Of the many attributes those that an event shows in fields of its own.
    fn read_attributes(&mut self, text: &[u8], window: &[u8]) {
        for (name, value) in Attributes::new(text) {
            match name {
                b"Schema" => self.schema_attribute = Some(Span::of(value, window)),
                b"Thread_id" => self.connection_id = Cursor::new(value).number().or(self.connection_id),
                _ => {}
            }
        }
    }
}

/// Where ` Start: … End: …` begins, which is at the end of the line but in Percona Server.
#[inline]
fn start_of_times(text: &[u8]) -> Option<usize> {
    const USUAL: usize = b" Start: 2026-11-21T08:21:35.496796Z End: 2026-11-21T08:21:35.499347Z".len();
    match text.len().checked_sub(USUAL) {
        Some(at) if text[at..].starts_with(b" Start: ") => Some(at),
        _ => memmem::find(text, b" Start: "),
    }
}

/// Where `] @ ` ends the name of the login: a name may hold brackets.
#[inline]
fn end_of_login(text: &[u8]) -> Option<usize> {
    let first = find_near(b']', text)?;
    let rest = &text[first..];
    let more = if rest.starts_with(b"] @ ") { Some(0) } else { memmem::find(rest, b"] @ ") };
    more.map(|more| first + more)
}
