//! An execution as a filter sees it.

use auroscope_model::Fingerprint;
use auroscope_sql::Tag;

use super::expression::{Comparison, Order, Test, Value};
use super::field::Field;
use crate::digest::facts::Facts;
use crate::event::Event;
use crate::figures::MoreFigures;

/// An execution and what was found out about it, as far as the filter needs that.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject<'a> {
    pub(crate) event: &'a Event<'a>,
    /// None for an administrator command.
    pub(crate) fingerprint: Option<Fingerprint>,
    pub(crate) schema: Option<&'a [u8]>,
    pub(crate) facts: Option<&'a Facts>,
    pub(crate) more: Option<&'a MoreFigures>,
    pub(crate) tags: &'a [Tag],
}

impl<'a> Subject<'a> {
    #[inline]
    pub(super) fn meets(&self, comparison: &Comparison) -> bool {
        let test = &comparison.test;
        let event = self.event;
        let more = |figure: fn(&MoreFigures) -> Option<u64>| number(test, self.more.and_then(figure));
        let truth = |figure: fn(&MoreFigures) -> Option<bool>| {
            any(
                test,
                self.more.and_then(figure).into_iter(),
                |value, given| matches!(value, Value::Truth(truth) if *truth == given),
            )
        };
        match &comparison.field {
            Field::QueryTime => number(test, Some(event.query_time_us)),
            Field::LockTime => number(test, event.lock_time_us),
            Field::RowsSent => number(test, event.rows_sent),
            Field::RowsExamined => number(test, event.rows_examined),
            Field::RowsAffected => more(|more| more.rows_affected),
            Field::BytesSent => more(|more| more.bytes_sent),
            Field::TextBytes => number(test, Some(event.text_bytes)),
            Field::TmpTables => more(|more| more.tmp_tables),
            Field::TmpDiskTables => more(|more| more.tmp_disk_tables),
            Field::SortRows => more(|more| more.sort_rows),
            Field::ErrorNumber => more(|more| more.error_number),
            Field::ConnectionId => number(test, event.connection_id),
            Field::FullScan => truth(|more| more.full_scan),
            Field::FullJoin => truth(|more| more.full_join),
            Field::User => text(test, event.user.into_iter()),
            Field::Host => text(test, event.host.into_iter().chain(event.address)),
            Field::Schema => text(test, self.schema.into_iter()),
            Field::Table => text(test, self.table_names()),
            Field::Text => text(test, Some(event.text).into_iter()),
            Field::Class => any(
                test,
                self.facts.into_iter(),
                |value, facts| matches!(value, Value::Class(class) if *class == facts.class),
            ),
            Field::Fingerprint => any(
                test,
                self.fingerprint.into_iter(),
                |value, given| matches!(value, Value::Fingerprint(fingerprint) if *fingerprint == given),
            ),
            Field::Tag(name) => {
                let values = self.tags.iter().filter(|tag| tag.name == *name);
                text(test, values.map(|tag| tag.value.as_bytes()))
            }
        }
    }

    /// Each table as `schema.t`, where the statement says so, and as `t`.
    fn table_names(&self) -> impl Iterator<Item = &'a [u8]> + Clone + use<'a> {
        let tables = self.facts.into_iter().flat_map(|facts| facts.tables.iter().zip(&facts.named));
        tables.flat_map(|(table, (_, whole))| {
            let short = table.schema.is_some().then_some(table.name.as_bytes());
            [Some(whole.as_bytes()), short].into_iter().flatten()
        })
    }
}

fn number(test: &Test, given: Option<u64>) -> bool {
    let of = |value: &Value| match value {
        Value::Number(number) | Value::TimeUs(number) => Some(*number),
        _ => None,
    };
    match (test, given) {
        (Test::Order(order, value), Some(given)) => {
            of(value).is_some_and(|value| order.holds(&given, &value))
        }
        (Test::In(values), Some(given)) => values.iter().any(|value| of(value) == Some(given)),
        (Test::Order(Order::Unequal, _) | Test::NotLike(_), None) => true,
        _ => false,
    }
}

/// Whether one of the texts is, or is like, the value; of "not" whether none is.
fn text<'a>(test: &Test, mut given: impl Iterator<Item = &'a [u8]> + Clone) -> bool {
    match test {
        Test::Like(pattern) => given.any(|given| pattern.matches(given)),
        Test::NotLike(pattern) => !given.any(|given| pattern.matches(given)),
        _ => any(test, given, |value, given| matches!(value, Value::Text(text) if text.as_bytes() == given)),
    }
}

fn any<T: Copy>(
    test: &Test,
    mut given: impl Iterator<Item = T> + Clone,
    equal: impl Fn(&Value, T) -> bool,
) -> bool {
    match test {
        Test::Order(Order::Equal, value) => given.any(|given| equal(value, given)),
        Test::Order(Order::Unequal, value) => !given.any(|given| equal(value, given)),
        Test::In(values) => given.any(|given| values.iter().any(|value| equal(value, given))),
        _ => false,
    }
}
