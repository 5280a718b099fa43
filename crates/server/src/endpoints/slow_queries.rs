//! Slow queries: the list, one of them, and the stream of what is seen and ended.

use std::convert::Infallible;

use auroscope_model::{Cursor, ExecutionId, SlowQuery, SlowQuerySort, SlowQueryState, TargetId, UtcMicros};
use auroscope_sql::SqlMode;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::sse::{Event, Sse};
use futures_util::Stream;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::V1;
use super::streams::{event, stream};
use crate::parameters::{FILTER_NAMES, Parameters};
use crate::{App, Problem};

/// Bytes of a text in a list: enough to know it by. A page of whole ones may be many megabytes.
const MOST_TEXT_BYTES: usize = 4_096;

/// A page of slow queries.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SlowQueryPage {
    items: Vec<SlowQueryItem>,
    /// What to give as `cursor` for the next page; null on the last one.
    next: Option<String>,
}

/// A slow query in a list or a stream: a long text is cut.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SlowQueryItem {
    #[serde(flatten)]
    query: SlowQuery,
    /// How long the text is, bytes; `sql` is shorter where it was cut here.
    sql_bytes: usize,
}

/// One slow query with its texts made readable.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SlowQueryDetail {
    #[serde(flatten)]
    query: SlowQuery,
    /// How long the text is, bytes; `sql` is all of it.
    sql_bytes: usize,
    /// The text without literals.
    normalized: String,
    /// The text laid out for people; no token differs.
    formatted_sql: String,
}

/// Which slow queries are meant. This documents what `Parameters::filter` reads.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "describes the parameters for the OpenAPI document")]
pub(crate) struct FilterParameters {
    /// Any of these targets; may be repeated.
    target: Option<Vec<TargetId>>,
    /// Started at this moment or later: RFC 3339, epoch seconds or epoch milliseconds.
    from: Option<UtcMicros>,
    /// Started before this moment.
    to: Option<UtcMicros>,
    /// Default schema; `(none)` or empty asks for those without one, and those of a log that does not tell it.
    schema: Option<String>,
    /// User.
    user: Option<String>,
    /// Statement, 32 hexadecimal digits.
    fingerprint: Option<String>,
    /// Ran at least this long, microseconds.
    min_duration_us: Option<u64>,
    /// Any of these states; may be repeated.
    state: Option<Vec<SlowQueryState>>,
    /// The text contains this, letter case ignored for ASCII.
    text: Option<String>,
}

/// How a list is ordered and cut into pages.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "describes the parameters for the OpenAPI document")]
pub(crate) struct PageParameters {
    /// The order, largest first.
    sort: Option<SlowQuerySort>,
    /// Items on a page, 1 to 500; 50 when not given.
    limit: Option<usize>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// Whether `sql` is the whole text, however long; else it is cut after 4,096 bytes.
    whole: Option<bool>,
}

/// Slow queries that match, page by page.
#[utoipa::path(get, path = "/slow-queries", tag = V1, params(FilterParameters, PageParameters),
    responses((status = OK, body = SlowQueryPage), (status = BAD_REQUEST, body = Problem)))]
pub(crate) async fn list(
    State(app): State<App>,
    parameters: Parameters,
) -> Result<Json<SlowQueryPage>, Problem> {
    let known: Vec<&str> = FILTER_NAMES.into_iter().chain(["sort", "limit", "cursor", "whole"]).collect();
    let parameters = parameters.only(&known)?;
    let sort = parameters.word("sort")?.unwrap_or_default();
    let after = match parameters.text("cursor")?.filter(|text| !text.is_empty()) {
        Some(text) => Some(Cursor::decode(text).ok_or_else(|| {
            Problem::bad_request("'cursor' is not one that this API gave; leave it out for the first page")
        })?),
        None => None,
    };
    let most_bytes = most_text_bytes(&parameters)?;
    let mut page = app.store.slow_queries(parameters.filter()?, sort, after, parameters.limit(500)?).await?;
    bring_up_to_date(&app, &mut page.items);
    let items = page.items.into_iter().map(|query| SlowQueryItem::cut(query, most_bytes)).collect();
    Ok(Json(SlowQueryPage { items, next: page.next.map(|cursor| cursor.encode()) }))
}

