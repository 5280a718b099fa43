//! Why a statement is not explained: a code that stays the same for ever, and a sentence for people.

/// Why the guard does not let a statement near a server.
#[derive(Debug, Clone, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refusal {
    /// The text was cut: it ends inside a literal, a name or a parenthesis, or holds the server's `...`.
    #[error("the text was cut, and only a whole statement has a plan")]
    Truncated,
    /// More bytes than are looked at.
    #[error("the statement is longer than {limit_bytes} bytes")]
    TooLong {
        /// The limit.
        limit_bytes: usize,
    },
    /// More parentheses inside each other than are looked at.
    #[error("parentheses stand more than {limit} deep in each other")]
    TooDeep {
        /// The limit.
        limit: usize,
    },
    /// Bytes that are no UTF-8: a server that is told they are may read them otherwise than we do.
    #[error("the text is not UTF-8")]
    NotUtf8,
    /// A statement that has no plan by its kind, such as CALL, SHOW or ALTER TABLE.
    #[error("{verb} is no statement that EXPLAIN takes")]
    NotExplainable {
        /// Its first word, in capitals; empty when it has none.
        verb: String,
    },
    /// A statement that reads no table to be looked for: INSERT … VALUES, SET, DO.
    #[error("a statement of this kind looks nothing up, so it has no plan")]
    NoPlan,
    /// Something follows a `;`.
    #[error("the text holds several statements")]
    SeveralStatements,
    /// A call of what is not known to be built in, so it may be stored, loaded, and do anything.
    #[error("{name} is not known to be built in, and a stored function may do anything while EXPLAIN runs")]
    StoredFunction {
        /// As written.
        name: String,
    },
    /// A built-in function that waits, writes, locks, reads files, or can be made to work for long.
    #[error("{name} waits, works for long or has effects, and EXPLAIN may run it")]
    DangerousFunction {
        /// In capitals.
        name: String,
    },
    /// A table of the server's own whose reading changes something, waits for locks or takes long.
    #[error("{name} is a table of the server's own that is dear to read, or changes when it is read")]
    DangerousTable {
        /// In capitals.
        name: String,
    },
    /// `@name`, or an assignment with `:=`.
    #[error("the statement uses a user variable, whose value only its own session knows")]
    UserVariable,
    /// `SELECT … INTO`.
    #[error("the statement writes its result INTO something")]
    Into,
    /// `?`.
    #[error("the text holds placeholders in place of its values")]
    Placeholder,
    /// An optimiser hint that sets what is not about plans, or that cannot be read.
    #[error("the statement has an optimiser hint that sets more than its plan")]
    Hint,
    /// `PROCEDURE ANALYSE` and its kind.
    #[error("the statement ends in PROCEDURE, which runs")]
    Procedure,
    /// A server whose SQL is not known here well enough to tell what is safe.
    #[error("what is safe is known for MySQL 8.0 and later only")]
    UnsupportedServer,
    /// Not understood, so not trusted.
    #[error("the statement was not understood at '{near}'")]
    NotUnderstood {
        /// A keyword or an operator, never a literal.
        near: String,
    },
}

impl Refusal {
    /// The reason's name, for records and the API.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Truncated => "truncated",
            Self::TooLong { .. } => "too_long",
            Self::TooDeep { .. } => "too_deep",
            Self::NotUtf8 => "not_utf8",
            Self::NotExplainable { .. } => "not_explainable",
            Self::NoPlan => "no_plan",
            Self::SeveralStatements => "several_statements",
            Self::StoredFunction { .. } => "stored_function",
            Self::DangerousFunction { .. } => "dangerous_function",
            Self::DangerousTable { .. } => "dangerous_table",
            Self::UserVariable => "user_variable",
            Self::Into => "into",
            Self::Placeholder => "placeholder",
            Self::Hint => "hint",
            Self::Procedure => "procedure",
            Self::UnsupportedServer => "unsupported_server",
            Self::NotUnderstood { .. } => "not_understood",
        }
    }
}
