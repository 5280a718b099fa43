//! The documents of a plan that a running Auroscope keeps.

use anyhow::{Context, Result, bail};
use auroscope_model::PlanId;
use auroscope_plan::Plan;
use serde_json::Value;

use super::super::describe::text;
use crate::client::Server;

/// The plan with that id, once for each of its documents.
pub(super) async fn plans(server: &Server, id: PlanId) -> Result<Vec<Plan>> {
    let kept = server.get(&format!("/api/v1/plans/{id}"), &[]).await?;
    let plans = documents(&kept)?;
    if plans.is_empty() {
        let skipped = &kept["skipped"];
        bail!(
            "of {id} there is no plan, but a reason: {}: {}",
            text(&skipped["code"]),
            text(&skipped["detail"])
        );
    }
    Ok(plans)
}

/// What its documents say: the JSON first, as on the pages. One that cannot be read does not stand in another's way.
pub(super) fn documents(kept: &Value) -> Result<Vec<Plan>> {
    let documents = ["json", "tree"].into_iter().filter_map(|name| kept["documents"][name].as_str());
    let (mut plans, mut unreadable) = (Vec::new(), None);
    for document in documents {
        match Plan::parse(document.as_bytes()) {
            Ok(plan) => plans.push(plan),
            Err(error) => unreadable = unreadable.or(Some(error)),
        }
    }
    match unreadable {
        Some(error) if plans.is_empty() => Err(error).context("the plan that is kept cannot be read"),
        _ => Ok(plans),
    }
}
