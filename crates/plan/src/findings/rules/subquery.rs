//! Subqueries that run again and again.

use super::{MANY_ROWS, SOME_ROWS};
use crate::findings::finding::{Evidence, Finding, FindingId, Severity};
use crate::findings::sentence::{Said, say};
use crate::findings::view::View;
use crate::model::{Node, Operation, Role};

/// Fewer runs matter when they read so many rows in all.
const MANY_ROWS_IN_ALL: f64 = 100_000.0;
/// Runs from which that is looked at.
const LEAST_RUNS: f64 = 10.0;

pub(in crate::findings) fn dependent(view: &View<'_>, node: &Node, found: &mut Vec<Finding>) {
    let Some(block) = node.block.filter(|_| node.role != Role::OptimizedAwaySubquery) else { return };
    let is_dependent = block.dependent == Some(true);
    let runs = view.flow(node).runs;
    if !(is_dependent || block.cacheable == Some(false)) || runs < LEAST_RUNS {
        return;
    }
    let reads = view.subtree(node).filter(|step| step.operation == Operation::TableAccess);
    let read: f64 = reads.map(|step| view.read_in_all(step)).sum();
    if runs < SOME_ROWS && read < MANY_ROWS_IN_ALL {
        return;
    }
    let evidence = Evidence::default().number("loops", runs).number("rows", read);
    let (why, remedy) = if is_dependent {
        (
            say(
                "dependent_subquery.why.dependent",
                "It refers to the row outside, so it is run for each of them, unless the server keeps its answers.",
            ),
            say(
                "dependent_subquery.try.dependent",
                "Join a derived table that works out all answers at once (GROUP BY what is compared), use a window \
                 function, or EXISTS, which may become a semijoin. At least an index should find what each run reads.",
            ),
        )
    } else {
        (
            say(
                "dependent_subquery.why.uncacheable",
                "It does not refer to the row outside, but its answer cannot be kept (RAND(), a user variable, a \
                 function that is not deterministic), so it is run for each row.",
            ),
            say(
                "dependent_subquery.try.uncacheable",
                "Take what is not deterministic out of it, or work the answer out once before.",
            ),
        )
    };
    let in_all =
        say("dependent_subquery.why.in_all", "In all it reads about {rows} rows.").number("rows", read);
    found.push(Finding {
        id: FindingId::DependentSubquery,
        severity: if read.max(runs) >= MANY_ROWS { Severity::Warning } else { Severity::Notice },
        node: Some(node.id),
        evidence,
        title: say("dependent_subquery.title", "A subquery is run for each of {loops} rows")
            .number("loops", runs)
            .into(),
        why: Said::from(why).and(in_all),
        remedy: remedy.into(),
        disprove: say(
            "dependent_subquery.disprove",
            "EXPLAIN ANALYZE shows its loops, and its time times the loops: it may be little.",
        )
        .into(),
        candidates: Vec::new(),
        weight: read.max(runs),
    });
}
