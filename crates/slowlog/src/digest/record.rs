//! One execution's figures, two to a cache line: a block keeps them all until it is joined.

use std::num::NonZeroU32;

use crate::event::Event;
use crate::figures::MoreFigures;

/// The figures that all varieties write, in the order of [`super::batch::Batch`].
pub(crate) const PLAIN: usize = 5;
/// Those of [`More`].
pub(crate) const FURTHER: usize = 5;

/// The figures of one execution.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Record {
    /// Query time, lock time, rows sent, rows examined, bytes of the text. What does not fit stands in [`Wide`].
    figures: [u32; PLAIN],
    /// The number of its group in the block.
    pub(crate) group: u32,
    /// One more than the place of what did not fit, and of what only some executions have.
    wide: Option<NonZeroU32>,
    /// The number of who ran it, in the block.
    pub(crate) origin: u16,
    /// A bit for each figure that the log says.
    known: u8,
}

/// What does not fit into a record.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wide {
    figures: [u64; PLAIN],
    more: Option<More>,
}

/// What only some logs say of an execution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct More {
    /// Rows affected, bytes sent, temporary tables, those on disk, rows sorted.
    pub(crate) figures: [Option<u64>; FURTHER],
    pub(crate) full_scan: Option<bool>,
    pub(crate) full_join: Option<bool>,
    /// It ended with an error.
    pub(crate) error: Option<bool>,
}

/// What an event says, before it is stored.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Said {
    pub(crate) figures: [Option<u64>; PLAIN],
    pub(crate) more: Option<More>,
}

impl Said {
    #[inline]
    pub(crate) fn of(event: &Event<'_>, more: Option<&MoreFigures>) -> Self {
        Self {
            figures: [
                Some(event.query_time_us),
                event.lock_time_us,
                event.rows_sent,
                event.rows_examined,
                Some(event.text_bytes),
            ],
            more: more.map(|more| More {
                figures: [
                    more.rows_affected,
                    more.bytes_sent,
                    more.tmp_tables,
                    more.tmp_disk_tables,
                    more.sort_rows,
                ],
                full_scan: more.full_scan,
                full_join: more.full_join,
                error: more.error_number.map(|number| number > 0),
            }),
        }
    }
}

impl Record {
    /// Stores what was said; what does not fit goes to the end of `wide`.
    #[inline]
    pub(crate) fn new(said: &Said, group: u32, origin: u16, wide: &mut Vec<Wide>) -> Self {
        let (mut figures, mut known, mut largest) = ([0; PLAIN], 0, 0);
        for (at, figure) in said.figures.into_iter().enumerate() {
            let value = figure.unwrap_or_default();
            largest |= value;
            figures[at] = value as u32;
            known |= u8::from(figure.is_some()) << at;
        }
        let mut record = Self { figures, group, wide: None, origin, known };
        if largest > u64::from(u32::MAX) || said.more.is_some() {
            wide.push(Wide { figures: said.figures.map(Option::unwrap_or_default), more: said.more });
            record.wide = NonZeroU32::new(wide.len() as u32);
        }
        record
    }

    /// What was said.
    #[inline]
    pub(crate) fn said(&self, wide: &[Wide]) -> Said {
        let wide = self.wide.and_then(|place| wide.get(place.get() as usize - 1));
        let known = |at: usize| self.known >> at & 1 == 1;
        let figure = |at: usize| match wide {
            _ if !known(at) => None,
            Some(wide) => Some(wide.figures[at]),
            None => Some(u64::from(self.figures[at])),
        };
        Said { figures: std::array::from_fn(figure), more: wide.and_then(|wide| wide.more) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_comes_back() {
        let more = More {
            figures: [None, Some(7), None, Some(0), Some(u64::MAX)],
            full_scan: Some(true),
            full_join: None,
            error: None,
        };
        let mut wide = Vec::new();
        for figures in
            [[Some(1), None, Some(0), None, Some(5)], [Some(u64::MAX), None, Some(1 << 32), Some(1), Some(0)]]
        {
            for more in [None, Some(more)] {
                let record = Record::new(&Said { figures, more }, 3, 4, &mut wide);
                let said = record.said(&wide);
                assert_eq!((said.figures, said.more), (figures, more));
            }
        }
        assert_eq!((wide.len(), size_of::<Record>()), (3, 32));
    }
}
