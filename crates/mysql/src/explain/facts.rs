//! What is known of tables beside their plan: sizes, indexes, columns. For findings, and for candidates of indexes.

use std::collections::BTreeMap;

use auroscope_plan::{ColumnFacts, IndexFacts, IndexPart, TableFacts};
use mysql_async::Row;

use super::Explainer;
use super::resolving::{FullName, with_names};
use crate::decode::Columns;
use crate::{MysqlError, statements};

/// Tables that are asked for at once; more are left out.
const MOST_TABLES: usize = 64;

impl Explainer {
    /// The facts of tables, given as (schema, name). What does not exist, or is a view, is left out.
    ///
    /// # Errors
    /// When the connection fails; then this must be connected anew.
    pub async fn table_facts(&mut self, tables: &[(String, String)]) -> Result<Vec<TableFacts>, MysqlError> {
        let asked = tables.get(..MOST_TABLES).unwrap_or(tables);
        if asked.is_empty() {
            return Ok(Vec::new());
        }
        let mut facts: BTreeMap<FullName, TableFacts> = BTreeMap::new();
        for row in self.ask("table_sizes", statements::explain::TABLE_SIZES, asked).await? {
            let table = sizes(&row)?;
            facts.insert((table.schema.clone(), table.name.clone()), table);
        }
        for row in self.ask("table_indexes", statements::explain::TABLE_INDEXES, asked).await? {
            let mut columns = Columns::new("table_indexes", &row);
            if let Some(table) = facts.get_mut(&(columns.string()?, columns.string()?)) {
                index_part(&mut columns, &mut table.indexes)?;
            }
        }
        for row in self.ask("table_columns", statements::explain::TABLE_COLUMNS, asked).await? {
            let mut columns = Columns::new("table_columns", &row);
            if let Some(table) = facts.get_mut(&(columns.string()?, columns.string()?)) {
                table.columns.push(ColumnFacts {
                    name: columns.string()?,
                    type_name: columns.string()?,
                    is_nullable: columns.string()? == "YES",
                    collation: columns.maybe_string()?,
                    has_histogram: columns.number()? == 1,
                });
            }
        }
        Ok(facts.into_values().collect())
    }

    async fn ask(
        &mut self,
        name: &'static str,
        sql: &str,
        tables: &[FullName],
    ) -> Result<Vec<Row>, MysqlError> {
        let (sql, values) = with_names(sql, tables);
        self.guard.rows_with(name, sql, values).await
    }
}

fn sizes(row: &Row) -> Result<TableFacts, MysqlError> {
    let mut columns = Columns::new("table_sizes", row);
    Ok(TableFacts {
        schema: columns.string()?,
        name: columns.string()?,
        engine: columns.maybe_string()?,
        rows: columns.maybe_number()?,
        data_bytes: columns.maybe_number()?,
        index_bytes: columns.maybe_number()?,
        ..TableFacts::default()
    })
}

/// Adds a part to its index; parts come in the order of the indexes.
fn index_part(columns: &mut Columns<'_>, indexes: &mut Vec<IndexFacts>) -> Result<(), MysqlError> {
    let name = columns.string()?;
    let is_unique = columns.number()? == 0;
    let column = columns.maybe_string()?;
    let (prefix, cardinality) = (columns.maybe_number()?, columns.maybe_number()?);
    let (kind, is_visible) = (columns.string()?, columns.string()? == "YES");
    let expression = columns.maybe_string()?;
    let is_descending = columns.maybe_string()?.as_deref() == Some("D");
    if indexes.last().is_none_or(|index| index.name != name) {
        indexes.push(IndexFacts { name, is_unique, kind, is_visible, parts: Vec::new() });
    }
    if let Some(index) = indexes.last_mut() {
        index.parts.push(IndexPart { column, expression, prefix, cardinality, is_descending });
    }
    Ok(())
}
