//! Which functions are built in, and which of those do more than compute.
//!
//! Asked of a 9.7.4 server name by name (what is not built in is 1305 there), less those that came after 8.0.11 and
//! stand in [`SINCE`]. A name that is in none of these lists is taken for stored.

use super::ServerVersion;

/// What a call turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Call {
    /// Computes, and no more.
    BuiltIn,
    /// Built in, and waits, writes, locks or reads files.
    Dangerous,
    /// Stored, loaded, or nothing at all.
    Unknown,
}

/// How a name stands before its parenthesis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Written {
    /// In backticks: then functions that the grammar knows by a keyword are not meant.
    pub(super) quoted: bool,
    /// The parenthesis follows directly, or the session ignores the space between.
    pub(super) close: bool,
}

/// Judges the call of an unqualified name, given in capitals.
pub(super) fn judge(name: &str, written: Written, server: ServerVersion) -> Call {
    let holds = |list: &[&str]| list.binary_search(&name).is_ok();
    if holds(DANGEROUS) {
        return Call::Dangerous;
    }
    let since = SINCE.iter().find(|(since, _)| *since == name).map(|(_, version)| *version);
    let is_there = match since {
        Some(version) => version <= server.number(),
        None => holds(NATIVE),
    };
    let by_keyword = !written.quoted && (holds(BY_KEYWORD) || written.close && holds(CALLED_DIRECTLY));
    // A function that a component brings is found before a stored one of the same name (seen on 9.7).
    let is_classic = server.has_classic_hashing && matches!(name, "MD5" | "SHA" | "SHA1");
    let by_new_keyword = matches!(name, "JSON_VALUE" | "ST_COLLECT" | "JSON_DUALITY_OBJECT");
    if by_new_keyword && (written.quoted || name == "ST_COLLECT" && !written.close) {
        return Call::Unknown;
    }
    if is_there || by_keyword || is_classic { Call::BuiltIn } else { Call::Unknown }
}

/// Built in, with effects: waits, locks by name, files, replication, counters; and what Aurora adds that calls out.
/// LAST_INSERT_ID is among them with an argument only.
#[rustfmt::skip]
const DANGEROUS: &[&str] = &[
    "ASYNCHRONOUS_CONNECTION_FAILOVER_ADD_MANAGED", "ASYNCHRONOUS_CONNECTION_FAILOVER_ADD_SOURCE",
    "ASYNCHRONOUS_CONNECTION_FAILOVER_DELETE_MANAGED", "ASYNCHRONOUS_CONNECTION_FAILOVER_DELETE_SOURCE",
    "ASYNCHRONOUS_CONNECTION_FAILOVER_RESET", "AWS_BEDROCK_INVOKE_MODEL", "AWS_COMPREHEND_DETECT_SENTIMENT",
    "AWS_SAGEMAKER_INVOKE_ENDPOINT", "BENCHMARK", "GET_LOCK", "GROUP_REPLICATION_SET_AS_PRIMARY",
    "GROUP_REPLICATION_SWITCH_TO_MULTI_PRIMARY_MODE", "GROUP_REPLICATION_SWITCH_TO_SINGLE_PRIMARY_MODE",
    "IS_FREE_LOCK", "IS_USED_LOCK", "LAMBDA_ASYNC", "LAMBDA_SYNC", "LASTVAL", "LOAD_FILE", "MASTER_GTID_WAIT",
    "MASTER_POS_WAIT", "NEXTVAL", "RELEASE_ALL_LOCKS", "RELEASE_LOCK", "SETVAL", "SLEEP", "SOURCE_POS_WAIT",
    "SYS_EVAL", "SYS_EXEC", "UUID_SHORT", "WAIT_FOR_EXECUTED_GTID_SET", "WAIT_UNTIL_SQL_THREAD_AFTER_GTIDS",
];

/// Native functions that younger servers have, and from when on. In doubt the later version stands here.
#[rustfmt::skip]
const SINCE: &[(&str, u32)] = &[
    ("CURRENT_ROLE_IN", 90_704), ("CURRENT_USER_IN", 90_704), ("ETAG", 90_704), ("FORMAT_BYTES", 80_016),
    ("FORMAT_PICO_TIME", 80_016), ("FROM_VECTOR", 90_000), ("JSON_DUALITY_OBJECT", 90_704),
    ("JSON_OVERLAPS", 80_017), ("JSON_SCHEMA_VALID", 80_017), ("JSON_SCHEMA_VALIDATION_REPORT", 80_017),
    ("JSON_VALUE", 80_021), ("PS_CURRENT_THREAD_ID", 80_016), ("PS_THREAD_ID", 80_016), ("ST_COLLECT", 80_024),
    ("ST_FRECHETDISTANCE", 80_023), ("ST_HAUSDORFFDISTANCE", 80_023), ("ST_LATITUDE", 80_012),
    ("ST_LINEINTERPOLATEPOINT", 80_024), ("ST_LINEINTERPOLATEPOINTS", 80_024), ("ST_LONGITUDE", 80_012),
    ("ST_POINTATDISTANCE", 80_024), ("ST_TRANSFORM", 80_013), ("STRING_TO_VECTOR", 90_000),
    ("TO_VECTOR", 90_000), ("VECTOR_DIM", 90_000), ("VECTOR_TO_STRING", 90_000),
    ("VERSION_WITH_UPDATE", 90_704),
];

