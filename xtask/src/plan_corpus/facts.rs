//! What may be known beside a plan: what its execution came to, and the tables' rows, columns and indexes.

use std::collections::BTreeMap;
use std::fs;

use anyhow::Context;
use mysql_async::Row;
use mysql_async::prelude::Queryable as _;
use serde_json::{Map, Value, json};

use super::cases::Case;
use super::recorder::{Recorder, SCHEMA};

/// The counters of an execution that do not depend on the machine.
const COUNTERS: &[&str] = &[
    "rows_sent",
    "rows_examined",
    "created_tmp_tables",
    "created_tmp_disk_tables",
    "select_full_join",
    "select_scan",
    "sort_rows",
    "sort_merge_passes",
    "no_index_used",
    "no_good_index_used",
];

/// Executes the statement of a case and writes what performance_schema counted into `execution.json`.
pub(super) async fn write_execution(recorder: &Recorder<'_>, case: &Case) -> anyhow::Result<()> {
    let mut connection = recorder.session(case).await?;
    connection.query_drop("START TRANSACTION").await?;
    connection.query_drop(&case.statement).await.with_context(|| case.name.clone())?;
    let question = format!(
        "SELECT {} FROM performance_schema.events_statements_history \
         WHERE thread_id = PS_CURRENT_THREAD_ID() ORDER BY event_id DESC LIMIT 1",
        COUNTERS.join(", ")
    );
    let row: Option<Row> = connection.query_first(question).await?;
    let row = row.with_context(|| format!("{}: the server kept no account of it", case.name))?;
    let counters: Map<String, Value> = COUNTERS
        .iter()
        .enumerate()
        .map(|(index, name)| ((*name).to_owned(), json!(row.get::<Option<u64>, _>(index).flatten())))
        .collect();
    connection.query_drop("ROLLBACK").await?;
    connection.disconnect().await?;
    let path = recorder.folder.join(&case.name).join("execution.json");
    fs::write(path, format!("{:#}\n", Value::Object(counters)))?;
    Ok(())
}

/// Writes `tables.json`: what information_schema says about each table of the corpus.
pub(super) async fn write_tables(recorder: &Recorder<'_>) -> anyhow::Result<()> {
    let mut connection = recorder.endpoint.connect().await?;
    // Else it answers from what it read a day ago.
    connection.query_drop("SET SESSION information_schema_stats_expiry = 0").await?;
    let tables: Vec<TableRow> = connection
        .query(format!(
            "SELECT TABLE_NAME, ENGINE, TABLE_ROWS, DATA_LENGTH FROM information_schema.TABLES \
             WHERE TABLE_SCHEMA = '{SCHEMA}' AND TABLE_TYPE = 'BASE TABLE' ORDER BY TABLE_NAME"
        ))
        .await?;
    let mut columns = columns(&mut connection).await?;
    let mut indexes = indexes(&mut connection).await?;
    let all: Map<String, Value> = tables
        .into_iter()
        .map(|(name, engine, rows, data_bytes)| {
            let columns = columns.remove(&name).unwrap_or_default();
            let indexes = indexes.remove(&name).unwrap_or_default();
            let table = json!({ "engine": engine, "rows": rows, "data_bytes": data_bytes, "columns": columns,
                "indexes": indexes });
            (name, table)
        })
        .collect();
    connection.disconnect().await?;
    let text = json!({ "schema": SCHEMA, "tables": all });
    fs::write(recorder.folder.join("tables.json"), format!("{text:#}\n"))?;
    Ok(())
}

/// Name, engine, rows, bytes.
type TableRow = (String, Option<String>, Option<u64>, Option<u64>);

/// Table, name, type, whether it may be NULL, collation, buckets of its histogram.
type ColumnRow = (String, String, String, String, Option<String>, Option<u64>);

/// By the table's name.
type OfTable = BTreeMap<String, Vec<Value>>;

async fn columns(connection: &mut mysql_async::Conn) -> anyhow::Result<OfTable> {
    let rows: Vec<ColumnRow> = connection
        .query(format!(
            "SELECT c.TABLE_NAME, c.COLUMN_NAME, c.COLUMN_TYPE, c.IS_NULLABLE, c.COLLATION_NAME, \
             JSON_LENGTH(h.HISTOGRAM, '$.buckets') FROM information_schema.COLUMNS c \
             LEFT JOIN information_schema.COLUMN_STATISTICS h ON h.SCHEMA_NAME = c.TABLE_SCHEMA \
             AND h.TABLE_NAME = c.TABLE_NAME AND h.COLUMN_NAME = c.COLUMN_NAME \
             WHERE c.TABLE_SCHEMA = '{SCHEMA}' ORDER BY c.TABLE_NAME, c.ORDINAL_POSITION"
        ))
        .await?;
    let mut columns = OfTable::new();
    for (table, name, kind, nullable, collation, histogram_buckets) in rows {
        columns.entry(table).or_default().push(json!({ "name": name, "type": kind,
            "nullable": nullable == "YES", "collation": collation, "histogram_buckets": histogram_buckets }));
    }
    Ok(columns)
}

async fn indexes(connection: &mut mysql_async::Conn) -> anyhow::Result<OfTable> {
    let rows: Vec<Row> = connection
        .query(format!(
            "SELECT TABLE_NAME, INDEX_NAME, NON_UNIQUE, INDEX_TYPE, IS_VISIBLE, COLUMN_NAME, EXPRESSION, \
             COLLATION, SUB_PART, CARDINALITY FROM information_schema.STATISTICS \
             WHERE TABLE_SCHEMA = '{SCHEMA}' ORDER BY TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX"
        ))
        .await?;
    let mut indexes = OfTable::new();
    for row in rows {
        let text = |index: usize| row.get::<Option<String>, _>(index).flatten();
        let number = |index: usize| row.get::<Option<u64>, _>(index).flatten();
        let (table, name) = (text(0).unwrap_or_default(), text(1).unwrap_or_default());
        let column = json!({ "name": text(5), "expression": text(6), "descending": text(7).as_deref() == Some("D"),
            "prefix": number(8), "cardinality": number(9) });
        let of_table = indexes.entry(table).or_default();
        match of_table.iter_mut().find(|index| index["name"] == json!(name)) {
            Some(index) => index["columns"].as_array_mut().context("an index has columns")?.push(column),
            None => of_table.push(json!({ "name": name, "unique": number(2) == Some(0), "type": text(3),
                "visible": text(4).as_deref() == Some("YES"), "columns": [column] })),
        }
    }
    Ok(indexes)
}
