//! Which form the events have, as far as the beginning shows; and how a line of a form begins.

use std::fmt;

use auroscope_slowlog::PartStart;

/// How events were written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Form {
    /// JSON: `aws logs filter-log-events` and `get-log-events`, their events alone, or one a line.
    Json,
    /// An export to S3: each event begins with its time.
    Export,
    /// `aws logs tail`: each event begins with its time and its log stream's name.
    Tail,
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Json => "events of CloudWatch in JSON",
            Self::Export => "events of CloudWatch, each behind its time, as an export to S3 has them",
            Self::Tail => {
                "events of CloudWatch, each behind its time and log stream, as 'aws logs tail' gives them"
            }
        })
    }
}

/// With which of these keys the first object begins that holds events, or is one.
const FIRST_KEYS: [&[u8]; 9] = [
    b"events",
    b"searchedLogStreams",
    b"nextToken",
    b"nextForwardToken",
    b"nextBackwardToken",
    b"logStreamName",
    b"timestamp",
    b"message",
    b"ingestionTime",
];
/// What an entry's beginning takes at least; what is shorter could still become one.
const LEAST_ENTRY_BYTES: usize = "# User@Host: ".len();

/// The form of what begins like this. None: more has to be seen.
pub(super) fn of(beginning: &[u8], is_all: bool) -> Option<Option<Form>> {
    let unclear = if is_all { Some(None) } else { None };
    match beginning.trim_ascii_start() {
        [] => unclear,
        [b'{' | b'[', ..] => of_json(beginning.trim_ascii_start()).map_or(unclear, Some),
        [b'0'..=b'9', ..] => of_lines(beginning, is_all).map_or(unclear, Some),
        _ => Some(None),
    }
}

fn of_json(beginning: &[u8]) -> Option<Option<Form>> {
    let mut rest = beginning;
    if let Some(behind) = rest.strip_prefix(b"[") {
        rest = behind.trim_ascii_start();
    }
    let Some((b'{', rest)) = rest.split_first() else { return (!rest.is_empty()).then_some(None) };
    let Some((b'"', key)) = rest.trim_ascii_start().split_first() else {
        return (!rest.trim_ascii_start().is_empty()).then_some(None);
    };
    match memchr::memchr(b'"', key) {
        Some(end) => Some(FIRST_KEYS.contains(&&key[..end]).then_some(Form::Json)),
        None if key.len() > 64 => Some(None),
        None => None,
    }
}

/// The first line has a time before it, and so does the first line that begins an entry.
fn of_lines(beginning: &[u8], is_all: bool) -> Option<Option<Form>> {
    let mut is_first = true;
    let mut rest = beginning;
    while !rest.is_empty() {
        let end = memchr::memchr(b'\n', rest).map(|at| at + 1);
        if end.is_none() && !is_all {
            return None;
        }
        // A banner may begin with any word, also with a log stream's name.
        for form in [Form::Tail, Form::Export] {
            if Prefix::of(rest, form == Form::Tail).is_some_and(|prefix| begins_entry(&rest[prefix.length..]))
            {
                return Some(Some(form));
            }
        }
        if is_first && Prefix::of(rest, false).is_none() || begins_entry(rest) {
            return Some(None);
        }
        is_first = false;
        rest = &rest[end.unwrap_or(rest.len())..];
    }
    None
}

/// Whether an entry or a banner begins here.
pub(super) fn begins_entry(text: &[u8]) -> bool {
    text.len() >= LEAST_ENTRY_BYTES && PartStart::of(text) == PartStart::Entry
}

/// What stands before an event.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Prefix {
    /// With the blank behind it.
    time_length: usize,
    /// Where the event's own text begins.
    pub(super) length: usize,
}

impl Prefix {
    /// What a line begins with: a time, and a name if there is to be one.
    pub(super) fn of(line: &[u8], has_name: bool) -> Option<Self> {
        let time_length = time_length(line)?;
        if !has_name {
            return Some(Self { time_length, length: time_length });
        }
        let name = &line[time_length..];
        // A log stream's name has at most 512 characters, and neither of these two.
        let end = name.iter().take(2_048).position(|byte| matches!(byte, b' ' | b':' | b'*' | b'\n'))?;
        (end > 0 && name[end] == b' ').then_some(Self { time_length, length: time_length + end + 1 })
    }

    /// The log stream's name; empty if there is none.
    pub(super) fn name(self, line: &[u8]) -> &[u8] {
        &line[self.time_length..self.length]
    }
}

/// How long `2026-11-21T06:16:23.123Z ` is at the line's start: any fraction, and a zone in any form or none.
fn time_length(line: &[u8]) -> Option<usize> {
    let shape = b"dddd-dd-ddTdd:dd:dd";
    let is_of_shape = |(byte, shape): (&u8, &u8)| match shape {
        b'd' => byte.is_ascii_digit(),
        other => byte == other,
    };
    if line.len() < shape.len() || !line.iter().zip(shape).all(is_of_shape) {
        return None;
    }
    let mut rest = &line[shape.len()..];
    if let Some(fraction) = rest.strip_prefix(b".") {
        let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
        rest = &fraction[digits..];
    }
    let rest = match rest {
        [b'Z', rest @ ..] => rest,
        [b'+' | b'-', a, b, b':', c, d, rest @ ..]
            if [a, b, c, d].iter().all(|byte| byte.is_ascii_digit()) =>
        {
            rest
        }
        rest => rest,
    };
    rest.starts_with(b" ").then(|| line.len() - rest.len() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(beginning: &str) -> Option<Form> {
        let whole = of(beginning.as_bytes(), true).unwrap();
        // Less of it says the same, or nothing.
        for end in 0..beginning.len() {
            let seen = of(&beginning.as_bytes()[..end], false);
            assert!(seen.is_none() || seen == Some(whole), "{beginning} to {end}: {seen:?}");
        }
        whole
    }

    #[test]
    fn what_holds_events_is_told_from_what_does_not() {
        for text in [
            "{\"events\":[]}",
            "\n{\n    \"events\": [\n",
            "[ { \"timestamp\" : 1",
            "{\"message\":\"# Time",
            "{\"nextForwardToken\": \"f/1\", \"events\": []}",
        ] {
            assert_eq!(form(text), Some(Form::Json), "{text}");
        }
        let entry = "# Time: 2026-11-21T06:16:23.000000Z\n# User@Host: a[a] @  [10.0.0.1]  Id: 1\n";
        let export = format!("2026-11-21T06:16:23.000Z {entry}");
        assert_eq!(form(&export), Some(Form::Export));
        assert_eq!(form(&format!("2026-11-21T06:16:20.000Z noise\n{export}")), Some(Form::Export));
        for time in ["2026-11-21T06:16:23.123000+00:00", "2026-11-21T06:16:23"] {
            assert_eq!(form(&format!("{time} shop-1 {entry}")), Some(Form::Tail), "{time}");
        }
        for text in [
            "",
            " ",
            "{}",
            "[]",
            "[1]",
            "{\"summary\":{\"events\":1}}",
            "{'events'",
            entry,
            "2026-11-21T06:16:23.000Z is the time\n",
            &format!("2026-11-21T06:16:23.000Z is in a text;\n{entry}{export}"),
            &format!("1;\n{export}"),
            &format!("select 1;\n{export}"),
        ] {
            assert_eq!(form(text), None, "{text}");
        }
    }
}
