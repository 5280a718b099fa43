//! Indexes that are used and find too much.

use super::{MANY_ROWS, SOME_ROWS};
use crate::findings::candidate::{Wanted, propose, quoted};
use crate::findings::facts::same_name;
use crate::findings::finding::{Evidence, Finding, FindingId, Severity};
use crate::findings::predicate::{Predicate, PredicateKind};
use crate::findings::sentence::{Said, say};
use crate::findings::view::View;
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
    let is_guess = node.actuals.is_none();
    let remedy = if proposal.columns.is_empty() {
        say(
            "poor_selectivity.try.condition",
            "A condition that an index can be searched by, or a more selective one.",
        )
    } else if let Some(existing) = &proposal.existing {
        say(
            "poor_selectivity.try.existing",
            "{index} has all these columns: see why it is not used to its end.",
        )
        .text("index", quoted(existing))
    } else {
        say("poor_selectivity.try.columns", "One index of all columns that are asked for: ({columns}).")
            .text("columns", listed(&proposal.columns))
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
        title: say("poor_selectivity.title", "{index} finds {rows} rows of {table}, of which {kept_percent} are kept")
            .text("index", quoted(&index))
            .number("rows", in_all)
            .text("table", name)
            .number("kept_percent", kept * 100.0)
            .into(),
        why: Said::from(say(
            "poor_selectivity.why",
            "Each row is fetched through the index, and most are then thrown away by a condition that the index does \
             not know.",
        ))
        .and_if(is_guess, || {
            say(
                "poor_selectivity.why.guess",
                "Without a histogram or an index the share is the optimiser's guess.",
            )
        }),
        remedy: remedy.into(),
        disprove: say(
            "poor_selectivity.disprove",
            "EXPLAIN ANALYZE shows how many rows the filter keeps in fact.",
        )
        .into(),
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
    let used = listed(&used);
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
        title: say("key_prefix_only.title", "Of {index} of {table} only {used} is searched by, not {column}")
            .text("index", quoted(index))
            .text("table", name)
            .text("used", used)
            .text("column", quoted(&column))
            .into(),
        why: say(
            "key_prefix_only.why",
            "{column} stands further behind in the index, after a column of which the statement says nothing, so the \
             index is searched by its first columns alone: {rows} entries.",
        )
        .text("column", quoted(&column))
        .number("rows", rows)
        .into(),
        remedy: say(
            "key_prefix_only.try",
            "An index without the column between, or a condition on that column too.",
        )
        .into(),
        disprove: say(
            "key_prefix_only.disprove",
            "EXPLAIN ANALYZE shows the entries that are read; if the condition keeps most of them, another index gains \
             nothing.",
        )
        .into(),
        candidates: proposal.candidates,
        weight: rows,
    });
}

fn listed(names: &[impl AsRef<str>]) -> String {
    names.iter().map(|name| quoted(name.as_ref())).collect::<Vec<_>>().join(", ")
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
    let why = match entries {
        Some(entries) => say(
            "index_merge_intersection.why",
            "About {entries} entries of the indexes are read to find the {rows} rows that are in each of them.",
        )
        .number("entries", entries),
        None => say(
            "index_merge_intersection.why.unknown",
            "Entries of the indexes are read to find the {rows} rows that are in each of them.",
        ),
    };
    found.push(Finding {
        id: FindingId::IndexMergeIntersection,
        severity: Severity::Notice,
        node: Some(node.id),
        evidence: Evidence::default()
            .text("table", view.table_name(node).name)
            .text("index", names.join(", "))
            .known("entries", entries)
            .number("rows", rows),
        title: say("index_merge_intersection.title", "{indexes} of {table} are read and intersected")
            .text("indexes", listed(&names))
            .text("table", name)
            .into(),
        why: Said::from(why.number("rows", rows)).and(say(
            "index_merge_intersection.why.one",
            "One index of all these columns would read those alone.",
        )),
        remedy: say(
            "index_merge_intersection.try",
            "One index of the columns together; it also makes one of the single ones redundant.",
        )
        .into(),
        disprove: say(
            "index_merge_intersection.disprove",
            "EXPLAIN ANALYZE shows the entries that each part reads: if they are few, it does not matter.",
        )
        .into(),
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
