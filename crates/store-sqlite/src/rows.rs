//! How a record becomes a row and back.

use auroscope_model::{
    AbandonReason, DurationKind, ExecutionId, Figures, Fingerprint, SlowQuery, SlowQueryState, Source,
    StatementClass, TargetId, UtcMicros,
};
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row};
use serde::{Deserialize, Serialize};

/// The columns of a whole record, in the order [`read`] expects.
pub(crate) const COLUMNS: &str = "q.id, q.target, q.state, q.started_us, q.finished_us, q.last_seen_us, \
    q.duration_us, q.exact, q.lock_us, q.rows_sent, q.rows_examined, q.errors, q.more_figures, q.user, q.host, \
    q.schema, q.schema_inferred, q.connection_id, q.thread_id, q.event_id, q.server_uuid, q.booted_at_s, \
    q.fingerprint, q.class, q.server_digest, t.body, q.truncated, q.lossy, q.sources, q.abandoned, q.baseline";

/// Where those columns come from.
pub(crate) const FROM: &str = "slow_query q JOIN sql_text t ON t.id = q.text_id";

/// The figures that no index needs, kept as one JSON value.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct MoreFigures {
    #[serde(skip_serializing_if = "Option::is_none")]
    rows_affected: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    warnings: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tmp_tables: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tmp_disk_tables: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sort_rows: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    full_joins: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    no_index_used: Option<bool>,
}

impl From<&Figures> for MoreFigures {
    fn from(figures: &Figures) -> Self {
        Self {
            rows_affected: figures.rows_affected,
            warnings: figures.warnings,
            tmp_tables: figures.tmp_tables,
            tmp_disk_tables: figures.tmp_disk_tables,
            sort_rows: figures.sort_rows,
            full_joins: figures.full_joins,
            no_index_used: figures.no_index_used,
        }
    }
}

/// SQLite's integers are signed: ids above 2^63 (which no counter reaches) wrap, and wrap back here.
pub(crate) fn to_i64(value: u64) -> i64 {
    value as i64
}

/// A figure that must sort and sum as a number stops at the largest one.
pub(crate) fn to_figure(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

fn figure(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<u64>> {
    Ok(row.get::<_, Option<i64>>(column)?.map(|value| value as u64))
}

pub(crate) fn state_code(state: SlowQueryState) -> i64 {
    match state {
        SlowQueryState::Running => 0,
        SlowQueryState::Finished => 1,
        SlowQueryState::Abandoned => 2,
    }
}

pub(crate) fn class(text: &str) -> StatementClass {
    serde_json::from_value(serde_json::Value::String(text.to_owned())).unwrap_or_default()
}

fn json<T: for<'a> Deserialize<'a>>(column: usize, text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text)
        .map_err(|e| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(e)))
}

/// Reads a row of [`COLUMNS`].
pub(crate) fn read(row: &Row<'_>) -> rusqlite::Result<SlowQuery> {
    let more: MoreFigures = json(12, row.get_ref(12)?.as_str()?)?;
    let target: TargetId =
        row.get_ref(1)?.as_str()?.parse().map_err(|e: auroscope_model::TargetIdError| {
            rusqlite::Error::FromSqlConversionFailure(1, Type::Text, Box::new(e))
        })?;
    let sources: Vec<Source> = json(28, row.get_ref(28)?.as_str()?)?;
    let abandoned: Option<String> = row.get(29)?;
    let abandoned_because: Option<AbandonReason> =
        abandoned.as_deref().map(|text| json(29, text)).transpose()?;
    Ok(SlowQuery {
        id: ExecutionId::from_bytes(row.get(0)?),
        target,
        state: match row.get::<_, i64>(2)? {
            0 => SlowQueryState::Running,
            1 => SlowQueryState::Finished,
            _ => SlowQueryState::Abandoned,
        },
        started_at: UtcMicros(row.get(3)?),
        finished_at: row.get::<_, Option<i64>>(4)?.map(UtcMicros),
        last_seen_at: UtcMicros(row.get(5)?),
        duration_us: row.get::<_, i64>(6)? as u64,
        duration_kind: if row.get(7)? { DurationKind::Exact } else { DurationKind::LowerBound },
        figures: Figures {
            lock_us: figure(row, 8)?,
            rows_sent: figure(row, 9)?,
            rows_examined: figure(row, 10)?,
            errors: figure(row, 11)?,
            rows_affected: more.rows_affected,
            warnings: more.warnings,
            tmp_tables: more.tmp_tables,
            tmp_disk_tables: more.tmp_disk_tables,
            sort_rows: more.sort_rows,
            full_joins: more.full_joins,
            no_index_used: more.no_index_used,
        },
        user: row.get(13)?,
        host: row.get(14)?,
        schema: row.get(15)?,
        schema_inferred: row.get(16)?,
        connection_id: figure(row, 17)?,
        thread_id: figure(row, 18)?,
        event_id: figure(row, 19)?,
        server_uuid: row.get(20)?,
        booted_at_s: row.get(21)?,
        fingerprint: Fingerprint::from_bytes(row.get(22)?),
        class: class(row.get_ref(23)?.as_str()?),
        server_digest: row.get(24)?,
        sql: row.get(25)?,
        truncated: row.get(26)?,
        lossy: row.get(27)?,
        sources,
        abandoned_because,
    })
}

/// One record by id.
pub(crate) fn slow_query(connection: &Connection, id: ExecutionId) -> rusqlite::Result<Option<SlowQuery>> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM {FROM} WHERE q.id = ?1"))?
        .query_row([id.to_bytes()], read)
        .optional()
}
