//! What runs now.

use std::convert::Infallible;

use auroscope_model::LiveSnapshot;
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, Sse};
use futures_util::Stream;

use super::streams::{event, stream};
use super::{Items, V1};
use crate::parameters::Parameters;
use crate::{App, Problem};

/// What ran on each target when it was last looked at. A target that cannot be seen is not in the list.
#[utoipa::path(get, path = "/live", tag = V1, responses((status = OK, body = Items<LiveSnapshot>)))]
pub(crate) async fn list(State(app): State<App>) -> Json<Items<LiveSnapshot>> {
    Json(Items { items: app.board.live().iter().map(|snapshot| (**snapshot).clone()).collect() })
}

/// The same, as server-sent events `live`: at once, and again at each look at a target.
#[utoipa::path(get, path = "/live/stream", tag = V1,
    params(("target" = Option<Vec<String>>, Query, description = "Any of these targets; may be repeated")),
    responses((status = OK, content_type = "text/event-stream", body = LiveSnapshot), (status = BAD_REQUEST, body = Problem)))]
pub(crate) async fn follow(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let is_wanted = parameters.only(&["target"])?.wanted_targets()?;
    let (later, now) = (app.board.subscribe_live(), app.board.live());
    let told = move |snapshot: &LiveSnapshot| is_wanted(&snapshot.target).then(|| event("live", snapshot));
    Ok(stream(now, later, told, app, headers))
}
