//! Ranking statements. SQLite only hands over the covering index; sums and percentiles are made here, which
//! was measured to be many times faster than its GROUP BY and window functions.

use std::collections::HashMap;

use auroscope_model::{
    Fingerprint, StatementFilter, StatementRanking, StatementSort, StatementSummary, StatementText, UtcMicros,
};
use rusqlite::{Connection, OptionalExtension, Row};

use crate::listing::Where;
use crate::rows;

/// What one statement's executions have added up to so far.
#[derive(Default)]
struct Sums {
    durations_us: Vec<u64>,
    lower_bounds: u64,
    figures_known: u64,
    rows_examined: Option<u64>,
    rows_sent: Option<u64>,
    lock_us: Option<u64>,
    error_count: u64,
    first_us: i64,
    last_us: i64,
}

impl Sums {
    fn add(&mut self, row: &Row<'_>) -> rusqlite::Result<()> {
        let started_us: i64 = row.get(0)?;
        if self.durations_us.is_empty() {
            self.first_us = started_us;
            self.last_us = started_us;
        }
        self.first_us = self.first_us.min(started_us);
        self.last_us = self.last_us.max(started_us);
        self.durations_us.push(row.get::<_, i64>(2)? as u64);
        self.lower_bounds += u64::from(!row.get::<_, bool>(3)?);
        let [rows_examined, rows_sent, lock_us, errors]: [Option<i64>; 4] =
            [row.get(4)?, row.get(5)?, row.get(6)?, row.get(7)?];
        add_known(&mut self.rows_examined, rows_examined);
        add_known(&mut self.rows_sent, rows_sent);
        add_known(&mut self.lock_us, lock_us);
        self.error_count += u64::from(errors.is_some_and(|errors| errors > 0));
        let known = [rows_examined, rows_sent, lock_us, errors].iter().all(Option::is_some);
        self.figures_known += u64::from(known);
        Ok(())
    }

    fn finish(mut self, text: StatementText) -> StatementSummary {
        self.durations_us.sort_unstable();
        let count = self.durations_us.len() as u64;
        let total_us = self.durations_us.iter().fold(0u64, |sum, us| sum.saturating_add(*us));
        StatementSummary {
            fingerprint: text.fingerprint,
            normalized: text.normalized,
            class: text.class,
            count,
            lower_bound_count: self.lower_bounds,
            figures_known_count: self.figures_known,
            total_us,
            mean_us: total_us.checked_div(count).unwrap_or(0),
            p95_us: nearest_rank(&self.durations_us, 95),
            max_us: self.durations_us.last().copied().unwrap_or(0),
            rows_examined: self.rows_examined,
            rows_sent: self.rows_sent,
            lock_us: self.lock_us,
            error_count: self.error_count,
            first_seen: UtcMicros(self.first_us),
            last_seen: UtcMicros(self.last_us),
        }
    }
}

/// Adds what is known; a sum of nothing known stays unknown.
fn add_known(sum: &mut Option<u64>, value: Option<i64>) {
    if let Some(value) = value {
        *sum = Some(sum.unwrap_or(0).saturating_add(value as u64));
    }
}

/// The value at or below which `percent` of the sorted values lie (nearest rank: always a value that occurred).
fn nearest_rank(sorted: &[u64], percent: usize) -> u64 {
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or(0)
}

/// Statements ranked over the executions that match.
pub(crate) fn statements(
    connection: &mut Connection,
    filter: &StatementFilter,
) -> rusqlite::Result<StatementRanking> {
    let mut sums: HashMap<[u8; 16], Sums> = HashMap::new();
    {
        let clause = Where::of(&filter.executions);
        let from = if filter.executions.text.is_some() { rows::FROM } else { "slow_query q" };
        let sql = format!(
            "SELECT q.started_us, q.fingerprint, q.duration_us, q.exact, q.rows_examined, q.rows_sent, q.lock_us, \
             q.errors FROM {from} WHERE {}",
            clause.sql()
        );
        let mut select = connection.prepare_cached(&sql)?;
        let mut found = select.query(rusqlite::params_from_iter(&clause.values))?;
        while let Some(row) = found.next()? {
            sums.entry(row.get(1)?).or_default().add(row)?;
        }
    }
    let mut ranked: Vec<StatementSummary> = sums
        .into_iter()
        .map(|(fingerprint, sums)| {
            let fingerprint = Fingerprint::from_bytes(fingerprint);
            sums.finish(StatementText { fingerprint, normalized: String::new(), class: Default::default() })
        })
        .collect();
    let mut ranking = StatementRanking {
        statement_count: ranked.len() as u64,
        count: ranked.iter().map(|s| s.count).sum(),
        total_us: ranked.iter().fold(0u64, |sum, s| sum.saturating_add(s.total_us)),
        items: Vec::new(),
    };
    ranked.sort_unstable_by_key(|s| (std::cmp::Reverse(sort_key(s, filter.sort)), s.fingerprint));
    ranked.truncate(filter.limit);
    // Texts are fetched for those shown only.
    for summary in &mut ranked {
        if let Some(text) = statement(connection, summary.fingerprint)? {
            summary.normalized = text.normalized;
            summary.class = text.class;
        }
    }
    ranking.items = ranked;
    Ok(ranking)
}

fn sort_key(summary: &StatementSummary, sort: StatementSort) -> u64 {
    match sort {
        StatementSort::TotalUs => summary.total_us,
        StatementSort::Count => summary.count,
        StatementSort::MeanUs => summary.mean_us,
        StatementSort::P95Us => summary.p95_us,
        StatementSort::MaxUs => summary.max_us,
        StatementSort::RowsExamined => summary.rows_examined.unwrap_or(0),
    }
}

/// One statement's text.
pub(crate) fn statement(
    connection: &mut Connection,
    fingerprint: Fingerprint,
) -> rusqlite::Result<Option<StatementText>> {
    connection
        .prepare_cached("SELECT class, normalized FROM statement WHERE fingerprint = ?1")?
        .query_row([fingerprint.to_bytes()], |row| {
            Ok(StatementText {
                fingerprint,
                class: rows::class(row.get_ref(0)?.as_str()?),
                normalized: row.get(1)?,
            })
        })
        .optional()
}

#[cfg(test)]
mod tests {
    use super::nearest_rank;

    #[test]
    fn a_percentile_is_a_value_that_occurred() {
        assert_eq!(nearest_rank(&[], 95), 0);
        assert_eq!(nearest_rank(&[7], 95), 7);
        let hundred: Vec<u64> = (1..=100).collect();
        assert_eq!(nearest_rank(&hundred, 95), 95);
        assert_eq!(nearest_rank(&hundred[..20], 95), 19);
    }
}
