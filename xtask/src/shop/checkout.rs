//! Buying: a transaction that writes, with the comments a tracing library adds.

use mysql_async::prelude::Queryable as _;

use super::workload::Client;
use super::{CUSTOMERS, PRODUCTS};

/// An order of two products.
pub(super) async fn buy(client: &mut Client) -> anyhow::Result<()> {
    let customer = client.random.number(1..=CUSTOMERS);
    let trace = client.random.number(1 << 60..=(1 << 61));
    let comment = format!("/*route='/checkout',traceparent='00-{trace:032x}-{trace:016x}-01'*/");
    let products =
        [client.random.number(1..=PRODUCTS / 2), client.random.number(PRODUCTS / 2 + 1..=PRODUCTS)];
    client.query("START TRANSACTION").await?;
    let order = format!(
        "INSERT INTO orders (customer_id, status, ordered_at, address) \
         VALUES ({customer}, 'new', NOW(), '서울특별시 중구 세종대로 {}') {comment}",
        customer % 200
    );
    let connection = client.connection().await?;
    connection.query_drop(order).await?;
    let order = connection.last_insert_id().unwrap_or_default();
    // Products in ascending order, so that two buyers never wait for each other in a circle.
    for (line, product) in (1u64..).zip(products) {
        client
            .execute("UPDATE products SET stock = stock - 1 WHERE id = ? AND stock > 0", (product,))
            .await?;
        let values = (order, line, product, 1u64, 12_000u64, "선물 포장");
        client.execute("INSERT INTO order_lines VALUES (?, ?, ?, ?, ?, ?)", values).await?;
    }
    client.query("COMMIT").await
}
