//! How many rows go through each step: as measured, else as the optimiser expects.

use crate::model::{Actuals, Format, JoinBuffer, Node, Operation, Plan, Role, TableAccess};

/// What goes through one step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Flow {
    /// Rows that one run gives; none when nobody knows.
    pub(super) out: Option<f64>,
    /// How often it runs.
    pub(super) runs: f64,
    /// Rows that are asked of one run: a LIMIT above may end it early.
    pub(super) asked: f64,
}

/// The flow of each step. `limit`: the rows that the statement's LIMIT asks for, where the plan does not show it.
pub(super) fn flows(plan: &Plan, limit: Option<f64>) -> Vec<Flow> {
    let mut flows = vec![Flow { out: None, runs: 0.0, asked: f64::INFINITY }; plan.nodes.len()];
    for node in plan.nodes.iter().rev() {
        flows[node.id as usize].out = out(plan, &flows, node);
    }
    if let Some(root) = flows.first_mut() {
        root.runs = 1.0;
        root.asked = limit.unwrap_or(f64::INFINITY);
    }
    for node in &plan.nodes {
        spread(plan, &mut flows, node);
    }
    flows
}

/// Rows that a step reads of its table in one run, before its conditions.
pub(super) fn read_in_one_run(node: &Node, flow: &Flow) -> Option<f64> {
    match node.actuals {
        Some(Actuals::NeverExecuted) => return Some(0.0),
        Some(Actuals::Executed(measured)) if measured.rows.is_some() => return measured.rows,
        _ => {}
    }
    let all = node.estimates.rows_examined_per_scan.or(node.estimates.rows_produced)?;
    Some(asked_of_table(node, flow).map_or(all, |asked| all.min(asked)))
}

/// Rows that are asked of a table; none when all are.
pub(super) fn asked_of_table(node: &Node, flow: &Flow) -> Option<f64> {
    let all = node.estimates.rows_examined_per_scan.or(node.estimates.rows_produced)?;
    // With a condition on what is read, more is read than is asked for.
    let asked = match flow.out {
        Some(out) if out > 0.0 && out < all => flow.asked * all / out,
        _ => flow.asked,
    };
    asked.is_finite().then_some(asked)
}

fn inputs<'a>(plan: &'a Plan, node: &'a Node) -> impl Iterator<Item = &'a Node> + 'a {
    plan.children(node).filter(|child| !child.role.is_subquery())
}

fn out(plan: &Plan, flows: &[Flow], node: &Node) -> Option<f64> {
    match node.actuals {
        Some(Actuals::NeverExecuted) => return Some(0.0),
        Some(Actuals::Executed(measured)) if measured.rows.is_some() => {
            let kept = measured.filtered_percent.map_or(1.0, |percent| percent / 100.0);
            return measured.rows.map(|rows| rows * kept);
        }
        _ => {}
    }
    let of = |node: &Node| flows[node.id as usize].out;
    let own = node.estimates.rows_produced;
    match node.operation {
        Operation::TableAccess => own.or(node.estimates.rows_examined_per_scan),
        Operation::NestedLoop => {
            let last = inputs(plan, node).last()?;
            own.or(last.estimates.rows_joined)
                .or_else(|| inputs(plan, node).map(of).try_fold(1.0, |product, rows| Some(product * rows?)))
        }
        Operation::SetOperation { .. } => {
            own.or_else(|| inputs(plan, node).map(of).try_fold(0.0, |sum, rows| Some(sum + rows?)))
        }
        // How many groups there are is not told by the rows.
        Operation::Aggregate { .. }
        | Operation::Deduplicate { .. }
        | Operation::Materialize { deduplicated: true, .. }
        | Operation::Sort { deduplicated: true, .. }
        | Operation::HashJoin => own,
        Operation::Limit { rows, .. } => {
            let below = own.or_else(|| inputs(plan, node).next().and_then(of));
            match (below, rows) {
                (Some(below), Some(rows)) => Some(below.min(rows as f64)),
                (below, rows) => below.or(rows.map(|rows| rows as f64)),
            }
        }
        _ => own.or_else(|| inputs(plan, node).next().and_then(of)),
    }
}

