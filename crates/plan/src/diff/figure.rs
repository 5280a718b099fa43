//! Figures of a comparison as text, and whether two of them differ enough to be told.

/// Digits in groups of three; what is small keeps three digits that count.
pub(super) fn figure(value: f64) -> String {
    let size = value.abs();
    if size >= 1e15 {
        return format!("{value:.2e}");
    }
    let decimals = match size {
        _ if size >= 100.0 || value.fract() == 0.0 => 0,
        _ if size >= 10.0 => 1,
        _ if size >= 1.0 => 2,
        _ if size >= 0.001 => 4,
        _ => return format!("{value:.1e}"),
    };
    let text = format!("{value:.decimals$}");
    let (whole, fraction) =
        text.split_once('.').map_or((text.as_str(), ""), |(whole, fraction)| (whole, fraction));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut grouped = String::from(sign);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let fraction = fraction.trim_end_matches('0');
    if !fraction.is_empty() {
        grouped.push('.');
        grouped.push_str(fraction);
    }
    grouped
}

/// Estimates differ when three digits of them do.
pub(super) fn differ(before: f64, after: f64) -> bool {
    (before - after).abs() > before.abs().max(after.abs()) * 0.005
}

/// Times vary from run to run: what is told is a quarter more or less, and more than a tenth of a millisecond.
pub(super) fn times_differ(before_ms: f64, after_ms: f64) -> bool {
    let (less, more) = if before_ms < after_ms { (before_ms, after_ms) } else { (after_ms, before_ms) };
    more - less > 0.1 && more > less * 1.25
}

/// How many times as much, where that says more than the figures do.
pub(super) fn factor(before: f64, after: f64) -> Option<String> {
    if before <= 0.0 || after <= 0.0 {
        return None;
    }
    let (more, word) =
        if after >= before { (after / before, "times as much") } else { (before / after, "times less") };
    (more >= 1.5).then(|| {
        let decimals = usize::from(more < 10.0);
        let number = if decimals == 0 { figure(more.round()) } else { format!("{more:.1}") };
        format!("{number} {word}")
    })
}

#[cfg(test)]
mod tests {
    use super::{differ, factor, figure, times_differ};

    #[test]
    fn figures_are_readable() {
        for (value, text) in [
            (1_200_000.0, "1,200,000"),
            (999.0, "999"),
            (1000.4, "1,000"),
            (-12345.0, "-12,345"),
            (12.34, "12.3"),
            (2.5, "2.5"),
            (0.833, "0.833"),
            (0.0, "0"),
            (0.00001, "1.0e-5"),
            (1e18, "1.00e18"),
        ] {
            assert_eq!(figure(value), text);
        }
    }

    #[test]
    fn noise_is_no_difference() {
        assert!(!differ(1000.0, 1001.0) && differ(1000.0, 1010.0) && differ(0.0, 1.0) && !differ(0.0, 0.0));
        assert!(!times_differ(0.01, 0.05) && !times_differ(10.0, 11.0) && times_differ(10.0, 13.0));
        assert_eq!(factor(2.0, 20.0).as_deref(), Some("10 times as much"));
        assert_eq!(factor(30.0, 20.0).as_deref(), Some("1.5 times less"));
        assert_eq!((factor(20.0, 21.0), factor(0.0, 21.0)), (None, None));
    }
}
