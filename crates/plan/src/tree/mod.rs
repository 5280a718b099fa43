//! FORMAT=TREE, and EXPLAIN ANALYZE, which is written the same way.

mod figures;

use crate::Place;
use crate::PlanError;
use crate::builder::{Builder, Step};
use crate::json::DEPTH_LIMIT;
use crate::model::{AccessType, Actuals, Node, Operation, QueryBlock, Role};
use crate::settle::settle;

/// A line that others may stand below.
struct Open {
    indent: usize,
    /// The step, or the step above when the line is a heading.
    step: Step,
    /// What a heading says of the steps below it.
    heading: Option<(Role, Option<QueryBlock>)>,
}

/// The root of the tree that lines describe, and the builder that holds it.
pub(crate) fn read(text: &str) -> Result<(Builder, Step), PlanError> {
    let mut reader = Reader { builder: Builder::default(), steps: Vec::new(), open: Vec::new() };
    for (line, entry) in entries(text) {
        reader.line(line, &entry)?;
    }
    let Some(&root) = reader.steps.first() else {
        return Err(PlanError::Tree { line: 1, problem: "no line begins with \"->\"" });
    };
    settle(&mut reader.builder, &reader.steps);
    Ok((reader.builder, root))
}

/// The lines that begin with an arrow, each with what was broken off it: a condition may hold a line break.
fn entries(text: &str) -> Vec<(usize, String)> {
    let mut entries: Vec<(usize, String)> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if line.trim_start_matches(' ').starts_with("-> ") {
            entries.push((number + 1, line.to_owned()));
        } else if is_frame(line) {
            continue;
        } else if let Some((_, last)) = entries.last_mut() {
            last.push('\n');
            last.push_str(line);
        }
    }
    entries
}

/// What the client writes below a result.
fn is_frame(line: &str) -> bool {
    let line = line.trim();
    line.is_empty()
        || line == "|"
        || line.starts_with("+--")
        || (line.contains(" in set") && line.ends_with("sec)"))
        || line.starts_with("mysql>")
}

struct Reader {
    builder: Builder,
    steps: Vec<Step>,
    open: Vec<Open>,
}

impl Reader {
    fn line(&mut self, line: usize, entry: &str) -> Result<(), PlanError> {
        let indent = entry.len() - entry.trim_start_matches(' ').len();
        let text = entry[indent..].trim_start_matches("->").trim_start();
        let mut above = None;
        while let Some(last) = self.open.last() {
            if last.indent < indent {
                break;
            }
            let last = self.open.pop();
            above = last.filter(|last| last.indent == indent).or(above);
        }
        if self.open.len() >= DEPTH_LIMIT {
            let place = Place { line, column: indent + 1, path: String::new() };
            return Err(PlanError::TooDeep { limit: DEPTH_LIMIT, place });
        }
        let (text, figures) = figures::split(text);
        if let Some(heading) = crate::phrase::heading(text) {
            let sibling = (heading.0 == Role::SelectListSubquery).then_some(above).flatten();
            let step = match sibling.as_ref().or(self.open.last()) {
                Some(open) => open.step,
                None => return Err(PlanError::Tree { line, problem: "the first line describes no step" }),
            };
            self.open.push(Open { indent, step, heading: Some(heading) });
            return Ok(());
        }
        let node = finish_node(crate::phrase::describe(text), figures);
        let step = self.builder.add(node);
        match self.open.last() {
            Some(Open { step: parent, heading, .. }) => {
                let (role, block) = heading.unwrap_or((Role::Input, None));
                let parent = *parent;
                self.builder.attach(parent, step, role);
                self.builder.node(step).block = block;
            }
            None => {
                if let Some(&root) = self.steps.first() {
                    self.builder.attach(root, step, Role::Input);
                }
            }
        }
        self.steps.push(step);
        self.open.push(Open { indent, step, heading: None });
        Ok(())
    }
}

fn finish_node(mut node: Node, figures: figures::Figures) -> Node {
    node.estimates = figures.estimates;
    node.actuals = figures.actuals;
    examined_rows(&mut node);
    node
}

/// What a table access gives in one run is what it reads in one run; a filter is a step of its own.
pub(crate) fn examined_rows(node: &mut Node) {
    if node.operation == Operation::TableAccess {
        let counted = |table: &crate::model::TableAccess| table.access == Some(AccessType::CountRows);
        if !node.table.as_deref().is_some_and(counted) {
            node.estimates.rows_examined_per_scan = node.estimates.rows_produced;
        }
    }
    if let Some(Actuals::Executed(measured)) = &node.actuals
        && measured.loops == Some(0.0)
    {
        node.actuals = Some(Actuals::NeverExecuted);
    }
}
