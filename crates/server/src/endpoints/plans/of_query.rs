//! The plans of one slow query, and taking one of it.

use std::time::Duration;

use auroscope_collect::{Analyze, PlanAnswer};
use auroscope_model::{
    ExecutionId, Latency, PlanId, PlanMethod, PlanRecord, PlanSkipped, PlanSubject, SlowQuery,
};
use auroscope_mysql::explain::Confirmed;
use auroscope_plan::plan_in_force;
use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::item::{PlanItem, items, plans_of};
use crate::endpoints::V1;
use crate::{App, Problem};

/// Plans of its statement that are looked at.
const MOST_PLANS: usize = 100;
/// Sightings that are looked through.
const MOST_SIGHTINGS: usize = 1_000;
/// EXPLAIN ANALYZE is ended after this, unless another limit is given.
const USUAL_LIMIT_S: u64 = 10;
/// The longest limit.
const MOST_LIMIT_S: u64 = 60;
/// What a client writes to say that it knows.
const WORD: &str = "execute";

/// The plans of a slow query.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QueryPlans {
    /// The one in force when it ran first, where that is known, then the others of its statement, the latest first.
    items: Vec<PlanItem>,
    /// Why there is none, when that is known.
    reason: Option<PlanSkipped>,
}

/// What to take.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TakePlan {
    /// Whether to run the query for its plan (EXPLAIN ANALYZE).
    #[serde(default)]
    analyze: bool,
    /// The word `execute`, without which nothing is run.
    confirm: Option<String>,
    /// Seconds after which a query that is run is ended: 1 to 60; 10 when not given.
    limit_s: Option<u64>,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TakeOutcome {
    /// There is a plan.
    Captured,
    /// There is none, and `code` says why.
    Refused,
    /// It could not be asked for.
    Failed,
    /// The limit per minute is reached: it will be taken as soon as that allows.
    Queued,
}

/// What came of asking for a plan.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Taken {
    outcome: TakeOutcome,
    /// The reason's name, where there is one.
    code: Option<String>,
    /// The reason in words.
    detail: Option<String>,
    /// The plan, or the record of there being none.
    plan_id: Option<PlanId>,
}

async fn query(app: &App, id: &str) -> Result<SlowQuery, Problem> {
    let id: ExecutionId = id.parse().map_err(|error| Problem::bad_request(format!("'id': {error}")))?;
    let missing = || Problem::not_found(format!("there is no slow query {id}; it may be past its retention"));
    app.store.slow_query(id).await?.ok_or_else(missing)
}

/// The plans of a slow query.
#[utoipa::path(get, path = "/slow-queries/{id}/plans", tag = V1, operation_id = "slow_query_plans",
    params(("id" = String, Path, description = "32 hexadecimal digits")),
    responses((status = OK, body = QueryPlans), (status = NOT_FOUND, body = Problem), (status = BAD_REQUEST, body = Problem)))]
pub(crate) async fn of_slow_query(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Json<QueryPlans>, Problem> {
    let query = query(&app, &id).await?;
    let subject = PlanSubject::of(&query);
    let mut plans = plans_of(&app, &subject, MOST_PLANS).await?;
    let mut sightings = app.store.plan_sightings(&subject, MOST_SIGHTINGS).await?;
    // What was run for its plan is not what ran then, nor is a reason why there is no plan.
    let is_plan = |plan: &PlanRecord| plan.shape.is_some() && plan.method != PlanMethod::ExplainAnalyze;
    sightings.retain(|sighting| plans.iter().any(|plan| plan.id == sighting.plan && is_plan(plan)));
    let latency = Latency { started_at: query.started_at, duration_us: query.duration_us };
    if let Some(in_force) = plan_in_force(&sightings, &latency) {
        plans.sort_by_key(|plan| plan.id != in_force);
    }
    let (plans, without): (Vec<_>, Vec<_>) = plans.into_iter().partition(|plan| plan.shape.is_some());
    let reason = without.into_iter().next().and_then(|plan| plan.skipped).filter(|_| plans.is_empty());
    Ok(Json(QueryPlans { items: items(&app, plans).await?, reason }))
}

/// Takes a plan of a slow query now.
#[utoipa::path(post, path = "/slow-queries/{id}/plan", tag = V1, operation_id = "take_plan", request_body = TakePlan,
    params(("id" = String, Path, description = "32 hexadecimal digits")),
    responses((status = OK, body = Taken), (status = NOT_FOUND, body = Problem), (status = BAD_REQUEST, body = Problem)))]
pub(crate) async fn take(
    State(app): State<App>,
    Path(id): Path<String>,
    body: Result<Json<TakePlan>, JsonRejection>,
) -> Result<Json<Taken>, Problem> {
    let Json(wanted) = body.map_err(|error| Problem::bad_request(error.body_text()))?;
    let query = query(&app, &id).await?;
    let analyze = analyze(&wanted)?;
    Ok(Json(Taken::of(app.fleet.explain(query, analyze).await)))
}

fn analyze(wanted: &TakePlan) -> Result<Option<Analyze>, Problem> {
    if !wanted.analyze {
        return Ok(None);
    }
    if wanted.confirm.as_deref() != Some(WORD) {
        return Err(Problem::bad_request(format!(
            "EXPLAIN ANALYZE runs the query on the target: say \"confirm\": \"{WORD}\" if that is wanted"
        )));
    }
    let limit_s = wanted.limit_s.unwrap_or(USUAL_LIMIT_S);
    if !(1..=MOST_LIMIT_S).contains(&limit_s) {
        return Err(Problem::bad_request(format!("'limit_s' must be from 1 to {MOST_LIMIT_S}")));
    }
    Ok(Some(Analyze { confirmed: Confirmed::by_a_person(), limit: Duration::from_secs(limit_s) }))
}

impl Taken {
    fn of(answer: PlanAnswer) -> Self {
        let without = |outcome, code: Option<&str>, detail: Option<String>| Self {
            outcome,
            code: code.map(str::to_owned),
            detail,
            plan_id: None,
        };
        match answer {
            PlanAnswer::Taken(plan) => {
                let has_plan = plan.shape.is_some();
                let (code, detail) = plan.skipped.map(|skipped| (skipped.code, skipped.detail)).unzip();
                let outcome = if has_plan { TakeOutcome::Captured } else { TakeOutcome::Refused };
                Self { outcome, code, detail, plan_id: Some(plan.id) }
            }
            PlanAnswer::Queued => without(TakeOutcome::Queued, None, None),
            PlanAnswer::LimitReached => without(
                TakeOutcome::Refused,
                Some("limit_reached"),
                Some("the limit of plans per minute is reached; try again in a minute".into()),
            ),
            PlanAnswer::NotWatched => without(
                TakeOutcome::Refused,
                Some("not_watched"),
                Some("the target is not watched: it was removed, or it is paused".into()),
            ),
            PlanAnswer::Interrupted => without(
                TakeOutcome::Refused,
                Some("interrupted"),
                Some("it was stopped: the target is not watched any more, or Auroscope ends".into()),
            ),
            PlanAnswer::Failed(detail) => without(TakeOutcome::Failed, Some("failed"), Some(detail)),
        }
    }
}
