//! A plan as a picture that stands alone: SVG without scripts, links or fonts of elsewhere.

mod palette;
mod step;
mod text;

use std::fmt::Write as _;

use crate::layout::{Layout, LayoutBox, LayoutEdge};
use crate::model::{Plan, Role};
use crate::tree_table::number;

use self::palette::{Paint, style};
use self::step::Shares;
use self::text::escaped;

/// The picture's colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SvgTheme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
    /// As the viewer's own theme is.
    #[default]
    Auto,
}

const LEGEND: [(Paint, &str); 5] = [
    (Paint::Best, "const, system"),
    (Paint::Good, "eq_ref, ref"),
    (Paint::Fair, "range"),
    (Paint::Bad, "index, ALL"),
    (Paint::BadButSmall, "the same, under 1000 rows"),
];
const LEGEND_HEIGHT: u32 = 34;
const LEGEND_WIDTH: u32 = 770;

/// Draws a plan that [`layout`](crate::layout) has placed.
#[must_use]
pub fn svg(plan: &Plan, layout: &Layout, theme: SvgTheme) -> String {
    let width = layout.width.max(LEGEND_WIDTH);
    let height = layout.height + LEGEND_HEIGHT;
    let mut svg = String::with_capacity(1024 + plan.nodes.len() * 1200);
    let _ = writeln!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" font-family=\"system-ui, sans-serif\" font-size=\"11\" role=\"img\">"
    );
    svg.push_str("<title>Execution plan</title>\n");
    if theme == SvgTheme::Auto {
        svg.push_str(&style());
    }
    let ground = Paint::Ground.attributes("fill", theme);
    let _ = writeln!(svg, "<rect width=\"{width}\" height=\"{height}\" {ground}/>");
    layout.groups.iter().for_each(|group| frame(plan, group, theme, &mut svg));
    layout.edges.iter().for_each(|edge| line(edge, theme, &mut svg));
    let shares = Shares::of(plan);
    for place in &layout.boxes {
        if let Some(node) = plan.node(place.node) {
            step::step(node, place, &shares, theme, &mut svg);
        }
    }
    layout.edges.iter().for_each(|edge| rows(edge, theme, &mut svg));
    legend(layout.height, &shares, theme, &mut svg);
    svg.push_str("</svg>\n");
    svg
}

fn frame(plan: &Plan, group: &LayoutBox, theme: SvgTheme, svg: &mut String) {
    let LayoutBox { x, y, width, height, .. } = *group;
    let stroke = Paint::Frame.attributes("stroke", theme);
    let _ = writeln!(
        svg,
        "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"none\" {stroke} \
         stroke-dasharray=\"5 4\"/>"
    );
    let name = plan.node(group.node).map_or("", |node| match node.role {
        Role::MaterializedFrom => "fills the table",
        Role::Recursive => "repeated",
        Role::SelectListSubquery => "subquery in select list",
        Role::HavingSubquery => "subquery in HAVING",
        Role::OrderBySubquery => "subquery in ORDER BY",
        Role::GroupBySubquery => "subquery in GROUP BY",
        Role::UpdateValueSubquery => "subquery of a value",
        Role::OptimizedAwaySubquery => "subquery, optimized away",
        Role::ConditionSubquery => "subquery in condition",
        _ => "subquery",
    });
    let dependent = plan.node(group.node).and_then(|node| node.block?.dependent) == Some(true);
    let name = if dependent { format!("{name} · for each row") } else { name.to_owned() };
    let (x, y) = (x + 10, y + height - 8);
    let fill = Paint::Faint.attributes("fill", theme);
    let _ = writeln!(svg, "<text x=\"{x}\" y=\"{y}\" {fill}>{}</text>", escaped(&name));
}

fn line(edge: &LayoutEdge, theme: SvgTheme, svg: &mut String) {
    let points: Vec<String> = edge.points.iter().map(|[x, y]| format!("{x},{y}")).collect();
    let stroke = Paint::Line.attributes("stroke", theme);
    // More rows, a broader line.
    let breadth = edge.rows.map_or(1.0, |rows| (1.0 + rows.max(1.0).log10() * 0.55).clamp(1.0, 6.0));
    let _ = writeln!(
        svg,
        "<polyline points=\"{}\" fill=\"none\" {stroke} stroke-width=\"{breadth:.1}\"/>",
        points.join(" ")
    );
}

/// The rows on a line, over a piece of the ground so that they can be read.
fn rows(edge: &LayoutEdge, theme: SvgTheme, svg: &mut String) {
    let (Some(rows), [first, second, ..]) = (edge.rows, &edge.points[..]) else { return };
    let text = number(rows);
    let width = text.len() as u32 * 6 + 8;
    let is_flat = first[1] == second[1];
    let room = if is_flat { second[0].saturating_sub(first[0]) } else { u32::MAX };
    // Beside a short line, not over it.
    let (x, y) = match is_flat {
        true if room < width + 12 => ((first[0] + second[0]) / 2, first[1].saturating_sub(10)),
        true => (first[0] + width / 2 + 6, first[1]),
        false => (first[0], first[1].saturating_sub(12)),
    };
    let ground = Paint::Ground.attributes("fill", theme);
    let fill = Paint::Faint.attributes("fill", theme);
    let (left, top, base) = (x.saturating_sub(width / 2), y.saturating_sub(7), y + 4);
    let _ = writeln!(
        svg,
        "<rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"14\" {ground} fill-opacity=\"0.85\"/>\
         <text x=\"{x}\" y=\"{base}\" text-anchor=\"middle\" {fill}>{text}</text>"
    );
}

fn legend(top: u32, shares: &Shares, theme: SvgTheme, svg: &mut String) {
    let mut x = 16;
    let (mark, base) = (top + 6, top + 16);
    let text = Paint::Faint.attributes("fill", theme);
    for (paint, name) in LEGEND {
        let fill = paint.attributes("fill", theme);
        let _ = writeln!(
            svg,
            "<rect x=\"{x}\" y=\"{mark}\" width=\"12\" height=\"12\" rx=\"3\" {fill}/>\
             <text x=\"{}\" y=\"{base}\" {text}>{name}</text>",
            x + 18
        );
        x += 18 + name.len() as u32 * 6 + 20;
    }
    let what = if shares.by_time { "%: own part of the time" } else { "%: own part of the cost" };
    let _ = writeln!(svg, "<text x=\"{x}\" y=\"{base}\" {text}>{what}</text>");
}
