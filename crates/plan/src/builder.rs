//! Puts a tree together while a document is read: steps come in any order and are wrapped, joined and moved;
//! at the end they are numbered. Nothing here recurses.

use crate::model::{Format, JoinKind, Node, Operation, Plan, Role};

/// A step that is not numbered yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Step(u32);

/// A tree that grows.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    nodes: Vec<Node>,
    children: Vec<Vec<Step>>,
}

impl Builder {
    pub(crate) fn with_capacity(steps: usize) -> Self {
        Self { nodes: Vec::with_capacity(steps), children: Vec::with_capacity(steps) }
    }

    pub(crate) fn add(&mut self, node: Node) -> Step {
        let step = Step(self.nodes.len() as u32);
        self.nodes.push(node);
        self.children.push(Vec::new());
        step
    }

    pub(crate) fn node(&mut self, step: Step) -> &mut Node {
        &mut self.nodes[step.0 as usize]
    }

    pub(crate) fn children(&self, step: Step) -> &[Step] {
        &self.children[step.0 as usize]
    }

    pub(crate) fn take_children(&mut self, step: Step) -> Vec<Step> {
        std::mem::take(&mut self.children[step.0 as usize])
    }

    /// Puts a step below another, after those that are there.
    pub(crate) fn attach(&mut self, parent: Step, child: Step, role: Role) {
        self.node(child).role = role;
        self.children[parent.0 as usize].push(child);
    }

    /// The accesses to tables that the server named by number: `<derived2>`.
    pub(crate) fn numbered_tables(&self) -> std::collections::HashMap<String, Vec<Step>> {
        let mut tables: std::collections::HashMap<String, Vec<Step>> = std::collections::HashMap::new();
        for (place, node) in self.nodes.iter().enumerate() {
            if let Some(alias) = node.alias().filter(|alias| alias.starts_with('<'))
                && node.operation == Operation::TableAccess
            {
                tables.entry(alias.to_owned()).or_default().push(Step(place as u32));
            }
        }
        tables
    }

    /// Puts a new step above another, which becomes its input.
    pub(crate) fn wrap(&mut self, child: Step, node: Node) -> Step {
        let above = self.add(node);
        self.attach(above, child, Role::Input);
        above
    }

    /// One nested-loop join of all these, in this order; one alone stays as it is.
    pub(crate) fn nested_loop(&mut self, inputs: &[Step]) -> Option<Step> {
        let (&first, more) = inputs.split_first()?;
        if more.is_empty() {
            return Some(first);
        }
        let join = self.add(Node::new(Operation::NestedLoop, "Nested loop join"));
        for &input in inputs {
            self.attach(join, input, Role::Input);
        }
        Some(join)
    }

    /// A nested loop whose first input is one too becomes one with the inputs of both, as JSON v1 has it. What
    /// the inner loop said of its rows and cost goes to its last input, where v1 has it as well.
    pub(crate) fn flatten_nested_loop(&mut self, join: Step) {
        let produced = self.node(join).estimates;
        let mut inputs = self.take_children(join);
        if let Some(&last) = inputs.iter().rfind(|input| !self.nodes[input.0 as usize].role.is_subquery()) {
            let last = &mut self.node(last).estimates;
            last.prefix_cost = produced.total_cost;
            last.rows_joined = produced.rows_produced;
        }
        if let Some(&first) = inputs.first()
            && self.node(first).operation == Operation::NestedLoop
            && self.node(first).role == Role::Input
        {
            let earlier = self.take_children(first);
            inputs.splice(0..1, earlier);
        }
        self.children[join.0 as usize] = inputs;
    }

    /// Numbers what hangs below the root in preorder.
    pub(crate) fn finish(mut self, root: Step, format: Format, raw: String) -> Plan {
        self.node(root).role = Role::Root;
        let mut nodes: Vec<Node> = Vec::with_capacity(self.nodes.len());
        let mut waiting: Vec<(Step, Option<u32>)> = vec![(root, None)];
        while let Some((step, parent)) = waiting.pop() {
            let id = nodes.len() as u32;
            let mut node = std::mem::take(&mut self.nodes[step.0 as usize]);
            node.id = id;
            node.parent = parent;
            if let Some(parent) = parent.and_then(|parent| nodes.get_mut(parent as usize)) {
                parent.children.push(id);
                node.depth = parent.depth + 1;
            }
            nodes.push(node);
            waiting.extend(self.children[step.0 as usize].iter().rev().map(|child| (*child, Some(id))));
        }
        Plan {
            format,
            is_analyze: false,
            total_cost: None,
            total_time_ms: None,
            query: None,
            nodes,
            extras: Vec::new(),
            raw,
        }
    }
}

/// The kind of a join, from words in its name.
pub(crate) fn join_kind(text: &str) -> Option<JoinKind> {
    let lower = text.to_ascii_lowercase();
    let text = lower.split(['(', ':']).next().unwrap_or_default();
    Some(if text.contains("anti") {
        JoinKind::Anti
    } else if text.contains("semi") {
        JoinKind::Semi
    } else if text.contains("left") {
        JoinKind::Left
    } else if text.contains("inner") {
        JoinKind::Inner
    } else {
        return None;
    })
}
