//! Clusters and instances as AWS tells of them: what there is, what became of it, and how asking goes.

use auroscope_model::{
    CloudChange, CloudFilter, CloudKind, KnownResource, PlaceStatus, ScopeStatus, UtcMicros, WatchDecision,
};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::{Items, V1};
use crate::parameters::Parameters;
use crate::{App, Problem};

/// Names of the filter's parameters.
const FILTER_NAMES: [&str; 5] = ["account", "region", "kind", "resource_id", "with_gone"];

/// What there is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InventoryPage {
    /// Whether AWS is asked at all.
    is_on: bool,
    /// How asking each account in each region goes, since this process runs.
    scopes: Vec<ScopeStatus>,
    /// How asking each place went last, as it is kept.
    places: Vec<PlaceStatus>,
    /// Clusters and instances, by place, kind and name.
    items: Vec<InventoryItem>,
}

/// A cluster or an instance.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InventoryItem {
    #[serde(flatten)]
    known: KnownResource,
    /// Of an instance: whether it is watched by itself, and why not; null where AWS is not asked.
    watch: Option<WatchDecision>,
}

/// Which clusters and instances are meant.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code, reason = "describes the parameters for the OpenAPI document")]
pub(crate) struct InventoryParameters {
    /// Of this account, twelve digits.
    account: Option<String>,
    /// In this region.
    region: Option<String>,
    /// Of this kind.
    kind: Option<CloudKind>,
    /// With this id for ever.
    resource_id: Option<String>,
    /// Also those that are gone (what became of them is always told).
    with_gone: Option<bool>,
}

fn filter_of(parameters: &Parameters) -> Result<CloudFilter, Problem> {
    Ok(CloudFilter {
        account: parameters.one("account")?,
        region: parameters.one("region")?,
        kind: parameters.word("kind")?,
        resource_id: parameters.one("resource_id")?,
        with_gone: parameters.one("with_gone")?.unwrap_or(false),
    })
}

/// Clusters and instances.
#[utoipa::path(get, path = "/inventory", tag = V1, operation_id = "inventory", params(InventoryParameters),
    responses((status = OK, body = InventoryPage), (status = BAD_REQUEST, body = Problem)))]
pub(crate) async fn list(
    State(app): State<App>,
    parameters: Parameters,
) -> Result<Json<InventoryPage>, Problem> {
    let filter = filter_of(&parameters.only(&FILTER_NAMES)?)?;
    // Judged with all there is: an instance's name may be another's, and its cluster's tags count.
    let everything = CloudFilter { with_gone: true, ..CloudFilter::default() };
    let known = app.store.cloud_resources(everything).await?;
    let decisions = match &app.discovery {
        Some(discovery) => discovery.judged(&known),
        None => vec![None; known.len()],
    };
    let items = known.into_iter().zip(decisions).filter(|(known, _)| filter.matches(known));
    Ok(Json(InventoryPage {
        is_on: app.discovery.is_some(),
        scopes: app.discovery.as_ref().map(|discovery| discovery.inventory.scopes()).unwrap_or_default(),
        places: app.store.cloud_places().await?,
        items: items.map(|(known, watch)| InventoryItem { known, watch }).collect(),
    }))
}

/// What became of clusters and instances, the latest first.
#[utoipa::path(get, path = "/inventory/changes", tag = V1, operation_id = "inventory_changes",
    params(InventoryParameters, ("limit" = Option<usize>, Query, description = "Items, 1 to 1000; 50 when not given")),
    responses((status = OK, body = Items<CloudChange>), (status = BAD_REQUEST, body = Problem)))]
pub(crate) async fn changes(
    State(app): State<App>,
    parameters: Parameters,
) -> Result<Json<Items<CloudChange>>, Problem> {
    let parameters = parameters.only(&[&FILTER_NAMES[..], &["limit"]].concat())?;
    let limit = parameters.limit(1_000)?;
    Ok(Json(Items { items: app.store.cloud_changes(filter_of(&parameters)?, limit).await? }))
}

/// A round that is asked for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Refreshing {
    /// A scope whose `began_at` is this or later has seen what was there when it was asked for.
    asked_at: UtcMicros,
}

/// Asks AWS now, not when the time has come. The answer comes before AWS's: look at `scopes`.
#[utoipa::path(post, path = "/inventory/refresh", tag = V1, operation_id = "refresh_inventory",
    responses((status = ACCEPTED, body = Refreshing), (status = CONFLICT, body = Problem)))]
pub(crate) async fn refresh(State(app): State<App>) -> Result<(StatusCode, Json<Refreshing>), Problem> {
    let Some(discovery) = &app.discovery else {
        return Err(Problem::conflict("AWS is not asked: set aws_inventory to true and start again"));
    };
    Ok((StatusCode::ACCEPTED, Json(Refreshing { asked_at: discovery.inventory.refresh() })))
}
