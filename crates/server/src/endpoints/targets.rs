//! Targets: list, add, change, remove, check, and what each costs. A password goes in and never out.

use std::future::Future;
use std::path::PathBuf;

use auroscope_model::{OwnCost, Target, TargetHealth, TlsMode};
use auroscope_mysql::Endpoint;
use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Items, V1};
use crate::app::now;
use crate::{App, KnownTarget, NewTarget, Problem, TargetBookError};

/// A target and how it does.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TargetView {
    #[serde(flatten)]
    target: Target,
    /// Its state; null while it is paused.
    health: Option<TargetHealth>,
    /// Why it is not watched although it is enabled; not there when nothing is in the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
}

impl TargetView {
    fn of(app: &App, KnownTarget { target, problem }: KnownTarget) -> Self {
        Self { health: app.board.health(&target.id), target, problem }
    }
}

/// What to change of a target; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TargetChange {
    /// False pauses watching it.
    enabled: Option<bool>,
    /// Its new password.
    #[schema(value_type = Option<String>)]
    password: Option<SecretString>,
    /// How the connection is protected.
    tls: Option<TlsMode>,
    /// Path, on Auroscope's machine, of a PEM file with the authorities to trust; empty takes it away.
    #[schema(value_type = Option<String>)]
    tls_ca_file: Option<PathBuf>,
}

impl From<TargetBookError> for Problem {
    fn from(error: TargetBookError) -> Self {
        match error {
            TargetBookError::Endpoint(error) => Self::bad_request(error.to_string()),
            TargetBookError::Taken(_) | TargetBookError::Configured(_) | TargetBookError::Discovered(_) => {
                Self::conflict(error.to_string())
            }
            TargetBookError::Unknown(_) => Self::not_found(error.to_string()),
            TargetBookError::Mysql(error) => Self::target(error.chain()),
            TargetBookError::Store(error) => error.into(),
            TargetBookError::Seal(error) => Self::unavailable(error.to_string()),
        }
    }
}

/// All targets.
#[utoipa::path(get, path = "/targets", tag = V1, responses((status = OK, body = Items<TargetView>)))]
pub(crate) async fn list(State(app): State<App>) -> Json<Items<TargetView>> {
    let known = app.targets.all().await;
    Json(Items { items: known.into_iter().map(|known| TargetView::of(&app, known)).collect() })
}

/// One target.
#[utoipa::path(get, path = "/targets/{id}", tag = V1,
    responses((status = OK, body = TargetView), (status = NOT_FOUND, body = Problem)))]
pub(crate) async fn one(State(app): State<App>, Path(id): Path<String>) -> Result<Json<TargetView>, Problem> {
    let known = app.targets.get(&id).await?;
    Ok(Json(TargetView::of(&app, known)))
}

/// Adds a target and begins to watch it. It is tried for ever if it does not answer.
#[utoipa::path(post, path = "/targets", tag = V1, request_body = NewTarget,
    responses((status = CREATED, body = Target), (status = BAD_REQUEST, body = Problem), (status = CONFLICT, body = Problem)))]
pub(crate) async fn add(
    State(app): State<App>,
    body: Result<Json<NewTarget>, JsonRejection>,
) -> Result<(StatusCode, Json<Target>), Problem> {
    let Json(new) = body.map_err(|error| Problem::bad_request(error.body_text()))?;
    let adding = async move {
        let target = app.targets.add(new, now()).await?;
        tracing::info!(target = %target.id, host = target.host, "target added");
        Ok(target)
    };
    let target = to_its_end(adding).await?;
    Ok((StatusCode::CREATED, Json(target)))
}

/// Changes a target.
#[utoipa::path(patch, path = "/targets/{id}", tag = V1, request_body = TargetChange,
    responses((status = OK, body = Target), (status = BAD_REQUEST, body = Problem), (status = NOT_FOUND, body = Problem), (status = CONFLICT, body = Problem)))]
pub(crate) async fn change(
    State(app): State<App>,
    Path(id): Path<String>,
    body: Result<Json<TargetChange>, JsonRejection>,
) -> Result<Json<Target>, Problem> {
    let Json(change) = body.map_err(|error| Problem::bad_request(error.body_text()))?;
    let apply = move |target: &mut Target, endpoint: &mut Endpoint| {
        target.enabled = change.enabled.unwrap_or(target.enabled);
        endpoint.password = change.password.or(endpoint.password.take());
        endpoint.tls = change.tls.unwrap_or(endpoint.tls);
        if let Some(file) = change.tls_ca_file {
            endpoint.tls_ca_file = (!file.as_os_str().is_empty()).then_some(file);
        }
    };
    let changing = async move {
        let target = app.targets.change(&id, apply).await?;
        tracing::info!(target = %target.id, enabled = target.enabled, "target changed");
        Ok(target)
    };
    let target = to_its_end(changing).await?;
    Ok(Json(target))
}

/// Removes a target. Its slow queries stay until their retention ends.
#[utoipa::path(delete, path = "/targets/{id}", tag = V1,
    responses((status = NO_CONTENT, description = "Removed"), (status = NOT_FOUND, body = Problem), (status = CONFLICT, body = Problem)))]
pub(crate) async fn remove(State(app): State<App>, Path(id): Path<String>) -> Result<StatusCode, Problem> {
    let removing = async move {
        app.targets.remove(&id).await?;
        tracing::info!(target = id, "target removed");
        Ok(())
    };
    to_its_end(removing).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Does a change to its end also when the client goes away, which would drop it between the store and the
/// collectors.
async fn to_its_end<T: Send + 'static>(
    change: impl Future<Output = Result<T, TargetBookError>> + Send + 'static,
) -> Result<T, Problem> {
    match tokio::spawn(change).await {
        Ok(done) => Ok(done?),
        Err(_) => Err(Problem::unavailable("the change was interrupted; look whether it was made")),
    }
}

/// Tries a target over a connection of its own: what can and cannot be seen there.
#[utoipa::path(post, path = "/targets/{id}/check", tag = V1,
    responses((status = OK, body = TargetHealth), (status = NOT_FOUND, body = Problem), (status = BAD_GATEWAY, body = Problem)))]
pub(crate) async fn check(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Json<TargetHealth>, Problem> {
    Ok(Json(app.targets.check(&id).await?))
}

/// What watching a target costs it, by its own account.
#[utoipa::path(get, path = "/targets/{id}/cost", tag = V1,
    responses((status = OK, body = OwnCost), (status = NOT_FOUND, body = Problem)))]
pub(crate) async fn cost(State(app): State<App>, Path(id): Path<String>) -> Result<Json<OwnCost>, Problem> {
    let known = app.targets.get(&id).await?;
    let cost = app.board.health(&known.target.id).and_then(|health| health.own_cost);
    cost.map(Json)
        .ok_or_else(|| Problem::not_found("the cost is not measured yet; it is read every 10 seconds"))
}
