//! What names an execution that only a slow log tells of: what its entry says.

use xxhash_rust::xxh3::Xxh3;

use crate::{ExecutionId, TargetId, UtcMicros};

/// Keeps these ids apart from those of other keys, and from those of another rule.
const RULE: &[u8] = b"slow log 1";

/// The identity of one entry of a slow log, borrowed from it.
///
/// It holds what the entry itself says and nothing that depends on where the entry stands: no file, no offset, not the
/// schema, which servers write only where it changes, and not what `SET timestamp` means, which a banner tells. So the
/// same entry is the same execution in a copy, a packed file, several logs joined and a part of one.
///
/// The log's time may be as coarse as a second (5.6, MariaDB), and a connection may run the same statement several
/// times in one, with the same figures. Such entries say the same: `ordinal` counts them, in their order, within one
/// second of one log. A log that is cut between two of them makes them one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the log's entry")]
pub struct LogEntryKey<'a> {
    /// The log is this target's: two servers may well run the same.
    pub target: &'a TargetId,
    /// When, as the entry says: the end, or else what `SET timestamp` says.
    pub at: Option<UtcMicros>,
    pub query_time_us: u64,
    pub lock_time_us: Option<u64>,
    pub rows_sent: Option<u64>,
    pub rows_examined: Option<u64>,
    pub connection_id: Option<u64>,
    pub user: Option<&'a [u8]>,
    pub host: Option<&'a [u8]>,
    pub address: Option<&'a [u8]>,
    /// The statement as it was sent; of a very long one its first megabyte.
    pub text: &'a [u8],
    /// How long the whole statement is.
    pub text_bytes: u64,
}

impl LogEntryKey<'_> {
    /// What all entries that say the same have in common.
    #[must_use]
    pub fn content(&self) -> u128 {
        let mut hash = Xxh3::new();
        hash.update(RULE);
        bytes(&mut hash, Some(self.target.as_str().as_bytes()));
        number(&mut hash, self.at.map(|at| at.0 as u64));
        number(&mut hash, Some(self.query_time_us));
        for figure in [self.lock_time_us, self.rows_sent, self.rows_examined, self.connection_id] {
            number(&mut hash, figure);
        }
        for name in [self.user, self.host, self.address, Some(self.text)] {
            bytes(&mut hash, name);
        }
        number(&mut hash, Some(self.text_bytes));
        hash.digest128()
    }

    /// The id of the entry with this [`LogEntryKey::content`] that so many of the same came before: the same for ever.
    #[must_use]
    pub fn id(content: u128, ordinal: u64) -> ExecutionId {
        let mut hash = Xxh3::new();
        hash.update(&content.to_le_bytes());
        hash.update(&ordinal.to_le_bytes());
        ExecutionId(hash.digest128())
    }
}

/// With a mark for what is unknown, which is not zero; and with its length, so that parts do not run together.
fn bytes(hash: &mut Xxh3, part: Option<&[u8]>) {
    number(hash, part.map(|part| part.len() as u64));
    hash.update(part.unwrap_or_default());
}

fn number(hash: &mut Xxh3, value: Option<u64>) {
    hash.update(&[u8::from(value.is_some())]);
    hash.update(&value.unwrap_or_default().to_le_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(target: &TargetId) -> LogEntryKey<'_> {
        LogEntryKey {
            target,
            at: Some(UtcMicros(1_795_233_600_500_000)),
            query_time_us: 500_000,
            lock_time_us: Some(0),
            rows_sent: Some(1),
            rows_examined: Some(2),
            connection_id: Some(7),
            user: Some(b"app"),
            host: Some(b"web"),
            address: Some(b"10.0.0.1"),
            text: "select '한국어'".as_bytes(),
            text_bytes: 18,
        }
    }

    /// The ids are stored: a release that changes the rule would import every log a second time.
    #[test]
    fn the_id_of_an_entry_never_changes() {
        let target = "shop".parse().unwrap();
        let content = key(&target).content();
        let ids = [0, 1].map(|ordinal| LogEntryKey::id(content, ordinal).to_string());
        assert_eq!(ids, ["55dfc89f7786df114433c9f591f29170", "b32c5df94359093df0640ae04c67b863"]);
    }

    #[test]
    fn each_part_counts_and_unknown_is_not_zero() {
        let (target, other) = ("shop".parse().unwrap(), "shop2".parse().unwrap());
        let whole = key(&target);
        let keys = [
            whole,
            LogEntryKey { target: &other, ..whole },
            LogEntryKey { at: None, ..whole },
            LogEntryKey { query_time_us: 1, ..whole },
            LogEntryKey { lock_time_us: None, ..whole },
            LogEntryKey { rows_sent: None, ..whole },
            LogEntryKey { rows_examined: None, ..whole },
            LogEntryKey { connection_id: None, ..whole },
            LogEntryKey { connection_id: Some(0), ..whole },
            LogEntryKey { user: None, ..whole },
            LogEntryKey { user: Some(b""), ..whole },
            LogEntryKey { user: Some(b"appweb"), host: Some(b""), ..whole },
            LogEntryKey { host: None, ..whole },
            LogEntryKey { address: None, ..whole },
            LogEntryKey { text: b"select 1", ..whole },
            LogEntryKey { text_bytes: 19, ..whole },
        ];
        let contents = keys.map(|key| key.content());
        for (i, content) in contents.iter().enumerate() {
            assert!(contents[i + 1..].iter().all(|other| other != content), "{:?}", keys[i]);
        }
    }
}
