//! DDL, with names quoted by [`quoted`] and by nothing else.

use crate::findings::facts::TableFacts;
use crate::findings::naming::TableName;

/// Characters that the name of an index may have.
const LONGEST_NAME: usize = 64;
/// Characters of a long text that an index begins with.
const PREFIX_CHARACTERS: u32 = 64;

/// A name as MySQL reads it back, whatever is in it.
pub(in crate::findings) fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

fn table_of(table: &TableName) -> String {
    match &table.schema {
        Some(schema) => format!("{}.{}", quoted(schema), quoted(&table.name)),
        None => quoted(&table.name),
    }
}

pub(super) fn add_index(table: &TableName, columns: &[(String, bool)], facts: Option<&TableFacts>) -> String {
    let part = |(name, down): &(String, bool)| {
        let long = facts.and_then(|facts| facts.column(name)).is_some_and(|column| column.needs_prefix());
        let prefix = if long { format!("({PREFIX_CHARACTERS})") } else { String::new() };
        format!("{}{prefix}{}", quoted(name), if *down { " DESC" } else { "" })
    };
    let parts: Vec<String> = columns.iter().map(part).collect();
    let name = columns.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join("_");
    format!(
        "ALTER TABLE {} ADD INDEX {} ({});",
        table_of(table),
        quoted(&free_name(&name, facts)),
        parts.join(", ")
    )
}

pub(super) fn add_expression_index(
    table: &TableName,
    expression: &str,
    column: &str,
    facts: Option<&TableFacts>,
) -> String {
    let name = free_name(&format!("{column}_expression"), facts);
    format!("ALTER TABLE {} ADD INDEX {} (({expression}));", table_of(table), quoted(&name))
}

pub(super) fn make_visible(table: &TableName, index: &str) -> String {
    format!("ALTER TABLE {} ALTER INDEX {} VISIBLE;", table_of(table), quoted(index))
}

/// The name, short enough, and not that of another index.
fn free_name(name: &str, facts: Option<&TableFacts>) -> String {
    let cut: String = name.chars().take(LONGEST_NAME - 4).collect();
    let taken = |name: &str| facts.is_some_and(|facts| facts.index(name).is_some());
    if !taken(&cut) {
        return cut;
    }
    (2..100).map(|number| format!("{cut}_{number}")).find(|name| !taken(name)).unwrap_or(cut)
}
