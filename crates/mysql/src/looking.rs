//! Asking what has become of some executions, and what their digests and threads have come to meanwhile.

use auroscope_model::{DigestSums, Figures};
use mysql_async::{Params, Row, Value};

use crate::decode::Columns;
use crate::observed::{Asked, DigestKey, Ended, Look, LookedAt, Sums, ThreadSums};
use crate::{Connection, MysqlError, statements};

const PS_PER_US: u64 = 1_000_000;

/// How many executions one look asks for at most.
const LOOK_AT_ONCE: usize = 64;
/// The same, where their sums are asked for too: for more, the first are read a while before the last.
pub const SUMS_AT_ONCE: usize = 16;

impl Connection {
    /// What has become of these executions, given as (thread, event).
    pub async fn look(&mut self, executions: &[(u64, u64)]) -> Result<Vec<Look>, MysqlError> {
        self.look_with("look", statements::LOOK, executions).await
    }

    /// The same from the long history; only of use where that consumer is on.
    pub async fn look_in_long_history(&mut self, executions: &[(u64, u64)]) -> Result<Vec<Look>, MysqlError> {
        self.look_with("history_long", statements::HISTORY_LONG, executions).await
    }

    async fn look_with(
        &mut self,
        name: &'static str,
        template: &str,
        executions: &[(u64, u64)],
    ) -> Result<Vec<Look>, MysqlError> {
        let mut looks = Vec::new();
        for chunk in executions.chunks(LOOK_AT_ONCE) {
            let (sql, values) = with_lists(template, chunk);
            for row in self.rows_with(name, sql, Params::Positional(values)).await? {
                looks.push(look(name, &row)?);
            }
        }
        Ok(looks)
    }

    /// What has become of these executions, and before that, in the same statement, what their digests and threads
    /// have come to: in the order asked, with all that was seen.
    pub async fn look_with_sums(&mut self, asked: &[Asked]) -> Result<(Vec<Sums>, Vec<Look>), MysqlError> {
        let (mut sums, mut looks) = (vec![Sums::default(); asked.len()], Vec::new());
        for (asked, sums) in asked.chunks(SUMS_AT_ONCE).zip(sums.chunks_mut(SUMS_AT_ONCE)) {
            let digests = digests(asked);
            let (sql, values) = with_sums(asked, &digests);
            for row in self.rows_with("sums", sql, Params::Positional(values)).await? {
                let mut columns = Columns::new("sums", &row);
                match columns.number()? {
                    DIGEST => {
                        let digest = digests.get(columns.index()?).copied();
                        let found = digest_sums(&mut columns)?;
                        let same = |asked: &Asked| digest.is_some() && asked.digest.as_ref() == digest;
                        let of_it = asked.iter().zip(&mut *sums).filter(|(asked, _)| same(asked));
                        of_it.for_each(|(_, sums)| sums.digest = Some(found));
                    }
                    THREAD => {
                        if let Some(sums) = sums.get_mut(columns.index()?) {
                            sums.thread = Some(thread_sums(&mut columns)?);
                        }
                    }
                    _ => looks.push(look("sums", &row)?),
                }
            }
        }
        Ok((sums, looks))
    }
}

/// The digests of some executions. The server finds one by reading over all that it has, so each is asked for once.
fn digests(asked: &[Asked]) -> Vec<&DigestKey> {
    let mut digests: Vec<&DigestKey> = asked.iter().filter_map(|asked| asked.digest.as_ref()).collect();
    digests.sort_unstable_by_key(|key| (&key.digest, &key.schema));
    digests.dedup();
    digests
}

/// The statement for sums and looks, and its values.
fn with_sums(asked: &[Asked], digests: &[&DigestKey]) -> (String, Vec<Value>) {
    let (tag, parts) = statements::SUMS.split_once("*/ ").unwrap_or_default();
    let (of_digest, of_thread) = parts.split_once(" UNION ALL ").unwrap_or_default();
    let body = statements::LOOK.split_once("*/ ").map_or(statements::LOOK, |(_, body)| body);
    let keys: Vec<(u64, u64)> = asked.iter().map(|asked| (asked.thread_id, asked.event_id)).collect();
    let (body, list_values) = with_lists(body, &keys);
    let digest_parts = if digests.is_empty() { 0 } else { padded(digests.len()) };
    let thread_parts = padded(asked.len());
    let mut values: Vec<Value> = pad(digests, digest_parts).flat_map(|key| of(key)).collect();
    for asked in pad(asked, thread_parts) {
        values.extend([Value::from(asked.thread_id), Value::from(asked.event_name.as_str())]);
    }
    values.extend(list_values);
    let united = repeated(of_digest, digest_parts) + &repeated(of_thread, thread_parts);
    (format!("{tag}*/ {united}{body}"), values)
}

/// What the first column says of the rows of `sums`.
const DIGEST: u64 = 3;
const THREAD: u64 = 4;

fn digest_sums(columns: &mut Columns<'_>) -> Result<DigestSums, MysqlError> {
    let count = columns.number()?;
    columns.skip(2);
    Ok(DigestSums {
        count,
        timer_ps: columns.number()?,
        lock_ps: columns.number()?,
        rows_sent: columns.number()?,
        rows_examined: columns.number()?,
        rows_affected: columns.number()?,
        errors: columns.number()?,
        warnings: columns.number()?,
    })
}

