//! Statements: ranked over a range, and one statement's text.

use auroscope_model::{Fingerprint, StatementClass, StatementFilter, StatementRanking, StatementSort};
use auroscope_sql::SqlMode;
use axum::Json;
use axum::extract::{Path, State};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::V1;
use super::slow_queries::FilterParameters;
use crate::parameters::{FILTER_NAMES, Parameters};
use crate::{App, Problem};

/// One statement.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StatementDetail {
    fingerprint: Fingerprint,
    class: StatementClass,
    /// The text without literals.
    normalized: String,
    /// The same, laid out for people.
    formatted: String,
}

/// How the ranking is ordered.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "describes the parameters for the OpenAPI document")]
pub(crate) struct RankingParameters {
    /// The order, largest first.
    sort: Option<StatementSort>,
    /// How many statements, 1 to 500; 50 when not given.
    limit: Option<usize>,
}

/// Statements ranked over the slow queries that match.
#[utoipa::path(get, path = "/statements", tag = V1, params(FilterParameters, RankingParameters),
    responses((status = OK, body = StatementRanking), (status = BAD_REQUEST, body = Problem)))]
pub(crate) async fn list(
    State(app): State<App>,
    parameters: Parameters,
) -> Result<Json<StatementRanking>, Problem> {
    let known: Vec<&str> = FILTER_NAMES.into_iter().chain(["sort", "limit"]).collect();
    let parameters = parameters.only(&known)?;
    let filter = StatementFilter {
        executions: parameters.filter()?,
        sort: parameters.word("sort")?.unwrap_or_default(),
        limit: parameters.limit(500)?,
    };
    Ok(Json(app.store.statements(filter).await?))
}

/// One statement's text.
#[utoipa::path(get, path = "/statements/{fingerprint}", tag = V1,
    params(("fingerprint" = String, Path, description = "32 hexadecimal digits")),
    responses((status = OK, body = StatementDetail), (status = NOT_FOUND, body = Problem), (status = BAD_REQUEST, body = Problem)))]
pub(crate) async fn one(
    State(app): State<App>,
    Path(text): Path<String>,
) -> Result<Json<StatementDetail>, Problem> {
    let fingerprint: Fingerprint =
        text.parse().map_err(|error| Problem::bad_request(format!("'fingerprint': {error}")))?;
    let statement = app
        .store
        .statement(fingerprint)
        .await?
        .ok_or_else(|| Problem::not_found(format!("no slow query of statement {fingerprint} is kept")))?;
    let formatted = auroscope_sql::format(&statement.normalized, SqlMode::default());
    Ok(Json(StatementDetail {
        fingerprint,
        class: statement.class,
        normalized: statement.normalized,
        formatted,
    }))
}
