//! The demo's shop: a [schema] with Korean and English data and a [workload] that never stops.

mod checkout;
mod mishaps;
mod reads;
mod reports;
mod schema;
mod visits;
mod workload;

pub(crate) use schema::make;
pub(crate) use workload::Workload;

/// The schema's name.
pub(crate) const SCHEMA: &str = "shop";

/// How many rows of each table there are; the workload picks ids below these.
pub(crate) const CUSTOMERS: u64 = 50_000;
pub(crate) const PRODUCTS: u64 = 5_000;
pub(crate) const ORDERS: u64 = 200_000;
/// Three lines to an order.
pub(crate) const ORDER_LINES: u64 = 3 * ORDERS;
