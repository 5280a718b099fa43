//! The stretches of text between literals: their bytes, and how they are found.

use super::graph::{MOST, NONE};
use super::key::key_of;
use super::literal::Follower;
use crate::lex::chunk::{Chunk, WIDTH};

/// How many stretches that begin alike are tried.
const TRIED: usize = 8;
/// A stretch of text without plain literals, and where it leads.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    /// Where its bytes are.
    start: u32,
    length: u16,
    pub(super) follower: Follower,
    /// The node that it leads to; at the text's end, the name.
    pub(super) target: u32,
}

/// A stretch as it is found.
#[derive(Debug, Clone, Copy)]
struct Edge {
    stretch: Stretch,
    /// The node that it leads away from.
    from: u32,
    /// The next one of the same hash.
    next: u32,
    key: u32,
}

/// All stretches, by the node that they lead away from and by how they begin.
#[derive(Debug)]
pub(super) struct Stretches {
    /// Their bytes, and a chunk behind them so that each can be read in chunks.
    bytes: Vec<u8>,
    edges: Vec<Edge>,
    /// The first edge for each hash.
    places: Vec<u32>,
}

impl Default for Stretches {
    fn default() -> Self {
        Self { bytes: vec![0; WIDTH], edges: Vec::new(), places: vec![NONE; MOST] }
    }
}

impl Stretches {
    pub(super) fn count(&self) -> usize {
        self.edges.len()
    }

    pub(super) fn size_bytes(&self) -> usize {
        self.bytes.len()
    }

    /// The stretch from the node that `take` takes; `rest` begins with it.
    #[inline(always)]
    pub(super) fn find(
        &self,
        node: u32,
        rest: &[u8],
        mut take: impl FnMut(&Stretch) -> bool,
    ) -> Option<Stretch> {
        let key = key_of(rest, node);
        let mut place = self.places[key as usize % MOST];
        let mut tried = 0;
        while let Some(&Edge { stretch, from, next, key: known }) = self.edges.get(place as usize) {
            if known == part_of(key) && from == node {
                if self.begin(rest, stretch) && take(&stretch) {
                    return Some(stretch);
                }
                tried += 1;
                if tried == TRIED {
                    return None;
                }
            }
            place = next;
        }
        None
    }

    /// Whether the text begins with the stretch.
    #[inline(always)]
    pub(super) fn begin(&self, text: &[u8], stretch: Stretch) -> bool {
        let length = stretch.length();
        if text.len() < length {
            return false;
        }
        let mut at = 0;
        loop {
            let place = self.bytes.get(stretch.start as usize + at..);
            let Some(wanted) = place.and_then(|bytes| bytes.first_chunk()) else { return false };
            if !Chunk::load(text, at).begins_like(wanted, length - at) {
                return false;
            }
            at += WIDTH;
            if at >= length {
                return true;
            }
        }
    }

    /// Adds a stretch, with which `rest` begins.
    pub(super) fn add(
        &mut self,
        from: u32,
        rest: &[u8],
        length: usize,
        follower: Follower,
        target: u32,
    ) -> Stretch {
        let key = key_of(rest, from);
        let end = self.bytes.len() - WIDTH;
        self.bytes.truncate(end);
        self.bytes.extend_from_slice(&rest[..length]);
        self.bytes.extend_from_slice(&[0; WIDTH]);
        let stretch = Stretch { start: end as u32, length: length as u16, follower, target };
        let place = &mut self.places[key as usize % MOST];
        let edge = Edge { stretch, from, next: *place, key: part_of(key) };
        *place = self.edges.len() as u32;
        self.edges.push(edge);
        stretch
    }
}

impl Stretch {
    /// No stretch, with which no text begins.
    pub(super) const NONE: Self = Self { start: u32::MAX, length: 0, follower: Follower::End, target: NONE };

    pub(super) fn length(self) -> usize {
        usize::from(self.length)
    }
}

/// What of a hash tells edges at one place apart.
fn part_of(key: u64) -> u32 {
    (key >> 32) as u32
}
