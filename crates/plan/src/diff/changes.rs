//! What differs between the two steps of a pair.

use std::collections::HashSet;

use crate::model::{AccessType, Badge, Condition, ConditionKind, JoinKind, Node, Operation, TableAccess};

use super::DiffChange;
use super::figure::{differ, figure, times_differ};
use super::mask::masked;

/// Of more conditions of one step no one is told apart.
const CONDITIONS_LIMIT: usize = 100;
/// Characters of a condition or heading.
const TEXT_LIMIT: usize = 600;

/// What differs; between formats that are not alike only what both say in the same words.
pub(super) fn changes(a: &Node, b: &Node, alike: bool) -> Vec<DiffChange> {
    let mut changes = Vec::new();
    let mut told = |field, before: Option<String>, after: Option<String>| {
        if before != after {
            changes.push(DiffChange { field, before, after });
        }
    };
    if let (Some(table_a), Some(table_b)) = (a.table.as_deref(), b.table.as_deref()) {
        tables(table_a, table_b, alike, &mut told);
    }
    if method(&a.operation) != method(&b.operation)
        || alike && a.operation != Operation::TableAccess && masked(&a.heading) != masked(&b.heading)
    {
        told("heading", Some(cut(&a.heading)), Some(cut(&b.heading)));
    }
    if alike || a.table.is_some() {
        told("join", Some(joined(a).to_owned()), Some(joined(b).to_owned()));
    }
    if alike {
        conditions(a, b, &mut told);
        badges(a, b, &mut told);
    }
    figures(a, b, alike, &mut told);
    changes
}

type Told<'t> = dyn FnMut(&'static str, Option<String>, Option<String>) + 't;

fn tables(a: &TableAccess, b: &TableAccess, alike: bool, told: &mut Told<'_>) {
    let word = |table: &TableAccess| table.access.as_ref().map(|access| plain(access).to_owned());
    if alike || a.access.is_some() && b.access.is_some() {
        told("access", word(a), word(b));
        // The server numbers the indexes of its own tables and names them as it likes.
        if !(a.is_internal() && b.is_internal() && !alike) {
            told("index", a.index.clone(), b.index.clone());
        }
    }
    let list = |list: &[String]| (!list.is_empty()).then(|| list.join(", "));
    if !a.index_parts.is_empty() && !b.index_parts.is_empty() && a.index == b.index {
        told("index_parts", list(&a.index_parts), list(&b.index_parts));
    }
    let yes = |flag: Option<bool>| flag.filter(|flag| *flag).map(|_| "yes".to_owned());
    if alike {
        told("covering", yes(a.covering), yes(b.covering));
        told("reverse", yes(a.reverse), yes(b.reverse));
        told("partitions", list(&a.partitions), list(&b.partitions));
    }
}

/// Formats have two words for one thing.
fn plain(access: &AccessType) -> &str {
    match access {
        AccessType::UniqueSubquery => "eq_ref",
        AccessType::IndexSubquery => "ref",
        AccessType::System => "const",
        access => access.as_str(),
    }
}

/// The first input of a join is joined to nothing; that it is first, its place says.
fn joined(node: &Node) -> &'static str {
    match node.join {
        None | Some(JoinKind::Inner) => "inner",
        Some(JoinKind::Left) => "left",
        Some(JoinKind::Semi) => "semi",
        Some(JoinKind::Anti) => "anti",
    }
}

/// How a step of one class goes about it.
fn method(operation: &Operation) -> u8 {
    match operation {
        Operation::NestedLoop => 1,
        Operation::HashJoin => 2,
        _ => 0,
    }
}

fn conditions(a: &Node, b: &Node, told: &mut Told<'_>) {
    let masks = |node: &Node| -> Vec<(u8, String)> {
        node.conditions.iter().map(|condition| (condition.kind as u8, mask(condition))).collect()
    };
    let (masks_a, masks_b) = (masks(a), masks(b));
    // TREE writes in one text what JSON has as a list.
    let whole =
        |masks: &[(u8, String)]| masks.iter().map(|(_, mask)| mask.as_str()).collect::<Vec<_>>().join(", ");
    if whole(&masks_a) == whole(&masks_b) {
        return;
    }
    if masks_a.len().max(masks_b.len()) > CONDITIONS_LIMIT {
        let count = |count: usize| Some(format!("{count} conditions"));
        told("condition", count(masks_a.len()), Some(format!("{} other conditions", masks_b.len())));
        return;
    }
    let mut left_b: Vec<Option<&Condition>> = b.conditions.iter().map(Some).collect();
    let mut gone = Vec::new();
    for (condition, mask) in a.conditions.iter().zip(&masks_a) {
        match masks_b.iter().enumerate().position(|(place, other)| other == mask && left_b[place].is_some()) {
            Some(place) => left_b[place] = None,
            None => gone.push(condition),
        }
    }
    let mut come = left_b.into_iter().flatten();
    for condition in gone {
        told("condition", Some(cut(&condition.text)), come.next().map(|condition| cut(&condition.text)));
    }
    for condition in come {
        told("condition", None, Some(cut(&condition.text)));
    }
}

/// How many ranges a condition comes to is its literals' business, and TREE leaves out all but the first.
fn mask(condition: &Condition) -> String {
    let mask = masked(&condition.text);
    if condition.kind != ConditionKind::Range {
        return mask;
    }
    let mut seen = HashSet::new();
    let kept: Vec<&str> =
        mask.split(" OR ").filter(|range| *range != "(? more)" && seen.insert(*range)).collect();
    kept.join(" OR ")
}

/// As much of a text as is read.
fn cut(text: &str) -> String {
    match text.char_indices().nth(TEXT_LIMIT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn badges(a: &Node, b: &Node, told: &mut Told<'_>) {
    // These say what access and covering say.
    let shown = |badge: &&Badge| {
        !matches!(badge, Badge::FullScan | Badge::FullIndexScan | Badge::Covering | Badge::Reverse)
    };
    for badge in a.badges.iter().filter(shown).filter(|badge| !b.badges.contains(badge)) {
        told("badge", Some(words(*badge)), None);
    }
    for badge in b.badges.iter().filter(shown).filter(|badge| !a.badges.contains(badge)) {
        told("badge", None, Some(words(*badge)));
    }
}

fn words(badge: Badge) -> String {
    let mut words = String::new();
    for character in format!("{badge:?}").chars() {
        if character.is_uppercase() && !words.is_empty() {
            words.push('_');
        }
        words.push(character.to_ascii_lowercase());
    }
    words
}

fn figures(a: &Node, b: &Node, alike: bool, told: &mut Told<'_>) {
    let mut both = |field, before: Option<f64>, after: Option<f64>, differ: fn(f64, f64) -> bool| {
        if let (Some(before), Some(after)) = (before, after)
            && differ(before, after)
        {
            told(field, Some(figure(before)), Some(figure(after)));
        }
    };
    let rows = |node: &Node| node.estimates.rows_examined_per_scan.or(node.estimates.rows_produced);
    if alike || a.operation == Operation::TableAccess {
        both("rows", rows(a), rows(b), differ);
    }
    let measured = |node: &Node| node.actuals.and_then(|actuals| actuals.measured().copied());
    if let (Some(a), Some(b)) = (measured(a), measured(b)) {
        both("actual_rows", a.rows, b.rows, differ);
        both("loops", a.loops, b.loops, differ);
    }
    if alike {
        both("filtered_percent", a.estimates.filtered_percent, b.estimates.filtered_percent, differ);
        both("cost", a.self_cost, b.self_cost, differ);
    }
    both("time_ms", a.self_time_ms, b.self_time_ms, times_differ);
}
