//! The plan in use, of what is not sent as a plain text: prepared statements, procedures, functions.

use auroscope_testkit::{shared_mysql_or_skip, wait_for};
use mysql_async::prelude::Queryable;

use crate::shop::{BOUND, Shop, code};

/// What runs for minutes, if nobody ends it.
const LONG: &str = "SELECT COUNT(*) FROM t a, t b, t c, t d WHERE a.c > d.c";

/// How a client makes a statement run.
#[derive(Clone, Copy, Debug)]
enum Sent {
    AsText,
    Prepared,
}

/// Lets a client run it, asks for the plan in use of the statement whose text is like `seen`, and ends it.
async fn plan_in_use(
    shop: &mut Shop,
    sent: Sent,
    statement: &str,
    seen: &str,
) -> (auroscope_mysql::explain::TakenPlan, String) {
    let mut other = shop.schema.connect().await.unwrap();
    let id = u64::from(other.id());
    let text = statement.to_owned();
    let running = tokio::spawn(async move {
        let _ = match sent {
            Sent::AsText => other.query_drop(text).await,
            Sent::Prepared => other.exec_drop(text, (3,)).await,
        };
    });
    let find = "SELECT s.THREAD_ID, s.EVENT_ID, s.SQL_TEXT FROM performance_schema.events_statements_current s \
        JOIN performance_schema.threads t USING (THREAD_ID) WHERE t.PROCESSLIST_ID = ? AND s.SQL_TEXT LIKE ? \
        AND s.END_EVENT_ID IS NULL AND s.NESTING_EVENT_LEVEL = 0 AND s.EVENT_NAME <> 'statement/com/Prepare'";
    let (thread, event, text) = wait_for(BOUND, "the statement", async || {
        shop.client.exec_first::<(u64, u64, String), _, _>(find, (id, seen)).await.unwrap()
    })
    .await;
    // Until the optimiser has made one there is no plan, of whatever statement.
    let executing = "SELECT 1 FROM performance_schema.threads WHERE PROCESSLIST_ID = ? \
        AND PROCESSLIST_STATE = 'executing'";
    wait_for(BOUND, "its execution", async || {
        shop.client.exec_first::<u64, _, _>(executing, (id,)).await.unwrap()
    })
    .await;
    let plan = shop.explainer.for_connection(id, (thread, event), BOUND).await.unwrap();
    shop.client.query_drop(format!("KILL {id}")).await.unwrap();
    running.await.unwrap();
    (plan, text)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_prepared_statement_has_no_plan_in_use() {
    let Some(server) = shared_mysql_or_skip() else { return };
    let mut shop = Shop::open(server).await;
    let prepared = format!("{LONG} AND b.b <> ?");
    let (plan, text) = plan_in_use(&mut shop, Sent::Prepared, &prepared, "%a.c > d.c%").await;
    assert_eq!((code(&plan), plan.json), (Some("not_for_connection"), None));
    // Its parameters are nowhere to be read, so its text has no plan either.
    assert!(text.ends_with("b.b <> ?"), "{text}");
    assert_eq!(shop.judged(&text, "").unwrap_err().code(), "placeholder");
    // One without parameters is explained by its text.
    shop.client.query_drop(format!("PREPARE s FROM '{LONG}'")).await.unwrap();
    assert_eq!(code(&shop.plan(LONG).await), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_procedure_runs_has_no_plan_in_use() {
    let Some(server) = shared_mysql_or_skip() else { return };
    let mut shop = Shop::open(server).await;
    shop.client.query_drop(format!("CREATE PROCEDURE long_one() BEGIN {LONG}; END")).await.unwrap();
    let (plan, text) = plan_in_use(&mut shop, Sent::AsText, "CALL long_one()", "CALL%").await;
    assert_eq!((code(&plan), plan.json), (Some("not_for_connection"), None));
    assert_eq!(shop.judged(&text, "").unwrap_err().code(), "not_explainable");
}

/// The plan is that of the statement that the client sent, not of the one that its function runs at the moment; and it
/// is in the schema of that client, whatever ours is.
#[tokio::test(flavor = "multi_thread")]
async fn a_statement_that_calls_a_function_has_its_own_plan() {
    let Some(server) = shared_mysql_or_skip() else { return };
    let mut shop = Shop::open(server).await;
    shop.client
        .query_drop(format!(
            "CREATE FUNCTION long_one() RETURNS INT READS SQL DATA BEGIN DECLARE n INT; {} INTO n; RETURN n; END",
            LONG
        ))
        .await
        .unwrap();
    let statement = "SELECT v FROM u WHERE v = long_one()";
    let (plan, _) = plan_in_use(&mut shop, Sent::AsText, statement, statement).await;
    let tree = plan.tree.unwrap_or_default();
    assert!(tree.contains("long_one()") && tree.contains(" on u"), "{:?} {tree}", plan.skipped);
    assert!(!tree.contains("join"), "{tree}");
}
