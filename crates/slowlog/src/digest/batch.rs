//! The figures of many executions side by side, so that each kind is added up in one go.

use super::record::{FURTHER, More, PLAIN, Said};

/// Figures of some executions, kind by kind, in no order.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    pub(crate) plain: [Vec<u64>; PLAIN],
    pub(crate) further: [Vec<u64>; FURTHER],
    /// Executions with a full scan, a full join, an error; none where the log does not tell.
    pub(crate) full_scans: Option<u64>,
    pub(crate) full_joins: Option<u64>,
    pub(crate) errors: Option<u64>,
    /// Some log says more than it must.
    pub(crate) has_more: bool,
}

impl Batch {
    pub(crate) fn clear(&mut self) {
        self.plain.iter_mut().for_each(Vec::clear);
        if self.has_more {
            self.further.iter_mut().for_each(Vec::clear);
            (self.full_scans, self.full_joins, self.errors) = (None, None, None);
            self.has_more = false;
        }
    }

    pub(crate) fn query_times_us(&self) -> &[u64] {
        &self.plain[0]
    }

    #[inline]
    pub(crate) fn add(&mut self, said: &Said) {
        for (column, figure) in self.plain.iter_mut().zip(said.figures) {
            if let Some(figure) = figure {
                column.push(figure);
            }
        }
        if let Some(more) = &said.more {
            self.add_more(more);
        }
    }

    fn add_more(&mut self, more: &More) {
        self.has_more = true;
        for (column, figure) in self.further.iter_mut().zip(more.figures) {
            column.extend(figure);
        }
        count_in(&mut self.full_scans, more.full_scan.map(u64::from));
        count_in(&mut self.full_joins, more.full_join.map(u64::from));
        count_in(&mut self.errors, more.error.map(u64::from));
    }
}

/// Adds to a sum that is unknown until something is known.
pub(crate) fn count_in(sum: &mut Option<u64>, more: Option<u64>) {
    if let Some(more) = more {
        *sum = Some(sum.unwrap_or(0) + more);
    }
}
