//! Plans: taken over a connection of their own, of statements that the guard has passed, and bounded in every way.
//!
//! The session is read-only, waits at most a second for a lock, reads texts in the statement's own sql_mode, and a
//! second connection stands ready to end what takes too long. A plan that cannot be had has a reason.

mod facts;
mod hashing;
mod resolving;
mod running;
mod session;
mod skipping;
mod watched;

use std::sync::Arc;
use std::time::{Duration, Instant};

use auroscope_sql::guard::{Explainable, ServerVersion};
use mysql_async::{Params, Row, Value};
use tokio::time::timeout;

use self::session::Session;
pub use self::skipping::Skipped;
use self::watched::Watched;
use crate::decode::Columns;
use crate::{Connection, Endpoint, Limits, MysqlError, statements};

/// The first server with EXPLAIN FORMAT = TREE.
const TREE_SINCE: u32 = 80_016;
/// The first server with EXPLAIN ANALYZE FORMAT = TREE.
const ANALYZE_SINCE: u32 = 80_021;
/// How long setting the session up may take; what is explained has its own bound.
const SETTING_BOUND: Duration = Duration::from_secs(5);
/// How long telling the server to stop may take.
const KILL_BOUND: Duration = Duration::from_secs(2);

/// What came of taking a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenPlan {
    /// `EXPLAIN FORMAT = JSON`, as the server wrote it.
    pub json: Option<String>,
    /// `EXPLAIN FORMAT = TREE`, or of EXPLAIN ANALYZE.
    pub tree: Option<String>,
    /// Why something is missing.
    pub skipped: Option<Skipped>,
    /// How long we waited for the server, in all, microseconds.
    pub waited_us: u64,
}

/// The word of a person who knows that EXPLAIN ANALYZE runs the query.
#[derive(Debug, Clone, Copy)]
pub struct Confirmed(());

impl Confirmed {
    /// To be called where a person has just confirmed it, and nowhere else.
    #[must_use]
    pub fn by_a_person() -> Self {
        Self(())
    }
}

/// Takes plans on one server.
pub struct Explainer {
    endpoint: Arc<Endpoint>,
    /// The one that explains; none after it had to be stopped, since nobody knows what else a late KILL would hit.
    session: Option<Session>,
    /// The one that looks names up, and can end what the first one does.
    guard: Connection,
    version: ServerVersion,
    /// A connection that was told to stop, as long as it is not known to have ended.
    killed: Option<u64>,
}

impl Explainer {
    /// Connects twice.
    ///
    /// # Errors
    /// When the server cannot be reached, refuses us or is not supported.
    pub async fn connect(endpoint: Arc<Endpoint>) -> Result<Self, MysqlError> {
        let guard = Connection::open(Arc::clone(&endpoint), Limits::default()).await?;
        let version = ServerVersion::parse(&guard.identity().version)
            .ok_or_else(|| MysqlError::NotSupported { version: guard.identity().version.clone() })?;
        let mut explainer = Self { endpoint, session: None, guard, version, killed: None };
        explainer.ask_for_hashing().await?;
        explainer.session().await?;
        Ok(explainer)
    }

    /// The server's version: what the guard must be told.
    #[must_use]
    pub fn version(&self) -> ServerVersion {
        self.version
    }

    /// The server's version as it says it.
    #[must_use]
    pub fn server_version(&self) -> &str {
        &self.guard.identity().version
    }

    /// The sql_mode of the session with this thread; of one that is gone or not known, that of new sessions.
    ///
    /// # Errors
    /// When the connection fails; then this must be connected anew.
    pub async fn sql_mode(&mut self, thread_id: Option<u64>) -> Result<String, MysqlError> {
        let values = Params::Positional(vec![Value::from(thread_id)]);
        let rows = self.guard.rows_with("explain_mode", statements::explain::MODE.to_owned(), values).await?;
        mode_in(&rows)
    }

    /// The plan of a statement, in both formats, each within `bound`.
    ///
    /// # Errors
    /// When a connection fails; then this must be connected anew. All else is a reason in the plan.
    pub async fn take(
        &mut self,
        explainable: &Explainable,
        sql_mode: &str,
        schema: Option<&str>,
        bound: Duration,
    ) -> Result<TakenPlan, MysqlError> {
        let start = Instant::now();
        let mut plan = TakenPlan { json: None, tree: None, skipped: None, waited_us: 0 };
        plan.skipped = match self.prepare(explainable, sql_mode, schema, bound).await? {
            Err(skipped) => Some(skipped),
            Ok(()) => self.take_both(explainable, bound, &mut plan).await?,
        };
        plan.waited_us = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
        Ok(plan)
    }

    async fn take_both(
        &mut self,
        explainable: &Explainable,
        bound: Duration,
        plan: &mut TakenPlan,
    ) -> Result<Option<Skipped>, MysqlError> {
        let sql = statements::explain::JSON.replace("{statement}", explainable.statement());
        match self.watched("explain_json", &sql, bound).await? {
            Watched::Answer(text) => plan.json = Some(text),
            Watched::Skipped(skipped) => return Ok(Some(skipped)),
        }
        if self.version.number() >= TREE_SINCE {
            let sql = statements::explain::TREE.replace("{statement}", explainable.statement());
            match self.watched("explain_tree", &sql, bound).await? {
                Watched::Answer(text) => plan.tree = Some(text),
                Watched::Skipped(skipped) => return Ok(Some(skipped)),
            }
        }
        Ok(None)
    }

