//! Numbers as people read them: three or four digits that matter, and a unit.

/// A duration of so many microseconds: `834 µs`, `12.3 ms`, `1.20 s`, `2 min 03 s`, `1 h 04 min`, `3 d 04 h`.
pub(super) fn duration(us: f64) -> String {
    let seconds = us / 1e6;
    match us {
        _ if us == 0.0 => "0".to_owned(),
        _ if us < 0.0 => format!("-{}", duration(-us)),
        // What rounds up to the next unit is written in that.
        _ if us < 999.5 => format!("{us:.0} µs"),
        _ if us < 999_500.0 => format!("{} ms", three_digits(us / 1e3)),
        _ if seconds < 59.95 => format!("{} s", three_digits(seconds)),
        _ if seconds < 3_599.5 => {
            let whole = seconds.round() as u64;
            format!("{} min {:02} s", whole / 60, whole % 60)
        }
        _ if seconds < 86_370.0 => {
            let minutes = (seconds / 60.0).round() as u64;
            format!("{} h {:02} min", minutes / 60, minutes % 60)
        }
        _ => {
            let hours = (seconds / 3_600.0).round() as u64;
            format!("{} d {:02} h", hours / 24, hours % 24)
        }
    }
}

/// `1.23`, `12.3`, `123`.
fn three_digits(value: f64) -> String {
    match value {
        _ if value < 9.995 => format!("{value:.2}"),
        _ if value < 99.95 => format!("{value:.1}"),
        _ => format!("{value:.0}"),
    }
}

/// A whole number with its thousands apart, in millions and so on where it would be long.
pub(super) fn count(number: f64) -> String {
    match number {
        _ if number < 0.0 => format!("-{}", count(-number)),
        _ if number >= 1e16 => format!("{number:.2e}"),
        _ if number >= 1e13 => format!("{} T", thousands((number / 1e12).round() as u64)),
        _ if number >= 1e10 => format!("{} G", thousands((number / 1e9).round() as u64)),
        _ if number >= 1e7 => format!("{} M", three_digits(number / 1e6)),
        _ if number > 0.0 && number < 9.95 && number.fract() != 0.0 => format!("{number:.1}"),
        _ => thousands(number.round() as u64),
    }
}

/// `1,234,567`.
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1.23 GB`.
pub(super) fn size(bytes: u64) -> String {
    let bytes = bytes as f64;
    match bytes {
        _ if bytes < 999.5 => format!("{bytes:.0} B"),
        _ if bytes < 999_500.0 => format!("{} kB", three_digits(bytes / 1e3)),
        _ if bytes < 999_500_000.0 => format!("{} MB", three_digits(bytes / 1e6)),
        _ => format!("{} GB", three_digits(bytes / 1e9)),
    }
}

/// `12.3 %` of a share of one.
pub(super) fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_the_digits_that_matter() {
        for (us, text) in [
            (0.0, "0"),
            (7.0, "7 µs"),
            (999.6, "1.00 ms"),
            (12_345.0, "12.3 ms"),
            (999_600.0, "1.00 s"),
            (1_204_000.0, "1.20 s"),
            (59_960_000.0, "1 min 00 s"),
            (123_000_000.0, "2 min 03 s"),
            (3_599_600_000.0, "1 h 00 min"),
            (273_600_000_000.0, "3 d 04 h"),
            (-1_500.0, "-1.50 ms"),
        ] {
            assert_eq!(duration(us), text, "{us}");
        }
    }

    #[test]
    fn numbers_are_grouped_and_shortened() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(thousands), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(
            [0.5, 12.4, 1e6, 12_345_678.0, 3.4e13].map(count),
            ["0.5", "12", "1,000,000", "12.3 M", "34 T"]
        );
        assert_eq!([12, 1_234, 999_600, 2_500_000_000].map(size), ["12 B", "1.23 kB", "1.00 MB", "2.50 GB"]);
    }
}
