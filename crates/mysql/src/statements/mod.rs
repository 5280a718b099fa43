//! Every statement Auroscope ever sends to a target. A statement that is not here is not sent: `xtask tidy`
//! refuses SQL elsewhere, and a test compares a server's general log with [`FAMILIES`].
//!
//! mysql_async itself sends nothing: the two settings it would ask for are given to it when it connects.

pub(crate) mod explain;

/// One family of statements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Family {
    /// Its name, which every statement of it carries as `/* auroscope:name */`.
    pub name: &'static str,
    /// When it is sent.
    pub when: &'static str,
    /// The right it needs.
    pub grant: &'static str,
    /// The statement, as sent, or its shape where a list of numbers is filled in.
    pub sql: &'static str,
}

/// What every statement of ours begins with.
pub const TAG: &str = "/* auroscope:";

const PROCESS: &str = "PROCESS ON *.*";
const SELECT_PERFORMANCE_SCHEMA: &str = "SELECT ON performance_schema.*";

/// All families, in the order a connection meets them.
pub const FAMILIES: &[Family] = &[
    Family { name: "session", when: "once for each connection", grant: "none", sql: SESSION },
    Family { name: "quiet", when: "once for each connection; may be refused", grant: "none", sql: QUIET },
    Family { name: "identity", when: "once for each connection", grant: "none", sql: IDENTITY },
    Family { name: "settings", when: "once for each connection", grant: "none", sql: SETTINGS },
    Family {
        name: "consumers",
        when: "once for each connection, every hour, and when polls do not show ourselves any more",
        grant: SELECT_PERFORMANCE_SCHEMA,
        sql: CONSUMERS,
    },
    Family {
        name: "instrumented",
        when: "once for each connection, every hour, and when what polls show of ourselves changes",
        grant: SELECT_PERFORMANCE_SCHEMA,
        sql: INSTRUMENTED,
    },
    Family { name: "grants", when: "when a target is checked", grant: "none", sql: GRANTS },
    Family { name: "running", when: "each interval", grant: SELECT_PERFORMANCE_SCHEMA, sql: RUNNING },
    Family {
        name: "look",
        when: "after a statement ended, or to see whether it has",
        grant: SELECT_PERFORMANCE_SCHEMA,
        sql: LOOK,
    },
    Family {
        name: "sums",
        when: "before `look` and in one statement with it, while a statement runs, and when it has left no row; when a \
            target is checked",
        grant: SELECT_PERFORMANCE_SCHEMA,
        sql: SUMS,
    },
    Family {
        name: "history_long",
        when: "after a slow statement's client left, where that consumer is on",
        grant: SELECT_PERFORMANCE_SCHEMA,
        sql: HISTORY_LONG,
    },
    Family {
        name: "full_text",
        when: "when a slow statement's text was cut",
        grant: PROCESS,
        sql: FULL_TEXT,
    },
    Family {
        name: "missed",
        when: "once after each reconnection to a server that was watched before",
        grant: SELECT_PERFORMANCE_SCHEMA,
        sql: MISSED,
    },
    Family { name: "own_use", when: "every 10 seconds", grant: SELECT_PERFORMANCE_SCHEMA, sql: OWN_USE },
    explain::MODE_FAMILY,
    explain::SESSION_FAMILY,
    explain::VERSION_FAMILY,
    explain::HASHING_FAMILY,
    explain::SCHEMA_FAMILY,
    explain::NAMES_FAMILY,
    explain::JSON_FAMILY,
    explain::TREE_FAMILY,
    explain::ANALYZE_FAMILY,
    explain::RUNNING_FAMILY,
    explain::FOR_JSON_FAMILY,
    explain::FOR_TREE_FAMILY,
    explain::KILL_FAMILY,
    explain::TABLES_FAMILY,
    explain::INDEXES_FAMILY,
    explain::COLUMNS_FAMILY,
];

/// Makes the session harmless: read-only, no open transaction, no long wait for a lock, a bound on each SELECT,
/// and out of the slow log. All of these any account may set for itself.
pub(crate) const SESSION: &str = "/* auroscope:session */ SET SESSION transaction_read_only = ON, autocommit = ON, \
    lock_wait_timeout = 2, innodb_lock_wait_timeout = 2, max_execution_time = 2000, sql_mode = '', \
    time_zone = '+00:00', long_query_time = 3600";

