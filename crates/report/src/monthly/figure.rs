//! Figures as people read them.

use super::Language;
use crate::statistics::{Known, Sums};

/// A count with marks between thousands.
pub(super) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A time, with the two units that matter.
pub(super) fn time(us: f64, language: Language) -> String {
    let [day, hour, minute, second, milli, micro] = match language {
        Language::English => [" d", " h", " min", " s", " ms", " µs"],
        Language::Korean => ["일", "시간", "분", "초", "ms", "µs"],
    };
    let two = |large: u64, of: &str, small: u64, rest: &str| {
        if small == 0 {
            format!("{}{of}", count(large))
        } else {
            format!("{}{of} {small}{rest}", count(large))
        }
    };
    let seconds = (us / 1e6).round() as u64;
    let minutes = (us / 60e6).round() as u64;
    match us {
        _ if us <= 0.0 => format!("0{second}"),
        _ if us >= 2.0 * 86_400e6 => {
            let hours = (us / 3_600e6).round() as u64;
            two(hours / 24, day, hours % 24, hour)
        }
        _ if minutes >= 60 => two(minutes / 60, hour, minutes % 60, minute),
        _ if seconds >= 120 => two(seconds / 60, minute, seconds % 60, second),
        _ if us >= 9.995e6 => format!("{:.1}{second}", us / 1e6),
        _ if us >= 0.9995e6 => format!("{:.2}{second}", us / 1e6),
        _ if us >= 1e3 => format!("{:.0}{milli}", us / 1e3),
        _ => format!("{us:.0}{micro}"),
    }
}

/// A time for an axis, whose lines stand at round times.
pub(super) fn round_time(us: f64, language: Language) -> String {
    let second = match language {
        Language::English => " s",
        Language::Korean => "초",
    };
    let is_whole = (1e6..120e6).contains(&us) && us % 1e6 == 0.0;
    if is_whole { format!("{:.0}{second}", us / 1e6) } else { time(us, language) }
}

/// A share of 0 to 1 as a percentage.
pub(super) fn share(part: f64, whole: f64) -> String {
    let percent = if whole > 0.0 { part / whole * 100.0 } else { 0.0 };
    if percent > 0.0 && percent < 0.05 { "< 0.1%".into() } else { format!("{percent:.1}%") }
}

/// How much more or less there is than before; none where there was nothing.
pub(super) fn change(now: f64, before: f64) -> Option<String> {
    if before <= 0.0 {
        return None;
    }
    let percent = (now / before - 1.0) * 100.0;
    Some(match percent {
        _ if percent >= 1000.0 => format!("×{:.1}", now / before),
        _ if percent.abs() < 0.05 => "±0.0%".into(),
        _ if percent < 0.0 => format!("−{:.1}%", -percent),
        _ => format!("+{percent:.1}%"),
    })
}

/// What stands before a figure that may be greater.
pub(super) fn at_least(text: String, lower_bound: bool) -> String {
    if lower_bound { format!("≥ {text}") } else { text }
}

/// A time of some executions, as exact as theirs are.
pub(super) fn time_of(sums: &Sums, us: Option<f64>, language: Language) -> String {
    us.map_or_else(|| "–".into(), |us| at_least(time(us, language), sums.is_lower_bound()))
}

/// The same within a sentence.
pub(super) fn said_time_of(sums: &Sums, us: Option<f64>, language: Language) -> String {
    let Some(us) = us else { return "–".into() };
    let text = time(us, language);
    match (sums.is_lower_bound(), language) {
        (false, _) => text,
        (true, Language::English) => format!("at least {text}"),
        (true, Language::Korean) => format!("{text} 이상"),
    }
}

/// How much more or less there is than before, in words; none where there was nothing.
pub(super) fn said_change(now: f64, before: f64, language: Language) -> Option<String> {
    let change = change(now, before)?;
    let (more, less) = (change.strip_prefix('+'), change.strip_prefix('−'));
    let text = |part: &str, english: &str, korean: &str| match language {
        Language::English => format!("{english} {part}"),
        Language::Korean => format!("{part} {korean}"),
    };
    Some(match (more, less, change.strip_prefix('×'), language) {
        (Some(part), ..) => text(part, "up", "증가"),
        (_, Some(part), ..) => text(part, "down", "감소"),
        (_, _, Some(part), Language::English) => format!("up to {part} times"),
        (_, _, Some(part), Language::Korean) => format!("{part}배로 증가"),
        (.., Language::English) => "unchanged".into(),
        (.., Language::Korean) => "변동 없음".into(),
    })
}

/// A sum over those that know it.
pub(super) fn known(known: Known, executions: u64, show: impl Fn(f64) -> String) -> String {
    match known.total() {
        Some(sum) => at_least(show(sum as f64), known.known < executions),
        None => "–".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_two_units_at_most() {
        let english = |us| time(us, Language::English);
        assert_eq!((english(0.0), english(0.6)), ("0 s".into(), "1 µs".into()));
        assert_eq!(english(999_400.0), "999 ms");
        assert_eq!(english(999_900.0), "1.00 s");
        assert_eq!(english(119_400_000.0), "119.4 s");
        assert_eq!(english(119_600_000.0), "2 min");
        assert_eq!(english(3_599_900_000.0), "1 h");
        assert_eq!(english(90_000_000_000.0), "25 h");
        assert_eq!(time(188_000e6, Language::Korean), "2일 4시간");
        assert_eq!(time(3_725e6, Language::Korean), "1시간 2분");
        assert_eq!(english(u64::MAX as f64), "213,503,982 d 8 h");
    }

    #[test]
    fn changes_have_a_sign() {
        let shown =
            [(2.0, 1.0), (1.0, 2.0), (1.0, 1.0), (20.0, 1.0)].map(|(now, before)| change(now, before));
        let shown: Vec<&str> = shown.iter().flatten().map(String::as_str).collect();
        assert_eq!(shown, ["+100.0%", "−50.0%", "±0.0%", "×20.0"]);
        assert_eq!(change(1.0, 0.0), None);
        let said = [(2.0, 1.0), (1.0, 2.0), (1.0, 1.0), (20.0, 1.0)];
        let said = said.map(|(now, before)| said_change(now, before, Language::Korean).unwrap_or_default());
        assert_eq!(said, ["100.0% 증가", "50.0% 감소", "변동 없음", "20.0배로 증가"]);
        assert_eq!((share(1.0, 0.0), share(1.0, 1e6)), ("0.0%".into(), "< 0.1%".into()));
        assert_eq!(count(1_234_567), "1,234,567");
    }
}
