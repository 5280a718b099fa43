//! One statement that is ended from the other connection when it takes too long.

use std::time::Duration;

use mysql_async::Row;
use tokio::time::timeout;

use super::skipping::server_error_number;
use super::{Explainer, Skipped};
use crate::decode::Columns;
use crate::{MysqlError, statements};

/// How much longer than the server's own limit we wait before we end it ourselves.
const SLACK: Duration = Duration::from_millis(250);
/// How long a statement that was told to stop may still take before its connection is given up.
const GRACE: Duration = Duration::from_secs(2);
/// ER_QUERY_TIMEOUT.
const OUT_OF_TIME: u16 = 3024;
/// The longest bound: behind it the connection itself gives up.
pub(super) const LONGEST: Duration = Duration::from_secs(3_600);

/// What came of it.
pub(super) enum Watched {
    /// The text of its answer.
    Answer(String),
    /// No answer, and why.
    Skipped(Skipped),
}

impl Explainer {
    /// Sends one statement and reads the one text that it answers.
    pub(super) async fn watched(
        &mut self,
        name: &'static str,
        sql: &str,
        bound: Duration,
    ) -> Result<Watched, MysqlError> {
        // Never a new connection: it would read the text otherwise than the one that was prepared for it.
        let missing = || MysqlError::Decode { statement: name, detail: "no connection".into() };
        let session = &mut self.session.as_mut().ok_or_else(missing)?.connection;
        let (connection_id, guard) = (session.identity().connection_id, &mut self.guard);
        let answer = {
            let asking = session.rows(name, sql);
            tokio::pin!(asking);
            match timeout(bound + SLACK, &mut asking).await {
                Ok(answer) => Some(answer),
                Err(_) => {
                    let kill = statements::explain::KILL.replace("{connection}", &connection_id.to_string());
                    guard.rows("explain_kill", &kill).await?;
                    let _ = timeout(GRACE, &mut asking).await;
                    None
                }
            }
        };
        let Some(answer) = answer else {
            // A KILL that came a moment too late would hit the next statement.
            (self.session, self.killed) = (None, Some(connection_id));
            return Ok(Watched::Skipped(Skipped::TimedOut { bound_ms: bound.as_millis() }));
        };
        match answer {
            Ok(rows) => text_of(name, &rows),
            // The server's own max_execution_time, which is set to the same bound, was first.
            Err(error) if server_error_number(&error) == Some(OUT_OF_TIME) => {
                Ok(Watched::Skipped(Skipped::TimedOut { bound_ms: bound.as_millis() }))
            }
            Err(error) => Skipped::of(&error).map(Watched::Skipped).ok_or(error),
        }
    }
}

fn text_of(name: &'static str, rows: &[Row]) -> Result<Watched, MysqlError> {
    let Some(row) = rows.first() else { return Ok(Watched::Skipped(Skipped::NotForConnection)) };
    match Columns::new(name, row).maybe_string()? {
        Some(text) if !text.is_empty() => Ok(Watched::Answer(text)),
        _ => Ok(Watched::Skipped(Skipped::NotForConnection)),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::{Duration, Instant};

    use auroscope_testkit::shared_mysql_or_skip;

    use super::Watched;
    use crate::Endpoint;
    use crate::explain::Explainer;

    /// Sent past the guard, which would refuse it, to a session whose own limit is two seconds.
    #[tokio::test(flavor = "multi_thread")]
    async fn a_statement_that_outlasts_its_bound_is_killed() {
        let Some(server) = shared_mysql_or_skip() else { return };
        let endpoint = Arc::new(Endpoint::parse(&server.url()).unwrap());
        let mut explainer = Explainer::connect(endpoint).await.unwrap();
        let before = explainer.session().await.unwrap().connection.identity().connection_id;
        let start = Instant::now();
        let asleep = "EXPLAIN FORMAT = JSON SELECT * FROM (SELECT MAX(s) AS m FROM \
            (SELECT SLEEP(1) AS s FROM mysql.help_keyword LIMIT 60) AS d) AS e";
        let killed = explainer.watched("explain_json", asleep, Duration::from_millis(300)).await.unwrap();
        assert!(matches!(killed, Watched::Skipped(skipped) if skipped.code() == "timed_out"));
        assert!(start.elapsed() < Duration::from_millis(1_900), "{:?}", start.elapsed());
        let after = explainer.session().await.unwrap().connection.identity().connection_id;
        assert_ne!(before, after, "the connection that was killed is not used again");
    }
}
