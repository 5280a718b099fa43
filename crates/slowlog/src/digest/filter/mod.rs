//! Which executions count: a small language, such as `query_time > 1.5s and not user ~ 'etl*'`.
//!
//! [`Filter::SYNTAX`] is its documentation. A text is cut into tokens ([`token`]), read by recursive descent
//! ([`parser`]) into an [`Expression`], and asked once per execution ([`subject`]) without allocation.

mod error;
mod expression;
mod field;
mod parser;
mod pattern;
mod subject;
mod token;

use std::fmt;
use std::str::FromStr;

use auroscope_sql::{Fingerprinter, SqlMode, Tag};
pub use error::FilterError;
use expression::Expression;
use field::Need;
pub(crate) use subject::Subject;

use super::facts::Facts;
use crate::event::Event;

/// An expression that is true or false of an execution.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    expression: Expression,
    pub(crate) needs: Needs,
}

/// What the expression asks about, so that nothing is found out that it does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Needs {
    pub(crate) facts: bool,
    pub(crate) more_figures: bool,
    pub(crate) schema: bool,
    pub(crate) tags: bool,
}

impl Filter {
    /// The language, for people.
    pub const SYNTAX: &str = "\
FIELD OPERATOR VALUE, joined by `and`, `or`, `not` and parentheses; `not` binds most, `or` least.

Fields
  times    query_time lock_time          1.5s  200ms  50us  2min  1h; a bare number is in seconds
  numbers  rows_sent rows_examined rows_affected bytes_sent text_bytes tmp_tables tmp_disk_tables
           sort_rows errno connection_id
  yes/no   full_scan full_join
  names    user host schema table tag:NAME
  text     text          the statement as it was sent
  class    class         read write ddl tx dcl admin call other
  id       fingerprint   32 hexadecimal digits, with or without 0x

Operators
  =  !=  <  <=  >  >=    < and so on for times and numbers
  ~  !~                  like a pattern: * or % stands for anything; letters match in both cases (names, text)
  in (VALUE, VALUE)      one of them; for `not in` write: not FIELD in (…)

Values with blanks or signs are quoted: 'it''s' or \"a b\". `host` is a name or an address, `table` is t or
schema.t. An execution for which the log does not say a field meets no comparison with it but != and !~.

Example
  query_time > 1.5s and schema = shop and not (user ~ 'etl*' or class = write)";

    /// Whether it is true of an execution, or of an administrator command, whose schema the event says.
    #[must_use]
    pub fn matches(&self, event: &Event<'_>, fingerprinter: &mut Fingerprinter, mode: SqlMode) -> bool {
        let is_statement = event.administrator_command.is_none();
        let scan = is_statement.then(|| fingerprinter.scan(event.text, mode));
        let facts = scan.filter(|_| self.needs.facts).map(|_| Facts::of(fingerprinter.normalized(), mode));
        let more = (is_statement && self.needs.more_figures).then(|| event.more_figures());
        let tags = if is_statement && self.needs.tags { tags_of(event.text, mode) } else { Vec::new() };
        self.holds(&Subject {
            event,
            fingerprint: scan.map(|scan| scan.fingerprint),
            schema: event.schema,
            facts: facts.as_ref(),
            more: more.as_ref(),
            tags: &tags,
        })
    }

    /// Whether it is true of what was found out already.
    #[inline]
    pub(crate) fn holds(&self, subject: &Subject<'_>) -> bool {
        self.expression.holds(subject)
    }
}

/// The tags of a text, which are in comments of one kind.
pub(crate) fn tags_of(text: &[u8], mode: SqlMode) -> Vec<Tag> {
    match memchr::memmem::find(text, b"/*") {
        Some(_) => auroscope_sql::tags(text, mode),
        None => Vec::new(),
    }
}

impl FromStr for Filter {
    type Err = FilterError;

    fn from_str(text: &str) -> Result<Self, FilterError> {
        let expression = parser::parse(text)?;
        let mut needs = Needs::default();
        expression.visit(&mut |comparison| match comparison.field.need() {
            Need::Nothing => {}
            Need::Facts => needs.facts = true,
            Need::MoreFigures => needs.more_figures = true,
            Need::Schema => needs.schema = true,
            Need::Tags => needs.tags = true,
        });
        Ok(Self { expression, needs })
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.expression.fmt(f)
    }
}