    /// Runs a query and says what its plan did. The person's word is needed because it executes. A plan with both a
    /// tree and the reason `timed_out` tells of a run that was ended.
    ///
    /// # Errors
    /// When a connection fails; then this must be connected anew. All else is a reason in the plan.
    pub async fn analyze(
        &mut self,
        explainable: &Explainable,
        sql_mode: &str,
        schema: Option<&str>,
        limit: Duration,
        _: Confirmed,
    ) -> Result<TakenPlan, MysqlError> {
        let start = Instant::now();
        let mut plan = TakenPlan { json: None, tree: None, skipped: None, waited_us: 0 };
        if explainable.is_rewritten() || self.version.number() < ANALYZE_SINCE {
            plan.skipped = Some(Skipped::NotAQuery);
            return Ok(plan);
        }
        match self.prepare(explainable, sql_mode, schema, limit).await? {
            Err(skipped) => plan.skipped = Some(skipped),
            Ok(()) => {
                let sql = statements::explain::ANALYZE.replace("{statement}", explainable.statement());
                match self.watched("explain_analyze", &sql, limit).await? {
                    Watched::Answer(text) => plan.tree = Some(text),
                    Watched::Skipped(skipped) => plan.skipped = Some(skipped),
                }
                // A run that is ended answers with the figures that it had come to (seen on 9.7).
                if plan.tree.is_some() && start.elapsed() >= limit {
                    plan.skipped = Some(Skipped::TimedOut { bound_ms: limit.as_millis() });
                }
            }
        }
        plan.waited_us = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
        Ok(plan)
    }

    /// Looks into the views, and makes the session read the text as it was meant.
    async fn prepare(
        &mut self,
        explainable: &Explainable,
        sql_mode: &str,
        schema: Option<&str>,
        bound: Duration,
    ) -> Result<Result<(), Skipped>, MysqlError> {
        if self.still_runs().await? {
            return Ok(Err(Skipped::StillRunning));
        }
        // What a server makes of such a character in a name, nobody knows.
        if schema.is_some_and(|schema| schema.contains(|character| character > '\u{FFFF}')) {
            return Ok(Err(Skipped::NoSchema));
        }
        if let Err(skipped) = self.check_hashing(explainable).await? {
            return Ok(Err(skipped));
        }
        let tables = explainable.tables();
        if let Err(skipped) = resolving::check_views(&mut self.guard, tables, schema, self.version).await? {
            return Ok(Err(skipped));
        }
        let limit_ms = u64::try_from(bound.as_millis()).unwrap_or(u64::MAX).max(1);
        let (mode, limit) = (Some(sql_mode.to_owned()), Some(limit_ms));
        let Session { connection, setting } = self.session().await?;
        if (&setting.sql_mode, setting.limit_ms) != (&mode, limit) {
            let values = Params::Positional(vec![Value::from(sql_mode), Value::from(limit_ms)]);
            let sql = statements::explain::SESSION.to_owned();
            let changing = connection.rows_with("explain_session", sql, values);
            within(SETTING_BOUND, "explain_session", changing).await?;
            (setting.sql_mode, setting.limit_ms) = (mode, limit);
        }
        if let Some(schema) = schema.filter(|schema| setting.schema.as_deref() != Some(schema)) {
            let sql = statements::explain::SCHEMA.replace("{schema}", &quoted(schema));
            let changing = connection.rows("explain_schema", &sql);
            let changed = within(SETTING_BOUND, "explain_schema", changing).await;
            if let Err(error) = changed {
                return Skipped::of(&error).map(Err).ok_or(error);
            }
            setting.schema = Some(schema.to_owned());
        }
        Ok(Ok(()))
    }

    /// Ends what is being explained, if anything is, and gives the connections up: closing them alone would leave it
    /// running.
    pub async fn abandon(mut self) {
        if let Some(session) = self.session.take() {
            let id = session.connection.identity().connection_id.to_string();
            let kill = statements::explain::KILL.replace("{connection}", &id);
            let _ = timeout(KILL_BOUND, self.guard.rows("explain_kill", &kill)).await;
        }
    }

    /// Says goodbye.
    pub async fn close(self) {
        if let Some(session) = self.session {
            session.connection.close().await;
        }
        self.guard.close().await;
    }
}

async fn within<T>(
    limit: Duration,
    statement: &'static str,
    asking: impl Future<Output = Result<T, MysqlError>>,
) -> Result<T, MysqlError> {
    timeout(limit, asking).await.unwrap_or(Err(MysqlError::TimedOut { statement, limit }))
}

/// The mode that the server told. None is ever guessed: in another mode code could pass for a string.
fn mode_in(rows: &[Row]) -> Result<String, MysqlError> {
    let missing = || MysqlError::Decode { statement: "explain_mode", detail: "no row".into() };
    Columns::new("explain_mode", rows.first().ok_or_else(missing)?).string()
}

/// A name as the server takes it in any sql_mode.
fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

#[cfg(test)]
mod tests {
    use crate::MysqlError;

    #[test]
    fn a_mode_that_is_not_told_is_not_guessed() {
        assert!(matches!(super::mode_in(&[]), Err(MysqlError::Decode { statement: "explain_mode", .. })));
    }

    #[test]
    fn a_name_cannot_leave_its_quotes() {
        assert_eq!(super::quoted("a`; DROP TABLE b; `"), "`a``; DROP TABLE b; ```");
    }
}