/// Keeps us out of the slow log also where log_queries_not_using_indexes is on. MySQL 9.7 wants a right for it
/// that a watching account should not have (1227), earlier versions do not; a refusal is passed over.
pub(crate) const QUIET: &str = "/* auroscope:quiet */ SET SESSION min_examined_row_limit = 4294967295";

/// Who answers, and since when it runs. Epoch seconds less `Uptime` in one statement is the server's start: both
/// come from one reading of its clock, so the difference is the same for the life of the process.
pub(crate) const IDENTITY: &str = "/* auroscope:identity */ SELECT @@server_uuid, VERSION(), \
    UNIX_TIMESTAMP() - CAST(VARIABLE_VALUE AS SIGNED), CONNECTION_ID(), @@performance_schema \
    FROM performance_schema.global_status WHERE VARIABLE_NAME = 'Uptime'";

/// Settings that decide what can be seen. Asked by name because some exist only on Aurora.
pub(crate) const SETTINGS: &str = "/* auroscope:settings */ SHOW GLOBAL VARIABLES WHERE Variable_name IN \
    ('aurora_version', 'innodb_read_only', 'read_only', 'performance_schema_max_sql_text_length', \
    'performance_schema_show_processlist')";

/// Which parts of performance_schema are switched on.
pub(crate) const CONSUMERS: &str =
    "/* auroscope:consumers */ SELECT NAME, ENABLED FROM performance_schema.setup_consumers";

/// What performance_schema leaves out: connections by `setup_actors`, kinds of statements by `setup_instruments`, threads
/// for which it had no room. What stands inside procedures (`statement/sp/`) is off by default, and not missed.
pub(crate) const INSTRUMENTED: &str = "/* auroscope:instrumented */ SELECT COUNT(*), \
    COALESCE(SUM(INSTRUMENTED = 'NO'), 0), COALESCE(SUM(HISTORY = 'NO'), 0), \
    (SELECT COUNT(*) FROM performance_schema.setup_instruments WHERE NAME REGEXP '^statement/(sql|com)/' \
    AND (ENABLED = 'NO' OR TIMED = 'NO')), \
    (SELECT VARIABLE_VALUE FROM performance_schema.global_status \
    WHERE VARIABLE_NAME = 'Performance_schema_thread_instances_lost') \
    FROM performance_schema.threads WHERE TYPE = 'FOREGROUND' AND PROCESSLIST_ID IS NOT NULL";

/// What our account may do.
pub(crate) const GRANTS: &str = "/* auroscope:grants */ SHOW GRANTS";

/// What runs now, at nesting level 0 as in the slow log (a CALL is one statement). Our own row is kept: its
/// timer beside NOW(6) is what ties the server's timers to its clock. Threads come first: with 100 connections,
/// passing over those that sleep before looking at statements took 0.19 ms where the other order took 0.32 ms
/// (MySQL 9.7).
///
/// The server passes over the statements of a thread while it writes them, and those of a procedure or function that
/// runs short statements without a pause may stay so for its whole run (seen on 9.7). Such a thread is there without
/// a statement; the statements inside, which the history shows as they end, name the one that runs them. One that
/// has ended stands in the history itself, after all that ran in it. What runs in a transaction that was begun inside
/// names that transaction instead, a later event of its thread, and not even the transaction's own row leads back to
/// the statement (on 9.7 it names the one inside that began it): then nothing names it.
pub(crate) const RUNNING: &str = "/* auroscope:running */ SELECT t.THREAD_ID, \
    IF(s.THREAD_ID IS NULL, (SELECT IF(\
    MAX(IF(h.NESTING_EVENT_LEVEL = 1 AND h.NESTING_EVENT_TYPE = 'STATEMENT', h.NESTING_EVENT_ID, 0)) > \
    MAX(IF(h.NESTING_EVENT_LEVEL = 0, h.EVENT_ID, 0)), \
    MAX(IF(h.NESTING_EVENT_LEVEL = 1 AND h.NESTING_EVENT_TYPE = 'STATEMENT', h.NESTING_EVENT_ID, 0)), \
    NULL) FROM performance_schema.events_statements_history h WHERE h.THREAD_ID = t.THREAD_ID), s.EVENT_ID), \
    s.TIMER_START, s.TIMER_WAIT, s.EVENT_NAME, IF(s.THREAD_ID IS NULL, t.PROCESSLIST_DB, s.CURRENT_SCHEMA), \
    s.DIGEST, s.SQL_TEXT, t.PROCESSLIST_ID, t.PROCESSLIST_USER, t.PROCESSLIST_HOST, t.PROCESSLIST_STATE, \
    UNIX_TIMESTAMP(NOW(6)), IF(s.THREAD_ID IS NULL, t.PROCESSLIST_TIME, NULL) \
    FROM performance_schema.threads t \
    LEFT JOIN performance_schema.events_statements_current s \
    ON s.THREAD_ID = t.THREAD_ID AND s.NESTING_EVENT_LEVEL = 0 \
    WHERE t.PROCESSLIST_ID IS NOT NULL AND t.PROCESSLIST_COMMAND <> 'Sleep' AND s.END_EVENT_ID IS NULL \
    AND (s.THREAD_ID IS NOT NULL OR t.TYPE = 'FOREGROUND' AND t.INSTRUMENTED = 'YES' \
    AND t.PROCESSLIST_COMMAND IN ('Query', 'Execute'))";

