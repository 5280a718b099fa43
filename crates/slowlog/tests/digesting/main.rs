//! What a log comes to, however it is read.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod attributes;
mod bounds;
mod comparing;
mod filters;
mod made;
mod reading;
mod same_for_all;
mod tables;
mod truth;
