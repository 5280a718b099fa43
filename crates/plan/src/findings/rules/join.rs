//! Joins that read all of a table, since no index finds its rows.

use super::MANY_ROWS;
use crate::findings::candidate::{Wanted, propose, quoted};
use crate::findings::finding::{Evidence, Finding, FindingId, Severity};
use crate::findings::predicate::{Against, PredicateKind};
use crate::findings::sentence::{Said, Saying, say};
use crate::findings::view::View;
use crate::model::{AccessType, ConditionKind, Format, JoinBuffer, Node};

/// A table that is read again for each row before it matters when so many rows are read in all…
const MANY_ROWS_IN_ALL: f64 = 100_000.0;
/// …and it is no tiny one.
const LEAST_ROWS: f64 = 100.0;

/// Whether the finding was added. `hidden`: a function or a conversion keeps an index away, and is a finding.
pub(in crate::findings) fn without_index(
    view: &View<'_>,
    node: &Node,
    hidden: bool,
    found: &mut Vec<Finding>,
) -> bool {
    let Some(table) = node.table.as_deref() else { return false };
    if hidden || !matches!(table.access, Some(AccessType::All | AccessType::Index)) || !view.is_inner(node) {
        return false;
    }
    if !matters(view, node) || view.is_of_server(node) {
        return false;
    }
    let rows = view.read(node);
    let asked = view.asked(node, true);
    let mut pairs = asked.predicates.iter().filter(|predicate| {
        predicate.against == Against::OtherTable
            && predicate.kind == PredicateKind::Equal
            && predicate.wrapping.is_none()
    });
    let column = pairs.next().map(|predicate| predicate.column.clone());
    match (&column, view.table_facts(node)) {
        // The rows of EXPLAIN do not tell conditions: there is one, and no more is known.
        (None, _) if is_tabular(view.plan.format) && has_condition(node) => {}
        (None, _) => return false,
        // An index is there: that the optimiser prefers the scan is its choice.
        (Some(column), Some(facts)) if facts.index_led_by(column).is_some() => return false,
        (Some(_), _) => {}
    }
    let mut proposal = propose(view, node, Wanted::of(&asked));
    if column.is_none() {
        proposal.candidates.clear();
    }
    let name = view.called(node);
    let mut evidence = Evidence::default().text("table", view.table_name(node).name).number("rows", rows);
    if let Some(column) = &column {
        evidence = evidence.text("column", column.as_str());
    }
    if view.flow(node).runs > 1.0 {
        evidence = evidence.number("loops", view.flow(node).runs);
    }
    found.push(Finding {
        id: FindingId::JoinWithoutIndex,
        severity: Severity::Warning,
        node: Some(node.id),
        evidence,
        title: title(&name, rows, column.as_deref()),
        why: Said::from(
            say("join_without_index.why", "No index finds the rows of {table} that belong to a row before it.")
                .text("table", name),
        )
        .and(how(table.join_buffer.as_ref())),
        remedy: remedy(column.as_deref()),
        disprove: say(
            "join_without_index.disprove",
            "EXPLAIN ANALYZE shows how many rows come from the other side and how long this scan takes; try the index \
             on a copy.",
        )
        .into(),
        candidates: proposal.candidates,
        weight: view.read_in_all(node),
    });
    true
}

fn title(table: &str, rows: f64, column: Option<&str>) -> Said {
    let saying = match column {
        Some(column) => say(
            "join_without_index.title",
            "The join reads all of {table}: {rows} rows, no index on {column}",
        )
        .text("column", quoted(column)),
        None => say(
            "join_without_index.title.columns_unknown",
            "The join reads all of {table}: {rows} rows, no index on the join's columns",
        ),
    };
    saying.text("table", table).number("rows", rows).into()
}

fn how(buffer: Option<&JoinBuffer>) -> Saying {
    match buffer {
        Some(JoinBuffer::BlockNestedLoop) => say(
            "join_without_index.why.block_nested_loop",
            "Each row of it is compared with each of the rows before it, a buffer at a time.",
        ),
        Some(_) => say(
            "join_without_index.why.hash_join",
            "It is put through a hash join, which compares cheaply but reads every row.",
        ),
        None => say("join_without_index.why.each_row", "It is read anew for each row before it."),
    }
}

fn remedy(column: Option<&str>) -> Said {
    let saying = match column {
        Some(column) => {
            say("join_without_index.try", "An index that begins with {column}, if few rows come before it.")
                .text("column", quoted(column))
        }
        None => say(
            "join_without_index.try.columns_unknown",
            "An index that begins with the join's columns, if few rows come before it.",
        ),
    };
    Said::from(saying).and(say(
        "join_without_index.try.most",
        "When most rows of both sides are wanted, a hash join is the right way.",
    ))
}

fn matters(view: &View<'_>, node: &Node) -> bool {
    let buffer = node.table.as_deref().and_then(|table| table.join_buffer.as_ref());
    let rows = view.read(node);
    if matches!(buffer, Some(JoinBuffer::Hash | JoinBuffer::BlockNestedLoop)) {
        rows >= MANY_ROWS
    } else {
        rows >= LEAST_ROWS && view.flow(node).runs > 1.0 && view.read_in_all(node) >= MANY_ROWS_IN_ALL
    }
}

fn is_tabular(format: Format) -> bool {
    matches!(format, Format::Tabular | Format::MariadbTabular)
}

fn has_condition(node: &Node) -> bool {
    node.condition(ConditionKind::Attached).is_some()
        || node.extras.iter().any(|extra| extra.value.contains("Using where"))
}
