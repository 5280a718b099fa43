//! Asking performance_schema and the process list about statements.

use auroscope_model::UtcMicros;
use mysql_async::{Params, Row, Value};

use crate::decode::Columns;
use crate::observed::{FullText, LeftOut, OwnUse, Poll, Running};
use crate::{Connection, MysqlError, statements};

const PS_PER_US: u64 = 1_000_000;

impl Connection {
    /// What runs now.
    pub async fn running(&mut self) -> Result<Poll, MysqlError> {
        let own = self.identity().connection_id;
        // Prepared once, not parsed again each second.
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
            threads_lost: columns.number()?,
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
