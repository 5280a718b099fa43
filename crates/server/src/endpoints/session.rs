//! Logging in and out.

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::V1;
use crate::access::session_cookie;
use crate::login::{LogIn, SessionState};
use crate::{App, Problem};

/// Whether a log-in is asked for, and whether this client has one.
#[utoipa::path(get, path = "/session", tag = V1, responses((status = OK, body = SessionState)))]
pub(crate) async fn show(State(app): State<App>, headers: HeaderMap) -> Json<SessionState> {
    let (required, authenticated) = (app.access.required(), app.access.is_authenticated(&headers));
    Json(SessionState { required, authenticated })
}

/// Logs in with the admin password.
#[utoipa::path(post, path = "/session", tag = V1, request_body = LogIn,
    responses((status = NO_CONTENT, description = "Logged in; the cookie is set"),
        (status = UNAUTHORIZED, body = Problem), (status = TOO_MANY_REQUESTS, body = Problem), (status = CONFLICT, body = Problem)))]
pub(crate) async fn log_in(
    State(app): State<App>,
    headers: HeaderMap,
    body: Result<Json<LogIn>, JsonRejection>,
) -> Result<Response, Problem> {
    let Json(LogIn { password }) = body.map_err(|error| Problem::bad_request(error.body_text()))?;
    // Checking a password takes a core for some 50 ms by design; not on a thread that serves others.
    let token = tokio::task::spawn_blocking(move || app.access.log_in(&password))
        .await
        .map_err(|_| Problem::unavailable("the log-in was interrupted"))??;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, session_cookie(&token, &headers))]).into_response())
}

/// Logs out.
#[utoipa::path(delete, path = "/session", tag = V1, responses((status = NO_CONTENT, description = "Logged out")))]
pub(crate) async fn log_out(State(app): State<App>, headers: HeaderMap) -> Response {
    app.access.log_out(&headers);
    (StatusCode::NO_CONTENT, [(header::SET_COOKIE, session_cookie("", &headers))]).into_response()
}
