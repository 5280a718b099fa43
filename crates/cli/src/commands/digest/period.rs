//! Moments as people write them: RFC 3339, a date, a date and a time, or so long ago.

use auroscope_model::UtcMicros;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::settings::parse_duration;

/// Reads a moment. What names no zone is UTC, as the report's times are.
pub(crate) fn moment(text: &str) -> Result<UtcMicros, String> {
    moment_at(text, UtcMicros(Timestamp::now().as_microsecond()))
}

fn moment_at(text: &str, now: UtcMicros) -> Result<UtcMicros, String> {
    let text = text.trim();
    let ago = text.strip_suffix("ago").unwrap_or(text).trim();
    if ago.ends_with(|c: char| c.is_ascii_lowercase())
        && let Ok(back) = parse_duration(ago)
    {
        return Ok(now.saturating_sub_us(u64::try_from(back.as_micros()).unwrap_or(u64::MAX)));
    }
    if let Ok(at) = text.parse::<UtcMicros>() {
        return Ok(at);
    }
    let civil: Option<DateTime> = text.parse().ok();
    let at = civil.and_then(|civil| civil.to_zoned(TimeZone::UTC).ok());
    at.map(|at| UtcMicros(at.timestamp().as_microsecond())).ok_or_else(|| {
        "give 2026-11-21T04:00:00Z, '2026-11-21 04:00', 2026-11-21, or how long ago, such as 2h".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_as_people_write_them() {
        let now = UtcMicros(1_795_241_000_000_000);
        for (text, shown) in [
            ("2026-11-21T04:48:29Z", "2026-11-21T04:48:29.000000Z"),
            ("2026-11-21T13:48:29+09:00", "2026-11-21T04:48:29.000000Z"),
            ("2026-11-21 04:48:29.5", "2026-11-21T04:48:29.500000Z"),
            ("2026-11-21 04:48", "2026-11-21T04:48:00.000000Z"),
            ("2026-11-21", "2026-11-21T00:00:00.000000Z"),
            ("1795000000", "2026-11-18T11:06:40.000000Z"),
            ("2h", "2026-11-21T04:03:20.000000Z"),
            ("90min ago", "2026-11-21T04:33:20.000000Z"),
        ] {
            assert_eq!(moment_at(text, now).map(|at| at.to_string()).as_deref(), Ok(shown), "{text}");
        }
        for text in ["", "soon", "2026-13-01", "2h later", "yesterday"] {
            assert!(moment_at(text, now).is_err(), "{text}");
        }
    }
}
