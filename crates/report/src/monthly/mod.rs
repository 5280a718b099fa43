//! The monthly report: two months' accounts in; Markdown, one self-contained HTML page, JSON and CSV out.
//!
//! Facts (`content`), words (`words`) and files (`render`) are apart: `sections` puts words to facts as blocks, which
//! Markdown and HTML write each in their way; JSON and CSV are written of the facts alone.

mod block;
mod chart;
mod content;
mod figure;
mod input;
mod render;
mod sections;
mod words;

use std::collections::BTreeMap;

use auroscope_model::{Fingerprint, UtcMicros};

pub use input::{CoverageNote, Language, Period, PlanNote, Remark, RemarkWeight, Thresholds};

use crate::Month;
use crate::statistics::Account;
use content::Content;

/// How many statements stand in the table of those with the most time, unless said otherwise.
const TOP_STATEMENTS: usize = 20;
/// How many of them are shown in detail, unless said otherwise.
const DETAILED_STATEMENTS: usize = 10;
/// How many instances are shown in detail, unless said otherwise.
const DETAILED_INSTANCES: usize = 10;

/// The report of a month.
#[derive(Debug, Clone)]
pub struct MonthlyReport<'a> {
    month: Month,
    language: Language,
    period: Period,
    account: &'a Account,
    previous: Option<&'a Account>,
    targets: Vec<String>,
    texts: BTreeMap<Fingerprint, String>,
    notes: Vec<CoverageNote>,
    plans: BTreeMap<Fingerprint, PlanNote>,
    thresholds: Thresholds,
    made_at: Option<UtcMicros>,
    top_statements: usize,
    detailed_statements: usize,
    detailed_instances: usize,
}

impl<'a> MonthlyReport<'a> {
    /// The report of `account`, which is of that month, compared with `previous`, which is of the month before; without
    /// it the report says that nothing is compared.
    #[must_use]
    pub fn new(
        month: Month,
        language: Language,
        period: Period,
        account: &'a Account,
        previous: Option<&'a Account>,
    ) -> Self {
        Self {
            month,
            language,
            period,
            account,
            previous,
            targets: Vec::new(),
            texts: BTreeMap::new(),
            notes: Vec::new(),
            plans: BTreeMap::new(),
            thresholds: Thresholds::default(),
            made_at: None,
            top_statements: TOP_STATEMENTS,
            detailed_statements: DETAILED_STATEMENTS,
            detailed_instances: DETAILED_INSTANCES,
        }
    }

    /// All targets that were watched, also those without a slow query.
    #[must_use]
    pub fn targets(mut self, targets: impl IntoIterator<Item = String>) -> Self {
        self.targets = targets.into_iter().collect();
        self
    }

    /// The normalised texts of statements.
    #[must_use]
    pub fn texts(mut self, texts: impl IntoIterator<Item = (Fingerprint, String)>) -> Self {
        self.texts = texts.into_iter().collect();
        self
    }

    /// What was not seen. Lower bounds, unknown figures and cut texts need no note: the account knows them.
    #[must_use]
    pub fn coverage(mut self, notes: impl IntoIterator<Item = CoverageNote>) -> Self {
        self.notes = notes.into_iter().collect();
        self
    }

    /// Plans of statements; those of the statements shown in detail are shown.
    #[must_use]
    pub fn plans(mut self, plans: impl IntoIterator<Item = (Fingerprint, PlanNote)>) -> Self {
        self.plans = plans.into_iter().collect();
        self
    }

    /// From when on a change is told.
    #[must_use]
    pub fn thresholds(mut self, thresholds: Thresholds) -> Self {
        self.thresholds = thresholds;
        self
    }

    /// When the report was made.
    #[must_use]
    pub fn made_at(mut self, at: UtcMicros) -> Self {
        self.made_at = Some(at);
        self
    }

    /// How many statements and instances are shown in detail.
    #[must_use]
    pub fn detail(mut self, statements: usize, instances: usize) -> Self {
        self.top_statements = statements.max(TOP_STATEMENTS);
        (self.detailed_statements, self.detailed_instances) = (statements, instances);
        self
    }

    /// The statements whose texts and plans the report would show: what a caller has to look up.
    #[must_use]
    pub fn shown_statements(&self) -> Vec<Fingerprint> {
        Content::of(self).shown(self)
    }

    /// The report as Markdown.
    #[must_use]
    pub fn markdown(&self) -> String {
        render::markdown(&sections::blocks(self, &Content::of(self)))
    }

    /// The report as one HTML page that needs nothing else: no script, no other file.
    #[must_use]
    pub fn html(&self) -> String {
        let title = sections::title(self);
        render::html(&title, self.language, &sections::blocks(self, &Content::of(self)))
    }

    /// The report's facts.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        render::json(self, &Content::of(self))
    }

    /// The statements of each instance, a line each.
    #[must_use]
    pub fn csv(&self) -> String {
        render::csv(self, &Content::of(self))
    }
}
