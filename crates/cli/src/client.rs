//! The HTTP client of the commands that ask a running Auroscope.

use anyhow::{Context, Result, bail};
use reqwest::{Client, Method, RequestBuilder, Response, Url};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::arguments::Connect;
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
        let layers = Layers::of_environment()?;
        let base = match &connect.server {
            Some(url) => address(url)?,
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
        answer.json().await.with_context(|| self.is_stranger())
    }

    /// Sends a JSON document; the answer may be empty.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Result<Value> {
        let answer = self.send(self.request(Method::POST, path).json(body)).await?;
        let bytes = answer.bytes().await?;
        if bytes.is_empty() {
            Ok(Value::Null)
        } else {
            serde_json::from_slice(&bytes).with_context(|| self.is_stranger())
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
        let answer = request.send().await.map_err(|error| {
            let unreachable = error.is_connect() || error.is_timeout();
            let what = if unreachable { self.is_absent() } else { self.is_stranger() };
            anyhow::Error::new(error).context(what)
        })?;
        if answer.status().is_success() {
            return Ok(answer);
        }
        let status = answer.status();
        let problem: Value = answer.json().await.unwrap_or(Value::Null);
        match problem["detail"].as_str() {
            Some(detail) => bail!("{detail}"),
            None => bail!("{}: it answered {status}", self.is_stranger()),
        }
    }

    fn is_absent(&self) -> String {
        format!(
            "no Auroscope answers at {}: start one with 'auroscope serve', or name it with --server",
            self.base
        )
    }

    fn is_stranger(&self) -> String {
        format!("what answers at {} does not speak as an Auroscope does: name one with --server", self.base)
    }
}

/// An address to put paths behind.
fn address(text: &str) -> Result<String> {
    if !Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host()) {
        bail!("'{text}' is no address of an Auroscope; write one such as http://127.0.0.1:8306");
    }
    Ok(text.trim_end_matches('/').to_owned())
}
