//! Which of a statement's names are views, and whether what those hide is harmless.

use std::collections::BTreeSet;

use auroscope_sql::guard::{ServerVersion, TableName, view_body_tables};
use mysql_async::{Params, Value};

use super::skipping::Skipped;
use crate::decode::Columns;
use crate::{Connection, MysqlError, statements};

/// Names that are looked up for one statement, its views' among them.
const MOST_NAMES: usize = 256;
/// Names in one look-up.
const AT_ONCE: usize = 32;
/// Views in views.
const DEEPEST: usize = 16;

/// A schema and a name in it.
pub(super) type FullName = (String, String);

/// A name that the server knows.
struct Found {
    name: FullName,
    is_view: bool,
    body: Option<String>,
}

/// Looks into all views that the tables are or lead to.
///
/// A table of the statement that is not found is left to the server, which will say so. One that a view names must be
/// found: the view may read, with the rights of whoever defined it, another view that we cannot see.
pub(super) async fn check_views(
    connection: &mut Connection,
    tables: &[TableName],
    schema: Option<&str>,
    server: ServerVersion,
) -> Result<Result<(), Skipped>, MysqlError> {
    let mut asked = BTreeSet::new();
    for table in tables {
        let Some(schema) = table.schema.as_deref().or(schema) else { return Ok(Err(Skipped::NoSchema)) };
        asked.insert((schema.to_owned(), table.name.clone()));
    }
    let mut known = asked.clone();
    let mut in_view = false;
    for _ in 0..DEEPEST {
        asked.retain(|(schema, _)| !schema.eq_ignore_ascii_case("information_schema"));
        if asked.is_empty() {
            return Ok(Ok(()));
        }
        if known.len() > MOST_NAMES {
            return Ok(Err(Skipped::TooManyTables { limit: MOST_NAMES }));
        }
        let found = look_up(connection, &asked).await?;
        if let Some((schema, name)) = asked.iter().find(|name| in_view && !is_among(&found, name)) {
            return Ok(Err(Skipped::ViewUnreadable { view: format!("{schema}.{name}") }));
        }
        let mut next = BTreeSet::new();
        for view in found.into_iter().filter(|found| found.is_view) {
            match names_in(&view, server) {
                Ok(names) => next.extend(names.into_iter().filter(|name| known.insert(name.clone()))),
                Err(skipped) => return Ok(Err(skipped)),
            }
        }
        (asked, in_view) = (next, true);
    }
    Ok(Err(Skipped::TooManyTables { limit: MOST_NAMES }))
}

fn is_among(found: &[Found], (schema, name): &FullName) -> bool {
    // Servers that fold names answer with their own spelling.
    let same = |one: &str, other: &str| one.to_lowercase() == other.to_lowercase();
    found.iter().any(|found| same(&found.name.0, schema) && same(&found.name.1, name))
}

/// The names in a view's body, in full.
fn names_in(view: &Found, server: ServerVersion) -> Result<Vec<FullName>, Skipped> {
    let (schema, name) = &view.name;
    let named = || format!("{schema}.{name}");
    let body = view.body.as_deref().filter(|body| !body.is_empty());
    let body = body.ok_or_else(|| Skipped::ViewUnreadable { view: named() })?;
    let tables =
        view_body_tables(body, server).map_err(|refusal| Skipped::ViewRefused { view: named(), refusal })?;
    let full = |table: TableName| (table.schema.unwrap_or_else(|| schema.clone()), table.name);
    Ok(tables.into_iter().map(full).collect())
}

async fn look_up(connection: &mut Connection, asked: &BTreeSet<FullName>) -> Result<Vec<Found>, MysqlError> {
    let asked: Vec<FullName> = asked.iter().cloned().collect();
    let mut found = Vec::new();
    for chunk in asked.chunks(AT_ONCE) {
        let (sql, values) = with_names(statements::explain::NAMES, chunk);
        for row in connection.rows_with("explain_names", sql, values).await? {
            let mut columns = Columns::new("explain_names", &row);
            let name = (columns.string()?, columns.string()?);
            // `SYSTEM VIEW` is the server's own.
            let is_view = columns.string()? == "VIEW";
            found.push(Found { name, is_view, body: columns.maybe_string()? });
        }
    }
    Ok(found)
}

/// A statement with its list of names, padded with the last one so that there are few different statements.
pub(super) fn with_names(sql: &str, names: &[FullName]) -> (String, Params) {
    let length = names.len().max(1).next_power_of_two();
    let padded = names.iter().chain(std::iter::repeat_n(names.last(), length - names.len()).flatten());
    let values: Vec<Value> = padded
        .flat_map(|(schema, name)| [Value::from(schema.as_str()), Value::from(name.as_str())])
        .collect();
    (sql.replace("{pairs}", &vec!["(?,?)"; length].join(",")), Params::Positional(values))
}
