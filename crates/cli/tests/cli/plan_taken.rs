//! Plans that are asked for by hand, of what was slow on a real server.

use std::time::Duration;

use auroscope_testkit::{Endpoint, TestSchema, shared_mysql_or_skip, wait_for};
use mysql_async::prelude::Queryable;
use serde_json::Value;

use crate::harness::{Serving, ask, plan, serve, told};

const BOUND: Duration = Duration::from_secs(60);
const GRANTS: [&str; 3] = ["PROCESS ON *.*", "SELECT ON performance_schema.*", "SELECT, SHOW VIEW ON *.*"];

/// What watches a real server, and a schema there that no other test has.
struct Watched {
    serving: Serving,
    schema: TestSchema,
    client: mysql_async::Conn,
    _folder: tempfile::TempDir,
}

impl Watched {
    async fn start(mysql: &Endpoint, plans_per_minute: &str) -> Self {
        let schema = mysql.schema().await.unwrap();
        let client = schema.connect().await.unwrap();
        let target = mysql.account(&GRANTS).await.unwrap().url();
        let folder = tempfile::tempdir().unwrap();
        let arguments =
            ["--threshold", "300ms", "--interval", "200ms", "--plans-per-minute", plans_per_minute];
        let serving = serve(&folder.path().join("data"), &[&arguments[..], &["--target", &target]].concat());
        let url = serving.url.clone();
        wait_for(BOUND, "the target to be watched", async || {
            (ask(&url, &["target", "list"])?[0]["health"]["collectors"][0]["runs"].as_u64()? > 2)
                .then_some(())
        })
        .await;
        Self { serving, schema, client, _folder: folder }
    }

    /// Runs what is slow, and waits until it is known whole; its id.
    async fn slow(&mut self, sql: &str) -> String {
        self.client.query_drop(sql).await.unwrap();
        let arguments =
            ["slow", "list", "--state", "finished", "--schema", self.schema.name(), "--text", sql];
        wait_for(BOUND, "the end of what was slow", async || {
            Some(ask(&self.serving.url, &arguments)?[0]["id"].as_str()?.to_owned())
        })
        .await
    }

    fn plan(&self, arguments: &[&str], code: i32) -> (String, String) {
        told(plan(&self.serving.url, arguments), code)
    }

