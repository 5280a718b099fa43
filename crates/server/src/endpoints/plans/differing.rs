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
use super::view::{PlanView, open};
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

fn parsed(name: &str, document: &str) -> Result<Plan, Problem> {
    Plan::parse(document.as_bytes()).map_err(|error| Problem::unprocessable(format!("'{name}': {error}")))
}

/// Reads a plan that somebody has pasted. Nothing is kept, and no server is asked.
#[utoipa::path(post, path = "/plans/read", tag = V1, operation_id = "read_plan", request_body = PastedPlan,
    responses((status = OK, body = ReadPlan), (status = UNPROCESSABLE_ENTITY, body = Problem), (status = BAD_REQUEST, body = Problem)))]
pub(crate) async fn read(body: Result<Json<PastedPlan>, JsonRejection>) -> Result<Json<ReadPlan>, Problem> {
    let Json(pasted) = body.map_err(|error| Problem::bad_request(error.body_text()))?;
    let plan = parsed("document", &pasted.document)?;
    let findings = findings(&plan, &Facts { statement: pasted.sql.as_deref(), ..Facts::default() });
    let (shape, shape_text) = (PlanShape(plan.shape().0), plan.shape_text());
    Ok(Json(ReadPlan { plan: PlanView::new(plan, findings), shape, shape_text }))
}

/// What differs between two plans that are kept.
#[utoipa::path(get, path = "/plans/diff", tag = V1, operation_id = "diff_plans",
    params(("a" = String, Query, description = "The plan before, 32 hexadecimal digits"),
        ("b" = String, Query, description = "The plan after, 32 hexadecimal digits")),
    responses((status = OK, body = Object), (status = NOT_FOUND, body = Problem), (status = BAD_REQUEST, body = Problem)))]
pub(crate) async fn diff(State(app): State<App>, parameters: Parameters) -> Result<Response, Problem> {
    let parameters = parameters.only(&["a", "b"])?;
    let mut plans = Vec::new();
    for name in ["a", "b"] {
        let id = parameters.text(name)?.unwrap_or_default();
        let record = found(&app, id).await?;
        let without =
            || Problem::unprocessable(format!("'{name}': there is no plan to compare, see its 'skipped'"));
        plans.push(open(&record).plan.ok_or_else(without)?);
    }
    Ok(Json(auroscope_plan::diff(&plans[0], &plans[1])).into_response())
}

/// What differs between two plans that somebody has pasted.
#[utoipa::path(post, path = "/plans/diff", tag = V1, operation_id = "diff_documents", request_body = PastedPlans,
    responses((status = OK, body = Object), (status = UNPROCESSABLE_ENTITY, body = Problem), (status = BAD_REQUEST, body = Problem)))]
pub(crate) async fn diff_documents(
    body: Result<Json<PastedPlans>, JsonRejection>,
) -> Result<Response, Problem> {
    let Json(pasted) = body.map_err(|error| Problem::bad_request(error.body_text()))?;
    Ok(Json(auroscope_plan::diff(&parsed("a", &pasted.a)?, &parsed("b", &pasted.b)?)).into_response())
}
