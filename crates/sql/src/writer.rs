//! Writes the normalised text: canonical spaces, signs and lists of values folded, equal groups made one.
//!
//! Everything it decides it decides from what it has written, which is why normalising twice changes nothing.

/// Groups nested deeper than this are written but not folded, so that memory stays bounded.
const DEEPEST: usize = 1_024;

/// What was written last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Last {
    Start,
    /// A keyword after which an operand may begin.
    OpeningKeyword,
    /// A keyword that ends an operand: `END`, `NULL`, a unit.
    ClosingKeyword,
    /// A keyword whose `(` stands close: `COUNT(`, `IF(`.
    Function,
    /// A function that needs no `(`: `CURRENT_TIMESTAMP`; or a type.
    ClosingFunction,
    /// `ROW`.
    Row,
    Name,
    /// A name that would be a function if its `(` stood close: `count (`.
    LooseName,
    UserVariable,
    Value,
    Operator,
    /// A sign in front of an operand that is not a literal: `-a`.
    Sign,
    Open,
    Close,
    Comma,
    /// A dot that stands close to the name before it.
    TightDot,
    Dot,
    Semicolon,
}

/// Literals in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Run {
    None,
    /// One value, or a list already folded; what is written ends here.
    Values {
        folded: bool,
        end: usize,
    },
    /// The same with a comma behind it.
    Comma {
        folded: bool,
        end: usize,
    },
}

/// Where a group `(…)` begins and ends in what is written.
type Range = (usize, usize);

/// What a group's next neighbour can be compared with.
#[derive(Debug, Clone, Copy)]
enum Neighbour {
    None,
    Closed(Range),
    Comma(Range),
}

#[derive(Debug, Clone, Copy)]
struct Group {
    start: usize,
    neighbour: Option<Range>,
    in_list: bool,
    in_cast: bool,
}

pub(crate) struct Writer {
    out: Vec<u8>,
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
    pub(crate) fn with_capacity(length: usize) -> Self {
        Self {
            out: Vec::with_capacity(length.min(4_096)),
            last: Last::Start,
            signs: Vec::new(),
            run: Run::None,
            groups: Vec::new(),
            deeper: 0,
            neighbour: Neighbour::None,
            row_start: 0,
        }
    }

    pub(crate) fn finish(mut self) -> String {
        self.flush_signs();
        // Items are cut at ASCII bytes only, so this is as valid as the source.
        String::from_utf8(self.out)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.out.is_empty() && self.signs.is_empty()
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
        !self.signs.is_empty()
            || matches!(
                self.last,
                Last::Start
                    | Last::OpeningKeyword
                    | Last::Function
                    | Last::Row
                    | Last::Operator
                    | Last::Sign
                    | Last::Open
                    | Last::Comma
                    | Last::Semicolon
            )
    }

    /// Writes something that folds with nothing.
    pub(crate) fn write(&mut self, kind: Last, push: impl FnOnce(&mut Vec<u8>)) {
        self.flush_signs();
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
    pub(crate) fn value(&mut self) {
        self.signs.clear();
        self.value_or_list(b"?", false);
    }

    /// A folded list, in a text normalised before.
    pub(crate) fn ellipsis(&mut self) {
        self.flush_signs();
        self.value_or_list(b"...", true);
    }

    fn value_or_list(&mut self, text: &[u8], list: bool) {
        self.neighbour = Neighbour::None;
        let folded = if let Run::Comma { folded, end } = self.run {
            self.out.truncate(end);
            if !folded {
                self.out.extend_from_slice(b", ...");
            }
            true
        } else {
            self.space_before(Last::Value);
            self.out.extend_from_slice(text);
            list
        };
        self.run = Run::Values { folded, end: self.out.len() };
        self.last = Last::Value;
    }

    pub(crate) fn operator(&mut self, text: &[u8]) {
        match text {
            b"+" | b"-" if self.operand_may_begin() => self.signs.extend_from_slice(text),
            b"*" if self.after_tight_dot() => self.write(Last::Name, |out| out.push(b'*')),
            b"}" => self.write(Last::ClosingKeyword, |out| out.push(b'}')),
            b"<>" => self.write(Last::Operator, |out| out.extend_from_slice(b"!=")),
            _ => self.write(Last::Operator, |out| out.extend_from_slice(text)),
        }
    }

    pub(crate) fn comma(&mut self) {
        self.flush_signs();
        self.space_before(Last::Comma);
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
        if group.in_list && matches!(&self.out[group.start..], b"(?" | b"(?, ...") {
            self.out.truncate(group.start + 1);
            self.out.extend_from_slice(b"...");
        }
        self.out.push(b')');
        let mut range = (group.start, self.out.len());
        if let Some(before) = group.neighbour
            && self.out[before.0..before.1] == self.out[range.0..range.1]
        {
            self.out.truncate(before.1);
            range = before;
        }
        self.neighbour = Neighbour::Closed(range);
    }

    fn flush_signs(&mut self) {
        if self.signs.is_empty() {
            return;
        }
        for sign in std::mem::take(&mut self.signs) {
            self.write(Last::Sign, |out| out.push(sign));
        }
    }

    fn space_before(&mut self, next: Last) {
        let tight = match (self.last, next) {
            (Last::Start, _) | (_, Last::Comma | Last::Semicolon | Last::TightDot) => true,
            (_, Last::Close) | (Last::Open, _) => true,
            (Last::TightDot, Last::Name | Last::LooseName) => true,
            (Last::Function | Last::ClosingFunction | Last::Name, Last::Open) => true,
            (Last::Name | Last::Value, Last::UserVariable) => true,
            (Last::Sign, Last::Sign | Last::Operator | Last::Dot | Last::Value) => false,
            (Last::Sign, _) => true,
            _ => false,
        };
        if !tight {
            self.out.push(b' ');
        }
    }
}
