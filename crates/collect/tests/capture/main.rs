//! The capture on real servers. Each test names the defect of the systems we replace that it answers.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod executions;
mod harness;
mod lifetimes;
mod statements_sent;
mod texts;
mod trouble;
mod truncated;
