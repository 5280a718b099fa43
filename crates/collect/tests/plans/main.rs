//! Plans that are taken by themselves, and on demand, from a real server.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![allow(dead_code, reason = "the harness serves the capture tests too")]

#[path = "../capture/harness.rs"]
mod harness;

use std::time::Duration;

use auroscope_collect::{Analyze, PlanAnswer, PlanSettings};
use auroscope_model::{PlanFilter, PlanMethod, PlanRecord, SlowQuery};
use auroscope_mysql::explain::Confirmed;
use auroscope_testkit::{shared_mysql_or_skip, wait_for};
use mysql_async::prelude::Queryable;

use crate::harness::{BOUND, Watcher};

/// What plans of texts need.
const GRANTS: [&str; 3] = ["PROCESS ON *.*", "SELECT ON performance_schema.*", "SELECT, SHOW VIEW ON *.*"];
/// What the plans of others' connections need (seen on 9.7: PROCESS is not enough).
const ALL: [&str; 1] = ["ALL ON *.*"];
const PLANS: PlanSettings = PlanSettings { per_minute: 600, refresh: Duration::from_secs(3_600) };

/// The plans of what holds this text.
async fn plans_of(watcher: &Watcher, text: &str) -> Vec<PlanRecord> {
    let all = watcher.store.plans(PlanFilter::default(), None, 500).await.unwrap().items;
    all.into_iter().filter(|plan| plan.sql.contains(text)).collect()
}

async fn plan_of(watcher: &Watcher, text: &str) -> PlanRecord {
    wait_for(BOUND, &format!("a plan of {text}"), async || plans_of(watcher, text).await.into_iter().next())
        .await
}

/// A table of numbers and a statement over it that takes a second or more.
async fn numbers(client: &mut mysql_async::Conn) {
    client.query_drop("CREATE TABLE 숫자 (id INT PRIMARY KEY, v INT NOT NULL, KEY by_v (v))").await.unwrap();
    let rows = "INSERT INTO 숫자 WITH RECURSIVE n AS (SELECT 1 i UNION ALL SELECT i + 1 FROM n WHERE i < 6000) \
        SELECT i, i % 100 FROM n";
    client.query_drop("SET cte_max_recursion_depth = 10000").await.unwrap();
    client.query_drop(rows).await.unwrap();
    client.query_drop("ANALYZE TABLE 숫자").await.unwrap();
}

