//! What comes back: both formats, reasons, facts, and the plan in use.

use std::time::Duration;

use auroscope_mysql::explain::Confirmed;
use auroscope_testkit::{shared_mysql_or_skip, wait_for};
use mysql_async::prelude::Queryable;

use crate::shop::{BOUND, Shop, code};

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_comes_in_both_formats_or_with_a_reason() {
    let Some(server) = shared_mysql_or_skip() else { return };
    let mut shop = Shop::open(server).await;
    let plan = shop.plan("SELECT * FROM t JOIN u ON t.id = u.t_id WHERE t.a = 3 -- note\n").await;
    assert_eq!(plan.skipped, None);
    assert!(plan.json.unwrap().contains("\"query_block\""), "the older format of JSON");
    assert!(plan.tree.unwrap().starts_with("-> "));
    for (text, why) in [
        ("SELECT * FROM gone", "table_gone"),
        ("SELECT gone FROM t", "table_gone"),
        ("SELECT * FROM t WHERE a = = 1", "syntax"),
    ] {
        assert_eq!(code(&shop.plan(text).await), Some(why), "{text}");
    }
    let judged = shop.judged("SELECT * FROM t", "").unwrap();
    for schema in [None, Some("no_such_schema")] {
        let plan = shop.explainer.take(&judged, "", schema, BOUND).await.unwrap();
        assert_eq!(code(&plan), Some("no_schema"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_the_account_may_read_is_explained() {
    let Some(server) = shared_mysql_or_skip() else { return };
    let mut shop = Shop::open(server).await;
    let name = shop.schema.name().to_owned();
    let account = server
        .account(&[&format!("SELECT ON `{name}`.`plain`"), &format!("SELECT ON `{name}`.`u`")])
        .await
        .unwrap();
    shop.explainer = crate::shop::connect(&account).await;
    assert_eq!(code(&shop.plan("SELECT * FROM t").await), Some("no_privilege"));
    assert_eq!(code(&shop.plan("SELECT * FROM plain").await), Some("view_unreadable"));
    assert_eq!(code(&shop.plan("SELECT * FROM u").await), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_is_run_for_its_plan_only_as_it_was() {
    let Some(server) = shared_mysql_or_skip() else { return };
    let mut shop = Shop::open(server).await;
    let schema = shop.schema.name().to_owned();
    let query = shop.judged("SELECT COUNT(*) FROM t", "").unwrap();
    let word = Confirmed::by_a_person();
    let plan = shop.explainer.analyze(&query, "", Some(&schema), BOUND, word).await.unwrap();
    assert!(plan.tree.unwrap().contains("actual time="));
    let update = shop.judged("UPDATE t SET a = 1", "").unwrap();
    let plan = shop.explainer.analyze(&update, "", Some(&schema), BOUND, word).await.unwrap();
    assert_eq!(code(&plan), Some("not_a_query"));
    let long = shop.judged("SELECT COUNT(*) FROM t a, t b, t c, t d WHERE a.c > d.c", "").unwrap();
    let plan =
        shop.explainer.analyze(&long, "", Some(&schema), Duration::from_millis(300), word).await.unwrap();
    assert_eq!(code(&plan), Some("timed_out"));
    assert!(plan.waited_us < 5_000_000, "{}", plan.waited_us);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_plan_in_use_is_of_the_execution_that_was_meant() {
    let Some(server) = shared_mysql_or_skip() else { return };
    let mut shop = Shop::open(server).await;
    let mut other = shop.schema.connect().await.unwrap();
    let id = u64::from(other.id());
    let running = tokio::spawn(async move {
        let _ = other.query_drop("SELECT COUNT(*) FROM t a, t b, t c, t d WHERE a.c > d.c").await;
    });
    let find = "SELECT s.THREAD_ID, s.EVENT_ID FROM performance_schema.events_statements_current s \
        JOIN performance_schema.threads t USING (THREAD_ID) \
        WHERE t.PROCESSLIST_ID = ? AND s.SQL_TEXT LIKE '%d.c' AND s.END_EVENT_ID IS NULL";
    let mut seen = None;
    while seen.is_none() {
        seen = shop.client.exec_first::<(u64, u64), _, _>(find, (id,)).await.unwrap();
    }
    let (thread, event) = seen.unwrap();
    let plan = wait_for(BOUND, "the plan in use", async || {
        let plan = shop.explainer.for_connection(id, (thread, event), BOUND).await.unwrap();
        plan.json.is_some().then_some(plan)
    })
    .await;
    assert!(plan.json.unwrap().contains("\"query_block\""));
    let wrong = shop.explainer.for_connection(id, (thread, event + 1), BOUND).await.unwrap();
    assert_eq!((code(&wrong), wrong.json), (Some("no_longer_running"), None));
    shop.client.query_drop(format!("KILL {id}")).await.unwrap();
    running.await.unwrap();
    // Its client knows before the server has ended it.
    wait_for(Duration::from_secs(20), "its end", async || {
        let gone = shop.explainer.for_connection(id, (thread, event), BOUND).await.unwrap();
        (code(&gone) == Some("no_longer_running")).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn facts_of_tables_are_read() {
    let Some(server) = shared_mysql_or_skip() else { return };
    let mut shop = Shop::open(server).await;
    let asked: Vec<(String, String)> = ["t", "u", "plain", "gone"]
        .iter()
        .map(|name| (shop.schema.name().to_owned(), (*name).to_owned()))
        .collect();
    let facts = shop.explainer.table_facts(&asked).await.unwrap();
    assert_eq!(facts.iter().map(|table| table.name.as_str()).collect::<Vec<_>>(), ["t", "u"]);
    let t = &facts[0];
    assert!(t.rows.unwrap() > 500 && t.data_bytes.unwrap() > 0 && t.engine.as_deref() == Some("InnoDB"));
    let names: Vec<_> =
        t.indexes.iter().map(|index| (index.name.as_str(), index.parts.len(), index.is_unique)).collect();
    assert_eq!(names, [("a", 1, false), ("ab", 2, false), ("c", 1, false), ("PRIMARY", 1, true)]);
    assert_eq!(t.indexes[2].parts[0].prefix, Some(3));
    assert!(facts[1].indexes.iter().any(|index| index.name == "v_low" && index.parts[0].is_descending));
    let histograms: Vec<_> =
        t.columns.iter().filter(|column| column.has_histogram).map(|column| column.name.as_str()).collect();
    assert_eq!(histograms, ["b"]);
    assert_eq!(t.columns[3].type_name, "varchar(20)");
}
