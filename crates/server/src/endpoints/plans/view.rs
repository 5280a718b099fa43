//! A plan as it is shown: its steps, what stands out, and where its boxes are.

use auroscope_model::PlanRecord;
use auroscope_plan::{Facts, Finding, Layout, Plan, TableFacts, findings, layout};
use serde::Serialize;
use utoipa::ToSchema;

/// A plan's steps, its findings, and its picture's layout.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlanView {
    /// The steps in preorder, and what else the document says.
    #[schema(value_type = Object)]
    plan: Plan,
    /// What stands out, the weightiest first: in English, and in `sentences` as codes with parameters.
    #[schema(value_type = Vec<Object>)]
    findings: Vec<Finding>,
    /// Where the boxes of its picture are.
    #[schema(value_type = Object)]
    layout: Layout,
}

impl PlanView {
    pub(crate) fn new(plan: Plan, findings: Vec<Finding>) -> Self {
        let layout = layout(&plan);
        Self { plan, findings, layout }
    }
}

/// What the documents of a record hold.
#[derive(Default)]
pub(crate) struct Opened {
    /// Of the JSON, else of the tree.
    pub(crate) plan: Option<Plan>,
    pub(crate) findings: Vec<Finding>,
    /// Of the tree, when the JSON is there too.
    pub(crate) tree: Option<Plan>,
}

/// Reads the documents of a record. One that cannot be read is none; the record says why.
pub(crate) fn open(record: &PlanRecord) -> Opened {
    let read =
        |document: &Option<String>| document.as_ref().and_then(|text| Plan::parse(text.as_bytes()).ok());
    let (json, tree) = (read(&record.json), read(&record.tree));
    let (plan, tree) = match json {
        Some(plan) => (Some(plan), tree),
        None => (tree, None),
    };
    // Without it less is found, and candidates of indexes say so.
    let tables: Vec<TableFacts> =
        record.tables_json.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let facts = Facts { statement: Some(&record.sql), tables: &tables, ..Facts::default() };
    let findings = plan.as_ref().map(|plan| findings(plan, &facts)).unwrap_or_default();
    Opened { plan, findings, tree }
}
