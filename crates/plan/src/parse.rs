//! From bytes to a plan: which format it is, and who reads it.

use crate::builder::Builder;
use crate::json::{Document, Value};
use crate::model::{Extra, Format, Plan};
use crate::wrapping::unwrapped;
use crate::{PlanError, derive, tabular, tree, v1, v2};

/// The most bytes that are read.
pub const SIZE_LIMIT_BYTES: usize = 64 << 20;

impl Plan {
    /// Reads a plan in whatever format it is, as a server gives it or as a client printed it.
    ///
    /// # Errors
    ///
    /// When the document is cut, malformed, of no format we know, too deep or too large: what and where.
    pub fn parse(document: &[u8]) -> Result<Self, PlanError> {
        if document.len() > SIZE_LIMIT_BYTES {
            let size_bytes = document.len();
            return Err(PlanError::TooLarge { size_bytes, limit_bytes: SIZE_LIMIT_BYTES });
        }
        // The check of the whole goes by words; the lossy one, which few need, by bytes.
        let raw = match std::str::from_utf8(document) {
            Ok(text) => text.to_owned(),
            Err(_) => String::from_utf8_lossy(document).into_owned(),
        };
        let text = unwrapped(&raw);
        let mut plan = if text.starts_with('{') {
            json(&text)?
        } else if text.starts_with("->") {
            let (builder, root) = tree::read(&text)?;
            builder.finish(root, Format::Tree, String::new())
        } else if text.trim().is_empty() {
            return Err(PlanError::Empty);
        } else if tabular::is_table(&text) {
            let read = tabular::read(&text)?;
            let format = if read.is_analyze { Format::MariadbTabular } else { Format::Tabular };
            let mut plan = read.builder.finish(read.root, format, String::new());
            plan.is_analyze = read.is_analyze;
            plan
        } else {
            return Err(PlanError::Unknown);
        };
        drop(text);
        plan.raw = raw;
        derive::derive(&mut plan);
        Ok(plan)
    }
}

fn json(text: &str) -> Result<Plan, PlanError> {
    let (document, _) = Document::read(text)?;
    let root = document.root();
    let has = |key: &str| root.get(key).is_some();
    if has("query_block") {
        let read = v1::read(root)?;
        let format = if read.is_mariadb { Format::MariadbJson } else { Format::JsonV1 };
        return Ok(with_extras(read.builder, read.root, format, read.extras));
    }
    if has("query_plan") || has("operation") || has("inputs") {
        return iterators(root);
    }
    Err(PlanError::Content { problem: "it has neither query_block nor operation nor query_plan" })
}

fn iterators(root: Value<'_>) -> Result<Plan, PlanError> {
    let read = v2::read(root)?;
    let mut plan = with_extras(read.builder, read.root, Format::JsonV2, read.extras);
    plan.query = read.query;
    Ok(plan)
}

fn with_extras(builder: Builder, root: crate::builder::Step, format: Format, extras: Vec<Extra>) -> Plan {
    let mut plan = builder.finish(root, format, String::new());
    plan.extras = extras;
    plan
}
