//! Plans: the list, one of them, its Markdown and picture, the plans of a slow query and of a statement, what differs
//! between two, and plans that somebody pastes.

mod differing;
mod history;
mod item;
mod listing;
mod of_query;
mod view;

pub(crate) use differing::{diff, diff_documents, read};
pub(crate) use history::of_statement;
pub(crate) use listing::{list, markdown, one, picture};
pub(crate) use of_query::{of_slow_query, take};

// What utoipa makes beside each handler.
pub(crate) use differing::{__path_diff, __path_diff_documents, __path_read};
pub(crate) use history::__path_of_statement;
pub(crate) use listing::{__path_list, __path_markdown, __path_one, __path_picture};
pub(crate) use of_query::{__path_of_slow_query, __path_take};

/// Longest body of a request that brings a plan.
pub(crate) const MOST_DOCUMENT_BYTES: usize = 8 << 20;
