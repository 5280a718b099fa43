//! Targets over the API: secrets go in and never out; what is wrong is said.

use auroscope_testkit::{shared_mysql_or_skip, wait_for};
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{BOUND, Server, problem};

const GRANTS: [&str; 2] = ["PROCESS ON *.*", "SELECT ON performance_schema.*"];

#[tokio::test(flavor = "multi_thread")]
async fn a_target_is_added_watched_paused_and_removed() {
    let Some(mysql) = shared_mysql_or_skip() else { return };
    let account = mysql.account(&GRANTS).await.unwrap();
    let server = Server::start().await;
    let added = server.post("/api/v1/targets", json!({"id": "shop", "url": account.url()})).await;
    assert_eq!(added.status().as_u16(), 201);
    let text = added.text().await.unwrap();
    assert!(!text.contains(account.password()), "{text}");
    let target: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        (&target["id"], &target["has_password"], &target["enabled"]),
        (&json!("shop"), &json!(true), &json!(true))
    );

    wait_for(BOUND, "a first look", async || {
        let live = server.json("/api/v1/live").await;
        (live["items"][0]["target"] == "shop").then_some(())
    })
    .await;
    let checked = server.post("/api/v1/targets/shop/check", Value::Null).await;
    assert_eq!(checked.status().as_u16(), 200);
    let all = server.get("/api/v1/targets").await.text().await.unwrap();
    assert!(!all.contains(account.password()));
    let collectors = server.json("/api/v1/collectors").await;
    assert_eq!(collectors["items"][0]["phase"], "running");
    problem(server.post("/api/v1/targets", json!({"id": "shop", "url": account.url()})).await, 409).await;

    let paused = server.request(Method::PATCH, "/api/v1/targets/shop").json(&json!({"enabled": false}));
    assert_eq!(paused.send().await.unwrap().json::<Value>().await.unwrap()["enabled"], false);
    let view = server.json("/api/v1/targets/shop").await;
    assert_eq!((&view["health"], &view["has_password"]), (&Value::Null, &json!(true)));
    assert_eq!(server.json("/api/v1/live").await, json!({"items": []}));

    let remove = || server.request(Method::DELETE, "/api/v1/targets/shop").send();
    assert_eq!(remove().await.unwrap().status().as_u16(), 204);
    problem(remove().await.unwrap(), 404).await;
    // Defect 27: nothing in the store's files gives the password away.
    for entry in std::fs::read_dir(server.folder.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        let secret = account.password().as_bytes();
        assert!(!bytes.windows(secret.len()).any(|window| window == secret));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_target_is_said() {
    let Some(mysql) = shared_mysql_or_skip() else { return };
    let server = Server::start().await;
    for (body, says) in [
        (json!({"url": "db1"}), "mysql://user@host"),
        (json!({"url": "mysql://h"}), "names no user"),
        (json!({"url": "mysql://u@h/shop"}), "names a schema"),
        (json!({"id": "<script>", "url": "mysql://u@h"}), "cannot name a target"),
        (json!({"url": "mysql://u@h", "pasword": "x"}), "unknown field"),
        (json!({}), "missing field `url`"),
    ] {
        let detail = problem(server.post("/api/v1/targets", body.clone()).await, 400).await;
        assert!(detail.contains(says), "{body}: {detail}");
    }
    let account = mysql.account(&[]).await.unwrap();
    let wrong = account.url().replace("secret-", "hunter2-");
    let detail = problem(server.post("/api/v1/target-checks", json!({"url": wrong})).await, 502).await;
    assert!(detail.contains("refuses user") && !detail.contains("hunter2"), "{detail}");
    let health: Value =
        server.post("/api/v1/target-checks", json!({"url": account.url()})).await.json().await.unwrap();
    let no = health["capabilities"].as_array().unwrap().iter().filter(|c| c["state"] == "no").count();
    assert!(no > 0, "{health}");
    assert_eq!(server.json("/api/v1/targets").await, json!({"items": []}));
    let huge = server.post("/api/v1/targets", json!({"url": "x".repeat(100_000)})).await;
    problem(huge, 400).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_configured_target_cannot_be_changed_here() {
    let new = serde_json::from_value(json!({"id": "fixed", "url": "mysql://u@127.0.0.1:1/"})).unwrap();
    let server = Server::start_with(None, None, vec![new]).await;
    assert_eq!(server.json("/api/v1/targets/fixed").await["configured"], true);
    let remove = server.request(Method::DELETE, "/api/v1/targets/fixed").send().await.unwrap();
    assert!(problem(remove, 409).await.contains("configuration file"));
    let change = server.request(Method::PATCH, "/api/v1/targets/fixed").json(&json!({"enabled": false}));
    problem(change.send().await.unwrap(), 409).await;
    problem(server.get("/api/v1/targets/fixed/cost").await, 404).await;
}