/// Tells what stands below a step how often it runs and how much is asked of it.
fn spread(plan: &Plan, flows: &mut [Flow], node: &Node) {
    let above = flows[node.id as usize];
    let mut before: Option<f64> = Some(1.0);
    let is_loop = node.operation == Operation::NestedLoop;
    for &child in &node.children {
        let Some(child) = plan.node(child) else { continue };
        let place = child.id as usize;
        let runs = match child.role {
            role if role.is_subquery() => above.runs * evaluations(plan, flows, node, child),
            Role::MaterializedFrom if !runs_anew(node, child) => 1.0,
            Role::Input if is_loop && !is_buffered(child.table.as_deref()) => {
                above.runs * before.unwrap_or(1.0)
            }
            _ => above.runs,
        };
        if is_loop && child.role == Role::Input {
            let joined = child.estimates.rows_joined.filter(|_| !plan.is_analyze);
            before = joined.or_else(|| Some(before? * flows[place].out?));
        }
        let measured = match child.actuals {
            Some(Actuals::NeverExecuted) => Some(0.0),
            Some(Actuals::Executed(measured)) => measured.loops,
            None => None,
        };
        flows[place].asked = asked(&above, flows[place].out, node, child);
        flows[place].runs = measured.unwrap_or(runs);
    }
}

/// What fills a table is run once, unless it depends on the row before.
fn runs_anew(node: &Node, child: &Node) -> bool {
    child.block.is_some_and(|block| block.dependent == Some(true))
        || node.heading.contains("invalidate")
        || child.heading.contains("invalidate")
}

fn is_buffered(table: Option<&TableAccess>) -> bool {
    table.is_some_and(|table| {
        matches!(table.join_buffer, Some(JoinBuffer::Hash | JoinBuffer::BlockNestedLoop))
    })
}

/// How often a subquery is evaluated in one run of the step it belongs to.
fn evaluations(plan: &Plan, flows: &[Flow], node: &Node, child: &Node) -> f64 {
    let each =
        child.block.is_some_and(|block| block.dependent == Some(true) || block.cacheable == Some(false));
    if !each {
        return 1.0;
    }
    let flow = &flows[node.id as usize];
    let checked = match (child.role, node.operation) {
        (Role::SelectListSubquery, _) => flow.out,
        (_, Operation::TableAccess) => read_in_one_run(node, flow),
        (_, Operation::Filter) => inputs(plan, node).next().and_then(|input| flows[input.id as usize].out),
        _ => flow.out,
    };
    checked.unwrap_or(1.0).min(flow.asked)
}

/// Rows that a step asks of one below it.
fn asked(above: &Flow, out: Option<f64>, node: &Node, child: &Node) -> f64 {
    let scaled = || match (above.out, out) {
        (Some(above_out), Some(out)) if above_out > 0.0 => above.asked * out / above_out,
        _ => f64::INFINITY,
    };
    match node.operation {
        _ if child.role.is_subquery() => f64::INFINITY,
        Operation::Limit { rows: Some(rows), offset } => {
            above.asked.min(rows as f64) + offset.unwrap_or(0) as f64
        }
        Operation::Limit { .. } | Operation::Stream | Operation::SetOperation { temporary: false, .. } => {
            above.asked
        }
        Operation::Filter | Operation::Window { buffered: false } => scaled(),
        Operation::NestedLoop if node.children.first() == Some(&child.id) => scaled(),
        Operation::Aggregate { method: crate::AggregateMethod::Stream } => scaled(),
        _ => f64::INFINITY,
    }
}

/// The formats whose steps show LIMIT.
pub(super) fn shows_limit(format: Format) -> bool {
    matches!(format, Format::Tree | Format::JsonV2)
}
