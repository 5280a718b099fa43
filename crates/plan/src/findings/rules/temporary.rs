//! Temporary tables that many rows go through, or that went to disk.

use super::MANY_ROWS;
use crate::findings::finding::{Evidence, Finding, FindingId, Severity};
use crate::findings::sentence::{Said, Saying, say};
use crate::findings::view::View;
use crate::model::{AggregateMethod, DeduplicateMethod, MaterializeReason, Node, Operation};

pub(in crate::findings) fn table(view: &View<'_>, node: &Node, found: &mut Vec<Finding>) {
    let Some(purpose) = purpose(node) else { return };
    let rows = rows_in(view, node);
    let on_disk = view.facts.temporary_on_disk == Some(true) && is_largest(view, node);
    if !on_disk && rows.is_none_or(|rows| rows < MANY_ROWS) {
        return;
    }
    let title = Said::from(purpose).and(match rows {
        Some(rows) => say("temporary_table.title", "{rows} rows go through it").number("rows", rows),
        None => say("temporary_table.title.unknown", "nobody knows how many rows go through it"),
    });
    let why = if on_disk {
        say(
            "temporary_table.why.on_disk",
            "A temporary table of this statement outgrew the memory it may have and went to disk.",
        )
    } else {
        say(
            "temporary_table.why",
            "Each row is looked up or written there; one that outgrows its memory goes to disk.",
        )
    };
    let remedy = match node.operation {
        Operation::SetOperation { .. } => {
            say("temporary_table.try.union", "UNION ALL, if equal rows cannot occur or do no harm.")
        }
        Operation::Materialize { .. } => say(
            "temporary_table.try.materialize",
            "Fewer rows or columns in it: put the outer condition inside, or join the table itself.",
        ),
        _ => say(
            "temporary_table.try.group",
            "An index that begins with the columns of the grouping gives the groups in order, without a temporary \
             table; fewer or shorter columns; a condition that leaves fewer rows.",
        ),
    };
    found.push(Finding {
        id: FindingId::TemporaryTable,
        severity: if on_disk { Severity::Warning } else { Severity::Notice },
        node: Some(node.id),
        evidence: Evidence::default().known("rows", rows).text("on_disk", match view.facts.temporary_on_disk {
            Some(true) => "yes",
            Some(false) => "no",
            None => "unknown",
        }),
        title,
        why: why.into(),
        remedy: remedy.into(),
        disprove: say(
            "temporary_table.disprove",
            "Created_tmp_disk_tables of an execution shows whether it went to disk; EXPLAIN ANALYZE shows its time \
             without that of its input.",
        )
        .into(),
        candidates: Vec::new(),
        weight: rows.unwrap_or(0.0) * view.flow(node).runs,
    });
}

/// What a temporary table is made for.
fn purpose(node: &Node) -> Option<Saying> {
    let distinct = || say("temporary_table.title.distinct", "Temporary table for distinct rows:");
    Some(match node.operation {
        Operation::Aggregate { method: AggregateMethod::TemporaryTable } => {
            say("temporary_table.title.groups", "Temporary table for groups:")
        }
        Operation::Deduplicate { method: DeduplicateMethod::TemporaryTable } => distinct(),
        Operation::SetOperation { temporary: true, .. } => {
            say("temporary_table.title.set", "Temporary table for a set operation:")
        }
        Operation::Materialize { shared: true, .. } => return None,
        Operation::Materialize { reason: MaterializeReason::Temporary, deduplicated: true, .. } => distinct(),
        Operation::Materialize { reason, .. } => match reason {
            MaterializeReason::Derived => {
                say("temporary_table.title.derived", "Temporary table for a derived table:")
            }
            MaterializeReason::Cte | MaterializeReason::RecursiveCte => {
                say("temporary_table.title.cte", "Temporary table for a common table expression:")
            }
            MaterializeReason::Subquery => {
                say("temporary_table.title.subquery", "Temporary table for a subquery:")
            }
            MaterializeReason::Temporary => {
                say("temporary_table.title.between", "Temporary table between two steps:")
            }
            MaterializeReason::TableFunction | MaterializeReason::InformationSchema => return None,
        },
        _ => return None,
    })
}

fn rows_in(view: &View<'_>, node: &Node) -> Option<f64> {
    view.inputs(node).map(|input| view.flow(input).out).try_fold(0.0, |sum, rows| Some(sum + rows?))
}

/// That one went to disk is known, not which: the one with the most rows is the likeliest.
fn is_largest(view: &View<'_>, node: &Node) -> bool {
    let size = |node: &Node| rows_in(view, node).unwrap_or(0.0);
    let others = view.plan.nodes.iter().filter(|other| other.id != node.id && purpose(other).is_some());
    others.into_iter().all(|other| {
        let (own, other_rows) = (size(node), size(other));
        own > other_rows || (own == other_rows && node.id < other.id)
    })
}
