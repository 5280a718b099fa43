//! Taking one plan: of the running execution where that is allowed, else of its text, as far as the guard lets it.

use std::sync::Arc;
use std::time::Duration;

use auroscope_model::{
    PlanMethod, PlanRecord, PlanShape, PlanSkipped, PlanSubject, SlowQuery, SlowQueryState, StatementClass,
};
use auroscope_mysql::explain::{Explainer, Skipped, TakenPlan};
use auroscope_mysql::{Endpoint, MysqlError};
use auroscope_plan::Plan;
use auroscope_sql::SqlMode;
use auroscope_sql::guard::{self, Dialect, Explainable, Refusal, TableName};
use auroscope_store::{PlanWrite, Store};
use tokio::time::Instant;

use super::Analyze;
use super::queue::{Outcome, asks_the_server};
use super::tables::KnownTables;
use crate::fleet::wall_clock;

/// So long one EXPLAIN may take.
const BOUND: Duration = Duration::from_secs(1);

/// What may be otherwise at the next try.
const PASSING: [&str; 7] = [
    "timed_out",
    "still_running",
    "lock_wait",
    "interrupted",
    "no_longer_running",
    "server_error",
    "table_gone",
];

/// The way to plans of one target; connected as long as plans are taken.
pub(super) struct Taking {
    endpoint: Arc<Endpoint>,
    store: Arc<dyn Store>,
    explainer: Option<Explainer>,
    used_at: Instant,
    tables: KnownTables,
    /// The account may not ask for the plans of others' connections.
    only_texts: bool,
}

/// A plan as it was had, or why not.
struct Had {
    method: PlanMethod,
    explained_sql: Option<String>,
    taken: TakenPlan,
    tables_json: Option<String>,
    skipped: Option<PlanSkipped>,
}

/// A text that may be explained.
struct Text {
    explainable: Explainable,
    sql_mode: String,
}

impl Had {
    fn nothing(code: &str, detail: String) -> Self {
        let taken = TakenPlan { json: None, tree: None, skipped: None, waited_us: 0 };
        let skipped = Some(PlanSkipped { code: code.to_owned(), detail });
        Self { method: PlanMethod::Explain, explained_sql: None, taken, tables_json: None, skipped }
    }

    fn refused(refusal: &Refusal) -> Self {
        Self::nothing(refusal.code(), refusal.to_string())
    }

    fn of(method: PlanMethod, explained_sql: Option<String>, mut taken: TakenPlan) -> Self {
        let skipped = taken.skipped.take().as_ref().map(said);
        Self { method, explained_sql, taken, tables_json: None, skipped }
    }
}

fn said(skipped: &Skipped) -> PlanSkipped {
    PlanSkipped { code: skipped.code().to_owned(), detail: skipped.to_string() }
}

/// Whether the same would come of trying again soon.
pub(super) fn outcome(plan: &PlanRecord) -> Outcome {
    match &plan.skipped {
        Some(skipped) if PASSING.contains(&skipped.code.as_str()) => Outcome::Passing,
        _ => Outcome::Settled,
    }
}

impl Taking {
    pub(super) fn new(endpoint: Arc<Endpoint>, store: Arc<dyn Store>) -> Self {
        Self {
            endpoint,
            store,
            explainer: None,
            used_at: Instant::now(),
            tables: KnownTables::default(),
            only_texts: false,
        }
    }

    /// Takes a plan of an execution, or finds out why there is none, and keeps what came of it.
    pub(super) async fn take(
        &mut self,
        query: &SlowQuery,
        analyze: Option<Analyze>,
    ) -> Result<PlanRecord, String> {
        let had = self.have(query, analyze).await;
        self.used_at = Instant::now();
        let (had, server_version) = had.map_err(|error| {
            self.explainer = None;
            error.chain()
        })?;
        let plan = record(query, had, server_version);
        let normalized = match self.store.statement(query.fingerprint).await {
            Ok(Some(statement)) => statement.normalized,
            _ => auroscope_sql::normalize(query.sql.as_bytes(), SqlMode::default()),
        };
        let write = PlanWrite { plan: plan.clone(), normalized };
        self.store.put_plan(write).await.map_err(|error| error.to_string())?;
        Ok(plan)
    }

    async fn have(
        &mut self,
        query: &SlowQuery,
        analyze: Option<Analyze>,
    ) -> Result<(Had, Option<String>), MysqlError> {
        if let (false, Some(refusal)) = (asks_the_server(query), refused_unasked(query)) {
            return Ok((Had::refused(&refusal), None));
        }
        let version = Some(self.connected().await?.server_version().to_owned());
        let in_use = match analyze {
            None => self.plan_in_use(query).await?,
            Some(_) => None,
        };
        let judged = self.judged(query).await?;
        let mut had = match (in_use, &judged) {
            (Some(had), _) => had,
            (None, Err(refusal)) => Had::refused(refusal),
            (None, Ok(text)) => self.plan_of_text(query, text, analyze).await?,
        };
        if let (true, Ok(text)) = (had.taken.json.is_some() || had.taken.tree.is_some(), &judged) {
            had.tables_json = self.facts_of(text.explainable.tables(), query.schema.as_deref()).await;
        }
        Ok((had, version))
    }

    /// What is known of the tables. A plan is worth keeping without it.
    async fn facts_of(&mut self, tables: &[TableName], schema: Option<&str>) -> Option<String> {
        let explainer = self.explainer.as_mut()?;
        let facts = self.tables.of(explainer, tables, schema).await;
        facts.unwrap_or_else(|error| {
            tracing::debug!(error = error.chain(), "nothing is known of a plan's tables");
            self.explainer = None;
            None
        })
    }

