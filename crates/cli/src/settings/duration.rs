//! Durations as people write them: `500ms`, `2s`, `1.5h`, `30d`; a bare number is seconds.

use std::time::Duration;

use anyhow::{Result, bail};

/// The longest duration that is accepted: anything above is a slip.
const LONGEST_S: f64 = 100.0 * 366.0 * 86_400.0;

/// Reads a duration.
pub(crate) fn parse_duration(text: &str) -> Result<Duration> {
    let trimmed = text.trim();
    let split = trimmed.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(trimmed.len());
    let (number, unit) = trimmed.split_at(split);
    let factor_s = match unit.trim() {
        "us" => 1e-6,
        "ms" => 1e-3,
        "" | "s" => 1.0,
        "m" | "min" => 60.0,
        "h" => 3_600.0,
        "d" => 86_400.0,
        "w" => 604_800.0,
        _ => bail!("'{text}' is no duration; write 500ms, 2s, 15m, 6h or 30d"),
    };
    let Ok(number) = number.parse::<f64>() else {
        bail!("'{text}' is no duration; write 500ms, 2s, 15m, 6h or 30d");
    };
    let seconds = number * factor_s;
    if !(0.0..=LONGEST_S).contains(&seconds) {
        bail!("'{text}' is longer than a hundred years");
    }
    Ok(Duration::from_micros((seconds * 1e6).round() as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read() {
        for (text, us) in [
            ("2", 2_000_000),
            ("2s", 2_000_000),
            ("0.5 s", 500_000),
            ("500ms", 500_000),
            ("1.5m", 90_000_000),
            ("30d", 2_592_000_000_000),
            ("7us", 7),
        ] {
            assert_eq!(parse_duration(text).unwrap().as_micros(), us, "{text}");
        }
        for text in ["", "s", "-1s", "1x", "1.2.3s", "NaN", "inf", "1e9999", "99999999999999d"] {
            assert!(parse_duration(text).is_err(), "{text}");
        }
    }
}
