//! The API over real HTTP, with a real store and, where it matters, a real MySQL.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod access;
mod harness;
mod inventory;
mod plans;
mod slow_queries;
mod targets;
