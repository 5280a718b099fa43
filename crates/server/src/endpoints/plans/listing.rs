//! The list of plans, and one of them.

use auroscope_model::{Cursor, PlanFilter, PlanId, PlanMethod, PlanRecord};
use auroscope_plan::{PlanDocument, SvgTheme};
use auroscope_sql::SqlMode;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::item::{PlanItem, Statements, items, plans_of};
use super::view::{Opened, PlanView, open};
use crate::endpoints::V1;
use crate::parameters::Parameters;
use crate::{App, Problem};

/// A page of plans.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlanPage {
    items: Vec<PlanItem>,
    /// What to give as `cursor` for the next page; null on the last one.
    next: Option<String>,
}

/// The documents as the server wrote them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Documents {
    json: Option<String>,
    tree: Option<String>,
}

/// One plan.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlanDetail {
    #[serde(flatten)]
    item: PlanItem,
    /// The text laid out for people; no token differs.
    formatted_sql: String,
    documents: Documents,
    /// Of the JSON, else of the tree.
    plan: Option<PlanView>,
    /// Of the tree, when the JSON is there too.
    tree_plan: Option<PlanView>,
    /// Other plans of the same statement, target and schema.
    other_shapes: Vec<PlanItem>,
}

/// Which plans are meant.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "describes the parameters for the OpenAPI document")]
pub(crate) struct PlanParameters {
    /// Any of these targets; may be repeated.
    target: Option<Vec<String>>,
    /// Last found at this moment or later: RFC 3339, epoch seconds or epoch milliseconds.
    from: Option<String>,
    /// Last found before this moment.
    to: Option<String>,
    /// Default schema; `(none)` or empty asks for those without one.
    schema: Option<String>,
    /// Statement, 32 hexadecimal digits.
    fingerprint: Option<String>,
    /// Shape, 32 hexadecimal digits.
    shape: Option<String>,
    /// With a plan (false), or without one (true).
    skipped: Option<bool>,
    /// The statement without literals contains this, letter case ignored for ASCII.
    text: Option<String>,
    /// Items on a page, 1 to 200; 50 when not given.
    limit: Option<usize>,
    /// `next` of the page before.
    cursor: Option<String>,
}

const NAMES: [&str; 10] =
    ["target", "from", "to", "schema", "fingerprint", "shape", "skipped", "text", "limit", "cursor"];

pub(super) fn filter_of(parameters: &Parameters) -> Result<PlanFilter, Problem> {
    let schema = parameters.text("schema")?;
    Ok(PlanFilter {
        targets: parameters.all("target")?,
        from: parameters.one("from")?,
        to: parameters.one("to")?,
        schema: schema.map(|schema| if schema == "(none)" { "" } else { schema }.to_owned()),
        fingerprint: parameters.one("fingerprint")?,
        shape: parameters.one("shape")?,
        skipped: parameters.one("skipped")?,
        text: parameters.one("text")?,
    })
}

/// Plans that match, those found last first.
#[utoipa::path(get, path = "/plans", tag = V1, operation_id = "plans", params(PlanParameters),
    responses((status = OK, body = PlanPage), (status = BAD_REQUEST, body = Problem)))]
pub(crate) async fn list(State(app): State<App>, parameters: Parameters) -> Result<Json<PlanPage>, Problem> {
    let parameters = parameters.only(&NAMES)?;
    let after = match parameters.text("cursor")?.filter(|text| !text.is_empty()) {
        Some(text) => Some(Cursor::decode(text).ok_or_else(|| {
            Problem::bad_request("'cursor' is not one that this API gave; leave it out for the first page")
        })?),
        None => None,
    };
    let page = app.store.plans(filter_of(&parameters)?, after, parameters.limit(200)?).await?;
    Ok(Json(PlanPage {
        items: items(&app, page.items).await?,
        next: page.next.map(|cursor| cursor.encode()),
    }))
}

/// The plan with the id that a parameter of this name holds.
pub(super) async fn found(app: &App, name: &str, id: &str) -> Result<PlanRecord, Problem> {
    let id: PlanId = id.parse().map_err(|error| Problem::bad_request(format!("'{name}': {error}")))?;
    let missing = || Problem::not_found(format!("there is no plan {id}; it may be past its retention"));
    app.store.plan(id).await?.ok_or_else(missing)
}

