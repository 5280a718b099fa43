//! The rules, by what they look at. Each adds its findings for one step, or for the whole plan.

pub(super) mod changed;
pub(super) mod execution;
pub(super) mod expression;
pub(super) mod index;
pub(super) mod join;
pub(super) mod measured;
pub(super) mod result;
pub(super) mod scan;
pub(super) mod subquery;
pub(super) mod temporary;

/// Rows from which reading or sorting them all is worth a word.
pub(super) const MANY_ROWS: f64 = 10_000.0;
/// Rows from which an index that finds too many is worth a word, and runs of a subquery.
pub(super) const SOME_ROWS: f64 = 1_000.0;
