//! What may differ between two servers.

use std::path::PathBuf;
use std::time::Duration;

/// How a [`MysqlServer`](super::MysqlServer) is started. The default is small and fast: no binary log, no sync
/// at commit, performance_schema on as MySQL ships it, the slow log off.
#[derive(Debug, Clone, Default)]
pub struct MysqlOptions {
    pub(super) arguments: Vec<String>,
    pub(super) port: Option<u16>,
    pub(super) kept_in: Option<PathBuf>,
    pub(super) tls: bool,
}

impl MysqlOptions {
    /// The default.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// One more argument of mysqld; it wins over those before.
    #[must_use]
    pub fn arg(mut self, argument: impl Into<String>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    /// `--performance-schema=OFF`, as on small RDS classes.
    #[must_use]
    pub fn without_performance_schema(self) -> Self {
        self.arg("--performance-schema=OFF")
    }

    /// Writes statements that take longer than `long_query_time` into the table `mysql.slow_log`.
    #[must_use]
    pub fn slow_log(self, long_query_time: Duration) -> Self {
        self.arg("--slow-query-log=ON")
            .arg("--log-output=TABLE")
            .arg(format!("--long-query-time={}", long_query_time.as_secs_f64()))
    }

    /// Writes statements that take longer than `long_query_time` into [`slow.log`] of the data folder. The server's
    /// own record of a statement's time then holds less of the writing than with the table.
    ///
    /// [`slow.log`]: super::MysqlServer::slow_log_file
    #[must_use]
    pub fn slow_log_file(self, long_query_time: Duration) -> Self {
        self.slow_log(long_query_time).arg("--log-output=FILE").arg("--slow-query-log-file=slow.log")
    }

    /// A certificate for `localhost` and `127.0.0.1` by a CA of its own:
    /// [`MysqlServer::tls_ca_file`](super::MysqlServer::tls_ca_file).
    #[must_use]
    pub fn with_tls(mut self) -> Self {
        self.tls = true;
        self
    }

    /// This port and no other; it must be free.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = Some(port);
        self
    }

    /// Keeps the data in `folder` when the server ends; the next start with it goes on from there.
    #[must_use]
    pub fn keep_data_in(mut self, folder: impl Into<PathBuf>) -> Self {
        self.kept_in = Some(folder.into());
        self
    }
}
