//! What the capture was told.

use axum::Json;
use axum::extract::State;

use super::V1;
use crate::{App, Settings};

/// What the capture was told.
#[utoipa::path(get, path = "/settings", tag = V1, responses((status = OK, body = Settings)))]
pub(crate) async fn show(State(app): State<App>) -> Json<Settings> {
    Json((*app.settings).clone())
}
