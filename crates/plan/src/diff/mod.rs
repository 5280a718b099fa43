//! Two plans, step beside step: what moved, which access or index is another, rows and cost before and after.
//!
//! Any two plans can be compared, also of different formats; then only what both formats say counts.

mod align;
mod alike;
mod changes;
mod figure;
mod marks;
mod mask;
mod moves;
mod order;
mod summary;
mod text;

use serde::Serialize;

use crate::model::{Format, Plan};

use self::align::Alignment;
pub use self::alike::alike;
use self::marks::Marks;

/// What two plans have in common and what not.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlanDiff<'p> {
    /// MySQL goes about both in the same way; only figures and literals may differ.
    pub same_shape: bool,
    /// The one before.
    pub a: &'p Plan,
    /// The one after.
    pub b: &'p Plan,
    /// The steps of both, in order of display.
    pub rows: Vec<DiffRow>,
    /// What matters most, as English sentences.
    pub summary: Vec<String>,
}

/// A step, or a pair of steps that do the same work.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DiffRow {
    /// What became of it.
    pub kind: DiffKind,
    /// Its number in the plan before.
    pub a: Option<u32>,
    /// Its number in the plan after.
    pub b: Option<u32>,
    /// How far it is indented.
    pub depth: u32,
    /// What differs.
    pub changes: Vec<DiffChange>,
}

/// What became of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DiffKind {
    /// Nothing.
    Same,
    /// It stands where it stood and differs.
    Changed,
    /// It stands at another place, and may differ besides.
    Moved,
    /// Only the plan after has it.
    Added,
    /// Only the plan before has it.
    Removed,
}

/// One thing that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DiffChange {
    /// What: `access`, `index`, `rows`…; `cost` and `time_ms` are the step's own.
    pub field: &'static str,
    /// As it was; none when it was not there.
    pub before: Option<String>,
    /// As it is; none when it is no more.
    pub after: Option<String>,
}

impl DiffChange {
    /// It follows the data, and not what the optimiser chose.
    #[must_use]
    pub fn is_figure(&self) -> bool {
        matches!(self.field, "rows" | "actual_rows" | "loops" | "filtered_percent" | "cost" | "time_ms")
    }
}

/// Compares the plan before with the plan after. Takes time that grows with their sizes, not their product.
#[must_use]
pub fn diff<'p>(a: &'p Plan, b: &'p Plan) -> PlanDiff<'p> {
    let alike = family(a.format) == family(b.format);
    let (marks_a, marks_b) = (Marks::of(a), Marks::of(b));
    let alignment = Alignment::of(a, &marks_a, b, &marks_b, alike);
    let moved = moves::moved(a, &marks_a, b, &marks_b, &alignment, alike);
    let rows = order::rows(a, b, &alignment, &moved, alike);
    let same_shape =
        if a.format == b.format { a.shape() == b.shape() } else { rows.iter().all(is_same_choice) };
    let mut diff = PlanDiff { same_shape, a, b, rows, summary: Vec::new() };
    diff.summary = summary::summary(&diff);
    diff
}

/// Formats that say the same things in the same words.
fn family(format: Format) -> u8 {
    match format {
        Format::JsonV1 => 0,
        Format::JsonV2 | Format::Tree => 1,
        Format::Tabular => 2,
        Format::MariadbJson => 3,
        Format::MariadbTabular => 4,
    }
}

fn is_same_choice(row: &DiffRow) -> bool {
    matches!(row.kind, DiffKind::Same | DiffKind::Changed)
        && row.changes.iter().all(|change| !matches!(change.field, "access" | "index"))
}
