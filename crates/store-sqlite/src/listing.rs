//! Listing slow queries: filters become a WHERE clause of bound values, a cursor the place to go on from.

use auroscope_model::{Cursor, Page, SlowQuery, SlowQueryFilter, SlowQuerySort, TargetId};
use auroscope_store::OpenSlowQuery;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params};

use crate::rows::{self, COLUMNS, FROM};

/// A WHERE clause with its values; values are only ever bound.
pub(crate) struct Where {
    sql: String,
    pub(crate) values: Vec<Value>,
}

impl Where {
    /// The clause that lets everything through.
    pub(crate) fn everything() -> Self {
        Self { sql: String::from("1"), values: Vec::new() }
    }

    /// The clause for a filter over the table aliases `q` and, when the text is asked for, `t`.
    pub(crate) fn of(filter: &SlowQueryFilter) -> Self {
        let mut clause = Self::without_text(filter);
        if let Some(text) = text_asked_for(filter) {
            clause.and(TEXT_CONTAINS, Value::Text(text.to_owned()));
        }
        clause
    }

    /// The part of it that asks nothing of the text: the indexes hold all that it reads.
    fn without_text(filter: &SlowQueryFilter) -> Self {
        let mut clause = Self::everything();
        clause.any_of("q.target", filter.targets.iter().map(|t| Value::Text(t.as_str().to_owned())));
        clause.any_of("q.state", filter.states.iter().map(|s| Value::Integer(rows::state_code(*s))));
        if let Some(from) = filter.from {
            clause.and("q.started_us >= ?", Value::Integer(from.0));
        }
        if let Some(to) = filter.to {
            clause.and("q.started_us < ?", Value::Integer(to.0));
        }
        match filter.schema.as_deref() {
            Some("") => clause.sql.push_str(" AND q.schema IS NULL"),
            Some(schema) => clause.and("q.schema = ?", Value::Text(schema.to_owned())),
            None => {}
        }
        if let Some(user) = &filter.user {
            clause.and("q.user = ?", Value::Text(user.clone()));
        }
        if let Some(fingerprint) = filter.fingerprint {
            clause.and("q.fingerprint = ?", Value::Blob(fingerprint.to_bytes().to_vec()));
        }
        if let Some(least) = filter.min_duration_us {
            clause.and("q.duration_us >= ?", Value::Integer(rows::to_figure(least)));
        }
        clause
    }

    pub(crate) fn any_of(&mut self, column: &str, values: impl ExactSizeIterator<Item = Value>) {
        // An empty list does not restrict: it must not become `IN ()`.
        if values.len() > 0 {
            let marks = vec!["?"; values.len()].join(",");
            self.sql.push_str(&format!(" AND {column} IN ({marks})"));
            self.values.extend(values);
        }
    }

    pub(crate) fn and(&mut self, condition: &str, value: Value) {
        self.sql.push_str(" AND ");
        self.push(condition, value);
    }

    /// Adds text with one value as it stands.
    pub(crate) fn push(&mut self, text: &str, value: Value) {
        self.sql.push_str(text);
        self.values.push(value);
    }

    /// The clause's text.
    pub(crate) fn sql(&self) -> &str {
        &self.sql
    }
}

/// Not LIKE, which ends at a NUL byte and has wildcards to escape.
const TEXT_CONTAINS: &str = "instr(lower(t.body), lower(?)) > 0";

/// The same, for a text that few have: each distinct text is looked at once, and an index leads from it to its
/// records. Measured at 1,000,000 records of 20,000 texts: 0.1 s instead of 4 s.
const ID_OF_TEXT: &str = "q.id IN (SELECT x.id FROM slow_query x INDEXED BY slow_query_text WHERE x.text_id IN \
    (SELECT t.id FROM sql_text t WHERE instr(lower(t.body), lower(?)) > 0))";

/// Records whose texts are looked at one by one, within a tenth of a second, before all distinct texts are: a short
/// range of time has no more.
const MOST_LOOKED_AT: usize = 10_000;

fn text_asked_for(filter: &SlowQueryFilter) -> Option<&str> {
    filter.text.as_deref().filter(|text| !text.is_empty())
}

/// What a listing is ordered by. Unknown rows examined sort as −1: after all that are known.
fn sort_expression(sort: SlowQuerySort) -> &'static str {
    match sort {
        SlowQuerySort::StartedAt => "q.started_us",
        SlowQuerySort::DurationUs => "q.duration_us",
        SlowQuerySort::RowsExamined => "coalesce(q.rows_examined, -1)",
    }
}

