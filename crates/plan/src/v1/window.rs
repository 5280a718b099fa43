//! `windowing`: one step for each window, the first to run below.

use crate::builder::Step;
use crate::model::{MaterializeReason, Node, Operation};

use super::Reader;
use super::content::Content;

impl Reader {
    /// Each window above what it sorts, as the iterators run.
    pub(super) fn windowing(&mut self, content: &mut Content, input: Step) -> Step {
        let mut top = input;
        let windows = std::mem::take(&mut content.windows);
        let last = windows.len().saturating_sub(1);
        for (place, window) in windows.into_iter().enumerate() {
            if window.filesort {
                let mut node = Node::new(Operation::Sort { deduplicated: false, limit: None }, "Sort");
                if !window.sort_keys.is_empty() {
                    node.heading = format!("Sort: {}", window.sort_keys.join(", "));
                }
                node.expressions = window.sort_keys;
                if place == last {
                    node.estimates.sort_cost = content.estimates.sort_cost.take();
                }
                top = self.builder.wrap(top, node);
            }
            let mut node = Node::new(Operation::Window { buffered: window.buffered }, "Window aggregate");
            if window.buffered {
                node.heading.push_str(" with buffering");
            }
            if !window.functions.is_empty() {
                node.heading = format!("{}: {}", node.heading, window.functions.join(", "));
            }
            node.expressions = window.functions;
            top = self.builder.wrap(top, node);
            if window.temporary {
                let reason = MaterializeReason::Temporary;
                let operation = Operation::Materialize { reason, deduplicated: false, shared: false };
                top = self.builder.wrap(top, Node::new(operation, "Temporary table"));
            }
        }
        top
    }
}
