//! The plan that a running statement uses, and proof that it is that statement's.

use std::time::{Duration, Instant};

use mysql_async::{Params, Value};

use super::watched::Watched;
use super::{Explainer, Skipped, TREE_SINCE, TakenPlan};
use crate::decode::Columns;
use crate::{MysqlError, statements};

impl Explainer {
    /// The plan in use of the execution `(thread, event)` on a connection. Nothing is run for it.
    ///
    /// What the connection runs is asked before and after: only if both times it is this execution, the plan is its.
    ///
    /// The server shows none of prepared statements, by the protocol or by EXECUTE, nor of what a procedure runs (3012,
    /// seen on 9.7). Of a statement whose function or trigger runs another at the moment it shows the outer one's, which
    /// is the execution that is meant. The tables are those of the client's schema, whatever ours is.
    ///
    /// # Errors
    /// When a connection fails; then this must be connected anew. All else is a reason in the plan.
    pub async fn for_connection(
        &mut self,
        connection_id: u64,
        execution: (u64, u64),
        bound: Duration,
    ) -> Result<TakenPlan, MysqlError> {
        let start = Instant::now();
        let mut plan = TakenPlan { json: None, tree: None, skipped: None, waited_us: 0 };
        if self.still_runs().await? {
            plan.skipped = Some(Skipped::StillRunning);
        } else if self.runs(connection_id).await? == Some(execution) {
            self.session().await?;
            let skipped = self.take_running(connection_id, bound, &mut plan).await?;
            plan.skipped = skipped;
            if self.runs(connection_id).await? != Some(execution) {
                plan = TakenPlan {
                    json: None,
                    tree: None,
                    skipped: Some(Skipped::NoLongerRunning),
                    waited_us: 0,
                };
            }
        } else {
            plan.skipped = Some(Skipped::NoLongerRunning);
        }
        plan.waited_us = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
        Ok(plan)
    }

    async fn take_running(
        &mut self,
        connection_id: u64,
        bound: Duration,
        plan: &mut TakenPlan,
    ) -> Result<Option<Skipped>, MysqlError> {
        let of = |sql: &str| sql.replace("{connection}", &connection_id.to_string());
        match self.watched("explain_for_json", &of(statements::explain::FOR_JSON), bound).await? {
            Watched::Answer(text) => plan.json = Some(text),
            Watched::Skipped(skipped) => return Ok(Some(skipped)),
        }
        if self.version.number() >= TREE_SINCE {
            match self.watched("explain_for_tree", &of(statements::explain::FOR_TREE), bound).await? {
                Watched::Answer(text) => plan.tree = Some(text),
                Watched::Skipped(skipped) => return Ok(Some(skipped)),
            }
        }
        Ok(None)
    }

    /// What a connection runs now.
    pub(super) async fn runs(&mut self, connection_id: u64) -> Result<Option<(u64, u64)>, MysqlError> {
        let values = Params::Positional(vec![Value::from(connection_id)]);
        let sql = statements::explain::RUNNING.to_owned();
        let rows = self.guard.rows_with("explain_running", sql, values).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let mut columns = Columns::new("explain_running", row);
        Ok(Some((columns.number()?, columns.number()?)))
    }
}
