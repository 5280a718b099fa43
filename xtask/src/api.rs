//! Auroscope's HTTP API as an outsider reads it: the types here are ours, so that a change of the API shows.

use std::time::Duration;

use anyhow::{Context, ensure};
use jiff::Timestamp;
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};

use crate::http;

/// A slow query as the API gives it; only what is looked at here.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct SlowQuery {
    pub(crate) id: String,
    pub(crate) target: String,
    pub(crate) state: State,
    #[serde(rename = "started_at", deserialize_with = "micros")]
    pub(crate) started_us: i64,
    pub(crate) duration_us: u64,
    pub(crate) duration_kind: DurationKind,
    pub(crate) user: Option<String>,
    pub(crate) schema: Option<String>,
    pub(crate) connection_id: u64,
    pub(crate) thread_id: u64,
    pub(crate) event_id: u64,
    pub(crate) booted_at_s: i64,
    pub(crate) sql: String,
    pub(crate) truncated: bool,
    pub(crate) sources: Vec<String>,
    pub(crate) abandoned_because: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    Running,
    Finished,
    Abandoned,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DurationKind {
    Exact,
    LowerBound,
}

impl SlowQuery {
    /// One line with all that helps to find out why a record is as it is.
    pub(crate) fn describe(&self) -> String {
        let Self {
            id, target, state, duration_us, duration_kind, connection_id, thread_id, event_id, ..
        } = self;
        format!(
            "[{id} on {target}: {state:?}, {duration_us} µs {duration_kind:?}, connection {connection_id}, thread \
             {thread_id}, event {event_id}, boot {}, {:?}@{:?}, started {}, from {:?}, abandoned because {:?}]",
            self.booted_at_s, self.user, self.schema, self.started_us, self.sources, self.abandoned_because
        )
    }
}

/// A statement of the ranking.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Statement {
    pub(crate) normalized: String,
    pub(crate) count: u64,
    pub(crate) total_us: u64,
    pub(crate) max_us: u64,
}

#[derive(Debug, Deserialize)]
struct Ranking {
    items: Vec<Statement>,
}

/// A page of slow queries, the newest first.
#[derive(Debug, Deserialize)]
pub(crate) struct Page {
    pub(crate) items: Vec<SlowQuery>,
    next: Option<String>,
}

/// What Auroscope says it costs a target.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct OwnCost {
    pub(crate) server_us_per_s: f64,
    pub(crate) statements_per_s: f64,
    pub(crate) period_s: f64,
    pub(crate) slowdown: f64,
}

/// One running Auroscope.
#[derive(Debug, Clone)]
pub(crate) struct Api {
    address: String,
}

impl Api {
    pub(crate) fn at(port: u16) -> Self {
        Self { address: format!("127.0.0.1:{port}") }
    }

    /// What to open in a browser.
    pub(crate) fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Whether `/readyz` answers 200.
    pub(crate) async fn is_ready(&self) -> bool {
        http::get(&self.address, "/readyz").await.is_ok_and(|answer| answer.status == 200)
    }

    /// Every slow query there is, over all pages.
    pub(crate) async fn slow_queries(&self) -> anyhow::Result<Vec<SlowQuery>> {
        let mut all = Vec::new();
        let mut cursor = String::new();
        loop {
            let page: Page = self.get(&format!("/api/v1/slow-queries?whole=true&limit=500{cursor}")).await?;
            all.extend(page.items);
            match page.next {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return Ok(all),
            }
        }
    }

    /// Waits until no slow query is running any more, at most `bound`, and returns all.
    pub(crate) async fn settled_slow_queries(&self, bound: Duration) -> anyhow::Result<Vec<SlowQuery>> {
        let start = tokio::time::Instant::now();
        loop {
            let all = self.slow_queries().await?;
            let running = all.iter().filter(|query| query.state == State::Running).count();
            if running == 0 || start.elapsed() > bound {
                return Ok(all);
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// The statements with the most time.
    pub(crate) async fn statements(&self) -> anyhow::Result<Vec<Statement>> {
        Ok(self.get::<Ranking>("/api/v1/statements").await?.items)
    }

    /// The targets' ids.
    pub(crate) async fn targets(&self) -> anyhow::Result<Vec<String>> {
        let value: serde_json::Value = self.get("/api/v1/targets").await?;
        let items =
            value.get("items").unwrap_or(&value).as_array().cloned().context("targets are not a list")?;
        Ok(items.iter().filter_map(|item| target_id(item).map(str::to_owned)).collect())
    }

    /// What Auroscope costs a target; `None` while not measured.
    pub(crate) async fn cost(&self, target: &str) -> anyhow::Result<Option<OwnCost>> {
        let path = format!("/api/v1/targets/{target}/cost");
        // It is measured every ten seconds: a run that ends before has none.
        if http::get(&self.address, &path).await?.status == 404 {
            return Ok(None);
        }
        let cost: OwnCost = self.get(&path).await?;
        Ok(Some(cost).filter(|cost| cost.period_s > 0.0))
    }

    /// What comes of a POST.
    pub(crate) async fn post<T: DeserializeOwned>(&self, path: &str, body: &str) -> anyhow::Result<T> {
        let answer = http::post(&self.address, path, body).await?;
        ensure!(answer.status == 200, "POST {path}: {} {}", answer.status, answer.body);
        serde_json::from_str(&answer.body).with_context(|| format!("POST {path} gave {:.300}", answer.body))
    }

    /// A document of the API as it comes.
    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str) -> anyhow::Result<T> {
        let answer = http::get(&self.address, path).await?;
        ensure!(answer.status == 200, "GET {path}: {} {}", answer.status, answer.body);
        serde_json::from_str(&answer.body).with_context(|| format!("GET {path} gave {:.300}", answer.body))
    }
}

/// A target's id, whether the list holds targets or targets with their health.
fn target_id(item: &serde_json::Value) -> Option<&str> {
    item.get("id").or_else(|| item.get("target")?.get("id"))?.as_str()
}

/// RFC 3339 as microseconds of the epoch.
fn micros<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse::<Timestamp>().map(Timestamp::as_microsecond).map_err(D::Error::custom)
}
