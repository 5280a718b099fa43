//! A report as files.

mod csv;
mod html;
mod json;
mod markdown;

pub(super) use csv::csv;
pub(super) use html::html;
pub(super) use json::json;
pub(super) use markdown::markdown;