/// What has become of some executions. `{threads}` is a list of numbers, `{pairs}` one of threads with their events:
/// a look-up for each pair, where two lists would make one for each thread with each event (EXPLAIN on 9.7). The
/// current rows come first: an execution that ends between the two reads then shows as ended, not as lost. The threads
/// come last, because the server passes over a statement's row while it writes it (under a busy CALL in one look of
/// four, seen on 9.7), but not over a thread's. A thread's row has an end when nothing runs there.
pub(crate) const LOOK: &str = "/* auroscope:look */ SELECT 0, THREAD_ID, EVENT_ID, END_EVENT_ID, TIMER_START, \
    TIMER_WAIT, LOCK_TIME, ROWS_SENT, ROWS_EXAMINED, ROWS_AFFECTED, ERRORS, WARNINGS, CREATED_TMP_TABLES, \
    CREATED_TMP_DISK_TABLES, SORT_ROWS, SELECT_FULL_JOIN, NO_INDEX_USED, CURRENT_SCHEMA, DIGEST, SQL_TEXT, \
    EVENT_NAME FROM performance_schema.events_statements_current \
    WHERE THREAD_ID IN ({threads}) AND NESTING_EVENT_LEVEL = 0 \
    UNION ALL SELECT 1, THREAD_ID, EVENT_ID, END_EVENT_ID, TIMER_START, TIMER_WAIT, LOCK_TIME, ROWS_SENT, \
    ROWS_EXAMINED, ROWS_AFFECTED, ERRORS, WARNINGS, CREATED_TMP_TABLES, CREATED_TMP_DISK_TABLES, SORT_ROWS, \
    SELECT_FULL_JOIN, NO_INDEX_USED, CURRENT_SCHEMA, DIGEST, SQL_TEXT, EVENT_NAME \
    FROM performance_schema.events_statements_history WHERE (THREAD_ID, EVENT_ID) IN ({pairs}) \
    UNION ALL SELECT 2, THREAD_ID, 0, IF(PROCESSLIST_COMMAND = 'Sleep', 0, NULL), NULL, NULL, 0, NULL, NULL, NULL, \
    NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NAME FROM performance_schema.threads WHERE THREAD_ID IN ({threads})";

/// What the digest and the thread of one execution have come to, for each of a few executions, which `{i}` numbers;
/// then follows all of [`LOOK`]. One statement for all is less to send and parse, and each part is a look-up of its
/// own. The parts are read in their order, so what the look still shows running is not in the sums yet.
pub(crate) const SUMS: &str = "/* auroscope:sums */ SELECT 3, {i}, COUNT_STAR, NULL, NULL, SUM_TIMER_WAIT, \
    SUM_LOCK_TIME, SUM_ROWS_SENT, SUM_ROWS_EXAMINED, SUM_ROWS_AFFECTED, SUM_ERRORS, SUM_WARNINGS, NULL, NULL, NULL, \
    NULL, NULL, NULL, NULL, NULL, NULL FROM performance_schema.events_statements_summary_by_digest \
    WHERE SCHEMA_NAME <=> ? AND DIGEST = ? \
    UNION ALL SELECT 4, {i}, COUNT_STAR, NULL, NULL, SUM_TIMER_WAIT, MAX_TIMER_WAIT, NULL, NULL, NULL, NULL, NULL, \
    NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL \
    FROM performance_schema.events_statements_summary_by_thread_by_event_name WHERE THREAD_ID = ? AND EVENT_NAME = ?";

