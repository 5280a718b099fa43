//! Writing slow queries, and removing old ones.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::time::Instant;

use auroscope_model::{DurationKind, Fingerprint, SlowQuery, SlowQueryState, UtcMicros};
use auroscope_store::{Kept, SlowQueryWrite};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use xxhash_rust::xxh3::xxh3_128;

use crate::rows::{self, MoreFigures, to_figure, to_i64};

/// How many records one slice of a retention sweep removes.
const RETIRE_SLICE: i64 = 2_000;

/// How many free pages one slice gives back to the disk: 4 MB, some ten milliseconds.
const GIVE_BACK_PAGES: u32 = 1_000;

/// Keeps a batch: all of it, or nothing.
pub(crate) fn put_slow_queries(
    connection: &mut Connection,
    batch: &[SlowQueryWrite],
) -> rusqlite::Result<Kept> {
    let began = Instant::now();
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut texts = Texts::default();
    let mut kept = Kept::default();
    for write in batch {
        let merged = match rows::slow_query(&transaction, write.query.id)? {
            Some(known) => {
                kept.known += 1;
                let merged = known.merged_with(&write.query);
                if merged == known && write.baseline.is_none() {
                    continue;
                }
                Cow::Owned(merged)
            }
            None => {
                kept.new += 1;
                Cow::Borrowed(&write.query)
            }
        };
        // A record keeps the better text's fingerprint, which may be that of the kept one.
        if merged.fingerprint == write.query.fingerprint {
            texts.put_statement(&transaction, &merged, &write.normalized)?;
        }
        let text_id = texts.id(&transaction, &merged.sql)?;
        put_row(&transaction, &merged, text_id, write)?;
    }
    transaction.commit()?;
    tracing::trace!(records = batch.len(), took_us = began.elapsed().as_micros(), "wrote slow queries");
    Ok(kept)
}

/// The texts that a transaction has put already: the same few come again and again.
#[derive(Default)]
struct Texts {
    statements: HashSet<Fingerprint>,
    ids: HashMap<u128, i64>,
}

