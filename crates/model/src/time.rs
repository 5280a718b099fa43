//! The one representation of a moment: microseconds since 1970-01-01T00:00:00 UTC.

use std::fmt;
use std::ops::{Add, Sub};
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A moment in UTC, in microseconds since the Unix epoch.
///
/// Written and read as RFC 3339 with six decimals and `Z`; zones are applied at the edge, by whoever shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct UtcMicros(pub i64);

/// Why a text is not a time.
#[derive(Debug, thiserror::Error)]
#[error("'{0}' is not a time: give RFC 3339 such as 2026-11-21T04:48:29Z, or epoch seconds or milliseconds")]
pub struct ParseTimeError(String);

impl UtcMicros {
    /// The moment `us` microseconds later, stopping at the ends of the range.
    #[must_use]
    pub fn saturating_add_us(self, us: u64) -> Self {
        Self(self.0.saturating_add(i64::try_from(us).unwrap_or(i64::MAX)))
    }

    /// The moment `us` microseconds earlier, stopping at the ends of the range.
    #[must_use]
    pub fn saturating_sub_us(self, us: u64) -> Self {
        Self(self.0.saturating_sub(i64::try_from(us).unwrap_or(i64::MAX)))
    }

    /// Microseconds from `earlier` to `self`; zero when `earlier` is later.
    #[must_use]
    pub fn since_us(self, earlier: Self) -> u64 {
        u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0)
    }
}

impl Add<i64> for UtcMicros {
    type Output = Self;
    fn add(self, us: i64) -> Self {
        Self(self.0.saturating_add(us))
    }
}

impl Sub for UtcMicros {
    type Output = i64;
    fn sub(self, other: Self) -> i64 {
        self.0.saturating_sub(other.0)
    }
}

impl fmt::Display for UtcMicros {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Timestamp::from_microsecond(self.0) {
            Ok(at) => write!(f, "{at:.6}"),
            // Years beyond ±9999 have no RFC 3339 form; the number still says what is there.
            Err(_) => write!(f, "{}us", self.0),
        }
    }
}

impl FromStr for UtcMicros {
    type Err = ParseTimeError;

    /// RFC 3339, or epoch seconds (up to 11 digits), or epoch milliseconds (12 digits or more).
    fn from_str(text: &str) -> Result<Self, ParseTimeError> {
        let refuse = || ParseTimeError(text.chars().take(64).collect());
        if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
            let number: i64 = text.parse().map_err(|_| refuse())?;
            let factor = if text.len() <= 11 { 1_000_000 } else { 1_000 };
            return number.checked_mul(factor).map(Self).ok_or_else(refuse);
        }
        let at: Timestamp = text.parse().map_err(|_| refuse())?;
        Ok(Self(at.as_microsecond()))
    }
}

impl Serialize for UtcMicros {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for UtcMicros {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl utoipa::PartialSchema for UtcMicros {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .format(Some(utoipa::openapi::SchemaFormat::KnownFormat(utoipa::openapi::KnownFormat::DateTime)))
            .description(Some("RFC 3339 in UTC with microseconds"))
            .into()
    }
}

impl utoipa::ToSchema for UtcMicros {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_and_reads_rfc_3339_with_microseconds() {
        let at = UtcMicros(1_795_236_814_000_001);
        assert_eq!(at.to_string(), "2026-11-21T04:53:34.000001Z");
        assert_eq!("2026-11-21T04:53:34.000001Z".parse::<UtcMicros>().unwrap(), at);
        assert_eq!("2026-11-21T13:53:34.000001+09:00".parse::<UtcMicros>().unwrap(), at);
    }

    #[test]
    fn reads_epoch_seconds_and_milliseconds() {
        assert_eq!("1795236814".parse::<UtcMicros>().unwrap().0, 1_795_236_814_000_000);
        assert_eq!("1795236814001".parse::<UtcMicros>().unwrap().0, 1_795_236_814_001_000);
    }

    #[test]
    fn refuses_what_is_no_time() {
        for text in ["", "yesterday", "2026-13-01T00:00:00Z", "99999999999999999999", "-5"] {
            assert!(text.parse::<UtcMicros>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_ends_of_the_range_do_not_overflow() {
        assert_eq!(UtcMicros(i64::MAX).saturating_add_us(u64::MAX).0, i64::MAX);
        assert_eq!(UtcMicros(5).since_us(UtcMicros(9)), 0);
        assert!(UtcMicros(i64::MIN).to_string().ends_with("us"));
    }
}
