//! The states that texts have been in behind their literals, and the stretches of text that lead from one to the next.

use super::literal::Follower;
use super::skip::Loop;
use super::stretches::{Stretch, Stretches};
use crate::SqlMode;
use crate::keyword::Keyword;
use crate::writer::Folding;

pub(super) const NONE: u32 = u32::MAX;
/// How many of each there may be at most; with the bytes, twelve megabytes, and seldom more than half of it.
pub(super) const MOST: usize = 32_768;
/// Of parentheses that are open, in all states together.
const MOST_GROUPS: usize = 2 * MOST;
const MOST_BYTES: usize = 3 << 20;
/// One for each lexical mode.
const ROOTS: usize = 4;

/// Where bytes are.
#[derive(Debug, Clone, Copy, Default)]
struct Piece {
    start: u32,
    length: u32,
}

/// Everything that what is written behind a literal depends on, but for what is written before.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct State {
    pub(crate) mode: SqlMode,
    pub(crate) verb: Keyword,
    pub(crate) last_keyword: Keyword,
    pub(crate) after_is_not: bool,
    pub(crate) open_cases: usize,
    pub(crate) folding: Folding,
    pub(crate) repeats: Loop,
}

/// A state behind a literal, together with what is written up to there.
#[derive(Debug)]
struct Node {
    state: State,
    /// What is written is the start of what the parent wrote…
    parent: u32,
    kept: u32,
    /// … and this.
    added: Piece,
    /// The next node whose written text has the same hash.
    next: u32,
}

/// All that a walk touches of a node, so small that four of them share a cache line: the nodes of a text stand in the
/// order in which they were learnt, which is the order in which they are passed again.
#[derive(Debug, Clone, Copy)]
struct Step {
    /// The stretch taken last.
    last: Stretch,
    /// What may follow the literal and leads back to here.
    repeats: Loop,
}

/// A text's normalised form and its name.
#[derive(Debug)]
struct End {
    fingerprint: u128,
    text: Piece,
}

#[derive(Debug)]
pub(super) struct Graph {
    /// One for each node.
    steps: Vec<Step>,
    nodes: Vec<Node>,
    stretches: Stretches,
    ends: Vec<End>,
    /// What is written at nodes and ends.
    bytes: Vec<u8>,
    group_count: usize,
    /// The first node for each hash.
    node_places: Vec<u32>,
}

impl Default for Graph {
    fn default() -> Self {
        let mut graph = Self {
            steps: Vec::new(),
            nodes: Vec::new(),
            stretches: Stretches::default(),
            ends: Vec::new(),
            bytes: Vec::new(),
            group_count: 0,
            node_places: vec![NONE; MOST],
        };
        for _ in 0..ROOTS {
            graph.add(Node::new(State::default(), 0, 0, Piece::default()));
        }
        graph
    }
}

impl Node {
    fn new(state: State, parent: u32, kept: u32, added: Piece) -> Self {
        Self { state, parent, kept, added, next: NONE }
    }

    fn length(&self) -> usize {
        (self.kept + self.added.length) as usize
    }
}

impl Graph {
    pub(super) fn is_full(&self) -> bool {
        // A text that is being learnt may still add a little.
        self.nodes.len().max(self.stretches.count()).max(self.ends.len()) >= MOST
            || self.stretches.size_bytes() + self.bytes.len() >= MOST_BYTES
            || self.group_count >= MOST_GROUPS
    }

    #[inline(always)]
    pub(super) fn repeats(&self, node: u32) -> Loop {
        self.steps.get(node as usize).map(|step| step.repeats).unwrap_or_default()
    }

    fn bytes(&self, piece: Piece) -> &[u8] {
        self.bytes.get(piece.start as usize..(piece.start + piece.length) as usize).unwrap_or_default()
    }

    fn keep(&mut self, bytes: &[u8]) -> Piece {
        let piece = Piece { start: self.bytes.len() as u32, length: bytes.len() as u32 };
        self.bytes.extend_from_slice(bytes);
        piece
    }

    /// The stretch from the node that `take` takes, the one taken last before others; `rest` begins with it.
    #[inline(always)]
    pub(super) fn follow(
        &mut self,
        node: u32,
        rest: &[u8],
        mut take: impl FnMut(&Stretch) -> bool,
    ) -> Option<Stretch> {
        let last = self.steps.get(node as usize)?.last;
        if self.stretches.begin(rest, last) && take(&last) {
            return Some(last);
        }
        self.look_up(node, rest, take)
    }

    #[inline(never)]
    fn look_up(&mut self, node: u32, rest: &[u8], take: impl FnMut(&Stretch) -> bool) -> Option<Stretch> {
        let found = self.stretches.find(node, rest, take)?;
        self.steps[node as usize].last = found;
        Some(found)
    }

    /// Adds a stretch, with which `rest` begins.
    pub(super) fn connect(&mut self, from: u32, rest: &[u8], length: usize, follower: Follower, target: u32) {
        self.steps[from as usize].last = self.stretches.add(from, rest, length, follower, target);
    }

    fn add(&mut self, node: Node) {
        self.steps.push(Step { last: Stretch::NONE, repeats: node.state.repeats });
        self.nodes.push(node);
    }

    /// The node of this state, behind what is written. What its parent wrote begins, most often, alike.
    pub(super) fn node(&mut self, state: State, written: &[u8], parent: u32) -> u32 {
        let place = xxhash_rust::xxh3::xxh3_64(written) as usize % MOST;
        let first = self.node_places[place];
        let mut known = first;
        while let Some(node) = self.nodes.get(known as usize) {
            if node.state == state && self.has_written(known, written) {
                return known;
            }
            known = node.next;
        }
        let kept = self.written(parent).iter().zip(written).take_while(|(one, other)| one == other).count();
        let added = self.keep(&written[kept..]);
        self.group_count += state.folding.depth();
        let mut node = Node::new(state, parent, kept as u32, added);
        node.next = first;
        self.node_places[place] = self.nodes.len() as u32;
        self.add(node);
        self.node_places[place]
    }

    /// What is written at the node.
    fn written(&self, node: u32) -> Vec<u8> {
        let mut node = &self.nodes[node as usize];
        let mut written = vec![0; node.length()];
        let mut end = written.len();
        while end > 0 {
            let kept = end.min(node.kept as usize);
            written[kept..end].copy_from_slice(&self.bytes(node.added)[..end - kept]);
            end = kept;
            node = &self.nodes[node.parent as usize];
        }
        written
    }

    /// Whether `written` is what is written at the node.
    fn has_written(&self, node: u32, written: &[u8]) -> bool {
        let mut node = &self.nodes[node as usize];
        let mut rest = written;
        if node.length() != rest.len() {
            return false;
        }
        while !rest.is_empty() {
            if rest.len() > node.kept as usize {
                let (front, back) = rest.split_at(node.kept as usize);
                if !self.bytes(node.added).starts_with(back) {
                    return false;
                }
                rest = front;
            }
            node = &self.nodes[node.parent as usize];
        }
        true
    }

    /// Adds a text's end.
    pub(super) fn end(&mut self, fingerprint: u128, written: &[u8]) -> u32 {
        let text = self.keep(written);
        self.ends.push(End { fingerprint, text });
        self.ends.len() as u32 - 1
    }

    #[inline(always)]
    pub(super) fn fingerprint(&self, end: u32) -> Option<u128> {
        self.ends.get(end as usize).map(|end| end.fingerprint)
    }

    pub(super) fn text(&self, end: u32) -> &[u8] {
        self.ends.get(end as usize).map(|end| self.bytes(end.text)).unwrap_or_default()
    }
}
