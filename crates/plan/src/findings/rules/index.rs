//! Indexes that are used and find too much.

use super::{MANY_ROWS, SOME_ROWS};
use crate::findings::candidate::{Wanted, propose, quoted};
use crate::findings::facts::same_name;
use crate::findings::finding::{Evidence, Finding, FindingId, Severity};
use crate::findings::predicate::{Predicate, PredicateKind};
use crate::findings::view::View;
use crate::findings::wording::{count, percent};
use crate::model::{AccessType, ConditionKind, Node, Role};

/// A tenth, as estimates round it.
const POOR_SHARE: f64 = 0.1001;
/// A lookup that finds fewer rows is good as it is.
const LEAST_ROWS: f64 = 10.0;

pub(in crate::findings) fn poor_selectivity(view: &View<'_>, node: &Node, found: &mut Vec<Finding>) {
    let Some(table) = node.table.as_deref() else { return };
    let by_index = matches!(
        table.access,
        Some(AccessType::Ref | AccessType::RefOrNull | AccessType::Range | AccessType::IndexSubquery)
    );
    let (read, in_all) = (view.read(node), view.read_in_all(node));
    if !by_index || read < LEAST_ROWS || in_all < SOME_ROWS || view.is_of_server(node) {
        return;
    }
    let Some(kept) = view.kept_share(node).filter(|kept| *kept <= POOR_SHARE) else { return };
    let index = table.index.clone().unwrap_or_default();
    let proposal = propose(view, node, Wanted::of(&view.asked(node, view.is_inner(node))));
    let name = view.called(node);
    let guess = if node.actuals.is_none() {
        " Without a histogram or an index the share is the optimiser's guess."
    } else {
        ""
    };
    let remedy = if proposal.columns.is_empty() {
        "A condition that an index can be searched by, or a more selective one.".to_owned()
    } else if let Some(existing) = &proposal.existing {
        format!("{} has all these columns: see why it is not used to its end.", quoted(existing))
    } else {
        format!(
            "One index of all columns that are asked for: ({}).",
            proposal.columns.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ")
        )
    };
    found.push(Finding {
        id: FindingId::PoorSelectivity,
        severity: if in_all >= MANY_ROWS { Severity::Warning } else { Severity::Notice },
        node: Some(node.id),
        evidence: Evidence::default()
            .text("table", view.table_name(node).name)
            .text("index", index.as_str())
            .number("rows", in_all)
            .number("filtered_percent", kept * 100.0),
        title: format!("{} finds {} rows of {name}, of which {} are kept", quoted(&index), count(in_all), percent(kept)),
        why: format!("Each row is fetched through the index, and most are then thrown away by a condition that the index \
                      does not know.{guess}"),
        remedy,
        disprove: "EXPLAIN ANALYZE shows how many rows the filter keeps in fact.".to_owned(),
        candidates: proposal.candidates,
        weight: in_all,
    });
}

pub(in crate::findings) fn key_prefix_only(view: &View<'_>, node: &Node, found: &mut Vec<Finding>) {
    let Some(table) = node.table.as_deref() else { return };
    let by_index = matches!(table.access, Some(AccessType::Ref | AccessType::Range));
    let Some(index) = table.index.as_deref().filter(|_| by_index) else { return };
    if view.read(node) < SOME_ROWS || view.is_of_server(node) {
        return;
    }
    let asked = view.asked(node, view.is_inner(node));
    let used = used_columns(node, &asked.predicates);
    let searchable = |predicate: &&Predicate| {
        predicate.wrapping.is_none()
            && predicate.kind != PredicateKind::Other
            && !used.iter().any(|used| same_name(used, &predicate.column))
    };
    let later = asked.predicates.iter().filter(searchable).find(|predicate| {
        match view.table_facts(node).map(|facts| facts.index(index)) {
            Some(known) => known.is_some_and(|known| {
                known.parts.iter().skip(used.len() + 1).any(|part| part.is_column(&predicate.column))
            }),
            // What is checked in the index is in the index.
            None => is_pushed(node, &predicate.column),
        }
    });
    let Some(column) = later.map(|predicate| predicate.column.clone()).filter(|_| !used.is_empty()) else {
        return;
    };
    let proposal = propose(view, node, Wanted::of(&asked));
    let (name, rows) = (view.called(node), view.read_in_all(node));
    let used = used.iter().map(|used| quoted(used)).collect::<Vec<_>>().join(", ");
    found.push(Finding {
        id: FindingId::KeyPrefixOnly,
        severity: Severity::Notice,
        node: Some(node.id),
        evidence: Evidence::default()
            .text("table", view.table_name(node).name)
            .text("index", index)
            .text("columns", used.replace('`', ""))
            .text("column", column.as_str())
            .number("rows", rows),
        title: format!("Of {} of {name} only {used} is searched by, not {}", quoted(index), quoted(&column)),
        why: format!(
            "{} stands further behind in the index, after a column of which the statement says nothing, so the index is \
             searched by its first columns alone: {} entries.",
            quoted(&column),
            count(rows)
        ),
        remedy: "An index without the column between, or a condition on that column too.".to_owned(),
        disprove: "EXPLAIN ANALYZE shows the entries that are read; if the condition keeps most of them, another index \
                   gains nothing."
            .to_owned(),
        candidates: proposal.candidates,
        weight: rows,
    });
}

