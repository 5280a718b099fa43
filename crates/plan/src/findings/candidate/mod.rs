//! Indexes that may help a table's conditions, checked against those that exist.
//!
//! Columns that equal something come first, the most selective of them before the others; then those of a list;
//! then one range, or what is sorted by. An index that an existing one already serves is not proposed.

mod ddl;
mod existing;

use crate::model::Node;

use super::facts::{TableFacts, same_name};
use super::finding::Candidate;
use super::predicate::{Asked, PredicateKind};
use super::sentence::{Said, say};
use super::view::View;

pub(super) use ddl::quoted;
use ddl::{add_expression_index, add_index, make_visible};
use existing::{Served, served};

/// More columns rarely help, and each is paid for with every write.
const MOST_COLUMNS: usize = 4;
/// A column of fewer values is put behind those that nobody knows of.
const FEW_VALUES: u64 = 100;

/// What an index is to find.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    /// Columns that equal one value.
    pub(super) equal: Vec<String>,
    /// Columns that are one of some values.
    pub(super) listed: Vec<String>,
    /// The column of which a range is read.
    pub(super) range: Option<String>,
    /// Columns that rows are sorted by, and whether downwards.
    pub(super) sorted: Vec<(String, bool)>,
}

/// What came of looking for an index.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Proposal {
    pub(super) candidates: Vec<Candidate>,
    /// The index that exists and serves.
    pub(super) existing: Option<String>,
    /// The columns that an index is to have.
    pub(super) columns: Vec<String>,
}

impl Wanted {
    /// What conditions ask for. Of several ranges only one can be searched: the first.
    pub(super) fn of(asked: &Asked) -> Self {
        let mut wanted = Self::default();
        let plain = || asked.predicates.iter().filter(|predicate| predicate.wrapping.is_none());
        for (kind, at_most) in [(PredicateKind::Equal, MOST_COLUMNS), (PredicateKind::List, 1)] {
            for predicate in plain().filter(|predicate| predicate.kind == kind) {
                let known = wanted.has(&predicate.column);
                let columns =
                    if kind == PredicateKind::Equal { &mut wanted.equal } else { &mut wanted.listed };
                if !known && columns.len() < at_most {
                    columns.push(predicate.column.clone());
                }
            }
        }
        let range = plain()
            .find(|predicate| predicate.kind == PredicateKind::Range && !wanted.has(&predicate.column));
        wanted.range = range.map(|predicate| predicate.column.clone());
        wanted
    }

    fn has(&self, column: &str) -> bool {
        self.equal.iter().chain(&self.listed).any(|known| same_name(known, column))
    }

    fn is_empty(&self) -> bool {
        self.equal.is_empty() && self.listed.is_empty() && self.range.is_none() && self.sorted.is_empty()
    }

    /// Leaves out what cannot be indexed, and sets the columns in order.
    fn settle(&mut self, facts: Option<&TableFacts>) {
        let Some(facts) = facts else { return };
        if !facts.columns.is_empty() {
            let usable = |name: &String| facts.column(name).is_some_and(|column| !column.cannot_be_indexed());
            self.equal.retain(usable);
            self.listed.retain(usable);
            self.range = self.range.take().filter(usable);
            if !self.sorted.iter().all(|(name, _)| usable(name)) {
                self.sorted.clear();
            }
        }
        let rank = |column: &String| match facts.distinct_values(column) {
            Some(values) if values >= FEW_VALUES => (0, u64::MAX - values),
            None => (1, 0),
            Some(values) => (2, u64::MAX - values),
        };
        self.equal.sort_by_key(rank);
        // An index that holds some of them already is best extended.
        if let Some(start) = existing::longest_start(facts, &self.equal) {
            self.equal.sort_by_key(|column| {
                start.iter().position(|known| same_name(known, column)).unwrap_or(start.len())
            });
        }
    }

