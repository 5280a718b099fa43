//! Writes the normalised text: canonical spaces, signs and lists of values folded, equal groups made one.
//!
//! Everything it decides it decides from what it has written, which is why normalising twice changes nothing.

mod buffer;
mod folding;
mod last;
mod short;

pub(crate) use buffer::Buffer;
pub(crate) use folding::Folding;
pub(crate) use last::Last;

use crate::lex::chunk::key_of;

/// Groups nested deeper than this are written but not folded, so that memory stays bounded.
const DEEPEST: usize = 1_024;

/// Literals in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Run {
    #[default]
    None,
    /// One value, or a list already folded; what is written ends here.
    Values { folded: bool, end: usize },
    /// The same with a comma behind it.
    Comma { folded: bool, end: usize },
}

/// Where a group `(…)` begins and ends in what is written.
type Range = (usize, usize);

/// What a group's next neighbour can be compared with.
#[derive(Debug, Clone, Copy, Default)]
enum Neighbour {
    #[default]
    None,
    Closed(Range),
    Comma(Range),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Group {
    start: usize,
    neighbour: Option<Range>,
    in_list: bool,
    in_cast: bool,
}

#[derive(Debug, Default)]
pub(crate) struct Writer {
    out: Buffer,
    last: Last,
    /// Signs in operand position, not written until what follows shows whether they fold.
    signs: Vec<u8>,
    run: Run,
    groups: Vec<Group>,
    /// Groups open beyond [`DEEPEST`].
    deeper: usize,
    neighbour: Neighbour,
    row_start: usize,
}

impl Writer {
    /// Ready for another text, with the memory it has.
    pub(crate) fn clear(&mut self) {
        self.out.truncate(0);
        self.signs.clear();
        self.groups.clear();
        (self.last, self.run, self.neighbour) = (Last::Start, Run::None, Neighbour::None);
        (self.deeper, self.row_start) = (0, 0);
    }

    /// Behind the last item.
    pub(crate) fn finish(&mut self) {
        self.flush_signs();
    }

    /// What is written so far.
    pub(crate) fn written(&self) -> &[u8] {
        self.out.written()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.out.len() == 0 && self.signs.is_empty()
    }

    pub(crate) fn after_tight_dot(&self) -> bool {
        self.last == Last::TightDot && self.signs.is_empty()
    }

    pub(crate) fn after_comma(&self) -> bool {
        self.last == Last::Comma && self.signs.is_empty()
    }

    pub(crate) fn in_cast(&self) -> bool {
        self.deeper == 0 && self.groups.last().is_some_and(|group| group.in_cast)
    }

    /// Whether an operand may begin here: a sign is then part of it, and NULL is a value.
    pub(crate) fn operand_may_begin(&self) -> bool {
        !self.signs.is_empty() || self.last.opens_operand()
    }

    /// Writes something that folds with nothing.
    #[inline(always)]
    pub(crate) fn write(&mut self, kind: Last, push: impl FnOnce(&mut Buffer)) {
        self.flush_signs();
        self.write_behind_signs(kind, push);
    }

    #[inline(always)]
    fn write_behind_signs(&mut self, kind: Last, push: impl FnOnce(&mut Buffer)) {
        self.space_before(kind);
        self.run = Run::None;
        if kind == Last::Row {
            self.row_start = self.out.len();
        } else {
            self.neighbour = Neighbour::None;
        }
        push(&mut self.out);
        self.last = kind;
    }

    /// A literal. A sign before it and further ones beside it vanish.
    #[inline]
    pub(crate) fn value(&mut self) {
        self.signs.clear();
        self.value_or_list("?", false);
    }

    /// A folded list, in a text normalised before.
    pub(crate) fn ellipsis(&mut self) {
        self.flush_signs();
        self.value_or_list("...", true);
    }

    #[inline(always)]
    fn value_or_list(&mut self, text: &'static str, list: bool) {
        self.neighbour = Neighbour::None;
        let folded = if let Run::Comma { folded, end } = self.run {
            self.out.truncate(end);
            if !folded {
                self.out.extend(b", ...");
            }
            true
        } else {
            let blank = self.last.stands_apart_from(Last::Value);
            self.out.spaced_key(blank, key_of(text), text.len());
            list
        };
        self.run = Run::Values { folded, end: self.out.len() };
        self.last = Last::Value;
    }

