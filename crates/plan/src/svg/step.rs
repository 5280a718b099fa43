//! One step's box: what it does, how a table is read, rows, its own part of the cost or time.

use std::fmt::Write as _;

use crate::layout::LayoutBox;
use crate::model::{Actuals, Node, Operation, Plan};
use crate::tree_table::{label, number};

use super::SvgTheme;
use super::palette::{Paint, of_access};
use super::text::{escaped, fitted, title, two_lines};

/// A wide box says its name again and again, since only a part of it may be in view.
const REPEAT_WIDTH: u32 = 1100;
const BAR_HEIGHT: u32 = 4;
/// Sizes of letters; strong ones are wider than their size says.
const FAINT_SIZE: f64 = 11.0;
const STRONG_SIZE: f64 = 12.6;

/// Each step's own part of the whole.
pub(super) struct Shares {
    pub(super) by_time: bool,
    total: f64,
}

impl Shares {
    pub(super) fn of(plan: &Plan) -> Self {
        let by_time = plan.nodes.iter().any(|node| node.self_time_ms.is_some_and(|time| time > 0.0));
        let mut shares = Self { by_time, total: 0.0 };
        shares.total = plan.nodes.iter().filter_map(|node| shares.own(node)).sum();
        shares
    }

    fn own(&self, node: &Node) -> Option<f64> {
        if self.by_time { node.self_time_ms } else { node.self_cost }
    }

    fn share(&self, node: &Node) -> Option<f64> {
        self.own(node).filter(|_| self.total > 0.0).map(|own| own / self.total)
    }
}

pub(super) fn step(node: &Node, place: &LayoutBox, shares: &Shares, theme: SvgTheme, svg: &mut String) {
    let LayoutBox { x, y, width, height, .. } = *place;
    let fill = Paint::Box.attributes("fill", theme);
    let paint = if node.operation == Operation::TableAccess { of_access(node) } else { Paint::Unknown };
    let edge = paint.attributes("stroke", theme);
    let _ = write!(
        svg,
        "<g data-node=\"{}\">{}<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"6\" {fill}/>\
         <rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"6\" fill=\"none\" {edge}/>",
        node.id,
        title(&told(node, shares)),
    );
    if node.table.is_some() {
        let strip = paint.attributes("fill", theme);
        let (left, top, tall) = (x + 5, y + 8, height - 20);
        let _ =
            write!(svg, "<rect x=\"{left}\" y=\"{top}\" width=\"5\" height=\"{tall}\" rx=\"2\" {strip}/>");
    }
    texts(node, place, shares, theme, svg);
    if let Some(share) = shares.share(node) {
        bar(share, place, paint, theme, svg);
    }
    svg.push_str("</g>\n");
}

/// What it is in strong letters, below it the rest.
fn texts(node: &Node, place: &LayoutBox, shares: &Shares, theme: SvgTheme, svg: &mut String) {
    let indent = if node.table.is_some() { 16 } else { 10 };
    let copies = place.width / REPEAT_WIDTH + 1;
    for copy in 0..copies {
        let left = place.x + indent + copy * (place.width / copies);
        let room = (place.width / copies).saturating_sub(indent + 8);
        for (line, (text, is_strong)) in lines(node, shares, room).into_iter().enumerate() {
            if text.is_empty() {
                continue;
            }
            let (font, color) = match is_strong {
                true => (" font-size=\"12\" font-weight=\"600\"", Paint::Text),
                false => ("", Paint::Faint),
            };
            let base = place.y + 17 + line as u32 * 16;
            let (color, text) = (color.attributes("fill", theme), escaped(&text));
            let _ = write!(svg, "<text x=\"{left}\" y=\"{base}\"{font} {color}>{text}</text>");
        }
    }
}

/// How long the part is, at the box's foot.
fn bar(share: f64, place: &LayoutBox, paint: Paint, theme: SvgTheme, svg: &mut String) {
    let room = place.width.min(200) - 20;
    let length = (f64::from(room) * share.clamp(0.0, 1.0)).round();
    if length < 1.0 {
        return;
    }
    let (x, y) = (place.x + 10, place.y + place.height - BAR_HEIGHT - 4);
    let fill = paint.attributes("fill", theme);
    let _ =
        write!(svg, "<rect x=\"{x}\" y=\"{y}\" width=\"{length}\" height=\"{BAR_HEIGHT}\" rx=\"2\" {fill}/>");
}

