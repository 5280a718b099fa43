//! What only a measured plan shows, and what is only worth knowing.

use super::SOME_ROWS;
use crate::findings::finding::{Evidence, Finding, FindingId, Severity};
use crate::findings::sentence::say;
use crate::findings::view::View;
use crate::model::{AccessType, Actuals, JoinBuffer, JoinKind, MaterializeReason, Node, Operation, Role};

/// From this factor on an estimate is wrong.
const FACTOR: f64 = 10.0;

pub(in crate::findings) fn parallel_query(view: &View<'_>, node: &Node, found: &mut Vec<Finding>) {
    let Some(said) = node.table.as_deref().and_then(|table| table.parallel_query.as_deref()) else { return };
    found.push(Finding {
        id: FindingId::ParallelQuery,
        severity: Severity::Info,
        node: Some(node.id),
        evidence: Evidence::default()
            .text("table", view.table_name(node).name)
            .text("parallel_query", said)
            .number("rows", view.read(node)),
        title: say("parallel_query.title", "Aurora's storage reads {table} in parallel")
            .text("table", view.called(node))
            .into(),
        why: say(
            "parallel_query.why",
            "The scan is done by the storage nodes: it costs less of the instance, and I/O all the same.",
        )
        .into(),
        remedy: say(
            "parallel_query.try",
            "Nothing, unless the statement runs often: then an index may be cheaper.",
        )
        .into(),
        disprove: say(
            "parallel_query.disprove",
            "Aurora_pq_request_executed tells whether it was done in fact.",
        )
        .into(),
        candidates: Vec::new(),
        weight: view.read_in_all(node),
    });
}

pub(in crate::findings) fn of_plan(view: &View<'_>, found: &mut Vec<Finding>) {
    if !view.plan.is_analyze {
        return;
    }
    for node in &view.plan.nodes {
        never_executed(view, node, found);
        misestimate(view, node, found);
    }
}

/// Of what was not run, the first table stands for the rest.
fn never_executed(view: &View<'_>, node: &Node, found: &mut Vec<Finding>) {
    let is_never = |node: &Node| node.actuals == Some(Actuals::NeverExecuted);
    if !is_never(node) {
        return;
    }
    // Where a loop has no row, all its further inputs are never read.
    let first = match view.parent(node) {
        Some(parent) if is_never(parent) => return,
        Some(parent) => view.inputs(parent).find(|input| is_never(input)).unwrap_or(node),
        None => node,
    };
    if first.id != node.id && !node.role.is_subquery() {
        return;
    }
    let top = if node.role.is_subquery() { Some(node) } else { view.parent(node).or(Some(node)) };
    let mut tables = top
        .into_iter()
        .flat_map(|top| view.subtree(top))
        .filter(|step| step.id >= node.id && is_never(step) && view.reads_table(step));
    let Some(table) = tables.next() else { return };
    let further = tables.count();
    let name = view.called(table);
    let title = match further {
        0 => say("never_executed.title", "{table} was never read"),
        1 => say("never_executed.title.one_more", "{table} was never read, nor was another table"),
        more => say("never_executed.title.more", "{table} was never read, nor were {more} further tables")
            .number("more", more as f64),
    };
    found.push(Finding {
        id: FindingId::NeverExecuted,
        severity: Severity::Info,
        node: Some(table.id),
        evidence: Evidence::default()
            .text("table", view.table_name(table).name)
            .number("tables", (further + 1) as f64),
        title: title.text("table", name).into(),
        why: say(
            "never_executed.why",
            "No row came that it would have been read for. What the plan expects of this part was not put to the test.",
        )
        .into(),
        remedy: say("never_executed.try", "Measure with values for which rows come.").into(),
        disprove: say("never_executed.disprove", "With other values it may well be read.").into(),
        candidates: Vec::new(),
        weight: 0.0,
    });
}

