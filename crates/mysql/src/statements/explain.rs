//! The statements that plans are taken with. Those with `{statement}` carry one that the guard has passed and no other.

use super::{Family, SELECT_PERFORMANCE_SCHEMA};

/// Seen on 9.7: with PROCESS and SELECT alone the server refuses others' connections (1045).
const ALL_OR_SAME: &str = "all global privileges, or the account of the connection";
const ON_TABLES: &str = "SELECT (and SHOW VIEW) ON the tables that the statement reads";

pub(super) const SESSION_FAMILY: Family = Family {
    name: "explain_session",
    when: "before a plan is taken in another sql_mode or with another limit",
    grant: "none",
    sql: SESSION,
};
pub(super) const MODE_FAMILY: Family = Family {
    name: "explain_mode",
    when: "before a plan is taken: how the session that sent the text reads it",
    grant: SELECT_PERFORMANCE_SCHEMA,
    sql: MODE,
};
pub(super) const VERSION_FAMILY: Family = Family {
    name: "explain_version",
    when: "once for each connection that takes plans, from 8.3 on",
    grant: "none",
    sql: VERSION,
};
pub(super) const HASHING_FAMILY: Family = Family {
    name: "explain_hashing",
    when: "once for each connection that takes plans, from 9.0 on; where the answer was yes, before each plan",
    grant: SELECT_PERFORMANCE_SCHEMA,
    sql: HASHING,
};
pub(super) const SCHEMA_FAMILY: Family = Family {
    name: "explain_schema",
    when: "before a plan is taken in another schema",
    grant: "any right in the schema",
    sql: SCHEMA,
};
pub(super) const NAMES_FAMILY: Family = Family {
    name: "explain_names",
    when: "before a plan is taken: which of the names are views, and what those hold",
    grant: "SHOW VIEW ON the views",
    sql: NAMES,
};
pub(super) const JSON_FAMILY: Family =
    Family { name: "explain_json", when: "when a plan is taken", grant: ON_TABLES, sql: JSON };
pub(super) const TREE_FAMILY: Family =
    Family { name: "explain_tree", when: "when a plan is taken", grant: ON_TABLES, sql: TREE };
pub(super) const ANALYZE_FAMILY: Family = Family {
    name: "explain_analyze",
    when: "when somebody has asked for it and confirmed it: it runs the query",
    grant: ON_TABLES,
    sql: ANALYZE,
};
pub(super) const RUNNING_FAMILY: Family = Family {
    name: "explain_running",
    when: "before and after the plan of a running statement is taken",
    grant: SELECT_PERFORMANCE_SCHEMA,
    sql: RUNNING,
};
pub(super) const FOR_JSON_FAMILY: Family = Family {
    name: "explain_for_json",
    when: "when the plan of a running statement is taken; not again once it was refused",
    grant: ALL_OR_SAME,
    sql: FOR_JSON,
};
pub(super) const FOR_TREE_FAMILY: Family = Family {
    name: "explain_for_tree",
    when: "when the plan of a running statement is taken; not again once it was refused",
    grant: ALL_OR_SAME,
    sql: FOR_TREE,
};
pub(super) const KILL_FAMILY: Family = Family {
    name: "explain_kill",
    when: "when one of our own statements that take plans outlasts its bound",
    grant: "none",
    sql: KILL,
};
pub(super) const TABLES_FAMILY: Family =
    Family { name: "table_sizes", when: "when a plan is looked into", grant: ON_TABLES, sql: TABLE_SIZES };
pub(super) const INDEXES_FAMILY: Family = Family {
    name: "table_indexes",
    when: "when a plan is looked into",
    grant: ON_TABLES,
    sql: TABLE_INDEXES,
};
pub(super) const COLUMNS_FAMILY: Family = Family {
    name: "table_columns",
    when: "when a plan is looked into",
    grant: ON_TABLES,
    sql: TABLE_COLUMNS,
};

/// The sql_mode of a session; of one that is gone, that of new ones.
pub(crate) const MODE: &str = "/* auroscope:explain_mode */ SELECT COALESCE((SELECT VARIABLE_VALUE \
    FROM performance_schema.variables_by_thread WHERE THREAD_ID = ? AND VARIABLE_NAME = 'sql_mode'), @@GLOBAL.sql_mode)";

/// Reads texts as the session of the statement did, with its server's own time zone, and bounds every wait.
pub(crate) const SESSION: &str = "/* auroscope:explain_session */ SET SESSION sql_mode = ?, max_execution_time = ?, \
    transaction_read_only = ON, autocommit = ON, lock_wait_timeout = 1, innodb_lock_wait_timeout = 1, \
    time_zone = DEFAULT";