fn sort_value(query: &SlowQuery, sort: SlowQuerySort) -> i64 {
    match sort {
        SlowQuerySort::StartedAt => query.started_at.0,
        SlowQuerySort::DurationUs => rows::to_figure(query.duration_us),
        SlowQuerySort::RowsExamined => query.figures.rows_examined.map_or(-1, rows::to_figure),
    }
}

/// A page of records. Which they are is told by an index alone, and only they are fetched.
pub(crate) fn slow_queries(
    connection: &mut Connection,
    filter: &SlowQueryFilter,
    sort: SlowQuerySort,
    after: Option<Cursor>,
    limit: usize,
) -> rusqlite::Result<Page<SlowQuery>> {
    let mut clause = Where::without_text(filter);
    if let Some(cursor) = after {
        clause.sql.push_str(&format!(" AND ({}, q.id) < (?, ?)", sort_expression(sort)));
        clause.values.push(Value::Integer(cursor.value));
        clause.values.push(Value::Blob(cursor.id.to_bytes().to_vec()));
    }
    // One more than asked for tells whether there is a next page.
    let most = limit.saturating_add(1);
    let text = text_asked_for(filter);
    let soon = match text {
        // Those that match otherwise, in order.
        Some(text) => found_soon(connection, &ids(filter, sort, &clause.sql), &clause.values, text, most)?,
        None => None,
    };
    let mut items = match soon {
        Some(items) => items,
        None => {
            if let Some(text) = text {
                clause.and(ID_OF_TEXT, Value::Text(text.to_owned()));
            }
            clause.values.push(Value::Integer(i64::try_from(most).unwrap_or(i64::MAX)));
            let ids = format!("{} LIMIT ?", ids(filter, sort, &clause.sql));
            connection
                .prepare_cached(&with_rows(&ids))?
                .query_map(rusqlite::params_from_iter(&clause.values), rows::read)?
                .collect::<rusqlite::Result<Vec<SlowQuery>>>()?
        }
    };
    let more = items.len() > limit;
    items.truncate(limit);
    let next = if more { items.last().map(|last| cursor_of(last, sort)) } else { None };
    Ok(Page { items, next })
}

/// The ids `i` and sort values `s` of the records that match, the text aside, in order.
fn ids(filter: &SlowQueryFilter, sort: SlowQuerySort, condition: &str) -> String {
    let by = sort_expression(sort);
    let index = match sort {
        // In the order asked for, and of that statement only.
        SlowQuerySort::StartedAt if filter.fingerprint.is_some() && is_by_statement(filter) => {
            "slow_query_statement"
        }
        // With a beginning, the range of time is the smaller one to look through.
        SlowQuerySort::DurationUs if filter.from.is_none() && filter.fingerprint.is_none() => {
            "slow_query_duration"
        }
        _ => "slow_query_ranking",
    };
    format!(
        "SELECT q.id i, {by} s FROM slow_query q INDEXED BY {index} WHERE {condition} ORDER BY s DESC, i DESC"
    )
}

/// Whether statement and time are all that is asked for.
fn is_by_statement(filter: &SlowQueryFilter) -> bool {
    filter.targets.is_empty()
        && filter.states.is_empty()
        && filter.schema.is_none()
        && filter.user.is_none()
        && filter.min_duration_us.is_none()
}

/// The records whose ids a SELECT gives, in its order.
fn with_rows(ids: &str) -> String {
    format!(
        "SELECT {COLUMNS} FROM ({ids}) p CROSS JOIN slow_query q ON q.id = p.i JOIN sql_text t ON t.id = q.text_id \
         ORDER BY p.s DESC, p.i DESC"
    )
}

/// The first `most` records of a SELECT of ids whose text contains this, looked at one by one: a text that many
/// have fills a page at once. None when too many would have to be looked at.
fn found_soon(
    connection: &Connection,
    ids: &str,
    values: &[Value],
    text: &str,
    most: usize,
) -> rusqlite::Result<Option<Vec<SlowQuery>>> {
    let mut candidates = connection.prepare_cached(ids)?;
    let mut candidates = candidates.query(rusqlite::params_from_iter(values))?;
    let one = format!("SELECT {COLUMNS} FROM {FROM} WHERE q.id = ? AND {TEXT_CONTAINS}");
    let mut one = connection.prepare_cached(&one)?;
    let mut items = Vec::new();
    for _ in 0..MOST_LOOKED_AT {
        let Some(candidate) = candidates.next()? else { return Ok(Some(items)) };
        items.extend(one.query_row(params![candidate.get::<_, [u8; 16]>(0)?, text], rows::read).optional()?);
        if items.len() == most {
            return Ok(Some(items));
        }
    }
    Ok(None)
}

