//! When a word that is not reserved is a keyword all the same: `STATUS` is one in `SHOW STATUS`, a column in
//! `WHERE status = 1`. Judged by what stands before it, so that an identifier keeps the case it was written in.
//!
//! These few contexts are what people write in both cases; anything else stays as written.

use super::{holds, words};

/// What the judgement goes by: everything here survives normalising, so judging twice says the same.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context<'a> {
    /// The first keyword of the statement; empty before it.
    pub(crate) verb: &'a str,
    /// The token before, when it was a keyword; else empty.
    pub(crate) before: &'a str,
    /// The last keyword before the word, however far back in the statement.
    pub(crate) last_keyword: &'a str,
    /// The token before ended an operand: a name, a literal, a `)`.
    pub(crate) after_operand: bool,
    /// The token before was a `,`.
    pub(crate) after_comma: bool,
    /// The next token is a literal.
    pub(crate) before_value: bool,
    /// The next token is a `(`.
    pub(crate) before_open: bool,
    /// The next token is the word ROW.
    pub(crate) before_row: bool,
    /// The word stands where a table's name is expected.
    pub(crate) table_name: bool,
    /// Inside `CAST(…)` or `CONVERT(…)`.
    pub(crate) in_cast: bool,
    /// A CASE is open.
    pub(crate) in_case: bool,
}

/// Whether the word (in capitals, not reserved) is a keyword here.
pub(crate) fn contextual(word: &str, context: &Context<'_>) -> bool {
    if context.verb.is_empty() {
        return holds(words::VERBS, word);
    }
    if !context.before.is_empty() && follows(context.before, word) {
        return true;
    }
    if context.before_open && holds(words::FUNCTIONS, word) && !names_something(context) {
        return true;
    }
    match context.verb {
        "SHOW" => in_show(word, context),
        "SET" => in_set(word, context),
        "START" | "COMMIT" | "ROLLBACK" | "XA" | "FLUSH" | "RESET" | "STOP" => in_command(word, context),
        _ => in_expression(word, context),
    }
}

/// A pair of neighbours that only a keyword makes.
fn follows(before: &str, word: &str) -> bool {
    match before {
        "ON" => word == "DUPLICATE",
        "WITH" => word == "ROLLUP",
        "IN" => matches!(word, "SHARE" | "BOOLEAN"),
        "FOR" => word == "SHARE",
        "SHARE" => matches!(word, "MODE" | "SKIP" | "NOWAIT"),
        "SKIP" => word == "LOCKED",
        "NATURAL" => word == "LANGUAGE",
        "BOOLEAN" | "LANGUAGE" => word == "MODE",
        "IS" => word == "UNKNOWN",
        "SELECT" => matches!(word, "SQL_NO_CACHE" | "SQL_BUFFER_RESULT"),
        "LOAD" => matches!(word, "DATA" | "XML"),
        "DATA" => matches!(word, "LOCAL" | "CONCURRENT"),
        "LOCK" | "UNLOCK" => matches!(word, "TABLES" | "INSTANCE"),
        "KILL" => matches!(word, "QUERY" | "CONNECTION"),
        "EXPLAIN" | "DESCRIBE" | "DESC" | "ANALYZE" => word == "FORMAT",
        "ROWS" | "RANGE" => matches!(word, "UNBOUNDED" | "CURRENT"),
        "BETWEEN" | "AND" => word == "UNBOUNDED",
        "UNBOUNDED" => matches!(word, "PRECEDING" | "FOLLOWING"),
        _ => false,
    }
}

/// A name is expected here, whatever it looks like: `REFERENCES user (id)`.
fn names_something(context: &Context<'_>) -> bool {
    context.table_name
        || context.after_operand
        || matches!(context.before, "REFERENCES" | "KEY" | "INDEX" | "WITH" | "AS" | "RECURSIVE")
        || context.before == "ON" && context.verb == "CREATE"
}

/// What SHOW can show, until the names and conditions begin.
fn in_show(word: &str, context: &Context<'_>) -> bool {
    if matches!(
        context.last_keyword,
        "FROM" | "IN" | "LIKE" | "WHERE" | "CREATE" | "TABLE" | "ENGINE" | "VIEW"
    ) {
        return context.before == "CREATE" && matches!(word, "VIEW" | "USER" | "EVENT")
            || context.last_keyword == "ENGINE"
                && context.after_operand
                && matches!(word, "STATUS" | "MUTEX");
    }
    holds(words::SHOWN, word)
}