/// What stands in the box, three lines at most; strong ones say what it is.
fn lines(node: &Node, shares: &Shares, room: u32) -> Vec<(String, bool)> {
    let share = shares.share(node).filter(|share| *share >= 0.005 && !is_never_run(node));
    let share = share.map(|share| format!("{:.0}%", share * 100.0));
    let figures = [rows(node), share].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let figures = (fitted(&figures, room, FAINT_SIZE), false);
    let Some(table) = node.table.as_deref() else {
        let [first, second] = two_lines(&heading(node), room, STRONG_SIZE);
        if second.is_empty() {
            return vec![(first, true), figures];
        }
        return vec![(first, true), (second, true), figures];
    };
    let name = match (&table.name, node.operation) {
        (_, operation) if !matches!(operation, Operation::TableAccess | Operation::TemporaryScan) => {
            node.heading.clone()
        }
        (Some(name), _) if *name != table.alias => format!("{} ({name})", table.alias),
        _ => table.alias.clone(),
    };
    let mut access = table.access.as_ref().map_or_else(String::new, |access| access.as_str().to_owned());
    if let Some(index) = &table.index {
        access.push_str(" · ");
        access.push_str(index);
    }
    vec![(fitted(&name, room, STRONG_SIZE), true), (fitted(&access, room, FAINT_SIZE), false), figures]
}

fn is_never_run(node: &Node) -> bool {
    node.actuals == Some(Actuals::NeverExecuted)
}

fn heading(node: &Node) -> String {
    match node.operation {
        Operation::Filter => {
            let condition = node.conditions.first().map_or("", |condition| condition.text.as_str());
            let inside = condition.strip_prefix('(').and_then(|inside| inside.strip_suffix(')'));
            // Of `(a) or (b)` the brackets are no pair.
            let inside = inside.filter(|inside| !inside.contains(['(', ')'])).unwrap_or(condition);
            format!("Filter: {inside}")
        }
        _ => node.heading.clone(),
    }
}

/// Expected and found.
fn rows(node: &Node) -> Option<String> {
    let expected = node.estimates.rows_examined_per_scan.or(node.estimates.rows_produced).map(number);
    let found = match node.actuals {
        Some(Actuals::NeverExecuted) => return Some("never executed".to_owned()),
        Some(Actuals::Executed(measured)) => {
            let loops =
                measured.loops.filter(|loops| *loops != 1.0).map(|loops| format!(" × {}", number(loops)));
            measured.rows.map(|rows| (number(rows), loops.unwrap_or_default()))
        }
        None => None,
    };
    let word = |rows: &str| if rows == "1" { "row" } else { "rows" };
    match (expected, found) {
        (Some(expected), Some((found, loops))) => {
            Some(format!("{expected} → {found} {}{loops}", word(&found)))
        }
        (None, Some((found, loops))) => Some(format!("{found} {}{loops}", word(&found))),
        (Some(expected), None) => Some(format!("{expected} {}", word(&expected))),
        (None, None) => None,
    }
}

/// All that is shown on pointing.
fn told(node: &Node, shares: &Shares) -> String {
    let mut told = label(node);
    if let Some(rows) = rows(node) {
        told.push_str(&format!("\n{rows}"));
    }
    if let Some(own) = shares.own(node) {
        let (what, unit) = if shares.by_time { ("own time", " ms") } else { ("own cost", "") };
        let share = shares.share(node).map(|share| format!(" ({:.0}%)", share * 100.0)).unwrap_or_default();
        told.push_str(&format!("\n{what} {}{unit}{share}", number(own)));
    }
    for condition in &node.conditions {
        told.push('\n');
        told.push_str(&condition.text);
    }
    for expression in &node.expressions {
        told.push('\n');
        told.push_str(expression);
    }
    told
}
