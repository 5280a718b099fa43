//! What is made of rows: sorts, and rows that are passed over.

use super::MANY_ROWS;
use crate::findings::candidate::{Proposal, Wanted, propose};
use crate::findings::condition::{self, Expression};
use crate::findings::finding::{Evidence, Finding, FindingId, Severity};
use crate::findings::flow::shows_limit;
use crate::findings::sentence::say;
use crate::findings::view::View;
use crate::model::{MaterializeReason, Node, Operation};

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
    let title = match rows {
        Some(rows) => say("sort.title", "{rows} rows are sorted").number("rows", rows),
        None => say("sort.title.unknown", "Rows are sorted"),
    };
    let why = match (limit, on_disk) {
        (_, true) => say(
            "sort.why.on_disk",
            "They do not fit into the sort buffer: pieces of them were written to disk and merged.",
        ),
        (Some(limit), _) if few => say(
            "sort.why.limit",
            "Only the first {limit} are kept, but all rows must be read to know which they are.",
        )
        .number("limit", limit as f64),
        _ => say(
            "sort.why",
            "All rows must be read before the first one comes, and more than fit into sort_buffer_size go to disk.",
        ),
    };
    let remedy = if proposal.columns.is_empty() {
        say(
            "sort.try",
            "An index that gives the rows in this order, or fewer rows before the sort; a larger sort_buffer_size for \
             this session where it goes to disk.",
        )
    } else {
        say("sort.try.columns", "An index on ({columns}) gives the rows in this order.")
            .text("columns", proposal.columns.join(", "))
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
        title: title.into(),
        why: why.into(),
        remedy: remedy.into(),
        disprove: say(
            "sort.disprove",
            "EXPLAIN ANALYZE shows the time of the sort without that of its input; Sort_merge_passes shows whether it \
             went to disk.",
        )
        .into(),
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
        title: say("deep_offset.title", "{rows} rows are read only to be passed over").number("rows", passed).into(),
        why: say(
            "deep_offset.why",
            "OFFSET does not jump: the rows before it are found, sorted if need be, and thrown away. Each further page \
             costs more than the one before.",
        )
        .into(),
        remedy: say(
            "deep_offset.try",
            "Go on from the last key that was shown: WHERE (key) > (last key) ORDER BY key LIMIT n. Where pages must be \
             numbered, find the keys of the page by a covering index first, and join the rows to them.",
        )
        .into(),
        disprove: say(
            "deep_offset.disprove",
            "If only crawlers or exports come so far, let them read by key, or bound the pages.",
        )
        .into(),
        candidates: Vec::new(),
        weight: passed,
    });
}