/// Functions of the grammar, whatever stands between the word and its parenthesis.
#[rustfmt::skip]
const BY_KEYWORD: &[&str] = &[
    "ASCII", "CHAR", "CHARSET", "COALESCE", "COLLATION", "CONVERT", "CUME_DIST", "CURRENT_DATE", "CURRENT_TIME",
    "CURRENT_TIMESTAMP", "CURRENT_USER", "DATABASE", "DATE", "DAY", "DEFAULT", "DENSE_RANK", "FIRST_VALUE",
    "FORMAT", "GEOMCOLLECTION", "GEOMETRYCOLLECTION", "GET_FORMAT", "GROUPING", "HOUR", "IF", "INSERT", "INTERVAL",
    "LAG", "LAST_VALUE", "LEAD", "LEFT", "LINESTRING", "LOCALTIME", "LOCALTIMESTAMP", "MATCH", "MICROSECOND",
    "MINUTE", "MOD", "MONTH", "MULTILINESTRING", "MULTIPOINT", "MULTIPOLYGON", "NTH_VALUE", "NTILE",
    "PERCENT_RANK", "POINT", "POLYGON", "QUARTER", "RANK", "REPEAT", "REPLACE", "REVERSE", "RIGHT", "ROW",
    "ROW_COUNT", "ROW_NUMBER", "SCHEMA", "SECOND", "TIME", "TIMESTAMP", "TIMESTAMPADD", "TIMESTAMPDIFF",
    "TRUNCATE", "USER", "UTC_DATE", "UTC_TIME", "UTC_TIMESTAMP", "VALUES", "WEEK", "WEIGHT_STRING", "YEAR",
];

/// Functions of the grammar that are only meant when the parenthesis follows directly: `COUNT (a)` may be stored.
#[rustfmt::skip]
const CALLED_DIRECTLY: &[&str] = &[
    "ADDDATE", "AVG", "BIT_AND", "BIT_OR", "BIT_XOR", "CAST", "COUNT", "CURDATE", "CURTIME", "DATE_ADD", "DATE_SUB",
    "EXTRACT", "GROUP_CONCAT", "JSON_ARRAYAGG", "JSON_OBJECTAGG", "MAX", "MID", "MIN", "NOW", "POSITION",
    "SESSION_USER", "STD", "STDDEV", "STDDEV_POP", "STDDEV_SAMP", "SUBDATE", "SUBSTR", "SUBSTRING", "SUM",
    "SYSDATE", "SYSTEM_USER", "TRIM", "VARIANCE", "VAR_POP", "VAR_SAMP",
];

