//! Word lists, each sorted, in capitals.

/// Reserved in 8.0, in 8.4 and in 9.7 alike. A word that only some of them reserve (`MANUAL`, `LIBRARY`) is
/// left out, so that a fingerprint does not depend on the server's version.
#[rustfmt::skip]
pub(super) const RESERVED: &[&str] = &[
    "ACCESSIBLE", "ADD", "ALL", "ALTER", "ANALYZE", "AND", "AS", "ASC", "ASENSITIVE", "BEFORE", "BETWEEN",
    "BIGINT", "BINARY", "BLOB", "BOTH", "BY", "CALL", "CASCADE", "CASE", "CHANGE", "CHAR", "CHARACTER",
    "CHECK", "COLLATE", "COLUMN", "CONDITION", "CONSTRAINT", "CONTINUE", "CONVERT", "CREATE", "CROSS",
    "CUBE", "CUME_DIST", "CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP", "CURRENT_USER", "CURSOR",
    "DATABASE", "DATABASES", "DAY_HOUR", "DAY_MICROSECOND", "DAY_MINUTE", "DAY_SECOND", "DEC", "DECIMAL",
    "DECLARE", "DEFAULT", "DELAYED", "DELETE", "DENSE_RANK", "DESC", "DESCRIBE", "DETERMINISTIC",
    "DISTINCT", "DISTINCTROW", "DIV", "DOUBLE", "DROP", "DUAL", "EACH", "ELSE", "ELSEIF", "EMPTY",
    "ENCLOSED", "ESCAPED", "EXCEPT", "EXISTS", "EXIT", "EXPLAIN", "FALSE", "FETCH", "FIRST_VALUE",
    "FLOAT", "FLOAT4", "FLOAT8", "FOR", "FORCE", "FOREIGN", "FROM", "FULLTEXT", "FUNCTION", "GENERATED",
    "GET", "GRANT", "GROUP", "GROUPING", "GROUPS", "HAVING", "HIGH_PRIORITY", "HOUR_MICROSECOND",
    "HOUR_MINUTE", "HOUR_SECOND", "IF", "IGNORE", "IN", "INDEX", "INFILE", "INNER", "INOUT",
    "INSENSITIVE", "INSERT", "INT", "INT1", "INT2", "INT3", "INT4", "INT8", "INTEGER", "INTERSECT",
    "INTERVAL", "INTO", "IO_AFTER_GTIDS", "IO_BEFORE_GTIDS", "IS", "ITERATE", "JOIN", "JSON_TABLE", "KEY",
    "KEYS", "KILL", "LAG", "LAST_VALUE", "LATERAL", "LEAD", "LEADING", "LEAVE", "LEFT", "LIKE", "LIMIT",
    "LINEAR", "LINES", "LOAD", "LOCALTIME", "LOCALTIMESTAMP", "LOCK", "LONG", "LONGBLOB", "LONGTEXT",
    "LOOP", "LOW_PRIORITY", "MATCH", "MAXVALUE", "MEDIUMBLOB", "MEDIUMINT", "MEDIUMTEXT", "MIDDLEINT",
    "MINUTE_MICROSECOND", "MINUTE_SECOND", "MOD", "MODIFIES", "NATURAL", "NOT", "NO_WRITE_TO_BINLOG",
    "NTH_VALUE", "NTILE", "NULL", "NUMERIC", "OF", "ON", "OPTIMIZE", "OPTIMIZER_COSTS", "OPTION",
    "OPTIONALLY", "OR", "ORDER", "OUT", "OUTER", "OUTFILE", "OVER", "PARTITION", "PERCENT_RANK",
    "PRECISION", "PRIMARY", "PROCEDURE", "PURGE", "RANGE", "RANK", "READ", "READS", "READ_WRITE", "REAL",
    "RECURSIVE", "REFERENCES", "REGEXP", "RELEASE", "RENAME", "REPEAT", "REPLACE", "REQUIRE", "RESIGNAL",
    "RESTRICT", "RETURN", "REVOKE", "RIGHT", "RLIKE", "ROW", "ROWS", "ROW_NUMBER", "SCHEMA", "SCHEMAS",
    "SECOND_MICROSECOND", "SELECT", "SENSITIVE", "SEPARATOR", "SET", "SHOW", "SIGNAL", "SMALLINT",
    "SPATIAL", "SPECIFIC", "SQL", "SQLEXCEPTION", "SQLSTATE", "SQLWARNING", "SQL_BIG_RESULT",
    "SQL_CALC_FOUND_ROWS", "SQL_SMALL_RESULT", "SSL", "STARTING", "STORED", "STRAIGHT_JOIN", "SYSTEM",
    "TABLE", "TERMINATED", "THEN", "TINYBLOB", "TINYINT", "TINYTEXT", "TO", "TRAILING", "TRIGGER", "TRUE",
    "UNDO", "UNION", "UNIQUE", "UNLOCK", "UNSIGNED", "UPDATE", "USAGE", "USE", "USING", "UTC_DATE",
    "UTC_TIME", "UTC_TIMESTAMP", "VALUES", "VARBINARY", "VARCHAR", "VARCHARACTER", "VARYING", "VIRTUAL",
    "WHEN", "WHERE", "WHILE", "WINDOW", "WITH", "WRITE", "XOR", "YEAR_MONTH", "ZEROFILL",
];

