//! What is made of rows: sorts, temporary tables, rows that are passed over.

use super::MANY_ROWS;
use crate::findings::candidate::{Proposal, Wanted, propose};
use crate::findings::condition::{self, Expression};
use crate::findings::finding::{Evidence, Finding, FindingId, Severity};
use crate::findings::flow::shows_limit;
use crate::findings::view::View;
use crate::findings::wording::count;
use crate::model::{AggregateMethod, DeduplicateMethod, MaterializeReason, Node, Operation};

/// The limit of a sort, as a share of its rows, from which an index in that order is worth a try.
const FEW_OF_MANY: f64 = 0.1;

pub(in crate::findings) fn sort(view: &View<'_>, node: &Node, found: &mut Vec<Finding>) {
    let Operation::Sort { limit, .. } = node.operation else { return };
    let Some(input) = view.inputs(node).next() else { return };
    let rows = view.flow(input).out.filter(|_| !is_grouped(view, input));
    let on_disk = view.facts.sort_merge_passes.is_some_and(|passes| passes > 0) && is_only_sort(view);
    if !on_disk && rows.is_none_or(|rows| rows < MANY_ROWS) {
        return;
    }
    let asked =
        view.statement().and_then(|text| text.limit).map(|(offset, rows)| offset.saturating_add(rows));
    let is_last = node.parent.and_then(|parent| view.plan.node(parent)).is_none_or(|parent| parent.id == 0);
    let limit = limit.or(asked.filter(|_| is_last));
    let few = matches!((limit, rows), (Some(limit), Some(rows)) if (limit as f64) <= rows * FEW_OF_MANY);
    let proposal = in_order(view, node, input, few);
    let shown = rows.map_or_else(|| "Rows are".to_owned(), |rows| format!("{} rows are", count(rows)));
    let why = match (limit, on_disk) {
        (_, true) => "They do not fit into the sort buffer: pieces of them were written to disk and merged.".to_owned(),
        (Some(limit), _) if few => {
            format!("Only the first {} are kept, but all rows must be read to know which they are.", count(limit as f64))
        }
        _ => "All rows must be read before the first one comes, and more than fit into sort_buffer_size go to disk."
            .to_owned(),
    };
    let remedy = if proposal.columns.is_empty() {
        "An index that gives the rows in this order, or fewer rows before the sort; a larger sort_buffer_size for this \
         session where it goes to disk."
            .to_owned()
    } else {
        format!("An index on ({}) gives the rows in this order.", proposal.columns.join(", "))
    };
    found.push(Finding {
        id: FindingId::Sort,
        severity: if on_disk || few { Severity::Warning } else { Severity::Notice },
        node: Some(node.id),
        evidence: Evidence::default()
            .known("rows", rows)
            .known("limit", limit.map(|limit| limit as f64))
            .known(
                "merge_passes",
                view.facts.sort_merge_passes.filter(|_| on_disk).map(|passes| passes as f64),
            ),
        title: format!("{shown} sorted"),
        why,
        remedy,
        disprove:
            "EXPLAIN ANALYZE shows the time of the sort without that of its input; Sort_merge_passes shows \
                   whether it went to disk."
                .to_owned(),
        candidates: proposal.candidates,
        weight: rows.unwrap_or(0.0) * view.flow(node).runs,
    });
}

/// Some formats tell of a temporary table and not what for: of groups nobody knows how many there are.
fn is_grouped(view: &View<'_>, input: &Node) -> bool {
    let is_temporary = matches!(
        input.operation,
        Operation::Materialize { reason: MaterializeReason::Temporary, deduplicated: false, .. }
    );
    let is_unknown = input.estimates.rows_produced.is_none() && input.actuals.is_none();
    is_temporary && is_unknown && view.statement().is_none_or(|statement| statement.is_aggregated)
}

fn is_only_sort(view: &View<'_>) -> bool {
    view.plan.nodes.iter().filter(|node| matches!(node.operation, Operation::Sort { .. })).count() == 1
}

/// An index that gives one table's rows in order: worth it when few of them are wanted, or an equality comes first.
fn in_order(view: &View<'_>, node: &Node, input: &Node, few: bool) -> Proposal {
    let mut at = input;
    while at.operation == Operation::Filter {
        let Some(below) = view.plan.children(at).find(|child| !child.role.is_subquery()) else { break };
        at = below;
    }
    if !view.reads_table(at) {
        return Proposal::default();
    }
    let sorted = sort_columns(node, at.alias().unwrap_or_default());
    let asked = view.asked(at, false);
    let mut wanted = Wanted::of(&asked);
    let finds_order = !sorted.is_empty() && wanted.listed.is_empty() && wanted.range.is_none();
    if !finds_order || (!few && wanted.equal.is_empty()) {
        return Proposal::default();
    }
    wanted.sorted = sorted;
    propose(view, at, wanted)
}

/// The columns that are sorted by, if all are of the table.
fn sort_columns(node: &Node, alias: &str) -> Vec<(String, bool)> {
    let mut columns = Vec::new();
    for key in node.expressions.iter().flat_map(|text| top_level_parts(text)) {
        let key = key.trim();
        let lower = key.to_ascii_lowercase();
        let down = lower.ends_with(" desc");
        let cut = if down {
            5
        } else if lower.ends_with(" asc") {
            4
        } else {
            0
        };
        let plain = key.get(..key.len() - cut).unwrap_or(key);
        match condition::read(plain) {
            Some(Expression::Column(column))
                if column.table.as_deref().is_none_or(|table| table == alias) =>
            {
                columns.push((column.name.to_string(), down));
            }
            _ => return Vec::new(),
        }
    }
    columns
}