/// How much of a text is wanted.
fn most_text_bytes(parameters: &Parameters) -> Result<usize, Problem> {
    Ok(if parameters.one("whole")?.unwrap_or(false) { usize::MAX } else { MOST_TEXT_BYTES })
}

impl SlowQueryItem {
    fn cut(mut query: SlowQuery, most_bytes: usize) -> Self {
        let sql_bytes = query.sql.len();
        query.sql.truncate(query.sql.floor_char_boundary(most_bytes));
        Self { query, sql_bytes }
    }
}

/// One slow query.
#[utoipa::path(get, path = "/slow-queries/{id}", tag = V1, params(("id" = String, Path, description = "32 hexadecimal digits")),
    responses((status = OK, body = SlowQueryDetail), (status = NOT_FOUND, body = Problem), (status = BAD_REQUEST, body = Problem)))]
pub(crate) async fn one(
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Json<SlowQueryDetail>, Problem> {
    let id: ExecutionId = id.parse().map_err(|error| Problem::bad_request(format!("'id': {error}")))?;
    let mut query = app.store.slow_query(id).await?.ok_or_else(|| {
        Problem::not_found(format!("there is no slow query {id}; it may be past its retention"))
    })?;
    bring_up_to_date(&app, std::slice::from_mut(&mut query));
    let normalized = match app.store.statement(query.fingerprint).await? {
        Some(statement) => statement.normalized,
        None => auroscope_sql::normalize(query.sql.as_bytes(), SqlMode::default()),
    };
    let formatted_sql = auroscope_sql::format(&query.sql, SqlMode::default());
    Ok(Json(SlowQueryDetail { sql_bytes: query.sql.len(), query, normalized, formatted_sql }))
}

/// Running records are written now and then only; how long they have run is known from the last look.
fn bring_up_to_date(app: &App, queries: &mut [SlowQuery]) {
    let live = app.board.live();
    for query in queries.iter_mut().filter(|query| query.state == SlowQueryState::Running) {
        let snapshot = live.iter().find(|snapshot| snapshot.target == query.target);
        let session =
            snapshot.and_then(|snapshot| snapshot.sessions.iter().find(|session| session.id == query.id));
        if let (Some(snapshot), Some(session)) = (snapshot, session) {
            query.duration_us = query.duration_us.max(session.elapsed_us);
            query.last_seen_at = query.last_seen_at.max(snapshot.at);
        }
    }
}

/// Slow queries as they are seen and as they end, as server-sent events `slow_query`.
#[utoipa::path(get, path = "/slow-queries/stream", tag = V1,
    params(("target" = Option<Vec<String>>, Query, description = "Any of these targets; may be repeated"),
        ("whole" = Option<bool>, Query, description = "Whether `sql` is the whole text, however long; else it is cut after 4,096 bytes")),
    responses((status = OK, content_type = "text/event-stream", body = SlowQueryItem), (status = BAD_REQUEST, body = Problem)))]
pub(crate) async fn follow(
    State(app): State<App>,
    headers: HeaderMap,
    parameters: Parameters,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let parameters = parameters.only(&["target", "whole"])?;
    let (is_wanted, most_bytes) = (parameters.wanted_targets()?, most_text_bytes(&parameters)?);
    let later = app.board.subscribe_slow();
    let told = move |query: &SlowQuery| {
        is_wanted(&query.target).then(|| event("slow_query", &SlowQueryItem::cut(query.clone(), most_bytes)))
    };
    Ok(stream(Vec::new(), later, told, app, headers))
}
