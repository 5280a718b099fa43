//! The guard: which statements may be put behind EXPLAIN, and in which words.
//!
//! EXPLAIN can run parts of a statement (a constant subquery is evaluated, a stored function in it may write), so what is
//! not known to be harmless is refused, with a reason. The text is parsed, not searched: a column called `sleep` is no
//! call of SLEEP. Start at [`explainable`].

mod canonical;
mod cursor;
mod dialect;
mod expression;
mod from;
mod functions;
mod hints;
mod making;
mod query;
mod refusal;
mod scope;
mod statement;
mod words;

use self::cursor::Parser;
pub use self::dialect::{Dialect, ServerVersion};
pub use self::refusal::Refusal;

/// Longer texts are refused.
const LONGEST_BYTES: usize = 1 << 20;
/// Deeper parentheses are refused. The parser calls itself for each.
const DEEPEST: usize = 100;

/// A table or view that a statement names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TableName {
    /// The schema, when the text says it.
    pub schema: Option<String>,
    /// The table, as written.
    pub name: String,
}

/// What a statement was before it became the SELECT that is explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExplainableKind {
    /// A query, as it was.
    Query,
    /// The rows that an UPDATE changes.
    FromUpdate,
    /// The rows that a DELETE removes.
    FromDelete,
    /// The query of an INSERT … SELECT.
    FromInsert,
    /// The query of a REPLACE … SELECT.
    FromReplace,
}

/// A statement that may be explained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explainable {
    statement: String,
    kind: ExplainableKind,
    tables: Vec<TableName>,
    functions: Vec<String>,
    has_hints: bool,
    locks_removed: bool,
    lengths_limited: bool,
    dialect: Dialect,
}

impl Explainable {
    /// What to put behind `EXPLAIN FORMAT = …`: one query.
    #[must_use]
    pub fn statement(&self) -> &str {
        &self.statement
    }

    /// What it was before.
    #[must_use]
    pub fn kind(&self) -> ExplainableKind {
        self.kind
    }

    /// Whether it is the equivalent SELECT of a statement that writes.
    #[must_use]
    pub fn is_rewritten(&self) -> bool {
        self.kind != ExplainableKind::Query
    }

    /// Every table or view it names, sorted; not what WITH defines.
    #[must_use]
    pub fn tables(&self) -> &[TableName] {
        &self.tables
    }

    /// The functions it calls, all built in, in capitals, sorted.
    #[must_use]
    pub fn functions(&self) -> &[String] {
        &self.functions
    }

    /// Whether optimiser hints are left in it.
    #[must_use]
    pub fn has_hints(&self) -> bool {
        self.has_hints
    }

    /// Whether a FOR UPDATE, FOR SHARE or LOCK IN SHARE MODE was taken out.
    #[must_use]
    pub fn locks_removed(&self) -> bool {
        self.locks_removed
    }

    /// Whether the length of a text that REPEAT, SPACE or a kind of PAD makes was limited, since only the server knows
    /// it. That changes no plan, but it may change what a run of it finds.
    #[must_use]
    pub fn lengths_limited(&self) -> bool {
        self.lengths_limited
    }

    /// How its session must read it.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }
}

/// What of a statement may be explained, or why nothing may.
///
/// What may be sent is a text made here: without comments, without clauses that lock, and for a statement that writes,
/// the SELECT that finds the same rows. What a view hides is not in the text: see [`view_body_tables`].
///
/// A text that was cut inside a literal or a parenthesis is found out; one cut between two words is not. Who knows that
/// a text was cut must not ask.
///
/// # Errors
/// With the reason.
pub fn explainable(text: &[u8], dialect: Dialect) -> Result<Explainable, Refusal> {
    if dialect.server.is_mariadb || dialect.server.major < 8 {
        return Err(Refusal::UnsupportedServer);
    }
    let canonical = canonical::canonical(text, dialect)?;
    let mut parser = Parser::new(&canonical.text, dialect);
    let mut made = statement::parse(&mut parser, canonical.problem)?;
    if made.kind != ExplainableKind::Query || made.locks_removed || made.lengths_limited {
        // What was put together here is judged like what came from outside.
        let judged = explainable(made.statement.as_bytes(), dialect)?;
        if judged.statement != made.statement || judged.kind != ExplainableKind::Query {
            return Err(Refusal::NotUnderstood { near: String::new() });
        }
        made.tables = judged.tables;
        made.functions = judged.functions;
    }
    made.has_hints = canonical.has_hints;
    Ok(made)
}

/// The tables and views that a view's body names, if the body is as harmless as a statement that may be explained.
/// The server keeps bodies in a form of its own, whatever the sql_mode was (`information_schema.VIEWS`).
///
/// # Errors
/// With the reason.
pub fn view_body_tables(definition: &str, server: ServerVersion) -> Result<Vec<TableName>, Refusal> {
    let dialect = Dialect { mode: crate::SqlMode::default(), ignores_space: false, server };
    let explainable = explainable(definition.as_bytes(), dialect)?;
    match explainable.kind {
        // It is the server's text that is read, with its lengths as they are.
        ExplainableKind::Query if explainable.lengths_limited => {
            Err(Refusal::DangerousFunction { name: "REPEAT".to_owned() })
        }
        ExplainableKind::Query => Ok(explainable.tables),
        _ => Err(Refusal::NotExplainable { verb: String::new() }),
    }
}
