//! From a place in one of the digest's sources to the input and the place there.

use super::sources::{Shelved, ShelvedKind};

/// Where each input begins in its source.
#[derive(Debug)]
pub(super) struct Places {
    /// Of each source: where, and which input.
    sources: Vec<Vec<(u64, usize)>>,
    inputs: usize,
}

impl Places {
    pub(super) fn of_sources(shelved: &[Shelved], inputs: usize) -> Self {
        let begins = |source: &Shelved| match &source.kind {
            ShelvedKind::Plain(parts) => parts.iter().map(|part| (part.start, part.input)).collect(),
            // Where the others begin is known once they do.
            ShelvedKind::Packed(_) => vec![(0, source.first)],
        };
        Self { sources: shelved.iter().map(begins).collect(), inputs }
    }

    /// Told that an input begins here.
    pub(super) fn begin(&mut self, source: usize, offset: u64, input: usize) {
        if let Some(inputs) = self.sources.get_mut(source) {
            inputs.push((offset, input));
        }
    }

    pub(super) fn inputs(&self) -> usize {
        self.inputs
    }

    /// The input and the place in it. What begins before a border and ends behind it is in the first.
    pub(super) fn of(&self, source: usize, offset: u64) -> (usize, u64) {
        let inputs = self.sources.get(source).map_or(&[][..], Vec::as_slice);
        let at = inputs.partition_point(|(start, _)| *start <= offset).saturating_sub(1);
        inputs.get(at).map_or((source, offset), |(start, input)| (*input, offset - start))
    }
}
