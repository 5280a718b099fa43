//! What goes wrong when two want the same row.

use super::SCHEMA;
use super::workload::Client;

/// The row everybody wants.
const HOT_PRODUCT: u64 = 2_501;
/// The two rows of the deadlock; nobody else locks them for long.
const CIRCLE: (u64, u64) = (4_001, 4_002);

/// Locks the hot row and then thinks for a while with the transaction open.
pub(super) async fn hold_a_lock(client: &mut Client) -> anyhow::Result<()> {
    client.query("START TRANSACTION").await?;
    client.query(&format!("SELECT stock FROM products WHERE id = {HOT_PRODUCT} FOR UPDATE")).await?;
    let thinking = client.random.millis(1_200..=4_000);
    tokio::time::sleep(thinking).await;
    client.query("ROLLBACK").await
}

/// Wants the hot row; when somebody holds it, it waits.
pub(super) async fn wait_for_a_lock(client: &mut Client) -> anyhow::Result<()> {
    let statement =
        format!("UPDATE products SET stock = stock + 1 WHERE id = {HOT_PRODUCT} /*job='재고 보충'*/");
    client.query(&statement).await
}

/// Two transactions that take two rows in opposite order: the server ends one of them.
pub(super) async fn deadlock(client: &mut Client) -> anyhow::Result<()> {
    let mut other = Client::new(client.endpoint.clone(), client.random.number(1..=u64::MAX - 1));
    let lock = |id: u64| format!("UPDATE {SCHEMA}.products SET stock = stock - 1 WHERE id = {id}");
    client.query("START TRANSACTION").await?;
    other.query("START TRANSACTION").await?;
    client.query(&lock(CIRCLE.0)).await?;
    other.query(&lock(CIRCLE.1)).await?;
    let (one_way, other_way) = (lock(CIRCLE.1), lock(CIRCLE.0));
    let (mine, theirs) = tokio::join!(client.query(&one_way), other.query(&other_way));
    client.query("ROLLBACK").await?;
    other.query("ROLLBACK").await?;
    mine.and(theirs)
}
