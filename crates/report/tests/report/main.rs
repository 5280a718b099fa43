//! Accounts against the truth of their executions, and reports as they are read.
#![allow(clippy::unwrap_used, reason = "what makes up months for tests unwraps as tests do")]

mod documents;
mod golden;
mod merging;
mod month;
mod page;
mod scenarios;
mod truth;
