//! One execution's figures, two to a cache line: a block keeps them all until it is joined.

use std::num::NonZeroU32;

use super::attribute::Slot;
use super::batch::Batch;
use crate::event::Event;

/// The figures that all varieties write, in the order of [`super::batch::Batch`].
pub(crate) const PLAIN: usize = 5;

/// All of them are known.
const ALL: u8 = (1 << PLAIN) - 1;

/// The figures of one execution.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Record {
    /// Query time, lock time, rows sent, rows examined, bytes of the text. What does not fit stands in [`Further`].
    figures: [u32; PLAIN],
    /// The number of its group in the block.
    pub(crate) group: u32,
    /// One more than the place of what else there is.
    further: Option<NonZeroU32>,
    /// The number of who ran it, in the block.
    pub(crate) origin: u16,
    /// A bit for each figure that the log says.
    known: u8,
}

/// What does not fit into records, and what only some executions have: lists of numbers and values, packed since a log
/// with many attributes has mostly small ones.
#[derive(Debug, Default)]
pub(crate) struct Further(Vec<u8>);

/// What an event says, before it is stored.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Said<'a> {
    pub(crate) figures: [Option<u64>; PLAIN],
    pub(crate) attributes: &'a [(Slot, u64)],
}

impl<'a> Said<'a> {
    #[inline]
    pub(crate) fn of(event: &Event<'_>, attributes: &'a [(Slot, u64)]) -> Self {
        Self {
            figures: [
                Some(event.query_time_us),
                event.lock_time_us,
                event.rows_sent,
                event.rows_examined,
                Some(event.text_bytes),
            ],
            attributes,
        }
    }
}

impl Record {
    /// Stores what was said; what does not fit goes to the end of `further`.
    #[inline]
    pub(crate) fn new(said: &Said<'_>, group: u32, origin: u16, further: &mut Further) -> Self {
        let (mut figures, mut known, mut largest) = ([0; PLAIN], 0, 0);
        for (at, figure) in said.figures.into_iter().enumerate() {
            let value = figure.unwrap_or_default();
            largest |= value;
            figures[at] = value as u32;
            known |= u8::from(figure.is_some()) << at;
        }
        let mut record = Self { figures, group, further: None, origin, known };
        if largest > u64::from(u32::MAX) || !said.attributes.is_empty() {
            record.further = further.add(said);
        }
        record
    }

    /// Its figures, when it has all of these and nothing else.
    #[inline(always)]
    pub(crate) fn plain(&self) -> Option<[u32; PLAIN]> {
        (self.known == ALL && self.further.is_none()).then_some(self.figures)
    }

    /// Adds it to a batch of its block.
    #[inline]
    pub(crate) fn add_to(&self, batch: &mut Batch, further: &Further) {
        let mut figures = self.figures.map(u64::from);
        if let Some(place) = self.further {
            further.read(place, |slot, value| match figures.get_mut(usize::from(slot)) {
                Some(figure) => *figure = value,
                None => batch.add_attribute(slot - PLAIN as Slot, value),
            });
        }
        for (at, (column, figure)) in batch.plain.iter_mut().zip(figures).enumerate() {
            if self.known >> at & 1 == 1 {
                column.push(figure);
            }
        }
    }

    /// How long it took.
    pub(crate) fn query_time_us(&self, further: &Further) -> u64 {
        let mut us = u64::from(self.figures[0]);
        if let Some(place) = self.further {
            further.read(place, |slot, value| us = if slot == 0 { value } else { us });
        }
        us
    }
}

impl Further {
    /// Adds a list; one more than its place. The plain figures have the first numbers.
    #[cold]
    fn add(&mut self, said: &Said<'_>) -> Option<NonZeroU32> {
        let place = self.0.len();
        self.0.push(0);
        let large = (0..).zip(said.figures).filter_map(|(slot, figure)| Some((slot, figure?)));
        let large = large.filter(|(_, value)| *value > u64::from(u32::MAX));
        let attributes = said.attributes.iter().map(|(slot, value)| (slot + PLAIN as Slot, *value));
        for (slot, mut value) in large.chain(attributes) {
            self.0[place] += 1;
            self.0.push(slot);
            while value >= 0x80 {
                self.0.push(value as u8 | 0x80);
                value >>= 7;
            }
            self.0.push(value as u8);
        }
        NonZeroU32::new(u32::try_from(place).ok()? + 1)
    }

    fn read(&self, place: NonZeroU32, mut take: impl FnMut(Slot, u64)) {
        let mut bytes = self.0.iter().skip(place.get() as usize - 1).copied();
        for _ in 0..bytes.next().unwrap_or_default() {
            let Some(slot) = bytes.next() else { return };
            let (mut value, mut shift) = (0, 0);
            for byte in bytes.by_ref() {
                value |= u64::from(byte & 0x7F) << shift;
                shift += 7;
                if byte < 0x80 {
                    break;
                }
            }
            take(slot, value);
        }
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// The bytes it holds memory for.
    pub(crate) fn held_bytes(&self) -> usize {
        self.0.capacity()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_comes_back() {
        let mut further = Further::default();
        for figures in
            [[Some(1), None, Some(0), None, Some(5)], [Some(u64::MAX), None, Some(1 << 32), Some(1), Some(0)]]
        {
            for attributes in [&[][..], &[(1, 7), (71, u64::MAX), (3, 0), (9, 300)]] {
                let record = Record::new(&Said { figures, attributes }, 3, 4, &mut further);
                let mut batch = Batch::default();
                record.add_to(&mut batch, &further);
                let first = batch.plain.each_ref().map(|column| column.first().copied());
                assert_eq!(first, figures);
                for (slot, value) in attributes {
                    assert_eq!(batch.attribute(*slot), [*value]);
                }
                assert_eq!(batch.attribute(2), [0; 0]);
                assert_eq!(Some(record.query_time_us(&further)), figures[0]);
            }
        }
        assert_eq!(size_of::<Record>(), 32);
    }
}