    pub(crate) fn operator(&mut self, text: &[u8]) {
        match text {
            b"+" | b"-" if self.operand_may_begin() => self.signs.extend_from_slice(text),
            b"*" if self.after_tight_dot() => {
                self.write(Last::Name, |out| out.push(b'*'));
                // It is no name for what comes behind: `t.*.9` ends in a number.
                self.last = Last::ClosingKeyword;
            }
            b"}" => self.write(Last::ClosingKeyword, |out| out.push(b'}')),
            b"<>" => self.write(Last::Operator, |out| out.extend(b"!=")),
            _ => self.write(Last::Operator, |out| out.extend(text)),
        }
    }

    #[inline(always)]
    pub(crate) fn comma(&mut self) {
        self.flush_signs();
        self.run = match self.run {
            Run::Values { folded, end } => Run::Comma { folded, end },
            _ => Run::None,
        };
        self.neighbour = match self.neighbour {
            Neighbour::Closed(range) => Neighbour::Comma(range),
            _ => Neighbour::None,
        };
        self.out.push(b',');
        self.last = Last::Comma;
    }

    pub(crate) fn dot(&mut self) {
        self.flush_signs();
        let kind = if matches!(self.last, Last::Name | Last::LooseName) { Last::TightDot } else { Last::Dot };
        self.write(kind, |out| out.push(b'.'));
    }

    pub(crate) fn semicolon(&mut self) {
        self.write(Last::Semicolon, |out| out.push(b';'));
    }

    pub(crate) fn open(&mut self, row: bool, in_list: bool, in_cast: bool) {
        self.flush_signs();
        let row = row && self.last == Last::Row;
        self.space_before(Last::Open);
        let neighbour = match self.neighbour {
            Neighbour::Comma(range) => Some(range),
            _ => None,
        };
        let start = if row { self.row_start } else { self.out.len() };
        if self.groups.len() < DEEPEST {
            self.groups.push(Group { start, neighbour, in_list, in_cast });
        } else {
            self.deeper += 1;
        }
        self.out.push(b'(');
        (self.run, self.neighbour, self.last) = (Run::None, Neighbour::None, Last::Open);
    }

    /// Ends a group: `IN (…)` of literals is one whatever its length, and a group equal to the one before it,
    /// as in `VALUES (?, NOW()), (?, NOW())`, is the same row again.
    pub(crate) fn close(&mut self) {
        self.flush_signs();
        let group = if self.deeper > 0 {
            self.deeper -= 1;
            None
        } else {
            self.groups.pop()
        };
        self.run = Run::None;
        self.last = Last::Close;
        let Some(group) = group else {
            self.out.push(b')');
            self.neighbour = Neighbour::None;
            return;
        };
        if group.in_list && matches!(&self.out.written()[group.start..], b"(?" | b"(?, ...") {
            self.out.truncate(group.start + 1);
            self.out.extend(b"...");
        }
        self.out.push(b')');
        let mut range = (group.start, self.out.len());
        if let Some(before) = group.neighbour
            && self.out.written()[before.0..before.1] == self.out.written()[range.0..range.1]
        {
            self.out.truncate(before.1);
            range = before;
        }
        self.neighbour = Neighbour::Closed(range);
    }

    #[inline(always)]
    fn flush_signs(&mut self) {
        if !self.signs.is_empty() {
            self.write_signs();
        }
    }

    #[cold]
    fn write_signs(&mut self) {
        for index in 0..self.signs.len() {
            let sign = self.signs[index];
            self.write_behind_signs(Last::Sign, |out| out.push(sign));
        }
        self.signs.clear();
    }

    #[inline(always)]
    fn space_before(&mut self, next: Last) {
        self.out.blank(self.last.stands_apart_from(next));
    }

    /// Whether a list of values has been folded, and a comma may bring more.
    #[inline(always)]
    pub(crate) fn in_folded_list(&self) -> bool {
        matches!(self.run, Run::Comma { folded: true, .. })
    }

    /// Behind a row of literals and a comma: whether the row is of one literal or (false) of several.
    #[inline(always)]
    pub(crate) fn row_of_one(&self) -> Option<bool> {
        let Neighbour::Comma((start, end)) = self.neighbour else { return None };
        match self.out.written().get(start..end) {
            Some(b"(?)") => Some(true),
            Some(b"(?, ...)") => Some(false),
            _ => None,
        }
    }
}
