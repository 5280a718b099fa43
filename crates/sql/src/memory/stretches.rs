//! The stretches of text between literals: their bytes, and how they are found.

use super::graph::{MOST, NONE};
use super::key::key_of;
use super::literal::Follower;
use crate::lex::chunk::{Chunk, WIDTH};

/// How many stretches that begin alike are tried.
const TRIED: usize = 8;
/// There are places for twice as many as there may be: they are found at once, or a few places on.
const PLACES: usize = 2 * MOST;
/// So far from its place one may be.
const NEAR: usize = 256;

/// A stretch of text without plain literals, and where it leads.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    /// Where its bytes are.
    start: u32,
    length: u16,
    pub(super) follower: Follower,
    /// A part of its key: tells it apart from most that stand near it.
    tag: u8,
    /// The node that it leads to; at the text's end, the name.
    pub(super) target: u32,
}

/// A stretch as it is found: all of it in one line of the cache, since it is mostly not there yet.
#[derive(Debug, Clone, Copy)]
struct Edge {
    stretch: Stretch,
    /// The node that it leads away from; none at a free place.
    from: u32,
}

/// All stretches, by the node that they lead away from and by how they begin.
#[derive(Debug)]
pub(super) struct Stretches {
    /// Their bytes, and a chunk behind them so that each can be read in chunks.
    bytes: Vec<u8>,
    /// Each at the place that its key says, or at the first free one behind it.
    places: Vec<Edge>,
    count: usize,
}

impl Default for Stretches {
    fn default() -> Self {
        let free = Edge { stretch: Stretch::NONE, from: NONE };
        Self { bytes: vec![0; WIDTH], places: vec![free; PLACES], count: 0 }
    }
}

impl Stretches {
    pub(super) fn count(&self) -> usize {
        self.count
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
        let mut tried = 0;
        for place in places_of(key) {
            let Edge { stretch, from } = self.places[place];
            if from == node && stretch.tag == tag_of(key) {
                if self.begin(rest, stretch) && take(&stretch) {
                    return Some(stretch);
                }
                tried += 1;
            }
            if from == NONE || tried == TRIED {
                break;
            }
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
        let (length, tag) = (length as u16, tag_of(key));
        let stretch = Stretch { start: end as u32, length, follower, tag, target };
        // Where all are taken, which takes many that begin alike, it is not found again.
        if let Some(place) = places_of(key).find(|place| self.places[*place].from == NONE) {
            self.places[place] = Edge { stretch, from };
            self.count += 1;
        }
        stretch
    }
}

impl Stretch {
    /// No stretch, with which no text begins.
    pub(super) const NONE: Self =
        Self { start: u32::MAX, length: 0, follower: Follower::End, tag: 0, target: NONE };

    pub(super) fn length(self) -> usize {
        usize::from(self.length)
    }
}

/// The places where an edge of this key may be, in the order in which they are taken.
#[inline(always)]
fn places_of(key: u64) -> impl Iterator<Item = usize> {
    let first = key as usize % PLACES;
    (0..NEAR).map(move |step| (first + step) % PLACES)
}

/// A part of a key that its place does not depend on.
fn tag_of(key: u64) -> u8 {
    (key >> 32) as u8
}