const SLOW: &str = "SELECT /*+ NO_BNL() */ COUNT(*) FROM 숫자 a JOIN 숫자 b ON a.v + b.v = -";

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_query_gets_its_plan_by_itself() {
    let Some(server) = shared_mysql_or_skip() else { return };
    let folder = tempfile::tempdir().unwrap();
    let url = server.account(&ALL).await.unwrap().url();
    let watcher = Watcher::start_with(folder.path(), &url, PLANS).await;
    watcher.wait_seen().await;
    let schema = server.schema().await.unwrap();
    let mut client = schema.connect().await.unwrap();
    numbers(&mut client).await;
    client.query_drop(format!("{SLOW}1")).await.unwrap();

    let plan = plan_of(&watcher, SLOW).await;
    assert_eq!(
        (plan.subject.schema.as_deref(), plan.skipped.as_ref()),
        (Some(schema.name()), None),
        "{plan:?}"
    );
    // While it ran: the plan that it used.
    assert_eq!(plan.method, PlanMethod::ForConnection, "{plan:?}");
    assert!(plan.shape.is_some() && plan.json.as_ref().unwrap().contains("by_v"));
    assert!(plan.tree.as_ref().unwrap().contains("Nested loop"), "{plan:?}");
    let query: SlowQuery = watcher.store.slow_query(plan.execution_id.unwrap()).await.unwrap().unwrap();
    assert_eq!((&query.user, query.connection_id), (&plan.user, plan.connection_id));

    // Again with another literal: the same statement and shape, so it is the same plan.
    client.query_drop(format!("{SLOW}2")).await.unwrap();
    let other = watcher.ended(SLOW, 2).await.remove(1);
    assert!(other.sql.ends_with("-2"), "{other:?}");
    let PlanAnswer::Taken(same) = watcher.fleet().explain(other, None).await else { panic!("a plan") };
    assert_eq!((same.id, plans_of(&watcher, SLOW).await.len()), (plan.id, 1));

    // Asked for when it has ended, its text is explained, and that is the same plan.
    let PlanAnswer::Taken(of_text) = watcher.fleet().explain(query.clone(), None).await else {
        panic!("a plan")
    };
    assert_eq!((of_text.method, of_text.skipped.as_ref()), (PlanMethod::Explain, None));
    assert_eq!((of_text.shape, of_text.id), (plan.shape, plan.id));

    // Run for its plan, on somebody's word, and ended at its limit.
    let analyze = |limit| Some(Analyze { confirmed: Confirmed::by_a_person(), limit });
    let answer = watcher.fleet().explain(query.clone(), analyze(Duration::from_secs(20))).await;
    let PlanAnswer::Taken(run) = answer else { panic!("{answer:?}") };
    assert_eq!(run.method, PlanMethod::ExplainAnalyze);
    assert!(run.tree.as_ref().unwrap().contains("actual time="), "{run:?}");
    assert_ne!(run.id, plan.id);
    let answer = watcher.fleet().explain(query, analyze(Duration::from_millis(100))).await;
    let PlanAnswer::Taken(ended) = answer else { panic!("{answer:?}") };
    assert_eq!(ended.skipped.unwrap().code, "timed_out");
    // What we sent ourselves took longer than the threshold, and is no statement of the application.
    assert_eq!(watcher.holding("EXPLAIN ANALYZE").await, []);
    assert_eq!(plans_of(&watcher, "/* auroscope:").await, []);
    watcher.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_writes_is_explained_as_a_query_and_what_is_dangerous_is_refused() {
    let Some(server) = shared_mysql_or_skip() else { return };
    let folder = tempfile::tempdir().unwrap();
    // Which shows us no plan in use.
    let url = server.account(&GRANTS).await.unwrap().url();
    let watcher = Watcher::start_with(folder.path(), &url, PLANS).await;
    watcher.wait_seen().await;
    let schema = server.schema().await.unwrap();
    let mut client = schema.connect().await.unwrap();
    numbers(&mut client).await;
    let update = "UPDATE 숫자 a JOIN 숫자 b ON a.v + b.v = -1 SET a.v = 0";
    client.query_drop(update).await.unwrap();
    let plan = plan_of(&watcher, update).await;
    assert_eq!((plan.method, plan.skipped.as_ref()), (PlanMethod::ExplainAsSelect, None), "{plan:?}");
    assert!(plan.explained_sql.unwrap().to_uppercase().starts_with("SELECT"));

    client.query_drop("SELECT SLEEP(0.7), '지워야 할 값'").await.unwrap();
    let refused = plan_of(&watcher, "SLEEP").await;
    assert_eq!(refused.skipped.as_ref().unwrap().code, "dangerous_function");
    assert_eq!((refused.shape, &refused.json, &refused.tree), (None, &None, &None));
    assert!(!refused.skipped.unwrap().detail.contains("지워야"));

    // A query that is run for somebody who goes away is ended, on the server too.
    let query = watcher.ended(update, 1).await.remove(0);
    let endless = "SELECT COUNT(*) FROM 숫자 a JOIN 숫자 b ON a.v + b.v = -1 JOIN 숫자 c ON c.v + a.v = -2";
    let query = SlowQuery { sql: endless.into(), class: auroscope_model::StatementClass::Read, ..query };
    let analyze = Analyze { confirmed: Confirmed::by_a_person(), limit: Duration::from_secs(60) };
    let asking = watcher.fleet().explain(query, Some(analyze));
    assert!(tokio::time::timeout(Duration::from_secs(1), asking).await.is_err());
    let runs =
        "SELECT COUNT(*) FROM performance_schema.processlist WHERE INFO LIKE '/* auroscope:explain_analyze%'";
    wait_for(BOUND, "its end on the server", async || {
        let count: Option<u64> = client.query_first(runs).await.unwrap();
        (count == Some(0)).then_some(())
    })
    .await;

    // A target that is not watched is not asked.
    let query = watcher.ended("SLEEP", 1).await.remove(0);
    watcher.fleet().stop(&query.target).await;
    assert_eq!(watcher.fleet().explain(query, None).await, PlanAnswer::NotWatched);
    watcher.end().await;
}
