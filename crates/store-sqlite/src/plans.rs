//! Plans: each is a row with its record as JSON, beside the columns that are searched.

use auroscope_model::{
    Cursor, Fingerprint, Latency, Page, PlanFilter, PlanId, PlanRecord, PlanSighting, PlanSubject, PlanTime,
    TargetId, UtcMicros,
};
use auroscope_store::PlanWrite;
use rusqlite::types::{Type, Value};
use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, params};

use crate::listing::Where;

/// Keeps a plan and that it was found.
pub(crate) fn put(connection: &mut Connection, write: &PlanWrite) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let plan = &write.plan;
    let merged = match one(&transaction, plan.id)? {
        Some(known) => known.merged_with(plan),
        None => plan.clone(),
    };
    transaction
        .prepare_cached(
            "INSERT INTO statement (fingerprint, class, normalized) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        )?
        .execute(params![plan.subject.fingerprint.to_bytes(), plan.class.as_str(), write.normalized])?;
    let body = serde_json::to_string(&merged)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    transaction
        .prepare_cached(
            "INSERT INTO plan VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (id) DO UPDATE SET last_us=?6, body=?7",
        )?
        .execute(params![
            merged.id.to_bytes(),
            merged.subject.target.as_str(),
            merged.subject.fingerprint.to_bytes(),
            merged.subject.schema,
            merged.shape.map(|shape| shape.to_bytes()),
            merged.last_seen.0,
            body,
        ])?;
    transaction
        .prepare_cached("INSERT INTO plan_sighting VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
        .execute(params![plan.id.to_bytes(), plan.last_seen.0])?;
    transaction.commit()
}

/// One plan by id.
pub(crate) fn one(connection: &Connection, id: PlanId) -> rusqlite::Result<Option<PlanRecord>> {
    connection
        .prepare_cached("SELECT body FROM plan WHERE id = ?1")?
        .query_row([id.to_bytes()], read)
        .optional()
}

fn read(row: &Row<'_>) -> rusqlite::Result<PlanRecord> {
    serde_json::from_str(row.get_ref(0)?.as_str()?)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(error)))
}

/// A page of plans.
pub(crate) fn list(
    connection: &mut Connection,
    filter: &PlanFilter,
    after: Option<Cursor<PlanId>>,
    limit: usize,
) -> rusqlite::Result<Page<PlanRecord, PlanId>> {
    let mut clause = clause(filter);
    if let Some(cursor) = after {
        clause.and("(p.last_us, p.id) < (?, ", Value::Integer(cursor.value));
        clause.push("?)", Value::Blob(cursor.id.to_bytes().to_vec()));
    }
    // One more than asked for tells whether there is a next page.
    clause.push(" ORDER BY p.last_us DESC, p.id DESC LIMIT ?", Value::Integer(limit as i64 + 1));
    let sql = format!("SELECT p.body FROM plan p WHERE {}", clause.sql());
    let mut select = connection.prepare_cached(&sql)?;
    let mut items: Vec<PlanRecord> =
        select.query_map(rusqlite::params_from_iter(&clause.values), read)?.collect::<Result<_, _>>()?;
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| more).map(|last| Cursor { value: last.last_seen.0, id: last.id });
    Ok(Page { items, next })
}

fn clause(filter: &PlanFilter) -> Where {
    let mut clause = Where::everything();
    clause.any_of("p.target", filter.targets.iter().map(|target| Value::Text(target.as_str().to_owned())));
    if let Some(from) = filter.from {
        clause.and("p.last_us >= ?", Value::Integer(from.0));
    }
    if let Some(to) = filter.to {
        clause.and("p.last_us < ?", Value::Integer(to.0));
    }
    if let Some(schema) = &filter.schema {
        let schema = if schema.is_empty() { Value::Null } else { Value::Text(schema.clone()) };
        clause.and("p.schema IS ?", schema);
    }
    if let Some(fingerprint) = filter.fingerprint {
        clause.and("p.fingerprint = ?", Value::Blob(fingerprint.to_bytes().to_vec()));
    }
    if let Some(shape) = filter.shape {
        clause.and("p.shape = ?", Value::Blob(shape.to_bytes().to_vec()));
    }
    if let Some(skipped) = filter.skipped {
        clause.and("(p.shape IS NULL) = ?", Value::Integer(i64::from(skipped)));
    }
    if let Some(text) = filter.text.as_deref().filter(|text| !text.is_empty()) {
        clause.and(
            "p.fingerprint IN (SELECT s.fingerprint FROM statement s WHERE instr(lower(s.normalized), lower(?)) > 0)",
            Value::Text(text.to_owned()),
        );
    }
    clause
}

