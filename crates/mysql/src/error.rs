//! What can go wrong with a target, by what can be done about it.

use std::time::Duration;

/// Why a server did not answer as hoped. Holds no SQL and no secret.
#[derive(Debug, thiserror::Error)]
pub enum MysqlError {
    /// Nobody answers there.
    #[error(
        "cannot reach {host}:{port}: check the address, that the server runs and that the network lets us through"
    )]
    Unreachable {
        /// Host.
        host: String,
        /// Port.
        port: u16,
        /// What the system said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// User or password is wrong, or this client host is not allowed.
    #[error(
        "the server refuses user '{user}': check the user, its password and the host part of its account"
    )]
    AccessDenied {
        /// The user.
        user: String,
        /// What the server said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The server has shut out our host after too many failed connections.
    #[error(
        "{host} has blocked the host that Auroscope runs on, after too many failed connections: TRUNCATE TABLE performance_schema.host_cache; there (or FLUSH HOSTS), and raise max_connect_errors if others on this host cause them"
    )]
    HostBlocked {
        /// The server.
        host: String,
        /// What the server said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// No connection is left for us.
    #[error(
        "no connection is free on {host}: raise max_connections, or the account's MAX_USER_CONNECTIONS (Auroscope keeps one)"
    )]
    NoConnectionFree {
        /// The server.
        host: String,
        /// What the server said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The connection could not be protected as demanded.
    #[error(
        "TLS with {host} failed: give the authority's certificate with tls_ca_file (for RDS: its global bundle), and use the name that stands in the server's certificate"
    )]
    Tls {
        /// Host.
        host: String,
        /// What the library said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A right is missing.
    #[error(
        "user '{user}' may not do this: GRANT PROCESS ON *.* TO '{user}'; GRANT SELECT ON performance_schema.* TO '{user}';"
    )]
    MissingGrant {
        /// The user.
        user: String,
        /// What the server said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The server has performance_schema switched off.
    #[error(
        "performance_schema is off on this server, so running statements cannot be seen: set performance_schema=ON (on RDS in the parameter group) and restart it"
    )]
    PerformanceSchemaOff,
    /// The consumer that shows running statements is off.
    #[error(
        "the consumer {consumer} is off on this server: UPDATE performance_schema.setup_consumers SET ENABLED='YES' WHERE NAME='{consumer}'"
    )]
    ConsumerOff {
        /// The consumer.
        consumer: &'static str,
    },
    /// The server is not MySQL 8.0 or later.
    #[error("the server is {version}, which is not MySQL 8.0 or later")]
    NotSupported {
        /// Its version text.
        version: String,
    },
    /// It took too long; the connection was given up.
    #[error("no answer to '{statement}' within {limit:?}")]
    TimedOut {
        /// The statement's family.
        statement: &'static str,
        /// The limit.
        limit: Duration,
    },
    /// An answer did not have the shape it should have.
    #[error("the answer to '{statement}' cannot be read: {detail}")]
    Decode {
        /// The statement's family.
        statement: &'static str,
        /// What is wrong with it.
        detail: String,
    },
    /// Anything else.
    #[error("the server failed at '{statement}'")]
    Server {
        /// The statement's family.
        statement: &'static str,
        /// What it said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl MysqlError {
    /// The error and all it stems from in one line, for a status or a log.
    #[must_use]
    pub fn chain(&self) -> String {
        let mut text = self.to_string();
        let mut source = std::error::Error::source(self);
        while let Some(error) = source {
            let more = error.to_string();
            if !text.contains(&more) {
                text.push_str(": ");
                text.push_str(&more);
            }
            source = error.source();
        }
        text
    }
}
