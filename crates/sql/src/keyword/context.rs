//! When a word that is not reserved is a keyword all the same: `STATUS` is one in `SHOW STATUS`, a column in
//! `WHERE status = 1`. Judged by what stands before it, so that an identifier keeps the case it was written in.
//!
//! These few contexts are what people write in both cases; anything else stays as written.

use super::{Keyword, holds, words};

/// What the judgement goes by: everything here survives normalising, so judging twice says the same.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context {
    /// The first keyword of the statement; none before it.
    pub(crate) verb: Keyword,
    /// The token before, when it was a keyword.
    pub(crate) before: Keyword,
    /// The last keyword before the word, however far back in the statement.
    pub(crate) last_keyword: Keyword,
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

impl Context {
    /// All of it in the lower 40 bits.
    #[inline]
    pub(super) fn bits(&self) -> u64 {
        let answers = [
            self.after_operand,
            self.after_comma,
            self.before_value,
            self.before_open,
            self.before_row,
            self.table_name,
            self.in_cast,
            self.in_case,
        ];
        let words = [self.verb, self.before, self.last_keyword];
        let bits = answers.iter().fold(0, |bits, &answer| bits << 1 | u64::from(answer));
        words.iter().fold(bits, |bits, word| bits << 10 | word.bits())
    }
}

/// Whether the word (in capitals, not reserved) is a keyword here.
pub(crate) fn contextual(word: &str, context: &Context) -> bool {
    if context.verb == Keyword::NONE {
        return holds(words::VERBS, word);
    }
    if context.before != Keyword::NONE && follows(context.before.as_str(), word) {
        return true;
    }
    if context.before_open && holds(words::FUNCTIONS, word) && !names_something(context) {
        return true;
    }
    match context.verb.as_str() {
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
fn names_something(context: &Context) -> bool {
    context.table_name
        || context.after_operand
        || matches!(context.before.as_str(), "REFERENCES" | "KEY" | "INDEX" | "WITH" | "AS" | "RECURSIVE")
        || context.before.as_str() == "ON" && context.verb.as_str() == "CREATE"
}

/// What SHOW can show, until the names and conditions begin.
fn in_show(word: &str, context: &Context) -> bool {
    if matches!(
        context.last_keyword.as_str(),
        "FROM" | "IN" | "LIKE" | "WHERE" | "CREATE" | "TABLE" | "ENGINE" | "VIEW"
    ) {
        return context.before.as_str() == "CREATE" && matches!(word, "VIEW" | "USER" | "EVENT")
            || context.last_keyword.as_str() == "ENGINE"
                && context.after_operand
                && matches!(word, "STATUS" | "MUTEX");
    }
    holds(words::SHOWN, word)
}

/// Scopes and what is set by name, not by `=`.
fn in_set(word: &str, context: &Context) -> bool {
    match context.before.as_str() {
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
fn in_command(word: &str, context: &Context) -> bool {
    context.before != Keyword::NONE
        && !matches!(context.before.as_str(), "SAVEPOINT" | "TABLE" | "TABLES")
        && (context.before.as_str() != "TO" || word == "SAVEPOINT")
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
fn in_expression(word: &str, context: &Context) -> bool {
    let after = context.after_operand;
    match word {
        "OFFSET" => after && context.last_keyword.as_str() == "LIMIT",
        "ESCAPE" => after && context.last_keyword.as_str() == "LIKE",
        "AGAINST" => after && context.last_keyword.as_str() == "MATCH",
        "END" => after && context.in_case,
        "DATE" | "TIME" | "TIMESTAMP" => context.before_value || cast_type(context),
        "SIGNED" | "DATETIME" | "JSON" | "YEAR" | "NCHAR" => {
            cast_type(context) || is_unit(word) && interval(context)
        }
        "PRECEDING" | "FOLLOWING" => {
            after && matches!(context.last_keyword.as_str(), "ROWS" | "RANGE" | "BETWEEN" | "AND")
        }
        "CURRENT" => context.before_row && matches!(context.before.as_str(), "BETWEEN" | "AND"),
        "SKIP" | "NOWAIT" => context.before.as_str() == "UPDATE" && context.verb.as_str() == "SELECT",
        "TEMPORARY" | "VIEW" | "USER" | "ROLE" | "EVENT" | "SERVER" | "DEFINER" | "INSTANCE" => {
            context.before == context.verb && matches!(context.verb.as_str(), "CREATE" | "ALTER" | "DROP")
        }
        _ => is_unit(word) && interval(context),
    }
}

fn cast_type(context: &Context) -> bool {
    context.in_cast && (context.before.as_str() == "AS" || context.after_comma)
}

fn interval(context: &Context) -> bool {
    context.after_operand && context.last_keyword.as_str() == "INTERVAL"
}

fn is_unit(word: &str) -> bool {
    matches!(
        word,
        "MICROSECOND" | "SECOND" | "MINUTE" | "HOUR" | "DAY" | "WEEK" | "MONTH" | "QUARTER" | "YEAR"
    )
}