/// The columns that the index is searched by.
fn used_columns(node: &Node, predicates: &[Predicate]) -> Vec<String> {
    if let Some(table) = node.table.as_deref().filter(|table| !table.index_parts.is_empty()) {
        return table.index_parts.clone();
    }
    let search = [ConditionKind::Lookup, ConditionKind::Range];
    let mut used: Vec<String> = Vec::new();
    for condition in node.conditions.iter().filter(|condition| search.contains(&condition.kind)) {
        for predicate in predicates {
            let names = [predicate.column.clone(), quoted(&predicate.column)];
            // The texts of searches are short and name columns without their table.
            let is_named = words(&condition.text).any(|word| names.iter().any(|name| name == word));
            if is_named && !used.contains(&predicate.column) {
                used.push(predicate.column.clone());
            }
        }
    }
    used
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', '(', ')', ',', '=', '<', '>'])
}

fn is_pushed(node: &Node, column: &str) -> bool {
    let pushed = node.condition(ConditionKind::PushedToIndex).and_then(crate::findings::condition::read);
    pushed.is_some_and(|expression| {
        let mut columns = Vec::new();
        expression.columns(&mut columns);
        columns.iter().any(|known| same_name(&known.name, column))
    })
}

pub(in crate::findings) fn merge_intersection(view: &View<'_>, node: &Node, found: &mut Vec<Finding>) {
    let Some(table) = node.table.as_deref() else { return };
    let merged = table.index.as_deref().filter(|_| table.access == Some(AccessType::IndexMerge));
    let Some(names) = merged.and_then(|index| index.strip_prefix("intersect(")?.strip_suffix(')')) else {
        return;
    };
    let names: Vec<&str> = names.split(',').collect();
    // An index ends with the primary key already, so one of both would be the index that exists.
    if names.contains(&"PRIMARY") || names.len() < 2 {
        return;
    }
    let parts = view.plan.children(node).filter(|child| child.role == Role::IndexMergePart);
    let entries: f64 = parts.map(|part| view.read(part)).sum();
    let entries =
        Some(entries).filter(|entries| *entries > 0.0).or_else(|| entries_by_facts(view, node, &names));
    if entries.is_some_and(|entries| entries < SOME_ROWS) {
        return;
    }
    let rows = view.read(node);
    let name = view.called(node);
    let proposal = propose(view, node, Wanted::of(&view.asked(node, false)));
    let listed = names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(" and ");
    let read =
        entries.map_or_else(|| "Entries".to_owned(), |entries| format!("About {} entries", count(entries)));
    found.push(Finding {
        id: FindingId::IndexMergeIntersection,
        severity: Severity::Notice,
        node: Some(node.id),
        evidence: Evidence::default()
            .text("table", view.table_name(node).name)
            .text("index", names.join(", "))
            .known("entries", entries)
            .number("rows", rows),
        title: format!("{listed} of {name} are read and intersected"),
        why: format!(
            "{read} of the indexes are read to find the {} rows that are in each of them. One index of all these columns \
             would read those alone.",
            count(rows)
        ),
        remedy: "One index of the columns together; it also makes one of the single ones redundant.".to_owned(),
        disprove: "EXPLAIN ANALYZE shows the entries that each part reads: if they are few, it does not matter."
            .to_owned(),
        candidates: proposal.candidates,
        weight: entries.unwrap_or(rows) * view.flow(node).runs,
    });
}

/// About how many entries one value of each index has.
fn entries_by_facts(view: &View<'_>, node: &Node, names: &[&str]) -> Option<f64> {
    let facts = view.table_facts(node)?;
    let rows = facts.rows? as f64;
    names.iter().try_fold(0.0, |sum, name| {
        let distinct = facts.index(name)?.parts.first()?.cardinality.filter(|distinct| *distinct > 0)?;
        Some(sum + rows / distinct as f64)
    })
}
