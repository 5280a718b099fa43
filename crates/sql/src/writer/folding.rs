//! What a writer is in the midst of, right behind a literal.

use super::{Group, Run, Writer};
use crate::memory::Loop;

/// Everything but what is written that decides how the rest is written, when a literal was written last.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Folding {
    run: Run,
    groups: Box<[Group]>,
    deeper: usize,
}

impl Folding {
    pub(crate) fn depth(&self) -> usize {
        self.groups.len()
    }
}

impl Writer {
    /// How many groups are open, the deepest not counted.
    pub(crate) fn depth(&self) -> usize {
        self.groups.len()
    }

    /// Right behind a literal. There are no signs then, no group just closed, and no ROW.
    pub(crate) fn folding(&self) -> Folding {
        Folding { run: self.run, groups: self.groups.as_slice().into(), deeper: self.deeper }
    }

    /// What changes nothing, right behind a literal.
    pub(crate) fn repeats(&self) -> Loop {
        if !matches!(self.run, Run::Values { folded: true, .. }) {
            return Loop::None;
        }
        let written = self.out.written();
        let in_rows = self.groups.last().is_some_and(|group| {
            let row = group.neighbour.and_then(|(start, end)| written.get(start..end));
            let now = written.get(group.start..);
            self.deeper == 0 && !group.in_list && row == Some(b"(?, ...)") && now == Some(b"(?, ...")
        });
        if in_rows { Loop::Rows } else { Loop::Values }
    }
}
