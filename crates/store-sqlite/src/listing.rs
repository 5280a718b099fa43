//! Listing slow queries: filters become a WHERE clause of bound values, a cursor the place to go on from.

use auroscope_model::{Cursor, ExecutionId, Page, SlowQuery, SlowQueryFilter, SlowQuerySort, TargetId};
use auroscope_store::OpenSlowQuery;
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::rows::{self, COLUMNS, FROM};

/// A WHERE clause with its values; values are only ever bound.
pub(crate) struct Where {
    sql: String,
    pub(crate) values: Vec<Value>,
}

impl Where {
    /// The clause for a filter over the table alias `q` (and `t` when the text is asked for).
    pub(crate) fn of(filter: &SlowQueryFilter) -> Self {
        let mut clause = Self { sql: String::from("1"), values: Vec::new() };
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
        if let Some(text) = filter.text.as_deref().filter(|text| !text.is_empty()) {
            // Not LIKE, which ends at a NUL byte and has wildcards to escape.
            clause.and("instr(lower(t.body), lower(?)) > 0", Value::Text(text.to_owned()));
        }
        clause
    }

    fn any_of(&mut self, column: &str, values: impl ExactSizeIterator<Item = Value>) {
        // An empty list does not restrict: it must not become `IN ()`.
        if values.len() > 0 {
            let marks = vec!["?"; values.len()].join(",");
            self.sql.push_str(&format!(" AND {column} IN ({marks})"));
            self.values.extend(values);
        }
    }

    fn and(&mut self, condition: &str, value: Value) {
        self.sql.push_str(" AND ");
        self.sql.push_str(condition);
        self.values.push(value);
    }

    /// The clause's text.
    pub(crate) fn sql(&self) -> &str {
        &self.sql
    }
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

/// A page of records.
pub(crate) fn slow_queries(
    connection: &mut Connection,
    filter: &SlowQueryFilter,
    sort: SlowQuerySort,
    after: Option<Cursor>,
    limit: usize,
) -> rusqlite::Result<Page<SlowQuery>> {
    let mut clause = Where::of(filter);
    let by = sort_expression(sort);
    if let Some(cursor) = after {
        clause.sql.push_str(&format!(" AND ({by}, q.id) < (?, ?)"));
        clause.values.push(Value::Integer(cursor.value));
        clause.values.push(Value::Blob(cursor.id.to_bytes().to_vec()));
    }
    // One more than asked for tells whether there is a next page.
    clause.values.push(Value::Integer(i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1)));
    let mut select = connection.prepare_cached(&select(filter, sort, &clause.sql))?;
    let mut items: Vec<SlowQuery> = select
        .query_map(rusqlite::params_from_iter(&clause.values), rows::read)?
        .collect::<rusqlite::Result<_>>()?;
    let more = items.len() > limit;
    items.truncate(limit);
    let next = if more { items.last().map(|last| cursor_of(last, sort)) } else { None };
    Ok(Page { items, next })
}

/// The page's SELECT. Where an index holds all that is filtered and ordered by, the ids of the page come from it
/// alone and only the page's rows are fetched.
fn select(filter: &SlowQueryFilter, sort: SlowQuerySort, condition: &str) -> String {
    let by = sort_expression(sort);
    if filter.fingerprint.is_some() || filter.text.is_some() {
        return format!(
            "SELECT {COLUMNS} FROM {FROM} WHERE {condition} ORDER BY {by} DESC, q.id DESC LIMIT ?"
        );
    }
    // With a beginning, the range of time is the smaller one to look through.
    let index = match sort {
        SlowQuerySort::DurationUs if filter.from.is_none() => "slow_query_duration",
        _ => "slow_query_ranking",
    };
    format!(
        "SELECT {COLUMNS} FROM (SELECT q.id i, {by} s FROM slow_query q INDEXED BY {index} WHERE {condition} \
         ORDER BY s DESC, i DESC LIMIT ?) p CROSS JOIN slow_query q ON q.id = p.i JOIN sql_text t ON t.id = q.text_id \
         ORDER BY p.s DESC, p.i DESC"
    )
}

fn cursor_of(query: &SlowQuery, sort: SlowQuerySort) -> Cursor {
    Cursor { value: sort_value(query, sort), id: ExecutionId(query.id.0) }
}

/// The records of a target that run.
pub(crate) fn open_slow_queries(
    connection: &mut Connection,
    target: &TargetId,
) -> rusqlite::Result<Vec<OpenSlowQuery>> {
    let sql = format!("SELECT {COLUMNS} FROM {FROM} WHERE q.target = ?1 AND q.state = 0");
    let mut select = connection.prepare_cached(&sql)?;
    let rows = select.query_map([target.as_str()], |row| {
        let baseline: Option<String> = row.get(29)?;
        // A baseline that cannot be read is none: the record then closes by other means or as a lower bound.
        let baseline = baseline.and_then(|text| serde_json::from_str(&text).ok());
        Ok(OpenSlowQuery { query: rows::read(row)?, baseline })
    })?;
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Defect: a listing with a filter went through whole rows, seconds at 400,000 of them.
    #[test]
    fn the_ids_of_a_page_come_from_an_index_alone() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(include_str!("schema_1.sql")).unwrap();
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
        for sort in [SlowQuerySort::StartedAt, SlowQuerySort::DurationUs, SlowQuerySort::RowsExamined] {
            for filter in [&everything, &since, &SlowQueryFilter::default()] {
                let clause = Where::of(filter);
                let sql = format!("EXPLAIN QUERY PLAN {}", select(filter, sort, clause.sql()));
                let mut explain = connection.prepare(&sql).unwrap();
                let mut steps = explain.raw_query();
                let mut plan = String::new();
                while let Some(step) = steps.next().unwrap() {
                    plan.push_str(&step.get::<_, String>(3).unwrap());
                    plan.push('\n');
                }
                assert!(plan.contains("q USING COVERING INDEX"), "{sort:?} {filter:?}: {plan}");
            }
        }
    }
}
