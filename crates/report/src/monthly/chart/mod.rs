//! Charts as SVG that stands in the page: no script, no style from elsewhere, readable in grey too.

mod bars;
mod classes;
mod heat;

pub(super) use bars::{BarWords, DayBar, bars};
pub(super) use classes::classes;
pub(super) use heat::heat;

use crate::escape;

/// Width of every chart in its own units; the page scales it.
const WIDTH: f64 = 1040.0;

/// A picture of that height, which says in words what it shows.
fn picture(height: f64, label: &str, body: &str) -> String {
    format!(
        "<svg class=\"chart\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{}\">{body}</svg>",
        escape::html(label)
    )
}

/// A rectangle with what is shown on pointing at it.
fn block(at: (f64, f64), size: (f64, f64), fill: &str, title: &str) -> String {
    format!(
        "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"{fill}\"><title>{}</title></rect>",
        at.0,
        at.1,
        size.0,
        size.1,
        escape::html(title)
    )
}

/// Where a text stands to its place.
#[derive(Debug, Clone, Copy)]
enum Anchor {
    Start,
    Middle,
    End,
}

fn label(at: (f64, f64), anchor: Anchor, text: &str) -> String {
    let anchor = match anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    };
    format!(
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\" font-size=\"12\" fill=\"#57606a\">{}</text>",
        at.0,
        at.1,
        escape::html(text)
    )
}

/// About how wide a small text is.
fn width_of(text: &str) -> f64 {
    text.chars().map(|character| if character.is_ascii() { 6.8 } else { 12.0 }).sum()
}

/// Coloured squares with their words, in a line.
fn legend(top: f64, entries: &[(&str, &str)]) -> String {
    let mut left = WIDTH - entries.iter().map(|(_, text)| width_of(text) + 28.0).sum::<f64>();
    let mut legend = String::new();
    for (fill, text) in entries {
        legend.push_str(&block((left, top - 9.0), (10.0, 10.0), fill, text));
        legend.push_str(&label((left + 14.0, top), Anchor::Start, text));
        left += width_of(text) + 28.0;
    }
    legend
}