fn thread_sums(columns: &mut Columns<'_>) -> Result<ThreadSums, MysqlError> {
    let count = columns.number()?;
    columns.skip(2);
    Ok(ThreadSums { count, timer_ps: columns.number()?, longest_ps: columns.number()? })
}

/// The values that name a digest's row.
fn of(key: &DigestKey) -> [Value; 2] {
    [key.schema.as_deref().map_or(Value::NULL, Value::from), Value::from(key.digest.as_str())]
}

/// A look-up so many times, each to be followed by something.
fn repeated(part: &str, times: usize) -> String {
    (0..times).map(|i| part.replace("{i}", &i.to_string()) + " UNION ALL ").collect()
}

/// The length that a list of values gets in a statement: a power of two, so that there are few different prepared
/// statements.
fn padded(length: usize) -> usize {
    length.max(1).next_power_of_two()
}

/// The values with the last one repeated up to that length.
fn pad<T>(values: &[T], length: usize) -> impl Iterator<Item = &T> {
    let more = length.saturating_sub(values.len());
    values.iter().chain(std::iter::repeat_n(values.last(), more).flatten())
}

/// A statement with its lists as placeholders, and their values. A list has two entries at least: a row that a whole
/// key names is read while the server plans, which is before all that stands before it (EXPLAIN on 9.7: const).
fn with_lists(template: &str, executions: &[(u64, u64)]) -> (String, Vec<Value>) {
    let length = padded(executions.len()).max(2);
    let (mut sql, mut values, mut rest) = (String::with_capacity(template.len() + 512), Vec::new(), template);
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        sql.push_str(before);
        let (one, pairs) = if name == "pairs" { ("(?,?)", true) } else { ("?", false) };
        sql.push_str(&vec![one; length].join(","));
        for (thread, event) in pad(executions, length) {
            values.push(Value::from(*thread));
            values.extend(pairs.then(|| Value::from(*event)));
        }
        rest = after;
    }
    sql.push_str(rest);
    (sql, values)
}

fn look(name: &'static str, row: &Row) -> Result<Look, MysqlError> {
    let mut columns = Columns::new(name, row);
    let from = match columns.number()? {
        0 => LookedAt::Current,
        1 => LookedAt::History,
        _ => LookedAt::Thread,
    };
    let (thread_id, event_id) = (columns.number()?, columns.number()?);
    let ended = columns.maybe_number()?.is_some();
    let idle = ended && from == LookedAt::Thread;
    let (start_ps, wait_ps) = (columns.maybe_number()?, columns.maybe_number()?);
    let lock_ps = columns.number()?;
    let figures = Figures {
        lock_us: Some(lock_ps / PS_PER_US),
        rows_sent: columns.maybe_number()?,
        rows_examined: columns.maybe_number()?,
        rows_affected: columns.maybe_number()?,
        errors: columns.maybe_number()?,
        warnings: columns.maybe_number()?,
        tmp_tables: columns.maybe_number()?,
        tmp_disk_tables: columns.maybe_number()?,
        sort_rows: columns.maybe_number()?,
        full_joins: columns.maybe_number()?,
        no_index_used: columns.maybe_number()?.map(|times| times > 0),
    };
    let (schema, digest, text) = (columns.maybe_string()?, columns.maybe_string()?, columns.maybe_string()?);
    let event_name = columns.maybe_string()?.unwrap_or_default();
    let ended = match (ended, start_ps, wait_ps) {
        (true, Some(start_ps), Some(wait_ps)) => Some(Ended {
            duration_us: wait_ps / PS_PER_US,
            timer_end_ps: start_ps.wrapping_add(wait_ps),
            timer_ps: wait_ps,
            lock_ps,
            figures,
        }),
        _ => None,
    };
    let elapsed_us = wait_ps.map(|ps| ps / PS_PER_US);
    Ok(Look { thread_id, event_id, ended, elapsed_us, digest, schema, text, event_name, idle, from })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_padded_and_bound_in_order() {
        let (sql, values) = with_lists(
            "a IN ({threads}) OR (a, b) IN ({pairs}) OR c IN ({threads})",
            &[(1, 2), (3, 4), (5, 6)],
        );
        assert_eq!(sql, "a IN (?,?,?,?) OR (a, b) IN ((?,?),(?,?),(?,?),(?,?)) OR c IN (?,?,?,?)");
        let values: Vec<u64> = values.into_iter().map(mysql_async::from_value).collect();
        assert_eq!(values, [1, 3, 5, 5, 1, 2, 3, 4, 5, 6, 5, 6, 1, 3, 5, 5]);
    }

    /// A look at one execution read its history before its current row.
    #[test]
    fn a_list_of_one_names_it_twice() {
        let (sql, values) = with_lists("(a, b) IN ({pairs})", &[(1, 2)]);
        assert_eq!(sql, "(a, b) IN ((?,?),(?,?))");
        let values: Vec<u64> = values.into_iter().map(mysql_async::from_value).collect();
        assert_eq!(values, [1, 2, 1, 2]);
    }
}
