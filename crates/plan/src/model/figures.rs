//! What the optimiser expects of a step and what was measured. What is unknown is `None`, never zero.

use serde::Serialize;

/// What the optimiser expects.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Estimates {
    /// Rows of the table read for each row before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows_examined_per_scan: Option<f64>,
    /// Rows that one run of this step gives, its conditions met.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows_produced: Option<f64>,
    /// Of an input of a join: rows after joining it to all before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows_joined: Option<f64>,
    /// Of the rows read, those that meet the table's conditions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filtered_percent: Option<f64>,
    /// Cost until the first row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_row_cost: Option<f64>,
    /// Cost of one run of this step and its inputs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_cost: Option<f64>,
    /// Cost of reading.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_cost: Option<f64>,
    /// Cost of evaluating conditions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eval_cost: Option<f64>,
    /// Cost of this input of a join and all before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix_cost: Option<f64>,
    /// Cost of sorting.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort_cost: Option<f64>,
    /// Bytes read for the join, as the server rounds them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_read_per_join_bytes: Option<f64>,
}

/// What was measured by EXPLAIN ANALYZE.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Actuals {
    /// It was never begun.
    NeverExecuted,
    /// It ran.
    Executed(Measured),
}

/// What was measured of a step that ran: times and rows are averages of its runs.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Measured {
    /// Until the first row, in one run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_row_ms: Option<f64>,
    /// Until the last row, in one run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_row_ms: Option<f64>,
    /// Rows in one run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<f64>,
    /// How often it ran.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loops: Option<f64>,
    /// Of the rows read, those that met the conditions (MariaDB).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filtered_percent: Option<f64>,
}

impl Actuals {
    /// The figures, if it ran.
    #[must_use]
    pub fn measured(&self) -> Option<&Measured> {
        match self {
            Self::NeverExecuted => None,
            Self::Executed(measured) => Some(measured),
        }
    }
}

impl Measured {
    /// All runs together.
    #[must_use]
    pub fn total_ms(&self) -> Option<f64> {
        Some(self.last_row_ms? * self.loops?)
    }

    /// Rows of all runs together.
    #[must_use]
    pub fn total_rows(&self) -> Option<f64> {
        Some(self.rows? * self.loops?)
    }
}
