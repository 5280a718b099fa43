//! What follows from a plan's figures: each step's own cost and time, badges, totals.

use crate::model::{
    AccessType, Actuals, AggregateMethod, Badge, ConditionKind, DeduplicateMethod, JoinBuffer, JoinKind,
    MaterializeReason, Node, Operation, Plan, Role, SemiJoin,
};

/// Fills in what can be derived.
pub(crate) fn derive(plan: &mut Plan) {
    plan.is_analyze |= plan.nodes.iter().any(|node| node.actuals.is_some());
    for node in &mut plan.nodes {
        badges(node);
    }
    costs(plan);
    times(plan);
    plan.total_cost = total_cost(plan);
    plan.total_time_ms = plan.root().actuals.and_then(|actuals| actuals.measured()?.total_ms());
}

/// The root's cost; where it says none, that of what stands below it.
fn total_cost(plan: &Plan) -> Option<f64> {
    let mut node = plan.root();
    loop {
        if let Some(cost) = node.estimates.total_cost.or(node.estimates.prefix_cost) {
            return Some(cost);
        }
        let rows: Vec<&Node> = plan.children(node).filter(|child| !child.role.is_subquery()).collect();
        match rows[..] {
            [only] => node = only,
            [.., last] if node.operation == Operation::NestedLoop => return last.estimates.prefix_cost,
            _ => return None,
        }
    }
}

/// The cost that each step's subtree adds to the whole, then what of it is the step's own.
fn costs(plan: &mut Plan) {
    let mut shares: Vec<Option<f64>> = vec![None; plan.nodes.len()];
    let mut before: Vec<Option<u32>> = vec![None; plan.nodes.len()];
    for node in &plan.nodes {
        for pair in node.children.windows(2) {
            before[pair[1] as usize] = Some(pair[0]);
        }
    }
    for place in 0..plan.nodes.len() {
        let before = before[place].and_then(|before| plan.node(before));
        shares[place] = share(plan, &shares, place, before);
    }
    for place in 0..plan.nodes.len() {
        let node = &plan.nodes[place];
        let below: f64 = plan
            .children(node)
            .filter(|child| !child.role.is_subquery())
            .map(|child| known_below(plan, &shares, child.id as usize))
            .sum();
        let own = shares[place].map(|share| (share - below).max(0.0));
        let own = if node.operation == Operation::NestedLoop { own.map(|_| 0.0) } else { own };
        plan.nodes[place].self_cost = own;
    }
}

/// What a subtree adds, also when its root does not say it.
fn known_below(plan: &Plan, shares: &[Option<f64>], place: usize) -> f64 {
    let mut sum = 0.0;
    let mut waiting = vec![place];
    while let Some(place) = waiting.pop() {
        match shares[place] {
            Some(share) => sum += share,
            None => waiting.extend(
                plan.children(&plan.nodes[place])
                    .filter(|child| !child.role.is_subquery())
                    .map(|child| child.id as usize),
            ),
        }
    }
    sum
}

/// What the subtree of a step adds to the cost of the whole. `prefix_cost` counts all inputs of a join up to
/// one; a cost of v2 and TREE is that of one run of a subtree, which an inner input of a join runs often.
fn share(plan: &Plan, shares: &[Option<f64>], place: usize, before: Option<&Node>) -> Option<f64> {
    let node = &plan.nodes[place];
    let own = node.estimates.total_cost.or(node.estimates.prefix_cost);
    let Some(parent) = node.parent.and_then(|parent| plan.node(parent)) else { return own };
    if parent.operation == Operation::NestedLoop && node.role == Role::Input {
        let Some(prefix) = node.estimates.prefix_cost else { return own };
        let before = before.map_or(0.0, |before| {
            before.estimates.prefix_cost.or(before.estimates.total_cost).unwrap_or(0.0)
        });
        return Some((prefix - before).max(0.0));
    }
    let own = own?;
    let once = node.role.is_subquery() || matches!(node.operation, Operation::Materialize { .. });
    if once && !plan.nodes[place].heading.contains("invalidate on row") {
        return Some(own);
    }
    let (Some(above), Some(share)) = (parent.estimates.total_cost, shares[parent.id as usize]) else {
        return Some(own);
    };
    if above > 0.0 && share > above { Some(own * share / above) } else { Some(own) }
}

