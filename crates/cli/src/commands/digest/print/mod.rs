//! How a document looks: on a terminal, as Markdown, as one page of HTML; and reports for programs.

mod csv;
mod html;
mod markdown;
mod terminal;

pub(super) use self::csv::{comparison_csv, csv};
pub(super) use self::html::html;
pub(super) use self::markdown::markdown;
pub(super) use self::terminal::{Terminal, terminal};
