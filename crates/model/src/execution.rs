//! What names one run of a statement, and what names a statement.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use xxhash_rust::xxh3::Xxh3;

use crate::TargetId;

/// Why a text is not a 128-bit id.
#[derive(Debug, thiserror::Error)]
#[error("'{0}' is not an id: 32 hexadecimal digits are expected")]
pub struct ParseIdError(String);

/// The identity of one execution: a connection id alone is used again and again, and a thread id starts
/// over with each boot, so all five parts are needed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ExecutionKey {
    /// The target it was seen on (two targets may be doors to one server).
    pub target: TargetId,
    /// `@@server_uuid`.
    pub server_uuid: String,
    /// The server's start in epoch seconds: `UNIX_TIMESTAMP() - Uptime` in one statement, which is the same
    /// number for the whole life of a server process, also over a step of its clock.
    pub booted_at_s: i64,
    /// `performance_schema.threads.THREAD_ID`.
    pub thread_id: u64,
    /// `events_statements_current.EVENT_ID`.
    pub event_id: u64,
}

impl ExecutionKey {
    /// The id under which the execution is kept: the same for the same key, for ever.
    #[must_use]
    pub fn id(&self) -> ExecutionId {
        let mut hash = Xxh3::new();
        for part in [self.target.as_str(), &self.server_uuid] {
            hash.update(&(part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
        hash.update(&self.booted_at_s.to_le_bytes());
        hash.update(&self.thread_id.to_le_bytes());
        hash.update(&self.event_id.to_le_bytes());
        ExecutionId(hash.digest128())
    }
}

macro_rules! hex_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u128);

        impl $name {
            /// The sixteen bytes, most significant first: how stores keep it.
            #[must_use]
            pub fn to_bytes(self) -> [u8; 16] {
                self.0.to_be_bytes()
            }

            /// The id of sixteen stored bytes.
            #[must_use]
            pub fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(u128::from_be_bytes(bytes))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:032x}", self.0)
            }
        }

        impl FromStr for $name {
            type Err = ParseIdError;
            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                let refuse = || ParseIdError(text.chars().take(64).collect());
                // from_str_radix takes a sign, which no id has.
                if text.len() != 32 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
                    return Err(refuse());
                }
                u128::from_str_radix(text, 16).map(Self).map_err(|_| refuse())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .pattern(Some("^[0-9a-f]{32}$"))
                    .into()
            }
        }

        impl utoipa::ToSchema for $name {}
    };
}

hex_id! {
    /// The id of one execution; 32 hexadecimal digits when shown.
    ExecutionId
}

hex_id! {
    /// Our own name of a statement (a normalised text); 32 hexadecimal digits when shown.
    ///
    /// Made by the crate `sql`, not MySQL's own digest, which changes between major versions.
    Fingerprint
}

hex_id! {
    /// The id of one plan of a statement; 32 hexadecimal digits when shown.
    PlanId
}

hex_id! {
    /// What plans have in common that differ in literals, rows and costs only; 32 hexadecimal digits when shown.
    ///
    /// Made by the crate `plan`.
    PlanShape
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> ExecutionKey {
        ExecutionKey {
            target: "shop".parse().unwrap(),
            server_uuid: "5d61edde-e567-11f1-aedf-02fc00000001".into(),
            booted_at_s: 1_795_236_756,
            thread_id: 57,
            event_id: 3,
        }
    }

    /// The id is stored: a release that changes it would count every running statement twice.
    #[test]
    fn the_id_of_a_key_never_changes() {
        assert_eq!(key().id().to_string(), "cbf0ad407dbf8531b3676d7a7cd78593");
    }

    #[test]
    fn each_part_of_the_key_counts() {
        let ids = [
            key(),
            ExecutionKey { target: "shop2".parse().unwrap(), ..key() },
            ExecutionKey { server_uuid: "other".into(), ..key() },
            ExecutionKey { booted_at_s: 1, ..key() },
            ExecutionKey { thread_id: 58, ..key() },
            ExecutionKey { event_id: 4, ..key() },
        ]
        .map(|k| k.id());
        for (i, a) in ids.iter().enumerate() {
            assert!(ids[i + 1..].iter().all(|b| a != b));
        }
    }

    #[test]
    fn ids_read_back_and_refuse_other_texts() {
        let id = key().id();
        assert_eq!(id.to_string().parse::<ExecutionId>().unwrap(), id);
        for text in ["", "12", "zz", "+1234567890123456789012345678901", "가나다"] {
            assert!(text.parse::<ExecutionId>().is_err(), "{text}");
        }
    }
}
