//! For whoever runs the process: is it alive, is it ready, which version is it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use auroscope_store::{Store, StoreInfo};
use axum::extract::State;
use axum::{Extension, Json};
use serde::Serialize;
use tokio::sync::Mutex;
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

/// Where slow queries are kept.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StoreView {
    /// Backend and place.
    #[schema(example = "sqlite:/var/lib/auroscope/auroscope.db")]
    place: String,
    /// Version of the stored format.
    format: i64,
    /// Bytes used, where the backend can say.
    size_bytes: Option<u64>,
}

/// How long the store's answer holds.
const STORE_CHECK_LIFE: Duration = Duration::from_secs(1);

/// What the store said last: to prove that it can be written costs a synced write, and anybody may ask.
#[derive(Default)]
pub(crate) struct StoreCheck(Mutex<Option<(Instant, Result<StoreInfo, Problem>)>>);

impl StoreCheck {
    /// The store's state, or why it cannot be used.
    async fn info(&self, store: &dyn Store) -> Result<StoreInfo, Problem> {
        // Held over the store's answer: those who ask meanwhile get the same one.
        let mut last = self.0.lock().await;
        match &*last {
            Some((at, said)) if at.elapsed() < STORE_CHECK_LIFE => said.clone(),
            _ => {
                let said = store.check().await.map_err(Problem::from);
                *last = Some((Instant::now(), said.clone()));
                said
            }
        }
    }
}

/// The process answers.
#[utoipa::path(get, path = "/healthz", tag = V1, responses((status = OK, body = String)))]
pub(crate) async fn healthz() -> &'static str {
    "ok\n"
}

/// The store can be read and written. A target that is down does not make Auroscope unready.
#[utoipa::path(get, path = "/readyz", tag = V1,
    responses((status = OK, body = Ready), (status = SERVICE_UNAVAILABLE, body = Problem)))]
pub(crate) async fn readyz(
    State(app): State<App>,
    Extension(check): Extension<Arc<StoreCheck>>,
) -> Result<Json<Ready>, Problem> {
    let store_format = check.info(&*app.store).await?.format;
    if let Some(trouble) = app.board.store_trouble() {
        return Err(Problem::unavailable(format!("slow queries wait for the store: {trouble}")));
    }
    let (targets, targets_seen) = (app.board.all_health().len(), app.board.live().len());
    Ok(Json(Ready { store_format, targets, targets_seen }))
}

/// Where slow queries are kept, and how much room they take.
#[utoipa::path(get, path = "/store", tag = V1,
    responses((status = OK, body = StoreView), (status = SERVICE_UNAVAILABLE, body = Problem)))]
pub(crate) async fn store(
    State(app): State<App>,
    Extension(check): Extension<Arc<StoreCheck>>,
) -> Result<Json<StoreView>, Problem> {
    let StoreInfo { place, format, size_bytes } = check.info(&*app.store).await?;
    Ok(Json(StoreView { place, format, size_bytes }))
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
