//! Clusters and instances over the API.

use auroscope_model::{CloudInventory, CloudPlace, UtcMicros};
use auroscope_mysql::Endpoint;
use auroscope_testkit::{shared_mysql_or_skip, wait_for};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::harness::{BOUND, Server, problem};

/// An inventory with one instance of this class.
fn inventory(region: &str, at: i64, class: &str) -> CloudInventory {
    let instance = json!({
        "id": "shop-1", "resource_id": "db-1", "arn": "arn:1", "cluster": "shop", "engine": "aurora-mysql",
        "engine_version": "8.0.mysql_aurora.3.08.0", "class": class, "status": "available", "host": "shop-1.x",
        "port": 3306, "availability_zone": null, "multi_az": false, "parameter_groups": {}, "pending_changes": {},
        "pending_maintenance": [], "log_exports": [], "iam_authentication": false, "is_public": false,
        "performance_insights": false, "monitoring_interval_s": null, "created_at": null,
        "tags": {"팀": "<img src=x onerror=alert(1)>"},
    });
    CloudInventory {
        place: CloudPlace { account: "123456789012".into(), region: region.into() },
        at: UtcMicros(at),
        clusters: Vec::new(),
        instances: vec![serde_json::from_value(instance).unwrap()],
        unknown: vec!["pending maintenance: not allowed".into()],
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_there_is_and_what_became_of_it() {
    let server = Server::start().await;
    let empty = server.json("/api/v1/inventory").await;
    assert_eq!(empty, json!({"is_on": true, "scopes": [], "places": [], "items": []}));
    for (region, at, class) in
        [("seoul", 10, "db.r6g.large"), ("seoul", 20, "db.r7g.large"), ("tokyo", 10, "db.t4g.medium")]
    {
        server.store.put_inventory(inventory(region, at, class)).await.unwrap();
    }
    let all = server.json("/api/v1/inventory").await;
    assert_eq!(all["items"].as_array().unwrap().len(), 2);
    assert_eq!(all["places"][0]["unknown"], json!(["pending maintenance: not allowed"]));
    let one = &server.json("/api/v1/inventory?region=seoul&kind=instance").await["items"][0];
    assert_eq!(
        (&one["kind"], &one["id"], &one["class"], &one["place"]["region"], &one["gone_at"]),
        (&json!("instance"), &json!("shop-1"), &json!("db.r7g.large"), &json!("seoul"), &Value::Null)
    );
    assert_eq!(one["tags"]["팀"], "<img src=x onerror=alert(1)>");
    // It is kept, and no settings say that this region is looked at.
    assert_eq!(one["watch"], json!({"code": "not_looked_at"}));
    assert_eq!(server.json("/api/v1/inventory?kind=cluster").await["items"], json!([]));

    let changes = server.json("/api/v1/inventory/changes?region=seoul&resource_id=db-1&limit=1").await;
    assert_eq!(changes["items"].as_array().unwrap().len(), 1);
    let change = &changes["items"][0];
    assert_eq!((&change["what"], &change["name"]), (&json!("changed"), &json!("shop-1")));
    assert_eq!(
        change["fields"],
        json!([{"field": "class", "before": "db.r6g.large", "after": "db.r7g.large"}])
    );
    // It is asked for; that nobody runs the collector here is its business.
    let asked = server.post("/api/v1/inventory/refresh", json!({})).await;
    assert_eq!(asked.status(), StatusCode::ACCEPTED);
    assert!(asked.json::<Value>().await.unwrap()["asked_at"].as_str().unwrap().ends_with('Z'));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_wrongly_is_said() {
    let server = Server::start().await;
    for path in [
        "inventory?colour=red",
        "inventory?kind=x",
        "inventory?with_gone=perhaps",
        "inventory/changes?limit=0",
    ] {
        problem(server.get(&format!("/api/v1/{path}")).await, 400).await;
    }
}

/// Instances come and go; what somebody named himself is his.
#[tokio::test(flavor = "multi_thread")]
async fn what_rules_choose_is_watched_and_let_go() {
    let Some(mysql) = shared_mysql_or_skip() else { return };
    let server = Server::start().await;
    let account = mysql.account(&["PROCESS ON *.*", "SELECT ON performance_schema.*"]).await.unwrap();
    let endpoint = Endpoint::parse(&account.url()).unwrap();
    let chosen =
        |names: &[&str]| names.iter().map(|name| (name.parse().unwrap(), endpoint.clone())).collect();
    let targets = || async {
        let list = server.json("/api/v1/targets").await;
        let items = list["items"].as_array().unwrap().clone();
        items
            .iter()
            .map(|item| (item["id"].as_str().unwrap().to_owned(), item["discovered"] == true))
            .collect::<Vec<_>>()
    };
    server.book.discovered(chosen(&["shop-1", "shop-2"]), UtcMicros(1)).await;
    assert_eq!(targets().await, [("shop-1".to_owned(), true), ("shop-2".to_owned(), true)]);
    wait_for(BOUND, "one to be watched", async || {
        let health = server.json("/api/v1/targets/shop-1").await;
        (health["health"]["collectors"][0]["phase"] == "running").then_some(())
    })
    .await;
    // Rules chose them, so rules must let them go.
    let said =
        problem(server.request(Method::DELETE, "/api/v1/targets/shop-1").send().await.unwrap(), 409).await;
    assert!(said.contains("watch_except"), "{said}");
    server.book.discovered(chosen(&["shop-2"]), UtcMicros(2)).await;
    assert_eq!(targets().await, [("shop-2".to_owned(), true)]);
    server.book.discovered(chosen(&[]), UtcMicros(3)).await;
    server.post("/api/v1/targets", json!({"id": "mine", "url": account.url()})).await;
    // The same address under another name, and the same name: both are there already.
    server.book.discovered(chosen(&["mine", "shop-1"]), UtcMicros(4)).await;
    assert_eq!(targets().await, [("mine".to_owned(), false)]);
    // Also when somebody names one that was found already.
    server.book.discovered(chosen(&["shop-9"]), UtcMicros(5)).await;
    assert_eq!(targets().await.len(), 1);
    server.request(Method::DELETE, "/api/v1/targets/mine").send().await.unwrap();
    server.book.discovered(chosen(&["shop-9"]), UtcMicros(6)).await;
    assert_eq!(targets().await, [("shop-9".to_owned(), true)]);
    server.post("/api/v1/targets", json!({"id": "mine", "url": account.url()})).await;
    server.book.discovered(chosen(&["shop-9"]), UtcMicros(7)).await;
    assert_eq!(targets().await, [("mine".to_owned(), false)]);
}
