//! Trying a server without adding it.

use auroscope_model::{TargetHealth, TargetId};
use axum::Json;
use axum::extract::rejection::JsonRejection;

use super::V1;
use crate::target_book::check;
use crate::{NewTarget, Problem, TargetBookError};

/// Tries a server without adding it.
#[utoipa::path(post, path = "/target-checks", tag = V1, request_body = NewTarget,
    responses((status = OK, body = TargetHealth), (status = BAD_REQUEST, body = Problem), (status = BAD_GATEWAY, body = Problem)))]
pub(crate) async fn run(body: Result<Json<NewTarget>, JsonRejection>) -> Result<Json<TargetHealth>, Problem> {
    let Json(new) = body.map_err(|error| Problem::bad_request(error.body_text()))?;
    let endpoint = new.endpoint().map_err(|error| Problem::bad_request(error.to_string()))?;
    let id = new.id.unwrap_or_else(|| TargetId::from_endpoint(&endpoint.host, endpoint.port));
    Ok(Json(check(id, endpoint).await.map_err(TargetBookError::from)?))
}