    /// The plan of the execution itself, where it runs, is found again, and we may ask for it.
    async fn plan_in_use(&mut self, query: &SlowQuery) -> Result<Option<Had>, MysqlError> {
        let (Some(connection), Some(thread), Some(event)) =
            (query.connection_id, query.thread_id, query.event_id)
        else {
            return Ok(None);
        };
        // What writes is always explained as a query, so that its plans can be compared whenever they were taken.
        let is_read = query.class == StatementClass::Read;
        if query.state != SlowQueryState::Running || self.only_texts || !is_read {
            return Ok(None);
        }
        let taken = self.connected().await?.for_connection(connection, (thread, event), BOUND).await?;
        let had = Had::of(PlanMethod::ForConnection, None, taken);
        self.only_texts = had.skipped.as_ref().is_some_and(|skipped| skipped.code == "no_privilege");
        Ok(had.taken.json.is_some().then_some(had))
    }

    /// The text as the guard lets it through, and how its session reads it.
    async fn judged(&mut self, query: &SlowQuery) -> Result<Result<Text, Refusal>, MysqlError> {
        if let Some(refusal) = refused_unasked(query) {
            return Ok(Err(refusal));
        }
        let explainer = self.connected().await?;
        let sql_mode = explainer.sql_mode(query.thread_id).await?;
        let dialect = Dialect::of_sql_mode(&sql_mode, explainer.version());
        let judged = guard::explainable(query.sql.as_bytes(), dialect);
        Ok(judged.map(|explainable| Text { explainable, sql_mode }))
    }

    async fn plan_of_text(
        &mut self,
        query: &SlowQuery,
        Text { explainable, sql_mode }: &Text,
        analyze: Option<Analyze>,
    ) -> Result<Had, MysqlError> {
        let (schema, explainer) = (query.schema.as_deref(), self.connected().await?);
        let taken = match analyze {
            Some(analyze) => {
                explainer.analyze(explainable, sql_mode, schema, analyze.limit, analyze.confirmed).await?
            }
            None => explainer.take(explainable, sql_mode, schema, BOUND).await?,
        };
        Ok(Had::of(method(explainable, analyze), explained(explainable, query), taken))
    }

    async fn connected(&mut self) -> Result<&mut Explainer, MysqlError> {
        let explainer = match self.explainer.take() {
            Some(connected) => connected,
            None => Explainer::connect(Arc::clone(&self.endpoint)).await?,
        };
        Ok(self.explainer.insert(explainer))
    }

    /// Says goodbye when nobody has needed the connections for so long.
    pub(super) async fn close_if_idle(&mut self, idle: Duration) {
        if self.used_at.elapsed() >= idle
            && let Some(explainer) = self.explainer.take()
        {
            explainer.close().await;
            // Rights may have been granted meanwhile.
            self.only_texts = false;
        }
    }

    /// Ends what is being explained.
    pub(super) async fn abandon(&mut self) {
        if let Some(explainer) = self.explainer.take() {
            explainer.abandon().await;
        }
    }
}

/// Why its text cannot be explained, as far as that is known without the server.
fn refused_unasked(query: &SlowQuery) -> Option<Refusal> {
    if !matches!(query.class, StatementClass::Read | StatementClass::Write) {
        let verb = query.sql.split_whitespace().next().unwrap_or_default().to_uppercase();
        return Some(Refusal::NotExplainable { verb });
    }
    // A text cut between two words looks whole.
    if query.truncated {
        return Some(Refusal::Truncated);
    }
    query.lossy.then_some(Refusal::NotUtf8)
}

fn method(explainable: &Explainable, analyze: Option<Analyze>) -> PlanMethod {
    match analyze {
        Some(_) => PlanMethod::ExplainAnalyze,
        None if explainable.is_rewritten() => PlanMethod::ExplainAsSelect,
        None => PlanMethod::Explain,
    }
}

/// What was explained, when that means something else than the text.
fn explained(explainable: &Explainable, query: &SlowQuery) -> Option<String> {
    let is_other = explainable.is_rewritten() || explainable.locks_removed() || explainable.lengths_limited();
    (is_other && explainable.statement() != query.sql).then(|| explainable.statement().to_owned())
}

fn record(query: &SlowQuery, had: Had, server_version: Option<String>) -> PlanRecord {
    let subject = PlanSubject::of(query);
    let document = had.taken.json.as_ref().or(had.taken.tree.as_ref());
    let parsed = document.map(|document| Plan::parse(document.as_bytes()));
    let shape = match &parsed {
        Some(Ok(plan)) => Some(PlanShape(plan.shape().0)),
        _ => None,
    };
    // A document that we cannot read is kept, and it is said.
    let unread = parsed.and_then(Result::err).map(|error| PlanSkipped {
        code: "unreadable".into(),
        detail: format!("the server's plan could not be read: {error}"),
    });
    let skipped = had.skipped.or(unread);
    let code = skipped.as_ref().map(|skipped| skipped.code.as_str());
    let now = wall_clock();
    PlanRecord {
        id: PlanRecord::id_of(&subject, shape, had.method, code),
        subject,
        class: query.class,
        method: had.method,
        shape,
        first_seen: now,
        last_seen: now,
        execution_id: Some(query.id),
        connection_id: query.connection_id,
        user: query.user.clone(),
        host: query.host.clone(),
        server_version,
        sql: query.sql.clone(),
        explained_sql: had.explained_sql,
        json: had.taken.json,
        tree: had.taken.tree,
        tables_json: had.tables_json,
        skipped,
        waited_us: had.taken.waited_us,
    }
}
