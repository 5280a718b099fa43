//! What a filter is: comparisons joined by and, or, not.

use std::fmt;

use auroscope_model::{Fingerprint, StatementClass};

use super::field::{Domain, Field};
use super::pattern::Pattern;
use super::subject::Subject;
use super::token::is_of_word;

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expression {
    And(Box<Expression>, Box<Expression>),
    Or(Box<Expression>, Box<Expression>),
    Not(Box<Expression>),
    Is(Comparison),
}

/// A field compared with a value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Comparison {
    pub(super) field: Field,
    pub(super) test: Test,
}

/// What is asked about a field's value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Test {
    Order(Order, Value),
    Like(Pattern),
    NotLike(Pattern),
    In(Vec<Value>),
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// A value of one of the domains.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    TimeUs(u64),
    Number(u64),
    Truth(bool),
    Text(String),
    Class(StatementClass),
    Fingerprint(Fingerprint),
}

impl Expression {
    pub(super) fn holds(&self, subject: &Subject<'_>) -> bool {
        match self {
            Self::And(left, right) => left.holds(subject) && right.holds(subject),
            Self::Or(left, right) => left.holds(subject) || right.holds(subject),
            Self::Not(inner) => !inner.holds(subject),
            Self::Is(comparison) => subject.meets(comparison),
        }
    }

    /// Shows each comparison.
    pub(super) fn visit(&self, see: &mut impl FnMut(&Comparison)) {
        match self {
            Self::And(left, right) | Self::Or(left, right) => {
                left.visit(see);
                right.visit(see);
            }
            Self::Not(inner) => inner.visit(see),
            Self::Is(comparison) => see(comparison),
        }
    }

    /// How closely it binds.
    fn level(&self) -> u8 {
        match self {
            Self::Or(..) => 0,
            Self::And(..) => 1,
            Self::Not(_) => 2,
            Self::Is(_) => 3,
        }
    }

    /// Writes it where something that binds as closely as `least` is expected.
    fn write_within(&self, f: &mut fmt::Formatter<'_>, least: u8) -> fmt::Result {
        if self.level() < least { write!(f, "({self})") } else { write!(f, "{self}") }
    }
}

impl Order {
    pub(super) fn holds<T: Ord>(self, left: &T, right: &T) -> bool {
        match self {
            Self::Equal => left == right,
            Self::Unequal => left != right,
            Self::Less => left < right,
            Self::LessOrEqual => left <= right,
            Self::Greater => left > right,
            Self::GreaterOrEqual => left >= right,
        }
    }

    pub(super) fn of_sign(sign: &str) -> Option<Self> {
        Some(match sign {
            "=" => Self::Equal,
            "!=" => Self::Unequal,
            "<" => Self::Less,
            "<=" => Self::LessOrEqual,
            ">" => Self::Greater,
            ">=" => Self::GreaterOrEqual,
            _ => return None,
        })
    }

    fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::Unequal => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}

impl Value {
    /// The value that a text means in a domain.
    pub(super) fn read(domain: Domain, text: &str) -> Result<Self, String> {
        match domain {
            Domain::Time => time_us(text)
                .map(Self::TimeUs)
                .ok_or_else(|| format!("expected a time such as 1.5s or 200ms, found '{text}'")),
            Domain::Number => {
                text.parse().map(Self::Number).map_err(|_| format!("expected a whole number, found '{text}'"))
            }
            Domain::Truth => match text {
                "yes" | "true" => Ok(Self::Truth(true)),
                "no" | "false" => Ok(Self::Truth(false)),
                _ => Err(format!("expected yes or no, found '{text}'")),
            },
            Domain::Text => Ok(Self::Text(text.to_owned())),
            Domain::Class => class(text).map(Self::Class).ok_or_else(|| {
                format!("expected read, write, ddl, tx, dcl, admin, call or other, found '{text}'")
            }),
            Domain::Fingerprint => {
                let digits = text.strip_prefix("0x").unwrap_or(text);
                let read = digits.parse().map(Self::Fingerprint);
                read.map_err(|_| format!("expected a fingerprint of 32 hexadecimal digits, found '{text}'"))
            }
        }
    }
}

fn class(text: &str) -> Option<StatementClass> {
    use StatementClass::{Admin, Call, Dcl, Ddl, Other, Read, Tx, Write};
    [Read, Write, Ddl, Tx, Dcl, Admin, Call, Other].into_iter().find(|class| class.as_str() == text)
}

/// A number of microseconds from a number with a unit; seconds without one.
fn time_us(text: &str) -> Option<u64> {
    let length = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(length);
    let factor: u64 = match unit {
        "us" => 1,
        "ms" => 1_000,
        "" | "s" => 1_000_000,
        "min" => 60_000_000,
        "h" => 3_600_000_000,
        _ => return None,
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() && fraction.is_empty() || fraction.len() > 18 || fraction.contains('.') {
        return None;
    }
    let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let part: u64 = if fraction.is_empty() { 0 } else { fraction.parse().ok()? };
    let part_us = u128::from(part) * u128::from(factor) / 10_u128.pow(fraction.len() as u32);
    whole.checked_mul(factor)?.checked_add(u64::try_from(part_us).ok()?)
}

/// Writes a text as a value: in quotes where it needs them.
pub(super) fn write_quoted(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    let is_keyword = ["and", "or", "not", "in"].iter().any(|word| text.eq_ignore_ascii_case(word));
    if !text.is_empty() && text.chars().all(is_of_word) && !is_keyword {
        f.write_str(text)
    } else {
        write!(f, "'{}'", text.replace('\'', "''"))
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TimeUs(us) => write!(f, "{us}us"),
            Self::Number(number) => write!(f, "{number}"),
            Self::Truth(truth) => f.write_str(if *truth { "yes" } else { "no" }),
            Self::Text(text) => write_quoted(f, text),
            Self::Class(class) => f.write_str(class.as_str()),
            Self::Fingerprint(fingerprint) => write!(f, "0x{fingerprint}"),
        }
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (left, word, right, level) = match self {
            Self::And(left, right) => (left, "and", right, 1),
            Self::Or(left, right) => (left, "or", right, 0),
            Self::Not(inner) => {
                f.write_str("not ")?;
                return inner.write_within(f, 2);
            }
            Self::Is(comparison) => return write!(f, "{comparison}"),
        };
        left.write_within(f, level)?;
        write!(f, " {word} ")?;
        right.write_within(f, level + 1)
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = &self.field;
        match &self.test {
            Test::Order(order, value) => write!(f, "{field} {} {value}", order.sign()),
            Test::Like(pattern) => write!(f, "{field} ~ {pattern}"),
            Test::NotLike(pattern) => write!(f, "{field} !~ {pattern}"),
            Test::In(values) => {
                write!(f, "{field} in (")?;
                for (at, value) in values.iter().enumerate() {
                    write!(f, "{}{value}", if at > 0 { ", " } else { "" })?;
                }
                f.write_str(")")
            }
        }
    }
}
