//! The connection that explains, and what was told to stop on earlier ones.

use std::sync::Arc;

use super::{Explainer, watched};
use crate::{Connection, Limits, MysqlError, statements};

/// The first server with two formats of JSON.
const JSON_VERSIONS_SINCE: u32 = 80_300;

/// The connection that explains, and how it reads texts: with a new one the setting is new, too.
pub(super) struct Session {
    pub(super) connection: Connection,
    pub(super) setting: Setting,
}

/// How a session was left by the last statement.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Setting {
    pub(super) sql_mode: Option<String>,
    pub(super) limit_ms: Option<u64>,
    pub(super) schema: Option<String>,
}

impl Explainer {
    /// The connection that explains, opened again if it had to be given up.
    pub(super) async fn session(&mut self) -> Result<&mut Session, MysqlError> {
        let session = match self.session.take() {
            Some(session) => session,
            None => {
                let limits = Limits { statement: watched::LONGEST, ..Limits::default() };
                let mut connection = Connection::open(Arc::clone(&self.endpoint), limits).await?;
                if self.version.number() >= JSON_VERSIONS_SINCE {
                    connection.rows("explain_version", statements::explain::VERSION).await?;
                }
                Session { connection, setting: Setting::default() }
            }
        };
        Ok(self.session.insert(session))
    }

    /// Whether what was told to stop goes on all the same (seen on 9.7: some functions look for KILL only when they
    /// have ended). Nothing more is asked of such a server.
    pub(super) async fn still_runs(&mut self) -> Result<bool, MysqlError> {
        if let Some(connection_id) = self.killed
            && self.runs(connection_id).await?.is_none()
        {
            self.killed = None;
        }
        Ok(self.killed.is_some())
    }
}
