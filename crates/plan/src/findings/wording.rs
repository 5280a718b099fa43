//! Figures in sentences.

/// A count with marks between thousands.
pub(super) fn count(number: f64) -> String {
    if !number.is_finite() || number.abs() >= 1e15 {
        return format!("{number:.0}");
    }
    if number > 0.0 && number < 10.0 && number.fract() != 0.0 {
        return format!("{number:.1}");
    }
    let digits = format!("{:.0}", number.abs());
    let mut text = String::from(if number < 0.0 { "-" } else { "" });
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A share as a percentage.
pub(super) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent >= 10.0 || percent == 0.0 { format!("{percent:.0} %") } else { format!("{percent:.2} %") }
}

/// A time that people read.
pub(super) fn time(us: f64) -> String {
    if us >= 1e6 {
        format!("{:.1} s", us / 1e6)
    } else if us >= 1e3 {
        format!("{:.1} ms", us / 1e3)
    } else {
        format!("{us:.0} µs")
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn counts_have_marks() {
        let counted = |number| super::count(number);
        assert_eq!(
            [counted(0.0), counted(2.5), counted(999.0), counted(1_000.0), counted(1_234_567.8)],
            ["0", "2.5", "999", "1,000", "1,234,568"]
        );
        assert_eq!(super::count(f64::INFINITY), "inf");
    }
}
