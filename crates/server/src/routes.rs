//! Every route there is.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use auroscope_model::{SlowQuerySort, SlowQueryState, StatementSort, TargetId, UtcMicros};
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use tokio::net::TcpListener;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::endpoints::{
    collectors, inventory, live, plans, service, session, settings, slow_queries, statements, target_checks,
    targets,
};
use crate::{App, Problem, access, assets};

/// Longest body of a request.
const MOST_BODY_BYTES: usize = 64 * 1024;

/// What the pages may load: only themselves. No inline script or style, no frame, no plug-in.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self'; \
    img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; \
    frame-ancestors 'none'";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Auroscope",
        description = "Slow queries of Aurora MySQL and MySQL 8.0+, live and kept.",
        license(name = "MIT")
    ),
    // Those that only parameters name are not found by themselves.
    components(schemas(Problem, SlowQuerySort, SlowQueryState, StatementSort, TargetId, UtcMicros))
)]
struct Document;

fn api() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(targets::list, targets::add))
        .routes(routes!(targets::one, targets::change, targets::remove))
        .routes(routes!(targets::check))
        .routes(routes!(targets::cost))
        .routes(routes!(target_checks::run))
        .routes(routes!(slow_queries::list))
        .routes(routes!(slow_queries::follow))
        .routes(routes!(slow_queries::one))
        .routes(routes!(statements::list))
        .routes(routes!(statements::one))
        .routes(routes!(plans::list))
        .routes(routes!(plans::one))
        .routes(routes!(plans::markdown))
        .routes(routes!(plans::picture))
        .routes(routes!(plans::of_slow_query))
        .routes(routes!(plans::take))
        .routes(routes!(plans::of_statement))
        .merge(pasted())
        .routes(routes!(live::list))
        .routes(routes!(live::follow))
        .routes(routes!(collectors::list))
        .routes(routes!(inventory::list))
        .routes(routes!(inventory::changes))
        .routes(routes!(inventory::refresh))
        .routes(routes!(settings::show))
        .routes(routes!(service::store))
        .routes(routes!(session::show, session::log_in, session::log_out))
}

/// What brings whole plans.
fn pasted() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(plans::diff, plans::diff_documents))
        .routes(routes!(plans::read))
        .layer(DefaultBodyLimit::max(plans::MOST_DOCUMENT_BYTES))
}

fn all() -> (Router<App>, utoipa::openapi::OpenApi) {
    OpenApiRouter::with_openapi(Document::openapi())
        .nest("/api/v1", api())
        .routes(routes!(service::healthz))
        .routes(routes!(service::readyz))
        .routes(routes!(service::version))
        .split_for_parts()
}

/// The OpenAPI document, made from the code.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    let mut document = all().1;
    document.info.version = env!("CARGO_PKG_VERSION").into();
    document
}

/// All routes, guarded.
pub fn router(app: App) -> Router {
    let document = openapi();
    let (routes, _) = all();
    routes
        .route("/api/v1/openapi.json", get(move || async move { axum::Json(document).into_response() }))
        .layer(middleware::from_fn_with_state(app.clone(), guard_api))
        .fallback(assets::page)
        .layer(Extension(Arc::new(service::StoreCheck::default())))
        .layer(DefaultBodyLimit::max(MOST_BODY_BYTES))
        .layer(middleware::from_fn(secure_headers))
        .with_state(app)
}

/// Serves until told to stop, then lets what is under way end.
pub async fn serve(listener: TcpListener, app: App) -> io::Result<()> {
    let stop = app.stop.clone();
    let service = router(app).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(async move { stop.cancelled().await }).await
}

/// Only the API is guarded: health and version hold nothing to guard, and the pages must load to log in.
async fn guard_api(app: axum::extract::State<App>, request: Request, next: Next) -> Response {
    if request.uri().path().starts_with("/api/") {
        access::guard(app, request, next).await
    } else {
        next.run(request).await
    }
}

async fn secure_headers(request: Request, next: Next) -> Response {
    let api = request.uri().path().starts_with("/api/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if api {
        // Statements hold people's data: no cache on the way keeps them.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}
