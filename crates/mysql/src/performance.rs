//! Asking performance_schema and the process list about statements.

use auroscope_model::{DigestSums, UtcMicros};
use mysql_async::{Params, Row, Value};

use crate::decode::Columns;
use crate::observed::{DigestKey, FullText, LeftOut, OwnUse, Poll, Running, ThreadSums};
use crate::{Connection, MysqlError};
use crate::{looking, statements};

const PS_PER_US: u64 = 1_000_000;

impl Connection {
    /// What runs now.
    pub async fn running(&mut self) -> Result<Poll, MysqlError> {
        let own = self.identity().connection_id;
        // Prepared: parsing it each second would cost the server a fifth as much again.
        let rows = self.rows_with("running", statements::RUNNING.to_owned(), Params::Empty).await?;
        poll("running", &rows, own)
    }

    /// What ended over `least_us` since the server's timer stood at `since_ps`, as far as the server remembers.
    pub async fn missed(&mut self, least_us: u64, since_ps: u64) -> Result<Poll, MysqlError> {
        let sql = statements::MISSED
            .replace("{least}", &least_us.saturating_mul(PS_PER_US).to_string())
            .replace("{since}", &since_ps.to_string());
        let own = self.identity().connection_id;
        let rows = self.rows("missed", &sql).await?;
        poll("missed", &rows, own)
    }

    /// The sums of some digests' rows, in the order asked; none where the server has no such row.
    pub async fn digest_sums(&mut self, keys: &[DigestKey]) -> Result<Vec<Option<DigestSums>>, MysqlError> {
        let values = keys.iter().map(looking::of);
        self.united("digest", statements::DIGEST, values.collect(), |columns| {
            Ok(DigestSums {
                count: columns.number()?,
                timer_ps: columns.number()?,
                lock_ps: columns.number()?,
                rows_sent: columns.number()?,
                rows_examined: columns.number()?,
                rows_affected: columns.number()?,
                errors: columns.number()?,
                warnings: columns.number()?,
            })
        })
        .await
    }

    /// What some threads' statements of one kind have come to, asked by thread and `EVENT_NAME`; none where the
    /// thread is gone.
    pub async fn thread_sums(
        &mut self,
        keys: &[(u64, String)],
    ) -> Result<Vec<Option<ThreadSums>>, MysqlError> {
        let values =
            keys.iter().map(|(thread_id, event)| [Value::from(*thread_id), Value::from(event.as_str())]);
        self.united("thread", statements::THREAD, values.collect(), |columns| {
            Ok(ThreadSums {
                count: columns.number()?,
                timer_ps: columns.number()?,
                longest_ps: columns.number()?,
            })
        })
        .await
    }

