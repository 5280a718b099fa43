//! Conditions as EXPLAIN prints them, read as expressions. What is not understood is [`Expression::Opaque`], of
//! which nothing is claimed; a text that cannot be read at all gives nothing.

mod operand;
mod reader;

use std::borrow::Cow;

pub(super) use operand::unquoted;
pub(super) use reader::read;

/// An expression over columns.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expression<'a> {
    /// A column.
    Column(Column<'a>),
    /// A number, a text, a date, NULL.
    Literal(Literal<'a>),
    /// Something that is worked out once: `<cache>(…)`, a variable, a placeholder.
    Constant,
    /// A function or an operator of values.
    Call {
        /// Its name in small letters, or its sign.
        name: Cow<'a, str>,
        arguments: Vec<Expression<'a>>,
        /// As it is written.
        text: &'a str,
    },
    /// A conversion to the type.
    Cast { value: Box<Expression<'a>>, to: Cow<'a, str>, text: &'a str },
    /// `=`, `<`…
    Compare { sign: &'a str, left: Box<Expression<'a>>, right: Box<Expression<'a>> },
    /// BETWEEN.
    Between { negated: bool, value: Box<Expression<'a>>, bounds: Box<[Expression<'a>; 2]> },
    /// IN with a list.
    In { negated: bool, value: Box<Expression<'a>>, list: Vec<Expression<'a>> },
    /// LIKE.
    Like { negated: bool, value: Box<Expression<'a>>, pattern: Box<Expression<'a>> },
    /// IS NULL.
    IsNull { negated: bool, value: Box<Expression<'a>> },
    /// All hold.
    And(Vec<Expression<'a>>),
    /// One holds.
    Or(Vec<Expression<'a>>),
    /// `(a, b)`.
    Row(Vec<Expression<'a>>),
    /// Anything else.
    Opaque,
}

/// A column, as it is named.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Column<'a> {
    pub(super) schema: Option<Cow<'a, str>>,
    pub(super) table: Option<Cow<'a, str>>,
    pub(super) name: Cow<'a, str>,
}

/// A literal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Literal<'a> {
    /// A number.
    Number,
    /// A text, with its quotes.
    Text(&'a str),
    /// A date, a time, NULL, bits.
    Other,
}

impl<'a> Expression<'a> {
    /// Its columns are added; false when it may have others.
    pub(super) fn columns<'e>(&'e self, found: &mut Vec<&'e Column<'a>>) -> bool {
        match self {
            Self::Column(column) => found.push(column),
            Self::Literal(_) | Self::Constant => {}
            Self::Call { arguments, .. } => return arguments.iter().all(|part| part.columns(found)),
            Self::Cast { value, .. } | Self::IsNull { value, .. } => return value.columns(found),
            Self::Compare { left, right, .. } => return left.columns(found) && right.columns(found),
            Self::Between { value, bounds, .. } => {
                return value.columns(found) && bounds.iter().all(|bound| bound.columns(found));
            }
            Self::In { value, list, .. } => {
                return value.columns(found) && list.iter().all(|part| part.columns(found));
            }
            Self::Like { value, pattern, .. } => return value.columns(found) && pattern.columns(found),
            Self::And(parts) | Self::Or(parts) | Self::Row(parts) => {
                return parts.iter().all(|part| part.columns(found));
            }
            Self::Opaque => return false,
        }
        true
    }
}

#[cfg(test)]
mod tests;
