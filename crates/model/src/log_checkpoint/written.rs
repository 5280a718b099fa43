//! A checkpoint as it is kept: short, and believed only if it makes sense.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::{Key, LogCheckpoint};

/// The events are one text, `OFFSET:HASH` or `OFFSETxCOUNT:HASH` each: a tenth of what a list of objects is.
#[derive(Serialize, Deserialize)]
pub(super) struct Written {
    begins_ms: i64,
    whole_until_ms: i64,
    last_ms: Option<i64>,
    forgotten_until_ms: Option<i64>,
    taken: String,
}

/// Why it cannot be believed.
#[derive(Debug, thiserror::Error)]
#[error("a log's checkpoint cannot be read: {0:?} is no event")]
pub(super) struct NoEvent(String);

impl From<LogCheckpoint> for Written {
    fn from(checkpoint: LogCheckpoint) -> Self {
        let mut taken = String::with_capacity(checkpoint.taken.len() * 24);
        for ((at_ms, hash), count) in &checkpoint.taken {
            let separator = if taken.is_empty() { "" } else { " " };
            let offset_ms = at_ms.saturating_sub(checkpoint.whole_until_ms);
            // Writing to a string does not fail.
            let _ = match count {
                1 => write!(taken, "{separator}{offset_ms}:{hash:x}"),
                count => write!(taken, "{separator}{offset_ms}x{count}:{hash:x}"),
            };
        }
        Self {
            begins_ms: checkpoint.begins_ms,
            whole_until_ms: checkpoint.whole_until_ms,
            last_ms: checkpoint.last_ms,
            forgotten_until_ms: checkpoint.forgotten_until_ms,
            taken,
        }
    }
}

impl TryFrom<Written> for LogCheckpoint {
    type Error = NoEvent;

    fn try_from(written: Written) -> Result<Self, NoEvent> {
        let mut taken = BTreeMap::new();
        for event in written.taken.split_ascii_whitespace() {
            let (key, count) =
                event_of(event, written.whole_until_ms).ok_or_else(|| NoEvent(event.to_owned()))?;
            taken.insert(key, count);
        }
        Ok(Self {
            begins_ms: written.begins_ms,
            whole_until_ms: written.whole_until_ms,
            last_ms: written.last_ms,
            forgotten_until_ms: written.forgotten_until_ms,
            taken,
        })
    }
}

fn event_of(text: &str, whole_until_ms: i64) -> Option<(Key, u32)> {
    let (time, hash) = text.split_once(':')?;
    let (offset, count) = time.split_once('x').unwrap_or((time, "1"));
    let at_ms = whole_until_ms.checked_add_unsigned(offset.parse().ok()?)?;
    let count = count.parse().ok().filter(|count| *count > 0)?;
    Some(((at_ms, u64::from_str_radix(hash, 16).ok()?), count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkpoint_is_the_same_after_being_kept() {
        let mut reading = LogCheckpoint::new(-5).reading(-5, 0);
        for (at_ms, text) in [(-5, "a"), (-5, "a"), (7, "한국어"), (7, "b"), (9, "")] {
            assert!(reading.accept(at_ms, text.as_bytes()), "{text}");
        }
        let checkpoint = reading.stopped();
        assert_eq!(checkpoint.remembered(), 4);
        let written = Written::from(checkpoint.clone());
        assert_eq!(written.taken.split(' ').next(), Some("0x2:e6c632b61e964e1f"), "{}", written.taken);
        assert_eq!(LogCheckpoint::try_from(written).unwrap(), checkpoint);
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let cases =
            ["1", "a:1", "-1:1", "1:g", "1x0:1", "1x:1", "9223372036854775808:1", "18446744073709551616:1"];
        for taken in cases {
            let written = Written {
                begins_ms: 0,
                whole_until_ms: 0,
                last_ms: None,
                forgotten_until_ms: None,
                taken: format!("1:1 {taken}"),
            };
            let error = LogCheckpoint::try_from(written).unwrap_err();
            assert!(error.to_string().contains(taken), "{error}");
        }
    }
}
