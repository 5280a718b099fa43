//! The plans that a statement has had on each target and in each schema.

use std::collections::BTreeMap;

use auroscope_model::{Fingerprint, PlanId, PlanMethod, PlanRecord, PlanSubject, TargetId, UtcMicros};
use auroscope_plan::{Finding, PlanChange, PlanPeriod, Regression, Shape, plan_history};
use axum::Json;
use axum::extract::{Path, State};
use serde::Serialize;
use utoipa::ToSchema;

use super::item::{PlanItem, Statements};
use super::listing::filter_of;
use super::view::open;
use crate::endpoints::V1;
use crate::parameters::Parameters;
use crate::{App, Problem};

/// Plans of one statement that are looked at.
const MOST_PLANS: usize = 500;
/// Moments at which they were found.
const MOST_SIGHTINGS: usize = 5_000;
/// Executions that say how long it took.
const MOST_EXECUTIONS: usize = 20_000;

/// The histories of a statement.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StatementPlans {
    /// One for each target and schema.
    histories: Vec<SubjectPlans>,
}

/// The history of a statement on one target and in one schema.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SubjectPlans {
    target: TargetId,
    schema: Option<String>,
    /// The shape found last first.
    shapes: Vec<ShapePeriod>,
    /// The last change made it slower.
    #[schema(value_type = Option<Object>)]
    regression: Option<Finding>,
    /// The plan before that change.
    regressed_from: Option<PlanId>,
}

/// One shape, and what executions took under it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShapePeriod {
    shape: Option<auroscope_model::PlanShape>,
    plan: PlanItem,
    first_seen: UtcMicros,
    last_seen: UtcMicros,
    /// It is the one found last.
    is_current: bool,
    /// Slow executions that are known to have run under it.
    count: usize,
    /// Their median, microseconds.
    p50_us: Option<u64>,
    /// Their 95th percentile, microseconds.
    p95_us: Option<u64>,
    /// The longest, microseconds.
    max_us: Option<u64>,
    /// What makes the shape, as text.
    shape_text: String,
}

/// The plans that a statement has had.
#[utoipa::path(get, path = "/statements/{fingerprint}/plans", tag = V1, operation_id = "statement_plans",
    params(("fingerprint" = String, Path, description = "32 hexadecimal digits"),
        ("target" = Option<Vec<String>>, Query, description = "Any of these targets; may be repeated"),
        ("schema" = Option<String>, Query, description = "Default schema; `(none)` or empty: those without one")),
    responses((status = OK, body = StatementPlans), (status = BAD_REQUEST, body = Problem)))]
pub(crate) async fn of_statement(
    State(app): State<App>,
    Path(text): Path<String>,
    parameters: Parameters,
) -> Result<Json<StatementPlans>, Problem> {
    let fingerprint: Fingerprint =
        text.parse().map_err(|error| Problem::bad_request(format!("'fingerprint': {error}")))?;
    let parameters = parameters.only(&["target", "schema"])?;
    let mut filter = filter_of(&parameters)?;
    (filter.fingerprint, filter.skipped) = (Some(fingerprint), Some(false));
    let plans = app.store.plans(filter, None, MOST_PLANS).await?.items;
    let mut by_subject: BTreeMap<PlanSubject, Vec<PlanRecord>> = BTreeMap::new();
    // What was measured has the shape of what was expected, and is no plan of its own.
    for plan in plans.into_iter().filter(|plan| plan.method != PlanMethod::ExplainAnalyze) {
        by_subject.entry(plan.subject.clone()).or_default().push(plan);
    }
    let mut histories = Vec::new();
    let mut statements = Statements::default();
    for (subject, plans) in by_subject {
        histories.push(of_subject(&app, subject, plans, &mut statements).await?);
    }
    Ok(Json(StatementPlans { histories }))
}

async fn of_subject(
    app: &App,
    subject: PlanSubject,
    plans: Vec<PlanRecord>,
    statements: &mut Statements,
) -> Result<SubjectPlans, Problem> {
    let mut sightings = app.store.plan_sightings(&subject, MOST_SIGHTINGS).await?;
    sightings.retain(|sighting| plans.iter().any(|plan| plan.id == sighting.plan));
    let latencies = app.store.latencies(&subject, MOST_EXECUTIONS).await?;
    let history = plan_history(&sightings, &latencies);
    let mut shapes = Vec::new();
    for period in &history.periods {
        let Some(plan) = plans.iter().find(|plan| plan.id == period.plan) else { continue };
        shapes.push(ShapePeriod::new(period, plan, &statements.normalized(app, plan).await?));
    }
    Ok(SubjectPlans {
        target: subject.target,
        schema: subject.schema,
        shapes,
        regression: history.regression.as_ref().and_then(|regression| finding(regression, &plans)),
        regressed_from: history.regression.map(|regression| regression.before),
    })
}

/// The change as a finding.
fn finding(regression: &Regression, plans: &[PlanRecord]) -> Option<Finding> {
    let shape = |id| plans.iter().find(|plan| plan.id == id)?.shape.map(|shape| Shape(shape.0));
    let change = PlanChange {
        before: shape(regression.before)?,
        after: shape(regression.after)?,
        p95_before_us: regression.p95_before_us,
        p95_after_us: regression.p95_after_us,
    };
    change.finding()
}

impl ShapePeriod {
    fn new(period: &PlanPeriod, plan: &PlanRecord, normalized: &str) -> Self {
        let opened = open(plan);
        Self {
            shape: plan.shape,
            shape_text: opened.plan.as_ref().map(|plan| plan.shape_text()).unwrap_or_default(),
            plan: PlanItem::new(plan.clone(), &opened, normalized.to_owned()).shortened(),
            first_seen: period.first_seen,
            last_seen: period.last_seen,
            is_current: period.is_current,
            count: period.count,
            p50_us: period.p50_us,
            p95_us: period.p95_us,
            max_us: period.max_us,
        }
    }
}
