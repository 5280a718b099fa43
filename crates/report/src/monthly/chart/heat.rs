//! Weekdays by hours, the darker the more time began there.

use super::{Anchor, WIDTH, block, label, picture};

const LEFT: f64 = 40.0;
const TOP: f64 = 20.0;
const ROW: f64 = 24.0;

/// From nothing at all to the most.
const COLORS: [&str; 6] = ["#f4f6f8", "#d9e6f8", "#a9c8f0", "#6ea3e4", "#2f6fd0", "#173f80"];

/// The chart: for each weekday, for each hour, how much and what is shown on pointing.
pub(in crate::monthly) fn heat(
    name: &str,
    weekdays: &[&str],
    cells: impl Fn(usize, usize) -> (f64, String),
    ends: (&str, &str),
) -> String {
    let highest = (0..weekdays.len())
        .flat_map(|weekday| (0..24).map(move |hour| (weekday, hour)))
        .map(|(weekday, hour)| cells(weekday, hour).0)
        .fold(0.0, f64::max);
    let room = (WIDTH - LEFT) / 24.0;
    let mut body = String::new();
    for hour in 0..24 {
        let text = format!("{hour:02}");
        body.push_str(&label((LEFT + room * (hour as f64 + 0.5), TOP - 6.0), Anchor::Middle, &text));
    }
    for (weekday, name) in weekdays.iter().enumerate() {
        let top = TOP + ROW * weekday as f64;
        body.push_str(&label((LEFT - 8.0, top + 16.0), Anchor::End, name));
        for hour in 0..24 {
            let (value, title) = cells(weekday, hour);
            let at = (LEFT + room * hour as f64 + 1.0, top + 1.0);
            body.push_str(&block(at, (room - 2.0, ROW - 2.0), COLORS[shade(value, highest)], &title));
        }
    }
    let bottom = TOP + ROW * weekdays.len() as f64 + 18.0;
    let mut left = WIDTH - 190.0;
    body.push_str(&label((left - 6.0, bottom), Anchor::End, ends.0));
    for color in COLORS {
        body.push_str(&block((left, bottom - 10.0), (20.0, 11.0), color, ""));
        left += 22.0;
    }
    body.push_str(&label((left + 4.0, bottom), Anchor::Start, ends.1));
    picture(bottom + 6.0, name, &body)
}

/// Which colour: by the square root, so that one outlier does not make all others look alike.
fn shade(value: f64, highest: f64) -> usize {
    if value <= 0.0 || highest <= 0.0 {
        return 0;
    }
    ((value / highest).sqrt() * 5.0).ceil().clamp(1.0, 5.0) as usize
}

#[cfg(test)]
mod tests {
    use super::shade;

    #[test]
    fn nothing_is_lighter_than_little() {
        assert_eq!([shade(0.0, 9.0), shade(1e-9, 9.0), shade(9.0, 9.0), shade(1.0, 0.0)], [0, 1, 5, 0]);
    }
}
