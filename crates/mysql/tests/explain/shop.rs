//! A schema with tables, functions that write and views that hide, and an explainer on it.

use std::sync::Arc;
use std::time::Duration;

use auroscope_mysql::Endpoint;
use auroscope_mysql::explain::{Explainer, TakenPlan};
use auroscope_sql::guard::{Dialect, Explainable, Refusal, explainable};
use auroscope_testkit::{Endpoint as TestEndpoint, TestSchema};
use mysql_async::Conn;
use mysql_async::prelude::Queryable;

/// For a plan in a test, on a busy machine.
pub(crate) const BOUND: Duration = Duration::from_secs(20);

pub(crate) struct Shop {
    pub(crate) server: TestEndpoint,
    pub(crate) schema: TestSchema,
    pub(crate) client: Conn,
    pub(crate) explainer: Explainer,
}

const MADE_OF: &[&str] = &[
    "CREATE TABLE written (id INT PRIMARY KEY AUTO_INCREMENT, who VARCHAR(99))",
    "CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT, c VARCHAR(20), KEY a (a), KEY ab (a, b), KEY c (c(3)))",
    "CREATE TABLE u (id INT PRIMARY KEY, t_id INT, v INT, KEY t_id (t_id), KEY v_low (v DESC))",
    "INSERT INTO t WITH RECURSIVE s AS (SELECT 1 i UNION ALL SELECT i + 1 FROM s WHERE i < 900) \
     SELECT i, i % 50, i % 7, CONCAT('x', i) FROM s",
    "INSERT INTO u SELECT id, id % 300, a FROM t",
    "ANALYZE TABLE t, u",
    "ANALYZE TABLE t UPDATE HISTOGRAM ON b",
    "CREATE FUNCTION writes() RETURNS INT DETERMINISTIC MODIFIES SQL DATA \
     BEGIN INSERT INTO written (who) VALUES ('a function'); RETURN 1; END",
    "CREATE VIEW plain AS SELECT t.a, COUNT(*) AS n FROM t JOIN u ON t.id = u.t_id GROUP BY t.a",
    "CREATE VIEW above_plain AS SELECT * FROM plain WHERE n > 1",
    "CREATE VIEW sleeping AS SELECT SLEEP(5) AS s, id FROM t",
    "CREATE VIEW above_sleeping AS SELECT * FROM sleeping",
    "CREATE VIEW above_above AS SELECT x.id FROM t JOIN above_sleeping AS x USING (id)",
    "CREATE VIEW writing AS SELECT writes() AS w",
];

impl Shop {
    pub(crate) async fn open(server: &TestEndpoint) -> Self {
        let schema = server.schema().await.unwrap();
        let mut client = schema.connect().await.unwrap();
        for statement in MADE_OF {
            client.query_drop(*statement).await.unwrap();
        }
        let explainer = connect(server).await;
        Self { server: server.clone(), schema, client, explainer }
    }

    pub(crate) fn judged(&self, text: &str, sql_mode: &str) -> Result<Explainable, Refusal> {
        explainable(text.as_bytes(), Dialect::of_sql_mode(sql_mode, self.explainer.version()))
    }

    pub(crate) async fn plan_within(&mut self, text: &str, bound: Duration) -> TakenPlan {
        let judged = self.judged(text, "").unwrap_or_else(|refusal| panic!("{text}: {refusal}"));
        let schema = self.schema.name().to_owned();
        self.explainer.take(&judged, "", Some(&schema), bound).await.unwrap()
    }

    pub(crate) async fn plan(&mut self, text: &str) -> TakenPlan {
        self.plan_within(text, BOUND).await
    }

    /// What was written, which must be nothing.
    pub(crate) async fn written(&mut self) -> u64 {
        self.client.query_first("SELECT COUNT(*) FROM written").await.unwrap().unwrap()
    }
}

pub(crate) async fn connect(server: &TestEndpoint) -> Explainer {
    Explainer::connect(Arc::new(Endpoint::parse(&server.url()).unwrap())).await.unwrap()
}

pub(crate) fn code(plan: &TakenPlan) -> Option<&'static str> {
    plan.skipped.as_ref().map(|skipped| skipped.code())
}
