//! Execution plans: every format of EXPLAIN as one model, its shape, its picture in a terminal.
//! Pure: bytes in, values out; it never panics, takes linear time, and bounds size and depth.
//!
//! Start at [`Plan::parse`]. Where things are:
//!
//! | what | where |
//! |---|---|
//! | the model: [`Plan`], [`Node`], [`Operation`], [`TableAccess`] | `model/` |
//! | which format a document is in | `parse.rs`; what a client prints around it: `wrapping.rs` |
//! | JSON v1 of MySQL, and MariaDB's JSON | `v1/` |
//! | JSON v2 and TREE, which are written of the same iterators | `v2.rs`, `tree/`, their texts: `phrase/` |
//! | the traditional rows | `tabular/` |
//! | own cost, own time, badges | `derive.rs` |
//! | the shape and its hash | `shape.rs` |
//! | what stands out: [`findings()`] | `findings/` |
//! | which plans a statement has had, and whether a change made it slower | `history.rs` |
//! | the tree-table of the terminal | `tree_table/` |
//! | two plans, step beside step | `diff/` |
//! | a plan as a Markdown document | `markdown/` |
//! | the diagram: where its boxes stand, and the picture | `layout/`, `svg/` |

mod builder;
mod derive;
mod diff;
mod error;
mod escape;
mod findings;
mod history;
mod json;
mod layout;
mod markdown;
mod model;
mod parse;
mod phrase;
mod settle;
mod shape;
mod svg;
mod tabular;
mod tree;
mod tree_table;
mod v1;
mod v2;
mod wrapping;

pub use diff::{DiffChange, DiffKind, DiffRow, PlanDiff, alike, diff};
pub use error::{Place, PlanError};
pub use findings::{
    Candidate, ColumnFacts, Evidence, EvidenceValue, Facts, Finding, FindingId, IndexFacts, IndexPart,
    PlanChange, Said, Sentence, Severity, TableFacts, findings,
};
pub use history::{PlanHistory, PlanPeriod, Regression, plan_history, plan_in_force};
pub use layout::{Layout, LayoutBox, LayoutEdge, layout};
pub use markdown::{PlanDocument, markdown};
pub use model::{
    AccessType, Actuals, AggregateMethod, Badge, Condition, ConditionKind, DeduplicateMethod, Estimates,
    Extra, Format, JoinBuffer, JoinKind, MaterializeReason, Measured, Node, Operation, Plan, QueryBlock,
    Role, SemiJoin, SetKind, TableAccess,
};
pub use parse::SIZE_LIMIT_BYTES;
pub use shape::{SHAPE_VERSION, Shape};
pub use svg::{SvgTheme, svg};
pub use tree_table::{TreeTableStyle, tree_table};

use json::number as json_number;