/// One plan.
#[utoipa::path(get, path = "/plans/{id}", tag = V1, operation_id = "plan",
    params(("id" = String, Path, description = "32 hexadecimal digits")),
    responses((status = OK, body = PlanDetail), (status = NOT_FOUND, body = Problem), (status = BAD_REQUEST, body = Problem)))]
pub(crate) async fn one(State(app): State<App>, Path(id): Path<String>) -> Result<Json<PlanDetail>, Problem> {
    let record = found(&app, "id", &id).await?;
    let mut others = plans_of(&app, &record.subject, 50).await?;
    others.retain(|other| other.id != record.id);
    let documents = Documents { json: record.json.clone(), tree: record.tree.clone() };
    let opened = open(&record);
    let normalized = Statements::default().normalized(&app, &record).await?;
    let item = PlanItem::new(record, &opened, normalized);
    let Opened { plan, findings, tree } = opened;
    Ok(Json(PlanDetail {
        formatted_sql: auroscope_sql::format(item.sql(), SqlMode::default()),
        item,
        documents,
        plan: plan.map(|plan| PlanView::new(plan, findings)),
        tree_plan: tree.map(|plan| PlanView::new(plan, Vec::new())),
        other_shapes: items(&app, others).await?,
    }))
}

/// One plan as Markdown, for a ticket or a repository.
#[utoipa::path(get, path = "/plans/{id}/plan.md", tag = V1, operation_id = "plan_markdown",
    params(("id" = String, Path, description = "32 hexadecimal digits")),
    responses((status = OK, body = String, content_type = "text/markdown"), (status = NOT_FOUND, body = Problem)))]
pub(crate) async fn markdown(State(app): State<App>, Path(id): Path<String>) -> Result<Response, Problem> {
    let record = found(&app, "id", &id).await?;
    let Opened { plan, findings, .. } = open(&record);
    let formatted = auroscope_sql::format(&record.sql, SqlMode::default());
    let subject = &record.subject;
    let (fingerprint, time) = (subject.fingerprint.to_string(), record.last_seen.to_string());
    let text = auroscope_plan::markdown(&PlanDocument {
        instance: Some(subject.target.as_str()),
        server_version: record.server_version.as_deref(),
        schema: subject.schema.as_deref(),
        connection_id: record.connection_id,
        user: record.user.as_deref(),
        host: record.host.as_deref(),
        time: Some(&time),
        method: Some(in_words(record.method)),
        fingerprint: Some(&fingerprint),
        sql: Some(&formatted),
        explained_sql: record.explained_sql.as_deref(),
        skipped: record.skipped.as_ref().map(|skipped| (skipped.code.as_str(), skipped.detail.as_str())),
        plan: plan.as_ref(),
        findings: &findings,
        json: record.json.as_deref(),
        tree: record.tree.as_deref(),
        rows: None,
    });
    Ok(file(text, "text/markdown; charset=utf-8", &format!("plan-{id}.md")))
}

/// One plan as a picture.
#[utoipa::path(get, path = "/plans/{id}/plan.svg", tag = V1, operation_id = "plan_picture",
    params(("id" = String, Path, description = "32 hexadecimal digits")),
    responses((status = OK, body = String, content_type = "image/svg+xml"), (status = NOT_FOUND, body = Problem)))]
pub(crate) async fn picture(State(app): State<App>, Path(id): Path<String>) -> Result<Response, Problem> {
    let record = found(&app, "id", &id).await?;
    let plan =
        open(&record).plan.ok_or_else(|| Problem::not_found("there is no plan to draw; see 'skipped'"))?;
    let text = auroscope_plan::svg(&plan, &auroscope_plan::layout(&plan), SvgTheme::Auto);
    Ok(file(text, "image/svg+xml", &format!("plan-{id}.svg")))
}

fn in_words(method: PlanMethod) -> &'static str {
    match method {
        PlanMethod::ForConnection => "the plan in use, of the running execution (EXPLAIN FOR CONNECTION)",
        PlanMethod::Explain => "EXPLAIN of the statement's text",
        PlanMethod::ExplainAsSelect => {
            "EXPLAIN of the SELECT that finds the rows which the statement changes"
        }
        PlanMethod::ExplainAnalyze => "EXPLAIN ANALYZE: the query was run",
    }
}

fn file(text: String, kind: &'static str, name: &str) -> Response {
    // The name is of hexadecimal digits.
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)], text)
        .into_response()
}
