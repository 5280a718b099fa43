//! INSERT, REPLACE, UPDATE, DELETE: v1 marks the table; here they are a step above the query.

use crate::builder::Step;
use crate::model::{Node, Operation, TableAccess};

use super::Reader;
use super::content::Content;

impl Reader {
    /// The query, or the step that writes what it gives.
    pub(super) fn changed(&mut self, content: &mut Content, input: Step) -> Step {
        let changes = std::mem::take(&mut content.changes);
        if changes.is_empty() { input } else { self.builder.wrap(input, change(changes)) }
    }
}

/// The step that writes into these tables.
pub(crate) fn change(changes: Vec<(Operation, TableAccess)>) -> Node {
    let names: Vec<String> = changes.iter().map(|(_, table)| table.alias.clone()).collect();
    let mut changes = changes.into_iter();
    let (operation, mut table) = changes.next().unwrap_or_default();
    let words = match operation {
        Operation::Insert => "Insert into",
        Operation::Replace => "Replace into",
        Operation::Update => "Update",
        _ => "Delete from",
    };
    table.alias = names.join(", ");
    let mut node = Node::new(operation, format!("{words} {}", table.alias));
    node.table = Some(Box::new(table));
    node
}
