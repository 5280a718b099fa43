//! A table under DDL: plans of it wait a second at most, keep no lock, and the DDL does not wait for them.

use std::time::{Duration, Instant};

use auroscope_testkit::{Endpoint, shared_mysql_or_skip, wait_for};
use mysql_async::prelude::Queryable;

use crate::shop::{BOUND, Shop, code, connect};

/// So long one attempt may take: two statements that wait a second each, on a busy machine.
const ATTEMPT_BOUND: Duration = Duration::from_secs(10);

/// Metadata locks on the schema's tables, asked for or held, of an account or of all.
async fn metadata_locks(shop: &mut Shop, account: Option<&Endpoint>) -> u64 {
    let count = "SELECT COUNT(*) FROM performance_schema.metadata_locks m \
        JOIN performance_schema.threads t ON t.THREAD_ID = m.OWNER_THREAD_ID \
        WHERE m.OBJECT_SCHEMA = ? AND t.PROCESSLIST_USER LIKE ?";
    let user = account.map_or("%", |account| account.user()).to_owned();
    let name = shop.schema.name().to_owned();
    shop.client.exec_first(count, (name, user)).await.unwrap().unwrap()
}

/// A lock that the ALTER of this schema has asked for and not been given.
async fn pending(shop: &mut Shop) -> Option<String> {
    let find = "SELECT LOCK_TYPE FROM performance_schema.metadata_locks WHERE OBJECT_SCHEMA = ? \
        AND OBJECT_NAME = 't' AND LOCK_STATUS = 'PENDING'";
    let name = shop.schema.name().to_owned();
    shop.client.exec_first(find, (name,)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_alter_is_neither_waited_for_long_nor_held_up() {
    let Some(server) = shared_mysql_or_skip() else { return };
    let mut shop = Shop::open(server).await;
    let name = shop.schema.name().to_owned();
    let rights = ["SELECT ON performance_schema.*".to_owned(), format!("SELECT, SHOW VIEW ON `{name}`.*")];
    let account = server.account(&rights.each_ref().map(String::as_str)).await.unwrap();
    shop.explainer = connect(&account).await;

    // The ALTER has copied the table and wants it for itself, but somebody has read it in a transaction.
    let mut reader = shop.schema.connect().await.unwrap();
    reader.query_drop("BEGIN").await.unwrap();
    reader.query_drop("SELECT COUNT(*) FROM t").await.unwrap();
    let mut altering = shop.schema.connect().await.unwrap();
    let alter = tokio::spawn(async move {
        altering.query_drop("ALTER TABLE t ADD COLUMN z INT, ALGORITHM = COPY").await.unwrap();
        Instant::now()
    });
    wait_for(BOUND, "an ALTER that waits for the last lock", async || {
        (pending(&mut shop).await.as_deref() == Some("EXCLUSIVE")).then_some(())
    })
    .await;
    assert!(metadata_locks(&mut shop, None).await > 0, "the locks of others are seen");

    for text in ["SELECT * FROM t", "UPDATE t SET b = 1 WHERE id = 5", "SELECT * FROM above_plain"] {
        let start = Instant::now();
        assert_eq!(code(&shop.plan_within(text, BOUND).await), Some("lock_wait"), "{text}");
        assert!(start.elapsed() < ATTEMPT_BOUND, "{text} took {:?}", start.elapsed());
        assert_eq!(metadata_locks(&mut shop, Some(&account)).await, 0, "{text} keeps a lock");
        assert_eq!(pending(&mut shop).await.as_deref(), Some("EXCLUSIVE"), "the ALTER has not given up");
    }
    // What the ALTER has nothing to do with is explained meanwhile, and keeps no lock either.
    assert_eq!(code(&shop.plan("SELECT * FROM u").await), None);
    assert_eq!(metadata_locks(&mut shop, Some(&account)).await, 0);

    // One attempt waits at the moment when the ALTER may go on: the ALTER goes first.
    let committed = async {
        reader.query_drop("COMMIT").await.unwrap();
        Instant::now()
    };
    let (plan, committed) = tokio::join!(
        async {
            let judged = shop.judged("SELECT * FROM t", "").unwrap();
            shop.explainer.take(&judged, "", Some(&name), BOUND).await.unwrap()
        },
        committed
    );
    assert!(matches!(code(&plan), None | Some("lock_wait")), "{plan:?}");
    let altered = tokio::time::timeout(BOUND, alter).await.unwrap().unwrap();
    assert!(altered - committed < ATTEMPT_BOUND, "the ALTER ended {:?} late", altered - committed);
    let plan = shop.plan("SELECT z FROM t WHERE a = 3").await;
    assert_eq!((code(&plan), plan.json.is_some()), (None, true));
    assert_eq!(metadata_locks(&mut shop, Some(&account)).await, 0);
}

/// While the ALTER waits to begin its copy, or copies, the table can still be read: there are plans of it.
#[tokio::test(flavor = "multi_thread")]
async fn a_table_that_is_being_copied_has_plans() {
    let Some(server) = shared_mysql_or_skip() else { return };
    let mut shop = Shop::open(server).await;
    let mut writer = shop.schema.connect().await.unwrap();
    writer.query_drop("BEGIN").await.unwrap();
    writer.query_drop("UPDATE t SET b = 0 WHERE id = 1").await.unwrap();
    let mut altering = shop.schema.connect().await.unwrap();
    let alter = tokio::spawn(async move {
        altering.query_drop("ALTER TABLE t ADD COLUMN z INT, ALGORITHM = COPY").await.unwrap();
    });
    wait_for(BOUND, "an ALTER that waits for a writer", async || {
        (pending(&mut shop).await.as_deref() == Some("SHARED_NO_WRITE")).then_some(())
    })
    .await;
    let plan = shop.plan("SELECT * FROM t WHERE a = 3").await;
    assert_eq!((code(&plan), plan.json.is_some()), (None, true));
    writer.query_drop("COMMIT").await.unwrap();
    while !alter.is_finished() {
        let plan = shop.plan("SELECT * FROM t WHERE a = 3").await;
        assert!(matches!(code(&plan), None | Some("lock_wait")), "{plan:?}");
    }
    alter.await.unwrap();
    assert_eq!(code(&shop.plan("SELECT z FROM t").await), None);
}
