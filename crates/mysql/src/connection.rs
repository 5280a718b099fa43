//! One connection to one target, harmless by its session settings and bounded in time.

use std::sync::Arc;
use std::time::Duration;

use auroscope_model::TlsMode;
use mysql_async::prelude::Queryable;
use mysql_async::{Conn, DriverError, Error, IoError, Opts, OptsBuilder, Params, Row, SslOpts};
use secrecy::ExposeSecret;
use tokio::time::timeout;

use crate::server::{ServerIdentity, consumers_on};
use crate::statements;
use crate::{Endpoint, MysqlError};

/// How long to wait for a server.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// For the connection, log-in and session set-up together.
    pub connect: Duration,
    /// For one statement. The server itself ends a SELECT after two seconds; this is for a server that hangs.
    pub statement: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), statement: Duration::from_secs(5) }
    }
}

/// A connection that is set up and has told who is at the other end.
pub struct Connection {
    conn: Conn,
    endpoint: Arc<Endpoint>,
    limits: Limits,
    identity: ServerIdentity,
}

impl Connection {
    /// Connects, logs in, makes the session harmless and asks who answers.
    pub async fn open(endpoint: Arc<Endpoint>, limits: Limits) -> Result<Self, MysqlError> {
        let opening = async {
            let mut conn =
                Conn::new(options(&endpoint)).await.map_err(|error| connect_error(&endpoint, error))?;
            send(&mut conn, &endpoint, "session", statements::SESSION).await?;
            match send(&mut conn, &endpoint, "quiet", statements::QUIET).await {
                Ok(_) | Err(MysqlError::MissingGrant { .. }) => {}
                Err(error) => return Err(error),
            }
            let identity = ServerIdentity::ask(&mut conn, &endpoint).await?;
            Ok((conn, identity))
        };
        let (conn, identity) = timeout(limits.connect, opening).await.unwrap_or_else(|_| {
            let source = format!("no answer within {:?}", limits.connect).into();
            Err(MysqlError::Unreachable { host: endpoint.host.clone(), port: endpoint.port, source })
        })?;
        Ok(Self { conn, endpoint, limits, identity })
    }

    /// Who is at the other end.
    #[must_use]
    pub fn identity(&self) -> &ServerIdentity {
        &self.identity
    }

    /// Asks again which consumers are on: they are switched while a server runs.
    pub async fn refresh_consumers(&mut self) -> Result<(), MysqlError> {
        let answer = self.rows("consumers", statements::CONSUMERS).await;
        self.identity.consumers = consumers_on(answer)?;
        Ok(())
    }

    /// Sends a statement of a listed family, as text. `sql` differs from the listed one only by its numbers.
    pub(crate) async fn rows(&mut self, statement: &'static str, sql: &str) -> Result<Vec<Row>, MysqlError> {
        let limit = self.limits.statement;
        match timeout(limit, send(&mut self.conn, &self.endpoint, statement, sql)).await {
            Ok(rows) => rows,
            Err(_) => Err(MysqlError::TimedOut { statement, limit }),
        }
    }

    /// The same, handing over one row after the other, so that large ones are never all in memory.
    pub(crate) async fn each_row(
        &mut self,
        statement: &'static str,
        sql: &str,
        mut take: impl FnMut(&Row) -> Result<(), MysqlError>,
    ) -> Result<(), MysqlError> {
        let (limit, endpoint) = (self.limits.statement, &self.endpoint);
        let reading = async {
            let failed = |error| statement_error(endpoint, statement, error);
            let mut result = self.conn.query_iter(sql).await.map_err(failed)?;
            while let Some(row) = result.next().await.map_err(failed)? {
                take(&row)?;
            }
            Ok(())
        };
        timeout(limit, reading).await.unwrap_or(Err(MysqlError::TimedOut { statement, limit }))
    }

    /// Sends a statement of a listed family with bound values.
    pub(crate) async fn rows_with(
        &mut self,
        statement: &'static str,
        sql: String,
        values: Params,
    ) -> Result<Vec<Row>, MysqlError> {
        let limit = self.limits.statement;
        match timeout(limit, self.conn.exec::<Row, _, _>(sql, values)).await {
            Ok(rows) => rows.map_err(|error| statement_error(&self.endpoint, statement, error)),
            Err(_) => Err(MysqlError::TimedOut { statement, limit }),
        }
    }

