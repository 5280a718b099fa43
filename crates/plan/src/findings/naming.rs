//! What the table of a step is called, to people and in DDL, and what is known of it.

use crate::model::Node;

use super::condition;
use super::facts::{TableFacts, same_name};
use super::view::View;

/// A table as it can be named to people and in DDL.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct TableName {
    pub(super) schema: Option<String>,
    /// Its name; the alias, when the name is not known.
    pub(super) name: String,
    /// Whether the name may be the alias.
    pub(super) is_alias: bool,
}

impl<'a> View<'a> {
    /// What is known of the step's table.
    pub(super) fn table_facts(&self, node: &Node) -> Option<&'a TableFacts> {
        if self.facts.tables.is_empty() {
            return None;
        }
        let TableName { schema, name, .. } = self.said_name(node)?;
        let mut of_name = self.facts.tables.iter().filter(|facts| {
            let in_schema = |schema: &String| same_name(&facts.schema, schema);
            same_name(&facts.name, &name) && schema.as_ref().is_none_or(in_schema)
        });
        let first = of_name.next()?;
        // Two schemas have one of that name: which it is cannot be told.
        if of_name.next().is_some() { None } else { Some(first) }
    }

    /// How the step's table is named.
    pub(super) fn table_name(&self, node: &Node) -> TableName {
        if let Some((_, name)) = self.named.borrow().as_ref().filter(|(id, _)| *id == node.id) {
            return name.clone();
        }
        let name = match self.table_facts(node) {
            Some(facts) => {
                let schema = Some(facts.schema.clone()).filter(|schema| !schema.is_empty());
                TableName { schema, name: facts.name.clone(), is_alias: false }
            }
            None => self.said_name(node).unwrap_or_default(),
        };
        *self.named.borrow_mut() = Some((node.id, name.clone()));
        name
    }

    /// The table's name as plan and statement say it.
    fn said_name(&self, node: &Node) -> Option<TableName> {
        let table = node.table.as_deref()?;
        if let Some(name) = &table.name {
            return Some(TableName { schema: table.schema.clone(), name: name.clone(), is_alias: false });
        }
        let written = self.statement().and_then(|text| text.table(&table.alias));
        let schema = written.and_then(|(schema, _)| schema.map(str::to_owned));
        Some(TableName {
            schema: schema.or_else(|| schema_in_conditions(node)),
            name: written.map_or_else(|| table.alias.clone(), |(_, name)| name.to_owned()),
            is_alias: written.is_none(),
        })
    }

    /// The table in a sentence.
    pub(super) fn called(&self, node: &Node) -> String {
        let name = self.table_name(node).name;
        match node.alias() {
            Some(alias) if alias != name => format!("`{name}` ({alias})"),
            _ => format!("`{name}`"),
        }
    }

    /// A table of the server's own, which nobody indexes.
    pub(super) fn is_of_server(&self, node: &Node) -> bool {
        let schema = self.table_name(node).schema.unwrap_or_default();
        ["mysql", "information_schema", "performance_schema", "sys"]
            .iter()
            .any(|own| schema.eq_ignore_ascii_case(own))
    }
}

/// The schema that a condition of JSON v1 names a column of the table with.
fn schema_in_conditions(node: &Node) -> Option<String> {
    let alias = node.alias()?;
    node.conditions.iter().find_map(|condition| {
        let expression = condition::read(&condition.text)?;
        let mut columns = Vec::new();
        expression.columns(&mut columns);
        let of_table = columns.into_iter().find(|column| column.table.as_deref() == Some(alias));
        of_table.and_then(|column| column.schema.as_deref().map(str::to_owned))
    })
}