fn cursor_of(query: &SlowQuery, sort: SlowQuerySort) -> Cursor {
    Cursor { value: sort_value(query, sort), id: query.id }
}

/// The records of a target that run.
pub(crate) fn open_slow_queries(
    connection: &mut Connection,
    target: &TargetId,
) -> rusqlite::Result<Vec<OpenSlowQuery>> {
    let sql = format!("SELECT {COLUMNS} FROM {FROM} WHERE q.target = ?1 AND q.state = 0");
    let mut select = connection.prepare_cached(&sql)?;
    let rows = select.query_map([target.as_str()], |row| {
        let baseline: Option<String> = row.get(30)?;
        // A baseline that cannot be read is none: the record then closes by other means or as a lower bound.
        let baseline = baseline.and_then(|text| serde_json::from_str(&text).ok());
        Ok(OpenSlowQuery { query: rows::read(row)?, baseline })
    })?;
    rows.collect()
}

#[cfg(test)]
mod tests {
    use auroscope_model::Fingerprint;

    use super::*;

    /// Defect: a listing with a filter went through whole rows, seconds at 400,000 of them.
    #[test]
    fn the_ids_of_a_page_come_from_an_index_alone() {
        let connection = Connection::open_in_memory().unwrap();
        crate::schema::STEPS.iter().for_each(|step| connection.execute_batch(step).unwrap());
        let everything = SlowQueryFilter {
            targets: vec!["shop".parse().unwrap()],
            states: vec![auroscope_model::SlowQueryState::Running],
            schema: Some("shop".into()),
            user: Some("nobody".into()),
            min_duration_us: Some(1),
            to: Some(auroscope_model::UtcMicros(1)),
            ..SlowQueryFilter::default()
        };
        let since = SlowQueryFilter { from: everything.to, ..everything.clone() };
        // Defect: those of one statement did, by any order or filter.
        let statement = SlowQueryFilter { fingerprint: Some(Fingerprint(1)), ..SlowQueryFilter::default() };
        let of_a_user = SlowQueryFilter { user: Some("nobody".into()), ..statement.clone() };
        let today = SlowQueryFilter { from: everything.to, ..statement.clone() };
        let text = SlowQueryFilter { text: Some("x".into()), ..everything.clone() };
        for sort in [SlowQuerySort::StartedAt, SlowQuerySort::DurationUs, SlowQuerySort::RowsExamined] {
            let none = SlowQueryFilter::default();
            for filter in [&everything, &since, &none, &statement, &of_a_user, &today, &text] {
                let ids = ids(filter, sort, Where::without_text(filter).sql());
                let page = plan(&connection, &with_rows(&format!("{ids} LIMIT ?")));
                let mut of_text = Where::without_text(filter);
                of_text.and(ID_OF_TEXT, Value::Null);
                let of_text = plan(&connection, &super::ids(filter, sort, of_text.sql()));
                assert!(of_text.contains("x USING COVERING INDEX slow_query_text"), "{of_text}");
                for plan in [plan(&connection, &ids), page, of_text] {
                    assert!(plan.contains("q USING COVERING INDEX"), "{sort:?} {filter:?}: {plan}");
                }
            }
        }
        // In the order of the index: the latest of a statement are found without looking at all of them.
        let latest = ids(&statement, SlowQuerySort::StartedAt, Where::without_text(&statement).sql());
        let plan = plan(&connection, &latest);
        assert!(plan.contains("slow_query_statement (fingerprint=?)"), "{plan}");
        assert!(!plan.contains("TEMP B-TREE FOR ORDER BY"), "{plan}");
    }

    fn plan(connection: &Connection, sql: &str) -> String {
        let mut explain = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let mut steps = explain.raw_query();
        let mut plan = String::new();
        while let Some(step) = steps.next().unwrap() {
            plan.push_str(&step.get::<_, String>(3).unwrap());
            plan.push('\n');
        }
        plan
    }
}
