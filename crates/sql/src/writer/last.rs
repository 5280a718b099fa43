//! What was written last, and what stands close to it.

/// What was written last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Last {
    #[default]
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

const ALL: &[Last] = &[
    Last::Start,
    Last::OpeningKeyword,
    Last::ClosingKeyword,
    Last::Function,
    Last::ClosingFunction,
    Last::Row,
    Last::Name,
    Last::LooseName,
    Last::UserVariable,
    Last::Value,
    Last::Operator,
    Last::Sign,
    Last::Open,
    Last::Close,
    Last::Comma,
    Last::TightDot,
    Last::Dot,
    Last::Semicolon,
];
const COUNT: usize = ALL.len();

impl Last {
    /// Whether a blank goes between this and what comes next.
    #[inline(always)]
    pub(crate) fn stands_apart_from(self, next: Self) -> bool {
        TIGHT[self as usize] >> next as u32 & 1 == 0
    }

    /// Whether an operand may begin behind it.
    #[inline(always)]
    pub(crate) fn opens_operand(self) -> bool {
        matches!(
            self,
            Self::Start
                | Self::OpeningKeyword
                | Self::Function
                | Self::Row
                | Self::Operator
                | Self::Sign
                | Self::Open
                | Self::Comma
                | Self::Semicolon
        )
    }
}

/// For what was written last, a bit for each thing that stands close to it, without a blank.
static TIGHT: [u32; COUNT] = {
    let mut table = [0; COUNT];
    let mut last = 0;
    while last < table.len() {
        let mut next = 0;
        while next < table.len() {
            if is_tight(ALL[last], ALL[next]) {
                table[last] |= 1 << next;
            }
            next += 1;
        }
        last += 1;
    }
    table
};

const fn is_tight(last: Last, next: Last) -> bool {
    match (last, next) {
        (Last::Start, _) | (_, Last::Comma | Last::Semicolon | Last::TightDot) => true,
        (_, Last::Close) | (Last::Open, _) => true,
        (Last::TightDot, Last::Name | Last::LooseName) => true,
        (Last::Function | Last::ClosingFunction | Last::Name, Last::Open) => true,
        (Last::Name | Last::Value, Last::UserVariable) => true,
        (Last::Sign, Last::Sign | Last::Operator | Last::Dot | Last::Value) => false,
        (Last::Sign, _) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::ALL;

    #[test]
    fn all_are_listed_in_order() {
        assert!(ALL.iter().enumerate().all(|(index, last)| *last as usize == index));
    }
}