/// Times and rows are averages of runs: own × loops − Σ child × loops, and never below zero.
fn times(plan: &mut Plan) {
    let total = |node: &Node| match node.actuals {
        Some(Actuals::NeverExecuted) => Some(0.0),
        Some(Actuals::Executed(measured)) => measured.total_ms(),
        None => None,
    };
    for place in 0..plan.nodes.len() {
        let node = &plan.nodes[place];
        let Some(own) = total(node) else { continue };
        let mut below = 0.0;
        let mut waiting: Vec<&Node> = counted_below(plan, node);
        while let Some(child) = waiting.pop() {
            match total(child) {
                Some(time) => below += time,
                None => waiting.extend(plan.children(child)),
            }
        }
        plan.nodes[place].self_time_ms = Some((own - below).max(0.0));
    }
}

/// A subquery of a select list is evaluated by what takes the step's rows, not by the step.
fn counted_below<'a>(plan: &'a Plan, node: &'a Node) -> Vec<&'a Node> {
    let mut counted = Vec::new();
    for child in plan.children(node) {
        if child.role != Role::SelectListSubquery {
            counted.push(child);
            counted.extend(plan.children(child).filter(|below| below.role == Role::SelectListSubquery));
        }
    }
    counted
}

fn badges(node: &mut Node) {
    let mut badges = std::mem::take(&mut node.badges);
    of_operation(node, &mut badges);
    of_table(node, &mut badges);
    if node.condition(ConditionKind::PushedToIndex).is_some() {
        badges.push(Badge::IndexCondition);
    }
    if let Some(block) = node.block
        && node.role != Role::Root
    {
        if block.dependent == Some(true) {
            badges.push(Badge::Dependent);
        } else if block.cacheable == Some(false) {
            badges.push(Badge::Uncacheable);
        }
    }
    if node.actuals == Some(Actuals::NeverExecuted) {
        badges.push(Badge::NeverExecuted);
    }
    badges.sort_unstable();
    badges.dedup();
    node.badges = badges;
}

fn of_operation(node: &Node, badges: &mut Vec<Badge>) {
    match node.operation {
        Operation::Sort { .. } => badges.push(Badge::Filesort),
        Operation::Aggregate { method: AggregateMethod::TemporaryTable }
        | Operation::Deduplicate { method: DeduplicateMethod::TemporaryTable }
        | Operation::SetOperation { temporary: true, .. } => badges.push(Badge::Temporary),
        Operation::Materialize { reason: MaterializeReason::Temporary, .. } => badges.push(Badge::Temporary),
        Operation::Deduplicate { method: DeduplicateMethod::Weedout } => badges.push(Badge::Weedout),
        Operation::HashJoin => badges.push(Badge::JoinBuffer),
        _ => {}
    }
    if node.join == Some(JoinKind::Semi) && node.heading.ends_with("(FirstMatch)") {
        badges.push(Badge::FirstMatch);
    }
}

fn of_table(node: &Node, badges: &mut Vec<Badge>) {
    let Some(table) = &node.table else { return };
    if node.operation == Operation::TableAccess {
        match table.access {
            Some(AccessType::All) if !table.recursive => badges.push(Badge::FullScan),
            Some(AccessType::Index) => badges.push(Badge::FullIndexScan),
            _ => {}
        }
    }
    let marks = [
        (table.covering == Some(true), Badge::Covering),
        (table.reverse == Some(true), Badge::Reverse),
        (table.multi_range_read == Some(true), Badge::MultiRangeRead),
        (table.parallel_query.is_some(), Badge::ParallelQuery),
        (
            matches!(table.join_buffer, Some(JoinBuffer::Hash | JoinBuffer::BlockNestedLoop)),
            Badge::JoinBuffer,
        ),
        (table.join_buffer == Some(JoinBuffer::BatchedKeyAccess), Badge::JoinBuffer),
        (table.semi_join == Some(SemiJoin::FirstMatch), Badge::FirstMatch),
        (table.semi_join == Some(SemiJoin::LooseScan), Badge::LooseScan),
        (table.semi_join == Some(SemiJoin::Weedout), Badge::Weedout),
    ];
    badges.extend(marks.iter().filter(|(holds, _)| *holds).map(|(_, badge)| *badge));
}