impl Texts {
    fn put_statement(
        &mut self,
        transaction: &Transaction<'_>,
        query: &SlowQuery,
        normalized: &str,
    ) -> rusqlite::Result<()> {
        if self.statements.insert(query.fingerprint) {
            transaction
                .prepare_cached("INSERT INTO statement (fingerprint, class, normalized) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?
                .execute(params![query.fingerprint.to_bytes(), query.class.as_str(), normalized])?;
        }
        Ok(())
    }

    fn id(&mut self, transaction: &Transaction<'_>, text: &str) -> rusqlite::Result<i64> {
        let hash = xxh3_128(text.as_bytes());
        if let Some(id) = self.ids.get(&hash) {
            return Ok(*id);
        }
        let bytes = hash.to_be_bytes();
        let known = transaction
            .prepare_cached("SELECT id FROM sql_text WHERE hash = ?1")?
            .query_row([bytes], |row| row.get(0))
            .optional()?;
        let id = match known {
            Some(id) => id,
            None => transaction
                .prepare_cached("INSERT INTO sql_text (hash, body) VALUES (?1, ?2)")?
                .insert(params![bytes, text])?,
        };
        self.ids.insert(hash, id);
        Ok(id)
    }
}

fn put_row(
    transaction: &Transaction<'_>,
    query: &SlowQuery,
    text_id: i64,
    write: &SlowQueryWrite,
) -> rusqlite::Result<()> {
    let json = |value: serde_json::Result<String>| {
        value.map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
    };
    let running = query.state == SlowQueryState::Running;
    let baseline = match (&write.baseline, running) {
        (Some(baseline), true) => Some(json(serde_json::to_string(baseline))?),
        _ => None,
    };
    let abandoned = query.abandoned_because.map(|why| json(serde_json::to_string(&why))).transpose()?;
    // A baseline taken earlier stays while the record runs on: a later write need not carry it again.
    transaction
        .prepare_cached(
            "INSERT INTO slow_query VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20,\
             ?21,?22,?23,?24,?25,?26,?27,?28,?29,?30,?31) ON CONFLICT (id) DO UPDATE SET state=?3, started_us=?4, \
             finished_us=?5, last_seen_us=?6, duration_us=?7, exact=?8, lock_us=?9, rows_sent=?10, rows_examined=?11, \
             errors=?12, more_figures=?13, user=?14, host=?15, schema=?16, schema_inferred=?17, fingerprint=?23, \
             class=?24, server_digest=?25, text_id=?26, truncated=?27, lossy=?28, sources=?29, abandoned=?30, \
             baseline=CASE WHEN ?3 = 0 THEN coalesce(?31, baseline) END",
        )?
        .execute(params![
            query.id.to_bytes(),
            query.target.as_str(),
            rows::state_code(query.state),
            query.started_at.0,
            query.finished_at.map(|at| at.0),
            query.last_seen_at.0,
            to_figure(query.duration_us),
            query.duration_kind == DurationKind::Exact,
            query.figures.lock_us.map(to_figure),
            query.figures.rows_sent.map(to_figure),
            query.figures.rows_examined.map(to_figure),
            query.figures.errors.map(to_figure),
            json(serde_json::to_string(&MoreFigures::from(&query.figures)))?,
            query.user,
            query.host,
            query.schema,
            query.schema_inferred,
            query.connection_id.map(to_i64),
            query.thread_id.map(to_i64),
            query.event_id.map(to_i64),
            query.server_uuid,
            query.booted_at_s,
            query.fingerprint.to_bytes(),
            query.class.as_str(),
            query.server_digest,
            text_id,
            query.truncated,
            query.lossy,
            json(serde_json::to_string(&query.sources))?,
            abandoned,
            baseline,
        ])?;
    Ok(())
}

/// Removes a slice of the ended records that started before `before`; zero when none is left.
pub(crate) fn retire_slice(connection: &mut Connection, before: UtcMicros) -> rusqlite::Result<u64> {
    let removed = connection
        .prepare_cached(
            "DELETE FROM slow_query WHERE id IN \
             (SELECT id FROM slow_query WHERE started_us < ?1 AND state <> 0 LIMIT ?2)",
        )?
        .execute(params![before.0, RETIRE_SLICE])?;
    Ok(removed as u64)
}

/// Removes texts that no record refers to. Counts statements.
pub(crate) fn retire_texts(connection: &mut Connection) -> rusqlite::Result<u64> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute("DELETE FROM sql_text WHERE id NOT IN (SELECT text_id FROM slow_query)", [])?;
    let statements = transaction.execute(
        "DELETE FROM statement WHERE fingerprint NOT IN (SELECT fingerprint FROM slow_query) \
                  AND fingerprint NOT IN (SELECT fingerprint FROM plan)",
        [],
    )?;
    transaction.commit()?;
    Ok(statements as u64)
}

/// Gives a slice of the free pages back; true while more are free.
pub(crate) fn give_back_slice(connection: &mut Connection) -> rusqlite::Result<bool> {
    let free = |connection: &Connection| {
        connection.query_row("PRAGMA freelist_count", [], |row| row.get::<_, i64>(0))
    };
    let before = free(connection)?;
    {
        // Each step frees one page: it must be stepped to its end.
        let mut vacuum = connection.prepare(&format!("PRAGMA incremental_vacuum({GIVE_BACK_PAGES})"))?;
        let mut pages = vacuum.query([])?;
        while pages.next()?.is_some() {}
    }
    let left = free(connection)?;
    // A file that gives nothing back (made without auto_vacuum) must not be asked for ever.
    Ok(left > 0 && left < before)
}

/// Brings the WAL into the file, which is when the file shrinks. Readers at work only put that off.
pub(crate) fn checkpoint(connection: &mut Connection) -> rusqlite::Result<()> {
    connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))
}
