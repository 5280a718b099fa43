//! What Auroscope asks of a place to keep things: the contract [`Store`], its errors, the sealing of
//! passwords, and the [`conformance`] suite that every backend passes. No backend lives here.

pub mod conformance;
mod contract;
mod error;
pub mod seal;

pub use contract::{
    Kept, OpenSlowQuery, PlanWrite, Retired, SlowQueryWrite, Store, StoreInfo, StoredTarget, WatchMark,
};
pub use error::StoreError;