/// Functions that the server looks up by name before it looks for stored ones.
#[rustfmt::skip]
const NATIVE: &[&str] = &[
    "ABS", "ACOS", "ADDTIME", "AES_DECRYPT", "AES_ENCRYPT", "ANY_VALUE", "ASIN", "ATAN", "ATAN2", "BIN",
    "BIN_TO_UUID", "BIT_COUNT", "BIT_LENGTH", "CEIL", "CEILING", "CHARACTER_LENGTH", "CHAR_LENGTH", "COERCIBILITY",
    "COMPRESS", "CONCAT", "CONCAT_WS", "CONNECTION_ID", "CONV", "CONVERT_TZ", "COS", "COT", "CRC32", "CURRENT_ROLE",
    "DATEDIFF", "DATE_FORMAT", "DAYNAME", "DAYOFMONTH", "DAYOFWEEK", "DAYOFYEAR", "DEGREES", "ELT", "EXP",
    "EXPORT_SET", "EXTRACTVALUE", "FIELD", "FIND_IN_SET", "FLOOR", "FOUND_ROWS", "FROM_BASE64", "FROM_DAYS",
    "FROM_UNIXTIME", "GREATEST", "GTID_SUBSET", "GTID_SUBTRACT", "HEX", "ICU_VERSION", "IFNULL", "INET6_ATON",
    "INET6_NTOA", "INET_ATON", "INET_NTOA", "INSTR", "ISNULL", "IS_IPV4", "IS_IPV4_COMPAT", "IS_IPV4_MAPPED",
    "IS_IPV6", "IS_UUID", "JSON_ARRAY", "JSON_ARRAY_APPEND", "JSON_ARRAY_INSERT", "JSON_CONTAINS",
    "JSON_CONTAINS_PATH", "JSON_DEPTH", "JSON_EXTRACT", "JSON_INSERT", "JSON_KEYS", "JSON_LENGTH", "JSON_MERGE",
    "JSON_MERGE_PATCH", "JSON_MERGE_PRESERVE", "JSON_OBJECT", "JSON_PRETTY", "JSON_QUOTE", "JSON_REMOVE",
    "JSON_REPLACE", "JSON_SEARCH", "JSON_SET", "JSON_STORAGE_FREE", "JSON_STORAGE_SIZE", "JSON_TYPE",
    "JSON_UNQUOTE", "JSON_VALID", "LAST_DAY", "LAST_INSERT_ID", "LCASE", "LEAST", "LENGTH", "LN", "LOCATE", "LOG",
    "LOG10", "LOG2", "LOWER", "LPAD", "LTRIM", "MAKEDATE", "MAKETIME", "MAKE_SET", "MBRCONTAINS", "MBRCOVEREDBY",
    "MBRCOVERS", "MBRDISJOINT", "MBREQUALS", "MBRINTERSECTS", "MBROVERLAPS", "MBRTOUCHES", "MBRWITHIN", "MONTHNAME",
    "NAME_CONST", "NULLIF", "OCT", "OCTET_LENGTH", "ORD", "PERIOD_ADD", "PERIOD_DIFF", "PI", "POW", "POWER",
    "QUOTE", "RADIANS", "RAND", "RANDOM_BYTES", "REGEXP_INSTR", "REGEXP_LIKE", "REGEXP_REPLACE", "REGEXP_SUBSTR",
    "ROLES_GRAPHML", "ROUND", "RPAD", "RTRIM", "SEC_TO_TIME", "SHA2", "SIGN", "SIN", "SOUNDEX", "SPACE", "SQRT",
    "STATEMENT_DIGEST", "STATEMENT_DIGEST_TEXT", "STRCMP", "STR_TO_DATE", "ST_AREA", "ST_ASBINARY", "ST_ASGEOJSON",
    "ST_ASTEXT", "ST_ASWKB", "ST_ASWKT", "ST_BUFFER", "ST_BUFFER_STRATEGY", "ST_CENTROID", "ST_CONTAINS",
    "ST_CONVEXHULL", "ST_CROSSES", "ST_DIFFERENCE", "ST_DIMENSION", "ST_DISJOINT", "ST_DISTANCE",
    "ST_DISTANCE_SPHERE", "ST_ENDPOINT", "ST_ENVELOPE", "ST_EQUALS", "ST_EXTERIORRING", "ST_GEOHASH",
    "ST_GEOMCOLLFROMTEXT", "ST_GEOMCOLLFROMTXT", "ST_GEOMCOLLFROMWKB", "ST_GEOMETRYCOLLECTIONFROMTEXT",
    "ST_GEOMETRYCOLLECTIONFROMWKB", "ST_GEOMETRYFROMTEXT", "ST_GEOMETRYFROMWKB", "ST_GEOMETRYN", "ST_GEOMETRYTYPE",
    "ST_GEOMFROMGEOJSON", "ST_GEOMFROMTEXT", "ST_GEOMFROMWKB", "ST_INTERIORRINGN", "ST_INTERSECTION",
    "ST_INTERSECTS", "ST_ISCLOSED", "ST_ISEMPTY", "ST_ISSIMPLE", "ST_ISVALID", "ST_LATFROMGEOHASH", "ST_LENGTH",
    "ST_LINEFROMTEXT", "ST_LINEFROMWKB", "ST_LINESTRINGFROMTEXT", "ST_LINESTRINGFROMWKB", "ST_LONGFROMGEOHASH",
    "ST_MAKEENVELOPE", "ST_MLINEFROMTEXT", "ST_MLINEFROMWKB", "ST_MPOINTFROMTEXT", "ST_MPOINTFROMWKB",
    "ST_MPOLYFROMTEXT", "ST_MPOLYFROMWKB", "ST_MULTILINESTRINGFROMTEXT", "ST_MULTILINESTRINGFROMWKB",
    "ST_MULTIPOINTFROMTEXT", "ST_MULTIPOINTFROMWKB", "ST_MULTIPOLYGONFROMTEXT", "ST_MULTIPOLYGONFROMWKB",
    "ST_NUMGEOMETRIES", "ST_NUMINTERIORRING", "ST_NUMINTERIORRINGS", "ST_NUMPOINTS", "ST_OVERLAPS",
    "ST_POINTFROMGEOHASH", "ST_POINTFROMTEXT", "ST_POINTFROMWKB", "ST_POINTN", "ST_POLYFROMTEXT", "ST_POLYFROMWKB",
    "ST_POLYGONFROMTEXT", "ST_POLYGONFROMWKB", "ST_SIMPLIFY", "ST_SRID", "ST_STARTPOINT", "ST_SWAPXY",
    "ST_SYMDIFFERENCE", "ST_TOUCHES", "ST_UNION", "ST_VALIDATE", "ST_WITHIN", "ST_X", "ST_Y", "SUBSTRING_INDEX",
    "SUBTIME", "TAN", "TIMEDIFF", "TIME_FORMAT", "TIME_TO_SEC", "TO_BASE64", "TO_DAYS", "TO_SECONDS", "UCASE",
    "UNCOMPRESS", "UNCOMPRESSED_LENGTH", "UNHEX", "UNIX_TIMESTAMP", "UPDATEXML", "UPPER", "UUID", "UUID_TO_BIN",
    "VERSION", "WEEKDAY", "WEEKOFYEAR", "YEARWEEK",
];