/// A sort's keys; in a tree, what is said of its limit follows them.
fn top_level_parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut start, mut in_name) = (0_i32, 0, false);
    for (place, character) in text.char_indices() {
        match character {
            '`' => in_name = !in_name,
            '(' if !in_name => depth += 1,
            ')' if !in_name => depth -= 1,
            ',' if !in_name && depth == 0 => {
                parts.push(&text[start..place]);
                start = place + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

pub(in crate::findings) fn temporary(view: &View<'_>, node: &Node, found: &mut Vec<Finding>) {
    let Some(what) = purpose(node) else { return };
    let rows = rows_in(view, node);
    let on_disk = view.facts.temporary_on_disk == Some(true) && is_largest(view, node);
    if !on_disk && rows.is_none_or(|rows| rows < MANY_ROWS) {
        return;
    }
    let shown = rows.map_or_else(|| "Rows go".to_owned(), |rows| format!("{} rows go", count(rows)));
    let why = if on_disk {
        "A temporary table of this statement outgrew the memory it may have and went to disk."
    } else {
        "Each row is looked up or written there; one that outgrows its memory goes to disk."
    };
    let remedy = match node.operation {
        Operation::SetOperation { .. } => "UNION ALL, if equal rows cannot occur or do no harm.",
        Operation::Materialize { .. } => {
            "Fewer rows or columns in it: put the outer condition inside, or join the table itself."
        }
        _ => {
            "An index that begins with the columns of the grouping gives the groups in order, without a temporary \
             table; fewer or shorter columns; a condition that leaves fewer rows."
        }
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
        title: format!("{shown} through a temporary table for {what}"),
        why: why.to_owned(),
        remedy: remedy.to_owned(),
        disprove: "Created_tmp_disk_tables of an execution shows whether it went to disk; EXPLAIN ANALYZE shows its time \
                   without that of its input."
            .to_owned(),
        candidates: Vec::new(),
        weight: rows.unwrap_or(0.0) * view.flow(node).runs,
    });
}

/// What a temporary table is made for.
fn purpose(node: &Node) -> Option<&'static str> {
    Some(match node.operation {
        Operation::Aggregate { method: AggregateMethod::TemporaryTable } => "groups",
        Operation::Deduplicate { method: DeduplicateMethod::TemporaryTable } => "distinct rows",
        Operation::SetOperation { temporary: true, .. } => "a set operation",
        Operation::Materialize { shared: true, .. } => return None,
        Operation::Materialize { reason: MaterializeReason::Temporary, deduplicated: true, .. } => {
            "distinct rows"
        }
        Operation::Materialize { reason, .. } => match reason {
            MaterializeReason::Derived => "a derived table",
            MaterializeReason::Cte | MaterializeReason::RecursiveCte => "a common table expression",
            MaterializeReason::Subquery => "a subquery",
            MaterializeReason::Temporary => "rows between two steps",
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

pub(in crate::findings) fn offset(view: &View<'_>, node: &Node, found: &mut Vec<Finding>) {
    if let Operation::Limit { offset: Some(offset), rows } = node.operation {
        deep_offset(view, node, offset, rows, found);
    }
}

/// The formats that do not show LIMIT leave it to the statement.
pub(in crate::findings) fn hidden_offset(view: &View<'_>, found: &mut Vec<Finding>) {
    if !view.hides_limit() {
        return;
    }
    if let Some((offset, rows)) = view.statement().and_then(|text| text.limit) {
        deep_offset(view, view.plan.root(), offset, Some(rows), found);
    }
}

fn deep_offset(view: &View<'_>, node: &Node, offset: u64, rows: Option<u64>, found: &mut Vec<Finding>) {
    let offset = offset as f64;
    if offset < MANY_ROWS {
        return;
    }
    // Where fewer rows come than are passed over, nothing is.
    let passed = view.inputs(node).next().filter(|_| shows_limit(view.plan.format));
    let passed = passed.and_then(|input| view.flow(input).out).map_or(offset, |out| out.min(offset));
    if passed < MANY_ROWS {
        return;
    }
    found.push(Finding {
        id: FindingId::DeepOffset,
        severity: Severity::Warning,
        node: Some(node.id),
        evidence: Evidence::default().number("offset", offset).known("limit", rows.map(|rows| rows as f64)),
        title: format!("{} rows are read only to be passed over", count(passed)),
        why: "OFFSET does not jump: the rows before it are found, sorted if need be, and thrown away. Each further page \
              costs more than the one before."
            .to_owned(),
        remedy: "Go on from the last key that was shown: WHERE (key) > (last key) ORDER BY key LIMIT n. Where pages must \
                 be numbered, find the keys of the page by a covering index first, and join the rows to them."
            .to_owned(),
        disprove: "If only crawlers or exports come so far, let them read by key, or bound the pages.".to_owned(),
        candidates: Vec::new(),
        weight: passed,
    });
}
