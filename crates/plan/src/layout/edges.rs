//! Lines from each step to the one above it.

use crate::model::{Actuals, Node, Plan};

use super::{GAP_Y, LayoutBox, LayoutEdge};

/// How far from a box's corner a line may end.
const CORNER: u32 = 14;

pub(super) fn edges(plan: &Plan, boxes: &[LayoutBox]) -> Vec<LayoutEdge> {
    let edge = |node: &Node| {
        let to = node.parent?;
        let points = points(&boxes[node.id as usize], &boxes[to as usize]);
        Some(LayoutEdge { from: node.id, to, points, rows: rows(node) })
    };
    plan.nodes.iter().filter_map(edge).collect()
}

fn points(from: &LayoutBox, to: &LayoutBox) -> Vec<[u32; 2]> {
    if from.y == to.y {
        // The joins before.
        let middle = from.y + from.height.min(to.height) / 2;
        return vec![[from.x + from.width, middle], [to.x, middle]];
    }
    let start = from.x + from.width / 2;
    let end = start.clamp(to.x + CORNER, (to.x + to.width).saturating_sub(CORNER).max(to.x + CORNER));
    let lower = to.y + to.height;
    if start == end {
        return vec![[start, from.y], [start, lower]];
    }
    let between = lower + GAP_Y / 2;
    vec![[start, from.y], [start, between], [end, between], [end, lower]]
}

fn rows(node: &Node) -> Option<f64> {
    let rows = match node.actuals {
        Some(Actuals::NeverExecuted) => return Some(0.0),
        Some(Actuals::Executed(measured)) => measured.total_rows(),
        None => None,
    };
    rows.or(node.estimates.rows_produced).or(node.estimates.rows_examined_per_scan)
}