/// Scopes and what is set by name, not by `=`.
fn in_set(word: &str, context: &Context<'_>) -> bool {
    match context.before {
        "SET" => matches!(
            word,
            "GLOBAL"
                | "SESSION"
                | "LOCAL"
                | "PERSIST"
                | "PERSIST_ONLY"
                | "NAMES"
                | "CHARSET"
                | "TRANSACTION"
                | "PASSWORD"
                | "ROLE"
        ),
        "GLOBAL" | "SESSION" | "LOCAL" => word == "TRANSACTION",
        "TRANSACTION" => word == "ISOLATION",
        "ISOLATION" => word == "LEVEL",
        "LEVEL" => matches!(word, "REPEATABLE" | "SERIALIZABLE"),
        "READ" => matches!(word, "COMMITTED" | "UNCOMMITTED" | "ONLY"),
        "" if context.after_comma => {
            matches!(word, "GLOBAL" | "SESSION" | "LOCAL" | "PERSIST" | "PERSIST_ONLY")
        }
        _ => false,
    }
}

/// Statements that are keywords only, but for a name at the end.
fn in_command(word: &str, context: &Context<'_>) -> bool {
    !context.before.is_empty()
        && !matches!(context.before, "SAVEPOINT" | "TABLE" | "TABLES")
        && (context.before != "TO" || word == "SAVEPOINT")
        && matches!(
            word,
            "BEGIN"
                | "BINARY"
                | "CHAIN"
                | "COMMIT"
                | "CONSISTENT"
                | "END"
                | "ENGINE"
                | "ERROR"
                | "GENERAL"
                | "GROUP_REPLICATION"
                | "HOSTS"
                | "LOCAL"
                | "LOGS"
                | "MASTER"
                | "NO"
                | "ONLY"
                | "PREPARE"
                | "PRIVILEGES"
                | "RECOVER"
                | "RELAY"
                | "REPLICA"
                | "ROLLBACK"
                | "SAVEPOINT"
                | "SLAVE"
                | "SLOW"
                | "SNAPSHOT"
                | "START"
                | "STATUS"
                | "TABLES"
                | "TRANSACTION"
                | "USER_RESOURCES"
                | "WORK"
        )
}

/// The keywords that are not reserved inside queries and what they are made of.
fn in_expression(word: &str, context: &Context<'_>) -> bool {
    let after = context.after_operand;
    match word {
        "OFFSET" => after && context.last_keyword == "LIMIT",
        "ESCAPE" => after && context.last_keyword == "LIKE",
        "AGAINST" => after && context.last_keyword == "MATCH",
        "END" => after && context.in_case,
        "DATE" | "TIME" | "TIMESTAMP" => context.before_value || cast_type(context),
        "SIGNED" | "DATETIME" | "JSON" | "YEAR" | "NCHAR" => {
            cast_type(context) || is_unit(word) && interval(context)
        }
        "PRECEDING" | "FOLLOWING" => {
            after && matches!(context.last_keyword, "ROWS" | "RANGE" | "BETWEEN" | "AND")
        }
        "CURRENT" => context.before_row && matches!(context.before, "BETWEEN" | "AND"),
        "SKIP" | "NOWAIT" => context.before == "UPDATE" && context.verb == "SELECT",
        "TEMPORARY" | "VIEW" | "USER" | "ROLE" | "EVENT" | "SERVER" | "DEFINER" | "INSTANCE" => {
            context.before == context.verb && matches!(context.verb, "CREATE" | "ALTER" | "DROP")
        }
        _ => is_unit(word) && interval(context),
    }
}

fn cast_type(context: &Context<'_>) -> bool {
    context.in_cast && (context.before == "AS" || context.after_comma)
}

fn interval(context: &Context<'_>) -> bool {
    context.after_operand && context.last_keyword == "INTERVAL"
}

fn is_unit(word: &str) -> bool {
    matches!(
        word,
        "MICROSECOND" | "SECOND" | "MINUTE" | "HOUR" | "DAY" | "WEEK" | "MONTH" | "QUARTER" | "YEAR"
    )
}

/// Whether an operand may begin after this contextual keyword.
pub(super) fn opens_operand_in_context(word: &str) -> bool {
    matches!(word, "DO" | "OFFSET" | "ESCAPE" | "AGAINST")
}