/// Functions that MySQL knows only when the `(` follows directly.
#[rustfmt::skip]
pub(super) const CALLED_DIRECTLY: &[&str] = &[
    "ADDDATE", "BIT_AND", "BIT_OR", "BIT_XOR", "CAST", "COUNT", "CURDATE", "CURTIME", "DATE_ADD",
    "DATE_SUB", "EXTRACT", "GROUP_CONCAT", "JSON_ARRAYAGG", "JSON_OBJECTAGG", "MAX", "MID", "MIN", "NOW",
    "POSITION", "SESSION_USER", "STD", "STDDEV", "STDDEV_POP", "STDDEV_SAMP", "ST_COLLECT", "SUBDATE",
    "SUBSTR", "SUBSTRING", "SUM", "SYSDATE", "SYSTEM_USER", "TRIM", "VARIANCE", "VAR_POP", "VAR_SAMP",
];

/// Character sets: `_name` before a literal is an introducer.
#[rustfmt::skip]
pub(super) const CHARACTER_SETS: &[&str] = &[
    "ARMSCII8", "ASCII", "BIG5", "BINARY", "CP1250", "CP1251", "CP1256", "CP1257", "CP850", "CP852",
    "CP866", "CP932", "DEC8", "EUCJPMS", "EUCKR", "GB18030", "GB2312", "GBK", "GEOSTD8", "GREEK",
    "HEBREW", "HP8", "KEYBCS2", "KOI8R", "KOI8U", "LATIN1", "LATIN2", "LATIN5", "LATIN7", "MACCE",
    "MACROMAN", "SJIS", "SWE7", "TIS620", "UCS2", "UJIS", "UTF16", "UTF16LE", "UTF32", "UTF8", "UTF8MB3",
    "UTF8MB4",
];

/// Every word that `context` can take for a keyword: between quotes these keep their quotes.
#[rustfmt::skip]
pub(super) const CONTEXTUAL: &[&str] = &[
    "AGAINST", "ASCII", "BEGIN", "BINLOG", "BOOLEAN", "CACHE", "CHAIN", "CHARSET", "CHECKSUM", "CLONE",
    "COALESCE", "CODE", "COLLATION", "COLUMNS", "COMMIT", "COMMITTED", "CONCURRENT", "CONNECTION",
    "CONSISTENT", "COUNT", "CURRENT", "DATA", "DATE", "DATETIME", "DAY", "DEALLOCATE", "DEFINER", "DO",
    "DUPLICATE", "END", "ENGINE", "ENGINES", "ERROR", "ERRORS", "ESCAPE", "EVENT", "EVENTS", "EXECUTE",
    "EXTENDED", "FIELDS", "FLUSH", "FOLLOWING", "FORMAT", "FULL", "GENERAL", "GLOBAL", "GRANTS",
    "GROUP_REPLICATION", "HANDLER", "HELP", "HOSTS", "HOUR", "IMPORT", "INDEXES", "INSTALL", "INSTANCE",
    "ISOLATION", "JSON", "JSON_VALUE", "LANGUAGE", "LEVEL", "LOCAL", "LOCKED", "LOGS", "MASTER",
    "MICROSECOND", "MINUTE", "MODE", "MONTH", "MUTEX", "NAMES", "NCHAR", "NO", "NOWAIT", "OFFSET", "ONLY",
    "OPEN", "PASSWORD", "PERSIST", "PERSIST_ONLY", "PLUGINS", "PRECEDING", "PREPARE", "PRIVILEGES",
    "PROCESSLIST", "PROFILE", "PROFILES", "QUARTER", "QUERY", "RECOVER", "RELAY", "RELAYLOG", "REPAIR",
    "REPEATABLE", "REPLICA", "REPLICAS", "RESET", "RESTART", "REVERSE", "ROLE", "ROLLBACK", "ROLLUP",
    "ROW_COUNT", "SAVEPOINT", "SECOND", "SERIALIZABLE", "SERVER", "SESSION", "SHARE", "SHUTDOWN",
    "SIGNED", "SKIP", "SLAVE", "SLOW", "SNAPSHOT", "SQL_BUFFER_RESULT", "SQL_NO_CACHE", "START", "STATUS",
    "STOP", "STORAGE", "TABLES", "TEMPORARY", "TIME", "TIMESTAMP", "TIMESTAMPADD", "TIMESTAMPDIFF",
    "TRANSACTION", "TRIGGERS", "TRUNCATE", "UNBOUNDED", "UNCOMMITTED", "UNINSTALL", "UNKNOWN", "USER",
    "USER_RESOURCES", "VARIABLES", "VIEW", "WARNINGS", "WEEK", "WEIGHT_STRING", "WORK", "XA", "XML",
    "YEAR",
];

