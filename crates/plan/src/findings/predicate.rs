//! What a condition asks of one table's columns.

use super::condition::{Column, Expression, Literal};
use super::facts::same_name;

/// A comparison of one column, or of something made of it, with what is not of its table.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Predicate {
    /// The column.
    pub(super) column: String,
    /// What is asked.
    pub(super) kind: PredicateKind,
    /// What the column is wrapped into.
    pub(super) wrapping: Option<Wrapping>,
    /// What it is compared with.
    pub(super) against: Against,
}

/// What is asked of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PredicateKind {
    /// One value.
    Equal,
    /// One of some values.
    List,
    /// Values between bounds.
    Range,
    /// What no index finds: `<>`, `IS NOT NULL`, `LIKE '%…'`.
    Other,
}

/// What stands around a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wrapping {
    /// The function or sign, in small letters; of a cast, the type.
    pub(super) name: String,
    /// It is a cast.
    pub(super) is_cast: bool,
    /// The whole, as it is written.
    pub(super) text: String,
}

/// What a column is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Against {
    /// A literal number.
    Number,
    /// Another constant.
    Constant,
    /// Columns of other tables.
    OtherTable,
}

/// What is asked of a table in a condition.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Asked {
    /// What must hold, each.
    pub(super) predicates: Vec<Predicate>,
    /// Its columns in an OR.
    pub(super) either: Vec<String>,
}

impl Asked {
    /// Nothing is asked, as far as is known.
    pub(super) fn is_empty(&self) -> bool {
        self.predicates.is_empty() && self.either.is_empty()
    }

    /// Adds what an expression asks of the table that is called so. `unqualified`: names without a table are its.
    pub(super) fn add(&mut self, expression: &Expression<'_>, alias: &str, unqualified: bool) {
        let table = Table { alias, unqualified };
        match expression {
            Expression::And(parts) => {
                for part in parts {
                    self.add(part, alias, unqualified);
                }
            }
            Expression::Or(parts) => {
                let mut found = Vec::new();
                parts.iter().all(|part| part.columns(&mut found));
                let own = found.iter().filter(|column| table.has(column));
                self.either.extend(own.map(|column| column.name.to_string()));
            }
            Expression::Compare { sign, left, right } => {
                let kind = match *sign {
                    "=" | "<=>" => PredicateKind::Equal,
                    "<>" | "!=" => PredicateKind::Other,
                    _ => PredicateKind::Range,
                };
                self.compare(&table, left, &[right], kind);
                self.compare(&table, right, &[left], kind);
            }
            Expression::Between { negated, value, bounds } => {
                let kind = if *negated { PredicateKind::Other } else { PredicateKind::Range };
                self.compare(&table, value, &[&bounds[0], &bounds[1]], kind);
            }
            Expression::In { negated, value, list } => {
                let kind = if *negated { PredicateKind::Other } else { PredicateKind::List };
                self.compare(&table, value, &list.iter().collect::<Vec<_>>(), kind);
            }
            Expression::Like { negated, value, pattern } => {
                let open = matches!(**pattern, Expression::Literal(Literal::Text(text)) if starts_open(text));
                let kind = if *negated || open { PredicateKind::Other } else { PredicateKind::Range };
                self.compare(&table, value, &[pattern], kind);
            }
            Expression::IsNull { negated, value } => {
                let kind = if *negated { PredicateKind::Other } else { PredicateKind::Equal };
                self.compare(&table, value, &[], kind);
            }
            _ => {}
        }
    }

    /// Whether one side is one column of the table, wrapped or not, and the others have none of it.
    fn compare(
        &mut self,
        table: &Table<'_>,
        side: &Expression<'_>,
        others: &[&Expression<'_>],
        kind: PredicateKind,
    ) {
        let mut own = Vec::new();
        if !side.columns(&mut own) || own.is_empty() || !own.iter().all(|column| table.has(column)) {
            return;
        }
        let Some((first, rest)) = own.split_first() else { return };
        if rest.iter().any(|column| !same_name(&column.name, &first.name)) {
            return;
        }
        let mut foreign = Vec::new();
        if !others.iter().all(|other| other.columns(&mut foreign))
            || foreign.iter().any(|column| table.has(column))
        {
            return;
        }
        let is_number = |other: &&Expression<'_>| matches!(other, Expression::Literal(Literal::Number));
        let against = if !foreign.is_empty() {
            Against::OtherTable
        } else if !others.is_empty() && others.iter().all(is_number) {
            Against::Number
        } else {
            Against::Constant
        };
        let Some(wrapping) = wrapping(side) else { return };
        self.predicates.push(Predicate { column: first.name.to_string(), kind, wrapping, against });
    }
}

struct Table<'a> {
    alias: &'a str,
    unqualified: bool,
}

impl Table<'_> {
    fn has(&self, column: &Column<'_>) -> bool {
        match &column.table {
            Some(table) => table == self.alias,
            None => self.unqualified,
        }
    }
}

/// What stands around the column of a side; none of a side that is none.
fn wrapping(side: &Expression<'_>) -> Option<Option<Wrapping>> {
    Some(match side {
        Expression::Column(_) => None,
        Expression::Call { name, text, .. } => {
            Some(Wrapping { name: name.to_string(), is_cast: false, text: (*text).to_owned() })
        }
        Expression::Cast { to, text, .. } => {
            Some(Wrapping { name: to.to_string(), is_cast: true, text: (*text).to_owned() })
        }
        _ => return None,
    })
}

/// A pattern that begins with a wildcard, quotes and all.
fn starts_open(text: &str) -> bool {
    let inner = text.find(['\'', '"']).and_then(|quote| text.get(quote + 1..)).unwrap_or_default();
    inner.starts_with(['%', '_'])
}