fn misestimate(view: &View<'_>, node: &Node, found: &mut Vec<Finding>) {
    let Some((expected, came, loops)) = figures(node).filter(|figures| is_wrong(view, node, *figures)) else {
        return;
    };
    // The error begins where no input has it yet.
    let mut below = view.inputs(node);
    if below.any(|input| figures(input).is_some_and(|figures| is_wrong(view, input, figures))) {
        return;
    }
    let title = if view.reads_table(node) {
        say("misestimate.title", "Rows of {table}: {estimated_rows} expected, {actual_rows} came")
            .text("table", view.called(node))
    } else {
        say("misestimate.title.step", "Rows: {estimated_rows} expected, {actual_rows} came")
    };
    let mut evidence = Evidence::default();
    if view.reads_table(node) {
        evidence = evidence.text("table", view.table_name(node).name);
    }
    evidence = evidence.number("estimated_rows", expected).number("actual_rows", came).number("loops", loops);
    found.push(Finding {
        id: FindingId::Misestimate,
        severity: if came > expected { Severity::Warning } else { Severity::Notice },
        node: Some(node.id),
        evidence,
        title: title.number("estimated_rows", expected).number("actual_rows", came).into(),
        why: say(
            "misestimate.why",
            "The order of tables and the way each is read rest on such estimates. Here the error begins: columns that \
             depend on each other, values that are spread unevenly, conditions that nobody has statistics of.",
        )
        .into(),
        remedy: say(
            "misestimate.try",
            "ANALYZE TABLE; ANALYZE TABLE … UPDATE HISTOGRAM ON the columns of the condition that no index begins with; \
             for columns that are asked together, an index of both.",
        )
        .into(),
        disprove: say(
            "misestimate.disprove",
            "Fix the plan with hints (JOIN_ORDER, INDEX) as right figures would have it, and compare the times: if they \
             are alike, the error does no harm.",
        )
        .into(),
        candidates: Vec::new(),
        weight: came.max(1.0) * loops,
    });
}

/// Rows expected and rows that came, of one run, and the runs.
fn figures(node: &Node) -> Option<(f64, f64, f64)> {
    let counts = matches!(
        node.operation,
        Operation::TableAccess | Operation::Filter | Operation::NestedLoop | Operation::HashJoin
    );
    let measured = node.actuals.filter(|_| counts).and_then(|actuals| actuals.measured().copied())?;
    let loops = measured.loops.unwrap_or(1.0);
    let expected = match node.estimates.rows_examined_per_scan {
        Some(rows) if measured.filtered_percent.is_some() => rows,
        _ => node.estimates.rows_produced?,
    };
    Some((expected, measured.rows?, loops))
}

fn is_wrong(view: &View<'_>, node: &Node, (expected, came, loops): (f64, f64, f64)) -> bool {
    let (more, less) = (expected.max(came).max(1.0), expected.min(came).max(0.1));
    if more < less * FACTOR || (more - less) * loops < SOME_ROWS || node.role == Role::IndexMergePart {
        return false;
    }
    if !is_of_one_run(view, node) {
        return false;
    }
    came > expected || !may_end_early(view, node)
}

/// The estimate and what was measured are of the same thing: not so of keys that are looked up together, of the
/// rounds of a recursion, of ranges that are planned again, and of tables that the server fills and has no statistics of.
fn is_of_one_run(view: &View<'_>, node: &Node) -> bool {
    if let Some(table) = node.table.as_deref().filter(|_| node.operation == Operation::TableAccess) {
        let is_batched =
            table.multi_range_read == Some(true) || table.join_buffer == Some(JoinBuffer::BatchedKeyAccess);
        if is_batched || table.access == Some(AccessType::RangeChecked) || !view.reads_table(node) {
            return false;
        }
    }
    let mut at = Some(node);
    while let Some(step) = at {
        if step.role == Role::Recursive || step.heading.starts_with("Batched key access") {
            return false;
        }
        if let Operation::Materialize { reason, .. } = step.operation {
            return reason != MaterializeReason::RecursiveCte;
        }
        at = view.parent(step);
    }
    true
}

/// Fewer rows came since no more were asked for: a LIMIT, a first match, an empty other side.
fn may_end_early(view: &View<'_>, node: &Node) -> bool {
    let mut at = node;
    loop {
        let is_matched = |node: &Node| matches!(node.join, Some(JoinKind::Semi | JoinKind::Anti));
        if is_matched(at)
            || at.role.is_subquery()
            || at.table.as_deref().is_some_and(|t| t.semi_join.is_some())
        {
            return true;
        }
        let Some(parent) = view.parent(at) else { return false };
        let other_is_empty = |child: &Node| {
            child.id != at.id
                && (child.actuals == Some(Actuals::NeverExecuted)
                    || child.actuals.and_then(|a| a.measured()?.rows) == Some(0.0))
        };
        match parent.operation {
            Operation::Limit { .. } => return true,
            Operation::HashJoin if is_matched(parent) || view.inputs(parent).any(other_is_empty) => {
                return true;
            }
            // These read their input to its end; DISTINCT may have enough rows before.
            Operation::Sort { .. }
            | Operation::Materialize { deduplicated: false, .. }
            | Operation::Aggregate { method: crate::AggregateMethod::TemporaryTable } => return false,
            _ => {}
        }
        at = parent;
    }
}
