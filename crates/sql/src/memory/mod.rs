//! What was learnt from texts before: the stretches between their literals, and what they come to. A text whose
//! stretches are all known is named by comparing bytes, without lexing anything but its literals.

mod graph;
mod key;
mod literal;
mod skip;
mod stretches;

use crate::SqlMode;
use crate::items::Items;
use crate::lex::TokenKind;
use graph::Graph;
pub(crate) use graph::State;
pub(crate) use literal::Follower;
pub(crate) use skip::{Loop, skip};

/// Fingerprints seen of late.
const SEEN: usize = 4_096;
/// So many texts are read before anything is kept, so that naming a few costs no memory.
const FIRST: u32 = 8;
/// After so many texts the worth of it all is judged.
const ROUND: u32 = 8_192;
/// For so many texts nothing is tried when it is worth little.
const REST: u32 = 8 * ROUND;

/// A text's name, and where its normalised form is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Recalled {
    pub(crate) fingerprint: u128,
    end: u32,
}

#[derive(Debug, Default)]
pub(crate) struct Memory {
    graph: Option<Box<Graph>>,
    /// A part of each fingerprint, by another part of it.
    seen: Vec<u32>,
    known: u32,
    unknown: u32,
    resting: u32,
}

impl Memory {
    /// What this text comes to, if all of it is known.
    #[inline]
    pub(crate) fn recall(&mut self, sql: &[u8], mode: SqlMode) -> Option<Recalled> {
        let graph = self.graph.as_deref_mut()?;
        if self.resting > 0 {
            return None;
        }
        let end = walk(graph, sql, mode)?;
        self.known = self.known.saturating_add(1);
        Some(Recalled { fingerprint: graph.fingerprint(end)?, end })
    }

    pub(crate) fn text(&self, recalled: Recalled) -> &[u8] {
        self.graph.as_deref().map(|graph| graph.text(recalled.end)).unwrap_or_default()
    }

    /// Whether to learn from a text that was not known: when its name was there before.
    pub(crate) fn wants(&mut self, fingerprint: u128) -> bool {
        if self.resting > 0 {
            self.resting -= 1;
            return false;
        }
        self.unknown = self.unknown.saturating_add(1);
        if self.known.saturating_add(self.unknown) >= ROUND {
            self.judge();
        }
        if self.seen.is_empty() {
            if self.unknown < FIRST {
                return false;
            }
            self.seen = vec![0; SEEN];
        }
        let part = (fingerprint >> 64) as u32 | 1;
        let place = &mut self.seen[fingerprint as usize % SEEN];
        let again = std::mem::replace(place, part) == part;
        again && !self.graph.as_deref().is_some_and(Graph::is_full)
    }

    /// A memory that is full of other texts than those that come is emptied; if few were known, there is a rest.
    fn judge(&mut self) {
        let full = self.graph.as_deref().is_some_and(Graph::is_full);
        if full && self.unknown > self.known / 4 {
            self.graph = None;
        }
        if self.unknown / 8 > self.known {
            self.resting = REST;
        }
        (self.known, self.unknown) = (0, 0);
    }
}

/// Follows the text from literal to literal; the end it comes to.
#[inline]
fn walk(graph: &mut Graph, sql: &[u8], mode: SqlMode) -> Option<u32> {
    let mut items = Items::new(sql, mode);
    skip_blanks(&mut items);
    if items.ends_open() {
        return None;
    }
    let mut node = root(mode);
    loop {
        skip(&mut items, graph.repeats(node));
        let start = items.lexer.position;
        let stretch = graph.follow(node, sql.get(start..)?, |stretch| {
            items.lexer.go_back(start + stretch.length());
            arrives(&mut items, stretch.follower)
        })?;
        if stretch.follower == Follower::End {
            return Some(stretch.target);
        }
        node = stretch.target;
    }
}

/// Whether this is what stands at the position, which moves behind it.
#[inline(always)]
fn arrives(items: &mut Items<'_>, follower: Follower) -> bool {
    match follower {
        Follower::Value => Follower::pass_value(items),
        Follower::End => ends(items),
        _ => Follower::pass(items) == Some(follower),
    }
}

/// Whether there is nothing but white space and comments.
fn ends(items: &mut Items<'_>) -> bool {
    skip_blanks(items);
    items.lexer.rest().is_empty() && !items.ends_open()
}

/// Moves over white space and comments. Of a comment that is code in some versions nothing is passed over.
#[inline(always)]
fn skip_blanks(items: &mut Items<'_>) {
    // Most often there is nothing: a text's end, or its first word.
    if !matches!(items.lexer.peek(0), 0 | b'?'..) {
        pass_blanks(items);
    }
}

#[inline(never)]
fn pass_blanks(items: &mut Items<'_>) {
    loop {
        match items.lexer.peek(0) {
            b' ' | 9..=13 => items.lexer.skip_space(),
            b'/' | b'#' | b'-' => {
                let mut ahead = items.lexer.clone();
                if ahead.next().is_none_or(|token| token.kind != TokenKind::Comment) {
                    return;
                }
                items.lexer = ahead;
            }
            _ => return,
        }
    }
}

fn root(mode: SqlMode) -> u32 {
    u32::from(mode.ansi_quotes) | u32::from(mode.no_backslash_escapes) << 1
}

/// What is learnt from a text while it is normalised.
pub(crate) struct Lesson<'m> {
    graph: &'m mut Graph,
    node: u32,
    nodes_left: u32,
}

/// A text that would add more than this has no shape that comes again.
const NEW_NODES: u32 = 128;
/// Longer stretches and normalised texts are not kept.
const LONGEST: usize = 8_192;

impl Memory {
    pub(crate) fn lesson(&mut self, mode: SqlMode) -> Lesson<'_> {
        let graph = self.graph.get_or_insert_default();
        Lesson { graph, node: root(mode), nodes_left: NEW_NODES }
    }
}

impl Lesson<'_> {
    /// Moves to where a text's first stretch begins.
    pub(crate) fn begin(items: &mut Items<'_>) {
        skip_blanks(items);
    }

    /// A stretch, with which `rest` begins, and the literal behind it have come to this. False when it is not to be
    /// learnt.
    pub(crate) fn literal(
        &mut self,
        rest: &[u8],
        length: usize,
        follower: Follower,
        written: &[u8],
        state: impl FnOnce() -> State,
    ) -> bool {
        let found = self
            .graph
            .follow(self.node, rest, |stretch| stretch.length() == length && stretch.follower == follower);
        let target = match found {
            Some(stretch) => stretch.target,
            None => {
                if self.nodes_left == 0 || written.len().max(length) > LONGEST || self.graph.is_full() {
                    return false;
                }
                self.nodes_left -= 1;
                let target = self.graph.node(state(), written, self.node);
                self.graph.connect(self.node, rest, length, follower, target);
                target
            }
        };
        self.node = target;
        true
    }

    /// The text is over, behind a last stretch.
    pub(crate) fn end(self, rest: &[u8], length: usize, written: &[u8], fingerprint: u128) {
        if written.len().max(length) > LONGEST || self.graph.is_full() {
            return;
        }
        let end = self.graph.end(fingerprint, written);
        self.graph.connect(self.node, rest, length, Follower::End, end);
    }
}

#[cfg(test)]
mod tests;