/// The older of the two formats of JSON: it says more about costs.
pub(crate) const VERSION: &str =
    "/* auroscope:explain_version */ SET SESSION explain_json_format_version = 1";

/// Whether a component brings the functions that 9.0 took away. One that is loaded from a library of its own has a name
/// there, and may do anything; without either the names may be those of stored functions.
pub(crate) const HASHING: &str = "/* auroscope:explain_hashing */ SELECT COUNT(*) = 3 \
    FROM performance_schema.user_defined_functions \
    WHERE UDF_NAME IN ('md5', 'sha', 'sha1') AND UDF_LIBRARY IS NULL";

pub(crate) const SCHEMA: &str = "/* auroscope:explain_schema */ USE {schema}";

/// Tables by name, with the bodies of those that are views. No table is opened for it.
pub(crate) const NAMES: &str = "/* auroscope:explain_names */ SELECT t.TABLE_SCHEMA, t.TABLE_NAME, t.TABLE_TYPE, \
    v.VIEW_DEFINITION FROM information_schema.TABLES t LEFT JOIN information_schema.VIEWS v \
    ON v.TABLE_SCHEMA = t.TABLE_SCHEMA AND v.TABLE_NAME = t.TABLE_NAME \
    WHERE (t.TABLE_SCHEMA, t.TABLE_NAME) IN ({pairs})";

pub(crate) const JSON: &str = "/* auroscope:explain_json */ EXPLAIN FORMAT = JSON {statement}";

pub(crate) const TREE: &str = "/* auroscope:explain_tree */ EXPLAIN FORMAT = TREE {statement}";

pub(crate) const ANALYZE: &str = "/* auroscope:explain_analyze */ EXPLAIN ANALYZE FORMAT = TREE {statement}";

/// What a connection runs: nothing else may be explained in its place.
pub(crate) const RUNNING: &str = "/* auroscope:explain_running */ SELECT s.THREAD_ID, s.EVENT_ID \
    FROM performance_schema.threads t JOIN performance_schema.events_statements_current s \
    ON s.THREAD_ID = t.THREAD_ID AND s.NESTING_EVENT_LEVEL = 0 \
    WHERE t.PROCESSLIST_ID = ? AND s.END_EVENT_ID IS NULL";

pub(crate) const FOR_JSON: &str =
    "/* auroscope:explain_for_json */ EXPLAIN FORMAT = JSON FOR CONNECTION {connection}";

pub(crate) const FOR_TREE: &str =
    "/* auroscope:explain_for_tree */ EXPLAIN FORMAT = TREE FOR CONNECTION {connection}";

/// Of our own connection only, sent over our other one: max_execution_time does not bound all that EXPLAIN may do.
pub(crate) const KILL: &str = "/* auroscope:explain_kill */ KILL QUERY {connection}";

pub(crate) const TABLE_SIZES: &str = "/* auroscope:table_sizes */ SELECT TABLE_SCHEMA, TABLE_NAME, ENGINE, TABLE_ROWS, \
    DATA_LENGTH, INDEX_LENGTH FROM information_schema.TABLES \
    WHERE (TABLE_SCHEMA, TABLE_NAME) IN ({pairs}) AND TABLE_TYPE = 'BASE TABLE'";

pub(crate) const TABLE_INDEXES: &str = "/* auroscope:table_indexes */ SELECT TABLE_SCHEMA, TABLE_NAME, INDEX_NAME, \
    NON_UNIQUE, COLUMN_NAME, SUB_PART, CARDINALITY, INDEX_TYPE, IS_VISIBLE, EXPRESSION, COLLATION \
    FROM information_schema.STATISTICS WHERE (TABLE_SCHEMA, TABLE_NAME) IN ({pairs}) \
    ORDER BY TABLE_SCHEMA, TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX";

pub(crate) const TABLE_COLUMNS: &str = "/* auroscope:table_columns */ SELECT c.TABLE_SCHEMA, c.TABLE_NAME, \
    c.COLUMN_NAME, c.COLUMN_TYPE, c.IS_NULLABLE, c.COLLATION_NAME, h.COLUMN_NAME IS NOT NULL \
    FROM information_schema.COLUMNS c LEFT JOIN information_schema.COLUMN_STATISTICS h \
    ON h.SCHEMA_NAME = c.TABLE_SCHEMA AND h.TABLE_NAME = c.TABLE_NAME AND h.COLUMN_NAME = c.COLUMN_NAME \
    WHERE (c.TABLE_SCHEMA, c.TABLE_NAME) IN ({pairs}) ORDER BY c.TABLE_SCHEMA, c.TABLE_NAME, c.ORDINAL_POSITION";
