//! What matters most of a comparison, as sentences for people.

use crate::model::{Node, Operation, Plan};
use crate::tree_table::clean;

use super::figure::{differ, factor, figure, times_differ};
use super::marks::{Class, class, is_drawing};
use super::{DiffChange, DiffKind, DiffRow, PlanDiff, family};

/// So many sentences are read.
const SENTENCES_LIMIT: usize = 16;
/// Characters of a heading or condition in a sentence.
const WORDS_LIMIT: usize = 160;

pub(super) fn summary(diff: &PlanDiff<'_>) -> Vec<String> {
    let mut sentences = Vec::new();
    let (a, b) = (diff.a, diff.b);
    if family(a.format) != family(b.format) {
        let names = (a.format.name(), b.format.name());
        sentences.push(format!(
            "One plan is in {}, the other in {}: only what both say is compared.",
            names.0, names.1
        ));
    }
    if diff.same_shape {
        let same = diff.rows.iter().all(|row| row.kind == DiffKind::Same);
        let word = match (same, family(a.format) == family(b.format)) {
            (true, true) => "The plans are the same.",
            (true, false) => "That is the same.",
            (false, _) => "The plans have the same shape.",
        };
        sentences.push(word.to_owned());
    }
    whole(a, b, &mut sentences);
    join_begins(a, b, diff, &mut sentences);
    let tables =
        diff.rows.iter().filter(|row| node(diff, row).is_some_and(|node| class(node) == Class::Table));
    tables.filter_map(|row| of_table(diff, row)).for_each(|sentence| sentences.push(sentence));
    let others =
        diff.rows.iter().filter(|row| node(diff, row).is_some_and(|node| class(node) != Class::Table));
    others.filter_map(|row| of_step(diff, row)).for_each(|sentence| sentences.push(sentence));
    let more = sentences.len().saturating_sub(SENTENCES_LIMIT);
    if more > 1 {
        sentences.truncate(SENTENCES_LIMIT);
        sentences.push(format!("{more} more steps differ."));
    }
    sentences
}

fn whole(a: &Plan, b: &Plan, sentences: &mut Vec<String>) {
    let mut told = |what: &str, unit: &str, before: f64, after: f64| {
        let factor = factor(before, after).map(|factor| format!(", {factor}")).unwrap_or_default();
        sentences.push(format!("{what}: {}{unit} → {}{unit}{factor}.", figure(before), figure(after)));
    };
    if let (Some(before), Some(after)) = (a.total_cost, b.total_cost)
        && differ(before, after)
        && family(a.format) == family(b.format)
    {
        told("Cost of the whole", "", before, after);
    }
    if let (Some(before), Some(after)) = (a.total_time_ms, b.total_time_ms)
        && times_differ(before, after)
    {
        told("Time of the whole", " ms", before, after);
    }
}

/// Which table is read first decides how often all others are.
fn join_begins(a: &Plan, b: &Plan, diff: &PlanDiff<'_>, sentences: &mut Vec<String>) {
    let alike = family(a.format) == family(b.format);
    let read = |plan: &'_ Plan| -> Vec<u32> {
        let accesses = plan.accesses();
        accesses.iter().filter(|access| alike || !is_drawing(access)).map(|access| access.id).collect()
    };
    let (before, after) = (read(a), read(b));
    let (Some(first_before), Some(first_after)) = (before.first(), after.first()) else { return };
    let is_pair = diff.rows.iter().any(|row| row.a == Some(*first_before) && row.b == Some(*first_after));
    if is_pair || before.len() < 2 || after.len() < 2 {
        return;
    }
    if let (Some(was), Some(is)) =
        (a.node(*first_before).and_then(Node::alias), b.node(*first_after).and_then(Node::alias))
        && was != is
    {
        sentences.push(format!("The join begins with {} now; it began with {}.", short(is), short(was)));
    }
}

