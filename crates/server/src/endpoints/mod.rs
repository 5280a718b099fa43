//! One file for each thing the API speaks of.

pub(crate) mod collectors;
pub(crate) mod inventory;
pub(crate) mod live;
pub(crate) mod plans;
pub(crate) mod service;
pub(crate) mod session;
pub(crate) mod settings;
pub(crate) mod slow_queries;
pub(crate) mod statements;
mod streams;
pub(crate) mod target_checks;
pub(crate) mod targets;

use serde::Serialize;
use utoipa::ToSchema;

/// A list that has no pages.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Items<T> {
    /// The items.
    pub(crate) items: Vec<T>,
}

/// The tag of all routes of the API.
pub(crate) const V1: &str = "auroscope";
