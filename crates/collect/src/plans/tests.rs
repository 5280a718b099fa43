//! Ten thousand different statements at once, and a real server that hardly notices.

use std::sync::Arc;
use std::time::Duration;

use auroscope_model::{
    DurationKind, ExecutionId, Figures, Fingerprint, PlanFilter, SlowQuery, SlowQueryState, Source,
    StatementClass, TargetId, UtcMicros,
};
use auroscope_mysql::Endpoint;
use auroscope_store::Store;
use auroscope_store_sqlite::SqliteStore;
use auroscope_testkit::{shared_mysql_or_skip, wait_for};
use mysql_async::prelude::Queryable;
use tokio_util::sync::CancellationToken;

use super::{PlanCollector, PlanDesk, PlanInbox, PlanSettings};
use crate::Board;
use crate::fleet::wall_clock;

const PER_MINUTE: u32 = 7;
const REFRESH: Duration = Duration::from_secs(3_600);
const GRANTS: [&str; 2] = ["SELECT ON *.*", "SHOW VIEW ON *.*"];

fn query(n: u128, schema: &str) -> SlowQuery {
    SlowQuery {
        id: ExecutionId(n),
        target: "shop".parse().unwrap(),
        state: SlowQueryState::Finished,
        started_at: UtcMicros(1),
        finished_at: Some(UtcMicros(2)),
        last_seen_at: UtcMicros(2),
        duration_us: 1,
        duration_kind: DurationKind::Exact,
        figures: Figures::default(),
        user: None,
        host: None,
        schema: Some(schema.to_owned()),
        schema_inferred: false,
        connection_id: None,
        thread_id: None,
        event_id: None,
        server_uuid: None,
        booted_at_s: None,
        fingerprint: Fingerprint(n),
        class: StatementClass::Read,
        server_digest: None,
        sql: format!("SELECT {n} AS c{n} FROM t WHERE a = {n}"),
        truncated: false,
        lossy: false,
        sources: vec![Source::Live],
        abandoned_because: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_statements_at_once_are_a_few_for_the_server() {
    let Some(server) = shared_mysql_or_skip() else { return };
    let schema = server.schema().await.unwrap();
    let mut client = schema.connect().await.unwrap();
    client.query_drop("CREATE TABLE t (a INT PRIMARY KEY)").await.unwrap();
    let account = server.account(&GRANTS).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(folder.path()).unwrap());
    let (board, stop) = (Arc::new(Board::default()), CancellationToken::new());
    let (desk, requests) = PlanDesk::new();
    let target: TargetId = "shop".parse().unwrap();
    let inbox = Arc::new(PlanInbox::new(PlanSettings { per_minute: PER_MINUTE, refresh: REFRESH }));
    board.add(&target, "slow_queries", Arc::clone(&inbox), wall_clock());
    let collector = PlanCollector {
        target: target.clone(),
        endpoint: Arc::new(Endpoint::parse(&account.url()).unwrap()),
        refresh: REFRESH,
        store: Arc::clone(&store),
        inbox,
        requests,
        stop: stop.clone(),
    };
    let running = tokio::spawn(collector.run());
    let taken = async || store.plans(PlanFilter::default(), None, 500).await.unwrap().items;
    (1..=10_000).for_each(|n| board.kept(query(n, schema.name())));
    wait_for(Duration::from_secs(20), "plans up to the limit", async || {
        (taken().await.len() == PER_MINUTE as usize).then_some(())
    })
    .await;
    (1..=10_000).for_each(|n| board.kept(query(n, schema.name())));
    let plans = taken().await;
    assert!(plans.iter().all(|plan| plan.skipped.is_none() && plan.shape.is_some()), "{plans:?}");
    // Each that was due is accounted for: the second time all but those with a plan were.
    let status = board.health(&target).unwrap().plans.unwrap();
    let due = 10_000 + 10_000 - u64::from(PER_MINUTE);
    assert_eq!(status.taken + status.waiting + status.passed_over, due, "{status:?}");
    assert_eq!(
        (status.taken, status.without_plan, status.failed),
        (u64::from(PER_MINUTE), 0, 0),
        "{status:?}"
    );
    // Whoever asks now waits for the limit, too.
    assert_eq!(desk.ask(Arc::new(query(1, schema.name())), None).await, super::PlanAnswer::Queued);
    assert_eq!(taken().await.len(), PER_MINUTE as usize);
    let sent: Option<u64> = client
        .exec_first(
            "SELECT CAST(SUM(COUNT_STAR) AS UNSIGNED) FROM performance_schema.events_statements_summary_by_user_by_event_name \
             WHERE USER = ?",
            (account.user(),),
        )
        .await
        .unwrap();
    // Two connections, and for each plan a few.
    assert!(sent.unwrap() < 20 + 6 * u64::from(PER_MINUTE), "{sent:?}");
    stop.cancel();
    running.await.unwrap();
}
