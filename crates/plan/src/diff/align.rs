//! Which step of one plan is which of the other. Tables first, since they are named; then, from below, what is
//! done with their rows; then, from above, what is left at the same places; at last what is the only one of its
//! sort. Each round looks at a bounded number of candidates for a step.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

use crate::model::{Node, Plan};

use super::marks::{Class, Marks, own_name, table_key};
use super::mask::masked;

/// So many pairs of one name are judged; of more the first is paired with the first.
const PAIRS_LIMIT: usize = 4096;
/// So many steps are climbed in search of the step that takes a table's rows.
const CLIMB_LIMIT: usize = 64;

/// The pairs.
pub(super) struct Alignment {
    /// For each step of the plan before, the step after.
    pub(super) to_b: Vec<Option<u32>>,
    /// For each step of the plan after, the step before.
    pub(super) to_a: Vec<Option<u32>>,
}

struct Aligning<'p> {
    a: &'p Plan,
    b: &'p Plan,
    marks_a: &'p Marks,
    marks_b: &'p Marks,
    found: Alignment,
}

impl Alignment {
    pub(super) fn of(a: &Plan, marks_a: &Marks, b: &Plan, marks_b: &Marks, alike: bool) -> Self {
        let found = Self { to_b: vec![None; a.nodes.len()], to_a: vec![None; b.nodes.len()] };
        let mut aligning = Aligning { a, b, marks_a, marks_b, found };
        aligning.tables();
        aligning.named(Class::Table, own_name);
        aligning.upwards(alike);
        aligning.downwards();
        for class in [Class::Sort, Class::Aggregate, Class::Deduplicate, Class::Window, Class::Materialize] {
            aligning.named(class, |node| Some(masked(&node.heading)));
            aligning.named(class, |_| Some(()));
        }
        aligning.found
    }

    fn pair(&mut self, a: u32, b: u32) {
        self.to_b[a as usize] = Some(b);
        self.to_a[b as usize] = Some(a);
    }
}