    /// Sends a look-up for each pair of values, a few joined into one statement, and puts the answers in order.
    async fn united<T: Clone>(
        &mut self,
        name: &'static str,
        template: &str,
        values: Vec<[Value; 2]>,
        read: impl Fn(&mut Columns<'_>) -> Result<T, MysqlError>,
    ) -> Result<Vec<Option<T>>, MysqlError> {
        let mut found = vec![None; values.len()];
        let (tag, part) = template.split_once("*/ ").unwrap_or(("", template));
        let mut rest = values.as_slice();
        while !rest.is_empty() {
            let first = values.len() - rest.len();
            let (chunk, left) = rest.split_at(rest.len().min(MOST_UNITED));
            rest = left;
            let parts: Vec<String> =
                (0..padded(chunk.len())).map(|i| part.replace("{i}", &i.to_string())).collect();
            let sql = format!("{tag}*/ {}", parts.join(" UNION ALL "));
            let values = pad(chunk).flatten().cloned().collect();
            for row in self.rows_with(name, sql, Params::Positional(values)).await? {
                let mut columns = Columns::new(name, &row);
                let i = columns.index()?;
                let value = read(&mut columns)?;
                if let Some(slot) = found.get_mut(first.saturating_add(i)).filter(|_| i < chunk.len()) {
                    *slot = Some(value);
                }
            }
        }
        Ok(found)
    }

    /// The whole texts of some connections, by connection id.
    pub async fn full_texts(&mut self, wanted: &[u64]) -> Result<Vec<(u64, FullText)>, MysqlError> {
        let mut texts = Vec::new();
        let name = "full_text";
        self.each_row(name, statements::FULL_TEXT, |row| {
            let id = Columns::new(name, row).number()?;
            // Info is the eighth of the listed columns; some servers append more after it.
            if let (true, Some(Value::Bytes(bytes))) = (wanted.contains(&id), row.as_ref(7)) {
                texts.push((id, FullText::of(bytes)));
            }
            Ok(())
        })
        .await?;
        Ok(texts)
    }

    /// What performance_schema leaves out.
    pub(crate) async fn left_out(&mut self) -> Result<LeftOut, MysqlError> {
        let rows = self.rows("instrumented", statements::INSTRUMENTED).await?;
        let missing = || MysqlError::Decode { statement: "instrumented", detail: "no row".into() };
        let mut columns = Columns::new("instrumented", rows.first().ok_or_else(missing)?);
        Ok(LeftOut {
            connections: columns.number()?,
            uninstrumented: columns.number()?,
            without_history: columns.number()?,
            instruments_off: columns.number()?,
            threads_lost: columns.maybe_number()?.unwrap_or(0),
        })
    }

    /// What our own connection has cost so far.
    pub async fn own_use(&mut self) -> Result<OwnUse, MysqlError> {
        let rows = self.rows("own_use", statements::OWN_USE).await?;
        let missing = || MysqlError::Decode { statement: "own_use", detail: "no row".into() };
        let mut columns = Columns::new("own_use", rows.first().ok_or_else(missing)?);
        Ok(OwnUse { statements: columns.number()?, server_us: columns.number()? / PS_PER_US })
    }
}

/// How many look-ups one statement joins at most.
const MOST_UNITED: usize = 64;

/// The length that a list of values gets in a statement: a power of two, so that there are few different prepared
/// statements.
pub(crate) fn padded(length: usize) -> usize {
    length.max(1).next_power_of_two()
}

/// The values with the last one repeated up to that length.
pub(crate) fn pad<T>(values: &[T]) -> impl Iterator<Item = &T> {
    let more = padded(values.len()) - values.len();
    values.iter().chain(std::iter::repeat_n(values.last(), more).flatten())
}

fn poll(name: &'static str, rows: &[Row], own: u64) -> Result<Poll, MysqlError> {
    let mut poll = Poll { now: UtcMicros(0), timer_now_ps: None, running: Vec::new(), unnamed: Vec::new() };
    for row in rows {
        let mut columns = Columns::new(name, row);
        let (thread_id, event_id) = (columns.number()?, columns.maybe_number()?);
        let timer_start_ps = columns.maybe_number()?;
        let elapsed_us = columns.maybe_number()?.map(|ps| ps / PS_PER_US);
        let event_name = columns.maybe_string()?.unwrap_or_default();
        let (schema, digest) = (columns.maybe_string()?, columns.maybe_string()?);
        let (text, lossy) = columns.maybe_text()?.map_or((None, false), |(text, lossy)| (Some(text), lossy));
        let connection_id = columns.number()?;
        let (user, host, state) = (columns.maybe_string()?, columns.maybe_string()?, columns.maybe_string()?);
        poll.now = UtcMicros(columns.seconds_as_us()?);
        if connection_id == own {
            poll.timer_now_ps = timer_start_ps;
            continue;
        }
        // A number that the server's clock, set back, has made negative says nothing.
        let hidden_s = columns.maybe_signed()?;
        // Hidden, and nothing tells which statement it is.
        let Some(event_id) = event_id else {
            poll.unnamed.push(thread_id);
            continue;
        };
        // Start and present are whole seconds, so the true time is more than their difference less one.
        let proved_us = hidden_s.map(|s| u64::try_from(s - 1).unwrap_or(0).saturating_mul(1_000_000));
        poll.running.push(Running {
            thread_id,
            event_id,
            timer_start_ps,
            elapsed_us: elapsed_us.or(proved_us),
            hidden: hidden_s.is_some(),
            event_name,
            schema,
            digest,
            text,
            lossy,
            connection_id,
            user,
            host,
            state,
        });
    }
    Ok(poll)
}
