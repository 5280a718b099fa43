//! Targets and watch marks.

use auroscope_model::{Target, TargetId};
use auroscope_store::seal::Sealed;
use auroscope_store::{StoredTarget, WatchMark};
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, params};

pub(crate) fn put(connection: &mut Connection, stored: &StoredTarget) -> rusqlite::Result<()> {
    let body = serde_json::to_string(&stored.target)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    connection.execute(
        "INSERT INTO target (id, body, password) VALUES (?1, ?2, ?3) \
         ON CONFLICT (id) DO UPDATE SET body = ?2, password = ?3",
        params![stored.target.id.as_str(), body, stored.password.as_ref().map(|sealed| &sealed.0)],
    )?;
    Ok(())
}

pub(crate) fn all(connection: &mut Connection) -> rusqlite::Result<Vec<StoredTarget>> {
    let mut select = connection.prepare_cached("SELECT body, password FROM target ORDER BY id")?;
    let rows = select.query_map([], |row| {
        let body = row.get_ref(0)?.as_str()?;
        let target: Target = serde_json::from_str(body)
            .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(error)))?;
        Ok(StoredTarget { target, password: row.get::<_, Option<Vec<u8>>>(1)?.map(Sealed) })
    })?;
    rows.collect()
}

pub(crate) fn remove(connection: &mut Connection, id: &TargetId) -> rusqlite::Result<bool> {
    connection.execute("DELETE FROM watch_mark WHERE target = ?1", [id.as_str()])?;
    Ok(connection.execute("DELETE FROM target WHERE id = ?1", [id.as_str()])? > 0)
}

pub(crate) fn put_mark(
    connection: &mut Connection,
    target: &TargetId,
    mark: &WatchMark,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO watch_mark (target, server_uuid, booted_at_s, seen_until_timer_ps) VALUES (?1, ?2, ?3, ?4) \
             ON CONFLICT (target) DO UPDATE SET server_uuid = ?2, booted_at_s = ?3, seen_until_timer_ps = ?4",
        )?
        .execute(params![
            target.as_str(),
            mark.server_uuid,
            mark.booted_at_s,
            mark.seen_until_timer_ps.to_be_bytes()
        ])?;
    Ok(())
}

pub(crate) fn mark(connection: &mut Connection, target: &TargetId) -> rusqlite::Result<Option<WatchMark>> {
    connection
        .prepare_cached(
            "SELECT server_uuid, booted_at_s, seen_until_timer_ps FROM watch_mark WHERE target = ?1",
        )?
        .query_row([target.as_str()], |row| {
            Ok(WatchMark {
                server_uuid: row.get(0)?,
                booted_at_s: row.get(1)?,
                seen_until_timer_ps: u64::from_be_bytes(row.get(2)?),
            })
        })
        .optional()
}
