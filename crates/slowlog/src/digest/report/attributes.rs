//! What the attributes that only some logs write come to, by the log's own names.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{NumberFigure, TimeFigure};
use crate::digest::attribute::{AttributeTable, Kind};
use crate::digest::metrics::{Codes, Measured, Metrics, Truths};

/// The attributes of a set of executions that have no place of their own among [`super::Figures`]. A name is there when
/// the log says it of one of them; its figures are of those of which it does.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct AttributeFigures {
    /// Seconds in the log: names that end with `_wait` or `_time`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub times: BTreeMap<String, TimeFigure>,
    /// Whole numbers.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub numbers: BTreeMap<String, NumberFigure>,
    /// `Yes` and `No`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub truths: BTreeMap<String, TruthFigure>,
    /// Numbers that name something: `Errno`, `Last_errno`, `Killed`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub codes: BTreeMap<String, CodeFigure>,
}

/// How often an attribute is yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TruthFigure {
    /// Executions with `Yes`.
    pub yes: u64,
    /// Executions with `Yes` or `No`.
    pub told: u64,
}

/// How often which number came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeFigure {
    /// Executions by number; zero, which is none, is left out.
    pub counts: BTreeMap<String, u64>,
    /// Executions with numbers beyond the first 32.
    #[serde(default, skip_serializing_if = "super::is_zero")]
    pub other: u64,
}

impl AttributeFigures {
    pub(crate) fn of(metrics: &Metrics, table: &AttributeTable) -> Self {
        let mut figures = Self::default();
        for (slot, attribute) in table.named() {
            let name = || attribute.name.to_string();
            match metrics.attribute(slot) {
                None => {}
                Some(Measured::Figure(metric)) if attribute.kind == Kind::TimeUs => {
                    figures.times.extend(TimeFigure::of(metric).map(|figure| (name(), figure)));
                }
                Some(Measured::Figure(metric)) => {
                    figures.numbers.extend(NumberFigure::of(metric).map(|figure| (name(), figure)));
                }
                Some(&Measured::Truths(Truths { yes, told })) => {
                    figures.truths.insert(name(), TruthFigure { yes, told });
                }
                Some(Measured::Codes(Codes { counts, other })) => {
                    let counts = counts.iter().map(|(code, times)| (code.to_string(), *times)).collect();
                    figures.codes.insert(name(), CodeFigure { counts, other: *other });
                }
            }
        }
        figures
    }

    /// Whether the log says none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.times.is_empty() && self.numbers.is_empty() && self.truths.is_empty() && self.codes.is_empty()
    }
}
