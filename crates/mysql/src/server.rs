//! Who answers at the other end, and which settings there decide what can be seen.

use std::collections::HashMap;

use mysql_async::{Conn, Row};

use crate::connection::send;
use crate::decode::Columns;
use crate::{Endpoint, MysqlError, statements};

/// A server, as it described itself when the connection was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerIdentity {
    /// `@@server_uuid`.
    pub server_uuid: String,
    /// `VERSION()`.
    pub version: String,
    /// Its start in epoch seconds; the same number for the life of the process.
    pub booted_at_s: i64,
    /// Our own connection's id there.
    pub connection_id: u64,
    /// Whether performance_schema is on.
    pub performance_schema: bool,
    /// Whether it is Aurora.
    pub aurora: bool,
    /// Whether it takes no writes.
    pub read_only: bool,
    /// Bytes after which performance_schema cuts a text.
    pub max_sql_text_bytes: usize,
    /// Whether SHOW PROCESSLIST is answered from performance_schema, which cuts texts.
    pub processlist_cuts_texts: bool,
    /// Consumers of performance_schema that are on; none when they could not be read.
    pub consumers: Option<Vec<String>>,
}

impl ServerIdentity {
    pub(crate) async fn ask(conn: &mut Conn, endpoint: &Endpoint) -> Result<Self, MysqlError> {
        let rows = send(conn, endpoint, "identity", statements::IDENTITY).await?;
        let missing = || MysqlError::Decode { statement: "identity", detail: "no row".into() };
        let mut columns = Columns::new("identity", rows.first().ok_or_else(missing)?);
        let server_uuid = columns.string()?;
        let version = columns.string()?;
        let booted_at_s = columns.seconds_as_us()? / 1_000_000;
        let connection_id = columns.number()?;
        let performance_schema = columns.number()? == 1;
        if !is_supported(&version) {
            return Err(MysqlError::NotSupported { version });
        }
        let settings = settings(conn, endpoint).await?;
        let is_on = |name: &str| settings.get(name).is_some_and(|value| value == "ON" || value == "1");
        let consumers = match performance_schema {
            true => consumers_on(send(conn, endpoint, "consumers", statements::CONSUMERS).await)?,
            false => None,
        };
        Ok(Self {
            server_uuid,
            booted_at_s,
            connection_id,
            performance_schema,
            aurora: settings.contains_key("aurora_version"),
            // On Aurora a reader has innodb_read_only; elsewhere a replica has read_only.
            read_only: is_on("innodb_read_only")
                || (is_on("read_only") && !settings.contains_key("aurora_version")),
            max_sql_text_bytes: settings
                .get("performance_schema_max_sql_text_length")
                .and_then(|value| value.parse().ok())
                .unwrap_or(1_024),
            processlist_cuts_texts: is_on("performance_schema_show_processlist"),
            consumers,
            version,
        })
    }

    /// Whether a consumer is on; none when that is not known.
    #[must_use]
    pub fn consumer(&self, name: &str) -> Option<bool> {
        self.consumers.as_ref().map(|on| on.iter().any(|consumer| consumer == name))
    }

    /// The consumer that must be on for anybody's running statement to show, and is off.
    pub(crate) fn needed_consumer_off(&self) -> Option<&'static str> {
        // From the top: each counts for nothing unless the one before it is on.
        let needed = ["global_instrumentation", "thread_instrumentation", "events_statements_current"];
        needed.into_iter().find(|name| self.consumer(name) == Some(false))
    }

    /// Fails when performance_schema shows nobody's running statements, with what to do about it.
    pub fn must_show_statements(&self) -> Result<(), MysqlError> {
        if !self.performance_schema {
            return Err(MysqlError::PerformanceSchemaOff);
        }
        self.needed_consumer_off().map_or(Ok(()), |consumer| Err(MysqlError::ConsumerOff { consumer }))
    }

    /// Whether a text of performance_schema looks cut: at its limit, with the dots the server appends.
    #[must_use]
    pub fn is_cut(&self, text: &str) -> bool {
        // The cut falls on a character's beginning, so up to three bytes and the dots may be missing to the limit.
        text.ends_with("...") && text.len() + 8 >= self.max_sql_text_bytes
    }
}

/// MySQL 8.0 or later, and neither MariaDB nor anything that borrows its version numbers.
fn is_supported(version: &str) -> bool {
    let major: Option<u32> = version.split('.').next().and_then(|major| major.parse().ok());
    !version.to_ascii_lowercase().contains("mariadb") && major.is_some_and(|major| (8..100).contains(&major))
}

async fn settings(conn: &mut Conn, endpoint: &Endpoint) -> Result<HashMap<String, String>, MysqlError> {
    let mut settings = HashMap::new();
    for row in send(conn, endpoint, "settings", statements::SETTINGS).await? {
        let mut columns = Columns::new("settings", &row);
        settings.insert(columns.string()?, columns.string()?);
    }
    Ok(settings)
}

/// The consumers that are on, or none when the account may not read them.
pub(crate) fn consumers_on(answer: Result<Vec<Row>, MysqlError>) -> Result<Option<Vec<String>>, MysqlError> {
    let rows = match answer {
        Ok(rows) => rows,
        Err(MysqlError::MissingGrant { .. }) => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut on = Vec::new();
    for row in rows {
        let mut columns = Columns::new("consumers", &row);
        let name = columns.string()?;
        if columns.string()? == "YES" {
            on.push(name);
        }
    }
    Ok(Some(on))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_mysql_8_and_later_is_watched() {
        for good in ["8.0.39", "8.4.4", "9.7.4-2", "8.0.mysql_aurora.3.08.0"] {
            assert!(is_supported(good), "{good}");
        }
        for bad in
            ["5.7.44-log", "10.11.6-MariaDB-0+deb12u1", "11.4.2-MariaDB", "", "x", "5.5.5-10.11.6-MariaDB"]
        {
            assert!(!is_supported(bad), "{bad}");
        }
    }
}
