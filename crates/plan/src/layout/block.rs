//! Steps with all that stands below them as rectangles, put side by side and one above the other. The root of
//! such a rectangle touches its upper side, and nothing stands to the right of it at its height: so a join can
//! take the rows of the joins before it from the left.

use crate::model::{Node, Plan, join_order};

use super::{
    GAP_X, GAP_Y, GROUP_FOOT, GROUP_HEAD, GROUP_PAD, LayoutBox, STEP_HEIGHT, STEP_WIDTH, TABLE_HEIGHT,
    TABLE_WIDTH, is_group, is_join,
};

/// A step and what stands below it; places count from its upper left corner.
#[derive(Clone, Copy, Default)]
struct Block {
    width: u32,
    height: u32,
    /// The step's own box.
    root: Root,
    /// Where it stands in the rectangle of the step above.
    offset: [u32; 2],
    /// It begins with a join, which takes what comes next from the right.
    is_chain: bool,
}

#[derive(Clone, Copy, Default)]
struct Root {
    x: u32,
    y: u32,
    width: u32,
    height: u32,
}

impl Root {
    fn middle(self) -> u32 {
        self.x + self.width / 2
    }
}

/// The rectangles of all steps.
pub(super) struct Blocks(Vec<Block>);

impl Blocks {
    pub(super) fn of(plan: &Plan) -> Self {
        let mut blocks = Self(vec![Block::default(); plan.nodes.len()]);
        // What stands below has the greater number.
        for node in plan.nodes.iter().rev() {
            let block = blocks.block(plan, node);
            blocks.0[node.id as usize] = if is_group(node.role) { framed(block) } else { block };
        }
        blocks
    }

    pub(super) fn size(&self) -> (u32, u32) {
        self.0.first().map_or((0, 0), |whole| (whole.width, whole.height))
    }

    /// The boxes of all steps and the frames of all groups.
    pub(super) fn placed(&self, plan: &Plan, margin: u32) -> (Vec<LayoutBox>, Vec<LayoutBox>) {
        let mut corners: Vec<[u32; 2]> = Vec::with_capacity(plan.nodes.len());
        let mut boxes = Vec::with_capacity(plan.nodes.len());
        let mut groups = Vec::new();
        for (node, block) in plan.nodes.iter().zip(&self.0) {
            let [left, top] = node.parent.map_or([margin; 2], |parent| corners[parent as usize]);
            let [x, y] = [left + block.offset[0], top + block.offset[1]];
            let root = block.root;
            let [pad, head] = if is_group(node.role) { [GROUP_PAD, GROUP_HEAD] } else { [0, 0] };
            corners.push([x + pad, y + head]);
            boxes.push(LayoutBox {
                node: node.id,
                x: x + root.x,
                y: y + root.y,
                width: root.width,
                height: root.height,
            });
            if is_group(node.role) {
                groups.push(LayoutBox { node: node.id, x, y, width: block.width, height: block.height });
            }
        }
        (boxes, groups)
    }

    fn block(&mut self, plan: &Plan, node: &Node) -> Block {
        let [own_width, own_height] =
            if node.table.is_some() { [TABLE_WIDTH, TABLE_HEIGHT] } else { [STEP_WIDTH, STEP_HEIGHT] };
        let mut below: Vec<&Node> = plan.children(node).collect();
        below.sort_by_key(|child| join_order(node, child));
        let Some(first) = below.first().map(|first| self.0[first.id as usize]) else {
            let root = Root { x: 0, y: 0, width: own_width, height: own_height };
            return Block { width: own_width, height: own_height, root, ..Block::default() };
        };
        let continues = is_join(node) && first.is_chain && below.len() > 1;
        let beside = if continues { &below[1..] } else { &below[..] };
        // Of what stands below the box, it spans the inputs.
        let inputs = beside.iter().take_while(|child| !is_group(child.role)).count();
        let start = if continues { first.width + GAP_X } else { 0 };
        let (shift, root) = self.root(beside, inputs, own_width, own_height, start);
        let mut x = start + shift;
        let mut lowest = own_height;
        for child in beside {
            let block = &mut self.0[child.id as usize];
            block.offset = [x, own_height + GAP_Y];
            x += block.width + GAP_X;
            lowest = lowest.max(own_height + GAP_Y + block.height);
        }
        if continues && let Some(chain) = below.first() {
            self.0[chain.id as usize].offset = [0, 0];
            lowest = lowest.max(first.height);
        }
        let width = x.saturating_sub(GAP_X).max(root.x + root.width);
        Block {
            width,
            height: lowest,
            root,
            offset: [0, 0],
            is_chain: is_join(node) || first.is_chain && inputs > 0,
        }
    }

    /// The box above what stands side by side from `start` on, and how far that must give way to the right.
    fn root(&self, beside: &[&Node], inputs: usize, width: u32, height: u32, start: u32) -> (u32, Root) {
        let mut x = start;
        let mut span: Option<(Root, Root)> = None;
        for child in &beside[..inputs.max(1).min(beside.len())] {
            let block = &self.0[child.id as usize];
            let root = Root { x: x + block.root.x, ..block.root };
            span = Some((span.map_or(root, |(first, _)| first), root));
            x += block.width + GAP_X;
        }
        let (first, last) = span.unwrap_or_default();
        if inputs > 1 {
            let width = width.max(last.x + last.width - first.x);
            return (0, Root { x: first.x, y: 0, width, height });
        }
        let middle = first.middle();
        let shift = (start + width / 2).saturating_sub(middle);
        (shift, Root { x: middle + shift - width / 2, y: 0, width, height })
    }
}

/// With room for a frame and its name.
fn framed(block: Block) -> Block {
    Block {
        width: block.width + 2 * GROUP_PAD,
        height: block.height + GROUP_HEAD + GROUP_FOOT,
        root: Root { x: block.root.x + GROUP_PAD, y: GROUP_HEAD, ..block.root },
        offset: block.offset,
        is_chain: false,
    }
}
