//! Who is let in. Defects 25 and 26: no authentication, CORS `*`, default passwords.

use auroscope_server::{Access, AccessError};
use futures_util::{StreamExt, future};
use reqwest::Method;
use serde_json::json;

use crate::harness::{Server, problem};

const TOKEN: &str = "0123456789abcdef0123456789abcdef";

#[test]
fn an_address_that_others_reach_needs_a_secret() {
    let open = "0.0.0.0:8306".parse().unwrap();
    let refused = Access::new(open, None, None).err().unwrap();
    assert!(matches!(refused, AccessError::Open(_)));
    assert!(refused.to_string().contains("AUROSCOPE_ADMIN_PASSWORD_FILE"));
    assert!(Access::new("[::]:8306".parse().unwrap(), None, None).is_err());
    assert!(Access::new(open, Some(&"long enough".into()), None).is_ok());
    assert!(Access::new(open, None, Some(&TOKEN.into())).is_ok());
    assert!(Access::new("127.0.0.1:8306".parse().unwrap(), None, None).is_ok());
    assert!(matches!(Access::new(open, Some(&"short".into()), None), Err(AccessError::ShortPassword)));
    assert!(matches!(Access::new(open, None, Some(&"short".into())), Err(AccessError::ShortToken)));
}

#[tokio::test(flavor = "multi_thread")]
async fn on_loopback_nobody_logs_in_but_foreign_pages_stay_out() {
    let server = Server::start().await;
    assert_eq!(server.json("/api/v1/session").await, json!({"required": false, "authenticated": true}));
    server.json("/api/v1/targets").await;
    // A form of a foreign page can post, but cannot set our header.
    let post =
        server.client.post(format!("{}/api/v1/targets", server.base)).json(&json!({"url": "mysql://u@h"}));
    assert!(problem(post.send().await.unwrap(), 403).await.contains("X-Auroscope"));
    // A foreign name that resolves to us (DNS rebinding).
    let rebound = server.request(Method::GET, "/api/v1/targets").header("Host", "evil.example:8306");
    assert!(problem(rebound.send().await.unwrap(), 403).await.contains("Host"));
    for host in ["localhost:1", "127.0.0.1", "[::1]:8306"] {
        let own = server.request(Method::GET, "/api/v1/targets").header("Host", host).send().await.unwrap();
        assert_eq!(own.status().as_u16(), 200, "{host}");
    }
    // No other origin is allowed anything.
    let answer = server.request(Method::GET, "/api/v1/targets").header("Origin", "https://evil.example");
    assert!(answer.send().await.unwrap().headers().get("access-control-allow-origin").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_opens_a_session_and_a_wrong_one_does_not() {
    let server = Server::start_with(Some("비밀번호 하나 둘"), None, Vec::new()).await;
    for path in [
        "/api/v1/targets",
        "/api/v1/slow-queries",
        "/api/v1/live",
        "/api/v1/openapi.json",
        "/api/v1/live/stream",
    ] {
        problem(server.get(path).await, 401).await;
    }
    assert_eq!(server.json("/api/v1/session").await, json!({"required": true, "authenticated": false}));
    for path in ["/healthz", "/readyz", "/version", "/", "/login"] {
        assert_eq!(server.get(path).await.status().as_u16(), 200, "{path}");
    }
    problem(server.post("/api/v1/session", json!({"password": "wrong"})).await, 401).await;
    let answer = server.post("/api/v1/session", json!({"password": "비밀번호 하나 둘"})).await;
    assert_eq!(answer.status().as_u16(), 204);
    let cookie = answer.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && cookie.contains("Path=/"),
        "{cookie}"
    );
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let with = |method, path| server.request(method, path).header("Cookie", cookie.clone()).send();
    assert_eq!(with(Method::GET, "/api/v1/targets").await.unwrap().status().as_u16(), 200);
    assert_eq!(with(Method::DELETE, "/api/v1/session").await.unwrap().status().as_u16(), 204);
    problem(with(Method::GET, "/api/v1/targets").await.unwrap(), 401).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_is_slowed_down() {
    let server = Server::start_with(Some("a long password"), None, Vec::new()).await;
    for _ in 0..10 {
        problem(server.post("/api/v1/session", json!({"password": "guess"})).await, 401).await;
    }
    problem(server.post("/api/v1/session", json!({"password": "a long password"})).await, 429).await;
}

/// Defect: what ran at the same time was all looked at before any of it was counted.
#[tokio::test(flavor = "multi_thread")]
async fn guesses_at_the_same_time_are_counted() {
    let server = Server::start_with(Some("a long password"), None, Vec::new()).await;
    let guesses = (0..40).map(|_| server.post("/api/v1/session", json!({"password": "guess"})));
    let answers = future::join_all(guesses).await;
    let with = |status: u16| answers.iter().filter(|answer| answer.status().as_u16() == status).count();
    assert_eq!((with(401), with(429)), (10, 30));
}

/// Defect: ten wrong passwords a minute from anywhere kept the admin out.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_guesser_locks_nobody_else_out() {
    let server = Server::start_with(Some("a long password"), None, Vec::new()).await;
    let elsewhere = reqwest::Client::builder().local_address("127.0.0.2".parse::<std::net::IpAddr>().ok());
    let elsewhere = elsewhere.build().unwrap();
    let log_in = async |client: &reqwest::Client, password: &str| {
        let request = client.post(format!("{}/api/v1/session", server.base)).header("X-Auroscope", "1");
        request.json(&json!({"password": password})).send().await.unwrap().status().as_u16()
    };
    for _ in 0..10 {
        assert_eq!(log_in(&elsewhere, "guess").await, 401);
    }
    assert_eq!(log_in(&elsewhere, "a long password").await, 429);
    // The right one does not count, however often.
    for _ in 0..12 {
        assert_eq!(log_in(&server.client, "a long password").await, 204);
    }
}

/// Defect: a stream went on after the log-out.
#[tokio::test(flavor = "multi_thread")]
async fn a_stream_ends_with_the_log_in() {
    let server = Server::start_with(Some("a long password"), None, Vec::new()).await;
    for path in ["/api/v1/live/stream", "/api/v1/slow-queries/stream"] {
        let answer = server.post("/api/v1/session", json!({"password": "a long password"})).await;
        let cookie = answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        let with = |method, path| server.request(method, path).header("Cookie", cookie.clone()).send();
        let stream = with(Method::GET, path).await.unwrap();
        assert_eq!(stream.status().as_u16(), 200);
        assert_eq!(with(Method::DELETE, "/api/v1/session").await.unwrap().status().as_u16(), 204);
        let to_its_end = stream.bytes_stream().count();
        // At once, not at the next look.
        tokio::time::timeout(std::time::Duration::from_secs(10), to_its_end).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_serves_programs() {
    let server = Server::start_with(None, Some(TOKEN), Vec::new()).await;
    problem(server.get("/api/v1/targets").await, 401).await;
    let with =
        |token: &str| server.client.get(format!("{}/api/v1/targets", server.base)).bearer_auth(token).send();
    assert_eq!(with(TOKEN).await.unwrap().status().as_u16(), 200);
    problem(with("0123456789abcdef0123456789abcdee").await.unwrap(), 401).await;
    problem(server.post("/api/v1/session", json!({"password": TOKEN})).await, 409).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_carries_its_protections() {
    let server = Server::start().await;
    for path in ["/", "/slow", "/assets/app/main.js", "/api/v1/targets", "/api/v1/no-such", "/healthz"] {
        let answer = server.get(path).await;
        let policy = answer.headers()["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"), "{path}");
        assert_eq!(answer.headers()["x-content-type-options"], "nosniff", "{path}");
    }
    assert_eq!(server.get("/api/v1/targets").await.headers()["cache-control"], "no-store");
    problem(server.get("/api/v1/no-such").await, 404).await;
    problem(server.get("/assets/%2e%2e%2fCargo.toml").await, 404).await;
    problem(server.get("/assets/app/no-such.js").await, 404).await;
    problem(server.get("/assets/node_modules/typescript/package.json").await, 404).await;
}