impl<'p> Aligning<'p> {
    fn free_a(&self, class: Class) -> Vec<&'p Node> {
        let free = |node: &&Node| {
            self.marks_a.classes[node.id as usize] == class && self.found.to_b[node.id as usize].is_none()
        };
        self.a.nodes.iter().filter(free).collect()
    }

    fn free_b(&self, class: Class) -> Vec<&'p Node> {
        let free = |node: &&Node| {
            self.marks_b.classes[node.id as usize] == class && self.found.to_a[node.id as usize].is_none()
        };
        self.b.nodes.iter().filter(free).collect()
    }

    /// Tables of one alias; of several those in the same query, read in the same way.
    fn tables(&mut self) {
        let mut groups: HashMap<String, (Vec<u32>, Vec<u32>)> = HashMap::new();
        for node in self.free_a(Class::Table) {
            if let Some(key) = table_key(node) {
                groups.entry(key).or_default().0.push(node.id);
            }
        }
        for node in self.free_b(Class::Table) {
            if let Some(group) = table_key(node).and_then(|key| groups.get_mut(&key)) {
                group.1.push(node.id);
            }
        }
        for (before, after) in groups.into_values() {
            if before.len().saturating_mul(after.len()) > PAIRS_LIMIT {
                before.iter().zip(&after).for_each(|(a, b)| self.found.pair(*a, *b));
                continue;
            }
            let mut pairs = Vec::with_capacity(before.len() * after.len());
            for (place_a, a) in before.iter().enumerate() {
                for (place_b, b) in after.iter().enumerate() {
                    let unlike = u32::MAX - self.likeness(*a, *b);
                    pairs.push((unlike, place_a.abs_diff(place_b), *a, *b));
                }
            }
            pairs.sort_unstable();
            for (_, _, a, b) in pairs {
                if self.found.to_b[a as usize].is_none() && self.found.to_a[b as usize].is_none() {
                    self.found.pair(a, b);
                }
            }
        }
    }

    fn likeness(&self, a: u32, b: u32) -> u32 {
        let same_way = self.marks_a.ways[a as usize] == self.marks_b.ways[b as usize];
        let (a, b) = (&self.a.nodes[a as usize], &self.b.nodes[b as usize]);
        let (Some(table_a), Some(table_b)) = (&a.table, &b.table) else { return 0 };
        let same_name = table_a.name.is_some() && table_a.name == table_b.name;
        u32::from(same_way) * 8
            + u32::from(same_name) * 4
            + u32::from(table_a.access == table_b.access) * 2
            + u32::from(table_a.index == table_b.index) * 2
    }

    /// Steps that a name tells apart: the first of a name is the first of that name.
    fn named<K: Eq + Hash>(&mut self, class: Class, name: impl Fn(&'p Node) -> Option<K>) {
        let mut after: HashMap<K, Vec<u32>> = HashMap::new();
        for node in self.free_b(class).into_iter().rev() {
            if let Some(name) = name(node) {
                after.entry(name).or_default().push(node.id);
            }
        }
        for node in self.free_a(class) {
            if let Some(b) = name(node).and_then(|name| after.get_mut(&name)).and_then(Vec::pop) {
                self.found.pair(node.id, b);
            }
        }
    }

    /// A step is that one which takes the rows of the same steps.
    fn upwards(&mut self, alike: bool) {
        // The uppermost step below or at each that has its pair.
        let mut paired: Vec<Option<u32>> = vec![None; self.a.nodes.len()];
        for node in self.a.nodes.iter().rev() {
            let place = node.id as usize;
            if self.found.to_b[place].is_none() && !node.children.is_empty() {
                let below = node.children.iter().filter_map(|child| paired[*child as usize]);
                let candidate = below.take(3).find_map(|below| self.climbed(node.id, below, alike));
                if let Some(b) = candidate {
                    self.found.pair(node.id, b);
                }
            }
            paired[place] = match self.found.to_b[place] {
                Some(_) => Some(node.id),
                None => node.children.iter().find_map(|child| paired[*child as usize]),
            };
        }
    }

    /// The next step above the pair of `below` that can be the pair of `node`.
    fn climbed(&self, node: u32, below: u32, alike: bool) -> Option<u32> {
        let class = self.marks_a.classes[node as usize];
        let same_block = self.marks_a.blocks[node as usize] == self.marks_a.blocks[below as usize];
        let start = self.found.to_b[below as usize]?;
        let mut at = start;
        let mut candidate = None;
        for _ in 0..CLIMB_LIMIT {
            let Some(above) = self.b.nodes[at as usize].parent else { break };
            at = above;
            let stays = self.marks_b.blocks[at as usize] == self.marks_b.blocks[start as usize];
            let fits = self.marks_b.classes[at as usize] == class && self.found.to_a[at as usize].is_none();
            if fits && stays == same_block {
                candidate = Some(at);
                // One step of JSON v1 joins what iterators join in pairs: the last of these is the whole.
                if alike || class != Class::Join {
                    break;
                }
            } else if candidate.is_some() || same_block && !stays {
                break;
            }
        }
        candidate
    }

    /// What is left below a pair, in order.
    fn downwards(&mut self) {
        if self.found.to_b[0].is_none()
            && self.found.to_a[0].is_none()
            && self.marks_a.classes[0] == self.marks_b.classes[0]
            && self.marks_a.classes[0] != Class::Table
        {
            self.found.pair(0, 0);
        }
        for node in &self.a.nodes {
            let Some(b) = self.found.to_b[node.id as usize] else { continue };
            let mut left: VecDeque<u32> = self.b.nodes[b as usize]
                .children
                .iter()
                .copied()
                .filter(|child| self.found.to_a[*child as usize].is_none())
                .collect();
            for child in &node.children {
                let class = self.marks_a.classes[*child as usize];
                if left.is_empty() {
                    break;
                }
                if self.found.to_b[*child as usize].is_some() || class == Class::Table {
                    continue;
                }
                let fits = |other: &u32| self.marks_b.classes[*other as usize] == class;
                if let Some(place) = left.iter().take(CLIMB_LIMIT).position(fits) {
                    let Some(other) = left.remove(place) else { continue };
                    self.found.pair(*child, other);
                }
            }
        }
    }
}
