//! Which steps stand at another place: tables by their turn in the join order, other steps by what they work for.

use std::collections::HashMap;

use crate::model::{Node, Plan};

use super::align::Alignment;
use super::marks::{Class, Marks};

/// For each step of the plan before, whether its pair stands elsewhere.
pub(super) fn moved(
    a: &Plan,
    marks_a: &Marks,
    b: &Plan,
    marks_b: &Marks,
    alignment: &Alignment,
    alike: bool,
) -> Vec<bool> {
    let mut moved = vec![false; a.nodes.len()];
    let mut turns = vec![0_usize; b.nodes.len()];
    for (turn, node) in b.accesses().into_iter().enumerate() {
        turns[node.id as usize] = turn;
    }
    // Tables of one query, in the order before; each with its turn in the order after.
    let mut joins: HashMap<(u32, u32), Vec<(u32, usize)>> = HashMap::new();
    for node in a.accesses() {
        let Some(pair) = alignment.to_b[node.id as usize] else { continue };
        let blocks = (marks_a.blocks[node.id as usize], marks_b.blocks[pair as usize]);
        joins.entry(blocks).or_default().push((node.id, turns[pair as usize]));
    }
    for join in joins.into_values() {
        let turns: Vec<usize> = join.iter().map(|(_, turn)| *turn).collect();
        for (place, stays) in longest_rise(&turns).into_iter().enumerate() {
            moved[join[place].0 as usize] = !stays;
        }
    }
    // Formats draw the same work under different steps.
    if !alike {
        return moved;
    }
    for node in &a.nodes {
        let Some(pair) = alignment.to_b[node.id as usize] else { continue };
        let class = marks_a.classes[node.id as usize];
        let elsewhere = if class == Class::Table {
            marks_a.ways[node.id as usize] != marks_b.ways[pair as usize]
        } else if matches!(class, Class::Join | Class::Stream | Class::IndexMergePart) {
            false
        } else {
            let before = user(a, marks_a, node, |id| alignment.to_b[id as usize]);
            let after =
                user(b, marks_b, &b.nodes[pair as usize], |id| alignment.to_a[id as usize].map(|_| id));
            before != after
        };
        moved[node.id as usize] |= elsewhere;
    }
    moved
}

/// What a step works for.
#[derive(PartialEq)]
enum User {
    /// The whole.
    Nobody,
    /// A join: which of a chain of them is the join order's business.
    Join,
    /// A step that both plans have, by its number in the plan after.
    Step(u32),
}

fn user(plan: &Plan, marks: &Marks, node: &Node, in_b: impl Fn(u32) -> Option<u32>) -> User {
    let mut at = node;
    while let Some(above) = at.parent.and_then(|parent| plan.node(parent)) {
        if marks.classes[above.id as usize] == Class::Join {
            return User::Join;
        }
        if let Some(id) = in_b(above.id) {
            return User::Step(id);
        }
        at = above;
    }
    User::Nobody
}

/// Which of the numbers belong to a longest rising row of them; of several such rows one.
fn longest_rise(numbers: &[usize]) -> Vec<bool> {
    // For each length the place of the least number that ends a rise of it.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(numbers.len());
    for (place, number) in numbers.iter().enumerate() {
        let length = ends.partition_point(|end| numbers[*end] < *number);
        before.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        if length == ends.len() {
            ends.push(place);
        } else {
            ends[length] = place;
        }
    }
    let mut belongs = vec![false; numbers.len()];
    let mut at = ends.last().copied();
    while let Some(place) = at {
        belongs[place] = true;
        at = before[place];
    }
    belongs
}

#[cfg(test)]
mod tests {
    use super::longest_rise;

    #[test]
    fn what_does_not_rise_is_out() {
        let rise = |numbers: &[usize]| -> Vec<usize> {
            let belongs = longest_rise(numbers);
            numbers.iter().zip(belongs).filter(|(_, belongs)| *belongs).map(|(number, _)| *number).collect()
        };
        assert_eq!(rise(&[0, 1, 2, 3]), [0, 1, 2, 3]);
        assert_eq!(rise(&[3, 0, 1, 2]), [0, 1, 2]);
        assert_eq!(rise(&[1, 2, 3, 0]), [1, 2, 3]);
        assert_eq!(rise(&[0, 5, 2, 3, 1, 4]), [0, 2, 3, 4]);
        assert_eq!(rise(&[]), [0; 0]);
    }
}