    fn json(&self, arguments: &[&str], code: i32) -> Value {
        let (printed, said) = self.plan(&[arguments, &["-o", "json"]].concat(), code);
        assert_eq!(said, "");
        serde_json::from_str(&printed).unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_taken_by_hand_and_run_only_on_somebodys_word() {
    let Some(mysql) = shared_mysql_or_skip() else { return };
    let mut watched = Watched::start(mysql, "0").await;
    let client = &mut watched.client;
    client.query_drop("CREATE TABLE `손으로` (id INT PRIMARY KEY, v INT NOT NULL)").await.unwrap();
    client.query_drop("SET cte_max_recursion_depth = 20000").await.unwrap();
    let rows = "WITH RECURSIVE n AS (SELECT 1 i UNION ALL SELECT i + 1 FROM n WHERE i < 12000) SELECT i, i % 7 FROM n";
    client.query_drop(format!("INSERT INTO `손으로` {rows}")).await.unwrap();
    client.query_drop("ANALYZE TABLE `손으로`").await.unwrap();
    let sql = "SELECT COUNT(*), 'taken by hand' FROM `손으로` a JOIN `손으로` b ON a.v + b.v = -1 WHERE a.id < 1500";
    let slow = watched.slow(sql).await;

    let (printed, said) = watched.plan(&["take", &slow], 0);
    assert!(printed.contains("outcome  captured") && said.is_empty(), "{printed}{said}");
    let taken = watched.json(&["take", &slow], 0);
    let id = taken["plan_id"].as_str().unwrap();
    // Taken again it is the same plan.
    assert_eq!((&taken["outcome"], &taken["code"]), (&"captured".into(), &Value::Null));
    assert!(printed.contains(id), "{printed}");
    let (shown, _) = watched.plan(&["show", id], 0);
    for part in
        ["method          explain\n", sql.split(" FROM").next().unwrap(), "Table scan on b", "notice: "]
    {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let listed = watched.json(&["list", "--schema", watched.schema.name()], 0);
    assert_eq!((listed.as_array().unwrap().len(), &listed[0]["id"]), (1, &taken["plan_id"]), "{listed}");

    // What runs the query needs the word, and a bound that the server takes.
    let (printed, said) = watched.plan(&["take", &slow, "--analyze"], 2);
    assert!(printed.is_empty() && said.contains("--yes"), "{said}");
    for bound in ["0", "61s", "soon"] {
        let (_, said) = watched.plan(&["take", &slow, "--analyze", "--yes", "--bound", bound], 2);
        assert!(said.contains("--bound") && said.contains(bound), "{said}");
    }
    let ran = watched.json(&["take", &slow, "--analyze", "--yes", "--bound", "60s"], 0);
    assert_eq!(ran["outcome"], "captured", "{ran}");
    let run = ran["plan_id"].as_str().unwrap();
    let (shown, _) = watched.plan(&["show", run], 0);
    assert!(
        shown.contains("method          explain_analyze\n") && shown.contains(" ms measured\n"),
        "{shown}"
    );
    let (compared, _) = watched.plan(&["diff", id, run], 0);
    assert!(compared.contains("Table scan on b"), "{compared}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_that_cannot_be_taken_safely_is_refused_with_its_reason() {
    let Some(mysql) = shared_mysql_or_skip() else { return };
    let mut watched = Watched::start(mysql, "0").await;
    let function = "CREATE FUNCTION waits_by_hand() RETURNS INT NO SQL BEGIN DO SLEEP(0.6); RETURN 1; END";
    watched.client.query_drop(function).await.unwrap();
    let slow = watched.slow("SELECT waits_by_hand(), 'refused by hand'").await;
    let (printed, said) = watched.plan(&["take", &slow], 1);
    for part in ["outcome  refused", "code     stored_function", "waits_by_hand", "plan_id  "] {
        assert!(printed.contains(part) && said.is_empty(), "{part}: {printed}{said}");
    }
    let taken = watched.json(&["take", &slow], 1);
    assert_eq!((&taken["outcome"], &taken["code"]), (&"refused".into(), &"stored_function".into()));
    assert!(taken["detail"].as_str().unwrap().contains("waits_by_hand"), "{taken}");
    // Neither is it run on somebody's word.
    let taken = watched.json(&["take", &slow, "--analyze", "--yes"], 1);
    assert_eq!(taken["code"], "stored_function", "{taken}");
    // The reason is kept in the plan's place.
    let (shown, _) = watched.plan(&["show", taken["plan_id"].as_str().unwrap()], 0);
    assert!(
        shown.contains("skipped         stored_function: ") && !shown.contains("Nothing stands out"),
        "{shown}"
    );
    let skipped = watched.json(&["list", "--skipped", "--schema", watched.schema.name()], 0);
    assert_eq!(skipped[0]["skipped"]["code"], "stored_function", "{skipped}");
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_the_limit_waits_and_says_so() {
    let Some(mysql) = shared_mysql_or_skip() else { return };
    let mut watched = Watched::start(mysql, "1").await;
    let slow = watched.slow("SELECT SLEEP(0.5), 'asked for too often'").await;
    // Whichever is the first of this minute: by itself, or by hand.
    plan(&watched.serving.url, &["take", &slow]);
    let queued = watched.json(&["take", &slow], 3);
    assert_eq!((&queued["outcome"], &queued["plan_id"]), (&"queued".into(), &Value::Null), "{queued}");
    let (printed, _) = watched.plan(&["take", &slow, "--analyze", "--yes"], 1);
    assert!(printed.contains("limit_reached") && printed.contains("try again in a minute"), "{printed}");
}
