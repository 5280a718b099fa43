//! What is open at one depth of parentheses while tables are looked for.

/// Deeper parentheses than this share one scope, so that memory stays bounded.
const DEEPEST: usize = 256;

/// The state at one depth.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Scope {
    /// A query or a statement stands here; else FROM belongs to a function: `EXTRACT(DAY FROM a)`.
    pub(super) query: bool,
    /// A table comes next.
    pub(super) expecting: bool,
    /// A comma is followed by another table.
    pub(super) list: bool,
    /// The tables here are written.
    pub(super) written: bool,
    /// Behind WITH, before its statement: names of its tables stand here.
    pub(super) with: bool,
}

impl Scope {
    pub(super) fn expect(&mut self, written: bool, list: bool) {
        (self.expecting, self.written, self.list) = (true, written, list);
    }

    pub(super) fn end_list(&mut self) {
        (self.expecting, self.list) = (false, false);
    }
}

/// The scopes that are open, the innermost last; there is always one.
#[derive(Debug)]
pub(super) struct Scopes {
    open: Vec<Scope>,
    deeper: usize,
}

impl Scopes {
    pub(super) fn new() -> Self {
        Self { open: vec![Scope { query: true, ..Scope::default() }], deeper: 0 }
    }

    pub(super) fn outermost(&self) -> bool {
        self.open.len() == 1
    }

    pub(super) fn now(&mut self) -> &mut Scope {
        let last = self.open.len() - 1;
        &mut self.open[last]
    }

    /// A parenthesis where a table is expected holds tables or a query; elsewhere it holds anything.
    pub(super) fn open(&mut self) {
        let outer = *self.now();
        self.now().expecting = false;
        if self.open.len() < DEEPEST {
            let inner = Scope {
                expecting: outer.expecting,
                list: outer.expecting,
                written: outer.written,
                ..Scope::default()
            };
            self.open.push(inner);
        } else {
            self.deeper += 1;
        }
    }

    pub(super) fn close(&mut self) {
        if self.deeper > 0 {
            self.deeper -= 1;
        } else if self.open.len() > 1 {
            self.open.pop();
        }
    }
}