fn node<'d>(diff: &'d PlanDiff<'_>, row: &DiffRow) -> Option<&'d Node> {
    match (row.b, row.a) {
        (Some(b), _) => diff.b.node(b),
        (None, a) => diff.a.node(a?),
    }
}

fn of_table(diff: &PlanDiff<'_>, row: &DiffRow) -> Option<String> {
    let node = node(diff, row)?;
    let table = node.table.as_deref()?;
    let alias = short(&table.alias);
    match row.kind {
        DiffKind::Added => return Some(format!("{alias} is read too now: {}.", way(node))),
        DiffKind::Removed => return Some(format!("{alias} is read no more.")),
        _ => {}
    }
    let mut parts = Vec::new();
    let chosen = |field: &str| row.changes.iter().find(|change| change.field == field);
    if let (Some(before), true) = (
        diff.a.node(row.a?),
        chosen("access").is_some() || chosen("index").is_some() || chosen("covering").is_some(),
    ) {
        parts.push(format!("{} → {}", way(before), way(node)));
    }
    if let Some(DiffChange { before, after, .. }) = chosen("index_parts") {
        let text = |text: &Option<String>| short(text.as_deref().unwrap_or("?"));
        parts.push(format!("columns of the index used {} → {}", text(before), text(after)));
    }
    if let Some(DiffChange { before, after, .. }) = chosen("join") {
        let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "?".into());
        parts.push(format!("{} join → {} join", text(before), text(after)));
    }
    if row.kind == DiffKind::Moved {
        parts.push("another place in the plan".to_owned());
    }
    for (field, words) in [("rows", "rows"), ("actual_rows", "rows found")] {
        if let Some(change) = chosen(field)
            && (!parts.is_empty() || is_large(change))
        {
            let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "?".into());
            parts.push(format!("{words} {} → {}", text(&change.before), text(&change.after)));
        }
    }
    (!parts.is_empty()).then(|| format!("{alias}: {}.", parts.join("; ")))
}

/// Ten times as many rows are worth a sentence though the same is done with them.
fn is_large(change: &DiffChange) -> bool {
    let number = |text: &Option<String>| text.as_ref()?.replace(',', "").parse::<f64>().ok();
    match (number(&change.before), number(&change.after)) {
        (Some(before), Some(after)) => after.max(before) >= 10.0 * after.min(before).max(1.0),
        _ => false,
    }
}

/// How a table's rows are found, in a few words.
fn way(node: &Node) -> String {
    let Some(table) = node.table.as_deref() else { return short(&node.heading) };
    let mut way = table.access.as_ref().map_or_else(|| "unknown".to_owned(), |access| short(access.as_str()));
    if table.covering == Some(true) {
        way.insert_str(0, "covering ");
    }
    if let Some(index) = &table.index {
        way.push_str(" by ");
        way.push_str(&short(index));
    }
    way
}

fn of_step(diff: &PlanDiff<'_>, row: &DiffRow) -> Option<String> {
    let node = node(diff, row)?;
    let plain = matches!(
        node.operation,
        Operation::NestedLoop | Operation::Filter | Operation::Stream | Operation::TemporaryScan
    );
    match row.kind {
        DiffKind::Added if !plain => Some(format!("New: {}.", short(&node.heading))),
        DiffKind::Removed if !plain => Some(format!("Gone: {}.", short(&node.heading))),
        DiffKind::Moved if !plain => Some(format!("At another place: {}.", short(&node.heading))),
        _ => {
            let heading = row.changes.iter().find(|change| change.field == "heading")?;
            let text = |text: &Option<String>| short(text.as_deref().unwrap_or_default());
            Some(format!("{} → {}.", text(&heading.before), text(&heading.after)))
        }
    }
}

fn short(text: &str) -> String {
    match text.char_indices().nth(WORDS_LIMIT) {
        Some((end, _)) => format!("{}…", clean(&text[..end])),
        None => clean(text),
    }
}
