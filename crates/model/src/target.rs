//! One MySQL server endpoint that is watched.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::UtcMicros;

/// The name of a target, unique in one Auroscope: 1 to 64 of `a-z A-Z 0-9 . _ -`, not starting with `.` or `-`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, pattern = "^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$", example = "shop-writer")]
pub struct TargetId(String);

/// Why a text cannot name a target.
#[derive(Debug, thiserror::Error)]
#[error(
    "'{0}' cannot name a target: use 1 to 64 letters, digits, '.', '_' or '-', beginning with a letter, a digit or '_'"
)]
pub struct TargetIdError(String);

impl TargetId {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name a target gets when none is given: `host-port`, or the host alone on the default port.
    #[must_use]
    pub fn from_endpoint(host: &str, port: u16) -> Self {
        let mut name: String = host
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() || c == '.' || c == '-' { c } else { '_' })
            .collect();
        if port != 3306 {
            name.truncate(58);
            name = format!("{name}-{port}");
        }
        name.truncate(64);
        if !name.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_') {
            name = format!("_{}", name.chars().take(63).collect::<String>());
        }
        Self(name)
    }
}

impl fmt::Display for TargetId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for TargetId {
    type Err = TargetIdError;
    fn from_str(text: &str) -> Result<Self, TargetIdError> {
        let good = (1..=64).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
            && !text.starts_with(['.', '-']);
        if good { Ok(Self(text.to_owned())) } else { Err(TargetIdError(text.chars().take(80).collect())) }
    }
}

impl TryFrom<String> for TargetId {
    type Error = TargetIdError;
    fn try_from(text: String) -> Result<Self, TargetIdError> {
        text.parse()
    }
}

impl From<TargetId> for String {
    fn from(id: TargetId) -> String {
        id.0
    }
}

/// How the connection to a target is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TlsMode {
    /// TLS, and the certificate must be of this host, by a trusted authority. The default except on loopback.
    #[default]
    VerifyIdentity,
    /// TLS without any check of who answers. Only by explicit choice: it does not stop a man in the middle.
    SkipVerify,
    /// No TLS. Only by explicit choice, or by default on loopback, where there is no network to listen on.
    Off,
}

/// One MySQL server endpoint that is watched. Never holds the password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Target {
    /// Its unique name.
    pub id: TargetId,
    /// Host name or address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// The MySQL account's user name.
    pub user: String,
    /// How the connection is protected.
    pub tls: TlsMode,
    /// Path of a PEM file with the authorities to trust; none means the usual web authorities.
    pub tls_ca_file: Option<String>,
    /// Whether a password is kept for it (the password itself is never shown).
    pub has_password: bool,
    /// False when watching it has been paused.
    pub enabled: bool,
    /// True when it comes from the command line, environment or configuration file, and so can be changed only there.
    pub configured: bool,
    /// True when it is an instance that rules over the inventory chose: it goes when they choose it no more.
    #[serde(default)]
    pub discovered: bool,
    /// When it was added.
    pub added_at: UtcMicros,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_checked() {
        for good in ["a", "shop-writer", "db.example.com-3307", "_1", "A_b"] {
            assert!(good.parse::<TargetId>().is_ok(), "{good}");
        }
        for bad in ["", "-a", ".a", "a b", "a/b", "한국", "<script>", &"x".repeat(65)] {
            assert!(bad.parse::<TargetId>().is_err(), "{bad}");
        }
    }

    #[test]
    fn an_endpoint_always_gives_a_good_name() {
        for (host, port) in
            [("127.0.0.1", 3306), ("::1", 3307), ("데이터", 1), ("-x", 3306), (&"h".repeat(300), 65535)]
        {
            let id = TargetId::from_endpoint(host, port);
            assert!(id.as_str().parse::<TargetId>().is_ok(), "{id}");
        }
        assert_eq!(TargetId::from_endpoint("db1", 3306).as_str(), "db1");
        assert_eq!(TargetId::from_endpoint("db1", 3307).as_str(), "db1-3307");
    }
}
