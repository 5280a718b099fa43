//! The HTTP client of the commands that ask a running Auroscope.

use anyhow::{Context, Result, bail};
use reqwest::{Client, Method, RequestBuilder, Response};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::arguments::{Connect, Serve};
use crate::settings::{Layers, listen};

/// A running Auroscope.
pub(crate) struct Server {
    client: Client,
    base: String,
    token: Option<SecretString>,
}

impl Server {
    /// The server named on the command line, or the one that `serve` with the same settings would be.
    pub(crate) fn new(connect: &Connect) -> Result<Self> {
        let config = std::env::var_os("AUROSCOPE_CONFIG").map(Into::into);
        let layers = Layers::read(&Serve { config, ..Serve::default() })?;
        let base = match &connect.server {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => {
                let mut address = listen(&layers.text("listen"))?;
                if address.ip().is_unspecified() {
                    address.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
                }
                format!("http://{address}")
            }
        };
        let client = Client::builder()
            .user_agent(concat!("auroscope/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(std::time::Duration::from_secs(5))
            .build()
            .context("cannot set the HTTP client up")?;
        Ok(Self { client, base, token: layers.secret("api_token")? })
    }

    /// Where it is.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.base)).header("X-Auroscope", "1");
        match &self.token {
            Some(token) => request.bearer_auth(token.expose_secret()),
            None => request,
        }
    }

    /// Asks for a JSON document.
    pub(crate) async fn get(&self, path: &str, query: &[(&str, String)]) -> Result<Value> {
        let answer = self.send(self.request(Method::GET, path).query(query)).await?;
        answer.json().await.context("the server's answer is no JSON")
    }

    /// Sends a JSON document; the answer may be empty.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Result<Value> {
        let answer = self.send(self.request(Method::POST, path).json(body)).await?;
        let bytes = answer.bytes().await?;
        if bytes.is_empty() {
            Ok(Value::Null)
        } else {
            serde_json::from_slice(&bytes).context("the server's answer is no JSON")
        }
    }

    /// Removes something.
    pub(crate) async fn delete(&self, path: &str) -> Result<()> {
        self.send(self.request(Method::DELETE, path)).await.map(drop)
    }

    /// Opens a stream of server-sent events.
    pub(crate) async fn stream(&self, path: &str, query: &[(&str, String)]) -> Result<Response> {
        self.send(self.request(Method::GET, path).query(query)).await
    }

    async fn send(&self, request: RequestBuilder) -> Result<Response> {
        let answer = request.send().await.with_context(|| {
            format!(
                "no Auroscope answers at {}: start one with 'auroscope serve', or name it with --server",
                self.base
            )
        })?;
        if answer.status().is_success() {
            return Ok(answer);
        }
        let status = answer.status();
        let problem: Value = answer.json().await.unwrap_or(Value::Null);
        match problem["detail"].as_str() {
            Some(detail) => bail!("{detail}"),
            None => bail!("{} answered {status}", self.base),
        }
    }
}
