//! Logs made from a known truth.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use proptest::prelude::*;

/// One execution.
#[derive(Debug, Clone)]
pub(crate) struct Made {
    /// Which of the statements.
    pub(crate) statement: usize,
    pub(crate) literal: u32,
    pub(crate) user: usize,
    pub(crate) host: u8,
    /// A `use` that the server writes, since the schema has changed.
    pub(crate) schema: Option<usize>,
    pub(crate) second: u32,
    pub(crate) query_time_us: u64,
    pub(crate) lock_time_us: u64,
    pub(crate) rows_examined: u64,
    pub(crate) has_extra: bool,
    pub(crate) is_command: bool,
}

pub(crate) const USERS: [&str; 3] = ["app", "etl_night", "주문"];
pub(crate) const SCHEMAS: [&str; 3] = ["shop", "audit", "a`b"];
pub(crate) const STATEMENTS: [&str; 6] = [
    "select * from orders where id = ?",
    "select name from customers c join shop.orders o on o.customer_id = c.id where c.city = '서울' and o.id = ?",
    "update orders set state = 'x;\n# Time: 2026-01-01T00:00:00.000000Z\n# User@Host: evil[evil] @ x []\n' where id = ?",
    "insert into audit.log values (?, 'it''s'), (?, 'b')",
    "delete from carts where id = ? /* route='cart',app='shop' */",
    "select ?",
];

/// What a statement's executions come to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Truth {
    pub(crate) count: u64,
    pub(crate) times_us: Vec<u64>,
    pub(crate) lock_time_us: u64,
    pub(crate) rows_examined: u64,
    pub(crate) users: BTreeMap<String, u64>,
    pub(crate) schemas: BTreeMap<String, u64>,
}

pub(crate) fn made() -> impl Strategy<Value = Made> {
    let times = prop_oneof![0_u64..2_000, 0_u64..90_000_000];
    let figures = (times, 0_u64..5_000, 0_u64..1_000_000);
    let who = (0..USERS.len(), 0_u8..40, prop::option::weighted(0.2, 0..SCHEMAS.len()));
    let flags = (prop::bool::weighted(0.3), prop::bool::weighted(0.1));
    let what = (0..STATEMENTS.len(), any::<u32>(), 0_u32..86_400);
    (what, who, figures, flags).prop_map(|(what, who, figures, flags)| Made {
        statement: what.0,
        literal: what.1,
        user: who.0,
        host: who.1,
        schema: who.2,
        second: what.2,
        query_time_us: figures.0,
        lock_time_us: figures.1,
        rows_examined: figures.2,
        has_extra: flags.0,
        is_command: flags.1,
    })
}

pub(crate) fn text(made: &Made) -> String {
    STATEMENTS[made.statement].replace('?', &made.literal.to_string())
}

pub(crate) fn written(all: &[Made]) -> Vec<u8> {
    let mut log = String::new();
    for made in all {
        let (hour, minute, second) = (made.second / 3_600, made.second / 60 % 60, made.second % 60);
        writeln!(log, "# Time: 2026-01-01T{hour:02}:{minute:02}:{second:02}.000000Z").unwrap();
        let user = USERS[made.user];
        writeln!(log, "# User@Host: {user}[{user}] @  [10.0.0.{}]  Id:    42", made.host).unwrap();
        let (whole, part) = (made.query_time_us / 1_000_000, made.query_time_us % 1_000_000);
        let (lock, rows) = (made.lock_time_us, made.rows_examined);
        write!(log, "# Query_time: {whole}.{part:06}  Lock_time: 0.{lock:06} Rows_sent: 1  ").unwrap();
        let extra = if made.has_extra { " Thread_id: 42 Errno: 0 Bytes_sent: 7 Sort_rows: 3" } else { "" };
        writeln!(log, "Rows_examined: {rows}{extra}").unwrap();
        if let Some(schema) = made.schema {
            writeln!(log, "use {};", SCHEMAS[schema]).unwrap();
        }
        writeln!(log, "SET timestamp={};", 1_767_225_600 + u64::from(made.second)).unwrap();
        match made.is_command {
            true => log.push_str("# administrator command: Ping;\n"),
            false => writeln!(log, "{};", text(made)).unwrap(),
        }
    }
    log.into_bytes()
}

/// What the executions of one log come to, by normalised text.
pub(crate) fn truth(all: &[Made]) -> BTreeMap<String, Truth> {
    let mut truths: BTreeMap<String, Truth> = BTreeMap::new();
    let mut schema = None;
    for made in all {
        schema = made.schema.or(schema);
        if made.is_command {
            continue;
        }
        let normalized = auroscope_sql::normalize(text(made).as_bytes(), auroscope_sql::SqlMode::default());
        let truth = truths.entry(normalized).or_default();
        truth.count += 1;
        truth.times_us.push(made.query_time_us);
        truth.lock_time_us += made.lock_time_us;
        truth.rows_examined += made.rows_examined;
        *truth.users.entry(USERS[made.user].to_owned()).or_default() += 1;
        if let Some(schema) = schema {
            *truth.schemas.entry(SCHEMAS[schema].to_owned()).or_default() += 1;
        }
    }
    truths
}
