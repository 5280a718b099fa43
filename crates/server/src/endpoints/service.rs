//! For whoever runs the process: is it alive, is it ready, which version is it.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::V1;
use crate::{App, Problem};

/// What is running here.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Version {
    /// `auroscope`.
    name: &'static str,
    /// Its version.
    version: &'static str,
    /// The version of the fingerprints it makes.
    fingerprint_version: u32,
}

/// Readiness in numbers. Names no target: it answers to anybody.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Ready {
    /// The store's format.
    store_format: i64,
    /// How many targets are watched.
    targets: usize,
    /// How many of them are seen at the moment.
    targets_seen: usize,
}

/// The process answers.
#[utoipa::path(get, path = "/healthz", tag = V1, responses((status = OK, body = String)))]
pub(crate) async fn healthz() -> &'static str {
    "ok\n"
}

/// The store can be read and written. A target that is down does not make Auroscope unready.
#[utoipa::path(get, path = "/readyz", tag = V1,
    responses((status = OK, body = Ready), (status = SERVICE_UNAVAILABLE, body = Problem)))]
pub(crate) async fn readyz(State(app): State<App>) -> Result<Json<Ready>, Problem> {
    let store = app.store.check().await?;
    if let Some(trouble) = app.board.store_trouble() {
        return Err(Problem::unavailable(format!("slow queries wait for the store: {trouble}")));
    }
    let (targets, targets_seen) = (app.board.all_health().len(), app.board.live().len());
    Ok(Json(Ready { store_format: store.format, targets, targets_seen }))
}

/// What is running here.
#[utoipa::path(get, path = "/version", tag = V1, responses((status = OK, body = Version)))]
pub(crate) async fn version() -> Json<Version> {
    Json(Version {
        name: "auroscope",
        version: env!("CARGO_PKG_VERSION"),
        fingerprint_version: auroscope_sql::FINGERPRINT_VERSION,
    })
}
