//! What a slow log comes to: executions grouped by statement (or table, user, host, schema, class, tag), with the
//! figures of each group.
//!
//! A stream is cut into blocks of a fixed size, whoever reads it: each block becomes a [`Tally`] on whichever thread,
//! and the tallies are joined in their order into one [`Digest`]. So its outcome is the same for any number of threads
//! and any cutting of the input, and what bounds leave out is too. Start at [`Plan`], which says who reads what.

mod attribute;
mod attribute_reader;
mod batch;
mod compare;
mod counts;
#[expect(clippy::module_inception, reason = "the outcome has the name of the whole")]
mod digest;
mod distribution;
mod facts;
mod filter;
mod gathered;
mod group;
mod groups;
mod job;
mod key;
mod leaving_out;
mod memory;
mod metric;
mod metrics;
mod names;
mod options;
mod origin;
mod plan;
mod record;
mod report;
mod sample;
mod tally;
mod totals;
mod worker;

pub use attribute::MOST_ATTRIBUTES;
pub use compare::{Change, CompareOptions, Comparison, Side, Verdict as ChangeVerdict, compare};
pub use digest::Digest;
pub use distribution::{EXACT_VALUES, RELATIVE_ERROR};
pub use filter::{Filter, FilterError};
pub use job::{Job, Progress};
pub use options::{DigestOptions, GroupBy, OptionError};
pub use plan::{Next, Plan, Source};
pub use report::{
    AttributeFigures, Beyond, Class, CodeFigure, Figures, HistogramBar, Limit, MOST_NAMES, NumberFigure,
    OrderBy, Other, Report, ReportOptions, SampleExecution, Summary, Table, TimeFigure, Tops, TruthFigure,
};
pub use tally::Tally;
pub use totals::{FoundProblem, MOST_PROBLEMS};
pub use worker::Worker;

/// So many groups are kept at most, unless another number is asked for.
pub const MOST_GROUPS: usize = 10_000;
/// The bytes of a block of the stream. Joining a block visits each of its groups once, which is cold memory: so the
/// more executions a group has in a block, the less each of them costs.
pub const BLOCK_BYTES: u64 = 32 << 20;
