//! Slow queries over the API, from a real server to the page of JSON.

use auroscope_store::SlowQueryWrite;
use auroscope_testkit::{shared_mysql_or_skip, wait_for};
use futures_util::StreamExt;
use mysql_async::prelude::Queryable;
use serde_json::{Value, json};

use crate::harness::{BOUND, Server, problem};

const GRANTS: [&str; 2] = ["PROCESS ON *.*", "SELECT ON performance_schema.*"];

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_query_goes_from_the_server_to_the_page() {
    let Some(mysql) = shared_mysql_or_skip() else { return };
    let server = Server::start().await;
    let url = mysql.account(&GRANTS).await.unwrap().url();
    server.post("/api/v1/targets", json!({"id": "shop", "url": url})).await;
    let stream = server.get("/api/v1/slow-queries/stream?target=shop").await;
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    wait_for(BOUND, "a first look", async || {
        (server.json("/api/v1/live").await["items"][0]["target"] == "shop").then_some(())
    })
    .await;
    let mut client = mysql.connect().await.unwrap();
    let sql = "SELECT SLEEP(0.9) AS `told to the page`, '<img src=x onerror=alert(1)> 한국어'";
    client.query_drop(sql).await.unwrap();
    let item = wait_for(BOUND, "the record to end", async || {
        let page = server.json("/api/v1/slow-queries?text=told%20to%20the%20page&state=finished").await;
        page["items"].get(0).cloned()
    })
    .await;
    for name in [
        "id",
        "target",
        "state",
        "started_at",
        "finished_at",
        "duration_us",
        "duration_kind",
        "lock_us",
        "rows_sent",
        "rows_examined",
        "errors",
        "user",
        "host",
        "schema",
        "connection_id",
        "thread_id",
        "event_id",
        "fingerprint",
        "sql",
        "truncated",
        "sources",
    ] {
        assert!(item.get(name).is_some(), "{name} is missing");
    }
    assert_eq!(
        (&item["sql"], &item["schema"], &item["duration_kind"]),
        (&json!(sql), &Value::Null, &json!("exact"))
    );
    let started = item["started_at"].as_str().unwrap();
    assert!(started.ends_with('Z') && started.len() == "2026-11-21T04:53:34.000001Z".len(), "{started}");

    let detail = server.json(&format!("/api/v1/slow-queries/{}", item["id"].as_str().unwrap())).await;
    assert!(detail["formatted_sql"].as_str().unwrap().contains("<img src=x onerror=alert(1)> 한국어"));
    assert!(!detail["normalized"].as_str().unwrap().contains("img"));
    let fingerprint = item["fingerprint"].as_str().unwrap();
    let ranking = server.json(&format!("/api/v1/statements?fingerprint={fingerprint}")).await;
    assert_eq!((&ranking["count"], &ranking["items"][0]["max_us"]), (&json!(1), &item["duration_us"]));
    assert_eq!(ranking["items"][0]["figures_known_count"], 1);
    let statement = server.json(&format!("/api/v1/statements/{fingerprint}")).await;
    assert_eq!(statement["class"], "read");

    // The stream told of it when it was seen and when it ended.
    let mut bytes = stream.bytes_stream();
    let mut seen = String::new();
    while !seen.contains("\"state\":\"finished\"") {
        let chunk = tokio::time::timeout(BOUND, bytes.next()).await.unwrap().unwrap().unwrap();
        seen.push_str(&String::from_utf8_lossy(&chunk));
    }
    assert!(seen.contains("event: slow_query") && seen.contains("\"state\":\"running\""));
}

