//! A bar for each day of the month, with the same day of the month before behind it.

use super::{Anchor, WIDTH, block, label, legend, picture};

const LEFT: f64 = 70.0;
const TOP: f64 = 24.0;
const HEIGHT: f64 = 170.0;

/// What a day shows.
pub(in crate::monthly) struct DayBar {
    pub(in crate::monthly) label: String,
    /// What is shown on pointing.
    pub(in crate::monthly) title: String,
    pub(in crate::monthly) us: f64,
    pub(in crate::monthly) before_us: Option<f64>,
    /// Saturday or Sunday.
    pub(in crate::monthly) weekend: bool,
    pub(in crate::monthly) missing: bool,
}

/// The words of the chart.
pub(in crate::monthly) struct BarWords<'a> {
    pub(in crate::monthly) axis: &'a str,
    pub(in crate::monthly) now: &'a str,
    pub(in crate::monthly) before: &'a str,
    pub(in crate::monthly) missing: &'a str,
}

/// The chart; `time` writes a time for the axis.
pub(in crate::monthly) fn bars(
    days: &[DayBar],
    words: &BarWords<'_>,
    time: impl Fn(f64) -> String,
) -> String {
    let highest = days.iter().map(|day| day.us.max(day.before_us.unwrap_or(0.0))).fold(0.0, f64::max);
    let step = step_us(highest);
    let top_us = (highest / step).ceil().max(1.0) * step;
    let y = |us: f64| TOP + HEIGHT * (1.0 - us / top_us);
    let mut body = label((0.0, 12.0), Anchor::Start, words.axis);
    let mut entries = vec![("#2f6fd0", words.now)];
    if days.iter().any(|day| day.before_us.is_some()) {
        entries.push(("#ccd6e3", words.before));
    }
    if days.iter().any(|day| day.missing) {
        entries.push(("#f6dcdc", words.missing));
    }
    body.push_str(&legend(12.0, &entries));
    for line in 0..=(top_us / step).round() as u32 {
        let us = f64::from(line) * step;
        body.push_str(&format!(
            "<line x1=\"{LEFT}\" x2=\"{WIDTH}\" y1=\"{0:.1}\" y2=\"{0:.1}\" stroke=\"#dfe3e8\"/>",
            y(us)
        ));
        let text = if line == 0 { "0".to_owned() } else { time(us) };
        body.push_str(&label((LEFT - 6.0, y(us) + 4.0), Anchor::End, &text));
    }
    let room = (WIDTH - LEFT) / days.len().max(1) as f64;
    for (place, day) in days.iter().enumerate() {
        let left = LEFT + room * place as f64;
        if day.missing {
            body.push_str(&block((left, TOP), (room, HEIGHT), "#f6dcdc", &day.title));
        }
        if let Some(us) = day.before_us.filter(|us| *us > 0.0) {
            let size = (room * 0.8, TOP + HEIGHT - y(us));
            body.push_str(&block((left + room * 0.1, y(us)), size, "#ccd6e3", &day.title));
        }
        if day.us > 0.0 {
            let size = (room * 0.44, (TOP + HEIGHT - y(day.us)).max(1.0));
            body.push_str(&block((left + room * 0.28, TOP + HEIGHT - size.1), size, "#2f6fd0", &day.title));
        }
        let text = label((left + room / 2.0, TOP + HEIGHT + 16.0), Anchor::Middle, &day.label);
        body.push_str(&if day.weekend { text.replace("#57606a", "#b3261e") } else { text });
    }
    picture(TOP + HEIGHT + 20.0, words.axis, &body)
}

/// A distance between lines that is a round time: four lines or fewer above zero.
fn step_us(highest: f64) -> f64 {
    const ROUND_S: [f64; 16] = [
        1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0, 10_800.0,
        21_600.0,
    ];
    const DAY_US: f64 = 86_400e6;
    let within = |step: &f64| highest <= step * 4.0;
    let milliseconds = [1e3, 1e4, 1e5];
    let seconds = ROUND_S.iter().map(|seconds| seconds * 1e6).chain([DAY_US / 2.0, DAY_US]);
    let days = (0..12).flat_map(|power| [2.0, 5.0, 10.0].map(|digit| digit * DAY_US * 10_f64.powi(power)));
    milliseconds.into_iter().chain(seconds).chain(days).find(within).unwrap_or(highest.max(1.0))
}

#[cfg(test)]
mod tests {
    use super::step_us;

    #[test]
    fn lines_stand_at_round_times() {
        assert_eq!(step_us(0.0), 1e3);
        assert_eq!(step_us(7e6), 2e6);
        assert_eq!(step_us(3.9 * 3600e6), 3600e6);
        assert_eq!(step_us(5.0 * 86_400e6), 2.0 * 86_400e6);
        assert!(step_us(u64::MAX as f64) >= u64::MAX as f64 / 4.0);
    }
}
