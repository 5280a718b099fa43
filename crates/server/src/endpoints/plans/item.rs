//! A plan in a list.

use std::collections::HashMap;

use auroscope_model::{Fingerprint, PlanFilter, PlanRecord, PlanSubject};
use auroscope_plan::Severity;
use auroscope_sql::SqlMode;
use auroscope_store::StoreError;
use serde::Serialize;
use utoipa::ToSchema;

use super::view::{Opened, open};
use crate::App;

/// Bytes of a text in a list: enough to know it by.
const MOST_TEXT_BYTES: usize = 4_096;

/// How many findings a plan has.
#[derive(Debug, Clone, Copy, Default, Serialize, ToSchema)]
pub(crate) struct FindingCounts {
    warning: usize,
    notice: usize,
    info: usize,
}

/// A plan in a list: without its documents.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlanItem {
    #[serde(flatten)]
    plan: PlanRecord,
    /// When the documents were taken: when this shape was last found.
    taken_at: auroscope_model::UtcMicros,
    /// The statement without literals.
    normalized: String,
    /// What the optimiser expects the whole to cost.
    total_cost: Option<f64>,
    /// What was measured of the whole, milliseconds.
    total_time_ms: Option<f64>,
    findings: FindingCounts,
}

/// The texts of the statements of plans, each asked for once.
#[derive(Default)]
pub(crate) struct Statements(HashMap<Fingerprint, String>);

impl Statements {
    pub(crate) async fn normalized(&mut self, app: &App, plan: &PlanRecord) -> Result<String, StoreError> {
        let fingerprint = plan.subject.fingerprint;
        if let Some(text) = self.0.get(&fingerprint) {
            return Ok(text.clone());
        }
        let text = match app.store.statement(fingerprint).await? {
            Some(statement) => statement.normalized,
            None => auroscope_sql::normalize(plan.sql.as_bytes(), SqlMode::default()),
        };
        self.0.insert(fingerprint, text.clone());
        Ok(text)
    }
}

/// The plans of a subject, those found last first.
pub(crate) async fn plans_of(
    app: &App,
    subject: &PlanSubject,
    limit: usize,
) -> Result<Vec<PlanRecord>, StoreError> {
    let filter = PlanFilter {
        targets: vec![subject.target.clone()],
        fingerprint: Some(subject.fingerprint),
        schema: Some(subject.schema.clone().unwrap_or_default()),
        ..PlanFilter::default()
    };
    Ok(app.store.plans(filter, None, limit).await?.items)
}

/// Plans as a list shows them.
pub(crate) async fn items(app: &App, plans: Vec<PlanRecord>) -> Result<Vec<PlanItem>, StoreError> {
    let mut statements = Statements::default();
    let mut items = Vec::with_capacity(plans.len());
    for plan in plans {
        let normalized = statements.normalized(app, &plan).await?;
        let opened = open(&plan);
        items.push(PlanItem::new(plan, &opened, normalized).shortened());
    }
    Ok(items)
}

impl PlanItem {
    pub(crate) fn new(mut plan: PlanRecord, opened: &Opened, normalized: String) -> Self {
        let mut counts = FindingCounts::default();
        for finding in &opened.findings {
            *match finding.severity {
                Severity::Warning => &mut counts.warning,
                Severity::Notice => &mut counts.notice,
                Severity::Info => &mut counts.info,
            } += 1;
        }
        let root = opened.plan.as_ref();
        let (total_cost, total_time_ms) =
            (root.and_then(|plan| plan.total_cost), root.and_then(|plan| plan.total_time_ms));
        // Documents are long; whoever wants them asks for the one plan.
        (plan.json, plan.tree, plan.tables_json) = (None, None, None);
        let taken_at = plan.last_seen;
        Self { plan, taken_at, normalized, total_cost, total_time_ms, findings: counts }
    }

    /// As in a list, with the begin of its text.
    pub(crate) fn shortened(mut self) -> Self {
        self.plan.sql.truncate(self.plan.sql.floor_char_boundary(MOST_TEXT_BYTES));
        self
    }

    pub(crate) fn sql(&self) -> &str {
        &self.plan.sql
    }
}
