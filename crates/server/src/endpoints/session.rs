//! Logging in and out.

use std::net::SocketAddr;

use axum::extract::rejection::JsonRejection;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};

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
    client: Option<Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
    body: Result<Json<LogIn>, JsonRejection>,
) -> Result<Response, Problem> {
    let Json(LogIn { password }) = body.map_err(|error| Problem::bad_request(error.body_text()))?;
    let client = client.map(|Extension(ConnectInfo(address))| address.ip());
    let token = app.access.log_in(client, password).await?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, session_cookie(&token, &headers))]).into_response())
}

/// Logs out.
#[utoipa::path(delete, path = "/session", tag = V1, responses((status = NO_CONTENT, description = "Logged out")))]
pub(crate) async fn log_out(State(app): State<App>, headers: HeaderMap) -> Response {
    app.access.log_out(&headers);
    (StatusCode::NO_CONTENT, [(header::SET_COOKIE, session_cookie("", &headers))]).into_response()
}