/// Defect: a list cut long texts, and the stream that keeps it true sent them whole.
#[tokio::test(flavor = "multi_thread")]
async fn a_stream_cuts_long_texts_as_a_list_does() {
    let Some(mysql) = shared_mysql_or_skip() else { return };
    let server = Server::start().await;
    let url = mysql.account(&GRANTS).await.unwrap().url();
    server.post("/api/v1/targets", json!({"id": "shop", "url": url})).await;
    let cut = server.get("/api/v1/slow-queries/stream?target=shop").await;
    let whole = server.get("/api/v1/slow-queries/stream?target=shop&whole=true").await;
    wait_for(BOUND, "a first look", async || {
        (server.json("/api/v1/live").await["items"][0]["target"] == "shop").then_some(())
    })
    .await;
    let mut client = mysql.connect().await.unwrap();
    let sql = format!("SELECT SLEEP(0.9), '{}' AS `long in a stream`", "한".repeat(3_000));
    client.query_drop(&sql).await.unwrap();
    for (stream, is_cut) in [(cut, true), (whole, false)] {
        let (mut bytes, mut seen) = (stream.bytes_stream(), Vec::new());
        let ended = loop {
            let chunk = tokio::time::timeout(BOUND, bytes.next()).await.unwrap().unwrap().unwrap();
            seen.extend_from_slice(&chunk);
            let text = String::from_utf8_lossy(&seen);
            let complete = text.rfind("\n\n").map_or("", |end| &text[..end]);
            let events = complete.lines().filter_map(|line| line.strip_prefix("data: "));
            let mut items = events.map(|data| serde_json::from_str::<Value>(data).unwrap());
            if let Some(ended) = items.find(|item| {
                item["state"] == "finished"
                    && item["sql"].as_str().unwrap().starts_with("SELECT SLEEP(0.9), '한")
            }) {
                break ended;
            }
        };
        let shown = ended["sql"].as_str().unwrap();
        assert_eq!(ended["sql_bytes"], sql.len());
        assert_eq!((shown.len() <= 4_096, shown == sql), (is_cut, !is_cut), "{}", shown.len());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_questions_get_a_problem_with_what_to_do() {
    let server = Server::start().await;
    assert_eq!(server.json("/api/v1/slow-queries").await, json!({"items": [], "next": null}));
    for (path, says) in [
        ("/api/v1/slow-queries?form=1", "no parameter 'form'"),
        ("/api/v1/slow-queries?from=yesterday", "'from'"),
        ("/api/v1/slow-queries?limit=1000", "from 1 to 500"),
        ("/api/v1/slow-queries?cursor=%00", "'cursor'"),
        ("/api/v1/slow-queries?sort=sideways", "'sort'"),
        ("/api/v1/slow-queries/xyz", "'id'"),
        ("/api/v1/statements?state=gone", "'state'"),
        ("/api/v1/statements/%F0%9F%98%80", "'fingerprint'"),
        ("/api/v1/live/stream?target=a%20b", "'target'"),
    ] {
        let detail = problem(server.get(path).await, 400).await;
        assert!(detail.contains(says), "{path}: {detail}");
    }
    problem(server.get("/api/v1/slow-queries/00000000000000000000000000000000").await, 404).await;
    problem(server.get("/api/v1/statements/00000000000000000000000000000000").await, 404).await;
    let long = format!("/api/v1/slow-queries?text={}", "x".repeat(20_000));
    problem(server.get(&long).await, 400).await;
}

/// The document is made from the code: every route is in it, and every reference in it leads somewhere.
#[tokio::test(flavor = "multi_thread")]
async fn the_openapi_document_is_whole() {
    let server = Server::start().await;
    let document = server.json("/api/v1/openapi.json").await;
    for path in [
        "/api/v1/targets",
        "/api/v1/targets/{id}/check",
        "/api/v1/slow-queries",
        "/api/v1/live/stream",
        "/api/v1/store",
        "/healthz",
    ] {
        assert!(document["paths"].get(path).is_some(), "{path}");
    }
    let text = document.to_string();
    for reference in text.split("\"#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(document["components"]["schemas"].get(name).is_some(), "{name}");
    }
    assert_eq!(server.get("/readyz").await.status().as_u16(), 200);
    let kept = server.json("/api/v1/store").await;
    assert!(kept["size_bytes"].as_u64().unwrap() > 4_096, "{kept}");
    assert!(
        kept["place"].as_str().unwrap().ends_with("auroscope.db") && kept["format"].as_u64() >= Some(4),
        "{kept}"
    );
    server.store.close().await.unwrap();
    let unready = wait_for(BOUND, "it to be seen that the store is closed", async || {
        let answer = server.get("/readyz").await;
        (answer.status().as_u16() != 200).then_some(answer)
    })
    .await;
    assert!(problem(unready, 503).await.contains("closed"));
}

/// Defect: each question cost a synced write, and anybody may ask.
#[tokio::test(flavor = "multi_thread")]
async fn readiness_is_proven_once_a_second() {
    let server = Server::start().await;
    let log = || std::fs::metadata(server.folder.path().join("auroscope.db-wal")).unwrap().len();
    let (began, before) = (std::time::Instant::now(), log());
    for _ in 0..200 {
        assert_eq!(server.get("/readyz").await.status().as_u16(), 200);
    }
    // A proof writes one page.
    let (proofs, seconds) = ((log() - before) / 4_096, began.elapsed().as_secs());
    assert!((1..=seconds + 2).contains(&proofs), "{proofs} proofs in {seconds} s");
}

/// Defect: a page of fifty long texts was megabytes.
#[tokio::test(flavor = "multi_thread")]
async fn a_list_cuts_long_texts_and_says_how_long_they_are() {
    let server = Server::start().await;
    let sql = format!("SELECT 1 /* {} */", "한".repeat(5_000));
    let query = serde_json::from_value(json!({
        "id": "00000000000000000000000000000007", "target": "shop", "state": "finished",
        "started_at": "2026-11-21T00:00:00.000000Z", "finished_at": null,
        "last_seen_at": "2026-11-21T00:00:02.000000Z", "duration_us": 2_000_000, "duration_kind": "exact",
        "user": null, "host": null, "schema": null, "connection_id": 1, "thread_id": 1, "event_id": 1,
        "server_uuid": "5d61edde-e567-11f1-aedf-02fc00000001", "booted_at_s": 1_795_200_000,
        "fingerprint": "00000000000000000000000000000001", "class": "read", "server_digest": null,
        "sql": sql, "truncated": false, "lossy": false, "sources": ["live"], "abandoned_because": null
    }))
    .unwrap();
    let write = SlowQueryWrite { query, normalized: "SELECT ?".into(), baseline: None };
    server.store.put_slow_queries(vec![write]).await.unwrap();

    let cut = server.json("/api/v1/slow-queries").await["items"][0].clone();
    let shown = cut["sql"].as_str().unwrap();
    assert!((4_090..=4_096).contains(&shown.len()) && sql.starts_with(shown), "{}", shown.len());
    // Cut here, not by the server: that is another thing.
    assert_eq!((&cut["sql_bytes"], &cut["truncated"]), (&json!(sql.len()), &json!(false)));
    let whole = server.json("/api/v1/slow-queries?whole=true").await["items"][0].clone();
    let detail = server.json("/api/v1/slow-queries/00000000000000000000000000000007").await;
    for item in [whole, detail] {
        assert_eq!((&item["sql"], &item["sql_bytes"]), (&json!(sql), &json!(sql.len())));
    }
    assert!(problem(server.get("/api/v1/slow-queries?whole=yes").await, 400).await.contains("'whole'"));
}

/// What only a slow log told of: the API says null, and no zero, for what no log knows.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_log_does_not_know_is_null() {
    let server = Server::start().await;
    let query = serde_json::from_value(json!({
        "id": "00000000000000000000000000000008", "target": "nobody-watches-it", "state": "finished",
        "started_at": "2026-11-21T00:00:00.000000Z", "finished_at": "2026-11-21T00:00:02.000000Z",
        "last_seen_at": "2026-11-21T00:00:02.000000Z", "duration_us": 2_000_000, "duration_kind": "exact",
        "schema": "shop", "schema_inferred": true, "fingerprint": "00000000000000000000000000000001", "class": "read",
        "sql": "SELECT 1", "truncated": false, "lossy": false, "sources": ["slow_log"]
    }))
    .unwrap();
    let write = SlowQueryWrite { query, normalized: "SELECT ?".into(), baseline: None };
    server.store.put_slow_queries(vec![write]).await.unwrap();
    let listed = server.json("/api/v1/slow-queries?target=nobody-watches-it").await["items"][0].clone();
    let shown = server.json("/api/v1/slow-queries/00000000000000000000000000000008").await;
    for item in [listed, shown] {
        for name in ["connection_id", "thread_id", "event_id", "server_uuid", "booted_at_s", "rows_sent"] {
            assert_eq!(item.get(name), Some(&Value::Null), "{name}");
        }
        assert_eq!((&item["schema_inferred"], &item["sources"]), (&json!(true), &json!(["slow_log"])));
    }
    let ranking = server.json("/api/v1/statements?target=nobody-watches-it").await;
    assert_eq!(ranking["count"], 1);
    // The document says so too.
    let document = server.json("/api/v1/openapi.json").await.to_string();
    let nullable = document
        .split("\"thread_id\":{")
        .skip(1)
        .any(|field| field.split('}').next().is_some_and(|field| field.contains("\"null\"")));
    assert!(nullable);
}