/// The same from the long history, which survives the client. It has no index: sent only when it must be.
pub(crate) const HISTORY_LONG: &str = "/* auroscope:history_long */ SELECT 1, THREAD_ID, EVENT_ID, END_EVENT_ID, \
    TIMER_START, TIMER_WAIT, LOCK_TIME, ROWS_SENT, ROWS_EXAMINED, ROWS_AFFECTED, ERRORS, WARNINGS, \
    CREATED_TMP_TABLES, CREATED_TMP_DISK_TABLES, SORT_ROWS, SELECT_FULL_JOIN, NO_INDEX_USED, CURRENT_SCHEMA, \
    DIGEST, SQL_TEXT, EVENT_NAME FROM performance_schema.events_statements_history_long \
    WHERE (THREAD_ID, EVENT_ID) IN ({pairs}) AND END_EVENT_ID IS NOT NULL";

/// Whole texts. information_schema.PROCESSLIST fails with 3854 on a row with an emoji, and performance_schema
/// cuts at 1,024 bytes; this does neither (while performance_schema_show_processlist is off).
pub(crate) const FULL_TEXT: &str = "/* auroscope:full_text */ SHOW FULL PROCESSLIST";

/// What ended over the threshold while nobody looked, as far as the server remembers.
pub(crate) const MISSED: &str = "/* auroscope:missed */ SELECT s.THREAD_ID, s.EVENT_ID, s.TIMER_START, \
    s.TIMER_WAIT, s.EVENT_NAME, s.CURRENT_SCHEMA, s.DIGEST, s.SQL_TEXT, t.PROCESSLIST_ID, t.PROCESSLIST_USER, \
    t.PROCESSLIST_HOST, t.PROCESSLIST_STATE, UNIX_TIMESTAMP(NOW(6)), NULL \
    FROM performance_schema.events_statements_history s \
    JOIN performance_schema.threads t ON t.THREAD_ID = s.THREAD_ID \
    WHERE s.TIMER_WAIT >= {least} AND s.TIMER_END >= {since} AND s.NESTING_EVENT_LEVEL = 0 \
    AND t.PROCESSLIST_ID IS NOT NULL";

/// What our connection has cost the server since it was opened.
pub(crate) const OWN_USE: &str = "/* auroscope:own_use */ SELECT COALESCE(SUM(COUNT_STAR), 0), \
    COALESCE(SUM(SUM_TIMER_WAIT), 0) FROM performance_schema.events_statements_summary_by_thread_by_event_name \
    WHERE THREAD_ID = (SELECT THREAD_ID FROM performance_schema.threads WHERE PROCESSLIST_ID = CONNECTION_ID()) \
    AND COUNT_STAR > 0";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_statement_carries_its_family() {
        for family in FAMILIES {
            let tag = format!("/* auroscope:{} */", family.name);
            assert!(family.sql.starts_with(&tag), "{}", family.name);
        }
    }

    #[test]
    fn nothing_but_the_session_is_changed() {
        for family in FAMILIES {
            let sql = family.sql.split("*/").last().unwrap_or_default().trim_start();
            let verb = sql.split(' ').next().unwrap_or_default();
            let allowed: &[&str] = match family.name {
                "session" | "quiet" | "explain_session" | "explain_version" => &["SET SESSION "],
                "explain_schema" => &["USE "],
                "explain_kill" => &["KILL QUERY "],
                name if name.starts_with("explain_") => &["EXPLAIN ", "SELECT "],
                _ => &["SELECT ", "SHOW "],
            };
            assert!(allowed.iter().any(|begin| sql.starts_with(begin)), "{}: {verb}", family.name);
        }
    }
}