    /// The columns in order, and whether each is sorted downwards.
    fn columns(&self) -> Vec<(String, bool)> {
        let found = self.equal.iter().chain(&self.listed).map(|name| (name.clone(), false));
        let mut columns: Vec<(String, bool)> = found.collect();
        if let Some(range) = &self.range {
            columns.push((range.clone(), false));
        } else if self.listed.is_empty() {
            let sorted = self.sorted.iter().filter(|(name, _)| !self.has(name));
            // An index is read backwards as well: only mixed directions are written.
            let mixed = self.sorted.iter().any(|(_, down)| *down != self.sorted[0].1);
            columns.extend(sorted.map(|(name, down)| (name.clone(), *down && mixed)));
        }
        columns.truncate(MOST_COLUMNS);
        columns
    }
}

/// The index that is wanted, unless one that exists serves.
pub(super) fn propose(view: &View<'_>, node: &Node, mut wanted: Wanted) -> Proposal {
    let facts = view.table_facts(node);
    wanted.settle(facts);
    if wanted.is_empty() || view.is_of_server(node) {
        return Proposal::default();
    }
    let columns = wanted.columns();
    let names: Vec<String> = columns.iter().map(|(name, _)| name.clone()).collect();
    if names.is_empty() {
        return Proposal::default();
    }
    let table = view.table_name(node);
    let mut proposal = Proposal { columns: names, ..Proposal::default() };
    let mut extends = None;
    if let Some(facts) = facts {
        let free = wanted.equal.len() + wanted.listed.len();
        match served(facts, &proposal.columns, free) {
            Served::By(index) => {
                proposal.existing = Some(index.to_owned());
                return proposal;
            }
            Served::ByInvisible(index) => {
                let note =
                    say("candidate.invisible", "{index} exists already and is invisible to the optimiser.");
                let note = note.text("index", quoted(index)).into();
                proposal.candidates.push(Candidate { ddl: make_visible(&table, index), note });
                return proposal;
            }
            Served::Extends { index, is_unique } => extends = Some((index.to_owned(), is_unique)),
            Served::No => {}
        }
    }
    let mut note = Said::default();
    if let Some((index, is_unique)) = &extends {
        let saying = if *is_unique {
            say("candidate.extends_unique", "It extends {index}, which stays, since it is unique.")
        } else {
            say(
                "candidate.extends",
                "It extends {index}, which then is redundant unless a hint names it: drop it afterwards.",
            )
        };
        note = note.and(saying.text("index", quoted(index)));
    }
    let note = cost_of_writes(note, facts, table.is_alias);
    proposal.candidates.push(Candidate { ddl: add_index(&table, &columns, facts), note });
    proposal
}

/// An index on an expression.
pub(super) fn propose_expression(view: &View<'_>, node: &Node, expression: &str, column: &str) -> Candidate {
    let (facts, table) = (view.table_facts(node), view.table_name(node));
    let note = Said::from(say(
        "candidate.expression",
        "MySQL 8.0.13 or newer; it is used only where a statement has this very expression, of the same type. Prefer to \
         rewrite the condition.",
    ));
    let note = cost_of_writes(note, facts, table.is_alias);
    Candidate { ddl: add_expression_index(&table, expression, column, facts), note }
}

/// What one more index costs.
fn cost_of_writes(note: Said, facts: Option<&TableFacts>, is_alias: bool) -> Said {
    let Some(facts) = facts else {
        let alias = || {
            say("candidate.alias", "The table's own name is not known: this is what the statement calls it.")
        };
        return note.and_if(is_alias, alias).and(say(
            "candidate.facts_unknown",
            "The indexes of the table are not known: compare with SHOW CREATE TABLE first. Each INSERT and DELETE, and \
             each UPDATE of these columns, has one more index to maintain.",
        ));
    };
    let note = match facts.rows {
        Some(rows) => note.and(
            say("candidate.rows", "Building it reads the whole table, about {rows} rows.")
                .number("rows", rows as f64),
        ),
        None => note.and(say("candidate.rows_unknown", "Building it reads the whole table.")),
    };
    note.and(
        say(
            "candidate.writes",
            "Each INSERT and DELETE, and each UPDATE of these columns, has one more index to maintain (so far: \
             {indexes}).",
        )
        .number("indexes", facts.indexes.len() as f64),
    )
}

#[cfg(test)]
mod tests;
