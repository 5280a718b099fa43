//! Plans from a real server, and the harm that taking them cannot do.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod ddl;
mod guarded;
mod harm;
mod in_use;
mod modes;
mod plans;
mod rewritten;
mod shop;
