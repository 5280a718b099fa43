//! Clusters and instances: one row each, which says what the API said last, and one for each change.

use auroscope_model::{
    CloudChange, CloudEvent, CloudFilter, CloudInventory, CloudKind, CloudPlace, CloudResource,
    KnownResource, PlaceStatus, UtcMicros,
};
use rusqlite::types::{Type, Value};
use rusqlite::{
    Connection, OptionalExtension, Row, Transaction, TransactionBehavior, params, params_from_iter,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::listing::Where;

/// An inventory is at most so late, microseconds: nobody waits for AWS any longer.
const MOST_LATE_US: i64 = 600_000_000;

/// Keeps an inventory; what became of each thing.
pub(crate) fn put(
    connection: &mut Connection,
    inventory: CloudInventory,
) -> rusqlite::Result<Vec<CloudChange>> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let CloudInventory { place, at, clusters, instances, unknown } = inventory;
    let answered: Option<i64> = transaction
        .prepare_cached("SELECT answered_us FROM cloud_place WHERE account = ?1 AND region = ?2")?
        .query_row([&place.account, &place.region], |row| row.get(0))
        .optional()?
        .flatten();
    // One that comes late changes nothing. A clock that was far ahead once is no reason to refuse all that follows.
    if answered.is_some_and(|answered| (at.0..at.0.saturating_add(MOST_LATE_US)).contains(&answered)) {
        return Ok(Vec::new());
    }
    transaction
        .prepare_cached(
            "INSERT INTO cloud_place VALUES (?1, ?2, ?3, NULL, NULL, ?4) ON CONFLICT DO UPDATE SET answered_us = ?3, \
             error = NULL, unknown = ?4",
        )?
        .execute(params![place.account, place.region, at.0, written(&unknown)?])?;
    let clusters = clusters.into_iter().map(CloudResource::Cluster);
    let found = clusters.chain(instances.into_iter().map(CloudResource::Instance));
    let mut changes = Vec::new();
    for resource in found {
        changes.extend(put_one(&transaction, &place, at, &resource)?);
    }
    changes.extend(put_gone(&transaction, &place, at)?);
    for change in &changes {
        transaction
            .prepare_cached("INSERT INTO cloud_change VALUES (NULL, ?1, ?2, ?3, ?4, ?5, ?6)")?
            .execute(params![
                at.0,
                place.account,
                place.region,
                number(change.kind),
                change.resource_id,
                written(change)?
            ])?;
    }
    transaction.commit()?;
    Ok(changes)
}

fn put_one(
    transaction: &Transaction<'_>,
    place: &CloudPlace,
    at: UtcMicros,
    resource: &CloudResource,
) -> rusqlite::Result<Option<CloudChange>> {
    let key = params![place.account, place.region, number(resource.kind()), resource.resource_id()];
    let before: Option<(CloudResource, Option<i64>)> = transaction
        .prepare_cached(
            "SELECT body, gone_us FROM cloud_resource WHERE account = ?1 AND region = ?2 AND kind = ?3 AND \
             resource_id = ?4",
        )?
        .query_row(key, |row| Ok((read(row, 0)?, row.get(1)?)))
        .optional()?;
    transaction
        .prepare_cached(
            "INSERT INTO cloud_resource VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, NULL, ?7) ON CONFLICT DO UPDATE SET \
             name = ?5, last_us = ?6, gone_us = NULL, body = ?7",
        )?
        .execute(params![
            place.account,
            place.region,
            number(resource.kind()),
            resource.resource_id(),
            resource.name(),
            at.0,
            written(resource)?
        ])?;
    let event = match before {
        None => CloudEvent::Appeared,
        Some((_, Some(_))) => CloudEvent::CameBack,
        Some((before, None)) => {
            let fields = resource.changes_since(&before);
            if fields.is_empty() {
                return Ok(None);
            }
            CloudEvent::Changed { fields }
        }
    };
    Ok(Some(change(place, at, resource, event)))
}

/// Of this place: what was there and was not found this time.
fn put_gone(
    transaction: &Transaction<'_>,
    place: &CloudPlace,
    at: UtcMicros,
) -> rusqlite::Result<Vec<CloudChange>> {
    let gone: Vec<CloudResource> = transaction
        .prepare_cached(
            "UPDATE cloud_resource SET gone_us = ?3 WHERE account = ?1 AND region = ?2 AND last_us <> ?3 AND gone_us IS \
             NULL RETURNING body",
        )?
        .query_map(params![place.account, place.region, at.0], |row| read(row, 0))?
        .collect::<Result<_, _>>()?;
    Ok(gone.iter().map(|resource| change(place, at, resource, CloudEvent::Gone)).collect())
}

