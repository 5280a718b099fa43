//! Plans that no server is asked for: pasted ones, and what differs between two.

use auroscope_model::PlanShape;
use auroscope_plan::{Facts, Plan, findings};
use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::listing::found;
use super::view::{Opened, PlanView, open};
use crate::endpoints::V1;
use crate::parameters::Parameters;
use crate::{App, Problem};

/// A plan that somebody has.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PastedPlan {
    /// What EXPLAIN answered, in any format.
    document: String,
    /// The statement, where it is known.
    sql: Option<String>,
}

/// A pasted plan as it is shown.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReadPlan {
    plan: PlanView,
    shape: PlanShape,
    /// What makes the shape, as text.
    shape_text: String,
}

/// Two plans that somebody has.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PastedPlans {
    /// The plan before.
    a: String,
    /// The plan after.
    b: String,
}

/// More steps than that nobody looks at.
const MOST_STEPS: usize = 5_000;

/// Does what may take long where it keeps nothing else waiting.
async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|_| Err(Problem::unavailable("the plan could not be read; the log says more")))
}

fn parsed(name: &str, document: &str) -> Result<Plan, Problem> {
    let plan = Plan::parse(document.as_bytes());
    let plan = plan.map_err(|error| Problem::unprocessable(format!("'{name}': {error}")))?;
    if plan.nodes.len() > MOST_STEPS {
        let steps = plan.nodes.len();
        return Err(Problem::unprocessable(format!(
            "'{name}': it has {steps} steps; at most {MOST_STEPS} are shown"
        )));
    }
    Ok(plan)
}

/// Reads a plan that somebody has pasted. Nothing is kept, and no server is asked.
#[utoipa::path(post, path = "/plans/read", tag = V1, operation_id = "read_plan", request_body = PastedPlan,
    responses((status = OK, body = ReadPlan), (status = UNPROCESSABLE_ENTITY, body = Problem), (status = BAD_REQUEST, body = Problem)))]
pub(crate) async fn read(body: Result<Json<PastedPlan>, JsonRejection>) -> Result<Json<ReadPlan>, Problem> {
    let Json(pasted) = body.map_err(|error| Problem::bad_request(error.body_text()))?;
    let read = aside(move || {
        let plan = parsed("document", &pasted.document)?;
        let facts = Facts { statement: pasted.sql.as_deref(), ..Facts::default() };
        let findings = findings(&plan, &facts);
        let (shape, shape_text) = (PlanShape(plan.shape().0), plan.shape_text());
        Ok(ReadPlan { plan: PlanView::new(plan, findings), shape, shape_text })
    });
    read.await.map(Json)
}

/// What differs between two plans that are kept: between the documents that say the same things, where there are such.
#[utoipa::path(get, path = "/plans/diff", tag = V1, operation_id = "diff_plans",
    params(("a" = String, Query, description = "The plan before, 32 hexadecimal digits"),
        ("b" = String, Query, description = "The plan after, 32 hexadecimal digits")),
    responses((status = OK, body = Object), (status = NOT_FOUND, body = Problem), (status = BAD_REQUEST, body = Problem), (status = UNPROCESSABLE_ENTITY, body = Problem)))]
pub(crate) async fn diff(State(app): State<App>, parameters: Parameters) -> Result<Response, Problem> {
    let parameters = parameters.only(&["a", "b"])?;
    let mut plans = Vec::new();
    for name in ["a", "b"] {
        let id = parameters.text(name)?.unwrap_or_default();
        let record = found(&app, name, id).await?;
        let Opened { plan, tree, .. } = open(&record);
        plans.push(plan.into_iter().chain(tree).collect::<Vec<_>>());
        if plans.last().is_some_and(Vec::is_empty) {
            let text = format!("'{name}': there is no plan to compare, see its 'skipped'");
            return Err(Problem::unprocessable(text));
        }
    }
    let pair = plans.pop().zip(plans.pop()).and_then(|(after, before)| auroscope_plan::alike(before, after));
    let (before, after) = pair.ok_or_else(|| Problem::unprocessable("there is no plan to compare"))?;
    Ok(Json(auroscope_plan::diff(&before, &after)).into_response())
}

/// What differs between two plans that somebody has pasted.
#[utoipa::path(post, path = "/plans/diff", tag = V1, operation_id = "diff_documents", request_body = PastedPlans,
    responses((status = OK, body = Object), (status = UNPROCESSABLE_ENTITY, body = Problem), (status = BAD_REQUEST, body = Problem)))]
pub(crate) async fn diff_documents(
    body: Result<Json<PastedPlans>, JsonRejection>,
) -> Result<Response, Problem> {
    let Json(pasted) = body.map_err(|error| Problem::bad_request(error.body_text()))?;
    let compared = aside(move || {
        Ok(Json(auroscope_plan::diff(&parsed("a", &pasted.a)?, &parsed("b", &pasted.b)?)).into_response())
    });
    compared.await
}
