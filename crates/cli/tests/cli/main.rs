//! The binary as people and scripts use it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod aws;
#[path = "../../../aws/tests/emulated/stub.rs"]
mod aws_stub;
mod cloudwatch;
mod commands;
mod digest;
mod digest_cloudwatch;
mod digest_files;
#[cfg(target_os = "linux")]
mod digest_follow;
mod fingerprint;
#[cfg(target_os = "linux")]
mod full_disk;
mod harness;
mod inventory;
mod lists;
mod plan;
mod plan_kept;
mod plan_taken;
mod report;
mod standstill;
mod storing;
mod targets;
#[cfg(target_os = "linux")]
mod terminal;
