//! The steps of both plans as one list: the plan after in its order, what is gone where it stood.

use crate::model::Plan;

use super::align::Alignment;
use super::changes::changes;
use super::marks::is_drawing;
use super::{DiffKind, DiffRow};

/// What is gone is put behind at most so many steps that stand deeper.
const SKIP_LIMIT: usize = 1000;

pub(super) fn rows(a: &Plan, b: &Plan, alignment: &Alignment, moved: &[bool], alike: bool) -> Vec<DiffRow> {
    let mut rows = after(a, b, alignment, moved, alike);
    let mut places = vec![None; b.nodes.len()];
    for (place, row) in rows.iter().enumerate() {
        if let Some(b) = row.b {
            places[b as usize] = Some(place);
        }
    }
    let gone = gone(a, alignment, moved, alike, &rows, &places);
    let mut woven = Vec::with_capacity(rows.len() + gone.len());
    let mut gone = gone.into_iter().peekable();
    for (place, row) in rows.drain(..).enumerate() {
        while gone.peek().is_some_and(|(before, _)| *before <= place) {
            woven.extend(gone.next().map(|(_, row)| row));
        }
        woven.push(row);
    }
    woven.extend(gone.map(|(_, row)| row));
    woven
}

fn after(a: &Plan, b: &Plan, alignment: &Alignment, moved: &[bool], alike: bool) -> Vec<DiffRow> {
    let mut rows: Vec<DiffRow> = Vec::with_capacity(b.nodes.len());
    // How many steps that are shown stand above each, itself included.
    let mut depths: Vec<u32> = Vec::with_capacity(b.nodes.len());
    for node in &b.nodes {
        let depth = node.parent.map_or(0, |parent| depths[parent as usize]);
        let before = alignment.to_a[node.id as usize];
        if before.is_none() && !alike && is_drawing(node) {
            depths.push(depth);
            continue;
        }
        depths.push(depth + 1);
        let (kind, changes) = match before {
            None => (DiffKind::Added, Vec::new()),
            Some(id) => {
                let changes = changes(&a.nodes[id as usize], node, alike);
                let kind = match (moved[id as usize], changes.is_empty()) {
                    (true, _) => DiffKind::Moved,
                    (false, false) => DiffKind::Changed,
                    (false, true) => DiffKind::Same,
                };
                (kind, changes)
            }
        };
        rows.push(DiffRow { kind, a: before, b: Some(node.id), depth, changes });
    }
    rows
}

/// What the plan after has not, each with the place in `rows` that it stands before; in rising order of these.
fn gone(
    a: &Plan,
    alignment: &Alignment,
    moved: &[bool],
    alike: bool,
    rows: &[DiffRow],
    places: &[Option<usize>],
) -> Vec<(usize, DiffRow)> {
    let mut gone: Vec<(usize, DiffRow)> = Vec::new();
    let mut depths: Vec<u32> = Vec::with_capacity(a.nodes.len());
    // Behind which row the last step that stayed stands.
    let mut behind = 0;
    for node in &a.nodes {
        let above = node.parent.map_or(0, |parent| depths[parent as usize]);
        let pair = alignment.to_b[node.id as usize];
        if let Some(place) = pair.and_then(|pair| places[pair as usize]) {
            depths.push(rows[place].depth + 1);
            if !moved[node.id as usize] {
                behind = place + 1;
            }
            continue;
        }
        if pair.is_some() || !alike && is_drawing(node) {
            depths.push(above);
            continue;
        }
        depths.push(above + 1);
        let mut place = behind;
        let end = rows.len().min(behind + SKIP_LIMIT);
        while place < end && rows[place].depth > above && place > 0 {
            place += 1;
        }
        let row =
            DiffRow { kind: DiffKind::Removed, a: Some(node.id), b: None, depth: above, changes: Vec::new() };
        gone.push((place, row));
    }
    // The sort keeps the order of those that stand before the same row.
    gone.sort_by_key(|(place, _)| *place);
    gone
}
