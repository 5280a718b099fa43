//! The server that all tests of a process share, and how a test without one says so.

use std::env;
use std::sync::OnceLock;

use anyhow::anyhow;

use super::{Endpoint, MysqlOptions, MysqlServer};
use crate::skip;

/// Names a server of the user's own to test on, by an account that may create schemas and accounts.
pub const TEST_MYSQL_VARIABLE: &str = "AUROSCOPE_TEST_MYSQL";

/// The server that tests share which do not restart or reconfigure it: the user's own when
/// [`TEST_MYSQL_VARIABLE`] is set, else one started at the first call of this process.
///
/// Other tests run on it at the same time: look at what carries your own schema, user or connection only.
///
/// # Errors
/// When there is none and none can be started.
pub fn shared_mysql() -> anyhow::Result<&'static Endpoint> {
    static SHARED: OnceLock<Result<Endpoint, String>> = OnceLock::new();
    // The server lives as long as the process; its guard ends it then.
    static OWN: OnceLock<MysqlServer> = OnceLock::new();
    let shared = SHARED.get_or_init(|| {
        let endpoint = match user_server() {
            Some(url) => Endpoint::from_url(&url).map_err(|error| error.context(TEST_MYSQL_VARIABLE)),
            None => {
                MysqlServer::start(MysqlOptions::new()).map(|own| OWN.get_or_init(|| own).endpoint().clone())
            }
        };
        endpoint.map_err(|error| format!("{error:#}"))
    });
    shared.as_ref().map_err(|error| anyhow!("{error}"))
}

/// The shared server; without one, the running test is noted as skipped and should return.
///
/// # Panics
/// Under CI, where every test must run.
#[must_use]
pub fn shared_mysql_or_skip() -> Option<&'static Endpoint> {
    shared_mysql().inspect_err(|error| skip(&format!("no MySQL: {error:#}"))).ok()
}

/// A server of the test's own; when there can be none, the running test is noted as skipped and should return.
///
/// # Panics
/// Under CI, where every test must run.
#[must_use]
pub fn start_mysql_or_skip(options: MysqlOptions) -> Option<MysqlServer> {
    if user_server().is_some() {
        skip(&format!("it starts a server of its own, and {TEST_MYSQL_VARIABLE} names yours"));
        return None;
    }
    MysqlServer::start(options).inspect_err(|error| skip(&format!("no MySQL: {error:#}"))).ok()
}

fn user_server() -> Option<String> {
    env::var(TEST_MYSQL_VARIABLE).ok().filter(|url| !url.is_empty())
}
