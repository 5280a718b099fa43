//! Why there is no plan, as a code for records and a sentence for people.

use auroscope_sql::guard::Refusal;

use crate::MysqlError;

/// Why a plan was not taken. Holds no literal of the statement.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Skipped {
    /// A view that the statement reads hides something that the guard refuses.
    #[error("the view {view} may not be explained: {refusal}")]
    ViewRefused {
        /// The view.
        view: String,
        /// What is in it.
        refusal: Refusal,
    },
    /// The body of a view cannot be read, so what it hides is not known.
    #[error("the view {view} cannot be looked into: GRANT SHOW VIEW on it, and SELECT on what it reads")]
    ViewUnreadable {
        /// The view.
        view: String,
    },
    /// More names than are looked up.
    #[error("the statement and its views name more than {limit} tables")]
    TooManyTables {
        /// The limit.
        limit: usize,
    },
    /// It took too long, and was ended by KILL QUERY.
    #[error("the server did not finish within {bound_ms} ms and was told to stop")]
    TimedOut {
        /// The bound.
        bound_ms: u128,
    },
    /// What was told to stop before goes on.
    #[error("a plan that was told to stop still runs on the server: none is taken until it has ended")]
    StillRunning,
    /// The statement names tables without a schema, and it is not known which was the default.
    #[error("the statement's default schema is not known, or is gone")]
    NoSchema,
    /// A table, column or function is gone.
    #[error("a table, column or function that the statement names does not exist any more")]
    TableGone,
    /// The account may not read what the statement reads.
    #[error("our account may not read all that the statement reads: GRANT SELECT (and SHOW VIEW) on it")]
    NoPrivilege,
    /// The server would have to write (1792).
    #[error("the server would have to write for it, and our session is read-only")]
    ReadOnly,
    /// Something holds a lock on one of the tables.
    #[error("a table is locked, by DDL for example")]
    LockWait,
    /// The server does not understand the text.
    #[error("the server does not take the text for a statement")]
    Syntax,
    /// Somebody ended it.
    #[error("it was interrupted")]
    Interrupted,
    /// The connection does not run that statement any more.
    #[error("the statement had ended, or another ran in its place")]
    NoLongerRunning,
    /// The server shows no plan of such a statement while it runs.
    #[error("the server shows no plan of this statement while it runs")]
    NotForConnection,
    /// Only a query as it was may be run.
    #[error("a statement that writes is never run for its plan")]
    NotAQuery,
    /// Any other answer.
    #[error("the server answered with error {number}")]
    Server {
        /// The server's number.
        number: u16,
    },
}

impl Skipped {
    /// The reason's name.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::ViewRefused { .. } => "view_refused",
            Self::ViewUnreadable { .. } => "view_unreadable",
            Self::TooManyTables { .. } => "too_many_tables",
            Self::TimedOut { .. } => "timed_out",
            Self::StillRunning => "still_running",
            Self::NoSchema => "no_schema",
            Self::TableGone => "table_gone",
            Self::NoPrivilege => "no_privilege",
            Self::ReadOnly => "read_only",
            Self::LockWait => "lock_wait",
            Self::Syntax => "syntax",
            Self::Interrupted => "interrupted",
            Self::NoLongerRunning => "no_longer_running",
            Self::NotForConnection => "not_for_connection",
            Self::NotAQuery => "not_a_query",
            Self::Server { .. } => "server_error",
        }
    }

    /// The reason behind a server's error; none where the connection itself failed.
    pub(super) fn of(error: &MysqlError) -> Option<Self> {
        let number = server_error_number(error)?;
        Some(match number {
            1046 | 1049 => Self::NoSchema,
            1051 | 1054 | 1109 | 1146 | 1176 | 1305 | 1356 | 1630 => Self::TableGone,
            1044 | 1142 | 1143 | 1227 | 1345 | 1370 | 1045 => Self::NoPrivilege,
            1290 | 1792 => Self::ReadOnly,
            1205 | 1213 | 1412 => Self::LockWait,
            1064 => Self::Syntax,
            1317 => Self::Interrupted,
            1094 => Self::NoLongerRunning,
            3012 | 3013 => Self::NotForConnection,
            number => Self::Server { number },
        })
    }
}

pub(super) fn server_error_number(error: &MysqlError) -> Option<u16> {
    let source = std::error::Error::source(error)?;
    match source.downcast_ref::<mysql_async::Error>()? {
        mysql_async::Error::Server(server) => Some(server.code),
        _ => None,
    }
}
