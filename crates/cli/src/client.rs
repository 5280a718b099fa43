//! The HTTP client of the commands that ask a running Auroscope.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use auroscope_model::UtcMicros;
use reqwest::{Client, Method, RequestBuilder, Response, Url};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::arguments::Connect;
use crate::settings::{Layers, listen};

/// The longest that an answer takes: a query that is run for its plan is ended long before.
const LONGEST_ANSWER: Duration = Duration::from_secs(300);

/// Parameters of a request.
pub(crate) type Query = Vec<(&'static str, String)>;

/// The parameter that asks for what began, or was found, at most so long ago.
pub(crate) fn since(back: Duration) -> (&'static str, String) {
    let now = UtcMicros(jiff::Timestamp::now().as_microsecond());
    let back_us = u64::try_from(back.as_micros()).unwrap_or(u64::MAX);
    ("from", now.saturating_sub_us(back_us).to_string())
}

/// A running Auroscope.
pub(crate) struct Server {
    client: Client,
    base: String,
    token: Option<SecretString>,
}

impl Server {
    /// The server named on the command line, or the one that `serve` with the same settings would be.
    pub(crate) fn new(connect: &Connect) -> Result<Self> {
        let layers = Layers::of_client()?;
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
            .connect_timeout(Duration::from_secs(5))
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
        let request = self.request(Method::GET, path).query(query).timeout(LONGEST_ANSWER);
        self.send(request).await?.json().await.with_context(|| self.is_stranger())
    }

    /// Asks for a text, such as a picture.
    pub(crate) async fn text(&self, path: &str) -> Result<String> {
        let request = self.request(Method::GET, path).timeout(LONGEST_ANSWER);
        self.send(request).await?.text().await.with_context(|| self.is_stranger())
    }

    /// The first items of a list, at most `limit`, asked for in pages of at most `page` items.
    pub(crate) async fn items(
        &self,
        path: &str,
        query: Query,
        limit: usize,
        page: usize,
    ) -> Result<Vec<Value>> {
        let mut items = Vec::new();
        let mut cursor = String::new();
        while items.len() < limit {
            let mut query = query.clone();
            query.push(("limit", (limit - items.len()).min(page).to_string()));
            query.push(("cursor", cursor));
            let mut answer = self.get(path, &query).await?;
            let Value::Array(more) = answer["items"].take() else { bail!("{}", self.is_stranger()) };
            // Whoever gives nothing and says that there is more would be asked for ever.
            let is_last = more.is_empty();
            items.extend(more);
            match answer["next"].as_str() {
                Some(next) if !is_last => cursor = next.to_owned(),
                _ => break,
            }
        }
        items.truncate(limit);
        Ok(items)
    }

    /// Sends a JSON document; the answer may be empty.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Result<Value> {
        let answer = self.send(self.request(Method::POST, path).json(body).timeout(LONGEST_ANSWER)).await?;
        let bytes = answer.bytes().await?;
        if bytes.is_empty() {
            Ok(Value::Null)
        } else {
            serde_json::from_slice(&bytes).with_context(|| self.is_stranger())
        }
    }

    /// Removes something.
    pub(crate) async fn delete(&self, path: &str) -> Result<()> {
        self.send(self.request(Method::DELETE, path).timeout(LONGEST_ANSWER)).await.map(drop)
    }

    /// Opens a stream of server-sent events.
    pub(crate) async fn stream(&self, path: &str, query: &[(&str, String)]) -> Result<Response> {
        self.send(self.request(Method::GET, path).query(query)).await
    }

    async fn send(&self, request: RequestBuilder) -> Result<Response> {
        let answer = request.send().await.map_err(|error| {
            let what = if error.is_connect() {
                self.is_absent()
            } else if error.is_timeout() {
                format!("the Auroscope at {} did not answer within {} s", self.base, LONGEST_ANSWER.as_secs())
            } else {
                self.is_stranger()
            };
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