#[cfg(test)]
mod tests {
    use super::{BY_KEYWORD, CALLED_DIRECTLY, Call, DANGEROUS, NATIVE, SINCE, Written, judge};
    use crate::guard::ServerVersion;

    fn version(text: &str) -> ServerVersion {
        ServerVersion::parse(text).unwrap()
    }

    #[test]
    fn the_lists_are_sorted_and_hold_nothing_twice() {
        for list in [BY_KEYWORD, CALLED_DIRECTLY, DANGEROUS, NATIVE] {
            assert!(list.windows(2).all(|pair| pair[0] < pair[1]), "{list:?}");
        }
        let all = [BY_KEYWORD, CALLED_DIRECTLY, DANGEROUS, NATIVE].concat();
        for (at, name) in all.iter().enumerate() {
            assert!(!all[at + 1..].contains(name), "{name} stands in two lists");
            assert!(SINCE.iter().all(|(since, _)| since != name), "{name} stands in two lists");
        }
    }

    #[test]
    fn how_a_name_is_written_decides_what_it_calls() {
        let at =
            |name: &str, quoted, close, server: &str| judge(name, Written { quoted, close }, version(server));
        assert_eq!(at("COUNT", false, true, "8.0.36"), Call::BuiltIn);
        assert_eq!(at("COUNT", false, false, "8.0.36"), Call::Unknown);
        assert_eq!(at("COUNT", true, true, "8.0.36"), Call::Unknown);
        assert_eq!(at("ABS", true, false, "8.0.36"), Call::BuiltIn);
        assert_eq!(at("IF", true, true, "8.0.36"), Call::Unknown);
        assert_eq!(at("SLEEP", true, false, "8.0.36"), Call::Dangerous);
        assert_eq!(at("JSON_OVERLAPS", false, true, "8.0.16"), Call::Unknown);
        assert_eq!(at("JSON_OVERLAPS", false, true, "8.0.17"), Call::BuiltIn);
        assert_eq!(at("JSON_VALUE", false, false, "8.0.21"), Call::BuiltIn);
        assert_eq!(at("JSON_VALUE", true, true, "8.0.21"), Call::Unknown);
        assert_eq!(at("ST_COLLECT", false, false, "9.7.4"), Call::Unknown);
        assert_eq!(at("MD5", false, true, "8.4.3"), Call::BuiltIn);
        assert_eq!(at("MD5", false, true, "9.7.4-2"), Call::Unknown);
        let with_component = ServerVersion { has_classic_hashing: true, ..version("9.7.4-2") };
        let written = Written { quoted: true, close: false };
        assert_eq!(judge("SHA1", written, with_component), Call::BuiltIn);
        assert_eq!(judge("SHA3", written, with_component), Call::Unknown);
    }

    #[test]
    fn versions_are_read_as_servers_write_them() {
        assert_eq!(version("8.0.mysql_aurora.3.08.0").number(), 80_023);
        assert_eq!(version("9.7.4-2").number(), 90_704);
        assert!(version("10.11.6-MariaDB-0+deb12u1").is_mariadb);
        assert_eq!(ServerVersion::parse("x"), None);
    }
}
