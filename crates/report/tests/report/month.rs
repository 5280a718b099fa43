//! Executions to account for, made up but always the same.

use auroscope_model::{
    DurationKind, ExecutionId, Figures, Fingerprint, SlowQuery, SlowQueryState, Source, StatementClass,
    UtcMicros,
};
use auroscope_report::{Account, Limits, Month, Zone};

/// Numbers that look random and are always the same.
pub(crate) struct Numbers(u64);

impl Numbers {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit.max(1)
    }
}

/// An execution about which all is known.
pub(crate) fn execution(
    id: u128,
    target: &str,
    statement: u128,
    started_at: UtcMicros,
    duration_us: u64,
) -> SlowQuery {
    SlowQuery {
        id: ExecutionId(id),
        target: target.parse().unwrap(),
        state: SlowQueryState::Finished,
        started_at,
        finished_at: Some(started_at.saturating_add_us(duration_us)),
        last_seen_at: started_at.saturating_add_us(duration_us),
        duration_us,
        duration_kind: DurationKind::Exact,
        figures: Figures {
            lock_us: Some(duration_us / 1000),
            rows_sent: Some(statement as u64 * 7),
            rows_examined: Some(duration_us / 10),
            ..Figures::default()
        },
        user: Some("app".into()),
        host: Some("10.0.0.1".into()),
        schema: Some("shop".into()),
        schema_inferred: false,
        connection_id: Some(7),
        thread_id: None,
        event_id: None,
        server_uuid: None,
        booted_at_s: None,
        fingerprint: Fingerprint(statement << 80 | 0xabc),
        class: StatementClass::Read,
        server_digest: None,
        sql: "never read by an account".into(),
        truncated: false,
        lossy: false,
        sources: vec![Source::SlowLog],
        abandoned_because: None,
    }
}

pub(crate) fn zone() -> Zone {
    Zone::ahead_of_utc(9)
}

pub(crate) fn month(text: &str) -> Month {
    text.parse().unwrap()
}

pub(crate) fn account(queries: &[SlowQuery], limits: Limits) -> Account {
    let mut account = Account::new(zone(), limits);
    queries.iter().for_each(|query| account.add(query, example));
    account
}

/// What a caller gives as an example: redacted, and longer than a line.
pub(crate) fn example(query: &SlowQuery) -> Option<String> {
    Some(format!("SELECT /* {} */ ?\nFROM t", query.fingerprint.0 >> 80))
}

/// How a made-up month looks.
pub(crate) struct Shape {
    pub(crate) seed: u64,
    pub(crate) targets: usize,
    pub(crate) statements: u64,
    pub(crate) executions: usize,
    /// Only the first so many days.
    pub(crate) days: i64,
}

/// A month of a shop: few statements take most of the time, mostly by day, less at week-ends.
pub(crate) fn shop(month: Month, shape: &Shape) -> Vec<SlowQuery> {
    const USERS: [&str; 5] = ["app", "batch", "report", "admin", "etl_user"];
    const SCHEMAS: [&str; 4] = ["shop", "auth", "archive", "chatbot"];
    let mut numbers = Numbers::new(shape.seed);
    let (from, _) = month.bounds(&zone());
    let one = |place: usize| {
        let rank = numbers.below(shape.statements).min(numbers.below(shape.statements));
        let (day, hour) = (numbers.below(shape.days as u64) as i64, numbers.below(24).max(numbers.below(20)));
        let second = numbers.below(3600) as i64;
        let started_at = from + ((day * 24 + hour as i64) * 3600 + second) * 1_000_000;
        // Some became slower and some faster from one month to the next.
        let factor = match (rank % 9, shape.seed % 2) {
            (4, 1) | (7, 0) => 4,
            _ => 1,
        };
        let base = (400_000 + (rank * 791_900) % 2_600_000) * factor;
        let duration_us = base + numbers.below(base * 2);
        let target =
            format!("shop-{:02}", numbers.below(shape.targets as u64 * 2).min(shape.targets as u64 - 1));
        let mut query = execution(place as u128 + 1, &target, u128::from(rank) + 1, started_at, duration_us);
        query.user = (rank % 11 != 10).then(|| USERS[(rank % 5) as usize].to_owned());
        query.schema = (rank % 7 != 6).then(|| SCHEMAS[(rank % 4) as usize].to_owned());
        query.class = match rank % 13 {
            3 | 8 => StatementClass::Write,
            11 => StatementClass::Ddl,
            12 => StatementClass::Tx,
            _ => StatementClass::Read,
        };
        query.host = Some(format!("10.0.{}.{}", numbers.below(3), numbers.below(40)));
        if place % 97 == 5 {
            query.duration_kind = DurationKind::LowerBound;
            query.figures = Figures::default();
        }
        query.truncated = place % 301 == 7;
        query
    };
    (0..shape.executions).map(one).collect()
}

/// A text for a statement of [`shop`].
pub(crate) fn text(statement: u128) -> String {
    const TABLES: [&str; 5] = ["orders", "users", "carts", "products", "reviews"];
    let table = TABLES[(statement % 5) as usize];
    match statement % 13 {
        4 | 9 => format!(
            "UPDATE {table} SET status = ?, updated_at = ? WHERE id IN (...) AND version_{statement} = ?"
        ),
        12 => format!("ALTER TABLE {table} ADD INDEX ix_{statement} (created_at, status)"),
        0 => "COMMIT".to_owned(),
        _ => format!(
            "SELECT t.id, t.status, u.name FROM {table} AS t JOIN users AS u ON u.id = t.user_id \
             WHERE t.created_at >= ? AND t.status IN (...) AND t.kind_{statement} = ? ORDER BY t.created_at DESC LIMIT ?"
        ),
    }
}

/// The texts of all statements of some executions.
pub(crate) fn texts(queries: &[SlowQuery]) -> Vec<(Fingerprint, String)> {
    queries.iter().map(|query| (query.fingerprint, text(query.fingerprint.0 >> 80))).collect()
}