fn change(place: &CloudPlace, at: UtcMicros, resource: &CloudResource, event: CloudEvent) -> CloudChange {
    CloudChange {
        at,
        place: place.clone(),
        kind: resource.kind(),
        resource_id: resource.resource_id().to_owned(),
        name: resource.name().to_owned(),
        event,
    }
}

/// Notes that a place did not answer.
pub(crate) fn put_trouble(
    connection: &mut Connection,
    place: &CloudPlace,
    at: UtcMicros,
    error: &str,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO cloud_place VALUES (?1, ?2, NULL, ?3, ?4, '[]') ON CONFLICT DO UPDATE SET failed_us = ?3, \
             error = ?4 WHERE max(coalesce(answered_us, ?3), coalesce(failed_us, ?3)) <= ?3",
        )?
        .execute(params![place.account, place.region, at.0, error])
        .map(drop)
}

/// How asking each place went last.
pub(crate) fn places(connection: &mut Connection) -> rusqlite::Result<Vec<PlaceStatus>> {
    connection
        .prepare_cached(
            "SELECT account, region, answered_us, failed_us, error, unknown FROM cloud_place ORDER BY account, region",
        )?
        .query_map([], |row| {
            Ok(PlaceStatus {
                place: place(row, 0)?,
                answered_at: row.get::<_, Option<i64>>(2)?.map(UtcMicros),
                failed_at: row.get::<_, Option<i64>>(3)?.map(UtcMicros),
                error: row.get(4)?,
                unknown: read(row, 5)?,
            })
        })?
        .collect()
}

/// Clusters and instances.
pub(crate) fn resources(
    connection: &mut Connection,
    filter: &CloudFilter,
) -> rusqlite::Result<Vec<KnownResource>> {
    let mut clause = clause(filter);
    clause.and("(gone_us IS NULL OR ?)", Value::Integer(i64::from(filter.with_gone)));
    let sql = format!(
        "SELECT account, region, body, first_us, last_us, gone_us FROM cloud_resource WHERE {} \
         ORDER BY account, region, kind, name, resource_id",
        clause.sql()
    );
    connection
        .prepare_cached(&sql)?
        .query_map(params_from_iter(&clause.values), |row| {
            Ok(KnownResource {
                place: place(row, 0)?,
                resource: read(row, 2)?,
                first_seen: UtcMicros(row.get(3)?),
                last_seen: UtcMicros(row.get(4)?),
                gone_at: row.get::<_, Option<i64>>(5)?.map(UtcMicros),
            })
        })?
        .collect()
}

/// What became of them, the latest first.
pub(crate) fn changes(
    connection: &mut Connection,
    filter: &CloudFilter,
    limit: usize,
) -> rusqlite::Result<Vec<CloudChange>> {
    let mut clause = clause(filter);
    clause.push(" ORDER BY at_us DESC, id DESC LIMIT ?", Value::Integer(limit as i64));
    let sql = format!("SELECT body FROM cloud_change WHERE {}", clause.sql());
    connection
        .prepare_cached(&sql)?
        .query_map(params_from_iter(&clause.values), |row| read(row, 0))?
        .collect()
}

/// Removes what became of things before `before`, and those that were gone by then.
pub(crate) fn retire(connection: &mut Connection, before: UtcMicros) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute("DELETE FROM cloud_change WHERE at_us < ?1", [before.0])?;
    transaction.execute("DELETE FROM cloud_resource WHERE gone_us < ?1", [before.0])?;
    transaction.commit()
}

fn clause(filter: &CloudFilter) -> Where {
    let mut clause = Where::everything();
    for (column, wanted) in
        [("account", &filter.account), ("region", &filter.region), ("resource_id", &filter.resource_id)]
    {
        if let Some(wanted) = wanted {
            clause.and(&format!("{column} = ?"), Value::Text(wanted.clone()));
        }
    }
    if let Some(kind) = filter.kind {
        clause.and("kind = ?", Value::Integer(number(kind)));
    }
    clause
}

fn number(kind: CloudKind) -> i64 {
    match kind {
        CloudKind::Cluster => 0,
        CloudKind::Instance => 1,
    }
}

fn place(row: &Row<'_>, first: usize) -> rusqlite::Result<CloudPlace> {
    Ok(CloudPlace { account: row.get(first)?, region: row.get(first + 1)? })
}

fn written<T: Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

fn read<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    serde_json::from_str(row.get_ref(column)?.as_str()?)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error)))
}