/// Words that begin a statement and are not reserved.
#[rustfmt::skip]
pub(super) const VERBS: &[&str] = &[
    "BEGIN", "BINLOG", "CACHE", "CHECKSUM", "CLONE", "COMMIT", "DEALLOCATE", "DO", "EXECUTE", "FLUSH",
    "HANDLER", "HELP", "IMPORT", "INSTALL", "PREPARE", "REPAIR", "RESET", "RESTART", "ROLLBACK",
    "SAVEPOINT", "SHUTDOWN", "START", "STOP", "TRUNCATE", "UNINSTALL", "XA",
];

/// Functions that MySQL's grammar knows by name. (Those it looks up by name stay as written.)
#[rustfmt::skip]
pub(super) const FUNCTIONS: &[&str] = &[
    "ASCII", "CHARSET", "COALESCE", "COLLATION", "DATE", "DAY", "FORMAT", "HOUR", "JSON_VALUE",
    "MICROSECOND", "MINUTE", "MONTH", "QUARTER", "REVERSE", "ROW_COUNT", "SECOND", "TIME", "TIMESTAMP",
    "TIMESTAMPADD", "TIMESTAMPDIFF", "TRUNCATE", "USER", "WEEK", "WEIGHT_STRING", "YEAR",
];

/// What SHOW can show.
#[rustfmt::skip]
pub(super) const SHOWN: &[&str] = &[
    "BINLOG", "CHARSET", "CODE", "COLLATION", "COLUMNS", "COUNT", "ENGINE", "ENGINES", "ERRORS", "EVENT",
    "EVENTS", "EXTENDED", "FIELDS", "FULL", "GLOBAL", "GRANTS", "HOSTS", "INDEXES", "LOCAL", "LOGS",
    "MASTER", "OPEN", "PLUGINS", "PRIVILEGES", "PROCESSLIST", "PROFILE", "PROFILES", "RELAYLOG",
    "REPLICA", "REPLICAS", "SESSION", "SLAVE", "STATUS", "STORAGE", "TABLES", "TRIGGERS", "USER",
    "VARIABLES", "VIEW", "WARNINGS",
];

/// Reserved words that name a column's type: `a INT NULL` says that it may be null.
#[rustfmt::skip]
pub(super) const TYPES: &[&str] = &[
    "BIGINT", "BLOB", "CHAR", "CHARACTER", "DEC", "DECIMAL", "DOUBLE", "FLOAT", "FLOAT4", "FLOAT8", "INT",
    "INT1", "INT2", "INT3", "INT4", "INT8", "INTEGER", "LONGBLOB", "LONGTEXT", "MEDIUMBLOB", "MEDIUMINT",
    "MEDIUMTEXT", "NUMERIC", "PRECISION", "REAL", "SMALLINT", "STORED", "TINYBLOB", "TINYINT", "TINYTEXT",
    "UNSIGNED", "VARCHAR", "VIRTUAL", "ZEROFILL",
];

/// Reserved words, besides the types, behind which no operand may begin: one has just ended.
#[rustfmt::skip]
pub(super) const ENDING_OPERANDS: &[&str] = &[
    "CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP", "CURRENT_USER", "FALSE", "IS", "LOCALTIME",
    "LOCALTIMESTAMP", "MAXVALUE", "NULL", "TRUE", "UTC_DATE", "UTC_TIME", "UTC_TIMESTAMP",
];

/// Of the words that are not reserved those behind which an operand may begin.
#[rustfmt::skip]
pub(super) const OPENING_OPERANDS: &[&str] = &[
    "AGAINST", "DO", "ESCAPE", "OFFSET",
];

/// Reserved words that are also functions, or types with a length: their `(` stands close.
#[rustfmt::skip]
pub(super) const HUGGING: &[&str] = &[
    "BINARY", "CONVERT", "CUME_DIST", "DATABASE", "DENSE_RANK", "FIRST_VALUE", "GROUPING", "IF", "INSERT",
    "JSON_TABLE", "LAG", "LAST_VALUE", "LEAD", "LEFT", "MOD", "NTH_VALUE", "NTILE", "PERCENT_RANK",
    "RANK", "REPEAT", "REPLACE", "RIGHT", "ROW_NUMBER", "SCHEMA", "VARBINARY",
];

/// Words behind which a table's name stands whose columns may follow in parentheses.
#[rustfmt::skip]
pub(super) const BEFORE_TABLES: &[&str] = &[
    "EXISTS", "IGNORE", "INSERT", "INTO", "REPLACE", "TABLE",
];