    /// Says goodbye, without waiting long for it.
    pub async fn close(self) {
        let _ = timeout(Duration::from_secs(1), self.conn.disconnect()).await;
    }
}

/// Sends a text statement and reads all its rows.
pub(crate) async fn send(
    conn: &mut Conn,
    endpoint: &Endpoint,
    statement: &'static str,
    sql: &str,
) -> Result<Vec<Row>, MysqlError> {
    conn.query::<Row, _>(sql).await.map_err(|error| statement_error(endpoint, statement, error))
}

fn options(endpoint: &Endpoint) -> Opts {
    let tls = match endpoint.tls {
        TlsMode::Off => None,
        TlsMode::SkipVerify => Some(SslOpts::default().with_danger_accept_invalid_certs(true)),
        TlsMode::VerifyIdentity => Some(match &endpoint.tls_ca_file {
            Some(file) => SslOpts::default()
                .with_root_certs(vec![file.clone().into()])
                .with_disable_built_in_roots(true),
            None => SslOpts::default(),
        }),
    };
    OptsBuilder::default()
        .ip_or_hostname(endpoint.host.clone())
        .tcp_port(endpoint.port)
        .user(Some(endpoint.user.clone()))
        .pass(endpoint.password.as_ref().map(|password| password.expose_secret().to_owned()))
        .ssl_opts(tls)
        .prefer_socket(false)
        // Given, so that the driver does not ask the server for them with a statement of its own.
        // The largest there is: the process list shows other clients' statements whole.
        .max_allowed_packet(Some(1 << 30))
        .wait_timeout(Some(28_800))
        .tcp_keepalive(Some(Duration::from_secs(30)))
        .connect_attribute("program_name", "auroscope")
        .into()
}

fn connect_error(endpoint: &Endpoint, error: Error) -> MysqlError {
    let (host, port) = (endpoint.host.clone(), endpoint.port);
    match error {
        // Access denied: password, host or account; and "host is not allowed", "account is locked".
        Error::Server(ref server)
            if matches!(server.code, 1045 | 1044 | 1130 | 1698 | 3118 | 1862 | 1251) =>
        {
            MysqlError::AccessDenied { user: endpoint.user.clone(), source: Box::new(error) }
        }
        Error::Server(ref server) if server.code == 1129 => {
            MysqlError::HostBlocked { host, source: Box::new(error) }
        }
        Error::Server(ref server) if matches!(server.code, 1040 | 1203 | 1226) => {
            MysqlError::NoConnectionFree { host, source: Box::new(error) }
        }
        // A server that restarts, or what stands before it, cuts the handshake: that is no refusal.
        Error::Io(IoError::Io(ref io)) if is_cut_off(io) => {
            MysqlError::Unreachable { host, port, source: Box::new(error) }
        }
        Error::Io(IoError::Tls(_)) | Error::Driver(DriverError::NoClientSslFlagFromServer) => {
            MysqlError::Tls { host, source: Box::new(error) }
        }
        Error::Io(IoError::Io(ref io)) if io.kind() == std::io::ErrorKind::InvalidData || is_tls(io) => {
            MysqlError::Tls { host, source: Box::new(error) }
        }
        Error::Io(_) => MysqlError::Unreachable { host, port, source: Box::new(error) },
        other => MysqlError::Server { statement: "connect", source: Box::new(other) },
    }
}

fn is_cut_off(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
    matches!(error.kind(), BrokenPipe | ConnectionAborted | ConnectionReset | UnexpectedEof)
}

/// rustls hands its refusals over inside an I/O error.
fn is_tls(error: &std::io::Error) -> bool {
    error.get_ref().is_some_and(|inner| {
        let text = inner.to_string();
        text.contains("certificate") || text.contains("handshake") || text.contains("tls")
    })
}

fn statement_error(endpoint: &Endpoint, statement: &'static str, error: Error) -> MysqlError {
    match error {
        Error::Server(ref server) if matches!(server.code, 1142 | 1143 | 1227 | 1370 | 1044) => {
            MysqlError::MissingGrant { user: endpoint.user.clone(), source: Box::new(error) }
        }
        other => MysqlError::Server { statement, source: Box::new(other) },
    }
}

impl Connection {
    /// Our account as a GRANT statement names it.
    pub(crate) fn account(&self) -> String {
        format!("'{}'@'%'", self.endpoint.user.replace('\\', "\\\\").replace('\'', "''"))
    }
}
