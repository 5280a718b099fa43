//! A server on a free port with a store of its own.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use auroscope_collect::{Board, CaptureSettings, Exclusions, Fleet, Inventory, PlanSettings, Spool};
use auroscope_model::{UtcMicros, WatchRules};
use auroscope_server::{Access, App, Discovery, NewTarget, Settings, TargetBook};
use auroscope_store::Store;
use auroscope_store::seal::Sealer;
use auroscope_store_sqlite::SqliteStore;
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// How long a test waits for what must come.
pub(crate) const BOUND: Duration = Duration::from_secs(20);

pub(crate) struct Server {
    pub(crate) base: String,
    pub(crate) client: Client,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) book: Arc<TargetBook>,
    pub(crate) folder: tempfile::TempDir,
    stop: CancellationToken,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl Server {
    pub(crate) async fn start() -> Self {
        Self::start_with(None, None, Vec::new()).await
    }

    pub(crate) async fn start_with(
        password: Option<&str>,
        token: Option<&str>,
        targets: Vec<NewTarget>,
    ) -> Self {
        Self::start_in(tempfile::tempdir().unwrap(), password, token, targets).await
    }

    /// A server over what is in a folder already.
    pub(crate) async fn start_in(
        folder: tempfile::TempDir,
        password: Option<&str>,
        token: Option<&str>,
        targets: Vec<NewTarget>,
    ) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open(folder.path()).unwrap());
        let sealer = Sealer::open_or_create(&folder.path().join("secret.key")).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let board = Arc::new(Board::default());
        let spool = Spool::new(Arc::clone(&store), Arc::clone(&board));
        tokio::spawn(Arc::clone(&spool).run(stop.clone()));
        let capture = CaptureSettings {
            threshold_us: 300_000,
            interval: Duration::from_millis(200),
            exclusions: Exclusions::default(),
            budget_us_per_s: 1e9,
        };
        let plans = PlanSettings { per_minute: 60, refresh: Duration::from_secs(3_600) };
        let fleet =
            Arc::new(Fleet::new(Arc::clone(&store), Arc::clone(&board), spool, capture, plans, stop.clone()));
        let book = TargetBook::open(Arc::clone(&store), sealer, Arc::clone(&fleet), targets, UtcMicros(1))
            .await
            .unwrap();
        let book = Arc::new(book);
        // Nothing runs it.
        let rules = WatchRules { names: vec!["shop-*".into()], ..WatchRules::default() };
        let inventory = Inventory::new(Arc::clone(&store), Duration::from_secs(3_600), Vec::new());
        let app = App {
            store: Arc::clone(&store),
            board,
            fleet,
            targets: Arc::clone(&book),
            discovery: Some(Arc::new(Discovery { inventory, rules, login: None })),
            access: Arc::new(access(address, password, token)),
            settings: Arc::new(Settings {
                threshold_us: 300_000,
                interval_us: 200_000,
                exclude_users: Vec::new(),
                exclude_schemas: Vec::new(),
                retention_s: 30 * 86_400,
                budget_us_per_s: 1e9,
                plans_per_minute: 60,
                plan_refresh_s: 3_600,
            }),
            stop: stop.clone(),
        };
        tokio::spawn(auroscope_server::serve(listener, app));
        Self { base: format!("http://{address}"), client: Client::new(), store, book, folder, stop }
    }

    /// A request with our own header, as the pages send it.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base)).header("X-Auroscope", "1")
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.unwrap()
    }

    pub(crate) async fn json(&self, path: &str) -> Value {
        let answer = self.get(path).await;
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.json().await.unwrap()
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Response {
        self.request(Method::POST, path).json(&body).send().await.unwrap()
    }
}

fn access(address: SocketAddr, password: Option<&str>, token: Option<&str>) -> Access {
    Access::new(address, password.map(Into::into).as_ref(), token.map(Into::into).as_ref()).unwrap()
}

/// Asserts that an answer is a problem document of this status, and gives its detail.
pub(crate) async fn problem(answer: Response, status: u16) -> String {
    assert_eq!(answer.status().as_u16(), status);
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    let problem: Value = answer.json().await.unwrap();
    assert_eq!(problem["status"], status);
    assert!(problem["type"].as_str().unwrap().starts_with("/problems/"));
    assert!(!problem["title"].as_str().unwrap().is_empty());
    problem["detail"].as_str().unwrap().to_owned()
}