/// When plans of this were found, in order.
pub(crate) fn sightings(
    connection: &mut Connection,
    subject: &PlanSubject,
    limit: usize,
) -> rusqlite::Result<Vec<PlanSighting>> {
    let mut select = connection.prepare_cached(
        "SELECT s.plan, s.at_us FROM plan p JOIN plan_sighting s ON s.plan = p.id \
         WHERE p.fingerprint = ?1 AND p.target = ?2 AND p.schema IS ?3 ORDER BY s.at_us DESC, s.plan LIMIT ?4",
    )?;
    let values =
        params![subject.fingerprint.to_bytes(), subject.target.as_str(), subject.schema, limit as i64];
    let sighting = |row: &Row<'_>| {
        Ok(PlanSighting { plan: PlanId::from_bytes(row.get(0)?), at: UtcMicros(row.get(1)?) })
    };
    let mut found: Vec<_> = select.query_map(values, sighting)?.collect::<Result<_, _>>()?;
    found.reverse();
    Ok(found)
}

/// When each subject of a target was explained last. Answered from the index: no document is read.
pub(crate) fn times(
    connection: &mut Connection,
    target: &TargetId,
    since: UtcMicros,
    limit: usize,
) -> rusqlite::Result<Vec<PlanTime>> {
    // SQLite takes the columns beside a lone MAX from the row that has it (SQLite manual, "Bare columns in an
    // aggregate query").
    let mut select = connection.prepare_cached(
        "SELECT p.fingerprint, p.schema, MAX(p.last_us), p.shape IS NOT NULL FROM plan p INDEXED BY plan_seen \
         WHERE p.target = ?1 AND p.last_us >= ?2 GROUP BY p.fingerprint, p.schema ORDER BY 3 DESC LIMIT ?3",
    )?;
    let time = |row: &Row<'_>| {
        let fingerprint = Fingerprint::from_bytes(row.get(0)?);
        let subject = PlanSubject { target: target.clone(), fingerprint, schema: row.get(1)? };
        Ok(PlanTime { subject, at: UtcMicros(row.get(2)?), has_plan: row.get(3)? })
    };
    select.query_map(params![target.as_str(), since.0, limit as i64], time)?.collect()
}

/// What executions of this took, in the order of their start.
pub(crate) fn latencies(
    connection: &mut Connection,
    subject: &PlanSubject,
    limit: usize,
) -> rusqlite::Result<Vec<Latency>> {
    let mut select = connection.prepare_cached(
        "SELECT q.started_us, q.duration_us FROM slow_query q INDEXED BY slow_query_statement \
         WHERE q.fingerprint = ?1 AND q.target = ?2 AND q.schema IS ?3 AND q.state = 1 \
         ORDER BY q.started_us DESC LIMIT ?4",
    )?;
    let values =
        params![subject.fingerprint.to_bytes(), subject.target.as_str(), subject.schema, limit as i64];
    let latency = |row: &Row<'_>| {
        Ok(Latency { started_at: UtcMicros(row.get(0)?), duration_us: row.get::<_, i64>(1)? as u64 })
    };
    let mut found: Vec<_> = select.query_map(values, latency)?.collect::<Result<_, _>>()?;
    found.reverse();
    Ok(found)
}

/// Removes plans that were last seen before `before`, and what is known of when they were found before.
pub(crate) fn retire(connection: &mut Connection, before: UtcMicros) -> rusqlite::Result<u64> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let removed = transaction.execute("DELETE FROM plan WHERE last_us < ?1", [before.0])?;
    transaction.execute("DELETE FROM plan_sighting WHERE at_us < ?1", [before.0])?;
    transaction.commit()?;
    Ok(removed as u64)
}
