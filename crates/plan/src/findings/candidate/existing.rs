//! Whether an index that exists already does what is wanted.

use crate::findings::facts::{IndexFacts, TableFacts, same_name};

/// What the existing indexes are to a wanted one.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Served<'a> {
    /// This one does it.
    By(&'a str),
    /// This one would, but may not be used.
    ByInvisible(&'a str),
    /// The wanted one begins with all of this one.
    Extends {
        /// Its name.
        index: &'a str,
        /// It keeps rows unique, so it must stay.
        is_unique: bool,
    },
    /// None.
    No,
}

/// Looks for an index of these columns, of which the first `free` may stand in any order.
pub(super) fn served<'a>(facts: &'a TableFacts, columns: &[String], free: usize) -> Served<'a> {
    let free = free.min(columns.len());
    let serves = |index: &&IndexFacts| {
        let parts = parts_of(facts, index);
        let (first, rest) = (parts.get(..free), parts.get(free..).unwrap_or_default());
        let has =
            |column: &String| first.is_some_and(|first| first.iter().any(|part| same_name(part, column)));
        let in_order = columns[free..].iter().enumerate();
        columns[..free].iter().all(has)
            && in_order.clone().all(|(place, column)| rest.get(place).is_some_and(|p| same_name(p, column)))
    };
    let sorted = || {
        facts
            .indexes
            .iter()
            .filter(|index| index.kind.is_empty() || index.finds_values() || !index.is_visible)
    };
    if let Some(index) = sorted().filter(|index| index.finds_values()).find(serves) {
        return Served::By(&index.name);
    }
    if let Some(index) = sorted().filter(|index| !index.is_visible && !is_special(index)).find(serves) {
        return Served::ByInvisible(&index.name);
    }
    let begins = |index: &&IndexFacts| {
        index.name != "PRIMARY"
            && index.parts.len() < columns.len()
            && index
                .parts
                .iter()
                .zip(columns)
                .all(|(part, column)| part.is_column(column) && part.prefix.is_none())
    };
    let extended = sorted().filter(|index| index.finds_values()).filter(begins);
    match extended.max_by_key(|index| index.parts.len()) {
        Some(index) => Served::Extends { index: &index.name, is_unique: index.is_unique },
        None => Served::No,
    }
}

fn is_special(index: &IndexFacts) -> bool {
    !(index.kind.is_empty() || index.kind.eq_ignore_ascii_case("btree"))
}

/// The columns that an index can be searched by in order: InnoDB puts the primary key behind the others. Behind
/// a part of a column's start, or an expression, nothing is in order.
fn parts_of<'a>(facts: &'a TableFacts, index: &'a IndexFacts) -> Vec<&'a str> {
    let mut names = Vec::new();
    for part in &index.parts {
        match &part.column {
            Some(name) if part.prefix.is_none() => names.push(name.as_str()),
            _ => return names,
        }
    }
    let is_innodb = facts.engine.as_deref().is_none_or(|engine| engine.eq_ignore_ascii_case("innodb"));
    if is_innodb && index.name != "PRIMARY" {
        let primary = facts.indexes.iter().filter(|index| index.name == "PRIMARY").flat_map(|key| &key.parts);
        for part in primary.filter_map(|part| part.column.as_deref()) {
            if !names.contains(&part) {
                names.push(part);
            }
        }
    }
    names
}

/// The columns of the longest index that has only such columns.
pub(super) fn longest_start<'a>(facts: &'a TableFacts, columns: &[String]) -> Option<Vec<&'a str>> {
    let of = |index: &'a IndexFacts| -> Option<Vec<&'a str>> {
        let names: Option<Vec<&str>> =
            index.parts.iter().map(|part| part.column.as_deref().filter(|_| part.prefix.is_none())).collect();
        names.filter(|names| names.iter().all(|name| columns.iter().any(|column| same_name(column, name))))
    };
    let usable = facts.indexes.iter().filter(|index| index.finds_values() && index.name != "PRIMARY");
    usable.filter_map(of).max_by_key(Vec::len)
}
