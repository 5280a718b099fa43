//! JSON values as people read them.

use serde_json::Value;

/// A text, or nothing.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Microseconds with a unit that fits, three digits or more: `2.003 s`, `612 ms`, `7.2 h`.
pub(super) fn duration(us: u64) -> String {
    let s = us as f64 / 1e6;
    match us {
        0..1_000 => format!("{us} us"),
        1_000..1_000_000 => format!("{:.1} ms", us as f64 / 1e3),
        1_000_000..120_000_000 => format!("{s:.3} s"),
        120_000_000..7_200_000_000 => format!("{:.1} min", s / 60.0),
        _ => format!("{:.1} h", s / 3_600.0),
    }
}

/// A record's duration; `≥` before a lower bound.
pub(super) fn duration_of(query: &Value) -> String {
    let shown = query["duration_us"].as_u64().map(duration).unwrap_or_default();
    if query["duration_kind"] == "lower_bound" { format!("≥ {shown}") } else { shown }
}

/// The first `most` characters on one line.
pub(super) fn shorten(text: &str, most: usize) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_units_and_lower_bounds_their_mark() {
        let shown: Vec<String> =
            [7, 612_000, 2_003_100, 600_000_000, 36_000_000_000].into_iter().map(duration).collect();
        assert_eq!(shown, ["7 us", "612.0 ms", "2.003 s", "10.0 min", "10.0 h"]);
        assert_eq!(
            duration_of(&serde_json::json!({"duration_us": 7, "duration_kind": "lower_bound"})),
            "≥ 7 us"
        );
    }

    #[test]
    fn texts_are_cut_between_characters() {
        assert_eq!(shorten("가 나\n다라", 4), "가 나 …");
        assert_eq!(shorten("가", 4), "가");
    }
}
