//! Plans over the API: from a real server to the page, and what is pasted.

use std::path::Path;

use auroscope_testkit::{TestSchema, repository_root, shared_mysql_or_skip, wait_for};
use mysql_async::prelude::Queryable;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::harness::{BOUND, Server, problem};

const GRANTS: [&str; 3] = ["PROCESS ON *.*", "SELECT ON performance_schema.*", "SELECT, SHOW VIEW ON *.*"];

fn document(name: &str) -> String {
    let path = repository_root().join("testdata/plans/mysql-9.7").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", Path::new(&path).display()))
}

const SQL: &str = "SELECT /* plan over api */ COUNT(*) FROM `숫<b>자` a JOIN `숫<b>자` b ON a.v + b.v = -1 WHERE a.id < 3000";

/// Of things that have a schema, the one in `schema`: the tests of this binary share one MySQL server, and each sees
/// what was slow in the others.
fn of_schema<'a>(items: &'a Value, schema: &TestSchema) -> Option<&'a Value> {
    items.as_array()?.iter().find(|item| item["schema"] == schema.name())
}

/// A server that watches a real one, on which [`SQL`] was slow; the name of its schema, and its plan as it is listed.
async fn with_a_plan(mysql: &auroscope_testkit::Endpoint) -> (Server, TestSchema, Value) {
    let server = Server::start().await;
    let url = mysql.account(&GRANTS).await.unwrap().url();
    server.post("/api/v1/targets", json!({"id": "shop", "url": url})).await;
    let schema = mysql.schema().await.unwrap();
    let mut client = schema.connect().await.unwrap();
    client.query_drop("CREATE TABLE `숫<b>자` (id INT PRIMARY KEY, v INT NOT NULL)").await.unwrap();
    client.query_drop("SET cte_max_recursion_depth = 20000").await.unwrap();
    let rows = "WITH RECURSIVE n AS (SELECT 1 i UNION ALL SELECT i + 1 FROM n WHERE i < 12000) SELECT i, i % 7 FROM n";
    client.query_drop(format!("INSERT INTO `숫<b>자` {rows}")).await.unwrap();
    client.query_drop("ANALYZE TABLE `숫<b>자`").await.unwrap();
    wait_for(BOUND, "a first look", async || {
        (server.json("/api/v1/live").await["items"][0]["target"] == "shop").then_some(())
    })
    .await;
    client.query_drop(SQL).await.unwrap();
    let item = wait_for(BOUND, "a plan", async || {
        of_schema(&server.json("/api/v1/plans?target=shop&skipped=false").await["items"], &schema).cloned()
    })
    .await;
    (server, schema, item)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_query_has_its_plan_over_the_api() {
    let Some(mysql) = shared_mysql_or_skip() else { return };
    let (server, schema, item) = with_a_plan(mysql).await;
    assert_eq!(
        (&item["sql"], &item["schema"], &item["skipped"]),
        (&json!(SQL), &json!(schema.name()), &Value::Null)
    );
    assert!(
        item["total_cost"].as_f64().unwrap() > 0.0 && item.get("json").is_none_or(Value::is_null),
        "{item}"
    );
    let id = item["id"].as_str().unwrap();

    let one = server.json(&format!("/api/v1/plans/{id}")).await;
    assert_eq!(one["sql"], json!(SQL));
    let nodes = one["plan"]["plan"]["nodes"].as_array().unwrap();
    assert_eq!(one["plan"]["layout"]["boxes"].as_array().unwrap().len(), nodes.len());
    let found: Vec<_> =
        one["plan"]["findings"].as_array().unwrap().iter().map(|f| f["id"].as_str().unwrap()).collect();
    assert!(found.contains(&"full_scan"), "{found:?}");
    assert!(one["documents"]["tree"].as_str().unwrap().contains("-> "));
    assert!(one["tree_plan"]["plan"]["nodes"].is_array());

    let markdown = server.get(&format!("/api/v1/plans/{id}/plan.md")).await;
    assert_eq!(markdown.headers()["content-type"], "text/markdown; charset=utf-8");
    assert!(markdown.headers()["content-disposition"].to_str().unwrap().contains(id));
    let text = markdown.text().await.unwrap();
    for part in ["shop", schema.name(), "plan over api", "\"query_block\"", "-> "] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let picture = server.get(&format!("/api/v1/plans/{id}/plan.svg")).await;
    assert_eq!(picture.headers()["content-type"], "image/svg+xml");
    assert!(picture.text().await.unwrap().starts_with("<svg"));
}

#[tokio::test(flavor = "multi_thread")]
async fn plans_are_taken_on_demand_and_compared() {
    let Some(mysql) = shared_mysql_or_skip() else { return };
    let (server, schema, item) = with_a_plan(mysql).await;
    let id = item["id"].as_str().unwrap();
    let execution = item["execution_id"].as_str().unwrap();
    let of_query = server.json(&format!("/api/v1/slow-queries/{execution}/plans")).await;
    assert_eq!((&of_query["items"][0]["id"], &of_query["reason"]), (&item["id"], &Value::Null));
    let fingerprint = item["fingerprint"].as_str().unwrap();
    let history = server.json(&format!("/api/v1/statements/{fingerprint}/plans")).await;
    let shape = &of_schema(&history["histories"], &schema).unwrap()["shapes"][0];
    assert_eq!(
        (&shape["is_current"], &shape["shape"], &shape["plan"]["id"]),
        (&json!(true), &item["shape"], &item["id"])
    );

    // On demand: the text now, which has the same plan; and run only on somebody's word.
    let take = format!("/api/v1/slow-queries/{execution}/plan");
    wait_for(BOUND, "its end", async || {
        let query = server.json(&format!("/api/v1/slow-queries/{execution}")).await;
        (query["state"] == "finished").then_some(())
    })
    .await;
    let taken: Value = server.post(&take, json!({})).await.json().await.unwrap();
    assert_eq!((&taken["outcome"], &taken["plan_id"]), (&json!("captured"), &item["id"]), "{taken}");
    let said = problem(server.post(&take, json!({"analyze": true})).await, 400).await;
    assert!(said.contains("runs the query"), "{said}");
    let run: Value =
        server.post(&take, json!({"analyze": true, "confirm": "execute"})).await.json().await.unwrap();
    assert_eq!(run["outcome"], "captured", "{run}");
    let run = server.json(&format!("/api/v1/plans/{}", run["plan_id"].as_str().unwrap())).await;
    assert_eq!(
        (&run["method"], &run["plan"]["plan"]["is_analyze"]),
        (&json!("explain_analyze"), &json!(true))
    );
    let diff = server.json(&format!("/api/v1/plans/diff?a={id}&b={}", run["id"].as_str().unwrap())).await;
    assert!(!diff["rows"].as_array().unwrap().is_empty());
    // What was measured is a tree only, so that is compared with the tree of the other.
    assert_eq!((&diff["a"]["format"], &diff["b"]["format"]), (&json!("tree"), &json!("tree")));
}

#[tokio::test(flavor = "multi_thread")]
async fn pasted_plans_are_read_and_compared_without_a_server() {
    let server = Server::start().await;
    let read =
        async |document: &str| server.post("/api/v1/plans/read", json!({ "document": document })).await;
    for (name, format) in
        [("v1.json", "json_v1"), ("v2.json", "json_v2"), ("tree.txt", "tree"), ("tabular.tsv", "tabular")]
    {
        let plan: Value = read(&document(&format!("join_10_tables/{name}"))).await.json().await.unwrap();
        assert_eq!(plan["plan"]["plan"]["format"], format);
        assert_eq!(plan["shape"].as_str().unwrap().len(), 32);
    }
    for nothing in ["", "hello", "{\"query_block\": {\"table\"", "<html><script>alert(1)</script>"] {
        assert!(!problem(read(nothing).await, 422).await.is_empty());
    }
    // Larger than other requests may be, and larger than any may be.
    let large = format!("{}{}", " ".repeat(1 << 20), document("join_61_tables/v1.json"));
    assert_eq!(read(&large).await.status(), StatusCode::OK);
    assert_eq!(read(&" ".repeat(9 << 20)).await.status(), StatusCode::BAD_REQUEST);
    let steps = format!("-> Sort: a\n{}", "    -> Table scan on t\n".repeat(6_000));
    assert!(problem(read(&steps).await, 422).await.contains("5000 are shown"));
    let (a, b) = (document("join_10_tables/v1.json"), document("join_20_tables/v1.json"));
    let diff: Value = server.post("/api/v1/plans/diff", json!({"a": a, "b": b})).await.json().await.unwrap();
    assert_eq!(diff["same_shape"], false);
    let same: Value = server.post("/api/v1/plans/diff", json!({"a": a, "b": a})).await.json().await.unwrap();
    assert_eq!(same["same_shape"], true);
    assert!(same["rows"].as_array().unwrap().iter().all(|row| row["kind"] == "same"), "{same}");
    problem(server.post("/api/v1/plans/diff", json!({"a": a, "b": "x"})).await, 422).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_wrongly_is_said() {
    let server = Server::start().await;
    let none = "0".repeat(32);
    for path in [
        "plans/x",
        "plans?limit=0",
        "plans?colour=red",
        "plans?cursor=x",
        "plans/diff?a=x",
        "statements/x/plans",
    ] {
        problem(server.get(&format!("/api/v1/{path}")).await, 400).await;
    }
    for path in
        [format!("plans/{none}"), format!("slow-queries/{none}/plans"), format!("plans/{none}/plan.svg")]
    {
        problem(server.get(&format!("/api/v1/{path}")).await, 404).await;
    }
    problem(server.post(&format!("/api/v1/slow-queries/{none}/plan"), json!({})).await, 404).await;
    problem(server.post(&format!("/api/v1/slow-queries/{none}/plan"), json!({"analyse": true})).await, 400)
        .await;
    assert_eq!(server.json(&format!("/api/v1/statements/{none}/plans")).await, json!({"histories": []}));
}
