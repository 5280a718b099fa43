//! What stands out of a plan: findings with their reasons, what to try, and how to disprove them. Precision comes
//! before completeness: a rule that is not sure says nothing, or how sure it is, and small tables are no alarms.
//! Rows and runs of each step are in `flow.rs`, conditions as expressions in `condition/`, what they ask of a table in
//! `predicate.rs`, the rules in `rules/`. A plan of which there is nothing to say costs a pass over its steps.

mod candidate;
mod condition;
mod facts;
mod finding;
mod flow;
mod naming;
mod predicate;
mod rules;
mod sentence;
mod statement;
mod view;
mod wording;

use crate::model::{Node, Operation, Plan};

pub use facts::{ColumnFacts, Facts, IndexFacts, IndexPart, TableFacts};
pub use finding::{Candidate, Evidence, EvidenceValue, Finding, FindingId, Severity};
pub use rules::changed::PlanChange;
pub use sentence::{Said, Sentence};

use rules::{execution, expression, index, join, measured, result, scan, subquery, temporary};
use view::View;

/// What stands out of a plan; what concerns the most rows first, what is only worth knowing last.
#[must_use]
pub fn findings(plan: &Plan, facts: &Facts<'_>) -> Vec<Finding> {
    if plan.nodes.is_empty() {
        return Vec::new();
    }
    let view = View::new(plan, facts);
    let mut found = Vec::new();
    for node in &plan.nodes {
        of_step(&view, node, &mut found);
    }
    result::hidden_offset(&view, &mut found);
    measured::of_plan(&view, &mut found);
    execution::waste(&view, &mut found);
    found.sort_by(|one, other| {
        let is_info = |finding: &Finding| finding.severity == Severity::Info;
        is_info(one)
            .cmp(&is_info(other))
            .then_with(|| other.weight.total_cmp(&one.weight))
            .then_with(|| one.node.cmp(&other.node))
            .then_with(|| one.id.cmp(&other.id))
    });
    found
}

fn of_step(view: &View<'_>, node: &Node, found: &mut Vec<Finding>) {
    if node.role.is_subquery() {
        subquery::dependent(view, node, found);
    }
    match node.operation {
        Operation::TableAccess => of_table(view, node, found),
        Operation::Sort { .. } => result::sort(view, node, found),
        Operation::Limit { .. } => result::offset(view, node, found),
        Operation::Aggregate { .. }
        | Operation::Deduplicate { .. }
        | Operation::Materialize { .. }
        | Operation::SetOperation { .. } => temporary::table(view, node, found),
        _ => {}
    }
}

fn of_table(view: &View<'_>, node: &Node, found: &mut Vec<Finding>) {
    measured::parallel_query(view, node, found);
    if !view.reads_table(node) {
        return;
    }
    let hidden = expression::hidden_index(view, node, found);
    let joined = join::without_index(view, node, hidden, found);
    scan::full(view, node, hidden, joined, found);
    index::poor_selectivity(view, node, found);
    index::key_prefix_only(view, node, found);
    index::merge_intersection(view, node, found);
}

#[cfg(test)]
mod tests;
