//! The pages, embedded in the binary: what stands in `ui/` is what is served.

use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::Problem;

#[derive(RustEmbed)]
#[folder = "../../ui"]
#[include = "index.html"]
#[include = "app/**"]
#[include = "style/**"]
#[include = "vendor/**"]
struct Files;

/// A file below `/assets/`, or else the page itself: its own routes are resolved in the browser.
pub(crate) async fn page(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path();
    if let Some(name) = path.strip_prefix("/assets/") {
        return match Files::get(name) {
            Some(file) => answer(name, file, &headers),
            None => Problem::not_found(format!("there is no file {path}")).into_response(),
        };
    }
    if path.starts_with("/api/") {
        return Problem::not_found(format!("there is no {path}; see /api/v1/openapi.json")).into_response();
    }
    match Files::get("index.html") {
        Some(file) => answer("index.html", file, &headers),
        None => Problem::not_found("this binary was built without its pages").into_response(),
    }
}

fn answer(name: &str, file: EmbeddedFile, headers: &HeaderMap) -> Response {
    let hash: String =
        file.metadata.sha256_hash().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("\"{hash}\"");
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    // Always asked for again, answered with 304: a new binary never meets an old page.
    let fields = [
        (header::CONTENT_TYPE, content_type(name).to_owned()),
        (header::ETAG, tag),
        (header::CACHE_CONTROL, "no-cache".to_owned()),
    ];
    (fields, file.data).into_response()
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("json") => "application/json",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        _ => "text/plain; charset=utf-8",
    }
}
