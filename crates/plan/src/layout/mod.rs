//! Where the steps of a plan stand in its picture: the root at the top right, inputs of a join from left to right
//! in join order, subqueries and what fills a table in groups below their users. No box covers another, lines
//! run straight or at right angles, and it takes linear time.

mod block;
mod edges;

use serde::Serialize;

use crate::model::{Node, Operation, Plan, Role};

use self::block::Blocks;

/// Width of a table's box.
const TABLE_WIDTH: u32 = 196;
/// Height of a table's box.
const TABLE_HEIGHT: u32 = 72;
/// Width of any other box that has one input or none.
const STEP_WIDTH: u32 = 188;
/// Height of any other box.
const STEP_HEIGHT: u32 = 62;
/// Between boxes that stand side by side.
const GAP_X: u32 = 28;
/// Between boxes that stand one above the other: room for a line and its rows.
const GAP_Y: u32 = 46;
/// Between a group's sides and what it holds.
const GROUP_PAD: u32 = 12;
/// Above what a group holds: room for the rows it gives.
const GROUP_HEAD: u32 = 26;
/// Below what a group holds: room for its name.
const GROUP_FOOT: u32 = 24;
/// Around the whole.
const MARGIN: u32 = 16;

/// A picture's geometry, in the units of SVG.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Layout {
    /// Of the whole.
    pub width: u32,
    /// Of the whole.
    pub height: u32,
    /// One for each step, by its number.
    pub boxes: Vec<LayoutBox>,
    /// One for each step but the root.
    pub edges: Vec<LayoutEdge>,
    /// Queries of their own, with all that belongs to them; outer ones first.
    pub groups: Vec<LayoutBox>,
}

/// Where a step stands; of a group, the step is its root.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct LayoutBox {
    /// The step.
    pub node: u32,
    /// Its left side.
    pub x: u32,
    /// Its upper side.
    pub y: u32,
    /// To its right side.
    pub width: u32,
    /// To its lower side.
    pub height: u32,
}

/// The way of a step's rows to the step above it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LayoutEdge {
    /// The step that gives rows.
    pub from: u32,
    /// The step that takes them.
    pub to: u32,
    /// The line's ends and corners.
    pub points: Vec<[u32; 2]>,
    /// How many rows: all that were measured, else what is expected of one run.
    pub rows: Option<f64>,
}

/// Places the steps.
#[must_use]
pub fn layout(plan: &Plan) -> Layout {
    let blocks = Blocks::of(plan);
    let (boxes, groups) = blocks.placed(plan, MARGIN);
    let edges = edges::edges(plan, &boxes);
    let (width, height) = blocks.size();
    Layout { width: width + 2 * MARGIN, height: height + 2 * MARGIN, boxes, edges, groups }
}

/// A query of its own, which stands in a frame.
fn is_group(role: Role) -> bool {
    role.is_subquery() || matches!(role, Role::MaterializedFrom | Role::Recursive)
}

fn is_join(node: &Node) -> bool {
    matches!(node.operation, Operation::NestedLoop | Operation::HashJoin)
}
