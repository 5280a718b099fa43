//! Where a server answers and as whom: what tests connect with.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, ensure};
use mysql_async::prelude::Queryable as _;
use mysql_async::{Conn, Opts};
use url::Url;

const CONNECT_BOUND: Duration = Duration::from_secs(10);

/// A server and an account on it.
#[derive(Debug, Clone)]
pub struct Endpoint {
    url: Url,
}

impl Endpoint {
    /// From `mysql://user:password@host:port/`.
    ///
    /// # Errors
    /// When it is no such URL.
    pub fn from_url(url: &str) -> anyhow::Result<Self> {
        // The text is not repeated in the error: it may hold a password.
        let url = Url::parse(url).context("not a URL of the form mysql://user:password@host:port/")?;
        ensure!(
            url.scheme() == "mysql" && url.has_host(),
            "not a URL of the form mysql://user:password@host:port/"
        );
        Ok(Self { url })
    }

    /// `root` without a password on a port of 127.0.0.1.
    pub(super) fn root_at(port: u16) -> anyhow::Result<Self> {
        Self::from_url(&format!("mysql://root@127.0.0.1:{port}/"))
    }

    /// `mysql://user:password@host:port/`.
    #[must_use]
    pub fn url(&self) -> String {
        self.url.to_string()
    }

    /// The same with `name` as the default schema.
    #[must_use]
    pub fn url_in(&self, name: &str) -> String {
        let mut url = self.url.clone();
        url.set_path(name);
        url.to_string()
    }

    /// The host.
    #[must_use]
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// The port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.url.port().unwrap_or(3306)
    }

    /// The user's name.
    #[must_use]
    pub fn user(&self) -> &str {
        self.url.username()
    }

    /// The password; empty when there is none.
    #[must_use]
    pub fn password(&self) -> &str {
        self.url.password().unwrap_or_default()
    }

    /// A new connection without a default schema.
    ///
    /// # Errors
    /// When the server refuses or does not answer.
    pub async fn connect(&self) -> anyhow::Result<Conn> {
        connect(&self.url()).await
    }

    /// A new connection with `name` as the default schema.
    ///
    /// # Errors
    /// When the server refuses or does not answer.
    pub async fn connect_in(&self, name: &str) -> anyhow::Result<Conn> {
        connect(&self.url_in(name)).await
    }

    /// Runs statements one after another on one connection of its own.
    ///
    /// # Errors
    /// At the first that fails.
    pub async fn run(&self, statements: &[&str]) -> anyhow::Result<()> {
        let mut connection = self.connect().await?;
        for statement in statements {
            connection.query_drop(*statement).await.with_context(|| (*statement).to_owned())?;
        }
        connection.disconnect().await.context("cannot close a connection")
    }

    /// A new schema with a name no other test has, dropped with the value.
    ///
    /// # Errors
    /// When it cannot be made.
    pub async fn schema(&self) -> anyhow::Result<TestSchema> {
        let name = unique_name();
        self.run(&[&format!("CREATE DATABASE `{name}` DEFAULT CHARACTER SET utf8mb4")]).await?;
        Ok(TestSchema { endpoint: self.clone(), name })
    }

    /// A new account with a password and these grants, each as `PRIVILEGE ON object`, and nothing else.
    ///
    /// # Errors
    /// When it cannot be made.
    pub async fn account(&self, grants: &[&str]) -> anyhow::Result<Self> {
        let name = unique_name();
        let password = format!("secret-{name}");
        let mut statements = vec![format!("CREATE USER '{name}'@'%' IDENTIFIED BY '{password}'")];
        statements.extend(grants.iter().map(|grant| {
            let (grant, option) = match grant.split_once(" WITH ") {
                Some((grant, option)) => (grant, format!(" WITH {option}")),
                None => (*grant, String::new()),
            };
            format!("GRANT {grant} TO '{name}'@'%'{option}")
        }));
        self.run(&statements.iter().map(String::as_str).collect::<Vec<_>>()).await?;
        let mut url = self.url.clone();
        let replaced = url.set_username(&name).and_then(|()| url.set_password(Some(&password)));
        ensure!(replaced.is_ok(), "the URL takes no user");
        Ok(Self { url })
    }
}

/// A schema of one test.
#[derive(Debug)]
pub struct TestSchema {
    endpoint: Endpoint,
    name: String,
}

impl TestSchema {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A new connection with it as the default schema.
    ///
    /// # Errors
    /// When the server refuses or does not answer.
    pub async fn connect(&self) -> anyhow::Result<Conn> {
        self.endpoint.connect_in(&self.name).await
    }
}

impl Drop for TestSchema {
    /// Drops the schema on a thread of its own, since the test's runtime may be gone or busy. A server that was
    /// stopped takes its schemas with it, so a failure is nothing to report.
    fn drop(&mut self) {
        let endpoint = self.endpoint.clone();
        // A test that fails may leave a lock on its tables; that must not hold up the others.
        let statement = format!("DROP DATABASE IF EXISTS `{}`", self.name);
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            if let Ok(runtime) = runtime {
                let _ = runtime.block_on(endpoint.run(&["SET lock_wait_timeout = 2", &statement]));
            }
        });
        let _ = dropping.join();
    }
}

async fn connect(url: &str) -> anyhow::Result<Conn> {
    let options = Opts::from_url(url).context("mysql_async does not take the URL")?;
    let connecting = tokio::time::timeout(CONNECT_BOUND, Conn::new(options));
    connecting.await.context("the server does not answer")?.context("cannot connect")
}

/// A name no other test, process or run has; short enough for a user's name (32).
fn unique_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let now_ms = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("t{:x}_{:x}_{number}", now_ms, std::process::id())
}
