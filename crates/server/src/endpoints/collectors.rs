//! How the collectors do.

use auroscope_model::CollectorStatus;
use axum::Json;
use axum::extract::State;

use super::{Items, V1};
use crate::App;

/// The state of every collector.
#[utoipa::path(get, path = "/collectors", tag = V1, responses((status = OK, body = Items<CollectorStatus>)))]
pub(crate) async fn list(State(app): State<App>) -> Json<Items<CollectorStatus>> {
    Json(Items { items: app.board.all_health().into_iter().flat_map(|health| health.collectors).collect() })
}
