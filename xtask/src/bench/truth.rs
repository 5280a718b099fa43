//! What the server itself wrote down: its slow log, which every captured record is held against.

use auroscope_testkit::Endpoint;
use mysql_async::prelude::Queryable as _;

/// One entry of `mysql.slow_log`.
#[derive(Debug, Clone)]
pub(super) struct Logged {
    pub(super) connection_id: u64,
    pub(super) duration_us: u64,
    /// Start by the server's clock, microseconds of the epoch.
    pub(super) started_us: i64,
    pub(super) schema: Option<String>,
    pub(super) sql: String,
}

/// Connection, microseconds, time of writing, user and host, schema, text.
type Row = (u64, u64, i64, Vec<u8>, Option<String>, Vec<u8>);

/// Empties the slow log.
pub(super) async fn clear(endpoint: &Endpoint) -> anyhow::Result<()> {
    // The table cannot be emptied while it is written.
    endpoint
        .run(&[
            "SET GLOBAL slow_query_log = OFF",
            "TRUNCATE TABLE mysql.slow_log",
            "SET GLOBAL slow_query_log = ON",
        ])
        .await
}

/// All it holds of statements that are not `watcher`'s, by time.
pub(super) async fn read(endpoint: &Endpoint, watcher: &str) -> anyhow::Result<Vec<Logged>> {
    let mut connection = endpoint.connect().await?;
    let rows: Vec<Row> = connection
        .query(
            "SELECT thread_id, CAST(TIME_TO_SEC(query_time) * 1000000 + MICROSECOND(query_time) AS UNSIGNED), \
             CAST(UNIX_TIMESTAMP(start_time) * 1000000 AS SIGNED), user_host, NULLIF(db, ''), sql_text \
             FROM mysql.slow_log ORDER BY start_time",
        )
        .await?;
    connection.disconnect().await?;
    let watcher = format!("{watcher}[").into_bytes();
    let others = rows.into_iter().filter(|(_, _, _, user, ..)| !user.starts_with(&watcher));
    let logged = others.map(|(connection_id, duration_us, logged_us, _, schema, sql)| Logged {
        schema,
        connection_id,
        duration_us,
        // The column's name is start_time, but it holds when the entry was written: at the end.
        started_us: logged_us - duration_us as i64,
        sql: String::from_utf8_lossy(&sql).into_owned(),
    });
    Ok(logged.collect())
}

/// The mark a bench puts into each of its statements: `m` and eight digits and `x`.
pub(super) fn mark(number: u32) -> String {
    format!("m{number:08}x")
}

/// The mark in a text.
pub(super) fn mark_in(sql: &str) -> Option<u32> {
    let bytes = sql.as_bytes();
    bytes.windows(10).find_map(|window| {
        let digits = std::str::from_utf8(&window[1..9]).ok()?;
        let framed =
            window[0] == b'm' && window[9] == b'x' && digits.bytes().all(|byte| byte.is_ascii_digit());
        if framed { digits.parse().ok() } else { None }
    })
}

#[cfg(test)]
mod tests {
    use super::{mark, mark_in};

    #[test]
    fn a_mark_is_found_again() {
        assert_eq!(mark_in(&format!("SELECT 'mx {}', '한글'", mark(42))), Some(42));
        assert_eq!(mark_in("SELECT 1"), None);
    }
}
