//! Real servers for tests, the demo and the benches, on free ports. It knows no crate of ours.
//!
//! Nothing here is a mock: a real MySQL is unpacked once into the [developer folder](dev_folder), and every
//! server started from it has its own data folder and dies with the process that started it, even when that
//! process is killed.
//!
//! A test that only needs *a* server shares one per process and takes a schema of its own:
//!
//! ```no_run
//! # async fn example() -> anyhow::Result<()> {
//! let Some(server) = auroscope_testkit::shared_mysql_or_skip() else { return Ok(()) };
//! let schema = server.schema().await?;                       // unique; dropped with `schema`
//! let watcher = server.account(&["PROCESS ON *.*"]).await?;  // another endpoint: a new user, a password
//! let mut connection = server.connect().await?;              // a `mysql_async::Conn` as root
//! let url = watcher.url();                                   // mysql://watcher:…@127.0.0.1:PORT/
//! # let _ = (schema, &mut connection, url); Ok(())
//! # }
//! ```
//!
//! A test that restarts, reconfigures or kills one starts its own ([`start_mysql_or_skip`]):
//!
//! ```no_run
//! # use auroscope_testkit::{MysqlOptions, start_mysql_or_skip};
//! # fn example() -> anyhow::Result<()> {
//! let options = MysqlOptions::new().with_tls().arg("--max-connections=20");
//! let Some(mut server) = start_mysql_or_skip(options) else { return Ok(()) };
//! let ca_file = server.tls_ca_file();
//! server.restart()?; // same port, same data; also `stop`, `start_again`, `kill9`
//! # let _ = ca_file; Ok(())
//! # }
//! ```
//!
//! Environment: `AUROSCOPE_DEV_DIR` moves the developer folder; `AUROSCOPE_TEST_MYSQL=mysql://…` is a server of
//! the user's own, which is then the shared one, and tests that must restart a server are skipped by name.

mod aws;
mod dev_folder;
mod guard;
mod mysql;
mod port;
mod skip;
mod wait;

pub use aws::{AwsEmulator, start_aws_or_skip};
pub use dev_folder::{cache_lock, dev_folder, repository_root, under_ci};
pub use guard::GuardedProcess;
pub use mysql::{
    Endpoint, Installation, MariadbServer, MysqlOptions, MysqlServer, TEST_MYSQL_VARIABLE, TestSchema,
    TlsFiles, shared_mysql, shared_mysql_or_skip, start_mysql_or_skip,
};
pub use port::{free_port, free_port_near};
pub use skip::{SKIPS_FILE_VARIABLE, skip, skips_in};
pub use wait::{wait_for, wait_until};
